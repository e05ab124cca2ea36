public import FixedPoint
public import WideIntegers

/// The price of a trade against x · y = k, on given reserves (SPEC P2, P3).
///
/// Both quotes are one computation seen from its two sides: an amount a moves one reserve, `moved`, and the answer is
/// by how much the other, `answering`, follows. Three paths give the same bits: the difference form for reserves below
/// 2¹²⁷, a single division of K · 10¹⁸ for what that leaves, and `distanceStepByStep`, the rule as written, for every
/// revert.
public enum Curve {
    /// The base amount for a quote amount (SPEC P2): what a buyer of base gets, or a seller has to give.
    ///
    /// - Throws: `quote asset after is 0` and the arithmetic reverts of P2.
    @inlinable @inline(__always)
    public static func inputPrice(
        _ direction: Direction, quoteAssetAmount: Decimal18, quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18
    ) throws(Revert) -> Decimal18 {
        try distance(
            direction, amount: quoteAssetAmount, moved: quoteAssetReserve, answering: baseAssetReserve,
            emptied: .quoteAssetAfterIsZero)
    }

    /// The quote amount for a base amount (SPEC P3): what a seller of base gets, or a buyer has to give.
    ///
    /// - Throws: `base asset after is 0` and the arithmetic reverts of P3.
    @inlinable @inline(__always)
    public static func outputPrice(
        _ direction: Direction, baseAssetAmount: Decimal18, quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18
    ) throws(Revert) -> Decimal18 {
        try distance(
            direction, amount: baseAssetAmount, moved: baseAssetReserve, answering: quoteAssetReserve,
            emptied: .baseAssetAfterIsZero)
    }

    /// By how much `answering` follows when `amount` moves `moved`.
    @inlinable @inline(__always)
    package static func distance(
        _ direction: Direction, amount: Decimal18, moved: Decimal18, answering: Decimal18, emptied: Revert
    ) throws(Revert) -> Decimal18 {
        let (a, x, y) = (amount.raw, moved.raw, answering.raw)
        if a.high | x.high | y.high == 0,
            let distance = ReserveDifference.distance(direction, amount: a.low, moved: x.low, answering: y.low)
        {
            return Decimal18(raw: distance)
        }
        return try wideDistance(direction, amount: amount, moved: moved, answering: answering, emptied: emptied)
    }

    @usableFromInline @inline(never)
    static func wideDistance(
        _ direction: Direction, amount: Decimal18, moved: Decimal18, answering: Decimal18, emptied: Revert
    ) throws(Revert) -> Decimal18 {
        if let distance = ReserveDifference.wideDistance(
            direction, amount: amount.raw, moved: moved.raw, answering: answering.raw)
        {
            return Decimal18(raw: distance)
        }
        return try distanceStepByStep(direction, amount: amount, moved: moved, answering: answering, emptied: emptied)
    }

    /// SPEC P2 and P3, one step a line.
    @usableFromInline @inline(never)
    package static func distanceStepByStep(
        _ direction: Direction, amount: Decimal18, moved: Decimal18, answering: Decimal18, emptied: Revert
    ) throws(Revert) -> Decimal18 {
        if amount.isZero { return .zero }
        let product = try SignedDecimal18(moved.multiplied(by: answering))
        let movedAfter = direction == .addToAmm ? try moved.adding(amount) : try moved.subtracting(amount)
        if movedAfter.isZero { throw emptied }
        let answeringAfter = try product.divided(byUnsigned: movedAfter)
        let distance = try answeringAfter.subtracting(unsigned: answering).magnitude
        if try product.magnitude.modulo(movedAfter).isZero { return distance }
        let wei = Decimal18(raw: 1)
        return direction == .addToAmm ? try distance.subtracting(wei) : try distance.adding(wei)
    }
}
