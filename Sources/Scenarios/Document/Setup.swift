internal import Clearing
package import FixedPoint
package import JSON
internal import Messages
package import VirtualAMM
internal import WideIntegers

/// What a sequence starts from: the `setup` of an amm or market case, or of a scenario.
package struct Setup: Sendable {
    /// One pool with its oracle.
    struct Amm: Sendable {
        var name: String
        var parameters: PoolParameters
        var maxHoldingBaseAsset: Decimal18
        var openInterestNotionalCap: Decimal18
        var spotPriceTwapInterval: UInt64
        var prices: [(price: Decimal18, timestamp: UInt64)]
    }

    package var revision: Revision
    package var block: Block
    package var quoteTokenDecimals: TokenDecimals
    var amms: [Amm]
    var clearingHouse: ClearingHouseParameters
    /// Token units by account, in the order of the file.
    var balances: [(account: String, units: UInt256)]
    var whitelist: Account?
    var backstop: [Account]
    /// The account that trades against the pool directly (amm kind).
    var counterParty: Account?
    /// What is there already, in place of all of the above; nil for a system that is created.
    package let start: StateDocument?
    /// What its pools and accounts are called.
    package let roster: Roster

    /// Which of the two kinds of sequence a setup is for.
    package enum Kind: String, CaseIterable, Sendable { case amm, market }

    /// Reads a setup, or the state document that takes its place.
    ///
    /// - Parameters:
    ///   - fields: The setup's members.
    ///   - kind: What it is for; pools alone are always created.
    ///   - file: The file that it is in, beside which a scenario's state document is looked for.
    package init(_ fields: inout ObjectReader, kind: Kind, file: String? = nil) throws(PlacedError) {
        if kind == .market, fields.has("state") {
            self.init(start: try StateDocument(startOf: &fields, in: file))
            try fields.finish()
            return
        }
        try self.init(created: &fields, kind: kind)
    }

    /// A system that starts from a state document.
    init(start: StateDocument) {
        (revision, block, roster) = (start.house.revision, start.block, start.roster)
        (quoteTokenDecimals, clearingHouse) = (start.house.ledger.decimals, start.house.parameters)
        (amms, balances, whitelist, backstop, counterParty) = ([], [], nil, [], nil)
        self.start = start
    }

    private init(created fields: inout ObjectReader, kind: Kind) throws(PlacedError) {
        start = nil
        revision = fields.usesDefault("revision") ? .v2 : try fields.choice("revision")
        let start = Block(number: 1, timestamp: 1_600_000_000)
        block = try fields.usesDefault("block") ? start : Block(&fields, "block", default: start)
        quoteTokenDecimals = try Self.tokenDecimals(&fields)
        let startBlock = block
        var list = try fields.fields("amms")
        amms = try list.names.mapThrowing { name throws(PlacedError) in
            var amm = try list.fields(name)
            return try Amm(&amm, name: name, start: startBlock)
        }
        guard !amms.isEmpty else {
            throw PlacedError(message: "a setup needs at least one pool", place: list.place, offset: list.offset)
        }
        clearingHouse = try ClearingHouseParameters(&fields, revision: revision)
        let decimals = quoteTokenDecimals.count
        // Pools alone hold no tokens, so nobody needs to have any.
        var holders =
            try kind == .amm && fields.usesDefault("balances")
            ? ObjectReader(JSONValue(.object([]), offset: fields.offset), place: "", notation: .scenario)
            : fields.fields("balances")
        balances = try holders.names.mapThrowing { name throws(PlacedError) in
            let units = try holders.tokenUnits(name, decimals: decimals)
            let roles = ["owner", "clearingHouse", "tollPool", Roster.oracle.name]
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ".")), !roles.contains(name) else {
                throw PlacedError(
                    message:
                        "an account with a balance can't be called \"\(shortened(name))\": no empty names, no dots, "
                        + "and none of \(roles.joined(separator: ", "))", place: holders.place, offset: holders.offset)
            }
            return (name, units)
        }
        if kind == .amm, fields.notation == .scenario, let name = fields.optional("counterParty")?.text,
            !name.isEmpty, !name.utf8.contains(UInt8(ascii: ".")),
            !(Roster.builtIn + [Roster.oracle.name]).contains(name),
            !balances.contains(where: { $0.account.isSpelled(name) })
        {
            balances.append((name, .zero))
        }
        let roster = Roster(
            revision: revision, hasClearingHouse: kind == .market, pools: amms.map(\.name),
            balances: balances.map(\.account))
        self.roster = roster
        whitelist = fields.usesDefault("whitelist") ? nil : try fields.accountOrNull("whitelist", roster)
        backstop = []
        if revision == .v2, !fields.usesDefault("backstop") {
            let place = fields.place(of: "backstop")
            backstop = try fields.array("backstop").mapThrowing { [fields] value throws(PlacedError) in
                try fields.account(value, roster, place: place)
            }
            guard Set(backstop).count == backstop.count else {
                throw PlacedError(message: "an account stands twice", place: place, offset: fields.offset)
            }
        }
        counterParty = kind == .amm ? try fields.account("counterParty", roster) : nil
        try fields.finish()
    }

    private static func tokenDecimals(_ fields: inout ObjectReader) throws(PlacedError) -> TokenDecimals {
        var count: UInt64 = 18
        var token: ObjectReader?
        if !fields.usesDefault("quoteToken") {
            var inner = try fields.fields("quoteToken")
            count = try inner.counter("decimals")
            try inner.finish()
            token = inner
        }
        guard count <= 77, let decimals = TokenDecimals(Int(count)) else {
            throw PlacedError(
                message: "a token has 0 to 77 decimals, not \(count)", place: token?.place ?? "",
                offset: token?.offset ?? 0)
        }
        return decimals
    }
}

extension ClearingHouseParameters {
    /// Reads the member `clearingHouse` of a setup. Defaults are the values that most of the recorded scenarios use; in
    /// v2 the liquidation fee is the one that was published for its first markets: a position is liquidated as a whole
    /// below 2.5 %, and the liquidator gets half of that.
    init(_ setup: inout ObjectReader, revision: Revision) throws(PlacedError) {
        self.init(
            initMarginRatio: Decimal18(raw: 100_000_000_000_000_000),
            maintenanceMarginRatio: Decimal18(raw: 62_500_000_000_000_000),
            liquidationFeeRatio: Decimal18(raw: revision == .v2 ? 25_000_000_000_000_000 : 12_500_000_000_000_000),
            partialLiquidationRatio: revision == .v2 ? Decimal18(raw: 250_000_000_000_000_000) : .zero)
        if setup.usesDefault("clearingHouse") { return }
        var fields = try setup.fields("clearingHouse")
        initMarginRatio = try fields.decimal("initMarginRatio", default: initMarginRatio)
        maintenanceMarginRatio = try fields.decimal("maintenanceMarginRatio", default: maintenanceMarginRatio)
        liquidationFeeRatio = try fields.decimal("liquidationFeeRatio", default: liquidationFeeRatio)
        if revision == .v2 {
            partialLiquidationRatio = try fields.decimal("partialLiquidationRatio", default: partialLiquidationRatio)
        }
        try fields.finish()
    }
}

extension Setup.Amm {
    init(_ fields: inout ObjectReader, name: String, start: Block) throws(PlacedError) {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ".")) else {
            throw PlacedError(
                message: "a pool's name can't be empty or have a dot in it", place: fields.place,
                offset: fields.offset)
        }
        self.name = name
        let quote = try fields.decimal("quoteAssetReserve")
        let base = try fields.decimal("baseAssetReserve")
        parameters = PoolParameters(
            quoteAssetReserve: quote, baseAssetReserve: base,
            tradeLimitRatio: try fields.decimal(
                "tradeLimitRatio", default: Decimal18(raw: 900_000_000_000_000_000)),
            fundingPeriod: UInt256(try fields.counter("fundingPeriod", default: 3600)),
            fluctuationLimitRatio: try fields.decimal("fluctuationLimitRatio", default: .zero),
            tollRatio: try fields.decimal("tollRatio", default: .zero),
            spreadRatio: try fields.decimal("spreadRatio", default: .zero))
        maxHoldingBaseAsset = try fields.decimal("maxHoldingBaseAsset", default: .zero)
        openInterestNotionalCap = try fields.decimal("openInterestNotionalCap", default: .zero)
        spotPriceTwapInterval = try fields.counter("spotPriceTwapInterval", default: 3600)
        if fields.usesDefault("prices") {
            // The pool starts at its index.
            guard let spot = try? quote.divided(by: base) else {
                throw PlacedError(
                    message: "these reserves have no price; say \"prices\"", place: fields.place, offset: fields.offset)
            }
            prices = [(spot, start.timestamp)]
        } else {
            let (place, notation, offset) = (fields.place(of: "prices"), fields.notation, fields.offset)
            prices = try fields.array("prices").enumerated().mapThrowing { index, value throws(PlacedError) in
                var entry = try ObjectReader(value, place: "\(place)[\(index)]", notation: notation)
                let price = (try entry.decimal("price"), try entry.counter("timestamp", default: start.timestamp))
                try entry.finish()
                return price
            }
            guard !prices.isEmpty else {
                throw PlacedError(message: "an oracle needs at least one price", place: place, offset: offset)
            }
        }
        try fields.finish()
    }
}

extension Block {
    /// Reads a member with a block's number and time.
    init(_ fields: inout ObjectReader, _ name: String, default standard: Block) throws(PlacedError) {
        var inner = try fields.fields(name)
        self.init(
            number: try inner.counter("number", default: standard.number),
            timestamp: try inner.counter("timestamp", default: standard.timestamp))
        try inner.finish()
    }
}

extension Sequence {
    /// `map` whose closure throws a typed error.
    package func mapThrowing<Result, Failure: Error>(
        _ transform: (Element) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        var results = [Result]()
        results.reserveCapacity(underestimatedCount)
        for element in self { results.append(try transform(element)) }
        return results
    }
}
