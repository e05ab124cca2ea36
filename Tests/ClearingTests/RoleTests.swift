import Clearing
import FixedPoint
import TestSupport
import Testing
import VirtualAMM
import WideIntegers

/// SPEC M7, L9: who may change K or parameters has no call that moves the vault's tokens. Every call of every contract,
/// made by everybody.
@Suite struct RoleTests {
    private static let pool = PoolID(rawValue: 0)
    private static let trader = Account(rawValue: 100)
    private static let newOwner = Account(rawValue: 7)
    private static let stranger = Account(rawValue: 8)

    /// Arguments with which a call would do something.
    private struct Arguments: CallArguments {
        let market: RandomMarket

        mutating func pool() throws(Never) -> PoolID { RoleTests.pool }
        mutating func account(_ name: String) throws(Never) -> Account {
            name == "trader" ? RoleTests.trader : RoleTests.stranger
        }
        mutating func accountOrNobody(_ name: String) throws(Never) -> Account? { account(name) }
        mutating func side() throws(Never) -> Side { .buy }
        mutating func direction() throws(Never) -> Direction { .addToAmm }
        mutating func amount(_ name: String, default: Decimal18?) throws(Never) -> Decimal18 {
            name == "liquidityMultiplier" ? Decimal18(whole: 2) : name.hasSuffix("Limit") ? .zero : .one
        }
        mutating func number(_ name: String) throws(Never) -> UInt256 { 60 }
        mutating func tokenUnits(_ name: String) throws(Never) -> UInt256 { 1 }
        mutating func bytes(_ name: String) throws(Never) -> UInt256 { 1 }
        mutating func time(_ name: String) throws(Never) -> UInt64 { market.block.timestamp }
        mutating func flag(_ name: String, default: Bool?) throws(Never) -> Bool { name != "open" }
    }

    private func market(_ revision: Revision = .v1) throws -> RandomMarket {
        var options = RandomMarket.Options(revision: revision, traders: 6)
        options.withOperator = false
        var market = try RandomMarket(options, generator: SeededGenerator(seed: 11))
        for _ in 0..<300 { _ = market.step() }
        market.advance()
        return market
    }

    /// The same after the clearing house and its pool went from the owner to another.
    private func soldMarket(_ revision: Revision) throws -> RandomMarket {
        var market = try market(revision)
        for call in [Call.clearingHouse(.setOwner(Self.newOwner)), .amm(Self.pool, .setOwner(Self.newOwner))] {
            _ = try market.house.execute(call, context: market.context(RandomMarket.owner))
        }
        for call in [Call.clearingHouse(.updateOwner), .amm(Self.pool, .updateOwner)] {
            _ = try market.house.execute(call, context: market.context(Self.newOwner))
        }
        return market
    }

    private func calls(_ market: RandomMarket) -> [Call] {
        Contract.allCases.flatMap { Call.Function.all(of: $0, in: market.options.revision) }.map { function in
            var arguments = Arguments(market: market)
            return Call(function, on: Self.pool, reading: &arguments, revision: market.options.revision)
        }
    }

    /// What the one who may make a call is told where it has nothing to do; nil where it does something.
    private func ownersRevert(_ call: Call) -> Revert? {
        switch call {
        case .clearingHouse(.unpause), .quoteToken(.unpause): .notPaused
        case .insuranceFund(.addAmm): .ammAlreadyAdded
        case .insuranceFund(.removeToken): .exchangeSwapError
        case .amm(_, .setPriceFeed): nil
        default: nil
        }
    }

    /// What anybody else is told.
    private func othersRevert(_ call: Call) -> Revert {
        switch call {
        case .amm(_, .shutdown): .notOwnerNorGlobalShutdown
        case .priceFeed: .callerIsNotTheBridge
        default: .callerIsNotTheOwner
        }
    }

    /// Whether a call belongs to the owner of the clearing house or of a pool, who may sell it; the fund, the token and
    /// the oracle stay with whoever created them.
    private func isSold(_ call: Call) -> Bool {
        switch call.function.contract {
        case .clearingHouse, .amm: true
        case .priceFeed, .insuranceFund, .quoteToken: false
        }
    }

    /// In revision v1 there is no `setPriceFeed`, whoever calls.
    private func exists(_ call: Call, in revision: Revision) -> Bool {
        if revision == .v1, case .amm(_, .setPriceFeed) = call { return false }
        return true
    }

    @Test(arguments: Revision.allCases) func noCallOfAnOwnerMovesTokens(revision: Revision) throws {
        let market = try market(revision)
        let calls = calls(market).filter { $0.function.caller == .owner && exists($0, in: revision) }
        #expect(calls.count > 20)
        for call in calls {
            var house = market.house
            let context = market.context(RandomMarket.owner)
            if let revert = ownersRevert(call) {
                #expect(throws: revert, "\(call)") { try house.execute(call, context: context) }
                continue
            }
            _ = try house.execute(call, context: context)
            for account in house.ledger.accounts {
                #expect(house.ledger.balance(of: account) == market.house.ledger.balance(of: account), "\(call)")
            }
            let isPriceOnly = call.function.contract == .priceFeed
            #expect(house != market.house || isPriceOnly, "\(call) did nothing")
        }
    }

    @Test(arguments: Revision.allCases) func nobodyElseMayDoWhatAnOwnerMay(revision: Revision) throws {
        let (before, after) = (try market(revision), try soldMarket(revision))
        let others =
            before.traders + [
                RandomMarket.keeper, RandomMarket.fund, RandomMarket.tollPool, RandomMarket.vault, Self.stranger,
            ]
        func expectRefused(_ call: Call, to account: Account, on market: RandomMarket) {
            var house = market.house
            let revert = exists(call, in: revision) ? othersRevert(call) : .withoutData
            #expect(throws: revert, "\(call) by \(account)") {
                try house.execute(call, context: market.context(account))
            }
            #expect(house == market.house)
        }
        for call in calls(before) where call.function.caller == .owner {
            for account in others {
                expectRefused(call, to: account, on: before)
                expectRefused(call, to: account, on: after)
            }
            // The owner before and the owner after: what was sold, and what was not.
            expectRefused(call, to: Self.newOwner, on: before)
            expectRefused(call, to: isSold(call) ? RandomMarket.owner : Self.newOwner, on: after)
        }
    }

    @Test(arguments: Revision.allCases) func aNewOwnerMayDoWhatTheOldOneMightAndMovesNoTokens(
        revision: Revision
    ) throws {
        let market = try soldMarket(revision)
        for call in calls(market)
        where call.function.caller == .owner && isSold(call) && exists(call, in: revision) && ownersRevert(call) == nil
        {
            var house = market.house
            _ = try house.execute(call, context: market.context(Self.newOwner))
            #expect(house.ledger == market.house.ledger, "\(call)")
        }
    }

    /// Who has neither position nor tokens gains nothing by any call, but a liquidator's fee.
    @Test(arguments: Revision.allCases) func noCallBringsTokensToWhoHasNoPosition(revision: Revision) throws {
        for market in [try market(revision), try soldMarket(revision)] {
            for account in [RandomMarket.owner, Self.newOwner, Self.stranger, RandomMarket.tollPool] {
                for call in calls(market) {
                    var house = market.house
                    _ = try? house.execute(call, context: market.context(account))
                    let isLiquidation = call.subject != nil
                    let gained = house.ledger.balance(of: account) > market.house.ledger.balance(of: account)
                    #expect(!gained || isLiquidation, "\(call) by \(account)")
                    let vault = house.ledger.balance(of: RandomMarket.vault)
                    let mayPay = isLiquidation || call.function.name == "payFunding"
                    #expect(vault >= market.house.ledger.balance(of: RandomMarket.vault) || mayPay, "\(call)")
                }
            }
        }
    }

    /// SPEC M8, H27: the fund is not beyond its own owner, and the vault stays what it is.
    @Test(arguments: Revision.allCases) func theFundsOwnerCanHaveItEmptied(revision: Revision) throws {
        var market = try market(revision)
        let vault = market.house.ledger.balance(of: RandomMarket.vault)
        let all = try market.house.ledger.decimalBalance(of: RandomMarket.fund)
        #expect(!all.isZero)
        func execute(_ call: InsuranceFundCall, by account: Account) throws(Revert) -> [Event] {
            try market.house.execute(.insuranceFund(call), context: market.context(account)).events
        }
        #expect(throws: Revert.callerIsNotBeneficiary) { try execute(.withdraw(all), by: RandomMarket.owner) }
        #expect(try execute(.setBeneficiary(Self.stranger), by: RandomMarket.owner) == [])
        #expect(
            try execute(.withdraw(all), by: Self.stranger) == [.withdrawn(withdrawer: Self.stranger, amount: all)])
        #expect(throws: Revert.fundNotEnough) { try execute(.withdraw(Decimal18(raw: 1)), by: Self.stranger) }
        #expect(try execute(.removeToken, by: RandomMarket.owner) == [.tokenRemoved])
        #expect(throws: Revert.tokenNotExisted) { try execute(.removeToken, by: RandomMarket.owner) }
        #expect(throws: Revert.assetIsNotSupported) { try execute(.withdraw(.zero), by: Self.stranger) }
        #expect(market.house.ledger.balance(of: RandomMarket.vault) == vault)
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

    /// SPEC P16, for the clearing house.
    @Test func ownershipMovesInTwoSteps() throws {
        var market = try market()
        _ = try market.house.setOwner(Self.trader, context: market.context(RandomMarket.owner))
        #expect(throws: Revert.notTheNewOwner) {
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
            let call: ClearingHouseCall = revision == .v1 ? .setFeePool(nil) : .setTollPool(nil)
            _ = try market.house.execute(.clearingHouse(call), context: market.context(RandomMarket.owner))
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
