public import FixedPoint
public import VirtualAMM
public import WideIntegers

/// Why the price of a trade is what it is: every check and every operation of SPEC P2 or P3, in order.
///
/// A second computation, on exact rationals and by the rule as written; it shares nothing with the fast path but the
/// rule.
public struct QuoteExplanation: Sendable {
    /// Which amount is given.
    public let kind: QuoteKind
    /// Which way the given asset moves.
    public let direction: Direction
    /// The checks in their order, up to the one that failed.
    public private(set) var checks: [CheckedCondition] = []
    /// The operations in their order, as far as they went.
    public private(set) var operations: [Derivation] = []
    /// The answer in wei, or the revert.
    public private(set) var outcome: Result<Rational, Revert> = .success(.zero)
    /// The answer on x · y = k without any rounding; nil where it was not come to, or the trade leaves nothing.
    public private(set) var exactAnswer: Rational?

    /// Which operation the price is of an explanation, from 1; 0 for one that stands alone.
    public internal(set) var id = 0
    /// The operations that amount and reserves came out of, by their ids.
    public internal(set) var origins: [Int] = []

    /// The rule of the price: P2 or P3.
    public let rule: Rule
    /// Names of the reserve that moves and of the one that answers.
    private let names: (moved: String, answering: String)

    /// Explains a trade.
    public init(
        _ kind: QuoteKind, direction: Direction, amount: Decimal18, quoteAssetReserve: Decimal18,
        baseAssetReserve: Decimal18
    ) {
        self.init(
            kind, direction: direction, amount: Rational(amount.raw), quote: Rational(quoteAssetReserve.raw),
            base: Rational(baseAssetReserve.raw))
    }

    /// The same on whole numbers of wei.
    init(_ kind: QuoteKind, direction: Direction, amount: Rational, quote: Rational, base: Rational) {
        self.kind = kind
        self.direction = direction
        rule = kind == .input ? .p2 : .p3
        names = kind == .input ? ("Q", "B") : ("B", "Q")
        let (moved, answering) = kind == .input ? (quote, base) : (base, quote)
        do throws(Revert) {
            outcome = .success(try answer(amount, moved: moved, answering: answering))
        } catch {
            outcome = .failure(error)
        }
    }

    private mutating func answer(_ a: Rational, moved: Rational, answering: Rational) throws(Revert) -> Rational {
        let (x, y) = names
        if a.isZero {
            exactAnswer = .zero
            return .zero
        }
        let adding = direction == .addToAmm
        let product = moved * answering
        try check("\(x) · \(y) < 2^256", product, Rational.unsignedLimit, .multiplicationOverflow)
        let after = adding ? moved + a : moved - a
        // What moves of the other reserve is |K · ONE / x' − y|: exactly, and with K cut off.
        exactAnswer = (answering * a).divided(by: after)
        let exactK = exact(product, over: Rational.oneInWei)
        let quotient = exact(exactK.truncated * Rational.oneInWei, over: after)
        let withK = (quotient - answering).magnitude
        let k = note(
            "K", "\(x) ⊗ \(y)", rule: .n4, [(x, moved), (y, answering)], exact: exactK,
            effect: withK - (exactAnswer ?? withK))
        if adding {
            try check("\(x) + a < 2^256", after, Rational.unsignedLimit, .additionOverflow)
        } else {
            try check("a ≤ \(x)", a, moved, .subtractionOverflow) { $0 <= $1 }
        }
        note(
            "\(x)'", "\(x) \(adding ? "+" : "−") a", rule: .n4, [(x, moved), ("a", a)], exact: after)
        let emptied: Revert = kind == .input ? .quoteAssetAfterIsZero : .baseAssetAfterIsZero
        try check("\(x)' ≠ 0", after, .zero, emptied) { $0 != $1 }
        try check("\(x)' < 2^255", after, Rational.signedLimit, .unsignedValueTooBig)
        try check("K · ONE < 2^255", k * Rational.oneInWei, Rational.signedLimit, .signedMultiplicationOverflow)
        let answeringAfter = note(
            "\(y)'", "K ⊘ \(x)'", rule: .n7, [("K", k), ("\(x)'", after)], exact: quotient,
            effect: (quotient.truncated - answering).magnitude - withK)
        try check("\(y) < 2^255", answering, Rational.signedLimit, .unsignedValueTooBig)
        let distance = note(
            "d", "|\(y)' − \(y)|", rule: .n7, [("\(y)'", answeringAfter), (y, answering)],
            exact: (answeringAfter - answering).magnitude)
        if quotient.isWhole { return distance }
        let step = Rational(UInt256.one)
        if adding { try check("d ≥ 1", distance, step, .subtractionOverflow) { $0 >= $1 } }
        let corrected = adding ? distance - step : distance + step
        operations.append(
            Derivation(
                name: "answer", operation: "d \(adding ? "−" : "+") 1, as dmod(K, \(x)') ≠ 0", rule: rule,
                operands: [.init(name: "d", value: distance)], exact: distance, kept: corrected,
                effect: corrected - distance, beneficiary: beneficiary(of: corrected - distance)))
        return corrected
    }

    private func exact(_ numerator: Rational, over denominator: Rational) -> Rational {
        numerator.divided(by: denominator) ?? .zero
    }

    /// Notes an operation, which keeps its value cut off to whole wei, and returns what is kept.
    @discardableResult
    private mutating func note(
        _ name: String, _ operation: String, rule: Rule, _ operands: [(String, Rational)], exact: Rational,
        effect: Rational = .zero
    ) -> Rational {
        operations.append(
            Derivation(
                name: name, operation: operation, rule: rule,
                operands: operands.map { Derivation.Operand(name: $0.0, value: $0.1) }, exact: exact,
                kept: exact.truncated, effect: effect, beneficiary: beneficiary(of: effect)))
        return exact.truncated
    }

    /// Who gains where the answer is larger by an effect. When adding the trader gets the answer, when removing the
    /// trader gives it.
    public func beneficiary(of effect: Rational) -> Stakeholder {
        effect.isZero ? .nobody : effect.isNegative == (direction == .removeFromAmm) ? .trader : .pool
    }

    private mutating func check(
        _ condition: String, _ left: Rational, _ right: Rational, _ revert: Revert,
        holds: (Rational, Rational) -> Bool = { $0 < $1 }
    ) throws(Revert) {
        let isMet = holds(left, right)
        checks.append(
            CheckedCondition(
                condition: condition, rule: rule, left: .number(left), right: .number(right), isMet: isMet,
                revert: revert))
        if !isMet { throw revert }
    }
}
