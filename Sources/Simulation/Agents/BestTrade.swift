internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// The quote that moves a pool to a price (SPEC K7).
///
/// With x base and y quote, a trade leaves x·y as it is, so that the price T is reached with y' = √(x·y·T): a buyer
/// adds y' − y, a seller takes y − y'.
func quoteAmount(movingTo price: Decimal18, from state: PoolState) -> (side: Side, amount: Decimal18)? {
    guard let worth = try? state.baseAssetReserve.multiplied(by: price),
        let target = worth.geometricMean(with: state.quoteAssetReserve)
    else { return nil }
    let reserve = state.quoteAssetReserve
    return target > reserve
        ? (.buy, Decimal18(raw: target.raw &- reserve.raw)) : (.sell, Decimal18(raw: reserve.raw &- target.raw))
}

/// The largest notional that an amount pays margin and fees for: amount · L / (1 + fee · L).
func affordableNotional(of amount: Decimal18, leverage: Decimal18, feeRatio: Decimal18) -> Decimal18 {
    let notional = try? amount.multiplied(by: leverage)
        .divided(by: Decimal18.one.adding(feeRatio.multiplied(by: leverage)))
    // Some wei less, as every step of the core rounds for itself.
    return (notional ?? .zero).subtractingFloored(Decimal18(raw: 1000))
}

/// An order of a notional.
func order(
    _ pool: PoolID, side: Side, notional: Decimal18, leverage: Decimal18
) -> Call? {
    guard let margin = try? notional.divided(by: leverage), !margin.isZero else { return nil }
    return .clearingHouse(
        .openPosition(
            pool, side: side, quoteAssetAmount: margin, leverage: leverage, baseAssetAmountLimit: .zero))
}
