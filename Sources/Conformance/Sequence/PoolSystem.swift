internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// The system of an amm case: pools that an account trades against directly, and their oracles.
struct PoolSystem: SequenceSystem {
    enum Call: Sendable {
        case pool(Int, PoolCall)
        case setLatestData(PriceReport)
    }

    struct View: Sendable {
        var amm: Int
        var view: PoolView
    }

    static var kind: Setup.Kind { .amm }

    private var markets: [PoolMarket]
    private let keys: [String]

    init(_ setup: Setup) throws(Revert) {
        let counterParty = setup.counterParty.flatMap { setup.accounts[$0] }
        markets = try setup.amms.mapThrowing { amm throws(Revert) in
            try PoolMarket(amm, setup: setup, counterParty: counterParty)
        }
        keys = Self.stateKeys(setup)
    }

    static func call(
        _ name: String, of target: Target, arguments: inout Fields, setup: Setup, block: Block
    ) throws(PlacedError) -> Call? {
        switch target {
        case .clearingHouse: nil
        case .amm(let index): try PoolCall(name, &arguments, setup: setup).map { .pool(index, $0) }
        case .priceFeed:
            name == "setLatestData" ? .setLatestData(try PriceReport(&arguments, setup: setup, block: block)) : nil
        }
    }

    static func arguments(of call: Call, setup: Setup) -> [JSONValue.Member] {
        switch call {
        case .pool(_, let call): call.arguments(setup.revision)
        case .setLatestData(let report): report.arguments(setup)
        }
    }

    static func callNames(of target: Target, revision: Revision) -> [String] {
        switch target {
        case .clearingHouse: []
        case .amm: PoolCall.names(revision)
        case .priceFeed: ["setLatestData"]
        }
    }

    static func view(_ name: [Substring], setup: Setup) -> View? {
        guard name.count > 2, name[0] == "amm", let amm = setup.amms.firstIndex(where: { $0.name == name[1] }),
            let view = PoolView(name.dropFirst(2), revision: setup.revision)
        else { return nil }
        return View(amm: amm, view: view)
    }

    mutating func execute(_ call: Call, caller: Account, block: Block) throws(Revert) -> StepReceipt {
        switch call {
        case .pool(let index, let call):
            let feed = markets[index].feed
            return try markets[index].pool.execute(
                call, feed: feed, name: markets[index].name, context: CallContext(sender: caller, block: block))
        case .setLatestData(let report):
            try markets[report.amm].feed.setLatestData(price: report.price, timestamp: report.timestamp)
            return StepReceipt()
        }
    }

    func answer(_ view: View, block: Block) throws(Revert) -> JSONValue {
        try markets[view.amm].pool.answer(view.view, feed: markets[view.amm].feed, block: block)
    }

    func pool(_ index: Int) -> (Pool, PriceFeed) { (markets[index].pool, markets[index].feed) }

    static func stateKeys(_ setup: Setup) -> [String] { setup.amms.flatMap { PoolStateKeys.keys(amm: $0.name) } }

    func observe() -> ObservedState {
        var values = [StateValue]()
        values.reserveCapacity(keys.count)
        for market in markets { PoolStateKeys.append(to: &values, market.pool) }
        return ObservedState(keys: keys, values: values)
    }
}

/// A pool with its oracle and its name.
struct PoolMarket {
    var name: String
    var pool: Pool
    var feed = PriceFeed()

    /// Creates a pool with its caps and oracle entries, and opens it.
    init(_ amm: Setup.Amm, setup: Setup, counterParty: Account?) throws(Revert) {
        name = amm.name
        let owner = setup.accounts.owner
        pool = try Pool(
            revision: setup.revision, parameters: amm.parameters, owner: owner, counterParty: counterParty,
            block: setup.block)
        try pool.configure(amm, context: CallContext(sender: owner, block: setup.block))
        for entry in amm.prices { try feed.setLatestData(price: entry.price, timestamp: entry.timestamp) }
    }
}

extension Pool {
    /// What a setup says beyond the parameters of creation.
    mutating func configure(_ amm: Setup.Amm, context: CallContext) throws(Revert) {
        try setSpotPriceTwapInterval(UInt256(amm.spotPriceTwapInterval), context: context)
        _ = try setCap(
            maxHoldingBaseAsset: amm.maxHoldingBaseAsset, openInterestNotionalCap: amm.openInterestNotionalCap,
            context: context)
        try setOpen(true, context: context)
    }
}

/// A new oracle entry: the arguments of `setLatestData`.
struct PriceReport: Sendable {
    var amm: Int
    var price: Decimal18
    var timestamp: UInt64

    init(_ fields: inout Fields, setup: Setup, block: Block) throws(PlacedError) {
        amm = try fields.amm(setup)
        price = try fields.decimal("price")
        timestamp = try fields.counter("timestamp", default: block.timestamp)
    }

    func arguments(_ setup: Setup) -> [JSONValue.Member] {
        [
            .init("amm", .string(setup.amms[amm].name)), .init("price", .wei(price)),
            .init("timestamp", .number(timestamp)),
        ]
    }
}

extension Fields {
    /// The argument `amm`: the name of a pool. A scenario with one pool need not say it.
    mutating func amm(_ setup: Setup) throws(PlacedError) -> Int {
        if setup.amms.count == 1, usesDefault("amm") { return 0 }
        let value = try required("amm")
        let names = setup.amms.map(\.name)
        guard let name = value.text, let index = names.firstIndex(of: name) else {
            let hint = value.text.flatMap { nearest(to: $0, among: names) }.map { "did you mean \"\($0)\"?" }
            throw error(
                "unknown pool \(shortened(value.compactText)); "
                    + (hint ?? "known are \(names.joined(separator: ", "))"), "amm", value)
        }
        return index
    }
}
