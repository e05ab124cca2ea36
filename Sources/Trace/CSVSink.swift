internal import Files
internal import Messages
internal import Scenarios

/// A trace as CSV files, one a table, in a folder that is put in place when all are whole (RFC 4180).
///
/// A column without a value is empty; an empty text is two quotes. For spreadsheets, a text that one of them would take
/// for a formula has an apostrophe in front, and what does not show is written out.
final class CSVSink: TraceSink {
    private let folder: PartialFile
    private var files: [TextFile] = []
    private var isOpen = true
    private let isForSpreadsheets: Bool

    init(folder path: String, isForSpreadsheets: Bool) throws(OutputError) {
        self.isForSpreadsheets = isForSpreadsheets
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
                case .text(let range): cells[field.column] = quoted(text[range])
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
    private func quoted(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        var text = String(decoding: bytes, as: UTF8.self)
        if isForSpreadsheets { text = Self.harmless(text) }
        let isPlain = !bytes.isEmpty && bytes.allSatisfy { ![0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// A text that no spreadsheet computes; numbers stay what they are.
    static func harmless(_ text: String) -> String {
        let shown = visible(text)
        guard let first = shown.unicodeScalars.first, "=+-@＝＋－＠".unicodeScalars.contains(first) else { return shown }
        let isNumber = first == "-" && shown.utf8.count > 1 && shown.utf8.dropFirst().allSatisfy { 48...57 ~= $0 }
        return isNumber ? shown : "'" + shown
    }
}
