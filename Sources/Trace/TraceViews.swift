/// The views of a trace: its tables with names in place of numbers, and amounts also as decimals.
///
/// A decimal is a REAL, for order and plots; the exact amount stands beside it in TEXT.
enum TraceViews {
    /// The statements that make them.
    static let creation = [
        stepList, eventList, TraceTable.stateChanges, poolHistory, priceHistory, positionHistory, marginHistory,
        balanceHistory, trades, badDebtHistory, vaultHistory,
    ]

    private static let stepList = """
        CREATE VIEW step_list AS
        SELECT s.run, s.step, s.block, s.timestamp, caller.name AS caller, c.target, c.name AS call,
            coalesce(p.name, CASE WHEN c.target LIKE 'amm.%' THEN substr(c.target, 5) END) AS pool,
            trader.name AS trader, s.outcome, s.reason, s.decidingRatio / 1e18 AS deciding_ratio,
            s.decidingPrice AS deciding_price, s.badDebt / 1e18 AS bad_debt, s.decidingRatio, s.badDebt
        FROM steps AS s JOIN calls AS c ON c.run = s.run AND c.step = s.step
            JOIN accounts AS caller ON caller.run = s.run AND caller.account = c.caller
            LEFT JOIN pools AS p ON p.run = s.run AND p.pool = c.amm
            LEFT JOIN accounts AS trader ON trader.run = s.run AND trader.account = c.trader
        """

    private static let eventList = """
        CREATE VIEW event_list AS
        SELECT e.run, e.step, e.event, s.block, s.timestamp AS at, e.emitter, e.name, p.name AS pool,
            a.name AS trader_name,
            \(TraceTable.eventArguments.filter { $0.kind == .text }.map { "e.\"\($0.name)\"" }.joined(separator: ", "))
        FROM events AS e JOIN steps AS s ON s.run = e.run AND s.step = e.step
            LEFT JOIN pools AS p ON p.run = e.run AND p.pool = e.amm
            LEFT JOIN accounts AS a ON a.run = e.run AND a.account = e.trader
        """

    private static let poolHistory = """
        CREATE VIEW pool_history AS
        SELECT t.run, t.step, s.block, s.timestamp, p.name AS pool,
            \(decimal("quoteAssetReserve", "quote_reserve")), \(decimal("baseAssetReserve", "base_reserve")),
            \(price("t")) AS price,
            \(decimal("totalPositionSize", "total_position_size")), \(decimal("fundingRate", "funding_rate")),
            \(decimal("openInterestNotional", "open_interest")),
            \(decimal("cumulativePremiumFraction", "cumulative_premium_fraction")),
            t.quoteAssetReserve, t.baseAssetReserve, t.totalPositionSize, t.fundingRate, t.cumulativePremiumFraction
        FROM pool_states AS t \(named)
        """

    private static let priceHistory = """
        CREATE VIEW price_history AS
        SELECT t.run, t.step, s.block, s.timestamp, p.name AS pool, \(decimal("spotPrice", "mark")),
            \(decimal("twapPrice900", "twap_15_minutes")), \(decimal("twapPrice3600", "twap_hour")),
            \(decimal("underlyingPrice", "oracle")), \(decimal("underlyingTwapPrice3600", "oracle_twap_hour")),
            t.spotPrice, t.underlyingPrice
        FROM pool_views AS t \(named)
        """

    private static let positionHistory = """
        CREATE VIEW position_history AS
        SELECT t.run, t.step, s.block, s.timestamp, p.name AS pool, a.name AS trader,
            \(decimal("size", "base")), \(decimal("margin", "margin_quote")),
            \(decimal("openNotional", "open_notional")), t.size, t.margin, t.openNotional
        FROM positions AS t \(named) \(trader)
        """

    private static let marginHistory = """
        CREATE VIEW margin_history AS
        SELECT t.run, t.step, s.block, s.timestamp, p.name AS pool, a.name AS trader,
            \(decimal("marginRatio", "margin_ratio")), \(decimal("spotNotional", "notional")),
            \(decimal("spotUnrealizedPnl", "unrealized_pnl")), \(decimal("freeCollateral", "free_collateral")),
            t.marginRatio, t.spotNotional, t.spotUnrealizedPnl, t.freeCollateral
        FROM position_views AS t \(named) \(trader)
        """

    private static let balanceHistory = """
        CREATE VIEW balance_history AS
        SELECT t.run, t.step, s.block, s.timestamp, a.name AS account, a.role,
            t.units / CAST('1e' || r.token_decimals AS REAL) AS tokens, t.units
        FROM balances AS t JOIN runs AS r ON r.run = t.run
            JOIN accounts AS a ON a.run = t.run AND a.account = t.account
            LEFT JOIN steps AS s ON s.run = t.run AND s.step = t.step
        """

    private static let trades = """
        CREATE VIEW trades AS
        SELECT t.run, t.step, t.event, s.block, s.timestamp, p.name AS pool, a.name AS trader,
            \(decimal("exchangedPositionSize", "base")), \(decimal("positionNotional", "notional")),
            \(decimal("fee", "fee_quote")), \(decimal("realizedPnl", "realized_pnl")),
            \(decimal("fundingPayment", "funding")), s.badDebt / 1e18 AS bad_debt,
            (SELECT \(price("before")) FROM pool_states AS before
                WHERE before.run = t.run AND before.pool = t.amm AND before.step < t.step
                ORDER BY before.step DESC LIMIT 1) AS price_before,
            \(decimal("spotPrice", "price_after")),
            t.exchangedPositionSize, t.positionNotional, t.fee, t.realizedPnl, t.fundingPayment,
            s.badDebt AS bad_debt_wei
        FROM events AS t LEFT JOIN steps AS s ON s.run = t.run AND s.step = t.step
            JOIN pools AS p ON p.run = t.run AND p.pool = t.amm \(trader)
        WHERE t.name = 'PositionChanged'
        """

    private static let badDebtHistory = """
        CREATE VIEW bad_debt_history AS
        SELECT s.run, s.step, s.block, s.timestamp, p.name AS pool, a.name AS trader,
            s.badDebtKind AS realized_at, s.badDebt / 1e18 AS bad_debt, s.badDebt
        FROM steps AS s JOIN calls AS c ON c.run = s.run AND c.step = s.step
            JOIN pools AS p ON p.run = s.run AND p.pool = c.amm
            JOIN accounts AS a ON a.run = s.run AND a.account = coalesce(c.trader, c.caller)
        WHERE s.badDebt IS NOT NULL
        """

    /// What the vault holds, and what it owes: all margins less the funding that all positions owe. The latter is, on
    /// each pool, the premium fraction times all sizes, less what each size had been funded up to.
    private static let vaultHistory = """
        CREATE VIEW vault_history AS
        WITH moves AS (
            SELECT run, step, pool, margin / 1e18 - lag(margin / 1e18, 1, 0) OVER same AS margin,
                size / 1e18 - lag(size / 1e18, 1, 0) OVER same AS size,
                size / 1e18 * (lastUpdatedCumulativePremiumFraction / 1e18)
                    - lag(size / 1e18 * (lastUpdatedCumulativePremiumFraction / 1e18), 1, 0) OVER same AS funded,
                0.0 AS premium
            FROM positions WINDOW same AS (PARTITION BY run, pool, trader ORDER BY step)
            UNION ALL
            SELECT run, step, pool, 0.0, 0.0, 0.0, cumulativePremiumFraction / 1e18
                - lag(cumulativePremiumFraction / 1e18, 1, 0) OVER (PARTITION BY run, pool ORDER BY step)
            FROM pool_states),
        pooled AS (
            SELECT run, step, pool, sum(sum(margin)) OVER so_far AS margin,
                sum(sum(premium)) OVER so_far * sum(sum(size)) OVER so_far - sum(sum(funded)) OVER so_far AS owed
            FROM moves GROUP BY run, step, pool WINDOW so_far AS (PARTITION BY run, pool ORDER BY step)),
        changes AS (
            SELECT run, step, margin - lag(margin, 1, 0) OVER same AS margin, owed - lag(owed, 1, 0) OVER same AS owed,
                0.0 AS vault, 0.0 AS insurance_fund
            FROM pooled WINDOW same AS (PARTITION BY run, pool ORDER BY step)
            UNION ALL
            SELECT run, step, 0.0, 0.0,
                (role = 'clearingHouse') * (tokens - lag(tokens, 1, 0) OVER same),
                (role = 'insuranceFund') * (tokens - lag(tokens, 1, 0) OVER same)
            FROM balance_history WINDOW same AS (PARTITION BY run, account ORDER BY step)),
        totals AS (
            SELECT run, step, sum(sum(vault)) OVER so_far AS vault, sum(sum(margin)) OVER so_far AS margin,
                sum(sum(owed)) OVER so_far AS funding_owed, sum(sum(insurance_fund)) OVER so_far AS insurance_fund
            FROM changes GROUP BY run, step WINDOW so_far AS (PARTITION BY run ORDER BY step))
        SELECT t.run, t.step, s.block, s.timestamp, t.vault, t.margin, t.funding_owed,
            t.vault - (t.margin - t.funding_owed) AS surplus, t.insurance_fund
        FROM totals AS t LEFT JOIN steps AS s ON s.run = t.run AND s.step = t.step
        """

    /// The pool of a row, and its step; the start of a run is no step.
    private static let named = """
        JOIN pools AS p ON p.run = t.run AND p.pool = t.pool
            LEFT JOIN steps AS s ON s.run = t.run AND s.step = t.step
        """

    /// The trader of a row.
    private static let trader = "JOIN accounts AS a ON a.run = t.run AND a.account = t.trader"

    /// An amount of 18 decimals as a REAL.
    private static func decimal(_ column: String, _ name: String) -> String { "t.\(column) / 1e18 AS \(name)" }

    /// The price that reserves have.
    private static func price(_ row: String) -> String {
        "CAST(\(row).quoteAssetReserve AS REAL) / \(row).baseAssetReserve"
    }
}
