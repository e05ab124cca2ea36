internal import FixedPoint
internal import VirtualAMM

/// Where the revisions of the clearing house differ: every rule that one of them has and the other has not, in one
/// table. What is left is the shape of a liquidation, in `ClearingHouse+LiquidateV1.swift` and
/// `ClearingHouse+LiquidateV2.swift`.
struct RevisionRules {
    /// openPosition, addMargin, removeMargin: whether an amount has to be non-zero in token units (C8), or at all.
    let amountsInTokenUnits: Bool
    /// Positions refer to a liquidity curve and are adjusted to the newest one before every call (C22).
    let positionsFollowLiquidity: Bool
    /// The margin ratio is taken of the notional, or of the open notional (C5).
    let ratioOfOpenNotional: Bool
    /// openPosition asks for the maintenance ratio before the trade, or after it (C10).
    let maintenanceBeforeTrade: Bool
    /// openPosition and closePosition revert on bad debt, or enter restriction mode (C10, C14).
    let badDebtReverts: Bool
    /// removeMargin asks for free collateral, or for the initial ratio after the removal (C16).
    let removalNeedsFreeCollateral: Bool
    /// closePosition closes in part where the whole would leave the price band, and a close may cross it once; or it
    /// closes whole without looking at the band (C14).
    let closesInPart: Bool
    /// Funding is owed on the net position, or on the base bought since the last settlement (C19).
    let fundingOnNetPosition: Bool
    /// The text for a toll without a toll pool (M6).
    let missingTollPool: Revert
    /// Whether the toll pool is told of every toll, which only a contract made for it bears (M6).
    let tollPoolIsTold: Bool

    static let v1 = RevisionRules(
        amountsInTokenUnits: false, positionsFollowLiquidity: true, ratioOfOpenNotional: true,
        maintenanceBeforeTrade: true, badDebtReverts: false, removalNeedsFreeCollateral: false, closesInPart: false,
        fundingOnNetPosition: false, missingTollPool: .invalidFeePoolV1,
        tollPoolIsTold: true)

    static let v2 = RevisionRules(
        amountsInTokenUnits: true, positionsFollowLiquidity: false, ratioOfOpenNotional: false,
        maintenanceBeforeTrade: false, badDebtReverts: true, removalNeedsFreeCollateral: true, closesInPart: true,
        fundingOnNetPosition: true, missingTollPool: .invalidFeePool, tollPoolIsTold: false)
}

extension Revision {
    var rules: RevisionRules {
        switch self {
        case .v1: .v1
        case .v2: .v2
        }
    }
}
