internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What a sequence starts from: the `setup` of an amm or market case.
struct Setup: Sendable {
    /// One pool with its oracle.
    struct Amm: Sendable {
        var name: String
        var parameters: PoolParameters
        var maxHoldingBaseAsset: Decimal18
        var openInterestNotionalCap: Decimal18
        var spotPriceTwapInterval: UInt64
        var prices: [(price: Decimal18, timestamp: UInt64)]
    }

    var revision: Revision
    var block: Block
    var quoteTokenDecimals: TokenDecimals
    var amms: [Amm]
    var clearingHouse: ClearingHouseRatios
    /// Token units by account, in the order of the file.
    var balances: [(account: String, units: UInt256)]
    var whitelist: String?
    var backstop: [String]
    /// The account that trades against the pool directly (amm kind).
    var counterParty: String?
    let accounts: AccountBook

    /// Which of the two kinds of sequence a setup is for.
    enum Kind { case amm, market }

    init(_ fields: inout Fields, kind: Kind) throws(PlacedError) {
        revision = try fields.choice("revision")
        var blockFields = try fields.fields("block")
        block = try Block(&blockFields)
        var token = try fields.fields("quoteToken")
        let decimals = try token.counter("decimals")
        guard decimals <= 77, let known = TokenDecimals(Int(decimals)) else {
            throw token.error(
                "a token has 0 to 77 decimals, not \(decimals)", "decimals", try token.required("decimals"))
        }
        quoteTokenDecimals = known
        try token.finish()
        var list = try fields.fields("amms")
        amms = try list.names.mapThrowing { name throws(PlacedError) in
            var amm = try list.fields(name)
            return try Amm(&amm, name: name)
        }
        var ratios = try fields.fields("clearingHouse")
        clearingHouse = try ClearingHouseRatios(&ratios, revision: revision)
        var holders = try fields.fields("balances")
        balances = try holders.names.mapThrowing { name throws(PlacedError) in
            (name, try holders.integer(name, UInt256.self))
        }
        accounts = AccountBook(named: balances.map(\.account))
        whitelist = try fields.accountOrNull("whitelist", accounts)
        backstop = []
        if revision == .v2 {
            backstop = try fields.array("backstop").mapThrowing {
                [place = fields.place(of: "backstop")] value throws(PlacedError) in
                try accounts.name(value, place: place)
            }
        }
        counterParty = kind == .amm ? try fields.account("counterParty", accounts) : nil
        try fields.finish()
    }
}

/// The ratios that a clearing house is created with.
struct ClearingHouseRatios: Sendable {
    var initMarginRatio: Decimal18
    var maintenanceMarginRatio: Decimal18
    var liquidationFeeRatio: Decimal18
    /// Revision v2 only.
    var partialLiquidationRatio: Decimal18

    init(_ fields: inout Fields, revision: Revision) throws(PlacedError) {
        initMarginRatio = try fields.decimal("initMarginRatio")
        maintenanceMarginRatio = try fields.decimal("maintenanceMarginRatio")
        liquidationFeeRatio = try fields.decimal("liquidationFeeRatio")
        partialLiquidationRatio = revision == .v2 ? try fields.decimal("partialLiquidationRatio") : .zero
        try fields.finish()
    }
}

extension Setup.Amm {
    init(_ fields: inout Fields, name: String) throws(PlacedError) {
        guard !name.isEmpty, !name.contains(".") else {
            throw PlacedError(
                message: "a pool's name can't be empty or have a dot in it", place: fields.place, offset: 0)
        }
        self.name = name
        parameters = PoolParameters(
            quoteAssetReserve: try fields.decimal("quoteAssetReserve"),
            baseAssetReserve: try fields.decimal("baseAssetReserve"),
            tradeLimitRatio: try fields.decimal("tradeLimitRatio"),
            fundingPeriod: UInt256(try fields.counter("fundingPeriod")),
            fluctuationLimitRatio: try fields.decimal("fluctuationLimitRatio"),
            tollRatio: try fields.decimal("tollRatio"), spreadRatio: try fields.decimal("spreadRatio"))
        maxHoldingBaseAsset = try fields.decimal("maxHoldingBaseAsset")
        openInterestNotionalCap = try fields.decimal("openInterestNotionalCap")
        spotPriceTwapInterval = try fields.counter("spotPriceTwapInterval")
        let place = fields.place(of: "prices")
        prices = try fields.array("prices").mapThrowing { value throws(PlacedError) in
            var entry = try Fields(value, place: place)
            let price = (try entry.decimal("price"), try entry.counter("timestamp"))
            try entry.finish()
            return price
        }
        try fields.finish()
    }
}

extension Block {
    init(_ fields: inout Fields) throws(PlacedError) {
        self.init(number: try fields.counter("number"), timestamp: try fields.counter("timestamp"))
        try fields.finish()
    }
}

extension Sequence {
    /// `map` whose closure throws a typed error.
    func mapThrowing<Result, Failure: Error>(
        _ transform: (Element) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        var results = [Result]()
        results.reserveCapacity(underestimatedCount)
        for element in self { results.append(try transform(element)) }
        return results
    }
}
