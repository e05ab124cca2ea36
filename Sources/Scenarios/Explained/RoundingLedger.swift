public import Explanation
public import Files
internal import FixedPoint
internal import VirtualAMM
public import WideIntegers

/// What rounding took from whom over a whole scenario, and every amount beside its exact shadow.
public struct RoundingLedger: Sendable {
    /// A step with the amounts that it came to.
    public struct Step: Sendable {
        /// The step, counted from 1.
        public let number: Int
        /// The call with caller and block.
        public let call: String
        /// The revert's text, or nil where the step succeeded.
        public let revert: String?
        /// The amounts, in the order in which they arise.
        public let amounts: [ShadowedAmount]
        /// What each rounding took from whom.
        public let dust: [Dust]
    }

    /// One source of dust between the same two parties.
    public struct Line: Sendable {
        /// The rule that rounds.
        public let rule: String
        /// What the rounded number is called there.
        public let name: String
        /// What it is counted in.
        public let unit: RoundingUnit
        /// Who gained.
        public let winner: Party
        /// Who lost.
        public let loser: Party
        /// How often.
        public fileprivate(set) var count = 0
        /// How much together, in wei.
        public fileprivate(set) var total = Rational.zero
        /// The largest at once, in wei.
        public fileprivate(set) var largest = Rational.zero
        /// The step of the largest, counted from 1.
        public fileprivate(set) var stepOfLargest = 0
    }

    /// What one party gained and lost over the scenario.
    public struct Balance: Sendable {
        /// Who.
        public let party: Party
        /// In what.
        public let unit: RoundingUnit
        /// Gains of all roundings, in wei.
        public fileprivate(set) var gained = Rational.zero
        /// Losses of all roundings, in wei.
        public fileprivate(set) var lost = Rational.zero
        /// The difference, in wei; negative for a loss.
        public var net: Rational { gained - lost }
    }

    /// What the scenario is called.
    public let name: String
    /// The steps in their order.
    public private(set) var steps: [Step] = []
    /// The sources of dust, in the order in which they first arise.
    public private(set) var lines: [Line] = []
    /// The parties, in the order in which they first gain or lose.
    public private(set) var balances: [Balance] = []
    /// Where the explanation and the core come to different things; empty but for a mistake in one of them.
    public private(set) var disagreements: [String] = []

    private var linePlaces: [LineKey: Int] = [:]
    private var balancePlaces: [BalanceKey: Int] = [:]

    private struct LineKey: Hashable {
        var rule: String
        var name: String
        var unit: RoundingUnit
        var winner: Party
        var loser: Party
    }

    private struct BalanceKey: Hashable {
        var party: Party
        var unit: RoundingUnit
    }

    /// A ledger without steps.
    ///
    /// - Parameter name: What the scenario is called.
    public init(name: String) { self.name = name }

    /// Runs a scenario, every step a second time on exact rationals.
    ///
    /// - Parameters:
    ///   - scenario: What is run.
    ///   - visit: Sees each step with its whole derivation, which takes more time; nil for none.
    /// - Throws: `FileError` where the contracts refuse the setup.
    public init(_ scenario: Scenario, visit: ((StepExplanation) -> Void)? = nil) throws(FileError) {
        self.init(name: scenario.name)
        var replay = try Replay(scenario.setup, of: scenario.file)
        for step in scenario.steps {
            let explained = StepExplanation(step, on: &replay, notesTree: visit != nil)
            add(explained)
            visit?(explained)
        }
    }

    /// Takes the next step.
    mutating func add(_ explained: StepExplanation) {
        let (number, explanation) = (explained.number, explained.explanation)
        disagreements += explained.disagreements.map { "step \(number): \($0)" }
        var revert: String?
        if case .failure(let error) = explanation.outcome { revert = error.rawValue }
        steps.append(
            Step(
                number: number, call: explained.call, revert: revert, amounts: explanation.amounts,
                dust: explanation.dust))
        for dust in explanation.dust { count(dust, step: number) }
    }

    private mutating func count(_ dust: Dust, step: Int) {
        let amount = dust.amount.magnitude
        let key = LineKey(
            rule: dust.rule.rawValue, name: dust.name, unit: dust.unit, winner: dust.winner, loser: dust.loser)
        let place = linePlaces[key] ?? lines.count
        if place == lines.count {
            linePlaces[key] = place
            lines.append(
                Line(rule: dust.rule.rawValue, name: dust.name, unit: dust.unit, winner: dust.winner, loser: dust.loser)
            )
        }
        lines[place].count += 1
        lines[place].total = lines[place].total + amount
        if amount > lines[place].largest {
            lines[place].largest = amount
            lines[place].stepOfLargest = step
        }
        let winner = balancePlace(dust.winner, dust.unit)
        balances[winner].gained = balances[winner].gained + amount
        let loser = balancePlace(dust.loser, dust.unit)
        balances[loser].lost = balances[loser].lost + amount
    }

    private mutating func balancePlace(_ party: Party, _ unit: RoundingUnit) -> Int {
        let key = BalanceKey(party: party, unit: unit)
        if let place = balancePlaces[key] { return place }
        balancePlaces[key] = balances.count
        balances.append(Balance(party: party, unit: unit))
        return balances.count - 1
    }

    /// The largest single loss in a unit, with its step and source; nil where nothing was rounded.
    public func largestLoss(in unit: RoundingUnit) -> (step: Int, dust: Dust)? {
        var largest: (step: Int, dust: Dust)?
        for step in steps {
            for dust in step.dust where dust.unit == unit {
                if let found = largest, dust.amount.magnitude <= found.dust.amount.magnitude { continue }
                largest = (step.number, dust)
            }
        }
        return largest
    }
}
