public import FixedPoint
public import WideIntegers

/// How a number came about: one operation with its operands, what it would be exactly and what was kept of it.
///
/// All numbers are in wei, the last of 18 decimals.
public struct Derivation: Sendable {
    /// Which operation it is of an explanation, from 1; 0 inside of a price.
    public internal(set) var id = 0

    /// A number that goes into an operation.
    public struct Operand: Sendable {
        /// Its name in the rule.
        public var name: String
        /// The number.
        public var value: Rational
        /// The operation that it came out of, by its `id`; nil for what a call or a view begins with.
        public internal(set) var origin: Int?
    }

    /// What the number is called in the rule, such as "K".
    public var name: String
    /// The operation in the notation of SPEC.md, such as "Q ⊗ B".
    public var operation: String
    /// The rule of SPEC.md that says so.
    public var rule: Rule
    /// What goes in, each as kept.
    public var operands: [Operand]
    /// What the operation comes to on these operands without rounding.
    public var exact: Rational
    /// What the contracts keep.
    public var kept: Rational
    /// By how much the answer is larger for it, all later operations being exact; the effects of all operations add up
    /// to the answer less the exact one.
    public var effect: Rational
    /// Who gains by that.
    public var beneficiary: Stakeholder

    /// kept − exact.
    public var difference: Rational { kept - exact }
}

/// A condition that a call has to meet, as it is checked.
public struct CheckedCondition: Sendable {
    /// One side of a comparison.
    public enum Side: Sendable, CustomStringConvertible {
        /// A number in wei, or in what the condition says.
        case number(Rational)
        /// Something that is no number, such as an account.
        case text(String)

        /// The number in digits, or the text.
        public var description: String {
            switch self {
            case .number(let number): number.description
            case .text(let text): text
            }
        }
    }

    /// The condition in the notation of SPEC.md, such as "Q · B < 2^256".
    public var condition: String
    /// The rule of SPEC.md that says so.
    public var rule: Rule
    /// What stands on the left of the comparison.
    public var left: Side
    /// What stands on its right.
    public var right: Side
    /// Whether it was met.
    public var isMet: Bool
    /// What the contracts revert with where it is not.
    public var revert: Revert
}

/// What a call's derivation is made of, in the order in which the contracts compute and check.
public indirect enum DerivationNode: Sendable {
    /// A number and how it came about.
    case operation(Derivation)
    /// A condition and whether it was met.
    case check(CheckedCondition)
    /// The price of a trade on x · y = k, under a name.
    case quote(QuoteExplanation, name: String)
    /// A rule with what belongs to it.
    case group(DerivationGroup)
    /// Something to know, such as why nothing is computed.
    case note(String)
}

/// A rule with the checks and operations that it consists of.
public struct DerivationGroup: Sendable {
    /// What is done, such as "close the position".
    public var title: String
    /// The rule of SPEC.md that says so.
    public var rule: Rule
    /// What it consists of.
    public var nodes: [DerivationNode] = []
}
