/// Why somebody gained or lost. What one gains by a cause others lose by it, to the last wei.
public enum ProfitCause: String, Hashable, Sendable, CaseIterable {
    /// Prices: what trades realized, and what open positions would bring; the vault is on the other side.
    case trading
    /// Funding, paid or owed: between traders and the vault, and between the vault and the insurance fund.
    case funding
    /// Spreads to the insurance fund and tolls to the toll pool.
    case fees
    /// What liquidations took of margins, and what liquidators and the insurance fund got of it.
    case liquidation
    /// Losses beyond the margin: let off to the trader, and borne by the insurance fund or the vault.
    case badDebt
    /// Tokens that were given away, or taken out of the insurance fund, by calls that are not about positions, and
    /// margin that a close pays out where it should collect it (SPEC H24).
    case transfers
    /// What is left: amounts are cut to units of the token, and operations to the wei.
    case rounding
}
