internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C21, P15, P16, M8, M9: what owners set, and what anybody may do with the token.

extension ExactEvaluator {
    // MARK: Ownership

    func requireOwner(_ owner: Account?, _ rule: Rule) throws(Revert) {
        try require(
            "the sender is the owner", rule, context.sender == owner, found: names.account(context.sender),
            wanted: names.account(owner), else: .callerIsNotTheOwner)
    }

    func requireHouseOwner(_ rule: Rule) throws(Revert) { try requireOwner(house.ownership.owner, rule) }

    func requirePoolOwner(_ pool: Int, _ rule: Rule) throws(Revert) {
        try requireOwner(markets[pool].before.pool.state.owner, rule)
    }

    /// SPEC P16.
    func setOwner(_ newOwner: Account?, _ ownership: Ownership) throws(Revert) {
        try requireOwner(ownership.owner, .p16)
        let found = names.account(newOwner)
        try require(
            "the candidate is somebody", .p16, newOwner != nil, found: found, wanted: "an account",
            else: .ownerIsZeroAddress)
        try require(
            "the candidate is not the owner", .p16, newOwner != ownership.owner, found: found,
            wanted: "somebody else", else: .ownerIsTheSame)
        try require(
            "the candidate is a new one", .p16, newOwner != ownership.candidate, found: found,
            wanted: "another than before", else: .candidateIsTheSame)
    }

    /// SPEC P16.
    func updateOwner(_ ownership: Ownership) throws(Revert) -> OwnershipTransferred {
        let wanted = names.account(ownership.candidate)
        try require(
            "there is a candidate", .p16, ownership.candidate != nil, found: wanted, wanted: "an account",
            else: .noOwnershipCandidate)
        try require(
            "the sender is the candidate", .p16, context.sender == ownership.candidate,
            found: names.account(context.sender), wanted: wanted, else: .notTheNewOwner)
        return OwnershipTransferred(previousOwner: ownership.owner, newOwner: ownership.candidate)
    }

    /// SPEC P16.
    func renounceOwnership(_ ownership: Ownership) throws(Revert) -> OwnershipTransferred {
        try requireOwner(ownership.owner, .p16)
        return OwnershipTransferred(previousOwner: ownership.owner, newOwner: nil)
    }

    // MARK: The clearing house

    /// SPEC C21.
    func setMaintenanceMarginRatio(_ ratio: Decimal18) throws(Revert) {
        try requireHouseOwner(.c21)
        store("clearingHouse.maintenanceMarginRatio", Amount("ratio", ratio))
        emit(.marginRatioChanged(ratio))
    }

    /// SPEC C21.
    func setLiquidationFeeRatio(_ ratio: Decimal18) throws(Revert) {
        try requireHouseOwner(.c21)
        store("clearingHouse.liquidationFeeRatio", Amount("ratio", ratio))
        emit(.liquidationFeeRatioChanged(ratio))
    }

    /// SPEC C21.
    func setPartialLiquidationRatio(_ ratio: Decimal18) throws(Revert) {
        try requireV2()
        try requireHouseOwner(.c21)
        let ratio = Amount("ratio", ratio)
        try require("ratio ≤ ONE", .c21, ratio, .one, else: .invalidPartialLiquidationRatio) { $0 <= $1 }
        store("clearingHouse.partialLiquidationRatio", ratio)
    }

    /// SPEC C21.
    func setBackstopLiquidityProvider(_ account: Account, isProvider: Bool) throws(Revert) {
        try requireV2()
        try requireHouseOwner(.c21)
        emit(.backstopLiquidityProviderChanged(account, isProvider: isProvider))
    }

    /// SPEC C21: each revision has a name of its own for it.
    func setTollPool(of revision: Revision) throws(Revert) {
        guard house.revision == revision else { throw .withoutData }
        try requireHouseOwner(.c21)
    }

    /// SPEC C21.
    func setPaused(_ isPaused: Bool) throws(Revert) {
        try requireHouseOwner(.c21)
        if isPaused {
            try requireNotPaused()
        } else {
            try require(
                "the clearing house is paused", .c8, house.isPaused, found: house.isPaused ? "paused" : "not paused",
                wanted: "paused", else: .notPaused)
        }
        store("clearingHouse.paused", .flag(isPaused))
        emit(isPaused ? .paused(context.sender) : .unpaused(context.sender))
    }

    // MARK: A pool

    /// SPEC P15, of a ratio under its name in the state.
    func set(_ pool: Int, _ name: String, _ ratio: Decimal18) throws(Revert) {
        try requirePoolOwner(pool, .p15)
        store(key(pool, name), Amount("ratio", ratio))
    }

    /// SPEC P15.
    func setCap(_ pool: Int, maxHolding: Decimal18, openInterest: Decimal18) throws(Revert) {
        try requirePoolOwner(pool, .p15)
        store(key(pool, "maxHoldingBaseAsset"), Amount("max holding", maxHolding))
        store(key(pool, "openInterestNotionalCap"), Amount("cap", openInterest))
        emit(
            .pool(
                PoolID(rawValue: pool),
                .capChanged(maxHoldingBaseAsset: maxHolding, openInterestNotionalCap: openInterest)))
    }

    /// SPEC P15.
    func setSpotPriceTwapInterval(_ pool: Int, _ interval: UInt256) throws(Revert) {
        try requirePoolOwner(pool, .p15)
        let interval = Amount("interval", Rational(interval))
        try require("interval ≠ 0", .p15, interval, .zero, else: .intervalCannotBeSetToZero) { $0 != $1 }
        store(key(pool, "spotPriceTwapInterval"), interval)
    }

    /// SPEC P15.
    func setPriceFeed(_ pool: Int, _ account: Account?) throws(Revert) {
        try requireV2()
        try requirePoolOwner(pool, .p15)
        try require(
            "the oracle is somebody", .p15, account != nil, found: names.account(account), wanted: "an account",
            else: .invalidPriceFeedAddress)
        if let account { emit(.pool(PoolID(rawValue: pool), .priceFeedUpdated(priceFeed: account))) }
    }

    /// An account without an oracle's code answers no question.
    func requireOracle(_ pool: Int) throws(Revert) {
        let account = markets[pool].before.pool.state.priceFeed
        if let account, account != house.accounts.priceFeed { throw .withoutData }
    }

    // MARK: The insurance fund

    func requireFundOwner() throws(Revert) { try requireOwner(house.insuranceFund.owner, .m8) }

    /// SPEC M8.
    func addAmm(_ pool: PoolID) throws(Revert) {
        try requireFundOwner()
        try requireKnown(pool.rawValue)
        try require(
            "the pool is not on the list", .m8, !markets[pool.rawValue].before.isListed, found: "listed",
            wanted: "not listed", else: .ammAlreadyAdded)
        emit(.ammAdded(pool))
    }

    /// SPEC M8.
    func removeAmm(_ pool: PoolID) throws(Revert) {
        try requireFundOwner()
        let isListed = markets.indices.contains(pool.rawValue) && markets[pool.rawValue].before.isListed
        try require(
            "the pool is on the list", .m8, isListed, found: isListed ? "listed" : "not listed", wanted: "listed",
            else: .ammNotExisted)
        emit(.ammRemoved(pool))
    }

    /// SPEC M8.
    func removeToken() throws(Revert) {
        try requireFundOwner()
        try require(
            "the fund knows the token", .m8, house.insuranceFund.supportsQuoteToken, found: "unknown", wanted: "known",
            else: .tokenNotExisted)
        let units = balance(of: house.accounts.insuranceFund).named("the fund's units")
        try require("units = 0", .m8, units, .zero, else: .exchangeSwapError) { $0 == $1 }
        emit(.tokenRemoved)
    }

    // MARK: The token

    /// SPEC M9, of units that somebody gives away.
    func transferTokens(_ units: UInt256, to receiver: Account?) throws(Revert) {
        guard let receiver else { throw .transferToZeroAddress }
        if house.ledger.isPaused { throw .transferWhilePaused }
        let payer = context.sender
        let units = Amount("units", Rational(units))
        try require(
            "balance of \(names.account(payer)) ≥ units", .m9, balance(of: payer), units,
            else: .transferExceedsBalance
        ) { $0 >= $1 }
        move(units, from: payer, to: receiver, .m9)
    }

    /// SPEC M9.
    func approve(_ spender: Account?) throws(Revert) {
        if spender == nil { throw .approveToZeroAddress }
    }

    /// SPEC M9.
    func setTokenPaused(_ isPaused: Bool) throws(Revert) {
        try requireOwner(house.accounts.owner, .m9)
        if isPaused == house.ledger.isPaused { throw isPaused ? .paused : .notPaused }
        emit(isPaused ? .tokenPaused(context.sender) : .tokenUnpaused(context.sender))
    }
}
