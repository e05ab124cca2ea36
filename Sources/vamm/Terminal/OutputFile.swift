import Files

/// A file that a command writes.
enum OutputFile {
    /// Writes the whole file or nothing. A link is followed; only a regular file is replaced, and never the input.
    ///
    /// - Throws: Exit status 74, after saying why.
    static func write(_ text: String, to path: String, input: String? = nil) throws {
        try Terminal.writing { () throws(OutputError) in
            let file = try PartialFile(replacing: path, input: input)
            try file.write(text)
            try file.commit()
        }
    }
}
