internal import FixedPoint
internal import WideIntegers

/// Whether an operation is one of unsigned (SPEC N2, N4) or of signed decimals (N3, N6).
enum Signedness {
    case unsigned
    case signed
}

// SPEC N: the operations of the contracts, each with its checks.

extension ExactEvaluator {
    func add(
        _ name: String, _ x: Amount, _ y: Amount, _ rule: Rule, _ kind: Signedness = .unsigned
    ) throws(Revert) -> Amount {
        let kept = x.kept + y.kept
        try inRange(kept, kind, "\(x.name) + \(y.name)", .additionOverflow, .signedAdditionOverflow)
        return noted(name, Self.text(x, "+", y), rule, [x, y], local: kept, exact: x.exact + y.exact)
    }

    func subtract(
        _ name: String, _ x: Amount, _ y: Amount, _ rule: Rule, _ kind: Signedness = .unsigned
    ) throws(Revert) -> Amount {
        let kept = x.kept - y.kept
        if kind == .unsigned {
            try limit(
                "\(y.name) ≤ \(x.name)", .n2, y.kept, x.kept, !kept.isNegative, .subtractionOverflow)
        } else {
            try inRange(
                kept, kind, "\(x.name) − \(y.name)", .subtractionOverflow, .signedSubtractionOverflow)
        }
        return noted(name, Self.text(x, "−", y), rule, [x, y], local: kept, exact: x.exact - y.exact)
    }

    /// x ⊗ y. `flow` says whom the product goes from and to, where it is an amount that moves.
    func multiply(
        _ name: String, _ x: Amount, _ y: Amount, _ rule: Rule, _ kind: Signedness = .unsigned, flow: Flow? = nil,
        pool: Int? = nil
    ) throws(Revert) -> Amount {
        let product = x.kept * y.kept
        try inRange(
            product, kind, "\(x.name) · \(y.name)", .multiplicationOverflow, .signedMultiplicationOverflow)
        return noted(
            name, Self.text(x, "⊗", y), rule, [x, y], local: Self.quotient(product, Rational.oneInWei),
            exact: Self.quotient(x.exact * y.exact, Rational.oneInWei), flow: flow, pool: pool)
    }

    /// x ⊘ y.
    func divide(
        _ name: String, _ x: Amount, _ y: Amount, _ rule: Rule, _ kind: Signedness = .unsigned, flow: Flow? = nil,
        pool: Int? = nil
    ) throws(Revert) -> Amount {
        let scaled = x.kept * Rational.oneInWei
        try inRange(
            scaled, kind, "\(x.name) · ONE", .multiplicationOverflow, .signedMultiplicationOverflow)
        try requireDivisor(y, kind)
        let local = Self.quotient(scaled, y.kept)
        if kind == .signed {
            try inRange(
                local.truncated, kind, "\(x.name) ⊘ \(y.name)", .signedDivisionOverflow, .signedDivisionOverflow)
        }
        let exact = y.exact.isZero ? local : Self.quotient(x.exact * Rational.oneInWei, y.exact)
        return noted(name, Self.text(x, "⊘", y), rule, [x, y], local: local, exact: exact, flow: flow, pool: pool)
    }

    /// x · scalar, without scaling.
    func multiply(
        _ name: String, _ x: Amount, byScalar scalar: Amount, _ rule: Rule, _ kind: Signedness = .unsigned
    ) throws(Revert) -> Amount {
        let product = x.kept * scalar.kept
        try inRange(
            product, kind, "\(x.name) · \(scalar.name)", .multiplicationOverflow, .signedMultiplicationOverflow)
        return noted(
            name, Self.text(x, "·", scalar), rule, [x, scalar], local: product, exact: x.exact * scalar.exact)
    }

    /// x / scalar, without scaling.
    func divide(
        _ name: String, _ x: Amount, byScalar scalar: Amount, _ rule: Rule, _ kind: Signedness = .unsigned,
        flow: Flow? = nil, pool: Int? = nil
    ) throws(Revert) -> Amount {
        try requireDivisor(scalar, kind)
        return noted(
            name, Self.text(x, "/", scalar), rule, [x, scalar], local: Self.quotient(x.kept, scalar.kept),
            exact: Self.quotient(x.exact, scalar.exact), flow: flow, pool: pool)
    }

    /// An unsigned decimal where a signed one is wanted (SPEC N7).
    @discardableResult
    func signed(_ x: Amount) throws(Revert) -> Amount {
        try limit(
            "\(x.name) < 2^255", .n7, x.kept, Rational.signedLimit, x.kept < Rational.signedLimit, .unsignedValueTooBig
        )
        return x
    }

    /// −x, a product with −1.
    func negated(_ x: Amount) throws(Revert) -> Amount {
        let kept = Rational.zero - x.kept
        try inRange(kept, .signed, "−\(x.name)", .signedMultiplicationOverflow, .signedMultiplicationOverflow)
        return x.negative
    }

    static func quotient(_ x: Rational, _ y: Rational) -> Rational { x.divided(by: y) ?? .zero }

    /// Two operands around a symbol; those that are operations themselves in parentheses.
    private static func text(_ x: Amount, _ symbol: String, _ y: Amount) -> String {
        func term(_ name: String, isSecond: Bool) -> String {
            Amount.isCompound(name) && !name.hasPrefix("−(") || isSecond && name.hasPrefix("−") ? "(\(name))" : name
        }
        return "\(term(x.name, isSecond: false)) \(symbol) \(term(y.name, isSecond: true))"
    }

    private func requireDivisor(_ y: Amount, _ kind: Signedness) throws(Revert) {
        try limit(
            "\(y.name) ≠ 0", kind == .unsigned ? .n2 : .n3, y.kept, .zero, !y.isZero,
            kind == .unsigned ? .divisionByZero : .signedDivisionByZero)
    }

    private func inRange(
        _ value: Rational, _ kind: Signedness, _ text: @autoclosure () -> String, _ unsigned: Revert,
        _ signed: Revert
    ) throws(Revert) {
        switch kind {
        case .unsigned:
            try limit(
                "\(text()) < 2^256", .n2, value, Rational.unsignedLimit, value < Rational.unsignedLimit, unsigned)
        case .signed:
            let isMet = value < Rational.signedLimit && value >= Rational.zero - Rational.signedLimit
            try limit("−2^255 ≤ \(text()) < 2^255", .n3, value, Rational.signedLimit, isMet, signed)
        }
    }

    /// Notes an operation that keeps whole wei of what it comes to, and what that takes from whom.
    func noted(
        _ name: String, _ operation: @autoclosure () -> String, _ rule: Rule, _ operands: [Amount], local: Rational,
        exact: Rational, flow: Flow? = nil, pool: Int? = nil
    ) -> Amount {
        let kept = local.truncated
        let effect = kept - local
        lose(rule, name, effect, flow, .quote, pool: pool, bound: Rational(UInt256.one))
        let winner = effect.isNegative ? flow?.payer : flow?.payee
        let id = newID()
        note(
            .operation(
                Derivation(
                    id: id ?? 0, name: name, operation: operation(), rule: rule,
                    operands: operands.map { Derivation.Operand(name: $0.name, value: $0.kept, origin: $0.origin) },
                    exact: local, kept: kept, effect: effect,
                    beneficiary: effect.isZero ? .nobody : winner?.role ?? .nobody)))
        var result = Amount(name, kept: kept, exact: exact)
        result.origin = id
        return result
    }
}
