internal import JSON
internal import Scenarios

/// A case of one question with one number for an answer, such as an operation or a quote.
protocol SingleCase: VectorCase {
    /// What the line protocol calls the question.
    static var question: String { get }
    /// The operation as the vectors name it.
    var call: String { get }
    /// The operands as the vectors write them.
    var arguments: [(name: String, value: String)] { get }
    /// What the contract answered; `invalid` for a question, which expects nothing.
    var expected: Outcome<String> { get set }
    /// What our own implementation says.
    var evaluated: Outcome<String> { get }

    /// Reads the operation and its operands.
    init(operands fields: inout ObjectReader, id: String) throws(PlacedError)
    /// Reads the number of an answer.
    static func result(_ fields: inout ObjectReader) throws(PlacedError) -> String
}

extension SingleCase {
    /// Reads a case of a vector file.
    init(_ fields: inout ObjectReader, id: String) throws(PlacedError) {
        try self.init(operands: &fields, id: id)
        expected = try Outcome(&fields, success: Self.result)
    }

    /// Our own answer to a question: an operation with its operands, and nothing else.
    static func answer(to fields: inout ObjectReader) throws(PlacedError) -> JSONValue {
        let evaluated = try Self(operands: &fields, id: "").evaluated
        try fields.finish()
        if case .success(let value) = evaluated { return .object(["result": .string(value)]) }
        return .object(evaluated.failureMember.map { [$0] } ?? [])
    }

    var checkCount: Int { 1 }

    func check(failFast: Bool) -> CaseResult { result(got: evaluated) }

    func check(asking peer: any LinePeer, terms: CheckTerms, failure: inout PeerFailure?) -> CaseResult {
        let question: JSONValue = .object(
            [.init("do", .string(Self.question)), .init("op", .string(call))]
                + arguments.map { .init($0.name, .string($0.value)) })
        do throws(PeerFailure) {
            let got = try peer.answer(to: question) { answer throws(PlacedError) in
                try Outcome(&answer, success: Self.result)
            }
            return result(got: got, terms: terms)
        } catch {
            failure = error
            return unanswered(error, call: call, arguments: arguments, terms: terms)
        }
    }

    private func result(got: Outcome<String>, terms: CheckTerms = CheckTerms()) -> CaseResult {
        if expected == got { return CaseResult(passed: 1) }
        let difference = Difference(subject: "result", expected: expected.text { $0 }, got: got.text { $0 })
        var result = CaseResult()
        if terms.judge([difference], of: call, in: &result).counting.isEmpty { return result }
        return CaseResult(
            failed: 1,
            failure: Failure(
                caseID: id, step: nil, call: call, arguments: arguments.map { "\($0.name) \($0.value)" },
                differences: [difference]))
    }
}
