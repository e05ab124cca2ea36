internal import Clearing
internal import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

/// The system of a market case: a clearing house with its pools, oracles and token.
struct MarketSystem: SequenceSystem {
    enum Call: Sendable {
        case house(HouseCall)
        case pool(Int, PoolCall)
        case setLatestData(PriceReport)
    }

    enum View: Sendable {
        case pool(Int, PoolView)
        case position(PoolID, Account, PositionView)
    }

    static var kind: Setup.Kind { .market }

    private(set) var house: ClearingHouse
    private let poolNames: [String]
    private let book: AccountBook
    private let keys: MarketStateKeys

    init(_ setup: Setup) throws(Revert) {
        book = setup.accounts
        poolNames = setup.amms.map(\.name)
        keys = MarketStateKeys(setup)
        let roles = ClearingHouseAccounts(
            owner: book.owner, vault: book.vault, insuranceFund: book.insuranceFund, tollPool: book.tollPool)
        let ratios = setup.clearingHouse
        house = ClearingHouse(
            revision: setup.revision,
            parameters: ClearingHouseParameters(
                initMarginRatio: ratios.initMarginRatio, maintenanceMarginRatio: ratios.maintenanceMarginRatio,
                liquidationFeeRatio: ratios.liquidationFeeRatio,
                partialLiquidationRatio: ratios.partialLiquidationRatio),
            accounts: roles, quoteTokenDecimals: setup.quoteTokenDecimals)
        let context = CallContext(sender: book.owner, block: setup.block)
        for (name, units) in setup.balances {
            if let account = book[name] { try house.mint(units, to: account) }
        }
        for amm in setup.amms {
            let market = try PoolMarket(amm, setup: setup, counterParty: nil)
            _ = try house.addPool(market.pool, feed: market.feed, context: context)
        }
        if let name = setup.whitelist { _ = try house.setWhitelist(book[name], context: context) }
        for name in setup.backstop {
            guard let account = book[name] else { continue }
            _ = try house.setBackstopLiquidityProvider(account, isProvider: true, context: context)
        }
    }

    static func call(
        _ name: String, of target: Target, arguments: inout Fields, setup: Setup, block: Block
    ) throws(PlacedError) -> Call? {
        switch target {
        case .clearingHouse: try HouseCall(name, &arguments, setup: setup).map { .house($0) }
        case .amm(let index): try PoolCall(name, &arguments, setup: setup).map { .pool(index, $0) }
        case .priceFeed:
            name == "setLatestData" ? .setLatestData(try PriceReport(&arguments, setup: setup, block: block)) : nil
        }
    }

    static func arguments(of call: Call, setup: Setup) -> [JSONValue.Member] {
        switch call {
        case .house(let call): call.arguments(setup)
        case .pool(_, let call): call.arguments(setup.revision)
        case .setLatestData(let report): report.arguments(setup)
        }
    }

    static func callNames(of target: Target, revision: Revision) -> [String] {
        switch target {
        case .clearingHouse: HouseCall.names(revision)
        case .amm, .priceFeed: PoolSystem.callNames(of: target, revision: revision)
        }
    }

    static func view(_ name: [Substring], setup: Setup) -> View? {
        guard name.count > 2, let amm = setup.amms.firstIndex(where: { $0.name == name[1] }) else { return nil }
        if name[0] == "amm" {
            return PoolView(name.dropFirst(2), revision: setup.revision).map { .pool(amm, $0) }
        }
        guard name[0] == "position", name.count == 4, let trader = setup.accounts[String(name[2])],
            let view = PositionView(rawValue: String(name[3])), view.exists(in: setup.revision)
        else { return nil }
        return .position(PoolID(rawValue: amm), trader, view)
    }

    mutating func execute(_ call: Call, caller: Account, block: Block) throws(Revert) -> StepReceipt {
        let context = CallContext(sender: caller, block: block)
        switch call {
        case .house(let call):
            let (returns, events) = try house.execute(call, context: context)
            return StepReceipt(returns: returns, events: events.map { $0.json(pools: poolNames, book: book) })
        case .pool(let index, let call):
            let feed = house.markets[index].feed
            return try house[PoolID(rawValue: index)].execute(
                call, feed: feed, name: poolNames[index], context: context)
        case .setLatestData(let report):
            try house[feed: PoolID(rawValue: report.amm)].setLatestData(
                price: report.price, timestamp: report.timestamp)
            return StepReceipt()
        }
    }

    func answer(_ view: View, block: Block) throws(Revert) -> JSONValue {
        switch view {
        case .pool(let index, let view):
            try house.markets[index].pool.answer(view, feed: house.markets[index].feed, block: block)
        case .position(let pool, let trader, let view):
            try house.answer(view, pool: pool, trader: trader, now: block.timestamp)
        }
    }

    func pool(_ index: Int) -> (Pool, PriceFeed) { (house.markets[index].pool, house.markets[index].feed) }

    static func stateKeys(_ setup: Setup) -> [String] { MarketStateKeys(setup).keys }

    func observe() -> ObservedState { keys.state(of: house) }
}

extension AccountBook {
    var owner: Account { role(0) }
    var vault: Account { role(1) }
    var insuranceFund: Account { role(2) }
    var tollPool: Account { role(3) }

    /// The built-in accounts come first.
    private func role(_ index: Int) -> Account { self[Self.builtIn[index]] ?? Account(rawValue: UInt64(index)) }
}
