import ArgumentParser
import Files
import Foundation

/// A file that a command writes.
enum OutputFile {
    /// Writes the whole file or nothing. A link is followed; only a regular file is replaced, and never the input.
    ///
    /// - Throws: Exit status 74, after saying why.
    static func write(_ text: String, to path: String, input: String? = nil) throws {
        try Interruption.holding {
            try Terminal.writing { () throws(OutputError) in
                let file = try PartialFile(replacing: path, input: input)
                try file.write(text)
                try file.commit()
            }
        }
    }

    /// Refuses options of which two name the same file.
    static func requireDistinct(_ targets: [(option: String, path: String?)]) throws {
        let named = targets.compactMap { target in
            target.path.map { (option: target.option, file: URL(filePath: $0).resolvingSymlinksInPath()) }
        }
        for (index, target) in named.enumerated() {
            if let other = named[..<index].first(where: { $0.file == target.file }) {
                throw ValidationError("\(other.option) and \(target.option) name the same place; give each its own.")
            }
        }
    }
}
