internal import Conformance

/// A trace as CSV files, one a table, in a folder that is put in place when all are whole (RFC 4180).
///
/// A column without a value is empty; an empty text is two quotes.
final class CSVSink: TraceSink {
    let run: Int64 = 1
    private let folder: PartialFile
    private var files: [(file: TextFile, waiting: String)] = []
    private var isOpen = true
    private static let waitingBytes = 1 << 18

    init(folder path: String) throws(OutputError) {
        folder = try PartialFile(replacing: path, isFolder: true)
        for table in TraceTable.allCases {
            let header = table.columns.map(\.name).joined(separator: ",") + "\r\n"
            files.append((try TextFile("\(folder.path)/\(table.name).csv"), header))
        }
    }

    func insert(_ row: TraceRow, into table: TraceTable) throws(OutputError) {
        guard isOpen else { return }
        var line = String(run)
        for value in row.values {
            line += ","
            switch value {
            case .null: break
            case .integer(let number): line += String(number)
            case .text(let range): line += Self.quoted(row.text[range])
            }
        }
        files[table.rawValue].waiting += line + "\r\n"
        if files[table.rawValue].waiting.utf8.count > Self.waitingBytes { try flush(table.rawValue) }
    }

    func commit() throws(OutputError) {
        guard isOpen else { return }
        for index in files.indices { try flush(index) }
        for (file, _) in files { try file.close() }
        try folder.commit()
        isOpen = false
    }

    func discard() {
        guard isOpen else { return }
        isOpen = false
        folder.discard()
    }

    private func flush(_ index: Int) throws(OutputError) {
        try files[index].file.write(files[index].waiting)
        files[index].waiting = ""
    }

    /// A text in quotes where it has to be.
    private static func quoted(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let isPlain = !bytes.isEmpty && bytes.allSatisfy { ![0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
