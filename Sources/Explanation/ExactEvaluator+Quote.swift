internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension ExactEvaluator {
    /// The price of a trade on given reserves (SPEC P2, P3).
    ///
    /// - Parameter trader: Who trades; nil where nothing is traded.
    func price(
        _ name: String, _ kind: QuoteKind, _ direction: Direction, _ amount: Amount, quote: Amount, base: Amount,
        trader: Party? = nil, pool: Int
    ) throws(Revert) -> Amount {
        let explanation = QuoteExplanation(
            kind, direction: direction, amount: amount.kept, quote: quote.kept, base: base.kept)
        let id = newID()
        note(.quote(explanation.placed(id, after: [amount, quote, base]), name: name))
        let kept = try explanation.outcome.get()
        let (moved, answering) = kind == .input ? (quote, base) : (base, quote)
        let after = direction == .addToAmm ? moved.exact + amount.exact : moved.exact - amount.exact
        let exact = (answering.exact * amount.exact).divided(by: after)
        if let trader, let exactAnswer = explanation.exactAnswer {
            // When adding the trader gets the answer, when removing the trader gives it.
            let flow = Flow(payer: Party(.pool, name: names.pool(pool)), payee: trader)
            lose(
                kind == .input ? .p2 : .p3, name, kept - exactAnswer,
                direction == .addToAmm ? flow : flow.reversed, kind == .input ? .base : .quote, pool: pool,
                bound: Self.bound(direction, amount.kept, moved: moved.kept, answering: answering.kept))
        }
        var answer = Amount(name, kept: kept, exact: exact ?? kept)
        answer.origin = id
        return answer
    }

    /// SPEC L8: less than a wei, or ONE / x' where that is more; nothing where y · a < r.
    private static func bound(
        _ direction: Direction, _ amount: Rational, moved: Rational, answering: Rational
    ) -> Rational? {
        let product = moved * answering
        let rest = product - quotient(product, Rational.oneInWei).truncated * Rational.oneInWei
        guard direction == .addToAmm || answering * amount >= rest else { return nil }
        let after = direction == .addToAmm ? moved + amount : moved - amount
        return max(Rational(UInt256.one), quotient(Rational.oneInWei, after))
    }

    /// The price on the current reserves.
    func price(
        _ name: String, _ kind: QuoteKind, _ direction: Direction, _ amount: Amount, on pool: Int,
        trader: Party? = nil
    ) throws(Revert) -> Amount {
        try price(
            name, kind, direction, amount, quote: markets[pool].quote, base: markets[pool].base, trader: trader,
            pool: pool)
    }

    /// Q ⊘ B.
    func spotPrice(_ pool: Int) throws(Revert) -> Amount {
        try divide("spot price", markets[pool].quote, markets[pool].base, .p1)
    }
}

extension QuoteExplanation {
    /// The same with its place in an explanation.
    fileprivate func placed(_ id: Int?, after operands: [Amount]) -> QuoteExplanation {
        var copy = self
        copy.id = id ?? 0
        copy.origins = operands.compactMap(\.origin)
        return copy
    }
}
