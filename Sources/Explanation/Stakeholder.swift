internal import VirtualAMM
public import WideIntegers

/// Whom a rounding concerns.
public enum Stakeholder: String, Hashable, Sendable, CaseIterable {
    /// The trader whose order or position it is.
    case trader
    /// Who liquidates somebody else's position.
    case liquidator
    /// The pool: what stays in its reserves.
    case pool
    /// The clearing house's tokens.
    case vault
    /// The insurance fund's tokens.
    case insuranceFund = "insurance fund"
    /// The toll pool's tokens.
    case tollPool = "toll pool"
    /// Nobody: the number only decides something, or both sides of it are the same account's.
    case nobody
}

extension Stakeholder {
    init(_ beneficiary: QuoteRounding.Beneficiary) {
        self =
            switch beneficiary {
            case .trader: .trader
            case .pool: .pool
            case .nobody: .nobody
            }
    }
}

/// One who pays or is paid.
public struct Party: Hashable, Sendable {
    /// In which role.
    public var role: Stakeholder
    /// By what name.
    public var name: String

    /// Somebody in a role.
    public init(_ role: Stakeholder, name: String) {
        self.role = role
        self.name = name
    }
}

/// Whom an amount goes from and to.
struct Flow: Sendable {
    var payer: Party
    var payee: Party

    /// The same amount with its sign turned.
    var reversed: Flow { Flow(payer: payee, payee: payer) }
}

/// What an amount is counted in.
public enum RoundingUnit: String, Hashable, Sendable, CaseIterable {
    /// 10⁻¹⁸ of the quote asset.
    case quote
    /// 10⁻¹⁸ of the base asset.
    case base
}

/// What one rounding took from one party and gave to another.
public struct Dust: Sendable {
    /// The rule of SPEC.md that rounds.
    public var rule: Rule
    /// What the rounded number is called there.
    public var name: String
    /// What the amount is counted in.
    public var unit: RoundingUnit
    /// The pool it happened on.
    public var pool: String?
    /// By how much the payee is better off than with the exact number, in wei; negative where worse.
    public var amount: Rational
    /// What the amount is less than by SPEC L10, in wei; nil where nothing is claimed.
    public var bound: Rational?
    /// Who gains what is positive.
    public var payee: Party
    /// Who loses it.
    public var payer: Party

    /// Who gains, whatever the sign.
    public var winner: Party { amount.isNegative ? payer : payee }
    /// Who loses, whatever the sign.
    public var loser: Party { amount.isNegative ? payee : payer }
}

/// An amount that a call came to, beside what exact arithmetic would have come to from the same state.
public struct ShadowedAmount: Sendable {
    /// What it is, such as "margin".
    public var name: String
    /// Whose it is.
    public var owner: String
    /// What it is counted in.
    public var unit: RoundingUnit
    /// What the contracts keep, in wei.
    public var kept: Rational
    /// What it would be had nothing been rounded in this call, in wei.
    public var exact: Rational
}
