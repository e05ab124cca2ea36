public import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Keeps the accounts of a run while it goes on: who paid and got tokens, and by what everybody gains and loses.
///
/// Tokens are counted from balances, causes are booked from what calls say of themselves, each once for who gains and
/// once for who loses. What the two differ by is rounding.
public struct RunAccounts: Sendable {
    private struct Entry: Sendable {
        var paidIn = Rational.zero
        var paidOut = Rational.zero
        var stillIn = Rational.zero
        var causes: [ProfitCause: Rational] = [:]
    }

    private let roster: Roster
    /// How many wei a unit of the token is.
    private let weiPerUnit: Rational
    private var accounts: [Account: Entry] = [:]
    private var badDebt = BadDebt()

    /// The accounts of a run that has not begun.
    public init(of replay: Replay) {
        roster = replay.roster
        let decimals = replay.house.ledger.decimals.count
        let power = (0..<abs(decimals - 18)).reduce(Rational(UInt256.one)) { power, _ in
            power * Rational(10 as UInt256)
        }
        weiPerUnit = decimals <= 18 ? power : Rational(UInt256.one).divided(by: power) ?? .zero
    }

    /// Takes a step, with the system right after it.
    public mutating func add(_ step: ReplayedStep, after house: ClearingHouse) {
        guard step.isSuccess else { return }
        badDebt.add(step)
        let touched = house.touched
        for (account, before) in touched.balances {
            let change = wei(ofUnits: house.ledger.balance(of: account)) - wei(ofUnits: before ?? .zero)
            if change.isNegative {
                accounts[account, default: Entry()].paidIn = (accounts[account]?.paidIn ?? .zero) - change
            } else {
                accounts[account, default: Entry()].paidOut = (accounts[account]?.paidOut ?? .zero) + change
            }
        }
        for event in step.events { book(event, of: step, house, touched) }
        switch step.call {
        case .clearingHouse(.payFunding):
            // Where the fund pays, it says so in an event.
            let paid = fundReceived(touched, house)
            if !paid.isNegative { book(.funding, paid, to: house.accounts.insuranceFund, from: house.accounts.vault) }
        case .quoteToken(.transfer(let receiver?, let units)):
            book(.transfers, wei(ofUnits: units), to: receiver, from: step.caller)
        default: break
        }
    }

    private func wei(ofUnits units: UInt256) -> Rational { Rational(units) * weiPerUnit }

    /// By how much the insurance fund's balance changed in the last call, in wei.
    private func fundReceived(_ touched: Touched, _ house: ClearingHouse) -> Rational {
        let fund = house.accounts.insuranceFund
        guard let before = touched.balances.first(where: { $0.account == fund })?.before else { return .zero }
        return wei(ofUnits: house.ledger.balance(of: fund)) - wei(ofUnits: before)
    }

    /// Books that somebody gains what somebody else loses; less than 0 the other way.
    private mutating func book(
        _ cause: ProfitCause, _ amount: Rational, to winner: Account, from loser: Account
    ) {
        if amount.isZero { return }
        let (gained, lost) = (accounts[winner]?.causes[cause] ?? .zero, amount)
        accounts[winner, default: Entry()].causes[cause] = gained + lost
        let before = accounts[loser]?.causes[cause] ?? .zero
        accounts[loser, default: Entry()].causes[cause] = before - amount
    }
}

// MARK: Events

extension RunAccounts {
    private mutating func book(_ event: Event, of step: ReplayedStep, _ house: ClearingHouse, _ touched: Touched) {
        let (vault, fund) = (house.accounts.vault, house.accounts.insuranceFund)
        switch event {
        case .positionChanged(let change):
            book(.trading, Rational(change.realizedPnl.raw), to: change.trader, from: vault)
            book(.funding, fundingCharged(change, step.call, touched), to: vault, from: change.trader)
            book(.badDebt, Rational(change.badDebt.raw), to: change.trader, from: vault)
            if step.call.subject == nil { bookFees(change, house) } else { bookPenalty(change, house, touched) }
            if case .clearingHouse(.closePosition) = step.call { bookMistake(change, house, touched) }
            if case .clearingHouse(.closePositionWithReferral) = step.call { bookMistake(change, house, touched) }
        case .positionLiquidated(let liquidation): bookLiquidation(liquidation, step, house, touched)
        case .marginChanged(_, let sender, _, let funding):
            book(.funding, Rational(funding.raw), to: vault, from: sender)
        case .positionSettled(let pool, let trader, let value):
            let margin = Self.margin(of: trader, on: pool, before: touched)
            book(.trading, Rational(value.raw) - margin, to: trader, from: vault)
        case .withdrawn(let withdrawer, let amount):
            book(Self.cause(ofWithdrawalIn: step.call), Rational(amount.raw), to: withdrawer, from: fund)
        default: return
        }
    }

    /// The funding that a trade takes of the margin. Where a position grows and its margin does not cover it, the
    /// contracts let the rest off without a word (SPEC C11).
    private func fundingCharged(_ change: PositionChanged, _ call: Call, _ touched: Touched) -> Rational {
        let funding = Rational(change.fundingPayment.raw)
        guard change.margin.isZero, let leverage = call.leverage, change.realizedPnl.isZero, change.badDebt.isZero,
            change.positionSizeAfter.isNegative == change.exchangedPositionSize.isNegative,
            let added = try? change.positionNotional.divided(by: leverage)
        else { return funding }
        return min(funding, Self.margin(of: change.trader, on: change.pool, before: touched) + Rational(added.raw))
    }

    /// Why the insurance fund pays: a call says so itself, else it covers what the vault lacks (SPEC M2, M5).
    private static func cause(ofWithdrawalIn call: Call) -> ProfitCause {
        switch call {
        case .clearingHouse(.payFunding): .funding
        case .insuranceFund: .transfers
        default: .badDebt
        }
    }

    private mutating func bookFees(_ change: PositionChanged, _ house: ClearingHouse) {
        let state = house.markets[change.pool.rawValue].pool.state
        guard !change.fee.isZero, let fee = try? state.calcFee(quoteAssetAmount: change.positionNotional) else {
            return
        }
        book(.fees, Rational(fee.spread.raw), to: house.accounts.insuranceFund, from: change.trader)
        if let tollPool = house.accounts.tollPool {
            book(.fees, Rational(fee.toll.raw), to: tollPool, from: change.trader)
        }
    }

    /// A close that opens the other side needs margin, and the contracts pay it out instead of collecting it: it is in
    /// the position, and in the trader's hands as well (SPEC H24).
    private mutating func bookMistake(_ change: PositionChanged, _ house: ClearingHouse, _ touched: Touched) {
        let lacking = Rational(change.margin.raw) - due(change, touched)
        if lacking.isNegative || change.positionSizeAfter.isZero { return }
        book(.transfers, lacking + lacking, to: change.trader, from: house.accounts.vault)
    }

    /// The margin that a trade leaves of what was there: margin before + PnL − funding + bad debt.
    private func due(_ change: PositionChanged, _ touched: Touched) -> Rational {
        let before = Self.margin(of: change.trader, on: change.pool, before: touched)
        let paid = before + Rational(change.realizedPnl.raw) - Rational(change.fundingPayment.raw)
        return paid + Rational(change.badDebt.raw)
    }

    /// What a liquidation took of the margin, beyond the loss that it realized.
    private mutating func bookPenalty(_ change: PositionChanged, _ house: ClearingHouse, _ touched: Touched) {
        let lost = due(change, touched) - Rational(change.margin.raw)
        book(.liquidation, lost, to: house.accounts.vault, from: change.trader)
    }

    /// The liquidator's fee, and what the vault pays the insurance fund (SPEC C17).
    private mutating func bookLiquidation(
        _ liquidation: PositionLiquidated, _ step: ReplayedStep, _ house: ClearingHouse, _ touched: Touched
    ) {
        let (vault, fund) = (house.accounts.vault, house.accounts.insuranceFund)
        let fee = Rational(liquidation.liquidationFee.raw)
        book(.liquidation, fee, to: liquidation.liquidator, from: vault)
        var received = fundReceived(touched, house)
        for case .withdrawn(_, let amount) in step.events {
            received = received + (try? house.ledger.decimals.units(of: amount)).map { wei(ofUnits: $0) }.orZero
        }
        if liquidation.liquidator == fund {
            let units = try? house.ledger.decimals.units(of: liquidation.liquidationFee)
            received = received - units.map { wei(ofUnits: $0) }.orZero
        }
        book(.liquidation, received, to: fund, from: vault)
    }

    private static func margin(of trader: Account, on pool: PoolID, before touched: Touched) -> Rational {
        let position = touched.positions.first { $0.trader == trader && $0.pool == pool }?.before
        return position.map { Rational($0.margin.raw) }.orZero
    }
}

extension Call {
    /// Of an order.
    fileprivate var leverage: Decimal18? {
        switch self {
        case .clearingHouse(.openPosition(_, _, _, let leverage, _)),
            .clearingHouse(.openPositionWithReferral(_, _, _, let leverage, _, _)):
            leverage
        default: nil
        }
    }
}

extension Rational? {
    fileprivate var orZero: Rational { self ?? .zero }
}

// MARK: Statements

extension RunAccounts {
    /// The accounts as they are now: what is in open positions counts as if each was closed alone.
    ///
    /// - Parameter replay: The run, after the last step that was taken.
    public func statement(on replay: Replay) -> AccountStatement {
        var copy = self
        let (house, now) = (replay.house, replay.block.timestamp)
        var (pending, unpriced) = (Rational.zero, [String]())
        for (index, market) in house.markets.enumerated() where roster.hasClearingHouse {
            for trader in market.traders {
                let position = Holding(PoolID(rawValue: index), trader, house, now: now)
                guard let position else { continue }
                if !position.isPriced { unpriced.append("\(roster.pools[index]) \(roster.name(of: trader))") }
                pending = pending + copy.count(position, of: trader, vault: house.accounts.vault)
            }
        }
        return AccountStatement(
            rows: copy.rows(house), badDebt: badDebt, pendingBadDebt: pending,
            vaultBalance: wei(ofUnits: house.ledger.balance(of: house.accounts.vault)),
            fundBalance: wei(ofUnits: house.ledger.balance(of: house.accounts.insuranceFund)), unpriced: unpriced)
    }

    /// Counts an open position, and returns what its margin can't cover.
    private mutating func count(_ position: Holding, of trader: Account, vault: Account) -> Rational {
        book(.trading, position.profit, to: trader, from: vault)
        book(.funding, position.funding, to: vault, from: trader)
        let worth = position.margin + position.profit - position.funding
        let lacking = worth.isNegative ? worth.magnitude : .zero
        book(.badDebt, lacking, to: trader, from: vault)
        accounts[trader, default: Entry()].stillIn = (accounts[trader]?.stillIn).orZero + worth + lacking
        accounts[vault, default: Entry()].stillIn = (accounts[vault]?.stillIn).orZero - worth - lacking
        return lacking
    }

    private func rows(_ house: ClearingHouse) -> [AccountStatement.Row] {
        let roles: [(Account, String)] =
            [(house.accounts.vault, "clearingHouse"), (house.accounts.insuranceFund, "insuranceFund")]
            + (house.accounts.tollPool.map { [($0, "tollPool")] } ?? [])
        let special = Dictionary(roles, uniquingKeysWith: { first, _ in first })
        let traders = roster.traders.filter { special[$0] == nil }.map { ($0, "trader") }
        let known = Set((roles + traders).map(\.0))
        let others = accounts.keys.filter { !known.contains($0) }.sorted().map { account in
            (account, account == house.accounts.owner ? "owner" : "other")
        }
        return (traders + roles + others).compactMap { account, role in
            guard let entry = accounts[account] ?? (role == "trader" ? nil : Entry()) else { return nil }
            var causes = entry.causes
            let booked = causes.values.reduce(Rational.zero, +)
            causes[.rounding] = entry.paidOut - entry.paidIn + entry.stillIn - booked
            return AccountStatement.Row(
                name: roster.name(of: account), role: role, paidIn: entry.paidIn, paidOut: entry.paidOut,
                stillIn: entry.stillIn, causes: causes)
        }
    }
}

/// A position as it counts in a statement, in wei of quote.
private struct Holding {
    var margin: Rational
    /// What closing it would bring, or after a shutdown what settling it brings.
    var profit = Rational.zero
    var funding = Rational.zero
    var isPriced = true

    /// A position; nil for one without size and margin.
    init?(_ pool: PoolID, _ trader: Account, _ house: ClearingHouse, now: UInt64) {
        let position = (try? house.position(pool, of: trader)) ?? house.storedPosition(pool, of: trader)
        if position.size.isZero, position.margin.isZero { return nil }
        margin = Rational(position.margin.raw)
        if position.size.isZero { return }
        let state = house.markets[pool.rawValue].pool.state
        if !state.isOpen {
            // Settling looks at no funding, and pays at least 0.
            if state.settlementPrice.isZero { return }
            let value = try? ClearingHouse.settledValue(of: position, at: state.settlementPrice)
            (profit, isPriced) = (value.map { Rational($0.raw) - margin } ?? .zero, value != nil)
            return
        }
        funding = (try? house.fundingOwed(pool, by: position)).map { Rational($0.raw) } ?? .zero
        let worth = try? house.value(pool, of: trader, by: .spot, now: now)
        (profit, isPriced) = (worth.map { Rational($0.unrealizedPnl.raw) } ?? .zero, worth != nil)
    }
}
