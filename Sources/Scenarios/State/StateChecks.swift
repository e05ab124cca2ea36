internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Looks whether a market that a state document describes can be one that calls led to.
struct StateChecks {
    let roster: Roster
    let block: Block
    let house: ClearingHouse

    /// How far back the averages of margin ratios look (SPEC P9).
    private static let averageSeconds: UInt64 = 900

    /// What does not fit, pool by pool.
    var warnings: [StateWarning] {
        house.markets.indices.flatMap { index in
            let pool = PoolID(rawValue: index)
            return sizes(pool) + snapshots(pool) + history(pool) + prices(pool)
        } + blocks + vault
    }

    private func warning(_ name: StateWarning.Name, _ message: String) -> StateWarning {
        StateWarning(name: name, message: message)
    }

    /// Whether the sizes of positions still follow the pool's: not after a change of K in v1, nor once some were
    /// settled.
    private func sizesFollow(_ pool: Pool) -> Bool {
        pool.liquiditySnapshots.count == 1 && pool.state.settlementPrice.isZero
    }

    private func sizes(_ id: PoolID) -> [StateWarning] {
        let market = house.markets[id.rawValue]
        guard sizesFollow(market.pool) else { return [] }
        let sum = market.traders.reduce(Int256.zero) { $0 &+ house.storedPosition(id, of: $1).size.raw }
        let total = market.pool.state.totalPositionSize
        if sum == total.raw { return [] }
        return [
            warning(
                .sizes,
                "the positions on \(roster.name(of: id)) add up to \(sum) wei of base, the pool's total is "
                    + "\(total.raw); traders are missing, or a size is wrong")
        ]
    }

    private func snapshots(_ id: PoolID) -> [StateWarning] {
        let pool = house.markets[id.rawValue].pool
        // In v1 a change of K moves the reserves and takes no reserve snapshot.
        guard pool.revision == .v2 || pool.liquiditySnapshots.count == 1, let last = pool.reserveSnapshots.last,
            last.quoteAssetReserve != pool.state.quoteAssetReserve
                || last.baseAssetReserve != pool.state.baseAssetReserve
        else { return [] }
        return [
            warning(
                .snapshots,
                "the latest reserve snapshot of \(roster.name(of: id)) has other reserves than the pool; averages take "
                    + "it for the price now")
        ]
    }

    private func history(_ id: PoolID) -> [StateWarning] {
        let market = house.markets[id.rawValue]
        let interval = UInt64(exactly: market.pool.state.spotPriceTwapInterval) ?? .max
        let seconds = max(Self.averageSeconds, interval)
        let start = block.timestamp < seconds ? 0 : block.timestamp - seconds
        var warnings: [StateWarning] = []
        let skipped = market.pool.skippedSnapshots
        if skipped > 0, let first = market.pool.reserveSnapshots[skipped...].first, first.timestamp > start {
            warnings.append(
                warning(
                    .history,
                    "averages on \(roster.name(of: id)) look back to \(start), its first reserve snapshot here is of "
                        + "\(first.timestamp) and \(skipped) are left out"))
        }
        if let first = market.feed.entries.first, first.roundID > 1, first.timestamp > start {
            warnings.append(
                warning(
                    .history,
                    "averages of the oracle of \(roster.name(of: id)) look back to \(start), its first price here is "
                        + "of \(first.timestamp) and \(first.roundID - 1) are left out"))
        }
        return warnings
    }

    private func prices(_ id: PoolID) -> [StateWarning] {
        guard house.markets[id.rawValue].feed.entries.isEmpty else { return [] }
        return [warning(.prices, "\(roster.name(of: id)) has no price; its oracle says 0")]
    }

    private var blocks: [StateWarning] {
        house.markets.indices.flatMap { index in
            let (market, id) = (house.markets[index], PoolID(rawValue: index))
            let late = market.traders.filter { house.storedPosition(id, of: $0).blockNumber > block.number }
            var warnings = late.prefix(1).map { trader in
                warning(
                    .blocks,
                    "the position of \(roster.name(of: trader)) on \(roster.name(of: id)) was changed in block "
                        + "\(house.storedPosition(id, of: trader).blockNumber), after block \(block.number)"
                        + (late.count > 1 ? "; so were \(late.count - 1) more" : ""))
            }
            if market.lastRestrictionBlock > block.number {
                warnings.append(
                    warning(
                        .blocks,
                        "restriction mode was entered on \(roster.name(of: id)) in block "
                            + "\(market.lastRestrictionBlock), after block \(block.number)"))
            }
            return warnings
        }
    }

    /// What everyone together would be paid out, all positions of a pool being closed at once.
    private var vault: [StateWarning] {
        guard house.markets.allSatisfy({ sizesFollow($0.pool) }) else { return [] }
        do throws(Revert) {
            var owed = SignedDecimal18.zero
            for index in house.markets.indices { owed = try owed.adding(equity(PoolID(rawValue: index))) }
            let held = try SignedDecimal18(house.ledger.decimalBalance(of: house.accounts.vault))
            let fund = try SignedDecimal18(house.ledger.decimalBalance(of: house.accounts.insuranceFund))
            let missing = try owed.subtracting(held)
            // Every payment is cut to a unit of the token.
            let positions = house.markets.reduce(0) { $0 + $1.traders.count } + 1
            let slack = try house.ledger.decimals.decimal(ofUnits: UInt256(UInt64(positions)))
            guard try missing.subtracting(unsigned: slack).isPositive else { return [] }
            return [
                warning(
                    .vault,
                    "the vault holds \(held.raw) wei, and everyone together would be paid out \(owed.raw); the "
                        + "insurance fund has \(fund.raw)")
            ]
        } catch {
            return [warning(.vault, "what everyone would be paid out can't be said: \(error)")]
        }
    }

    private func equity(_ id: PoolID) throws(Revert) -> SignedDecimal18 {
        let market = house.markets[id.rawValue]
        var (equity, size) = (SignedDecimal18.zero, SignedDecimal18.zero)
        for trader in market.traders {
            let position = house.storedPosition(id, of: trader)
            let owed = try market.cumulativePremiumFraction.subtracting(position.lastUpdatedCumulativePremiumFraction)
                .multiplied(by: position.size)
            equity = try equity.adding(unsigned: position.margin).subtracting(owed)
            equity =
                position.size.isNegative
                ? try equity.adding(unsigned: position.openNotional)
                : try equity.subtracting(unsigned: position.openNotional)
            size = try size.adding(position.size)
        }
        if size.isZero { return equity }
        let worth = try market.pool.outputPrice(
            size.isNegative ? .removeFromAmm : .addToAmm, baseAssetAmount: size.magnitude)
        return size.isNegative ? try equity.subtracting(unsigned: worth) : try equity.adding(unsigned: worth)
    }
}

extension Pool {
    /// How many of its reserve snapshots only count: those at the beginning that stand for older ones.
    var skippedSnapshots: Int {
        let entries = reserveSnapshots
        return entries.indices.dropLast().prefix { entries[$0] == entries[$0 + 1].standingForOlder }.count
    }

    /// How many of its liquidity snapshots only count.
    var skippedLiquiditySnapshots: Int {
        let entries = liquiditySnapshots
        return entries.indices.dropLast().prefix { entries[$0] == entries[$0 + 1] }.count
    }
}

extension ReserveSnapshot {
    /// What stands for the snapshots before this one, where they are not known: its reserves, from the beginning of
    /// time.
    var standingForOlder: ReserveSnapshot {
        ReserveSnapshot(
            quoteAssetReserve: quoteAssetReserve, baseAssetReserve: baseAssetReserve, timestamp: 0, blockNumber: 0)
    }
}
