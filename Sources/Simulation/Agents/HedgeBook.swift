internal import FixedPoint
internal import WideIntegers

/// What an arbitrageur holds outside against its position: base at the index, and quote (SPEC K7).
///
/// Gains need no work a block: they are the quote, plus the base at the index of the time.
struct HedgeBook: Sendable {
    /// Base, the opposite of the position's.
    private(set) var base = SignedDecimal18.zero
    /// Quote; negative for what is owed.
    private(set) var cash = SignedDecimal18.zero
    /// What is on its way to the house, and when it arrives.
    private(set) var arrival: (amount: Decimal18, time: UInt64)?

    /// Trades at the index until the base is the opposite of a size; what that costs is a part of the traded worth.
    mutating func follow(_ size: SignedDecimal18, at index: Decimal18, costRatio: Decimal18) {
        let wanted = SignedDecimal18.zero.subtractingWrapped(size)
        let traded = wanted.subtractingWrapped(base)
        guard !traded.isZero, let worth = try? traded.multiplied(byUnsigned: index),
            let cost = try? worth.magnitude.multiplied(by: costRatio)
        else { return }
        cash = cash.subtractingWrapped(worth).subtractingWrapped(SignedDecimal18(wrapping: cost))
        base = wanted
    }

    /// What the hedge gained and was not taken out, and was lost and not paid (signed).
    func gain(at index: Decimal18) -> SignedDecimal18 {
        guard let worth = try? base.multiplied(byUnsigned: index) else { return cash }
        return cash.addingWrapped(worth)
    }

    /// The gain, and what is on its way.
    func worth(at index: Decimal18) -> SignedDecimal18 {
        gain(at: index).addingWrapped(SignedDecimal18(wrapping: arrival?.amount ?? .zero))
    }

    /// Takes a gain out, to arrive at a time; nothing else may be on its way.
    mutating func send(_ amount: Decimal18, arrivingAt time: UInt64) {
        cash = cash.subtractingWrapped(SignedDecimal18(wrapping: amount))
        arrival = (amount, time)
    }

    /// What arrives by now; it is no longer on its way.
    mutating func receive(now: UInt64) -> Decimal18? {
        guard let (amount, time) = arrival, time <= now else { return nil }
        arrival = nil
        return amount
    }

    /// The house paid for a loss.
    mutating func note(payment: Decimal18) { cash = cash.addingWrapped(SignedDecimal18(wrapping: payment)) }
}
