internal import Files
internal import FixedPoint
internal import Messages
internal import Simulation

/// A file of recorded orders: time, side (buy or sell) and notional, and if it is said leverage and holding time
/// (seconds). Instead of the notional, price and size will do, as exchanges write their trades.
struct OrderFile: Sendable {
    private(set) var orders: [ReplayedOrder] = []

    /// Reads the whole file.
    ///
    /// - Throws: `FileError` with the first line that is not as it has to be.
    init(path: String) throws(FileError) {
        try self.init(text: ByteSource.text(path: path), file: path)
    }

    init(text: String, file: String) throws(FileError) {
        let columns = [
            TimedTable.Column(names: ["side"]),
            TimedTable.Column(names: ["notional", "quote", "quote_amount"], isRequired: false),
            TimedTable.Column(names: ["price"], isRequired: false),
            TimedTable.Column(names: ["size", "amount", "qty", "quantity"], isRequired: false),
            TimedTable.Column(names: ["leverage"], isRequired: false),
            TimedTable.Column(names: ["holding"], isRequired: false),
        ]
        let table = try TimedTable(text: text, file: file, columns: columns, allowsSameTime: true)
        for row in table.rows {
            do throws(Problem) {
                orders.append(try Self.order(row))
            } catch {
                throw FileError(file: file, line: row.line, place: error.column, message: error.message)
            }
        }
        guard !orders.isEmpty else {
            throw FileError(
                file: file, message: "no orders; name the columns timestamp,side,notional and write a line for each")
        }
    }

    private struct Problem: Error {
        var column: String
        var message: String
    }

    private static func order(_ row: TimedTable.Row) throws(Problem) -> ReplayedOrder {
        let isBuy: UInt64
        switch row.cells[0]?.lowercased() {
        case "buy", "long", "b": isBuy = 1
        case "sell", "short", "s": isBuy = 0
        case let text:
            throw Problem(column: "side", message: "\"\(shortened(text ?? ""))\" is no side; give buy or sell")
        }
        let notional: Decimal18
        if let text = row.cells[1] {
            notional = try amount(text, "notional")
        } else if let price = row.cells[2], let size = row.cells[3] {
            guard let product = try? amount(price, "price").multiplied(by: amount(size, "size")) else {
                throw Problem(column: "size", message: "price and size give no notional")
            }
            notional = product
        } else {
            throw Problem(column: "notional", message: "neither a notional nor price and size; name such columns")
        }
        var order = ReplayedOrder(timestamp: row.time, isBuy: isBuy, notional: notional)
        if let text = row.cells[4], !text.isEmpty { order.leverage = try amount(text, "leverage") }
        if let text = row.cells[5], !text.isEmpty {
            guard let seconds = UInt64(text) else {
                throw Problem(column: "holding", message: "\"\(shortened(text))\" is no time; give whole seconds")
            }
            order.holding = seconds
        }
        return order
    }

    private static func amount(_ text: String, _ column: String) throws(Problem) -> Decimal18 {
        guard let amount = Decimal18(text), !amount.isZero else {
            throw Problem(
                column: column, message: "\"\(shortened(text))\" is not an amount; give a decimal above 0, no exponent")
        }
        return amount
    }
}
