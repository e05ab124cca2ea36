internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// What arbitrageurs do in a block (SPEC K7).

extension Simulation {
    /// Money from and to their hedges, then trades: first those against positions that are held, so that nobody opens
    /// what another one has to close; each block another one first.
    mutating func arbitrage(_ pool: PoolID) throws(LawViolation) {
        let index = pool.rawValue
        let count = agents[index].arbitrageurs.count
        if count == 0 { return }
        try settleHedges(pool)
        let first = Int(truncatingIfNeeded: market.block.number % UInt64(count))
        if var chance = ArbitrageChance(market, pool, configuration.arbitrageurs) {
            for against in [true, false] {
                for turn in 0..<count {
                    let number = (turn + first) % count
                    guard holds(number, on: pool, against: chance.side) == against else { continue }
                    guard try trade(number, on: pool, chance) else { continue }
                    guard let next = ArbitrageChance(market, pool, configuration.arbitrageurs) else { break }
                    chance = next
                }
            }
        }
        for turn in 0..<count {
            let number = (turn + first) % count
            if let call = agents[index].arbitrageurs[number].marginChange(market) {
                _ = try send(call, by: number, on: pool)
            }
        }
    }

    private func holds(_ number: Int, on pool: PoolID, against side: Side) -> Bool {
        let account = agents[pool.rawValue].arbitrageurs[number].account
        let size = market.house.storedPosition(pool, of: account).size
        return !size.isZero && size.isPositive != (side == .buy)
    }

    /// Whether it traded.
    private mutating func trade(
        _ number: Int, on pool: PoolID, _ chance: ArbitrageChance
    ) throws(LawViolation) -> Bool {
        let arbitrageur = agents[pool.rawValue].arbitrageurs[number]
        guard let plan = arbitrageur.plan(market, chance) else { return false }
        if !plan.removal.isZero {
            guard try send(.clearingHouse(.removeMargin(pool, removedMargin: plan.removal)), by: number, on: pool)
            else { return false }
        }
        return try send(plan.call, by: number, on: pool)
    }

    private mutating func send(_ call: Call, by number: Int, on pool: PoolID) throws(LawViolation) -> Bool {
        try attempt(.call(call), from: agents[pool.rawValue].arbitrageurs[number].account)
    }

    /// An arbitrageur's position changed, by its own call or a liquidation.
    mutating func follow(_ account: Account, on pool: PoolID) {
        let number = SimulatedAccounts.number(of: account)
        let settings = configuration.arbitrageurs
        let position = market.house.storedPosition(pool, of: account)
        let index = pool.rawValue
        agents[index].arbitrageurs[number].quietReserve = nil
        agents[index].arbitrageurs[number].book.follow(
            position.size, at: market.indexPrice(pool), costRatio: settings.hedges == 1 ? settings.hedgeCost : .zero)
        recorder.arbitrage.note(margin: position.margin, of: number, on: index)
    }

    /// What hedges gained arrives or sets out, and what they lost is paid.
    private mutating func settleHedges(_ pool: PoolID) throws(LawViolation) {
        guard configuration.arbitrageurs.hedges == 1 else { return }
        let (index, exchange) = (pool.rawValue, SimulatedAccounts.account(.exchange))
        for number in agents[index].arbitrageurs.indices {
            let account = agents[index].arbitrageurs[number].account
            if let amount = agents[index].arbitrageurs[number].book.receive(now: market.block.timestamp) {
                try perform(.transfer(pool, to: account, amount: amount), from: exchange)
                recorder.arbitrage.note(received: amount)
                agents[index].arbitrageurs[number].quietReserve = nil
            }
            if let amount = agents[index].arbitrageurs[number].payment(market) {
                try perform(.transfer(pool, to: exchange, amount: amount), from: account)
                agents[index].arbitrageurs[number].book.note(payment: amount)
                recorder.arbitrage.note(paid: amount)
            }
            if let amount = agents[index].arbitrageurs[number].withdrawal(market) {
                let arrival = market.block.timestamp + configuration.arbitrageurs.transferTime
                agents[index].arbitrageurs[number].book.send(amount, arrivingAt: arrival)
            }
        }
    }
}
