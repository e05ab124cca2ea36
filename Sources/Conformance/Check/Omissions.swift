internal import JSON
internal import Scenarios

/// What another implementation says that it does not have, by names without pools, traders and arguments. It is neither
/// asked nor compared.
public struct Omissions: Sendable {
    /// Calls, such as `clearingHouse.settlePosition`.
    public var calls: Set<String> = []
    /// Views, such as `position.freeCollateral`.
    public var views: Set<String> = []
    /// Keys of the state, such as `amm.snapshotCount`.
    public var state: Set<String> = []

    /// Nothing left out.
    public init() {}

    /// Reads the member `without` of an answer to hello. Prices on given reserves (`quotes`) are a kind of their own.
    init(_ fields: consuming ObjectReader) throws(PlacedError) {
        calls = try Self.names(&fields, "calls", .call)
        views = try Self.names(&fields, "views", .view)
        state = try Self.names(&fields, "state", .state)
        _ = try Self.names(&fields, "quotes", .quote)
        try fields.finish()
    }

    private static func names(
        _ fields: inout ObjectReader, _ name: String, _ kind: KnownName
    ) throws(PlacedError) -> Set<String> {
        guard fields.has(name) else { return [] }
        let place = fields.place(of: name)
        return Set(
            try fields.array(name).mapThrowing { value throws(PlacedError) in
                guard let text = value.text else {
                    throw PlacedError(
                        message: "expected a name, found \(value.kindName)", place: place, offset: value.offset)
                }
                if let problem = kind.problem(with: text) {
                    throw PlacedError(message: problem, place: place, offset: value.offset)
                }
                return text
            })
    }

    /// Whether a difference is of a key of the state that is not there.
    func leavesOut(_ difference: Difference) -> Bool {
        difference.key.hasPrefix("state ") && state.contains(String(difference.key.dropFirst("state ".count)))
    }
}
