public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// The ratios that a clearing house is created with.
public struct ClearingHouseParameters: Hashable, Sendable {
    /// The least margin in relation to notional for opening; the largest leverage is its inverse.
    public var initMarginRatio: Decimal18
    /// The margin ratio below which a position may be liquidated.
    public var maintenanceMarginRatio: Decimal18
    /// The part of the exchanged quote that a liquidation costs.
    public var liquidationFeeRatio: Decimal18
    /// The part of a position that one liquidation closes; 0 or 1 for all of it. Revision v2 only.
    public var partialLiquidationRatio: Decimal18

    /// Ratios in 18-decimal fixed point.
    public init(
        initMarginRatio: Decimal18, maintenanceMarginRatio: Decimal18, liquidationFeeRatio: Decimal18,
        partialLiquidationRatio: Decimal18 = .zero
    ) {
        self.initMarginRatio = initMarginRatio
        self.maintenanceMarginRatio = maintenanceMarginRatio
        self.liquidationFeeRatio = liquidationFeeRatio
        self.partialLiquidationRatio = partialLiquidationRatio
    }
}

/// The accounts that a clearing house works with.
public struct ClearingHouseAccounts: Hashable, Sendable {
    /// Who creates everything: the first owner of the clearing house, and the owner of the insurance fund, of the quote
    /// token and of the bridge that brings prices.
    public var owner: Account
    /// The clearing house itself; its token balance is the vault.
    public var vault: Account
    /// Who covers bad debt and receives spreads.
    public var insuranceFund: Account
    /// Who receives tolls; nil for nobody.
    public var tollPool: Account?
    /// Where the oracle is; nil where nobody needs to know.
    public var priceFeed: Account?

    /// Accounts in their roles.
    public init(
        owner: Account, vault: Account, insuranceFund: Account, tollPool: Account?, priceFeed: Account? = nil
    ) {
        self.owner = owner
        self.vault = vault
        self.insuranceFund = insuranceFund
        self.tollPool = tollPool
        self.priceFeed = priceFeed
    }
}

/// Margin accounts, positions and money above one or more pools (SPEC C, M).
///
/// A value. Every call either returns what it emitted or throws and changes nothing (SPEC A1); neither copies
/// histories or positions, however many there are. Amounts are 18-decimal fixed point, balances are in token units.
public struct ClearingHouse: Sendable {
    /// Which generation of the contracts this reproduces.
    public let revision: Revision
    /// The quote token's balances.
    public package(set) var ledger: TokenLedger
    /// The pools, in the order they were added.
    public package(set) var markets: [Market] = []
    /// The ratios.
    public package(set) var parameters: ClearingHouseParameters
    /// The accounts in their roles.
    public package(set) var accounts: ClearingHouseAccounts
    /// Who may set ratios and lists, and who may take that over.
    public package(set) var ownership: Ownership
    /// Who owns the insurance fund, and who may take its tokens.
    public package(set) var insuranceFund: InsuranceFund
    /// The account that caps don't apply to.
    public package(set) var whitelisted: Account?
    /// Who may liquidate into bad debt. Revision v2 only.
    public package(set) var backstopProviders: Set<Account> = []
    /// Whether trading is stopped.
    public package(set) var isPaused = false
    /// What the insurance fund paid into the vault ahead of a bad debt (SPEC M2, M5).
    public package(set) var prepaidBadDebt = Decimal18.zero

    /// The toll pool that can be told of tolls: the one that there was at first (SPEC M6).
    package let tollPoolContract: Account?
    /// What the call that is running has emitted; its room is used again by the next call.
    var events: [Event] = []
    /// What the call that is running has changed outside its pool.
    var journal = Journal()

    /// A clearing house without pools and tokens.
    public init(
        revision: Revision, parameters: ClearingHouseParameters, accounts: ClearingHouseAccounts,
        quoteTokenDecimals: TokenDecimals
    ) {
        self.revision = revision
        self.parameters = parameters
        self.accounts = accounts
        ownership = Ownership(accounts.owner)
        insuranceFund = InsuranceFund(owner: accounts.owner, beneficiary: accounts.vault)
        tollPoolContract = accounts.tollPool
        ledger = TokenLedger(decimals: quoteTokenDecimals)
    }

    /// Registers a pool of the same revision with its oracle; the clearing house becomes its counter party.
    ///
    /// - Parameters:
    ///   - pool: The pool.
    ///   - feed: Its oracle.
    ///   - context: A call by the pool's owner.
    /// - Throws: `PerpFiOwnableUpgrade: caller is not the owner`; a revert without data for a pool of the other
    ///   revision.
    public mutating func addPool(
        _ pool: Pool, feed: PriceFeed, context: CallContext
    ) throws(Revert) -> PoolID {
        guard pool.revision == revision else { throw .withoutData }
        var pool = pool
        try pool.setCounterParty(accounts.vault, context: context)
        markets.append(Market(pool: pool, feed: feed))
        return PoolID(rawValue: markets.count - 1)
    }

    /// Creates tokens for an account, in token units: how a test or scenario starts.
    ///
    /// - Throws: `SafeMath: addition overflow` where the supply would be 2²⁵⁶ units or more.
    public mutating func mint(_ units: UInt256, to account: Account) throws(Revert) {
        try ledger.mint(units, to: account)
    }

    /// A pool, for the calls that its owner and strangers make on it directly. Traps for a pool that is not registered;
    /// to put another pool in its place breaks what the clearing house knows of it.
    public subscript(pool: PoolID) -> Pool {
        get { markets[pool.rawValue].pool }
        _modify { yield &markets[pool.rawValue].pool }
    }

    /// A pool's oracle. Traps for a pool that is not registered.
    public subscript(feed pool: PoolID) -> PriceFeed {
        get { markets[pool.rawValue].feed }
        _modify { yield &markets[pool.rawValue].feed }
    }

    /// A trader's position as it is stored; all zero where there is none. Traps for a pool that is not registered.
    public func storedPosition(_ pool: PoolID, of trader: Account) -> Position {
        markets[pool.rawValue].positions[trader] ?? Position()
    }
}

extension ClearingHouse: Equatable {
    /// Whether two clearing houses have the same state. What the last call emitted is not part of it.
    public static func == (lhs: ClearingHouse, rhs: ClearingHouse) -> Bool {
        lhs.revision == rhs.revision && lhs.ledger == rhs.ledger && lhs.markets == rhs.markets
            && lhs.parameters == rhs.parameters && lhs.accounts == rhs.accounts
            && lhs.ownership == rhs.ownership && lhs.insuranceFund == rhs.insuranceFund
            && lhs.whitelisted == rhs.whitelisted
            && lhs.backstopProviders == rhs.backstopProviders && lhs.isPaused == rhs.isPaused
            && lhs.prepaidBadDebt == rhs.prepaidBadDebt
    }
}
