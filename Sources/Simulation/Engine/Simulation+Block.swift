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
            try replay(pool)
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
    mutating func perform(_ call: Call, from sender: Account) throws(LawViolation) -> Bool {
        try perform(.call(call), from: sender)
    }

    /// The same, also for what no contract has, and for an order of an ordinary trader.
    @discardableResult
    mutating func perform(
        _ action: SimulatedAction, from sender: Account, order: RecordedOrder? = nil
    ) throws(LawViolation) -> Bool {
        let fund = market.balance(market.setup.accounts.insuranceFund)
        let step = try market.perform(action, from: sender)
        note(step, fund: fund, order: order)
        if case .done = step.outcome { return true }
        return false
    }

    /// Makes a call unless it would revert.
    mutating func attempt(_ action: SimulatedAction, from sender: Account) throws(LawViolation) -> Bool {
        let fund = market.balance(market.setup.accounts.insuranceFund)
        guard let step = try market.attempt(action, from: sender) else {
            recorder.ordersNotSent += 1
            return false
        }
        note(step, fund: fund, order: nil)
        return true
    }

    private mutating func note(_ step: SimulatedStep, fund: Decimal18, order: RecordedOrder?) {
        let index = step.action.pool.rawValue
        recorder.note(step, order: order)
        let change = SignedDecimal18(wrapping: market.balance(market.setup.accounts.insuranceFund))
            .subtractingWrapped(SignedDecimal18(wrapping: fund))
        recorder.fund.note(step, change: change, decimals: market.setup.tokenDecimals)
        if agents[index].policy != nil { agents[index].tally.note(step) }
        if case .done = step.outcome, case .call(let call) = step.action {
            for account in [step.sender, call.subject] {
                guard let account, let holder = market.setup.holder(account) else { continue }
                agents[index].watch.note(holder, market)
                if SimulatedAccounts.role(of: account) == .arbitrageur { follow(account, on: step.action.pool) }
            }
        }
        onStep?(step, market.house)
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
        let (longs, shorts) = market.sides(pool)
        let premium = market.house.markets[pool.rawValue].cumulativePremiumFraction.subtractingWrapped(fraction)
        recorder.noteFunding(premium: premium, longs: longs, shorts: shorts)
        agents[pool.rawValue].tally.note(fundGain: gain)
        // What they earned may be taken out now.
        for number in agents[pool.rawValue].arbitrageurs.indices {
            agents[pool.rawValue].arbitrageurs[number].quietReserve = nil
        }
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
            let order = agents[index].traders[number].decide(market, configuration.traders)
            try place(order, on: pool, from: account)
            if case .clearingHouse(.closePosition) = order.call { agents[index].traders[number].hasTriedToClose = true }
            let time = agents[index].traders[number].nextTime(market, configuration.traders)
            agents[index].due.insert(number, at: time)
        }
    }

    /// Recorded orders whose time has come.
    private mutating func replay(_ pool: PoolID) throws(LawViolation) {
        let (index, settings) = (pool.rawValue, configuration.traders)
        while let action = agents[index].flow?.removeFirst(dueAt: market.block.timestamp), let flow = market.setup.flow
        {
            let order = settings.orders[action.order]
            let account = SimulatedAccounts.account(
                .trader, pool: index, number: Int(settings.count) + flow.accounts[action.order])
            if action.closes {
                let size = market.house.storedPosition(pool, of: account).size
                if !size.isZero { try place(.closing(pool), on: pool, from: account) }
                continue
            }
            let leverage = order.leverage.isZero ? flow.leverage : order.leverage
            let affordable = affordableNotional(
                of: market.balance(account), leverage: leverage, feeRatio: market.feeRatio(pool))
            var stream = RandomStream(
                seed: seed, purpose: .tolerance, pool: index, agent: Int(settings.count) + action.order)
            try place(
                .opening(
                    pool, side: order.isBuy == 1 ? .buy : .sell, offered: min(order.notional, affordable),
                    leverage: leverage, tolerance: stream.tolerance(mean: settings.meanTolerance),
                    least: settings.leastNotional, market), on: pool, from: account)
        }
    }

    /// Sends an order of an ordinary trader, if there is anything of it to send.
    private mutating func place(
        _ order: TraderOrder, on pool: PoolID, from account: Account
    ) throws(LawViolation) {
        recorder.traders.noteOrder(order, mark: market.spotPrice(pool), index: market.indexPrice(pool))
        guard let call = order.call else { return }
        let record = RecordedOrder(
            mark: market.spotPrice(pool), index: market.indexPrice(pool), tolerance: order.tolerance)
        try perform(.call(call), from: account, order: record)
    }

    private mutating func liquidate(_ pool: PoolID) throws(LawViolation) {
        let index = pool.rawValue
        var from = 0
        if agents[index].watch.next(from: from, market) == nil { return try checkBounds(pool) }
        while let holder = agents[index].watch.next(from: from, market) {
            from = holder + 1
            try checkBounds(pool)
            if agents[index].watch.isDue(holder, market) { try liquidate(pool, holder: holder) }
        }
    }

    /// Where laws are checked: whoever is not looked at is safe.
    private func checkBounds(_ pool: PoolID) throws(LawViolation) {
        guard market.checker != nil, let account = agents[pool.rawValue].watch.missed(market) else { return }
        throw LawViolation(
            law: .bounds, step: market.stepCount, block: market.block.number,
            detail: "\(SimulatedAccounts.name(of: account)) is not safe, and its bound is not passed")
    }

    private mutating func liquidate(_ pool: PoolID, holder: Int) throws(LawViolation) {
        let index = pool.rawValue
        let trader = market.setup.holders[index][holder]
        let liquidator = agents[index].watch.nextLiquidator()
        let action = SimulatedAction.call(.clearingHouse(.liquidate(pool, trader: trader)))
        if let attacker = agents[index].attacker, attacker.settings.sandwichesLiquidations == 1,
            attacker.account != trader, let call = attacker.opening(before: { _ in action }, by: liquidator, &market)
        {
            try perform(call, from: attacker.account)
        }
        try perform(action, from: liquidator)
        try closeAttack(pool)
    }

    /// The attacker closes what it holds.
    mutating func closeAttack(_ pool: PoolID) throws(LawViolation) {
        guard let attacker = agents[pool.rawValue].attacker, let call = attacker.closing(market) else { return }
        try perform(call, from: attacker.account)
    }
}
