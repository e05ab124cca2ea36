public import VirtualAMM
internal import WideIntegers

/// The first check of a case that failed.
public struct Failure: Sendable {
    /// The case.
    public var caseID: String
    /// The step of a sequence, counted from 1; nil for a math or quote case and for the setup of a sequence.
    public var step: Int?
    /// What was called, by whom and when.
    public var call: String
    /// What it was called with.
    public var arguments: [String]
    /// Everything that was not as expected.
    public var differences: [Difference]
    /// How many later steps of the case failed as well.
    public var laterFailures: Int
    /// What was called without pool and caller, such as `amm.swapInput` or `decimal.mul`.
    public var function: String
    /// Whose contracts were called; nil for a math or quote case.
    public var revision: Revision?

    package init(
        caseID: String, step: Int?, call: String, arguments: [String], differences: [Difference],
        laterFailures: Int = 0, function: String = "", revision: Revision? = nil
    ) {
        self.function = function.isEmpty ? call : function
        self.revision = revision
        self.caseID = caseID
        self.step = step
        self.call = call
        self.arguments = arguments
        self.differences = differences
        self.laterFailures = laterFailures
    }
}

/// One thing that was not as expected.
public struct Difference: Sendable {
    /// What: the result, a state key, an event's argument, a view.
    public var subject: String
    /// What the vector says.
    public var expected: String
    /// What our implementation did.
    public var got: String
    /// got − expected with its sign, where both are whole numbers.
    public var wei: String?
    /// The subject without pools, traders and arguments: `state amm.quoteAssetReserve`, `view position.marginRatio`,
    /// `event PositionChanged fee`.
    public var key: String
    /// For what was not answered: why, without what the answer said.
    package var cause: String?

    package init(
        subject: String, expected: String, got: String, wei: String? = nil, key: String? = nil, cause: String? = nil
    ) {
        (self.key, self.cause) = (key ?? Self.general(subject), cause)
        self.subject = subject
        self.expected = expected
        self.got = got
        self.wei = wei ?? Self.wei(expected: expected, got: got)
    }

    /// A subject without pools, traders and arguments.
    private static func general(_ subject: String) -> String {
        var words = subject.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if words.count > 1, words[0] == "state" || words[0] == "view" { words[1] = generalName(words[1]) }
        return words.joined(separator: " ")
    }

    /// got − expected with its sign, where both are whole numbers in range.
    package static func wei(expected: String, got: String) -> String? {
        guard let expected = signed(expected), let got = signed(got) else { return nil }
        // Two magnitudes up to 2^256 on either side of 0: the distance may need one bit more than there is.
        if expected.negative != got.negative {
            let (sum, overflow) = expected.magnitude.addingReportingOverflow(got.magnitude)
            return overflow ? nil : (got.negative ? "-" : "+") + sum.description
        }
        let larger = max(expected.magnitude, got.magnitude)
        let smaller = min(expected.magnitude, got.magnitude)
        let up = (got.magnitude > expected.magnitude) != got.negative
        return (up ? "+" : "-") + (larger - smaller).description
    }

    private static func signed(_ text: String) -> (magnitude: UInt256, negative: Bool)? {
        let negative = text.hasPrefix("-")
        return UInt256(text.dropFirst(negative ? 1 : 0), radix: 10).map { ($0, negative) }
    }
}

/// A state key or view without pool, trader and arguments: `amm.twapPrice`, `position.margin`, `balance`.
package func generalName(_ name: String) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("amm", 3...), ("clearingHouse", 3): return "\(parts[0]).\(parts[2])"
    case ("position", 4...): return "position.\(parts[3])"
    case ("balance", 2): return "balance"
    default: return name
    }
}
