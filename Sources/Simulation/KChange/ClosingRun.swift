internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// Closes everyone's position on a copy of a clearing house, in any order, again and again (SPEC KC6).
///
/// Each position is swapped against the core's pool as a close does (SPEC C13) and valued as the close would be; no
/// token moves, so that an empty fund or a bad debt stops nothing. The band is lifted, as a close may leave it; the
/// trade limit is not, as the contracts have no way around it.
struct ClosingRun {
    private var house: ClearingHouse
    private let pool: PoolID
    private let block: Block
    /// Who has a position, in the order of their first.
    let traders: [Account]

    init(_ house: ClearingHouse, pool: PoolID, block: Block) {
        self.house = house
        self.pool = pool
        self.block = block
        traders = house.markets[pool.rawValue].traders.filter { !house.storedPosition(pool, of: $0).size.isZero }
        self.house[pool].openWithoutBandForSimulation()
    }

    /// Closes one position and returns what is left of it; the pool stays as it was where that reverts.
    private mutating func close(_ trader: Account) throws(Revert) -> SignedDecimal18 {
        let position = try house.position(pool, of: trader)
        let owed = try house.markets[pool.rawValue].cumulativePremiumFraction
            .subtracting(position.lastUpdatedCumulativePremiumFraction).multiplied(by: position.size)
        let isLong = position.size.isPositive
        let quote = try house[pool].swapOutput(
            isLong ? .addToAmm : .removeFromAmm, baseAssetAmount: position.size.magnitude, skipFluctuationCheck: true,
            context: CallContext(sender: house.accounts.vault, block: block)
        ).value
        let (minuend, subtrahend) = isLong ? (quote, position.openNotional) : (position.openNotional, quote)
        return try SignedDecimal18(minuend).subtracting(unsigned: subtrahend).subtracting(owed)
            .adding(unsigned: position.margin)
    }

    /// Everyone closes in an order. Whom the core refuses tries again after the others, until nothing moves any more.
    mutating func closing(_ order: [Account]) -> Closing {
        let start = house.markets[pool.rawValue].pool.checkpoint()
        var result = Closing()
        var waiting = order
        var refused: [Account] = []
        repeat {
            refused = []
            for trader in waiting {
                if let equity = try? close(trader) {
                    result.shares.append(Closing.Share(trader: trader, equity: equity))
                } else {
                    refused.append(trader)
                }
            }
            swap(&waiting, &refused)
        } while !waiting.isEmpty && waiting.count < refused.count
        result.stuck = waiting
        result.price = try? house.markets[pool.rawValue].pool.state.spotPrice()
        house[pool].restore(start)
        return result
    }
}

extension ClosingRun {
    /// The size that each position has when it is its turn to close; nil where the core can't say.
    mutating func sizes(_ order: [Account]) -> [SignedDecimal18?] {
        let start = house.markets[pool.rawValue].pool.checkpoint()
        let sizes = order.map { trader in
            let size = try? house.position(pool, of: trader).size
            _ = try? close(trader)
            return size
        }
        house[pool].restore(start)
        return sizes
    }
}

// MARK: The order in which most is owed

extension ClosingRun {
    /// How many positions may be tried in every order: 7! = 5,040.
    static let exhaustiveCount = 7
    /// About how many positions a heuristic search closes in all.
    static let heuristicCloses = 60_000

    /// The order in which most is owed, of all or of those that were tried.
    mutating func worst() -> (closing: Closing, search: ClosingSearch) {
        if traders.count > Self.exhaustiveCount { return (heuristicWorst(), .heuristic) }
        var worst = closing(traders)
        search(traders, Closing(), &worst)
        return (worst, .exhaustive)
    }

    /// Closes every one of those that are left next, and so on.
    private mutating func search(_ left: [Account], _ closed: Closing, _ worst: inout Closing) {
        var isEnd = true
        for index in left.indices {
            let checkpoint = house.markets[pool.rawValue].pool.checkpoint()
            guard let equity = try? close(left[index]) else { continue }
            isEnd = false
            var (rest, next) = (left, closed)
            next.shares.append(Closing.Share(trader: rest.remove(at: index), equity: equity))
            search(rest, next, &worst)
            house[pool].restore(checkpoint)
        }
        if isEnd, closed.owed > worst.owed {
            worst = closed
            worst.stuck = left
            worst.price = try? house.markets[pool.rawValue].pool.state.spotPrice()
        }
    }

    /// Starts from the worst of some orders, then moves one trader at a time to the front or to the end.
    private mutating func heuristicWorst() -> Closing {
        var worst = closing(traders)
        for order in startingOrders() {
            let other = closing(order)
            if other.owed > worst.owed { worst = other }
        }
        var attempts = Self.heuristicCloses / traders.count
        var improved = true
        while improved, attempts > 0 {
            improved = false
            for trader in traders where attempts > 0 {
                let order = worst.shares.map(\.trader) + worst.stuck
                let others = order.filter { $0 != trader }
                for candidate in [others + [trader], [trader] + others] where candidate != order {
                    attempts -= 1
                    let other = closing(candidate)
                    if other.owed > worst.owed { (worst, improved) = (other, true) }
                }
            }
        }
        return worst
    }

    /// The order given, backwards, richest first, poorest first, and each of the two with the longs or the shorts
    /// first.
    private mutating func startingOrders() -> [[Account]] {
        var equities: [(trader: Account, equity: SignedDecimal18)] = []
        for trader in traders {
            let checkpoint = house.markets[pool.rawValue].pool.checkpoint()
            equities.append((trader, (try? close(trader)) ?? .zero))
            house[pool].restore(checkpoint)
        }
        // By number where two have the same, so that the order is the same everywhere.
        let poorest = equities.sorted { ($0.equity, $0.trader) < ($1.equity, $1.trader) }.map(\.trader)
        let (house, pool) = (house, pool)
        func longs(_ order: [Account], first: Bool) -> [Account] {
            let isLong = { house.storedPosition(pool, of: $0).size.isPositive }
            return order.filter { isLong($0) == first } + order.filter { isLong($0) != first }
        }
        let richest = Array(poorest.reversed())
        return [Array(traders.reversed()), poorest, richest]
            + [poorest, richest].flatMap { [longs($0, first: true), longs($0, first: false)] }
    }
}
