internal import FixedPoint

/// What a choice of K is judged by: an amount of money to make large, and limits to keep.
public struct Objective: Hashable, Sendable {
    /// A measure and how often it counts.
    public struct Term: Hashable, Sendable {
        /// The measure, such as "surplus".
        public let measure: String
        /// Its factor; below 0 for what should be small.
        public let factor: Double
    }

    /// What is added up.
    public let terms: [Term]
    /// Limits that a choice has to keep.
    public var limits: [Limit]

    /// The surplus of ordinary traders and the change of the insurance fund, together.
    public static let standard = Objective(
        terms: [Term(measure: "surplus", factor: 1), Term(measure: "fund.change", factor: 1)], limits: [])

    init(terms: [Term], limits: [Limit]) { (self.terms, self.limits) = (terms, limits) }

    /// Reads measures with factors, such as "surplus + fund.change - 2*shortage"; nil for what is none.
    public init?(_ text: String) {
        var terms: [Term] = []
        var sign = 1.0
        var expectsTerm = true
        for word in text.split(separator: " ") {
            if word == "+" || word == "-" {
                if expectsTerm, !(terms.isEmpty && word == "-") { return nil }
                (sign, expectsTerm) = (word == "-" ? -1 : 1, true)
                continue
            }
            let parts = word.split(separator: "*", omittingEmptySubsequences: false)
            guard expectsTerm, let name = parts.last, name.first?.isLetter == true, parts.count <= 2 else { return nil }
            var factor = sign
            if parts.count == 2 {
                guard let decimal = Decimal18(String(parts[0])), let number = Double(decimal.description) else {
                    return nil
                }
                factor *= number
            }
            terms.append(Term(measure: String(name), factor: factor))
            expectsTerm = false
        }
        if terms.isEmpty || expectsTerm { return nil }
        self.init(terms: terms, limits: [])
    }

    /// The sum as it is read.
    public var text: String {
        terms.enumerated().map { place, term in
            let factor = abs(term.factor)
            let text = Int(exactly: factor).map(String.init) ?? factor.description
            let size = factor == 1 ? "" : "\(text)*"
            let sign = term.factor < 0 ? (place == 0 ? "- " : " - ") : (place == 0 ? "" : " + ")
            return sign + size + term.measure
        }.joined()
    }

    /// The measures that runs have to have.
    public var measures: [String] { terms.map(\.measure) + Limit.Kind.allCases.map(\.measure) }
}

/// A bound of what a choice may risk.
public struct Limit: Hashable, Sendable {
    /// What is bounded.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The part of the runs that end insolvent.
        case ruin
        /// The mean of the insurance fund's loss in the worst twentieth of the runs, in quote.
        case shortfall
        /// How far the price is from the index at 95 % of the times that an ordinary trader comes, mean over runs.
        case tracking

        /// The measure of a run that it is made of.
        var measure: String {
            switch self {
            case .ruin: "insolvent.fromBlock"
            case .shortfall: "fund.change"
            case .tracking: "tracking.atTrades.p95"
            }
        }
    }

    /// What is bounded.
    public let kind: Kind
    /// The most that it may be.
    public let most: Double

    /// Reads "ruin=0.05", "shortfall=100000" or "tracking=0.02"; nil for what is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), let most = Decimal18(String(parts[1])),
            let number = Double(most.description)
        else { return nil }
        (self.kind, self.most) = (kind, number)
    }

    /// As it is read.
    public var text: String { "\(kind.rawValue) at most \(Frontier.number(most))" }
}
