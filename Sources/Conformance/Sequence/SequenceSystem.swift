internal import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

/// What a sequence runs on: one pool, or the whole market.
protocol SequenceSystem {
    /// A call with its arguments, read.
    associatedtype Call: Sendable
    /// A read-only call, read.
    associatedtype View: Sendable

    static var kind: Setup.Kind { get }

    /// Creates everything and opens every pool.
    init(_ setup: Setup) throws(Revert)

    /// Reads a call that is made in a block; nil where the target has none of that name.
    static func call(
        _ name: String, of target: Target, arguments: inout Fields, setup: Setup, block: Block
    ) throws(PlacedError) -> Call?

    /// The arguments of a call as vectors write them.
    static func arguments(of call: Call, setup: Setup) -> [JSONValue.Member]

    /// The calls that a target has, for a message.
    static func callNames(of target: Target, revision: Revision) -> [String]

    /// Reads the name of a view; nil where there is none of that name.
    static func view(_ name: [Substring], setup: Setup) -> View?

    /// Runs a call. A call that throws changes nothing.
    mutating func execute(_ call: Call, caller: Account, block: Block) throws(Revert) -> StepReceipt

    /// Answers a view.
    func answer(_ view: View, block: Block) throws(Revert) -> JSONValue

    /// One of the pools, in the order of the setup, with its oracle.
    func pool(_ index: Int) -> (Pool, PriceFeed)

    /// The keys of the observable state.
    static func stateKeys(_ setup: Setup) -> [String]

    /// The whole observable state, always with the same keys in the same order.
    func observe() -> ObservedState
}

/// Whom a step calls.
enum Target: Equatable, Sendable {
    case clearingHouse
    case amm(Int)
    case priceFeed
}

/// What a step that succeeded returned and emitted.
struct StepReceipt: Equatable, Sendable {
    var returns: JSONValue?
    var events: [JSONValue] = []
}

/// The whole observable state. Who observes a system again and again shares the keys.
struct ObservedState: RandomAccessCollection, Sendable {
    let keys: [String]
    let values: [StateValue]

    var startIndex: Int { 0 }
    var endIndex: Int { values.count }

    subscript(index: Int) -> StateEntry { StateEntry(key: keys[index], value: values[index]) }
}

/// One key of the observable state.
struct StateEntry: Equatable, Sendable {
    var key: String
    var value: StateValue
}

/// The value of a key, compared as a number and rendered only when it is shown.
enum StateValue: Equatable, Sendable {
    case unsigned(UInt256)
    case signed(Int256)
    case flag(Bool)

    static func counter(_ value: some BinaryInteger) -> StateValue { .unsigned(UInt256(value)) }

    var json: JSONValue {
        switch self {
        case .unsigned(let value): .string(value.description)
        case .signed(let value): .string(value.description)
        case .flag(let value): .bool(value)
        }
    }
}
