internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// The operator: runs the policy at the end of each period, and makes what it decided happen (SPEC K9, K10).

extension Simulation {
    mutating func decide(_ pool: PoolID) throws(SimulationError) {
        let index = pool.rawValue
        guard agents[index].policy != nil, market.block.timestamp >= agents[index].nextDecision else { return }
        let period = configuration.operator.period
        agents[index].nextDecision += ((market.block.timestamp - agents[index].nextDecision) / period + 1) * period
        let observation = agents[index].tally.observation(
            pool, market, arbitrageCapital: agents[index].arbitrageCapital(market))
        agents[index].tally.begin()
        guard let decision = agents[index].policy?.decide(observation) else { return }
        if configuration.revision == .v2, case .resize = decision, let policy = agents[index].policy {
            throw .configuration(Self.noResize(policy))
        }
        do throws(LawViolation) {
            try carryOut(decision, on: pool)
        } catch {
            throw .law(error)
        }
    }

    private mutating func carryOut(_ decision: KDecision, on pool: PoolID) throws(LawViolation) {
        guard let decision = bounded(decision, on: pool) else {
            recorder.refusedKChanges += 1
            return
        }
        if case .resize = decision {} else { try adjustAll(pool) }
        guard payableAction(decision, on: pool) != nil else {
            recorder.refusedKChanges += 1
            return
        }
        let (owner, settings) = (market.setup.accounts.owner, configuration.operator)
        // The operator sees what is there after the attacker's trade.
        let afterwards = { (state: PoolState) in Self.action(decision, pool, state, settings) }
        if let attacker = agents[pool.rawValue].attacker, attacker.settings.sandwichesKChanges == 1,
            let call = attacker.opening(before: afterwards, by: owner, &market)
        {
            try perform(call, from: attacker.account)
            try change(pool, decision)
            try closeAttack(pool)
        } else {
            try change(pool, decision)
        }
    }

    private mutating func change(_ pool: PoolID, _ decision: KDecision) throws(LawViolation) {
        guard let action = payableAction(decision, on: pool),
            try perform(action, from: market.setup.accounts.owner)
        else {
            recorder.refusedKChanges += 1
            return
        }
        recorder.kChanges += 1
    }

    /// What a decision does now; nil where it can't be done, or fund or vault has less than it costs.
    private func payableAction(_ decision: KDecision, on pool: PoolID) -> SimulatedAction? {
        let action = Self.action(decision, pool, market.state(pool), configuration.operator)
        guard case .changeReserves(_, let change) = action else { return action }
        let payer = change.cost.isNegative ? market.setup.accounts.vault : market.setup.accounts.insuranceFund
        return change.cost.magnitude <= market.balance(payer) ? action : nil
    }

    /// A decision within the bounds of one change and of √K; nil where nothing of it is left.
    private func bounded(_ decision: KDecision, on pool: PoolID) -> KDecision? {
        let settings = configuration.operator
        let most = Decimal18.one.addingSaturated(settings.maxChange)
        guard let least = try? Decimal18.one.divided(by: most) else { return nil }
        switch decision {
        case .resize(let scale), .pay(let scale):
            let root = market.rootOfK(pool)
            guard let floor = try? recorder.firstRootOfK.multiplied(by: settings.leastDepth).divided(by: root),
                let ceiling = try? recorder.firstRootOfK.multiplied(by: settings.mostDepth).divided(by: root)
            else { return nil }
            let bounded = min(max(scale, max(least, floor)), min(most, ceiling))
            if bounded == .one || (bounded > .one) != (scale > .one) { return nil }
            if case .resize = decision { return .resize(multiplier: bounded) }
            return .pay(scale: bounded)
        case .repeg(let price):
            guard let mark = market.spotPrice(pool), let low = try? mark.multiplied(by: least),
                let high = try? mark.multiplied(by: most)
            else { return nil }
            let bounded = min(max(price, low), high)
            return bounded == mark ? nil : .repeg(price: bounded)
        }
    }

    /// Carries every position to the newest curve, so that an extension finds none that refers to an older one.
    private mutating func adjustAll(_ pool: PoolID) throws(LawViolation) {
        let latest = market.house.markets[pool.rawValue].pool.liquiditySnapshots.count - 1
        guard latest > 0 else { return }
        for account in market.setup.holders[pool.rawValue] {
            let position = market.house.storedPosition(pool, of: account)
            if !position.size.isZero, position.liquidityHistoryIndex != latest {
                try perform(.clearingHouse(.adjustPosition(pool)), from: account)
            }
        }
    }

    /// What a decision does; nil for one that can't be computed or leaves a reserve out of bounds.
    static func action(
        _ decision: KDecision, _ pool: PoolID, _ state: PoolState, _ settings: OperatorSettings
    ) -> SimulatedAction? {
        do throws(Revert) {
            let change: ReserveChange
            switch decision {
            case .resize(let multiplier):
                let quote = try state.quoteAssetReserve.multiplied(by: multiplier)
                let base = try state.baseAssetReserve.multiplied(by: multiplier)
                guard reserves.contains(quote), reserves.contains(base) else { return nil }
                return .call(
                    .amm(
                        pool,
                        .migrateLiquidity(
                            liquidityMultiplier: multiplier, fluctuationLimitRatio: settings.fluctuationLimitRatio)))
            case .pay(let scale): change = try state.change(scaledBy: scale)
            case .repeg(let price): change = try state.change(repeggedTo: price)
            }
            guard reserves.contains(change.quoteAssetReserve), reserves.contains(change.baseAssetReserve) else {
                return nil
            }
            return .changeReserves(pool, change)
        } catch {
            return nil
        }
    }

    /// What a change may make of a reserve: 10⁻⁶ to 10¹⁸ (SPEC K10).
    private static let reserves = Decimal18(raw: 1_000_000_000_000)...Decimal18(whole: 1_000_000_000_000_000_000)
}
