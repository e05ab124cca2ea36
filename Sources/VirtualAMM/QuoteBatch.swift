internal import CVectorQuotes
public import FixedPoint
internal import WideIntegers

/// Many trades to be priced, each on reserves of its own, as a structure of arrays (SPEC P2, P3).
///
///     var batch = QuoteBatch()
///     batch.append(.addToAmm, amount: amount, quoteAssetReserve: quote, baseAssetReserve: base)
///     var prices = QuotePrices()
///     batch.inputPrices(into: &prices)
///
/// The prices are those of `Curve`, to the bit. On processors with AVX-512 IFMA, trades of ordinary size are priced
/// eight at a time. Large batches can be priced on all cores: `inputPricesOnAllCores()`.
public struct QuoteBatch: Sendable {
    private var removing: [UInt8] = []
    private var amounts: [UInt256] = []
    private var quoteAssetReserves: [UInt256] = []
    private var baseAssetReserves: [UInt256] = []

    /// An empty batch.
    public init() {}

    /// How many trades there are.
    public var count: Int { amounts.count }

    /// Makes room for a number of trades.
    public mutating func reserveCapacity(_ count: Int) {
        removing.reserveCapacity(count)
        amounts.reserveCapacity(count)
        quoteAssetReserves.reserveCapacity(count)
        baseAssetReserves.reserveCapacity(count)
    }

    /// Removes every trade and keeps the room.
    public mutating func removeAll() {
        removing.removeAll(keepingCapacity: true)
        amounts.removeAll(keepingCapacity: true)
        quoteAssetReserves.removeAll(keepingCapacity: true)
        baseAssetReserves.removeAll(keepingCapacity: true)
    }

    /// Adds a trade: which way the asset of the amount moves, how much, and the reserves before.
    public mutating func append(
        _ direction: Direction, amount: Decimal18, quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18
    ) {
        removing.append(direction == .removeFromAmm ? 1 : 0)
        amounts.append(amount.raw)
        quoteAssetReserves.append(quoteAssetReserve.raw)
        baseAssetReserves.append(baseAssetReserve.raw)
    }

    /// The base amount for each amount of quote (SPEC P2), in the order of the trades.
    public func inputPrices(into prices: inout QuotePrices) {
        price(0..<count, isInput: true, &prices)
    }

    /// The quote amount for each amount of base (SPEC P3), in the order of the trades.
    public func outputPrices(into prices: inout QuotePrices) {
        price(0..<count, isInput: false, &prices)
    }

    /// Prices some of the trades; the first of them gets the first price.
    func price(_ trades: Range<Int>, isInput: Bool, _ prices: inout QuotePrices) {
        let (moved, answering) =
            isInput ? (quoteAssetReserves, baseAssetReserves) : (baseAssetReserves, quoteAssetReserves)
        let emptied: Revert = isInput ? .quoteAssetAfterIsZero : .baseAssetAfterIsZero
        prices.begin(trades.count)
        var next = 0
        if cvectorquotes_available() != 0 {
            next = trades.count / 8 * 8
            priceBlocks(trades, moved: moved, answering: answering, &prices)
            for block in 0..<next / 8 {
                var undone = prices.undone[block]
                while undone != 0 {
                    let place = block * 8 + undone.trailingZeroBitCount
                    undone &= undone &- 1
                    priceOne(trades.lowerBound + place, moved, answering, emptied, &prices, place)
                }
            }
        }
        for place in next..<trades.count {
            priceOne(trades.lowerBound + place, moved, answering, emptied, &prices, place)
        }
    }

    @inline(__always)
    private func priceOne(
        _ index: Int, _ moved: [UInt256], _ answering: [UInt256], _ emptied: Revert, _ prices: inout QuotePrices,
        _ place: Int
    ) {
        do throws(Revert) {
            prices.values[place] = try Curve.distance(
                removing[index] != 0 ? .removeFromAmm : .addToAmm, amount: Decimal18(raw: amounts[index]),
                moved: Decimal18(raw: moved[index]), answering: Decimal18(raw: answering[index]), emptied: emptied)
        } catch {
            prices.add(error, at: place)
        }
    }

    private func priceBlocks(
        _ trades: Range<Int>, moved: [UInt256], answering: [UInt256], _ prices: inout QuotePrices
    ) {
        let first = trades.lowerBound
        removing.withUnsafeBufferPointer { removing in
            amounts.withUnsafeBytes { amounts in
                moved.withUnsafeBytes { moved in
                    answering.withUnsafeBytes { answering in
                        prices.withUnsafeBytes { values, undone in
                            cvectorquotes_price(
                                .init(amounts, from: first), .init(moved, from: first), .init(answering, from: first),
                                removing.baseAddress.map { $0 + first }, 1, trades.count, values.baseAddress, undone)
                        }
                    }
                }
            }
        }
    }
}

extension cvectorquotes_numbers {
    /// Numbers one after the other. A UInt256 is four limbs in place, least significant first.
    fileprivate init(_ numbers: UnsafeRawBufferPointer, from first: Int) {
        let stride = MemoryLayout<UInt256>.stride
        self.init(first: numbers.baseAddress.map { $0 + first * stride }, stride: stride)
    }
}

/// What a batch of trades came to. Use one again for the next batch: it keeps its room.
public struct QuotePrices: Sendable {
    /// One for each trade; 0 where it reverts.
    public fileprivate(set) var values: [Decimal18] = []
    /// The trades that revert, by their places in the batch, and how.
    public private(set) var reverts: [Int: Revert] = [:]
    /// For each block of eight, the trades that the vector units left.
    fileprivate var undone: [UInt8] = []

    /// No prices yet.
    public init() {}

    /// Takes over the prices of another batch, which are those from a place on.
    mutating func put(_ part: QuotePrices, at place: Int) {
        values.replaceSubrange(place..<place + part.values.count, with: part.values)
        for (index, revert) in part.reverts { reverts[place + index] = revert }
    }

    mutating func begin(_ count: Int) {
        reverts.removeAll(keepingCapacity: true)
        if values.count > count { values.removeLast(values.count - count) }
        if values.count < count { values += repeatElement(.zero, count: count - values.count) }
        let blocks = count / 8
        if undone.count < blocks { undone += repeatElement(0, count: blocks - undone.count) }
    }

    fileprivate mutating func add(_ revert: Revert, at index: Int) {
        values[index] = .zero
        reverts[index] = revert
    }

    fileprivate mutating func withUnsafeBytes(
        _ body: (UnsafeMutableRawBufferPointer, UnsafeMutablePointer<UInt8>?) -> Void
    ) {
        values.withUnsafeMutableBytes { values in
            undone.withUnsafeMutableBufferPointer { body(values, $0.baseAddress) }
        }
    }
}
