public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// A curve and what its traders hold net: all that the cost of a change of K depends on (SPEC KC1).
///
/// Notation of the formulas: x base reserve, y quote reserve, P = y/x, d net position (positive for long). Closing it
/// adds d to x, so that d > −x is required. Every formula is exact; where whole wei are needed, the documentation says
/// which way they are rounded.
public struct CurveExposure: Hashable, Sendable {
    /// y, quote.
    public let quoteAssetReserve: Decimal18
    /// x, base.
    public let baseAssetReserve: Decimal18
    /// d, base that traders hold net (signed, positive for long).
    public let netPosition: SignedDecimal18

    /// A curve with a net position.
    ///
    /// - Throws: `emptyReserve`, `shortExceedsReserve` for d ≤ −x.
    public init(
        quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18, netPosition: SignedDecimal18
    ) throws(KChangeError) {
        guard !quoteAssetReserve.isZero, !baseAssetReserve.isZero else {
            throw .emptyReserve(quote: quoteAssetReserve, base: baseAssetReserve)
        }
        if netPosition.isNegative, netPosition.magnitude >= baseAssetReserve {
            throw .shortExceedsReserve(netPosition: netPosition, baseAssetReserve: baseAssetReserve)
        }
        self.quoteAssetReserve = quoteAssetReserve
        self.baseAssetReserve = baseAssetReserve
        self.netPosition = netPosition
    }

    /// The curve of a pool with the position that all its traders hold together.
    ///
    /// - Throws: As above.
    public init(_ state: PoolState) throws(KChangeError) {
        try self.init(
            quoteAssetReserve: state.quoteAssetReserve, baseAssetReserve: state.baseAssetReserve,
            netPosition: state.totalPositionSize)
    }

    var x: Rational { Rational(wei: baseAssetReserve) }
    var y: Rational { Rational(wei: quoteAssetReserve) }
    var d: Rational { Rational(wei: netPosition) }

    /// What the pool pays when the net position is closed: y·d / (x + d), in wei of quote; negative where the traders
    /// pay, which is when they are net short.
    public var closingValue: Rational { (y * d).over(x + d) }

    /// y·x, the constant that trades keep, in wei².
    public var product: Rational { x * y }

    /// What a change to other reserves costs the fund: by how much what the core would pay to whoever closes the net
    /// position changes (SPEC P3), so that the fund and the traders agree to the wei. Quote, negative for received.
    ///
    /// - Parameter after: The curve with the same net position afterwards.
    /// - Throws: `reverted` where the core can't close the net position.
    public func payment(to after: CurveExposure) throws(KChangeError) -> SignedDecimal18 {
        do throws(Revert) {
            return try after.closingQuote().subtracting(closingQuote())
        } catch {
            throw .reverted(error, call: "closing the net position")
        }
    }

    /// The closing value as the core rounds it.
    private func closingQuote() throws(Revert) -> SignedDecimal18 {
        let isLong = netPosition.isPositive
        let quote = try SignedDecimal18(
            Curve.outputPrice(
                isLong ? .addToAmm : .removeFromAmm, baseAssetAmount: netPosition.magnitude,
                quoteAssetReserve: quoteAssetReserve, baseAssetReserve: baseAssetReserve))
        return isLong ? quote : try quote.negated()
    }
}
