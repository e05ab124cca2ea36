internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC C7 to C9: conditions that several calls share.

extension ExactEvaluator {
    func requireNotPaused() throws(Revert) {
        try require(
            "the clearing house is not paused", .c8, !house.isPaused, found: house.isPaused ? "paused" : "not paused",
            wanted: "not paused", else: .paused)
    }

    func requireV2() throws(Revert) {
        if isV1 { throw .withoutData }
    }

    /// There is such a pool at all.
    func requireKnown(_ pool: Int) throws(Revert) {
        if !markets.indices.contains(pool) { throw .ammNotFound }
    }

    func requireRegistered(_ pool: Int) throws(Revert) {
        let isRegistered = markets.indices.contains(pool) && markets[pool].before.isListed
        try require(
            "the pool is on the insurance fund's list", .c8, isRegistered, found: isRegistered ? "listed" : "unknown",
            wanted: "listed", else: .ammNotFound)
    }

    func requireOpen(_ pool: Int) throws(Revert) {
        try requireRegistered(pool)
        try requirePoolOpen(pool, .c8)
    }

    func requireClosed(_ pool: Int) throws(Revert) {
        try requireRegistered(pool)
        let isOpen = markets[pool].before.pool.state.isOpen
        try require(
            "the pool is closed", .c8, !isOpen, found: isOpen ? "open" : "closed", wanted: "closed", else: .ammIsOpen)
    }

    func requireAmount(_ amount: Amount) throws(Revert) {
        if isV1 { return try requireNonZero(amount, .c8) }
        let units = try tokenUnits(amount)
        try require("units(\(amount.name)) ≠ 0", .c8, units, .zero, else: .invalidTokenAmount) { $0 != $1 }
    }

    func requireNonZero(_ value: Amount, _ rule: Rule) throws(Revert) {
        try require("\(value.name) ≠ 0", rule, value, .zero, else: .inputIsZero) { $0 != $1 }
    }

    func requireRatio(_ ratio: Amount, atLeast bound: Amount) throws(Revert) {
        let distance = try subtract("distance", ratio, signed(bound), .c8, .signed)
        try require("\(ratio.name) ≥ \(bound.name)", .c8, ratio, bound, else: .marginRatioNotMet) { _, _ in
            !distance.isNegative
        }
    }

    func requireRatio(_ ratio: Amount, below bound: Amount) throws(Revert) {
        let distance = try subtract("distance", ratio, signed(bound), .c8, .signed)
        try require("\(ratio.name) < \(bound.name)", .c8, ratio, bound, else: .marginRatioNotMet) { _, _ in
            distance.isNegative
        }
    }

    var initialRatio: Amount { Amount("initial ratio", house.parameters.initMarginRatio) }
    var maintenanceRatio: Amount { Amount("maintenance ratio", house.parameters.maintenanceMarginRatio) }
    var feeRatio: Amount { Amount("liquidation fee ratio", house.parameters.liquidationFeeRatio) }
    var partialRatio: Amount { Amount("partial ratio", house.parameters.partialLiquidationRatio) }

    /// SPEC C9.
    func requireNotRestricted(_ pool: Int) throws(Revert) {
        guard markets[pool].lastRestrictionBlock == context.block.number else { return }
        let acted = position(pool, of: context.sender).blockNumber
        try require(
            "the sender has not acted in this restricted block", .c9, acted != context.block.number,
            found: "last acted in block \(acted)", wanted: "another block than \(context.block.number)",
            else: .onlyOneActionAllowed)
    }

    func enterRestrictionMode(_ pool: Int) {
        markets[pool].lastRestrictionBlock = context.block.number
        store(
            "clearingHouse.\(names.pool(pool)).lastRestrictionBlock", .number(Rational(seconds: context.block.number)))
        emit(.restrictionModeEntered(PoolID(rawValue: pool), blockNumber: context.block.number))
    }

    /// SPEC C7.
    func changeOpenInterest(_ pool: Int, by change: Amount) throws(Revert) {
        let cap = Amount("open-interest cap", markets[pool].before.pool.state.openInterestNotionalCap)
        if cap.isZero { return }
        try group(.c7, "open interest by \(change.name)") { () throws(Revert) in
            let sum = try add("open interest", change, signed(markets[pool].openInterest), .c7, .signed)
            let updated = sum.flooredAtZero
            if change.isPositive, context.sender != house.whitelisted {
                try require("open interest ≤ cap", .c7, updated, cap, else: .overLimit) { $0 <= $1 }
            }
            markets[pool].openInterest = updated
            store("clearingHouse.\(names.pool(pool)).openInterestNotional", updated)
        }
    }

    /// SPEC N10, without saying that anything moves.
    func tokenUnits(_ amount: Amount) throws(Revert) -> Amount {
        let count = house.ledger.decimals.count
        let factor = Self.tenToThe(abs(count - 18))
        guard count <= 18 else {
            return try multiply("units", amount, byScalar: Amount("10^\(count - 18)", factor), .n10)
        }
        return count == 18
            ? amount.named("units")
            : try divide("units", amount, byScalar: Amount("10^\(18 - count)", factor), .n10)
    }

    /// An amount of token units as a decimal (SPEC N10).
    func decimal(_ name: String, ofUnits units: Amount) throws(Revert) -> Amount {
        let count = house.ledger.decimals.count
        let factor = Self.tenToThe(abs(count - 18))
        if count == 18 { return units.named(name) }
        return count > 18
            ? try divide(name, units, byScalar: Amount("10^\(count - 18)", factor), .n10)
            : try multiply(name, units, byScalar: Amount("10^\(18 - count)", factor), .n10)
    }

    static func tenToThe(_ exponent: Int) -> Rational {
        (0..<exponent).reduce(Rational(UInt256.one)) { power, _ in power * Rational(10 as UInt256) }
    }
}
