public import FixedPoint
public import WideIntegers

/// Which of the two amounts of a trade is given (SPEC P2, P3).
@frozen
public enum QuoteKind: String, Hashable, Sendable, CaseIterable {
    /// The quote amount is given, the answer is a base amount.
    case input
    /// The base amount is given, the answer is a quote amount.
    case output
}

/// The price of a trade on given reserves, and everything that a reader asks about it next.
public struct QuoteAnalysis: Sendable {
    /// Which amount is given.
    public let kind: QuoteKind
    /// Which way the given asset moves.
    public let direction: Direction
    /// The given amount: quote for `input`, base for `output`.
    public let amount: Decimal18
    /// The answer: base for `input`, quote for `output`.
    public let result: Decimal18
    /// Quote and base reserve before the trade.
    public let reservesBefore: (quote: Decimal18, base: Decimal18)
    /// Quote and base reserve after the trade.
    public let reservesAfter: (quote: Decimal18, base: Decimal18)
    /// By how much the answer differs from x · y = k in exact arithmetic.
    public let rounding: QuoteRounding

    /// Prices a trade.
    ///
    /// - Throws: What the price of the trade throws (SPEC P2, P3), and the overflows of the reserves after it.
    public init(
        _ kind: QuoteKind, direction: Direction, amount: Decimal18, quoteAssetReserve: Decimal18,
        baseAssetReserve: Decimal18
    ) throws(Revert) {
        self.kind = kind
        self.direction = direction
        self.amount = amount
        reservesBefore = (quoteAssetReserve, baseAssetReserve)
        let (moved, answering) =
            kind == .input ? (quoteAssetReserve, baseAssetReserve) : (baseAssetReserve, quoteAssetReserve)
        let emptied: Revert = kind == .input ? .quoteAssetAfterIsZero : .baseAssetAfterIsZero
        result = try Curve.distance(direction, amount: amount, moved: moved, answering: answering, emptied: emptied)
        let movedAfter = direction == .addToAmm ? try moved.adding(amount) : try moved.subtracting(amount)
        let answeringAfter = direction == .addToAmm ? try answering.subtracting(result) : try answering.adding(result)
        reservesAfter = kind == .input ? (movedAfter, answeringAfter) : (answeringAfter, movedAfter)
        rounding = QuoteRounding(
            direction: direction, amount: amount.raw, answering: answering.raw, movedAfter: movedAfter.raw,
            result: result.raw)
    }

    /// Quote per base before the trade; nil where the reserves have no price.
    public var priceBefore: Decimal18? { Self.price(reservesBefore) }
    /// Quote per base after the trade; nil where the reserves have no price.
    public var priceAfter: Decimal18? { Self.price(reservesAfter) }

    /// Quote per base that the trade itself goes at; nil where one of the amounts is 0.
    public var averagePrice: Decimal18? {
        let (quote, base) = kind == .input ? (amount, result) : (result, amount)
        return quote.isZero ? nil : Self.price((quote, base))
    }

    /// How far the trade's price is from the price before, in relation to that; negative where it is below. Nil where
    /// either has no price, or does not fit.
    public var slippage: SignedDecimal18? {
        guard let priceBefore, let averagePrice, let before = try? SignedDecimal18(priceBefore) else { return nil }
        return try? SignedDecimal18(averagePrice).subtracting(before).divided(by: before)
    }

    private static func price(_ reserves: (quote: Decimal18, base: Decimal18)) -> Decimal18? {
        try? reserves.quote.divided(by: reserves.base)
    }
}

/// The distance between the kept answer of a quote and x · y = k in exact arithmetic.
///
/// With x the reserve after the given amount a moved, and y the other one, the exact answer is y · a / x; the distance
/// is kept minus exact = ± (`wholeWei` + `remainder` / x) wei.
public struct QuoteRounding: Hashable, Sendable, CustomStringConvertible {
    /// Who gains by it.
    public enum Beneficiary: String, Sendable {
        /// The trader gets more, or gives less, than exact.
        case trader
        /// The pool gives less, or gets more, than exact.
        case pool
        /// The answer is exact.
        case nobody
    }

    /// Whether the kept answer is less than the exact one.
    public let isNegative: Bool
    /// The whole wei of the distance.
    public let wholeWei: UInt256
    /// What is left of it, in units of 1 / `denominator` wei.
    public let remainder: UInt256
    /// The reserve after the given amount moved, in wei.
    public let denominator: UInt256
    /// Who gains by it.
    public let beneficiary: Beneficiary

    init(direction: Direction, amount: UInt256, answering: UInt256, movedAfter: UInt256, result: UInt256) {
        let kept = result.multipliedFullWidth(by: movedAfter)
        let exact = answering.multipliedFullWidth(by: amount)
        isNegative = (kept.high, kept.low) < (exact.high, exact.low)
        let (larger, smaller) = isNegative ? (exact, kept) : (kept, exact)
        let (low, borrow) = larger.low.subtractingReportingOverflow(smaller.low)
        let high = larger.high &- smaller.high &- (borrow ? .one : .zero)
        denominator = movedAfter
        // An amount of 0 leaves a reserve of 0 as it is. Else the distance is less than 2²⁵⁶ wei, as both answers are.
        (wholeWei, remainder) = high < movedAfter ? movedAfter.dividingFullWidth((high, low)) : (.zero, .zero)
        let isExact = wholeWei.isZero && remainder.isZero
        // When adding the trader gets the answer, when removing the trader gives it.
        let traderGains = isNegative == (direction == .removeFromAmm)
        beneficiary = isExact ? .nobody : traderGains ? .trader : .pool
    }

    /// The distance in wei with its sign and six digits behind the point, cut off there; a smaller one is said to be.
    public var description: String {
        let millionths = remainder.multipliedFullWidth(by: 1_000_000)
        let digits = remainder.isZero ? "0" : denominator.dividingFullWidth(millionths).quotient.description
        let padded = String(repeating: "0", count: 6 - digits.count) + digits
        let sign = isNegative ? "-" : ""
        if beneficiary != .nobody, wholeWei.isZero, digits == "0" { return "\(sign)<0.000001" }
        return "\(sign)\(wholeWei).\(padded)"
    }
}
