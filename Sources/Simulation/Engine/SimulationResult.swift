/// What a run came to (SPEC K12).
public struct SimulationResult: Hashable, Sendable {
    /// What the market is called.
    public var name: String
    /// What all random numbers came from.
    public var seed: UInt64
    /// How many blocks were run.
    public var blocks: UInt64
    /// How many calls were made on the core.
    public var calls: UInt64
    /// A fingerprint of every call and of the state at the end: the same for the same bits.
    public var digest: UInt64
    /// Every measure, in order.
    public var measures: [Measure]

    /// The digest as sixteen hexadecimal digits.
    public var fingerprint: String {
        let digits = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A measure's value as text; nil where there is none of that name.
    public func measure(_ name: String) -> String? { measures.first { $0.name == name }?.value }
}
