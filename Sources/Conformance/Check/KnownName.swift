internal import Clearing
internal import FixedPoint
internal import Messages
internal import Scenarios
internal import VirtualAMM

/// What calls, views, keys of the state and differences are called without pools, traders and arguments: what a peer
/// may be without, and what an accepted deviation may name.
public enum KnownName: String, Sendable {
    /// A call, such as `clearingHouse.payFunding` or `decimal.mul`.
    case call
    /// A view, such as `amm.twapPrice`.
    case view
    /// A key of the state, such as `amm.fundingRate`.
    case state
    /// What is not as expected, as a report says it: a key of the state, `returns`, `event PositionChanged fee`.
    case key
    /// A price on given reserves.
    case quote
    /// What a call reverts with.
    case text

    /// All names of the kind. Of a key the first word, or the first two of an event or a view.
    public var names: [String] {
        switch self {
        case .call:
            return Revision.allCases.flatMap { revision in
                Contract.allCases.flatMap { contract in
                    Call.Function.all(of: contract, in: revision).map { "\(contract.rawValue).\($0.name)" }
                }
            } + MathOperation.allCases.map(\.rawValue) + Self.quote.names + ["setup"]
        case .view: return generalViewNames
        case .state: return generalStateNames
        case .key:
            return Self.state.names + ["returns", "result", "outcome", "answer", "setup"]
                + Event.names.map { "event \($0)" } + Self.view.names.map { "view \($0)" }
        case .quote: return ["inputPrice", "outputPrice"]
        case .text: return Revert.allCases.compactMap(\.text)
        }
    }

    /// What is wrong with a name; nil for one that is known.
    public func problem(with name: String) -> String? {
        let words = name.split(separator: " ").map(String.init)
        let asked =
            switch (self, words.first) {
            case (.key, "event"), (.key, "view"): words.prefix(2).joined(separator: " ")
            case (.key, "state"): words.dropFirst().first ?? ""
            case (.key, let first): first ?? ""
            default: name
            }
        guard names.contains(asked) else {
            let hint = nearest(to: asked, among: names).map { "did you mean \"\($0)\"?" }
            return "no \(rawValue) is called \"\(shortened(name))\"; " + (hint ?? "Vectors/README.md has the names")
        }
        return nil
    }
}
