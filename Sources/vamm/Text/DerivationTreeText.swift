import Explanation
import FixedPoint
import Messages
import VirtualAMM
import WideIntegers

/// A call's derivation as indented text. All numbers are in wei.
struct DerivationTreeText {
    /// Whether to show what is inside of prices and averages.
    let isFull: Bool
    private(set) var lines: [String] = []

    init(_ nodes: [DerivationNode], isFull: Bool) {
        self.isFull = isFull
        for node in nodes { append(node, depth: 0) }
        lines = lines.map(visible)
    }

    private mutating func append(_ node: DerivationNode, depth: Int) {
        let indent = String(repeating: "  ", count: depth)
        switch node {
        case .note(let text): lines.append("\(indent)· \(text)")
        case .check(let check): append(check, indent: indent)
        case .operation(let operation): append(operation, indent: indent)
        case .quote(let quote, let name): append(quote, name: name, depth: depth)
        case .group(let group): append(group, depth: depth)
        }
    }

    private mutating func append(_ group: DerivationGroup, depth: Int) {
        let indent = String(repeating: "  ", count: depth)
        lines.append("\(indent)\(group.rule)  \(group.title)")
        let products = group.nodes.filter(\.isWeighing).count
        guard products > 1, !isFull, let last = group.nodes.last, !group.nodes.contains(where: \.hasFailed) else {
            for node in group.nodes { append(node, depth: depth + 1) }
            return
        }
        // Of a walk through history only the end, unless it is where the call failed.
        append(last, depth: depth + 1)
        lines.append("\(indent)    (over \(products) entries of history; --full shows them)")
    }

    private mutating func append(_ check: CheckedCondition, indent: String) {
        lines.append("\(indent)\(check.isMet ? "met   " : "FAILED")  \(check.condition)   \(check.rule)")
        if check.isMet {
            if case .text = check.left, case .text = check.right { return }
            lines.append("\(indent)          \(check.left.description) | \(check.right.description)")
        } else {
            lines += [
                "\(indent)          left    \(check.left.description)",
                "\(indent)          right   \(check.right.description)",
                "\(indent)          revert  \(revertText(check.revert))",
            ]
        }
    }

    private mutating func append(_ operation: Derivation, indent: String) {
        let equation =
            operation.name == operation.operation ? operation.name : "\(operation.name) = \(operation.operation)"
        lines.append("\(indent)\(equation)   \(operation.rule)")
        let symbol = operation.symbol
        let shown = operation.operands.enumerated().map { place, operand in
            // Two signs in a row are hard to read.
            place > 0 && operand.value.isNegative ? "(\(operand.value))" : operand.value.description
        }.joined(separator: " \(symbol) ")
        guard !operation.exact.isWhole else {
            let sign = operation.operands.count == 1 ? "→" : "="
            lines.append("\(indent)    \(shown) \(sign) \(operation.kept)")
            return
        }
        lines.append("\(indent)    \(shown) = \(readable(operation.exact))")
        let gain = operation.beneficiary == .nobody ? "" : ", for the \(operation.beneficiary.rawValue)"
        lines.append("\(indent)    kept \(operation.kept)   (\(signed(operation.difference))\(gain))")
    }

    private mutating func append(_ quote: QuoteExplanation, name: String, depth: Int) {
        let indent = String(repeating: "  ", count: depth)
        let given = quote.kind == .input ? "quote" : "base"
        let way = quote.direction == .addToAmm ? "into" : "out of"
        lines.append("\(indent)\(name) for \(given) \(way) the pool   \(quote.rule)")
        let failed = quote.checks.contains { !$0.isMet }
        if isFull || failed {
            for operation in quote.operations { append(operation, indent: indent + "  ") }
            for check in quote.checks where isFull || !check.isMet { append(check, indent: indent + "  ") }
        }
        guard case .success(let answer) = quote.outcome else { return }
        let operands = quote.operations.flatMap(\.operands)
        if !isFull, let k = quote.operations.first, let moved = quote.operations.dropFirst().first {
            let inputs = k.operands.map { "\($0.name) \($0.value)" } + moved.operands.suffix(1).map { "a \($0.value)" }
            lines.append("\(indent)    \(inputs.joined(separator: ", "))")
        } else if operands.isEmpty {
            lines.append("\(indent)    an amount of 0 comes to 0")
        }
        guard let exact = quote.exactAnswer, exact != answer else {
            lines.append("\(indent)    = \(answer)")
            return
        }
        let gain = quote.beneficiary(of: answer - exact).rawValue
        lines.append("\(indent)    exact \(readable(exact))")
        lines.append("\(indent)    kept  \(answer)   (\(signed(answer - exact)), for the \(gain))")
    }

    private func signed(_ number: Rational) -> String { (number.isNegative ? "" : "+") + readable(number) }
}

func revertText(_ revert: Revert) -> String {
    revert == .withoutData ? "without data" : "\"\(revert.rawValue)\""
}

extension Derivation {
    /// What stands between the operands, which may be operations in parentheses themselves.
    fileprivate var symbol: String {
        var depth = 0
        for character in operation {
            if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
            if depth == 0, "⊗⊘·/+−".contains(character) { return String(character) }
        }
        return ","
    }
}

extension DerivationNode {
    /// Whether this is where a call failed.
    fileprivate var hasFailed: Bool {
        switch self {
        case .check(let check): !check.isMet
        case .quote(let quote, _): quote.checks.contains { !$0.isMet }
        case .group(let group): group.nodes.contains(where: \.hasFailed)
        case .operation, .note: false
        }
    }

    /// Whether this weighs one entry of a history.
    fileprivate var isWeighing: Bool {
        if case .operation(let operation) = self { operation.operation.hasSuffix("· seconds") } else { false }
    }
}
