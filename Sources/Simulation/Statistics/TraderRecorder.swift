internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// An order of an ordinary trader as it is sent: what it is measured against.
struct RecordedOrder: Sendable {
    /// The price before it; nil for a pool without one.
    var mark: Decimal18?
    /// The index.
    var index: Decimal18
    /// What an opening may cost in relation to its notional; nil for any cost, and for a close.
    var tolerance: Decimal18?
}

/// What ordinary traders wanted, did, and paid (SPEC K12).
struct TraderRecorder: Sendable {
    /// How far the price is from the index when one of them comes, before it trades.
    private(set) var tracking = RatioHistogram()
    /// Notional that would have been opened.
    private(set) var offered = Decimal18.zero
    /// Notional that was opened.
    private(set) var opened = Decimal18.zero
    /// Notional of all their trades.
    private(set) var volume = Decimal18.zero
    /// How many trades.
    private(set) var trades: UInt64 = 0
    /// Against the price before each, without fees (signed).
    private(set) var slippage = SignedDecimal18.zero
    /// Against the index, with fees (signed).
    private(set) var shortfall = SignedDecimal18.zero
    /// What openings might have cost, less the shortfall of all trades (signed).
    private(set) var surplus = SignedDecimal18.zero

    /// One of them comes.
    mutating func noteOrder(_ order: TraderOrder, mark: Decimal18?, index: Decimal18) {
        if let distance = mark?.relativeDistance(from: index) { tracking.insert(distance) }
        offered = offered.addingSaturated(order.offered)
    }

    /// A trade.
    mutating func note(_ change: PositionChanged, _ order: RecordedOrder, isOpening: Bool) {
        trades += 1
        volume = volume.addingSaturated(change.positionNotional)
        if isOpening { opened = opened.addingSaturated(change.positionNotional) }
        if let mark = order.mark, let cost = Self.cost(change, against: mark) {
            slippage = slippage.addingWrapped(cost)
        }
        guard let distance = Self.cost(change, against: order.index) else { return }
        let cost = distance.addingWrapped(SignedDecimal18(wrapping: change.fee))
        shortfall = shortfall.addingWrapped(cost)
        let worth = order.tolerance.flatMap { try? change.positionNotional.multiplied(by: $0) } ?? .zero
        surplus = surplus.addingWrapped(SignedDecimal18(wrapping: worth)).subtractingWrapped(cost)
    }

    /// What a trade cost besides its fee: quote − base · price of a buy, base · price − quote of a sale.
    private static func cost(_ change: PositionChanged, against price: Decimal18) -> SignedDecimal18? {
        guard let fair = try? change.exchangedPositionSize.magnitude.multiplied(by: price) else { return nil }
        let (quote, worth) = (
            SignedDecimal18(wrapping: change.positionNotional), SignedDecimal18(wrapping: fair)
        )
        let isBuy = change.exchangedPositionSize.isPositive
        return isBuy ? quote.subtractingWrapped(worth) : worth.subtractingWrapped(quote)
    }
}
