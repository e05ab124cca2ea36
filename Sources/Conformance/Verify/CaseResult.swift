internal import JSON
internal import WideIntegers

/// One case of a vector file, ready to be checked against our own implementation.
protocol VectorCase: Sendable {
    var id: String { get }

    init(_ fields: inout Fields, id: String) throws(PlacedError)

    /// Runs the case; with `failFast` not beyond the first check that fails.
    func check(failFast: Bool) -> CaseResult

    /// Asks another implementation; notes the failure after which it can't be asked on.
    func check(asking peer: any LinePeer, failFast: Bool, failure: inout PeerFailure?) -> CaseResult

    /// How many checks the case counts: one, or each of its steps.
    var checkCount: Int { get }
}

/// How a case went.
public struct CaseResult: Sendable {
    /// How many checks passed: a math or quote case counts one, a sequence each of its steps.
    public var passed = 0
    /// How many checks failed.
    public var failed = 0
    /// How many checks another implementation does not offer to be asked.
    public var skipped = 0
    /// The case's first failure, in full.
    public var failure: Failure?

    /// Counts a step: passed without differences, else failed, of which the first of a case is kept.
    ///
    /// The first step builds on nothing but the setup, and has failed with it already: every case counts as many
    /// checks as it has steps, and one failure and its later failures as many as failed.
    mutating func note(
        _ differences: [Difference], in caseID: String, step: Int, call: @autoclosure () -> String,
        arguments: @autoclosure () -> [String]
    ) {
        if step == 1, failure != nil { return }
        if differences.isEmpty {
            passed += 1
            return
        }
        failed += 1
        if failure == nil {
            failure = Failure(
                caseID: caseID, step: step, call: call(), arguments: arguments(), differences: differences)
        } else {
            failure?.laterFailures += 1
        }
    }

    static func single(
        id: String, call: String, arguments: [(name: String, value: String)], expected: Outcome<String>,
        got: Outcome<String>
    ) -> CaseResult {
        if expected == got { return CaseResult(passed: 1) }
        let render = { (text: String) in text }
        let difference = Difference(
            subject: "result", expected: expected.text(render), got: got.text(render),
            wei: weiDifference(expected, got))
        return CaseResult(
            failed: 1,
            failure: Failure(
                caseID: id, step: nil, call: call, arguments: arguments.map { "\($0.name) \($0.value)" },
                differences: [difference]))
    }

    private static func weiDifference(_ expected: Outcome<String>, _ got: Outcome<String>) -> String? {
        guard case .success(let expected) = expected, case .success(let got) = got else { return nil }
        return Difference.wei(expected: expected, got: got)
    }
}

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

    init(
        caseID: String, step: Int?, call: String, arguments: [String], differences: [Difference],
        laterFailures: Int = 0
    ) {
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

    init(subject: String, expected: String, got: String, wei: String? = nil) {
        self.subject = subject
        self.expected = expected
        self.got = got
        self.wei = wei ?? Self.wei(expected: expected, got: got)
    }

    /// got − expected with its sign, where both are whole numbers in range.
    static func wei(expected: String, got: String) -> String? {
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
