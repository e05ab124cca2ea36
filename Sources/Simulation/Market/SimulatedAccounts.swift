public import VirtualAMM

/// What an account does in a simulation.
public enum AgentRole: UInt64, Hashable, Sendable, CaseIterable {
    /// Owner of everything, runs the policy and the oracle.
    case owner = 1
    /// The clearing house itself.
    case vault = 2
    /// Covers bad debt.
    case insuranceFund = 3
    /// Receives tolls.
    case tollPool = 4
    /// Settles funding.
    case keeper = 5
    /// Liquidates.
    case liquidator = 6
    /// Trades around what others are about to do.
    case attacker = 7
    /// Trades towards the index.
    case arbitrageur = 8
    /// Trades for reasons of its own.
    case trader = 9
    /// Where arbitrageurs hedge: pays what hedges gain and receives what they lose.
    case exchange = 10

    /// Whether there may be several, on each pool.
    var isPerPool: Bool { rawValue >= 6 && self != .exchange }
}

/// The accounts of a simulation: role · 10⁹ + pool · 10⁶ + number.
public enum SimulatedAccounts {
    /// The account of a role; pool and number count from 0.
    public static func account(_ role: AgentRole, pool: Int = 0, number: Int = 0) -> Account {
        Account(
            rawValue: role.rawValue * 1_000_000_000 + UInt64(truncatingIfNeeded: pool) * 1_000_000
                + UInt64(truncatingIfNeeded: number))
    }

    /// What an account does; nil for one of no simulation.
    public static func role(of account: Account) -> AgentRole? {
        AgentRole(rawValue: account.rawValue / 1_000_000_000)
    }

    /// Which of its role and pool an account is, from 0.
    static func number(of account: Account) -> Int { Int(truncatingIfNeeded: account.rawValue % 1_000_000) }

    /// A name to write and read, such as "trader-12", or "pool1-trader-12" on the second pool.
    public static func name(of account: Account) -> String {
        guard let role = role(of: account) else { return "account-\(account.rawValue)" }
        guard role.isPerPool else { return "\(role)" }
        let (pool, number) = (account.rawValue / 1_000_000 % 1000, number(of: account))
        return (pool == 0 ? "" : "pool\(pool)-") + "\(role)-\(number)"
    }
}
