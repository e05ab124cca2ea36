internal import Explanation
internal import Scenarios
internal import VirtualAMM

extension Rule {
    /// The rule that says what was expected: that of the figure, of the revert text, else that of the call; nil where
    /// none is known.
    ///
    /// - Parameters:
    ///   - difference: What was not as expected.
    ///   - text: The revert text by which outcomes differ, if they do.
    ///   - function: What was called.
    ///   - revision: Whose contracts; nil for questions of numbers and prices.
    static func expecting(
        _ difference: Difference, text: String?, of function: String, in revision: Revision?
    ) -> Rule? {
        let formula = text.map { Formula(revertText: $0) } ?? Formula(difference, of: function)
        if let rule = formula?.rule(of: function, in: revision) { return rule }
        if let text, let rule = texts[text] { return rule }
        if revision == .v1, function == "amm.swapInput" || function == "amm.swapOutput" { return .p19 }
        return functions[function] ?? operation(function)
    }

    private static func operation(_ name: String) -> Rule? {
        let types: [Substring: Rule] = [
            "uint256": .n2, "int256": .n3, "decimal": .n4, "signedDecimal": .n6, "mixedDecimal": .n7,
        ]
        return name == "decimal.mod" ? .n5 : types[name.prefix { $0 != "." }]
    }

    /// Of texts that one rule alone raises, or that one rule explains wherever they come from.
    private static let texts: [String: Rule] = [
        "amm not found": .c8, "amm is open": .c8, "Pausable: paused": .c8, "invalid token amount": .c8,
        "hit position size upper bound": .c11, "value of openNotional <= 0": .c12,
        "reduce an underwater position": .c12, "not backstop LP": .c17, "Fund not enough": .m3,
        "caller is not beneficiary": .m3, "Asset is not supported": .m3, "DecimalERC20: transferFrom failed": .m1,
        "DecimalERC20: transfer failed": .m1, "DecimalERC20: balance inconsistent": .m1, "Invalid feePool": .m6,
        "Invalid FeePool": .m6, "PerpFiOwnableUpgrade: zero address": .p16,
        "PerpFiOwnableUpgrade: same as original": .p16, "PerpFiOwnableUpgrade: same as candidate": .p16,
        "PerpFiOwnableUpgrade: candidate is zero address": .p16, "PerpFiOwnableUpgrade: not the new owner": .p16,
        "quote asset after is 0": .p2, "base asset after is 0": .p3, "!ambBridge": .o1, "incorrect timestamp": .o1,
        "interval can't be 0": .o3, "underlying price is 0": .p13,
    ]

    private static let functions: [String: Rule] = [
        "inputPrice": .p2, "outputPrice": .p3, "setup": .p1,
        "amm.swapInput": .p4, "amm.swapOutput": .p5, "amm.settleFunding": .p10, "amm.setOpen": .p14, "amm.setCap": .p15,
        "amm.setTollRatio": .p15, "amm.setSpreadRatio": .p15, "amm.setFluctuationLimitRatio": .p15,
        "amm.setSpotPriceTwapInterval": .p15, "amm.setCounterParty": .p15, "amm.setGlobalShutdown": .p15,
        "amm.setPriceFeed": .p15, "amm.setOwner": .p16, "amm.updateOwner": .p16, "amm.renounceOwnership": .p16,
        "amm.shutdown": .p17, "amm.migrateLiquidity": .p20, "priceFeed.setLatestData": .o1,
        "clearingHouse.openPosition": .c10, "clearingHouse.openPositionWithReferral": .c10,
        "clearingHouse.closePosition": .c14, "clearingHouse.closePositionWithReferral": .c14,
        "clearingHouse.addMargin": .c15, "clearingHouse.removeMargin": .c16, "clearingHouse.liquidate": .c17,
        "clearingHouse.liquidateWithSlippage": .c18, "clearingHouse.payFunding": .c19,
        "clearingHouse.settlePosition": .c20, "clearingHouse.adjustPosition": .c22,
        "clearingHouse.setMaintenanceMarginRatio": .c21, "clearingHouse.setLiquidationFeeRatio": .c21,
        "clearingHouse.setPartialLiquidationRatio": .c21, "clearingHouse.setWhitelist": .c21,
        "clearingHouse.setBackstopLiquidityProvider": .c21, "clearingHouse.pause": .c21,
        "clearingHouse.unpause": .c21, "clearingHouse.setTollPool": .c21, "clearingHouse.setFeePool": .c21,
        "clearingHouse.setOwner": .p16, "clearingHouse.updateOwner": .p16, "clearingHouse.renounceOwnership": .p16,
        "insuranceFund.addAmm": .m8, "insuranceFund.removeAmm": .m8, "insuranceFund.setBeneficiary": .m8,
        "insuranceFund.withdraw": .m8, "insuranceFund.removeToken": .m8,
        "quoteToken.transfer": .m9, "quoteToken.approve": .m9, "quoteToken.pause": .m9, "quoteToken.unpause": .m9,
    ]
}
