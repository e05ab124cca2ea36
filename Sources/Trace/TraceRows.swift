/// A run: what was run, by what, from which setup.
public struct RunRow: Hashable, Sendable {
    /// What it is called.
    public var name: String
    /// What it is about.
    public var comment: String?
    /// The file it came from, as it was named.
    public var file: String
    /// What computed it, such as "vamm 0.1.0".
    public var implementation: String
    /// The revision of the contracts, "v1" or "v2".
    public var revision: String
    /// How many decimals the quote token has.
    public var tokenDecimals: Int
    /// How many steps it has.
    public var steps: Int
    /// The setup as a vector file has it, in JSON.
    public var setup: String

    /// A run with everything said.
    public init(
        name: String, comment: String? = nil, file: String, implementation: String, revision: String,
        tokenDecimals: Int, steps: Int, setup: String
    ) {
        (self.name, self.comment, self.file, self.implementation) = (name, comment, file, implementation)
        (self.revision, self.tokenDecimals, self.steps, self.setup) = (revision, tokenDecimals, steps, setup)
    }
}

/// A step: when it was, and what it came to.
public struct StepRow: Hashable, Sendable {
    /// How a call ended.
    public enum Outcome: Hashable, Sendable {
        /// It returned, perhaps with a value: an amount, or several as JSON.
        case ok(returns: String?)
        /// It reverted with a text, which may be empty.
        case reverted(String)
        /// It ended in the INVALID opcode.
        case invalid
    }

    /// Counted from 1.
    public var step: Int
    /// The block's number.
    public var block: UInt64
    /// The block's time, in seconds since 1970.
    public var timestamp: UInt64
    /// How the call ended.
    public var outcome: Outcome
    /// In how many things the step was not as the scenario expects.
    public var unmet: Int

    /// A step with everything said.
    public init(step: Int, block: UInt64, timestamp: UInt64, outcome: Outcome, unmet: Int = 0) {
        (self.step, self.block, self.timestamp) = (step, block, timestamp)
        (self.outcome, self.unmet) = (outcome, unmet)
    }
}

/// An argument of a call or event, or a field of a state or view, by the contracts' own name.
public struct TraceField: Hashable, Sendable {
    /// The name, which is that of a column.
    public var name: String
    /// The value as text: an amount in its decimal digits, a name, "true" or "false".
    public var value: String

    /// A name and a value.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// The call that a step made.
public struct CallRow: Hashable, Sendable {
    /// The step, counted from 1.
    public var step: Int
    /// Who called.
    public var caller: String
    /// Whom: "clearingHouse", "priceFeed" or "amm." and a pool.
    public var target: String
    /// The call's name.
    public var name: String
    /// What it was called with.
    public var arguments: [TraceField]

    /// A call with everything said.
    public init(step: Int, caller: String, target: String, name: String, arguments: [TraceField]) {
        (self.step, self.caller, self.target, self.name) = (step, caller, target, name)
        self.arguments = arguments
    }
}

/// An event that a step emitted.
public struct EventRow: Hashable, Sendable {
    /// The step, counted from 1.
    public var step: Int
    /// The event's place in the step, counted from 1.
    public var event: Int
    /// Who emitted it: "clearingHouse", "insuranceFund" or a pool.
    public var emitter: String
    /// The event's name.
    public var name: String
    /// What it says.
    public var arguments: [TraceField]

    /// An event with everything said.
    public init(step: Int, event: Int, emitter: String, name: String, arguments: [TraceField]) {
        (self.step, self.event, self.emitter, self.name) = (step, event, emitter, name)
        self.arguments = arguments
    }
}

/// A key of the observable state that a step changed; step 0 has all keys with what the run starts from.
public struct StateChangeRow: Hashable, Sendable {
    /// The step, counted from 1; 0 for the start.
    public var step: Int
    /// The key, such as "amm.ETH.quoteAssetReserve".
    public var key: String
    /// The new value: a whole number in its decimal digits, "true" or "false".
    public var value: String

    /// A change with everything said.
    public init(step: Int, key: String, value: String) { (self.step, self.key, self.value) = (step, key, value) }
}

/// What a view said right after a step.
public struct ViewRow: Hashable, Sendable {
    /// What came of a view.
    public enum Answer: Hashable, Sendable {
        /// A value.
        case value(String)
        /// Several values by their names.
        case values([TraceField])
        /// It reverted with a text; nil for the INVALID opcode.
        case reverted(String?)
    }

    /// The view's name, such as "amm.ETH.twapPrice.900" or "position.ETH.alice.marginRatio".
    public var name: String
    /// What it said.
    public var answer: Answer

    /// An answer.
    public init(name: String, answer: Answer) { (self.name, self.answer) = (name, answer) }
}
