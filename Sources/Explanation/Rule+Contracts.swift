// Which functions of the contracts a rule says something about, by the names that ABI, events and vectors have.

extension Rule {
    /// The contract functions that the rule is of, or that it is a part of, such as "Amm.swapInput"; nil for rules that
    /// are of none: numbers, laws, hazards, and what this project adds.
    public var contractFunctions: String? {
        switch self {
        case .p1: "Amm.getSpotPrice"
        case .p2: "Amm.getInputPriceWithReserves"
        case .p3: "Amm.getOutputPriceWithReserves"
        case .p4: "Amm.swapInput"
        case .p5: "Amm.swapOutput"
        case .p6, .p7, .p8, .p19: "Amm.swapInput, Amm.swapOutput"
        case .p9: "Amm.getTwapPrice, Amm.getInputTwap, Amm.getOutputTwap"
        case .p10: "Amm.settleFunding"
        case .p11: "Amm.calcFee"
        case .p12: "Amm.isOverFluctuationLimit"
        case .p13: "Amm.isOverSpreadLimit"
        case .p14: "Amm.setOpen"
        case .p15: "the setters of Amm"
        case .p16: "setOwner, updateOwner, renounceOwnership"
        case .p17: "Amm.shutdown"
        case .p18: "Amm.migrateLiquidity, ClearingHouse.adjustPosition"
        case .p20: "Amm.migrateLiquidity"
        case .o1: "PriceFeed.setLatestData"
        case .o2: "Amm.getUnderlyingPrice"
        case .o3: "Amm.getUnderlyingTwapPrice"
        case .m1: "transfer and transferFrom of the quote token"
        case .m3, .m8: "InsuranceFund.withdraw"
        case .m9: "transfer, approve, pause and unpause of the quote token"
        default:
            clearingHouseFunctions.map { names in
                names.split(separator: " ").map { "ClearingHouse.\($0)" }.joined(separator: ", ")
            }
        }
    }

    private var clearingHouseFunctions: String? {
        switch self {
        case .m2: "openPosition closePosition removeMargin liquidate"
        case .m4: "liquidate payFunding"
        case .m5: "closePosition liquidate"
        case .m6: "openPosition closePosition"
        case .c1, .c2, .c3, .c4: "openPosition closePosition addMargin removeMargin liquidate"
        case .c5: "openPosition removeMargin liquidate"
        case .c6, .c16: "removeMargin"
        case .c7, .c9: "openPosition closePosition liquidate"
        case .c8: "openPosition closePosition addMargin removeMargin liquidate payFunding settlePosition"
        case .c10, .c11: "openPosition"
        case .c12: "openPosition closePosition liquidate"
        case .c13: "openPosition closePosition liquidate"
        case .c14: "closePosition"
        case .c15: "addMargin"
        case .c17: "liquidate"
        case .c18: "liquidateWithSlippage"
        case .c19: "payFunding"
        case .c20: "settlePosition"
        case .c21: "setMaintenanceMarginRatio setLiquidationFeeRatio setPartialLiquidationRatio pause unpause"
        case .c22: "adjustPosition"
        default: nil
        }
    }
}

extension [DerivationNode] {
    /// The rules that a derivation goes by, in the order of SPEC.md.
    public var rules: [Rule] {
        var found = Set<Rule>()
        for node in self { node.collect(&found) }
        return Rule.allCases.filter(found.contains)
    }
}

extension DerivationNode {
    fileprivate func collect(_ rules: inout Set<Rule>) {
        switch self {
        case .operation(let operation): rules.insert(operation.rule)
        case .check(let check): rules.insert(check.rule)
        case .quote(let quote, _): quote.rules.forEach { rules.insert($0) }
        case .group(let group):
            rules.insert(group.rule)
            for node in group.nodes { node.collect(&rules) }
        case .note: return
        }
    }
}

extension QuoteExplanation {
    /// The rules that the price goes by.
    public var rules: [Rule] {
        let found = Set([rule] + operations.map(\.rule) + checks.map(\.rule))
        return Rule.allCases.filter(found.contains)
    }
}
