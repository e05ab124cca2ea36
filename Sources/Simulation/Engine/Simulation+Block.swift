internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// What happens in a block, in this order (SPEC K5).

extension Simulation {
    mutating func act(_ pool: PoolID) throws(SimulationError) {
        do throws(LawViolation) {
            try report(pool)
            try closeAttack(pool)
            try payFunding(pool)
            try trade(pool)
            try arbitrage(pool)
            try liquidate(pool)
        } catch {
            throw .law(error)
        }
        try decide(pool)
    }

    /// Makes a call and notes what came of it.
    @discardableResult
    mutating func perform(
        _ call: Call, from sender: Account, mark: Decimal18? = nil
    ) throws(LawViolation) -> Bool {
        try perform(.call(call), from: sender, mark: mark)
    }

    /// The same, also for what no contract has.
    @discardableResult
    mutating func perform(
        _ action: SimulatedAction, from sender: Account, mark: Decimal18? = nil
    ) throws(LawViolation) -> Bool {
        let step = try market.perform(action, from: sender)
        recorder.note(step, mark: mark)
        if agents[action.pool.rawValue].policy != nil { agents[action.pool.rawValue].tally.note(step) }
        onStep?(step, market.house)
        if case .done = step.outcome { return true }
        return false
    }

    private mutating func report(_ pool: PoolID) throws(LawViolation) {
        let time = market.block.timestamp
        guard let price = agents[pool.rawValue].oracle.report(index: market.indexPrice(pool), at: time) else { return }
        try perform(
            .priceFeed(.setLatestData(pool, price: price, timestamp: time)), from: market.setup.accounts.owner)
    }

    private mutating func payFunding(_ pool: PoolID) throws(LawViolation) {
        let keeper = configuration.keeper
        let due = market.state(pool).nextFundingTime + UInt256(high: 0, low: UInt128(keeper.delay))
        guard keeper.isActive == 1, UInt256(high: 0, low: UInt128(market.block.timestamp)) >= due else { return }
        let fund = market.balance(market.setup.accounts.insuranceFund)
        let fraction = market.house.markets[pool.rawValue].cumulativePremiumFraction
        guard try perform(.clearingHouse(.payFunding(pool)), from: SimulatedAccounts.account(.keeper)) else { return }
        let gain = SignedDecimal18(wrapping: market.balance(market.setup.accounts.insuranceFund))
            .subtractingWrapped(SignedDecimal18(wrapping: fund))
        var (longs, shorts) = (Decimal18.zero, Decimal18.zero)
        for account in market.setup.holders[pool.rawValue] {
            guard let size = market.position(pool, of: account)?.size, !size.isZero else { continue }
            if size.isPositive {
                longs = longs.addingSaturated(size.magnitude)
            } else {
                shorts = shorts.addingSaturated(size.magnitude)
            }
        }
        let premium = market.house.markets[pool.rawValue].cumulativePremiumFraction.subtractingWrapped(fraction)
        recorder.noteFunding(premium: premium, longs: longs, shorts: shorts, fundGain: gain)
        agents[pool.rawValue].tally.note(fundGain: gain)
    }

    /// Puts every trader on the list for the first time.
    mutating func schedule(_ pool: PoolID) {
        let index = pool.rawValue
        for number in agents[index].traders.indices {
            let time = agents[index].traders[number].nextTime(market, configuration.traders)
            agents[index].due.insert(number, at: time)
        }
    }

    private mutating func trade(_ pool: PoolID) throws(LawViolation) {
        let index = pool.rawValue
        while let number = agents[index].due.removeFirst(dueAt: market.block.timestamp) {
            let account = agents[index].traders[number].account
            agents[index].traders[number].hasTriedToClose = false
            if let call = agents[index].traders[number].decide(market, configuration.traders) {
                try perform(call, from: account, mark: market.spotPrice(pool))
                if case .clearingHouse(.closePosition) = call { agents[index].traders[number].hasTriedToClose = true }
            }
            let time = agents[index].traders[number].nextTime(market, configuration.traders)
            agents[index].due.insert(number, at: time)
        }
    }

    /// All arbitrageurs, each block another one first.
    private mutating func arbitrage(_ pool: PoolID) throws(LawViolation) {
        let index = pool.rawValue
        let count = agents[index].arbitrageurs.count
        for turn in 0..<count {
            let number = (turn + Int(truncatingIfNeeded: market.block.number % UInt64(count))) % count
            let arbitrageur = agents[index].arbitrageurs[number]
            if let call = arbitrageur.decide(market) { try perform(call, on: pool, by: arbitrageur) }
            if let call = arbitrageur.marginChange(market) { try perform(call, on: pool, by: arbitrageur) }
        }
    }

    private mutating func perform(
        _ call: Call, on pool: PoolID, by arbitrageur: Arbitrageur
    ) throws(LawViolation) {
        let before = market.house.storedPosition(pool, of: arbitrageur.account).margin
        try perform(call, from: arbitrageur.account)
        recorder.noteArbitrageMargin(
            from: before, to: market.house.storedPosition(pool, of: arbitrageur.account).margin)
    }

    private mutating func liquidate(_ pool: PoolID) throws(LawViolation) {
        let index = pool.rawValue
        for holder in agents[index].watch.holders where agents[index].watch.isDue(holder, market) {
            let trader = market.setup.holders[index][holder]
            if let attacker = agents[index].attacker, attacker.settings.sandwichesLiquidations == 1 {
                let side = attacker.side(beforeLiquidating: trader, market)
                if attacker.account != trader, let call = attacker.opening(side, market) {
                    try perform(call, from: attacker.account)
                }
            }
            let before = market.house.storedPosition(pool, of: trader).margin
            try perform(
                .clearingHouse(.liquidate(pool, trader: trader)), from: agents[index].watch.nextLiquidator())
            if SimulatedAccounts.role(of: trader) == .arbitrageur {
                recorder.noteArbitrageMargin(from: before, to: market.house.storedPosition(pool, of: trader).margin)
            }
            try closeAttack(pool)
        }
    }

    /// The attacker closes what it holds.
    mutating func closeAttack(_ pool: PoolID) throws(LawViolation) {
        guard let attacker = agents[pool.rawValue].attacker, let call = attacker.closing(market) else { return }
        try perform(call, from: attacker.account)
    }
}
