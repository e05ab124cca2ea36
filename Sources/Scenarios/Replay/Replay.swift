public import Clearing
package import Files
public import FixedPoint
public import VirtualAMM
internal import WideIntegers

/// A step that was run: the call, and what came of it, as values.
public struct ReplayedStep: Sendable {
    /// Counted from 1.
    public let number: Int
    /// The block that it ran in.
    public let block: Block
    /// Who called.
    public let caller: Account
    /// What was called.
    public let call: Call
    /// What it returned and emitted, or what it reverted with.
    public let outcome: Result<Receipt, Revert>
    /// What it changed of the observable state, in the order of the vectors' keys; nothing where it reverted.
    public let changes: [StateChange]
    /// Of a liquidation, or an attempt at one, the margin ratio that decides about it, in the step's block right before
    /// the call; nil for other calls, where there is no such ratio, and where it was not looked at.
    public let decidingRatio: DecidingRatio?

    package init(
        number: Int, block: Block, caller: Account, call: Call, outcome: Result<Receipt, Revert>,
        changes: [StateChange], decidingRatio: DecidingRatio? = nil
    ) {
        (self.number, self.block, self.caller, self.call) = (number, block, caller, call)
        (self.outcome, self.changes, self.decidingRatio) = (outcome, changes, decidingRatio)
    }

    /// What it emitted; nothing where it reverted.
    public var events: [Event] { (try? outcome.get().events) ?? [] }

    /// Whether it went through.
    public var isSuccess: Bool {
        if case .success = outcome { true } else { false }
    }
}

/// A system that calls are made on one after the other: where every scenario, vector and question of the line protocol
/// runs. A step costs what it touches, however many pools and traders there are.
public struct Replay: Sendable {
    /// What pools and accounts are called.
    public let roster: Roster
    /// The system as the last step left it: a clearing house with its pools, also where there are only pools.
    public private(set) var house: ClearingHouse
    /// The block of the last step, or of the setup.
    public private(set) var block: Block
    /// How many steps were run.
    public private(set) var count = 0
    private var observer: StateObserver

    /// Creates a system and opens every pool.
    ///
    /// - Throws: What the contracts refuse the setup with.
    package init(_ setup: Setup) throws(Revert) {
        (roster, block) = (setup.roster, setup.block)
        house = if let start = setup.start { start.house } else { try ClearingHouse(setup) }
        observer = StateObserver(house, roster)
    }

    /// Makes a call. A step that reverts changes nothing.
    public mutating func run(_ call: Call, by caller: Account, in block: Block) -> ReplayedStep {
        count += 1
        self.block = block
        let ratio = decidingRatio(of: call, in: block)
        let outcome = Result { () throws(Revert) in
            try house.execute(call, context: CallContext(sender: caller, block: block))
        }
        return ReplayedStep(
            number: count, block: block, caller: caller, call: call, outcome: outcome,
            changes: observer.changes(of: house, pool: call.pool), decidingRatio: ratio)
    }

    /// What decides about a liquidation that is about to be tried.
    private func decidingRatio(of call: Call, in block: Block) -> DecidingRatio? {
        guard let pool = call.pool, let subject = call.subject else { return nil }
        return try? house.decidingRatio(pool, of: subject, now: block.timestamp)
    }

    /// What a view says after the last step, in its block.
    public func answer(_ view: View) -> Result<ReturnValue, Revert> {
        Result { () throws(Revert) in try house.answer(view, in: block) }
    }

    /// The whole observable state, in the order of the vectors' keys.
    public var state: [(key: StateKey, value: FieldValue)] { roster.stateKeys.map { ($0, $0.read(house)) } }
}

extension ClearingHouse {
    /// What a setup says. Without a clearing house an account of the setup is the pools' counter party, and what there
    /// is beside the pools is never asked.
    fileprivate init(_ setup: Setup) throws(Revert) {
        let roster = setup.roster
        self.init(
            revision: setup.revision, parameters: setup.clearingHouse,
            accounts: ClearingHouseAccounts(
                owner: roster.owner, vault: roster.vault, insuranceFund: roster.insuranceFund,
                tollPool: roster.tollPool, priceFeed: Roster.oracle.account),
            quoteTokenDecimals: setup.quoteTokenDecimals)
        let context = CallContext(sender: roster.owner, block: setup.block)
        for (name, units) in setup.balances {
            if let account = roster.account(named: name) { try mint(units, to: account) }
        }
        for amm in setup.amms {
            let id = try addPool(Pool(amm, setup), feed: PriceFeed(amm), context: context)
            if let counterParty = setup.counterParty { try self[id].setCounterParty(counterParty, context: context) }
        }
        guard roster.hasClearingHouse else { return }
        if let whitelist = setup.whitelist { _ = try setWhitelist(whitelist, context: context) }
        for account in setup.backstop {
            _ = try setBackstopLiquidityProvider(account, isProvider: true, context: context)
        }
    }
}

extension Pool {
    /// Creates a pool with its caps, and opens it.
    fileprivate init(_ amm: Setup.Amm, _ setup: Setup) throws(Revert) {
        let context = CallContext(sender: setup.roster.owner, block: setup.block)
        try self.init(
            revision: setup.revision, parameters: amm.parameters, owner: setup.roster.owner, block: setup.block)
        try setSpotPriceTwapInterval(UInt256(amm.spotPriceTwapInterval), context: context)
        _ = try setCap(
            maxHoldingBaseAsset: amm.maxHoldingBaseAsset, openInterestNotionalCap: amm.openInterestNotionalCap,
            context: context)
        try setOpen(true, context: context)
    }
}

extension PriceFeed {
    fileprivate init(_ amm: Setup.Amm) throws(Revert) {
        self.init()
        for entry in amm.prices { try setLatestData(price: entry.price, timestamp: entry.timestamp) }
    }
}

extension Replay {
    /// What a scenario starts from.
    ///
    /// - Throws: `FileError` where the contracts refuse the setup.
    package init(_ setup: Setup, of file: String) throws(FileError) {
        do throws(Revert) {
            try self.init(setup)
        } catch {
            throw FileError(
                file: file, place: "setup",
                message: "the contracts refuse this setup: " + Outcome<Bool>(error).text { _ in "" }
                    + "; check the reserves, ratios, intervals and prices")
        }
    }

    /// Runs steps whose outcome nobody looks at.
    package mutating func run(_ steps: some Sequence<Step>) {
        for step in steps {
            count += 1
            block = step.block
            // A step that reverts changes nothing, as in a run.
            _ = try? house.execute(step.call, context: CallContext(sender: step.caller, block: step.block))
        }
        observer = StateObserver(house, roster)
    }

    /// Runs a step.
    package mutating func run(_ step: Step) -> ReplayedStep { run(step.call, by: step.caller, in: step.block) }
}
