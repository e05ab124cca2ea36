internal import Files
internal import FixedPoint
internal import Messages

/// A CSV file whose lines have a time, in rising order: with names of columns in its first line, or columns in a fixed
/// order.
///
/// Times are whole seconds or milliseconds since 1970, the same in all lines, or ISO 8601. Fields may be quoted.
struct TimedTable: Sendable {
    /// A line with its time and its other cells.
    struct Row: Sendable {
        /// The line in the file, counted from 1.
        var line: Int
        /// Seconds since 1970.
        var time: UInt64
        /// The cells of the columns that were asked for, in their order; nil where the file has no such column.
        var cells: [String?]
    }

    /// A column: the names that it may have, and whether the file has to have it.
    struct Column: Sendable {
        var names: [String]
        var isRequired = true
        var name: String { names[0] }
    }

    let file: String
    private(set) var rows: [Row] = []

    /// A line of more bytes is none of a table.
    private static let longestLine = 1 << 16

    private static let timeNames = ["timestamp", "time", "date", "datetime", "unix", "open_time"]

    /// - Parameters:
    ///   - columns: Besides the time.
    ///   - allowsSameTime: Whether two lines may have the same time.
    init(text: String, file: String, columns: [Column], allowsSameTime: Bool) throws(FileError) {
        self.file = file
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        while lines.last?.isEmpty == true { lines = lines.dropLast() }
        for (index, line) in lines.enumerated() where line.utf8.count > Self.longestLine {
            throw FileError(
                file: file, line: index + 1,
                message: "a line of more than \(Self.longestLine) bytes; write a line for each time")
        }
        let first = lines.first.map { Self.cells($0.drop { $0 == "\u{FEFF}" }).map { $0.lowercased() } } ?? []
        let hasHeader = first.contains { name in
            Self.timeNames.contains(name) || columns.contains { $0.names.contains(name) }
        }
        let expected = (["timestamp"] + columns.filter(\.isRequired).map(\.name)).joined(separator: ",")
        let places = try Self.places(hasHeader ? first : nil, columns, file: file, expected: expected)
        var unit: TimeText.Unit?
        for (index, line) in lines.enumerated().dropFirst(hasHeader ? 1 : 0) {
            let cells = Self.cells(line.drop { $0 == "\u{FEFF}" })
            let isComplete =
                hasHeader ? cells.count == first.count : (places.count...columns.count + 1).contains(cells.count)
            guard isComplete else {
                throw FileError(
                    file: file, line: index + 1,
                    message: "expected \(hasHeader ? shortened(first.joined(separator: ",")) : expected), found"
                        + " \"\(shortened(String(line)))\"")
            }
            let time: UInt64
            do throws(TimeText.Problem) {
                (time, unit) = try TimeText.seconds(cells[places[0] ?? 0], unit: unit)
            } catch {
                throw FileError(file: file, line: index + 1, place: "timestamp", message: error.message)
            }
            if let last = rows.last?.time, time < last || (time == last && !allowsSameTime) {
                throw FileError(
                    file: file, line: index + 1, place: "timestamp",
                    message: "\(time) is \(time == last ? "the same time as" : "earlier than") the line before"
                        + " (\(last)); sort the file by time\(allowsSameTime ? "" : " and leave one price for each")")
            }
            rows.append(
                Row(
                    line: index + 1, time: time,
                    cells: places.dropFirst().map { place in
                        place.flatMap { cells.indices.contains($0) ? cells[$0] : nil }
                    }))
        }
    }

    /// Where the time and each column stand.
    private static func places(
        _ header: [String]?, _ columns: [Column], file: String, expected: String
    ) throws(FileError) -> [Int?] {
        guard let header else { return [0] + columns.indices.map { columns[$0].isRequired ? $0 + 1 : nil } }
        var places: [Int?] = [timeNames.lazy.compactMap { header.firstIndex(of: $0) }.first]
        for column in columns { places.append(column.names.lazy.compactMap { header.firstIndex(of: $0) }.first) }
        for (place, column) in zip(places, [Column(names: timeNames)] + columns)
        where place == nil && column.isRequired {
            throw FileError(
                file: file, line: 1,
                message: "no column \(column.names.joined(separator: " or ")); name the columns, such as \(expected)")
        }
        return places
    }

    /// The cells of a line, without the quotes around them: "" within quotes is one.
    private static func cells(_ line: Substring) -> [String] {
        var (cells, cell, isQuoted) = ([String](), "", false)
        var rest = line
        while let character = rest.popFirst() {
            if isQuoted {
                if character != "\"" {
                    cell.append(character)
                } else if rest.first == "\"" {
                    cell.append("\"")
                    rest.removeFirst()
                } else {
                    isQuoted = false
                }
            } else if character == "," {
                cells.append(trimmed(cell))
                cell = ""
            } else if character == "\"", trimmed(cell).isEmpty {
                (cell, isQuoted) = ("", true)
            } else {
                cell.append(character)
            }
        }
        return cells + [trimmed(cell)]
    }

    private static func trimmed(_ cell: String) -> String {
        String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
