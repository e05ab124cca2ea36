internal import Files
internal import FixedPoint
internal import Messages
internal import Simulation
internal import WideIntegers

/// A file of index prices: a line for each point, with its time in seconds since 1970 and its price.
///
/// The first line may be the header "timestamp,price". Times rise from line to line.
struct PriceFile: Sendable {
    let file: String
    private(set) var points: [IndexPoint] = []
    private let hasHeader: Bool

    /// Reads the whole file.
    ///
    /// - Throws: `FileError` with the first line that is not as it has to be.
    init(path: String) throws(FileError) {
        try self.init(text: ByteSource.text(path: path), file: path)
    }

    init(text: String, file: String) throws(FileError) {
        self.file = file
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        while lines.last?.isEmpty == true { lines = lines.dropLast() }
        let header = lines.first.map { $0.filter { !$0.isWhitespace && $0 != "\u{FEFF}" }.lowercased() }
        hasHeader = header == "timestamp,price"
        for (index, line) in lines.enumerated().dropFirst(hasHeader ? 1 : 0) {
            do throws(PriceLineError) {
                points.append(try Self.point(line, after: points.last))
            } catch {
                throw FileError(file: file, line: index + 1, place: error.column, message: error.message)
            }
        }
        guard !points.isEmpty else {
            throw FileError(
                file: file, message: "no prices; write a line \"timestamp,price\" for each, such as 1600000000,385.02")
        }
    }

    /// The line of a point.
    func line(of point: Int) -> Int { point + (hasHeader ? 2 : 1) }

    private struct PriceLineError: Error {
        var column: String
        var message: String
    }

    private static func point(_ line: Substring, after previous: IndexPoint?) throws(PriceLineError) -> IndexPoint {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
            String(cell.drop { $0 == " " || $0 == "\u{FEFF}" }.reversed().drop { $0 == " " }.reversed())
        }
        guard cells.count == 2 else {
            throw PriceLineError(
                column: "", message: "expected timestamp,price, found \"\(shortened(String(line)))\"")
        }
        let timestamp = try time(cells[0])
        if let previous, timestamp <= previous.timestamp {
            let how = timestamp == previous.timestamp ? "the same time as" : "earlier than"
            throw PriceLineError(
                column: "timestamp",
                message: "\(timestamp) is \(how) the line before (\(previous.timestamp)); sort the file by time and"
                    + " leave one price for each")
        }
        return IndexPoint(timestamp: timestamp, price: try price(cells[1]))
    }

    private static func time(_ text: String) throws(PriceLineError) -> UInt64 {
        let isWhole = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
        guard isWhole, let time = UInt64(text) else {
            throw PriceLineError(
                column: "timestamp",
                message: "\"\(shortened(text))\" is not a time; give whole seconds since 1970, such as 1600000000")
        }
        guard time <= 10_000_000_000 else {
            throw PriceLineError(
                column: "timestamp",
                message: "\(time) lies after the year 2286; give seconds since 1970, not milliseconds")
        }
        return time
    }

    private static func price(_ text: String) throws(PriceLineError) -> Decimal18 {
        let price: SignedDecimal18
        do throws(DecimalFormatError) {
            price = try SignedDecimal18(parsing: text)
        } catch {
            throw PriceLineError(column: "price", message: "\"\(shortened(text))\" is not a price: \(error)")
        }
        guard price.isPositive, prices.contains(price.magnitude) else {
            throw PriceLineError(
                column: "price", message: "\(shortened(text)) is not a price; give one from 0.000001 to 10^12")
        }
        return price.magnitude
    }

    private static let prices = Decimal18(raw: 1_000_000_000_000)...Decimal18(whole: 1_000_000_000_000)
}
