internal import Files
internal import FixedPoint
internal import Messages
internal import Simulation
internal import WideIntegers

/// A file of index prices: a line for each point, with its time and its price.
///
/// The first line may name the columns; of open, high, low, close and volume, close is the price.
struct PriceFile: Sendable {
    let file: String
    private(set) var points: [IndexPoint] = []
    private var lines: [Int] = []

    /// Reads the whole file.
    ///
    /// - Throws: `FileError` with the first line that is not as it has to be.
    init(path: String) throws(FileError) {
        try self.init(text: ByteSource.text(path: path), file: path)
    }

    init(text: String, file: String) throws(FileError) {
        self.file = file
        let table = try TimedTable(
            text: text, file: file, columns: [TimedTable.Column(names: ["price", "close", "last"])],
            allowsSameTime: false)
        for row in table.rows {
            do throws(PriceLineError) {
                points.append(IndexPoint(timestamp: row.time, price: try Self.price(row.cells[0] ?? "")))
            } catch {
                throw FileError(file: file, line: row.line, place: error.column, message: error.message)
            }
            lines.append(row.line)
        }
        guard !points.isEmpty else {
            throw FileError(
                file: file, message: "no prices; write a line \"timestamp,price\" for each, such as 1600000000,385.02")
        }
    }

    /// The line of a point.
    func line(of point: Int) -> Int { lines[point] }

    /// Whether a gap between two points is longer than four usual steps, the usual one being the median.
    ///
    /// - Throws: At the first such gap.
    func checkGaps() throws(FileError) {
        let steps = zip(points.dropFirst(), points).map { $0.timestamp - $1.timestamp }
        guard steps.count > 1 else { return }
        let usual = steps.sorted()[(steps.count - 1) / 2]
        guard let place = steps.firstIndex(where: { $0 > usual.multipliedReportingOverflow(by: 4).partialValue })
        else { return }
        throw FileError(
            file: file, line: lines[place + 1], place: "timestamp",
            message: "\(steps[place]) seconds after the line before, more than four usual steps of \(usual); fill the"
                + " gap, or allow it with index.largestGap (0 for any)")
    }

    private struct PriceLineError: Error {
        var column: String
        var message: String
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
