import Clearing
import FixedPoint
import TestSupport
import VirtualAMM
import WideIntegers

/// A market that grows from a seed: pools, traders, and calls that mostly make sense.
struct RandomMarket {
    /// What kind of calls are made, and with what parameters.
    struct Options {
        var revision = Revision.v2
        var pools = 1
        var traders = 7
        var decimals = 18
        /// Fees, fluctuation limits and caps.
        var withParameters = true
        /// Liquidations, funding and changes of the oracle.
        var withMarketEvents = true
        /// Changes of K (v1) and shutdowns.
        var withOperator = true
        /// The largest leverage of an order.
        var leverage: UInt64 = 10
        /// Bits of the reserves in wei, at least and at most.
        var reserveBits = 62...90
    }

    static let owner = Account(rawValue: 0)
    static let vault = Account(rawValue: 1)
    static let fund = Account(rawValue: 2)
    static let tollPool = Account(rawValue: 3)
    static let keeper = Account(rawValue: 4)

    let options: Options
    let traders: [Account]
    var generator: SeededGenerator
    var house: ClearingHouse
    var block = Block(number: 100, timestamp: 1_600_000_000)
    private(set) var calls = 0
    private(set) var reverts: [Revert: Int] = [:]
    /// How often each kind of call succeeded and reverted.
    private(set) var outcomes: [String: (successes: Int, reverts: Int)] = [:]
    private var lastCall = ""

    init(_ options: Options, generator: SeededGenerator) throws {
        guard let decimals = TokenDecimals(options.decimals) else { throw Revert.invalidInput }
        self.options = options
        self.generator = generator
        traders = (0..<options.traders).map { Account(rawValue: 100 + UInt64($0)) }
        house = ClearingHouse(
            revision: options.revision,
            parameters: ClearingHouseParameters(
                initMarginRatio: .ratio(1, of: 10), maintenanceMarginRatio: .ratio(1, of: 16),
                liquidationFeeRatio: .ratio(1, of: 80),
                partialLiquidationRatio: options.revision == .v2 ? .ratio(1, of: 4) : .zero),
            accounts: ClearingHouseAccounts(
                owner: Self.owner, vault: Self.vault, insuranceFund: Self.fund, tollPool: Self.tollPool),
            quoteTokenDecimals: decimals)
        for _ in 0..<options.pools { try addPool() }
        for trader in traders + [Self.keeper, Self.fund] {
            let amount = Decimal18(raw: Operands.random(bits: options.reserveBits.upperBound, &self.generator))
            try house.mint(house.ledger.decimals.units(of: amount), to: trader)
        }
        if options.revision == .v2 {
            _ = try house.setBackstopLiquidityProvider(Self.keeper, isProvider: true, context: context(Self.owner))
        }
    }

    private mutating func addPool() throws {
        let range = options.reserveBits
        let quote = number(bits: Int.random(in: range, using: &generator))
        let base = number(bits: Int.random(in: range, using: &generator))
        let fluctuation: Decimal18 = Bool.random(using: &generator) ? .zero : .ratio(1, of: 5)
        var pool = try Pool(
            revision: options.revision,
            parameters: PoolParameters(
                quoteAssetReserve: quote, baseAssetReserve: base, tradeLimitRatio: .ratio(9, of: 10),
                fundingPeriod: 3600, fluctuationLimitRatio: options.withParameters ? fluctuation : .zero,
                tollRatio: options.withParameters ? .ratio(1, of: 1000) : .zero,
                spreadRatio: options.withParameters ? .ratio(1, of: 700) : .zero),
            owner: Self.owner, block: block)
        try pool.setOpen(true, context: context(Self.owner))
        var feed = PriceFeed()
        try feed.setLatestData(price: pool.spotPrice(), timestamp: block.timestamp - 10)
        _ = try house.addPool(pool, feed: feed, context: context(Self.owner))
    }

    /// A random number of exactly this many bits.
    mutating func number(bits: Int) -> Decimal18 {
        Decimal18(raw: Operands.random(bits: bits, &generator) | UInt256(1) << (bits - 1))
    }

    func context(_ sender: Account) -> CallContext { CallContext(sender: sender, block: block) }

    mutating func trader() -> Account { traders[Int.random(in: traders.indices, using: &generator)] }

    mutating func pool() -> PoolID { PoolID(rawValue: Int.random(in: 0..<options.pools, using: &generator)) }

    mutating func advance() {
        block.number += 1
        block.timestamp += UInt64.random(in: 1...900, using: &generator)
    }

    /// Makes one call; false where it reverted.
    mutating func step() -> Bool {
        if Int.random(in: 0..<3, using: &generator) > 0 { advance() }
        calls += 1
        do throws(Revert) {
            try call()
            outcomes[lastCall, default: (0, 0)].successes += 1
            return true
        } catch {
            reverts[error, default: 0] += 1
            outcomes[lastCall, default: (0, 0)].reverts += 1
            return false
        }
    }

    private mutating func call() throws(Revert) {
        let (pool, trader) = (pool(), trader())
        switch Int.random(in: 0..<100, using: &generator) {
        case 45..<60:
            lastCall = "closePosition"
            _ = try house.closePosition(pool, quoteAssetAmountLimit: limit(of: pool), context: context(trader))
        case 60..<66:
            lastCall = "addMargin"
            _ = try house.addMargin(pool, addedMargin: amount(of: pool, part: 2000), context: context(trader))
        case 66..<72:
            lastCall = "removeMargin"
            _ = try house.removeMargin(pool, removedMargin: amount(of: pool, part: 5000), context: context(trader))
        case 72..<92 where options.withMarketEvents: try marketEvent(pool, trader)
        case 92..<100 where options.withOperator: try ownerCall(pool, trader)
        default:
            lastCall = "openPosition"
            try open(pool, trader)
        }
    }

    /// Liquidations, funding, the oracle.
    private mutating func marketEvent(_ pool: PoolID, _ trader: Account) throws(Revert) {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<6:
            lastCall = "liquidate"
            _ = try house.liquidate(pool, trader: trader, context: context(Self.keeper))
        case 6..<10 where options.revision == .v2:
            lastCall = "liquidateWithSlippage"
            _ = try house.liquidateWithSlippage(
                pool, trader: trader, quoteAssetAmountLimit: limit(of: pool), context: context(Self.keeper))
        case 6..<10:
            lastCall = "adjustPosition"
            _ = try house.adjustPosition(pool, context: context(trader))
        case 10..<14:
            lastCall = "payFunding"
            _ = try house.payFunding(pool, context: context(trader))
        default:
            lastCall = "setLatestData"
            try report(pool)
        }
    }

    /// What the operator does: caps, K, pauses, and now and then a shutdown with settlement and reopening.
    private mutating func ownerCall(_ pool: PoolID, _ trader: Account) throws(Revert) {
        let owner = context(Self.owner)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<3 where options.revision == .v1:
            lastCall = "migrateLiquidity"
            let parts = UInt256(UInt64.random(in: 500_000...2_000_000, using: &generator))
            _ = try house[pool].migrateLiquidity(
                liquidityMultiplier: Decimal18(raw: parts * 1_000_000_000_000), fluctuationLimitRatio: .zero,
                context: owner)
        case 3..<6:
            lastCall = "setCap"
            let cap: Decimal18 = Bool.random(using: &generator) ? .zero : amount(of: pool, part: 4)
            _ = try house[pool].setCap(maxHoldingBaseAsset: .zero, openInterestNotionalCap: cap, context: owner)
        case 6..<8:
            lastCall = "pause"
            _ = house.isPaused ? try house.unpause(context: owner) : try house.pause(context: owner)
        case 8 where calls % 5 == 0:
            lastCall = "shutdown"
            _ = try house[pool].shutdown(context: owner)
            settled.insert(pool)
        default:
            lastCall = "settlePosition"
            guard !house[pool].state.isOpen else { throw .ammIsOpen }
            _ = try? house.settlePosition(pool, context: context(trader))
            try house[pool].setOpen(true, context: owner)
        }
    }

    /// The pools that were shut down: settling leaves their total position size as it was.
    private(set) var settled: Set<PoolID> = []

    /// No limit, or one that half of the trades miss.
    private mutating func limit(of pool: PoolID) -> Decimal18 {
        Bool.random(using: &generator) ? .zero : amount(of: pool, part: 100)
    }

    private mutating func open(_ pool: PoolID, _ trader: Account) throws(Revert) {
        let side: Side = Bool.random(using: &generator) ? .buy : .sell
        let leverage = Decimal18(whole: UInt64.random(in: 1...options.leverage, using: &generator))
        _ = try house.openPosition(
            pool, side: side, quoteAssetAmount: amount(of: pool, part: 400), leverage: leverage,
            context: context(trader))
    }

    /// A random part of the pool's quote reserve, up to one in `part`.
    mutating func amount(of pool: PoolID, part: UInt64) -> Decimal18 {
        let most = house[pool].state.quoteAssetReserve.raw / UInt256(part)
        let bits = 256 - most.leadingZeroBitCount
        return Decimal18(
            raw: Operands.random(bits: max(1, bits - Int.random(in: 0..<12, using: &generator)), &generator))
    }

    private mutating func report(_ pool: PoolID) throws(Revert) {
        let spot = try house[pool].spotPrice().raw
        let price = spot / 10 * UInt256(UInt64.random(in: 8...12, using: &generator)) + 1
        try house[feed: pool].setLatestData(price: Decimal18(raw: price), timestamp: block.timestamp)
    }

    /// The sum of the margins of all positions on a pool.
    func sumOfMargins(_ pool: PoolID) -> UInt256 {
        house.markets[pool.rawValue].traders.reduce(0) { $0 + house.storedPosition(pool, of: $1).margin.raw }
    }

    /// The sum of the sizes of all positions on a pool.
    func sumOfSizes(_ pool: PoolID) throws -> Int256 {
        try house.markets[pool.rawValue].traders.reduce(0) { sum, trader in
            try sum + house.position(pool, of: trader).size.raw
        }
    }
}

extension Decimal18 {
    /// numerator / denominator, in 18-decimal fixed point.
    static func ratio(_ numerator: UInt64, of denominator: UInt64) -> Decimal18 {
        Decimal18(raw: Decimal18.oneInWei * UInt256(numerator) / UInt256(denominator))
    }
}
