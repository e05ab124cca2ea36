internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Where every change of the insurance fund came from (SPEC K12). Amounts are what moved, cut to token units.
struct FundSources: Sendable {
    /// Spreads of trades.
    private(set) var fees = SignedDecimal18.zero
    /// Funding that the pool gained, less what it paid.
    private(set) var funding = SignedDecimal18.zero
    /// What liquidations brought.
    private(set) var liquidations = SignedDecimal18.zero
    /// What was put into the vault for bad debts, or ahead of them; at most 0.
    private(set) var badDebt = SignedDecimal18.zero
    /// What changes of K brought, less what they cost.
    private(set) var kChanges = SignedDecimal18.zero
    /// What nothing else accounts for: 0.
    private(set) var other = SignedDecimal18.zero

    /// A call after which the fund has more or less by a change.
    mutating func note(_ step: SimulatedStep, change: SignedDecimal18, decimals: TokenDecimals) {
        guard case .done(let events) = step.outcome else { return }
        switch step.action {
        case .changeReserves: kChanges = kChanges.addingWrapped(change)
        case .call(.clearingHouse(.payFunding)): funding = funding.addingWrapped(change)
        case .call(.clearingHouse(.openPosition)), .call(.clearingHouse(.closePosition)):
            fees = fees.addingWrapped(change).addingWrapped(paid(events, decimals))
        case .call(.clearingHouse(.liquidate)):
            liquidations = liquidations.addingWrapped(change).addingWrapped(paid(events, decimals))
        case .call(.clearingHouse(.removeMargin)):
            other = other.addingWrapped(change).addingWrapped(paid(events, decimals))
        default: other = other.addingWrapped(change)
        }
    }

    /// What the fund paid into the vault, which is a bad debt here: the event `Withdrawn` says how much.
    private mutating func paid(_ events: [Event], _ decimals: TokenDecimals) -> SignedDecimal18 {
        var sum = SignedDecimal18.zero
        for case .withdrawn(_, let amount) in events {
            sum = sum.addingWrapped(SignedDecimal18(wrapping: decimals.wholeUnits(of: amount)))
        }
        badDebt = badDebt.subtractingWrapped(sum)
        return sum
    }
}
