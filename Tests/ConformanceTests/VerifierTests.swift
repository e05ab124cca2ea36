import Conformance
import Foundation
import JSON
import Scenarios
import TestSupport
import Testing

/// The verifier finds every change of a recorded vector: a check that can't fail proves nothing.
@Suite struct VerifierTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func report(_ text: String) async throws -> FileReport {
        let file = FileManager.default.temporaryDirectory.appending(path: "vectors-\(UUID().uuidString).json")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return await Verifier().verify(path: file.path())
    }

    /// Changes the last digit of one decimal string in every so many, and counts how many cases notice.
    @Test(arguments: ["math", "quote", "amm-v1", "amm-v2", "market-v1", "market-v2", "directed-v1", "directed-v2"])
    func aChangedDigitIsFound(name: String) async throws {
        let url = Self.root.appending(path: "Vectors/recorded/\(name).json")
        let value = try JSONParser.parse(Data(contentsOf: url))
        guard case .array(let cases)? = value["cases"]?.content else { throw CancellationError() }
        var generator = SeededGenerator("\(name) \(#function)")
        for _ in 0..<25 {
            let original = cases[Int(generator.next() % UInt64(cases.count))]
            let key = original["steps"] == nil ? ["result", "revert"] : ["steps"]
            guard let changed = mutate(original, below: key, &generator) else { continue }
            var members = value.members ?? []
            members = members.map { $0.key == "cases" ? .init("cases", .array([changed])) : $0 }
            let report = try await report(JSONValue.object(members).compactText)
            #expect(report.error == nil)
            #expect(report.failed > 0, "\(changed.compactText.prefix(400))")
        }
    }

    /// Changes an expectation: a result, a revert text, or in a step one state value, view or return value.
    private func mutate(_ value: JSONValue, below keys: [String], _ generator: inout SeededGenerator) -> JSONValue? {
        guard case .object(var members) = value.content else { return nil }
        for (index, member) in members.enumerated() where keys.contains(member.key) {
            if case .array(var steps) = member.value.content {
                let position = Int(generator.next() % UInt64(steps.count))
                guard let step = mutate(steps[position], below: ["revert", "returns", "state"], &generator) else {
                    return nil
                }
                steps[position] = step
                members[index] = .init(member.key, .array(steps))
                return .object(members)
            }
            if let text = member.value.text {
                members[index] = .init(member.key, .string(changed(text)))
                return .object(members)
            }
            if case .object(let inner) = member.value.content, let first = inner.first, let text = first.value.text {
                members[index] = .init(
                    member.key, .object([.init(first.key, .string(changed(text)))] + inner.dropFirst()))
                return .object(members)
            }
        }
        return nil
    }

    private func changed(_ text: String) -> String {
        guard let last = text.last, last.isNumber else { return text + "!" }
        // Down where possible: the result may be the largest of its range. "-1" would turn into "-0".
        let digit = text == "-1" ? 3 : last.wholeNumberValue ?? 0
        return text.dropLast() + "\(digit == 0 ? 1 : digit - 1)"
    }

    /// However a case fails, it counts as many checks as it has steps, and its failures as many as failed.
    @Test(arguments: ["amm-v2", "directed-v2"])
    func everyStepCountsOnce(name: String) async throws {
        let url = Self.root.appending(path: "Vectors/recorded/\(name).json")
        let value = try JSONParser.parse(Data(contentsOf: url))
        guard case .array(let cases)? = value["cases"]?.content else { throw CancellationError() }
        let original = cases[1]
        guard case .array(let steps)? = original["steps"]?.content else { throw CancellationError() }
        let changes: [(String, JSONValue, failed: ClosedRange<Int>)] = [
            // The start is another than the file says: its first step fails, and those that lean on it don't.
            ("initialState", .string("1"), 1...1),
            // The setup is another: nearly everything fails.
            ("setup", .string("7000000000000000000"), 2...steps.count),
            // The contracts refuse the setup.
            ("setup", .string("0"), steps.count...steps.count),
        ]
        for (member, text, failed) in changes {
            let changed = replacing(original, at: member == "setup" ? ["setup", "amms", "ETH"] : [member]) {
                $0.hasSuffix("quoteAssetReserve") ? text : nil
            }
            let members = (value.members ?? []).map { $0.key == "cases" ? .init("cases", .array([changed])) : $0 }
            let report = try await report(JSONValue.object(members).compactText)
            #expect(report.error == nil && failed.contains(report.failed), "\(member): \(report.line)")
            #expect(report.passed + report.failed == steps.count, "\(member): \(report.line)")
            #expect(report.failures.reduce(0) { $0 + 1 + $1.laterFailures } == report.failed)
        }
    }

    /// Changes members of the object at a path.
    private func replacing(_ value: JSONValue, at path: [String], _ change: (String) -> JSONValue?) -> JSONValue {
        .object(
            (value.members ?? []).map { member in
                if let first = path.first {
                    guard member.key == first else { return member }
                    return .init(first, replacing(member.value, at: Array(path.dropFirst()), change))
                }
                return .init(member.key, change(member.key) ?? member.value)
            })
    }
}
