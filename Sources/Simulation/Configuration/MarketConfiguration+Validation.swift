internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension MarketConfiguration {
    /// Whether this market can be run: every field in its range, and fields that go together.
    ///
    /// - Throws: The first thing that is wrong, with the field, its value and what to do.
    public func validate() throws(ConfigurationError) {
        for field in Self.fields { try field.place.validate(self, path: field.path) }
        try Self.validate(index.segments, IndexSegment.fields, path: "index.segments")
        try Self.validate(index.series, IndexPoint.fields, path: "index.series")
        try Self.validate(oracle.outages, OracleOutage.fields, path: "oracle.outages")
        try Self.validate(traders.orders, ReplayedOrder.fields, path: "traders.orders")
        try validateMargins()
        try validateSegments()
        try validateSeries()
        try validatePrices()
        try validateTimes()
        try validateOrders()
    }

    private static func validate<Element>(
        _ list: [Element], _ fields: [(name: String, place: ConfigurationField.Place<Element>)], path: String
    ) throws(ConfigurationError) {
        for (index, element) in list.enumerated() {
            for field in fields { try field.place.validate(element, path: "\(path).\(index).\(field.name)") }
        }
    }

    private func fail(_ path: String, _ message: String) -> ConfigurationError {
        ConfigurationError(path: path, value: value(at: path), message: message)
    }

    private func validateMargins() throws(ConfigurationError) {
        guard house.maintenanceMarginRatio <= house.initMarginRatio else {
            throw fail(
                "house.maintenanceMarginRatio", "above house.initMarginRatio (\(house.initMarginRatio)); lower it")
        }
        guard traders.leastLeverage <= traders.mostLeverage else {
            throw fail("traders.leastLeverage", "above traders.mostLeverage (\(traders.mostLeverage)); lower it")
        }
        let leverages = [
            ("traders.mostLeverage", traders.mostLeverage), ("arbitrageurs.leverage", arbitrageurs.leverage),
            ("attacker.leverage", attacker.leverage),
        ]
        for (path, leverage) in leverages where !allows(leverage) {
            throw fail(path, "house.initMarginRatio (\(house.initMarginRatio)) forbids it; give at most its inverse")
        }
    }

    /// What openPosition asks for: 1 ⊘ leverage ≥ the initial ratio (SPEC C10).
    private func allows(_ leverage: Decimal18) -> Bool {
        guard let ratio = try? Decimal18.one.divided(by: leverage) else { return false }
        return ratio >= house.initMarginRatio
    }

    private func validateOrders() throws(ConfigurationError) {
        guard let first = traders.orders.first, let last = traders.orders.last else { return }
        var previous: UInt64 = 0
        for (number, order) in traders.orders.enumerated() {
            guard order.timestamp >= previous else {
                throw fail("traders.orders.\(number).timestamp", "before the order before (\(previous)); sort them")
            }
            guard order.leverage.isZero || allows(order.leverage) else {
                throw fail(
                    "traders.orders.\(number).leverage",
                    "house.initMarginRatio (\(house.initMarginRatio)) forbids it; give at most its inverse, or 0")
            }
            previous = order.timestamp
        }
        let end = run.startTime + run.blocks * run.secondsPerBlock
        guard last.timestamp >= run.startTime, first.timestamp <= end else {
            throw fail(
                "run.startTime",
                "all of traders.orders, from \(first.timestamp) to \(last.timestamp), lie outside of the run, which"
                    + " ends at \(end); start then, or take the orders of this time")
        }
    }

    private func validateSegments() throws(ConfigurationError) {
        guard !index.segments.isEmpty || !index.series.isEmpty else {
            throw fail("index.segments", "without a piece there is no index; give one, or a series")
        }
        for (number, segment) in index.segments.enumerated() {
            let path = "index.segments.\(number)."
            let isLast = number == index.segments.count - 1
            if segment.seconds < run.secondsPerBlock, !(isLast && segment.seconds == 0) {
                throw fail(
                    path + "seconds",
                    "shorter than a block (\(run.secondsPerBlock)); only the last piece may be 0, for to the end")
            }
            let jumps = UInt256(high: 0, low: UInt128(run.secondsPerBlock)) * segment.jumpsPerYear.raw
            guard jumps <= Decimal18(whole: IndexProcess.secondsPerYear).raw else {
                throw fail(path + "jumpsPerYear", "more than one jump a block; give fewer")
            }
        }
    }

    private func validateSeries() throws(ConfigurationError) {
        var previous: IndexPoint?
        for (number, point) in index.series.enumerated() {
            if let previous {
                let path = "index.series.\(number).timestamp"
                guard point.timestamp > previous.timestamp else {
                    throw fail(path, "not later than the point before (\(previous.timestamp)); sort the series")
                }
                let gap = point.timestamp - previous.timestamp
                guard index.largestGap == 0 || gap <= index.largestGap else {
                    throw fail(
                        path,
                        "\(gap) seconds after the point before, more than index.largestGap"
                            + " (\(index.largestGap)); fill the gap or allow it")
                }
            }
            previous = point
        }
        if let first = index.series.first, first.timestamp > run.startTime {
            throw fail(
                "run.startTime", "before the first point of index.series (\(first.timestamp)); start then or later")
        }
        if let last = index.series.last, last.timestamp < run.startTime {
            throw fail("run.startTime", "after the last point of index.series (\(last.timestamp)); start earlier")
        }
    }

    private func validatePrices() throws(ConfigurationError) {
        guard let price = try? pool.quoteAssetReserve.divided(by: pool.baseAssetReserve),
            price.raw >= 1_000_000_000_000, price <= Self.priceLimit
        else {
            throw fail(
                "pool.quoteAssetReserve",
                "with pool.baseAssetReserve (\(pool.baseAssetReserve)) the price is not from 0.000001 to 10^12;"
                    + " change one of them")
        }
        guard pool.tollRatio.addingSaturated(pool.spreadRatio) <= .percent(20) else {
            throw fail("pool.tollRatio", "toll and spread together are above 0.2; lower one of them")
        }
    }

    private func validateTimes() throws(ConfigurationError) {
        let (seconds, overflow) = run.blocks.multipliedReportingOverflow(by: run.secondsPerBlock)
        guard !overflow, seconds <= 10_000_000_000 else {
            throw fail("run.blocks", "with run.secondsPerBlock, longer than 10^10 seconds; give fewer")
        }
    }
}
