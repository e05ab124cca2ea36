public import Clearing
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

/// The clearing house of a simulation, the index, and everything that agents may look at. Agents can't change it: they
/// return calls, and the engine makes them.
public struct SimulatedMarket: Sendable {
    /// The exact core.
    public private(set) var house: ClearingHouse
    /// The block that calls run in.
    public internal(set) var block: Block
    /// The index price of each pool in this block.
    public internal(set) var indexPrices: [Decimal18]
    /// The index price of each pool as many blocks ago as trend followers look back.
    var trendPrices: [Decimal18]
    /// What it started from.
    public let setup: MarketSetup

    /// Calls made so far.
    public private(set) var stepCount: UInt64 = 0
    /// Of those, the ones that reverted.
    public private(set) var revertCount: UInt64 = 0
    var digest = RunDigest()
    private var sums: [PositionSums]
    package let checker: LawChecker?

    package init(_ setup: MarketSetup, checksLaws: Bool) throws(Revert) {
        self.setup = setup
        house = try setup.clearingHouse()
        block = setup.block
        indexPrices = setup.firstPrices
        trendPrices = setup.firstPrices
        sums = setup.holders.map { PositionSums(holders: $0.count) }
        checker = checksLaws ? LawChecker(house) : nil
    }

    /// Makes a call, and checks the laws where that was asked for.
    mutating func perform(_ action: SimulatedAction, from sender: Account) throws(LawViolation) -> SimulatedStep {
        let before = checker == nil ? nil : house
        let outcome: SimulatedOutcome
        do throws(Revert) {
            outcome = .done(try house.perform(action, context: CallContext(sender: sender, block: block)))
        } catch {
            outcome = .reverted(error)
            revertCount += 1
        }
        return try note(outcome, of: action, from: sender, before: before)
    }

    private mutating func note(
        _ outcome: SimulatedOutcome, of action: SimulatedAction, from sender: Account, before: ClearingHouse?
    ) throws(LawViolation) -> SimulatedStep {
        stepCount += 1
        let step = SimulatedStep(number: stepCount, block: block, sender: sender, action: action, outcome: outcome)
        digest.combine(step)
        if case .done = outcome { noteHolders(of: action, by: sender) }
        if let checker, let before { try checker.check(step, before: before, after: house, setup: setup) }
        return step
    }

    private mutating func noteHolders(of action: SimulatedAction, by sender: Account) {
        guard case .call(let call) = action else { return }
        for account in [sender, call.subject] {
            if let account, let holder = setup.holder(account) {
                sums[action.pool.rawValue].note(house.storedPosition(action.pool, of: account), of: holder)
            }
        }
    }

    /// What the positions of a pool sum to.
    func sums(_ pool: PoolID) -> PositionSums { sums[pool.rawValue] }

    /// Makes a call where it does not revert; nil, and nothing was sent, where it would. As whoever asks a node what
    /// would come of a transaction before sending it.
    mutating func attempt(_ action: SimulatedAction, from sender: Account) throws(LawViolation) -> SimulatedStep? {
        let before = checker == nil ? nil : house
        guard let events = try? house.perform(action, context: CallContext(sender: sender, block: block)) else {
            return nil
        }
        return try note(.done(events), of: action, from: sender, before: before)
    }

    /// What calls on a pool would come to; they leave no trace.
    mutating func rehearse<Value>(_ pool: PoolID, _ body: (inout ClearingHouse) -> Value) -> Value {
        house.rehearse(pool, body)
    }

    /// Drops history that no call looks at any more.
    mutating func forgetHistory() {
        // One hour is the longest interval that anything is averaged over (SPEC P1, P9).
        let time = block.timestamp - min(block.timestamp, 3600)
        for index in house.markets.indices { house.forgetHistory(PoolID(rawValue: index), before: time) }
    }
}

extension ClearingHouse {
    /// Makes a call of a simulation.
    ///
    /// - Throws: What the call reverts with.
    package mutating func perform(_ action: SimulatedAction, context: CallContext) throws(Revert) -> [Event] {
        switch action {
        case .call(let call): try execute(call, context: context).events
        case .transfer(let pool, let payee, let amount):
            try transferForSimulation(amount, from: context.sender, to: payee, pool)
        case .changeReserves(let pool, let change):
            try changeReservesForSimulation(
                pool, quoteAssetReserve: change.quoteAssetReserve, baseAssetReserve: change.baseAssetReserve,
                cost: change.cost, block: context.block)
        }
    }
}
