import Messages

/// Columns of text, each as wide as its widest cell, two spaces apart.
struct TextTable {
    private enum Row {
        case cells([String])
        case note(String)
    }

    private var rows: [Row] = []
    private var widths: [Int] = []
    /// Which columns are aligned to the left; the others hold figures.
    private let leftAligned: Set<Int>

    init(leftAligned: Set<Int> = [0]) { self.leftAligned = leftAligned }

    mutating func append(_ cells: String...) { append(cells) }

    /// Adds a row; what does not show in a cell is written out.
    mutating func append(_ cells: [String]) {
        let cells = cells.map(visible)
        for (column, cell) in cells.enumerated() { widen(column, to: Self.width(cell)) }
        rows.append(.cells(cells))
    }

    /// Adds a line of its own below the last row, which no column becomes wider of.
    mutating func append(note: String) { rows.append(.note(visible(note))) }

    /// Makes a column at least so wide.
    mutating func widen(_ column: Int, to width: Int) {
        if column >= widths.count { widths += repeatElement(0, count: column + 1 - widths.count) }
        widths[column] = max(widths[column], width)
    }

    /// The rows, one a line, without spaces at their ends.
    var lines: [String] {
        rows.map { row in
            switch row {
            case .cells(let cells): line(cells)
            case .note(let note): note
            }
        }
    }

    /// The rows as lines; they leave the table, its widths stay.
    mutating func takeLines() -> [String] {
        defer { rows = [] }
        return lines
    }

    /// A row in the columns as they are; a wider cell pushes the rest of its row aside.
    func line(_ cells: [String]) -> String {
        let space = UInt8(ascii: " ")
        var line = [UInt8]()
        line.reserveCapacity(200)
        for (column, cell) in cells.lazy.map(visible).enumerated() {
            let padding = repeatElement(space, count: max(0, widths[column] - Self.width(cell)))
            if !leftAligned.contains(column) { line += padding }
            line += cell.utf8
            if leftAligned.contains(column) { line += padding }
            line += [space, space]
        }
        while line.last == space { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    /// How many characters a cell has.
    private static func width(_ text: String) -> Int {
        var (characters, isPlain) = (0, true)
        for byte in text.utf8 {
            if byte & 0xC0 != 0x80 { characters += 1 }
            // Only the bytes of "…" are known to be one character.
            if byte >= 0x80, byte != 0xE2, byte != 0x80, byte != 0xA6 { isPlain = false }
        }
        return isPlain ? characters : text.count
    }
}

/// A text in lines of at most so many columns, broken at spaces.
func wrapped(_ text: String, at width: Int) -> String {
    text.split(separator: " ").reduce(into: [""]) { lines, word in
        let last = lines[lines.count - 1]
        if last.isEmpty {
            lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= width {
            lines[lines.count - 1] = last + " " + word
        } else {
            lines.append(String(word))
        }
    }.joined(separator: "\n")
}
