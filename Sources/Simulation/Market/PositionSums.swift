internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What the positions of a pool sum to, kept up call by call, so that nothing has to look at all of them.
struct PositionSums: Sendable {
    /// The sum of open notional, in quote.
    private(set) var openInterest = Decimal18.zero
    /// Base of all longs, as it is stored.
    private(set) var longs = Decimal18.zero
    /// Base of all shorts, as it is stored.
    private(set) var shorts = Decimal18.zero
    /// What each holder has a part in the sums with.
    private var held: [Part]

    private struct Part: Sendable {
        var size = SignedDecimal18.zero
        var openNotional = Decimal18.zero
    }

    init(holders: Int) { held = Array(repeating: Part(), count: holders) }

    /// A holder's position may have changed.
    mutating func note(_ position: Position, of holder: Int) {
        let old = held[holder]
        openInterest = openInterest.subtractingFloored(old.openNotional).addingSaturated(position.openNotional)
        if old.size.isPositive { longs = longs.subtractingFloored(old.size.magnitude) }
        if old.size.isNegative { shorts = shorts.subtractingFloored(old.size.magnitude) }
        if position.size.isPositive { longs = longs.addingSaturated(position.size.magnitude) }
        if position.size.isNegative { shorts = shorts.addingSaturated(position.size.magnitude) }
        held[holder] = Part(size: position.size, openNotional: position.openNotional)
    }
}
