internal import Explanation
internal import Scenarios
internal import VirtualAMM

/// What a figure of a report is computed by. One wrong formula shows in many calls and under many keys; from here it is
/// known which of them belong together.
///
/// The cases stand in the order in which figures are computed from each other, so that of everything that differs after
/// a step the first one is closest to the cause.
enum Formula: Int, CaseIterable {
    case underlyingPrice, underlyingTwapPrice, inputPrice, outputPrice, resizing, tradeLimit, tokenLimits, band
    case reserves, totals, snapshots, spotPrice, average, inputAverage, outputAverage, fee, spreadLimit
    case fundingPrice, fundingRate, fundingTime, premium, fundingOwed
    case tradedNotional, tradedSize, realizedPnl, liquidationFee, badDebt
    case lastFraction, size, openNotional, margin, liquidityIndex, blockNumber
    case spotValue, averageValue, oracleValue, unrealizedPnl, marginWithFunding, marginRatio, marginGate
    case freeCollateral, openInterest, restriction, prepaidBadDebt, balance

    /// What a difference in the answer to a call is computed by; nil where nothing is known of it.
    init?(_ difference: Difference, of function: String) {
        let words = difference.key.split(separator: " ").prefix(difference.key.hasPrefix("view ") ? 2 : 4)
        let key = words.joined(separator: " ")
        switch (function, key) {
        case ("inputPrice", "result"), ("amm.swapInput", "returns"): self = .inputPrice
        case ("outputPrice", "result"), ("amm.swapOutput", "returns"): self = .outputPrice
        case ("amm.settleFunding", "returns"): self = .fundingRate
        case ("amm.migrateLiquidity", "state amm.totalPositionSize"),
            ("clearingHouse.adjustPosition", "state position.size"):
            self = .resizing
        default:
            guard let formula = Self.keys[key] else { return nil }
            self = formula
        }
    }

    /// What decides whether a call reverts with a text; nil where that is a matter of the call alone.
    init?(revertText text: String) {
        guard let formula = Self.texts[text] else { return nil }
        self = formula
    }

    /// The formulas that this one evaluates without showing what they came to.
    var uses: [Formula] {
        switch self {
        case .resizing, .tokenLimits, .band: [.inputPrice, .outputPrice]
        case .inputAverage: [.inputPrice, .average]
        case .outputAverage: [.outputPrice, .average]
        case .spreadLimit: [.spotPrice, .underlyingPrice]
        case .fundingPrice: [.underlyingTwapPrice]
        case .fundingRate: [.fundingPrice, .average]
        case .premium: [.fundingRate]
        case .fundingOwed: [.premium]
        case .realizedPnl, .unrealizedPnl: [.spotValue]
        case .liquidationFee: [.outputPrice]
        case .spotValue: [.outputPrice]
        case .averageValue: [.outputAverage]
        case .oracleValue: [.underlyingPrice]
        case .marginWithFunding: [.fundingOwed]
        case .marginRatio: [.spotValue, .averageValue, .oracleValue, .fundingOwed]
        case .badDebt: [.realizedPnl, .fundingOwed]
        case .marginGate: [.marginRatio, .realizedPnl, .inputPrice, .outputPrice]
        case .openInterest: [.realizedPnl, .inputPrice, .outputPrice]
        case .freeCollateral: [.spotValue, .averageValue, .marginWithFunding]
        case .margin: [.fundingOwed]
        default: []
        }
    }

    /// All that it is computed from, itself included.
    var sources: Set<Formula> {
        uses.reduce(into: [self]) { $0.formUnion($1.sources) }
    }

    /// The rule of SPEC.md; that of the call where no rule is about the figure alone.
    func rule(of function: String, in revision: Revision?) -> Rule? {
        switch self {
        case .underlyingPrice: .o2
        case .underlyingTwapPrice: .o3
        case .inputPrice: .p2
        case .outputPrice: .p3
        case .resizing: .p18
        case .tradeLimit, .tokenLimits: function.hasSuffix("swapOutput") ? .p5 : .p4
        case .band:
            function == "amm.migrateLiquidity" ? .p20 : revision == .v1 ? .p19 : .p6
        case .reserves, .totals: .p7
        case .snapshots: .p8
        case .spotPrice: .p1
        case .average, .inputAverage, .outputAverage: .p9
        case .fee: .p11
        case .spreadLimit: .p13
        case .fundingPrice, .fundingRate, .fundingTime: .p10
        case .premium: .c19
        case .fundingOwed: .c2
        case .spotValue, .averageValue, .oracleValue: .c4
        case .marginRatio: .c5
        case .marginWithFunding, .freeCollateral: .c6
        case .openInterest: .c7
        case .restriction: .c9
        case .prepaidBadDebt: .m2
        case .realizedPnl: function.contains("openPosition") ? .c12 : function.contains("closePosition") ? .c13 : nil
        case .tradedNotional, .tradedSize, .liquidationFee, .badDebt, .lastFraction, .size,
            .openNotional, .margin, .liquidityIndex, .blockNumber, .unrealizedPnl, .marginGate, .balance:
            nil
        }
    }

    private static let keys: [String: Formula] = [
        "view amm.underlyingPrice": .underlyingPrice, "view amm.underlyingTwapPrice": .underlyingTwapPrice,
        "view amm.inputPrice": .inputPrice, "event SwapInput baseAssetAmount": .inputPrice,
        "view amm.outputPrice": .outputPrice, "event SwapOutput quoteAssetAmount": .outputPrice,
        "event PositionAdjusted newPositionSize": .resizing, "view amm.isOverFluctuationLimit": .band,
        "state amm.quoteAssetReserve": .reserves, "state amm.baseAssetReserve": .reserves,
        "event LiquidityChanged quoteReserve": .reserves, "event LiquidityChanged baseReserve": .reserves,
        "state amm.totalPositionSize": .totals, "state amm.cumulativeNotional": .totals,
        "state amm.baseAssetDeltaThisFundingPeriod": .totals, "event LiquidityChanged cumulativeNotional": .totals,
        "state amm.snapshotCount": .snapshots, "event ReserveSnapshotted": .snapshots,
        "event ReserveSnapshotted quoteAssetReserve": .snapshots, "event ReserveSnapshotted timestamp": .snapshots,
        "event ReserveSnapshotted baseAssetReserve": .snapshots,
        "view amm.spotPrice": .spotPrice, "event PositionChanged spotPrice": .spotPrice,
        "view amm.twapPrice": .average, "view amm.inputTwap": .inputAverage, "view amm.outputTwap": .outputAverage,
        "view amm.calcFee": .fee, "event PositionChanged fee": .fee, "view amm.isOverSpreadLimit": .spreadLimit,
        "event FundingRateUpdated underlyingPrice": .fundingPrice, "event FundingRateUpdated rate": .fundingRate,
        "state amm.fundingRate": .fundingRate, "state amm.nextFundingTime": .fundingTime,
        "state clearingHouse.cumulativePremiumFraction": .premium,
        "event PositionChanged fundingPayment": .fundingOwed, "event MarginChanged fundingPayment": .fundingOwed,
        "event PositionChanged positionNotional": .tradedNotional,
        "event PositionLiquidated positionNotional": .tradedNotional,
        "event PositionChanged exchangedPositionSize": .tradedSize,
        "event PositionLiquidated positionSize": .tradedSize, "event PositionChanged realizedPnl": .realizedPnl,
        "event PositionLiquidated liquidationFee": .liquidationFee,
        "event PositionChanged liquidationPenalty": .liquidationFee,
        "event PositionChanged badDebt": .badDebt, "event PositionLiquidated badDebt": .badDebt,
        "state position.lastUpdatedCumulativePremiumFraction": .lastFraction, "state position.size": .size,
        "event PositionChanged positionSizeAfter": .size, "state position.openNotional": .openNotional,
        "state position.margin": .margin, "event PositionChanged margin": .margin,
        "state position.liquidityHistoryIndex": .liquidityIndex, "state position.blockNumber": .blockNumber,
        "view position.spot": .spotValue, "view position.twap": .averageValue, "view position.oracle": .oracleValue,
        "event PositionChanged unrealizedPnlAfter": .unrealizedPnl,
        "view position.marginWithFunding": .marginWithFunding, "view position.marginRatio": .marginRatio,
        "view position.freeCollateral": .freeCollateral, "state clearingHouse.openInterestNotional": .openInterest,
        "state clearingHouse.lastRestrictionBlock": .restriction, "event RestrictionModeEntered": .restriction,
        "event RestrictionModeEntered blockNumber": .restriction, "state clearingHouse.prepaidBadDebt": .prepaidBadDebt,
        "state balance": .balance,
    ]

    private static let texts: [String: Formula] = [
        "over trading limit": .tradeLimit, "Less than minimal base token": .tokenLimits,
        "More than maximal base token": .tokenLimits, "Less than minimal quote token": .tokenLimits,
        "More than maximal quote token": .tokenLimits, "price is over fluctuation limit": .band,
        "price is already over fluctuation limit": .band, "settle funding too early": .fundingTime,
        "Margin ratio not meet criteria": .marginGate, "free collateral is not enough": .freeCollateral,
        "bad debt": .badDebt, "not backstop LP": .badDebt, "margin is not enough": .badDebt,
        "over limit": .openInterest, "only one action allowed": .restriction,
    ]
}
