public import WideIntegers

/// How many decimals a token has, and the conversion between 18-decimal fixed point and its units (SPEC N10).
///
/// Range: 0 ... 77, the powers of ten that fit in 256 bits.
@frozen
public struct TokenDecimals: Hashable, Sendable {
    /// The number of decimals.
    public let count: Int
    /// 10 to the distance from 18.
    let factor: UInt256

    /// A token with this many decimals, or nil outside 0 ... 77.
    public init?(_ count: Int) {
        guard (0...77).contains(count) else { return nil }
        self.count = count
        factor = (0..<abs(count - 18)).reduce(1) { power, _ in power * 10 }
    }

    /// The amount in token units: truncated for fewer than 18 decimals, multiplied for more.
    ///
    /// - Throws: `SafeMath: multiplication overflow` for more than 18 decimals.
    public func units(of amount: Decimal18) throws(Revert) -> UInt256 {
        if count == 18 { return amount.raw }
        return count > 18 ? try amount.raw.multiplied(by: factor) : amount.raw / factor
    }

    /// The value of an amount in token units: exact for up to 18 decimals, truncated for more.
    ///
    /// - Throws: `SafeMath: multiplication overflow` for fewer than 18 decimals.
    public func decimal(ofUnits units: UInt256) throws(Revert) -> Decimal18 {
        if count == 18 { return Decimal18(raw: units) }
        return Decimal18(raw: count > 18 ? units / factor : try units.multiplied(by: factor))
    }
}
