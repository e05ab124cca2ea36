internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// SPEC P9, O3: time-weighted averages.

extension ExactEvaluator {
    /// The average of the output price of a base amount over 900 seconds (SPEC P9).
    func outputTwap(_ pool: Int, _ direction: Direction, _ size: Amount) throws(Revert) -> Amount {
        let market = markets[pool]
        return try poolAverage(pool, interval: 900, "TWAP notional") { index throws(Revert) in
            let snapshot = market.snapshot(index)
            return try price(
                "price on snapshot \(index + 1)", .output, direction, size,
                quote: Amount("Q", snapshot.quoteAssetReserve), base: Amount("B", snapshot.baseAssetReserve), pool: pool
            )
        }
    }

    /// The average of the input price of a quote amount over 900 seconds (SPEC P9).
    func inputTwap(_ pool: Int, _ direction: Direction, _ amount: Amount) throws(Revert) -> Amount {
        let market = markets[pool]
        return try poolAverage(pool, interval: 900, "TWAP base") { index throws(Revert) in
            let snapshot = market.snapshot(index)
            return try price(
                "price on snapshot \(index + 1)", .input, direction, amount,
                quote: Amount("Q", snapshot.quoteAssetReserve), base: Amount("B", snapshot.baseAssetReserve), pool: pool
            )
        }
    }

    /// The average price of the reserves (SPEC P9).
    func reserveTwap(_ pool: Int, interval: UInt256) throws(Revert) -> Amount {
        let market = markets[pool]
        return try poolAverage(pool, interval: interval, "reserve TWAP") { index throws(Revert) in
            let snapshot = market.snapshot(index)
            return try divide(
                "price of snapshot \(index + 1)", Amount("Q", snapshot.quoteAssetReserve),
                Amount("B", snapshot.baseAssetReserve), .p9)
        }
    }

    private func poolAverage(
        _ pool: Int, interval: UInt256, _ name: String, _ value: (Int) throws(Revert) -> Amount
    ) throws(Revert) -> Amount {
        try group(.p9, "\(name) over \(interval) s") { () throws(Revert) in
            let market = markets[pool]
            let last = market.snapshotCount - 1
            let latest = try value(last)
            if interval.isZero { return latest.named(name) }
            let start = try startOfInterval(interval)
            if last == 0 || Rational(seconds: market.snapshot(last).timestamp) <= start {
                note(.note("the latest snapshot covers the whole interval"))
                return latest.named(name)
            }
            return try average(
                name, .p9, last: last, latest: latest, start: start, interval: Rational(interval),
                timestamp: { market.snapshot($0).timestamp }, value: value)
        }
    }

    /// The oracle's average price (SPEC O3).
    func oracleTwap(_ pool: Int, interval: UInt256) throws(Revert) -> Amount {
        let name = "index TWAP"
        return try group(.o3, "\(name) over \(interval) s") { () throws(Revert) in
            try requireOracle(pool)
            try require(
                "interval ≠ 0", .o3, Amount("interval", Rational(interval)), .zero, else: .intervalCannotBeZero
            ) { $0 != $1 }
            let entries = markets[pool].before.feed.entries
            let start = try startOfInterval(interval)
            guard let last = entries.last else { return Amount(name, Rational.zero) }
            if Rational(seconds: last.timestamp) < start || entries.count == 1 {
                note(.note("the last price covers the whole interval"))
                return Amount(name, last.price)
            }
            return try average(
                name, .o3, last: entries.count - 1, latest: Amount("price \(entries.count)", last.price), start: start,
                interval: Rational(interval), timestamp: { entries[$0].timestamp },
                value: { index throws(Revert) in Amount("price \(index + 1)", entries[index].price) })
        }
    }

    private func startOfInterval(_ interval: UInt256) throws(Revert) -> Rational {
        let interval = Rational(interval)
        try limit("interval ≤ now", .p9, interval, now, interval <= now, .subtractionOverflow)
        return now - interval
    }

    /// The walk back that both share. Every value on the way is computed, even where its weight is 0.
    private func average(
        _ name: String, _ rule: Rule, last: Int, latest: Amount, start: Rational, interval: Rational,
        timestamp: (Int) -> UInt64, value: (Int) throws(Revert) -> Amount
    ) throws(Revert) -> Amount {
        func seconds(from earlier: Rational, to later: Rational) throws(Revert) -> Rational {
            try limit("time runs forward", rule, earlier, later, earlier <= later, .subtractionOverflow)
            return later - earlier
        }
        var next = Rational(seconds: timestamp(last))
        var covered = try seconds(from: next, to: now)
        var sum = try weighted(latest, by: covered, rule)
        var index = last
        while index > 0 {
            index -= 1
            let time = Rational(seconds: timestamp(index))
            let entry = try value(index)
            let isStart = time <= start
            let weight = try seconds(from: isStart ? start : time, to: next)
            let part = try weighted(entry, by: weight, rule)
            try limit(
                "sum < 2^256", rule, sum.kept + part.kept, Rational.unsignedLimit,
                sum.kept + part.kept < Rational.unsignedLimit, .additionOverflow)
            sum = noted(
                "sum", "sum + \(entry.name), weighed", rule, [sum, part], local: sum.kept + part.kept,
                exact: sum.exact + part.exact)
            if isStart { return try divide(name, sum, byScalar: Amount("seconds", interval), rule) }
            covered = covered + weight
            next = time
        }
        return try divide(name, sum, byScalar: Amount("seconds", covered), rule)
    }

    private func weighted(_ value: Amount, by seconds: Rational, _ rule: Rule) throws(Revert) -> Amount {
        let product = try multiply(
            "\(value.name) · time", value, byScalar: Amount("seconds", seconds), rule)
        return product.named("sum")
    }
}
