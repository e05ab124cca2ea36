import Clearing
import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// SPEC M7, L9: who may change K or parameters has no call that moves the vault's tokens.
@Suite struct RoleTests {
    private static let pool = PoolID(rawValue: 0)
    private static let trader = Account(rawValue: 100)

    /// The calls of the revision that can change K, with arguments that would do something.
    private static let calls:
        [(name: String, isOwners: Bool, body: @Sendable (inout ClearingHouse, CallContext) throws -> Void)] = [
            (
                "openPosition", false,
                { house, context in
                    _ = try house.openPosition(
                        pool, side: .buy, quoteAssetAmount: .one, leverage: .one, context: context)
                }
            ),
            ("closePosition", false, { house, context in _ = try house.closePosition(pool, context: context) }),
            (
                "addMargin", false,
                { house, context in _ = try house.addMargin(pool, addedMargin: .one, context: context) }
            ),
            (
                "removeMargin", false,
                { house, context in
                    _ = try house.removeMargin(pool, removedMargin: .one, context: context)
                }
            ),
            ("liquidate", false, { house, context in _ = try house.liquidate(pool, trader: trader, context: context) }),
            ("payFunding", false, { house, context in _ = try house.payFunding(pool, context: context) }),
            ("settlePosition", false, { house, context in _ = try house.settlePosition(pool, context: context) }),
            (
                "setMaintenanceMarginRatio", true,
                { house, context in
                    _ = try house.setMaintenanceMarginRatio(.one, context: context)
                }
            ),
            (
                "setLiquidationFeeRatio", true,
                { house, context in
                    _ = try house.setLiquidationFeeRatio(.one, context: context)
                }
            ),
            ("setWhitelist", true, { house, context in _ = try house.setWhitelist(context.sender, context: context) }),
            ("setTollPool", true, { house, context in _ = try house.setTollPool(context.sender, context: context) }),
            ("pause", true, { house, context in _ = try house.pause(context: context) }),
            (
                "amm.setGlobalShutdown", true,
                { house, context in
                    try house[pool].setGlobalShutdown(context.sender, context: context)
                }
            ),
            ("adjustPosition", false, { house, context in _ = try house.adjustPosition(pool, context: context) }),
            ("setOwner", true, { house, context in _ = try house.setOwner(context.sender, context: context) }),
            ("amm.setOpen", true, { house, context in try house[pool].setOpen(false, context: context) }),
            ("amm.setTollRatio", true, { house, context in try house[pool].setTollRatio(.one, context: context) }),
            ("amm.setSpreadRatio", true, { house, context in try house[pool].setSpreadRatio(.one, context: context) }),
            (
                "amm.setFluctuationLimitRatio", true,
                { house, context in
                    try house[pool].setFluctuationLimitRatio(.one, context: context)
                }
            ),
            (
                "amm.setCap", true,
                { house, context in
                    _ = try house[pool].setCap(
                        maxHoldingBaseAsset: .one, openInterestNotionalCap: .one, context: context)
                }
            ),
            (
                "amm.setSpotPriceTwapInterval", true,
                { house, context in
                    try house[pool].setSpotPriceTwapInterval(60, context: context)
                }
            ),
            (
                "amm.setPriceFeed", true,
                { house, context in try house[pool].setPriceFeed(context.sender, context: context) }
            ),
            (
                "amm.setCounterParty", true,
                { house, context in
                    try house[pool].setCounterParty(context.sender, context: context)
                }
            ),
            ("amm.setOwner", true, { house, context in try house[pool].setOwner(context.sender, context: context) }),
            ("amm.shutdown", true, { house, context in _ = try house[pool].shutdown(context: context) }),
            (
                "amm.migrateLiquidity", true,
                { house, context in
                    _ = try house[pool].migrateLiquidity(
                        liquidityMultiplier: Decimal18(whole: 2), fluctuationLimitRatio: .zero, context: context)
                }
            ),
        ]

    private func market() throws -> RandomMarket {
        var options = RandomMarket.Options(revision: .v1, traders: 6)
        options.withOperator = false
        var market = try RandomMarket(options, generator: SeededGenerator(seed: 11))
        for _ in 0..<300 { _ = market.step() }
        market.advance()
        return market
    }

    @Test func theOperatorHasNoCallThatMovesTokens() throws {
        let market = try market()
        for call in Self.calls where call.isOwners {
            var house = market.house
            try call.body(&house, market.context(RandomMarket.owner))
            #expect(house.ledger == market.house.ledger, "\(call.name) moved tokens")
            #expect(house != market.house, "\(call.name) did nothing")
        }
        // The owner holds no tokens and no position, so the calls that anyone may make bring him nothing either.
        for call in Self.calls where !call.isOwners {
            var house = market.house
            try? call.body(&house, market.context(RandomMarket.owner))
            let gained = house.ledger.balance(of: RandomMarket.owner)
            #expect(gained == 0 || call.name == "liquidate", "\(call.name)")
        }
    }

    @Test func nobodyElseMayDoWhatTheOperatorMay() throws {
        let market = try market()
        for account in market.traders + [
            RandomMarket.keeper, RandomMarket.fund, RandomMarket.tollPool, RandomMarket.vault,
        ] {
            for call in Self.calls where call.isOwners {
                var house = market.house
                let revert: Revert = call.name == "amm.shutdown" ? .notOwnerNorGlobalShutdown : .callerIsNotTheOwner
                #expect(throws: revert, "\(call.name)") { try call.body(&house, market.context(account)) }
                #expect(house == market.house)
            }
        }
    }

    @Test func onlyTheClearingHouseTradesAgainstItsPools() throws {
        let market = try market()
        for account in market.traders + [RandomMarket.owner, RandomMarket.keeper] {
            var house = market.house
            #expect(throws: Revert.callerIsNotCounterParty) {
                try house[Self.pool].swapInput(.addToAmm, quoteAssetAmount: .one, context: market.context(account))
            }
            #expect(throws: Revert.callerIsNotCounterParty) {
                try house[Self.pool].settleFunding(oracle: house[feed: Self.pool], context: market.context(account))
            }
        }
    }

    @Test func onlyABackstopProviderLiquidatesIntoBadDebt() throws {
        var options = RandomMarket.Options(revision: .v2, traders: 3)
        (options.withParameters, options.withMarketEvents) = (false, false)
        var market = try RandomMarket(options, generator: SeededGenerator(seed: 3))
        let (victim, whale) = (market.traders[0], market.traders[1])
        let reserve = market.house[Self.pool].state.quoteAssetReserve
        for trader in [victim, whale, RandomMarket.fund] { try market.house.mint(reserve.raw, to: trader) }
        _ = try market.house.openPosition(
            Self.pool, side: .buy, quoteAssetAmount: reserve.divided(byScalar: 100), leverage: Decimal18(whole: 10),
            context: market.context(victim))
        market.advance()
        _ = try market.house.openPosition(
            Self.pool, side: .sell, quoteAssetAmount: reserve.divided(byScalar: 4), leverage: .one,
            context: market.context(whale))
        market.block = Block(number: 5000, timestamp: market.block.timestamp + 2000)
        try market.house[feed: Self.pool].setLatestData(
            price: market.house[Self.pool].spotPrice(), timestamp: market.block.timestamp)
        for account in [whale, RandomMarket.owner, victim] {
            #expect(throws: Revert.notBackstopProvider) {
                try market.house.liquidate(Self.pool, trader: victim, context: market.context(account))
            }
        }
        _ = try market.house.liquidate(Self.pool, trader: victim, context: market.context(RandomMarket.keeper))
        #expect(market.house.storedPosition(Self.pool, of: victim).size.isZero)
    }

    @Test func theOwnersCallsOfTheFinalRevisionMoveNoTokens() throws {
        var market = try RandomMarket(
            RandomMarket.Options(revision: .v2, traders: 2), generator: SeededGenerator(seed: 9))
        let before = market.house.ledger
        for sender in [Self.trader, RandomMarket.keeper, RandomMarket.owner] {
            let context = market.context(sender)
            let partial = Result { try market.house.setPartialLiquidationRatio(.one, context: context) }
            let backstop = Result {
                try market.house.setBackstopLiquidityProvider(sender, isProvider: true, context: context)
            }
            let isOwner = sender == RandomMarket.owner
            #expect(((try? partial.get()) != nil) == isOwner)
            #expect(((try? backstop.get()) != nil) == isOwner)
        }
        #expect(throws: Revert.invalidPartialLiquidationRatio) {
            try market.house.setPartialLiquidationRatio(
                Decimal18(raw: Decimal18.oneInWei + 1), context: market.context(RandomMarket.owner))
        }
        #expect(market.house.ledger == before)
    }

    /// SPEC P16, for the clearing house.
    @Test func ownershipMovesInTwoSteps() throws {
        var market = try market()
        _ = try market.house.setOwner(Self.trader, context: market.context(RandomMarket.owner))
        #expect(throws: Revert.notTheOwnershipCandidate) {
            try market.house.updateOwner(context: market.context(RandomMarket.keeper))
        }
        _ = try market.house.updateOwner(context: market.context(Self.trader))
        #expect(throws: Revert.callerIsNotTheOwner) {
            try market.house.pause(context: market.context(RandomMarket.owner))
        }
        #expect(try market.house.pause(context: market.context(Self.trader)) == [.paused(Self.trader)])
    }

    @Test func aPoolThatIsNotRegisteredIsNotFound() throws {
        var market = try market()
        let nowhere = PoolID(rawValue: 9)
        let context = market.context(Self.trader)
        let before = market.house
        #expect(throws: Revert.ammNotFound) { try market.house.closePosition(nowhere, context: context) }
        #expect(throws: Revert.ammNotFound) {
            try market.house.openPosition(nowhere, side: .buy, quoteAssetAmount: .one, leverage: .one, context: context)
        }
        #expect(throws: Revert.ammNotFound) { try market.house.addMargin(nowhere, addedMargin: .one, context: context) }
        #expect(throws: Revert.ammNotFound) {
            try market.house.removeMargin(nowhere, removedMargin: .one, context: context)
        }
        #expect(throws: Revert.ammNotFound) {
            try market.house.liquidate(nowhere, trader: Self.trader, context: context)
        }
        #expect(throws: Revert.ammNotFound) { try market.house.settlePosition(nowhere, context: context) }
        #expect(throws: Revert.ammNotFound) { try market.house.payFunding(nowhere, context: context) }
        #expect(throws: Revert.ammNotFound) { try market.house.adjustPosition(nowhere, context: context) }
        #expect(throws: Revert.ammNotFound) { try market.house.position(nowhere, of: Self.trader) }
        #expect(market.house == before)
    }

    @Test func aTollWithoutATollPoolReverts() throws {
        for (revision, text) in [(Revision.v1, Revert.invalidFeePoolV1), (.v2, .invalidFeePool)] {
            var market = try RandomMarket(
                RandomMarket.Options(revision: revision, traders: 2), generator: SeededGenerator(seed: 5))
            _ = try market.house.setTollPool(nil, context: market.context(RandomMarket.owner))
            try market.house.mint(UInt256(1) << 200, to: Self.trader)
            let amount = try market.house[Self.pool].state.quoteAssetReserve.divided(byScalar: 1000)
            #expect(throws: text) {
                try market.house.openPosition(
                    Self.pool, side: .buy, quoteAssetAmount: amount, leverage: .one,
                    context: market.context(Self.trader))
            }
        }
    }
}
