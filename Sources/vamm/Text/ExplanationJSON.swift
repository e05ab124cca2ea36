import Explanation
import FixedPoint
import JSON
import VirtualAMM
import WideIntegers

// Derivations as JSON. Numbers are texts, whole ones or fractions such as "12/5".

extension QuoteExplanation {
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("kind", .string(kind.rawValue)), .init("direction", .string(direction.rawValue)),
        ]
        switch outcome {
        case .success(let value): members.append(.init("answer", .string(value.description)))
        case .failure(let revert): members.append(.init("revert", .string(revert.rawValue)))
        }
        if let exactAnswer { members.append(.init("exact", .string(exactAnswer.description))) }
        members.append(.init("operations", .array(operations.map(\.json))))
        members.append(.init("checks", .array(checks.map(\.json))))
        return .object(members)
    }
}

extension Derivation {
    var json: JSONValue {
        .object([
            "name": .string(name), "operation": .string(operation), "rule": .string(rule.rawValue),
            "operands": .object(operands.map { .init($0.name, .string($0.value.description)) }),
            "exact": .string(exact.description), "kept": .string(kept.description),
            "difference": .string(difference.description), "effect": .string(effect.description),
            "gains": .string(beneficiary.rawValue),
        ])
    }
}

extension CheckedCondition {
    var json: JSONValue {
        .object([
            "condition": .string(condition), "rule": .string(rule.rawValue), "left": .string(left.description),
            "right": .string(right.description), "isMet": .bool(isMet), "revert": .string(revert.rawValue),
        ])
    }
}
