internal import Clearing
internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

// Of each pool: who has which role, and its histories.

extension StateReader {
    mutating func readPools() throws(PlacedError) {
        for (index, name) in amms.names.enumerated() {
            var fields = try amms.fields(name)
            try readPool(&fields, PoolID(rawValue: index))
            try fields.finish()
        }
    }

    private mutating func readPool(_ fields: inout ObjectReader, _ id: PoolID) throws(PlacedError) {
        // Read when the pool was made.
        _ = (try fields.required("tradeLimitRatio"), try fields.required("fundingPeriod"))
        var state = house.markets[id.rawValue].pool.state
        state.ownership = Ownership(
            owner: try fields.anybodyOrNull("owner", roster), candidate: try fields.anybodyOrNull("candidate", roster))
        state.counterParty = try fields.anybodyOrNull("counterParty", roster)
        state.globalShutdown = try fields.anybodyOrNull("globalShutdown", roster)
        let feed = try fields.anybodyOrNull("priceFeed", roster)
        state.priceFeed = feed == Roster.oracle.account ? nil : feed
        house.markets[id.rawValue].pool.state = state
        house.markets[id.rawValue].isListed = try fields.boolOrNull("isListed") ?? true
        try readPositions(&fields, id)
        let reserves = try reserveSnapshots(&fields, id)
        let liquidity = try liquiditySnapshots(&fields, id)
        house.markets[id.rawValue].pool.restore(reserveSnapshots: reserves, liquiditySnapshots: liquidity)
        try checkPremiums(&fields, id)
        try readPrices(&fields, id)
    }

    /// Positions of accounts that the state leaves out.
    private mutating func readPositions(_ fields: inout ObjectReader, _ id: PoolID) throws(PlacedError) {
        guard fields.has("positions") else { return }
        var list = try fields.fields("positions")
        for name in list.names {
            var entry = try list.fields(name)
            guard let account = roster.account(named: name), !roster.isTrader(account) else {
                throw PlacedError(
                    message: "the position of \"\(shortened(name))\" belongs into the state", place: entry.place,
                    offset: entry.offset)
            }
            var position = Position()
            for field in PositionField.allCases {
                let place = entry.place(of: field.rawValue)
                let value = try entry.required(field.rawValue)
                guard field.figure.set(try field.figure.value(value, place: place), in: &position) else {
                    throw PlacedError(message: "a number out of range", place: place, offset: value.offset)
                }
            }
            try entry.finish()
            house.restore(position, id, of: account)
        }
    }

    /// The list of a history, and how many entries are left out before it.
    private func history(
        _ fields: inout ObjectReader, _ name: String, count: UInt256?
    ) throws(PlacedError) -> (skipped: Int, entries: [JSONValue], place: String, offset: Int) {
        var history = try fields.fields(name)
        let skipped = try history.counter("skipped")
        let entries = try history.array("entries")
        guard skipped <= Self.mostSkipped else {
            throw PlacedError(
                message: "\(skipped) entries are left out; at most \(Self.mostSkipped) can be", place: history.place,
                offset: history.offset)
        }
        if let count {
            guard !entries.isEmpty else {
                throw PlacedError(message: "there has to be an entry", place: history.place, offset: history.offset)
            }
            guard count == UInt256(skipped + UInt64(entries.count)) else {
                throw PlacedError(
                    message:
                        "\(skipped) entries left out and \(entries.count) listed are not the \(count) of the state",
                    place: history.place, offset: history.offset)
            }
        }
        try history.finish()
        return (Int(skipped), entries, history.place + ".entries", history.offset)
    }

    private func reserveSnapshots(
        _ fields: inout ObjectReader, _ id: PoolID
    ) throws(PlacedError) -> [ReserveSnapshot] {
        let list = try history(&fields, "reserveSnapshots", count: counts[id]?.snapshots)
        var snapshots: [ReserveSnapshot] = []
        snapshots.reserveCapacity(list.skipped + list.entries.count)
        for (index, value) in list.entries.enumerated() {
            let place = "\(list.place)[\(index)]"
            var entry = try ObjectReader(value, place: place)
            let snapshot = ReserveSnapshot(
                quoteAssetReserve: try entry.decimal("quoteAssetReserve"),
                baseAssetReserve: try entry.decimal("baseAssetReserve"),
                timestamp: try entry.counter("timestamp"), blockNumber: try entry.counter("blockNumber"))
            try entry.finish()
            if index == 0 {
                for _ in 0..<list.skipped { snapshots.append(snapshot.standingForOlder) }
            } else if let last = snapshots.last,
                last.blockNumber >= snapshot.blockNumber || last.timestamp > snapshot.timestamp
            {
                throw PlacedError(
                    message: "block \(snapshot.blockNumber) at \(snapshot.timestamp) does not follow block "
                        + "\(last.blockNumber) at \(last.timestamp); snapshots go from the oldest to the latest",
                    place: place, offset: value.offset)
            }
            guard snapshot.blockNumber <= block.number, snapshot.timestamp <= block.timestamp else {
                throw PlacedError(
                    message: "block \(snapshot.blockNumber) at \(snapshot.timestamp) is after the state's, "
                        + "\(block.number) at \(block.timestamp)", place: place, offset: value.offset)
            }
            snapshots.append(snapshot)
        }
        // Within a block the band is that of the block before.
        if list.skipped > 0, list.entries.count == 1, snapshots.last?.blockNumber == block.number {
            throw PlacedError(
                message: "the snapshot before that of block \(block.number) is needed; list two or more",
                place: list.place, offset: list.offset)
        }
        return snapshots
    }

    private func liquiditySnapshots(
        _ fields: inout ObjectReader, _ id: PoolID
    ) throws(PlacedError) -> [LiquiditySnapshot] {
        let list = try history(&fields, "liquiditySnapshots", count: counts[id]?.liquidity)
        var snapshots: [LiquiditySnapshot] = []
        for (index, value) in list.entries.enumerated() {
            var entry = try ObjectReader(value, place: "\(list.place)[\(index)]")
            let snapshot = LiquiditySnapshot(
                cumulativeNotional: SignedDecimal18(raw: try entry.integer("cumulativeNotional", Int256.self)),
                quoteAssetReserve: try entry.decimal("quoteAssetReserve"),
                baseAssetReserve: try entry.decimal("baseAssetReserve"),
                totalPositionSize: SignedDecimal18(raw: try entry.integer("totalPositionSize", Int256.self)))
            try entry.finish()
            if index == 0 { for _ in 0..<list.skipped { snapshots.append(snapshot) } }
            snapshots.append(snapshot)
        }
        for trader in house.markets[id.rawValue].traders {
            let position = house.storedPosition(id, of: trader)
            let indices = list.skipped..<snapshots.count
            guard indices.contains(position.liquidityHistoryIndex) || position.size.isZero else {
                throw PlacedError(
                    message: "the position of \(shortened(roster.name(of: trader))) is of liquidity snapshot "
                        + "\(position.liquidityHistoryIndex); here are those from \(indices.lowerBound) to "
                        + "\(indices.upperBound - 1)", place: list.place, offset: list.offset)
            }
        }
        return snapshots
    }

    /// Of what funding came to only the sum is kept.
    private func checkPremiums(_ fields: inout ObjectReader, _ id: PoolID) throws(PlacedError) {
        let value = try fields.required("cumulativePremiumFractions")
        if case .null = value.content { return }
        let list = try history(&fields, "cumulativePremiumFractions", count: nil)
        let fractions = try list.entries.mapThrowing { value throws(PlacedError) in
            try parseInteger(value, Int256.self, place: list.place)
        }
        let latest = house.markets[id.rawValue].cumulativePremiumFraction.raw
        if let last = fractions.last, last != latest {
            throw PlacedError(
                message: "the last fraction is \(last), that of the state \(latest)", place: list.place,
                offset: list.offset)
        }
    }

    private mutating func readPrices(_ fields: inout ObjectReader, _ id: PoolID) throws(PlacedError) {
        let list = try history(&fields, "prices", count: nil)
        var entries: [(price: Decimal18, timestamp: UInt64)] = []
        for (index, value) in list.entries.enumerated() {
            let place = "\(list.place)[\(index)]"
            var entry = try ObjectReader(value, place: place)
            let (price, timestamp) = (try entry.decimal("price"), try entry.counter("timestamp"))
            try entry.finish()
            if let last = entries.last, timestamp <= last.timestamp {
                throw PlacedError(
                    message: "a price of \(timestamp) does not follow one of \(last.timestamp); prices go from the "
                        + "oldest to the latest", place: place, offset: value.offset)
            }
            entries.append((price, timestamp))
        }
        house.markets[id.rawValue].feed.restore(entries, after: UInt64(list.skipped))
    }
}

extension ObjectReader {
    /// True, false, or null for what nobody says.
    fileprivate mutating func boolOrNull(_ name: String) throws(PlacedError) -> Bool? {
        let value = try required(name)
        if case .null = value.content { return nil }
        return try bool(name)
    }
}
