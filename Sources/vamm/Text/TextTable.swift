/// Columns of text, each as wide as its widest cell, two spaces apart.
struct TextTable {
    private var rows: [[String]] = []
    /// Which columns are aligned to the left; the others hold figures.
    private let leftAligned: Set<Int>

    init(leftAligned: Set<Int> = [0]) { self.leftAligned = leftAligned }

    mutating func append(_ cells: String...) { rows.append(cells) }
    mutating func append(_ cells: [String]) { rows.append(cells) }

    /// The rows, one a line, without spaces at their ends.
    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.reduce(0) { $1.indices.contains(column) ? max($0, $1[column].count) : $0 }
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return leftAligned.contains(column) ? cell + padding : padding + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
        }
    }
}

/// A decimal cut to six digits behind the point; what is smaller shows as its bound.
func figure(_ text: String?) -> String {
    guard let text else { return "-" }
    guard let point = text.firstIndex(of: ".") else { return text }
    let short = text[...point] + text[text.index(after: point)...].prefix(6)
    guard short.contains(where: { ("1"..."9").contains($0) }) else {
        return text.hasPrefix("-") ? ">-0.000001" : "<0.000001"
    }
    let trimmed = short.reversed().drop { $0 == "0" }
    return String((trimmed.first == "." ? trimmed.dropFirst() : trimmed).reversed())
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
