/// Something to measure: it prepares a round of calls outside the clock and hands over what runs inside.
public struct Workload: Sendable {
    /// A part of the system and what is done, such as "swapInput, all checks".
    public let name: String
    /// How many calls a round makes.
    public let count: Int
    /// Prepares one round.
    public let prepare: @Sendable () throws -> (() throws -> Void)

    init(_ name: String, count: Int, prepare: @escaping @Sendable () throws -> (() throws -> Void)) {
        self.name = name
        self.count = count
        self.prepare = prepare
    }
}

/// Keeps the compiler from leaving out what nobody reads.
@inline(never)
@_optimize(none)
func consume<Value>(_ value: Value) {}
