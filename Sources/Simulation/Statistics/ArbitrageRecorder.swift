internal import FixedPoint
internal import WideIntegers

/// What arbitrageurs have in use, and what moved between the house and their hedges (SPEC K12).
struct ArbitrageRecorder: Sendable {
    /// Margin of all their positions.
    private(set) var margin = Decimal18.zero
    /// The most that was in use.
    private(set) var peakMargin = Decimal18.zero
    /// What they got from their hedges.
    private(set) var received = Decimal18.zero
    /// What they paid for their hedges.
    private(set) var paid = Decimal18.zero
    /// The margin of each, by pool.
    private var margins: [[Decimal18]]

    init(pools: Int, count: Int) {
        margins = Array(repeating: Array(repeating: .zero, count: count), count: pools)
    }

    /// The margin of an arbitrageur's position after a call.
    mutating func note(margin new: Decimal18, of number: Int, on pool: Int) {
        margin = margin.subtractingFloored(margins[pool][number]).addingSaturated(new)
        margins[pool][number] = new
        peakMargin = max(peakMargin, margin)
    }

    /// A transfer from a hedge.
    mutating func note(received amount: Decimal18) { received = received.addingSaturated(amount) }

    /// A transfer to a hedge.
    mutating func note(paid amount: Decimal18) { paid = paid.addingSaturated(amount) }
}
