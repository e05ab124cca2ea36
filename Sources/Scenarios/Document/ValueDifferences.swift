package import JSON
internal import Messages

/// What two maps of state keys do not agree on, in the order of the first, then of the second. `otherwise` says what it
/// means that a key is missing.
package func stateDifferences(
    expected: [JSONValue.Member], got: [(key: String, value: JSONValue)], otherwise: String
) -> [Difference] {
    let gotByKey = Dictionary(got.map { (Spelling($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    let expectedKeys = Set(expected.map { Spelling($0.key) })
    var differences = [Difference]()
    for member in expected where gotByKey[Spelling(member.key)] != member.value {
        let got = gotByKey[Spelling(member.key)].map(plainText) ?? otherwise
        differences.append(
            Difference(subject: "state \(member.key)", expected: plainText(member.value), got: got))
    }
    for (key, value) in got where !expectedKeys.contains(Spelling(key)) {
        differences.append(Difference(subject: "state \(key)", expected: otherwise, got: plainText(value)))
    }
    return differences
}

/// What two values do not agree on: for objects member by member, with nothing where one of them is missing.
func valueDifferences(_ subject: String, expected: JSONValue?, got: JSONValue?) -> [Difference] {
    guard let expectedMembers = expected?.members, let gotMembers = got?.members else {
        if expected == got { return [] }
        return [
            Difference(
                subject: subject, expected: expected.map(plainText) ?? "nothing", got: got.map(plainText) ?? "nothing")
        ]
    }
    let keys = expectedMembers.map(\.key) + gotMembers.map(\.key).filter { expected?[$0] == nil }
    return keys.flatMap { valueDifferences("\(subject) \($0)", expected: expected?[$0], got: got?[$0]) }
}

/// What a value says otherwise than one of which only some members may be given.
func partDifferences(_ subject: String, expected: JSONValue, got: JSONValue?) -> [Difference] {
    guard let members = expected.members, got?.members != nil else {
        return valueDifferences(subject, expected: expected, got: got)
    }
    return members.flatMap { partDifferences("\(subject) \($0.key)", expected: $0.value, got: got?[$0.key]) }
}

private func plainText(_ value: JSONValue) -> String { value.text ?? value.compactText }
