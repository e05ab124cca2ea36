internal import Files
internal import Scenarios

/// A trace as CSV files, one a table, in a folder that is put in place when all are whole (RFC 4180).
///
/// A column without a value is empty; an empty text is two quotes.
final class CSVSink: TraceSink {
    private let folder: PartialFile
    private var files: [TextFile] = []
    private var isOpen = true

    init(folder path: String) throws(OutputError) {
        folder = try PartialFile(replacing: path, isFolder: true)
        for table in TraceTable.allCases {
            let header = table.columns.map(\.name).joined(separator: ",") + "\r\n"
            files.append(try TextFile("\(folder.path)/\(table.name).csv"))
            try files[table.rawValue].write(header)
        }
    }

    func add(_ rows: RowBatch) throws(OutputError) {
        guard isOpen else { return }
        try rows.forEach { table, fields, text throws(OutputError) in
            var cells = Array(repeating: "", count: TraceLayout.of(table).columns.count)
            cells[0] = "1"
            for field in fields {
                switch field.value {
                case .integer(let number): cells[field.column] = String(number)
                case .text(let range): cells[field.column] = Self.quoted(text[range])
                }
            }
            try files[table.rawValue].write(cells.joined(separator: ",") + "\r\n")
        }
    }

    func commit() throws(OutputError) {
        guard isOpen else { return }
        for file in files { try file.close() }
        try folder.commit()
        isOpen = false
    }

    func discard() {
        guard isOpen else { return }
        isOpen = false
        folder.discard()
    }

    /// A text in quotes where it has to be.
    private static func quoted(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let isPlain = !bytes.isEmpty && bytes.allSatisfy { ![0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
