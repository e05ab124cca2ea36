internal import FixedPoint
internal import Scenarios
internal import WideIntegers

/// A deviation that is known and meant: differences that it describes are no failures. What it leaves nil it does not
/// ask for.
public struct AcceptedDeviation: Sendable {
    /// The call, such as `clearingHouse.payFunding`, `decimal.mul` or `setup`.
    public var call: String?
    /// The key of a difference: a key of the state (`amm.quoteAssetReserve`), or what a report calls it
    /// (`event PositionChanged fee`, `returns`, `outcome`).
    public var key: String?
    /// The view, such as `amm.twapPrice`.
    public var view: String?
    /// What the original reverts with.
    public var text: String?
    /// What it reverts with instead; goes with `text`.
    public var alias: String?
    /// The largest distance of two numbers, in wei.
    public var within: String?
    /// Whether the rest of the case is not compared.
    public var endsCase = false
    /// Why it is meant.
    public var reason: String

    /// A deviation with its reason; the rest is set one by one.
    public init(reason: String) { self.reason = reason }

    /// What it accepts, in a line.
    public var description: String {
        [
            call, key, view.map { "view \($0)" }, text.map { "\"\($0)\" as \"\(alias ?? $0)\"" },
            within.map { "within \($0) wei" },
        ].compactMap(\.self).joined(separator: ", ")
    }

    func accepts(_ difference: Difference, of function: String) -> Bool {
        if let call, call != function { return false }
        if let key, difference.key != key, difference.key != "state \(key)" { return false }
        if let view, difference.key != "view \(view)", !difference.key.hasPrefix("view \(view) ") { return false }
        if let text, difference.expected != Self.revert(text) || difference.got != Self.revert(alias ?? text) {
            return false
        }
        guard let within else { return true }
        guard let limit = UInt256(within, radix: 10),
            let distance = difference.wei.flatMap({ UInt256(String($0.dropFirst()), radix: 10) })
        else { return false }
        return distance <= limit
    }

    private static func revert(_ text: String) -> String { text.isEmpty ? "revert without data" : "revert \"\(text)\"" }
}

/// By what a peer is judged: what it says that it does not have, and what deviations are known.
struct CheckTerms: Sendable {
    var omissions = Omissions()
    var accepted: [AcceptedDeviation] = []

    /// The differences that count. What is left out and what is accepted is noted in the result.
    ///
    /// - Returns: Them, and whether the rest of the case can't be compared although none of them counts.
    func judge(
        _ differences: [Difference], of function: String, in result: inout CaseResult
    ) -> (counting: [Difference], endsCase: Bool) {
        var (counting, endsCase, isAccepted) = ([Difference](), false, false)
        for difference in differences {
            if omissions.leavesOut(difference) {
                result.leftOut[difference.key, default: 0] += 1
            } else if let index = accepted.firstIndex(where: { $0.accepts(difference, of: function) }) {
                result.uses[index, default: 0] += 1
                isAccepted = true
                // One of the two went through, and the other did not: from here on they are different markets.
                let isParting =
                    difference.subject == "outcome"
                    && (difference.expected == "success") != (difference.got == "success")
                if accepted[index].endsCase || isParting { endsCase = true }
            } else {
                counting.append(difference)
            }
        }
        if isAccepted, counting.isEmpty { result.accepted += 1 }
        return (counting, endsCase)
    }
}
