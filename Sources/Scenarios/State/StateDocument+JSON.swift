internal import Clearing
internal import FixedPoint
package import JSON
internal import VirtualAMM
internal import WideIntegers

extension StateDocument {
    /// The document as text, in lines.
    public var text: String { json.prettyText + "\n" }

    /// The document as a value.
    package var json: JSONValue {
        .object([
            .init("format", .string(Self.format)), .init("revision", .string(house.revision.rawValue)),
            .init("source", source), .init("block", block.json), .init("quoteToken", quoteToken),
            .init(
                "state",
                .object(roster.stateKeys.map { .init(roster.name(of: $0), roster.json($0.read(house))) })),
            .init(
                "amms",
                .object(
                    house.markets.indices.map { .init(roster.pools[$0], pool(PoolID(rawValue: $0))) })),
            .init("clearingHouse", clearingHouse), .init("insuranceFund", insuranceFund),
            .init(
                "allowances",
                .object(
                    roster.namedAccounts.compactMap { account in
                        house.ledger.allowance(of: account).map {
                            .init(roster.name(of: account), .string($0.description))
                        }
                    })),
            .init("accounts", .object(addresses.map { .init($0.name, .string($0.address)) })),
        ])
    }

    private func name(_ account: Account?) -> JSONValue { account.map { .string(roster.name(of: $0)) } ?? .null }

    private var quoteToken: JSONValue {
        var members: [JSONValue.Member] = [.init("decimals", .number(house.ledger.decimals.count))]
        if house.ledger.isPaused { members.append(.init("paused", .bool(true))) }
        // Whoever else was sent tokens can send them on.
        let others = roster.namedAccounts.filter { !roster.isHolder($0) && !house.ledger.balance(of: $0).isZero }
        if !others.isEmpty {
            members.append(
                .init(
                    "balances",
                    .object(
                        others.map {
                            .init(roster.name(of: $0), .string(house.ledger.balance(of: $0).description))
                        })))
        }
        return .object(members)
    }

    private var clearingHouse: JSONValue {
        let ownership = house.ownership
        return .object([
            "owner": name(ownership.owner), "candidate": name(ownership.candidate),
            "tollPool": name(house.accounts.tollPool), "whitelist": name(house.whitelisted),
            "backstop": .array(house.backstopProviders.sorted().map { name($0) }),
        ])
    }

    private var insuranceFund: JSONValue {
        let fund = house.insuranceFund
        var members: [JSONValue.Member] = [
            .init("owner", name(fund.owner == Roster.nobody ? nil : fund.owner)), .init("candidate", .null),
            .init("beneficiary", fund.beneficiary == nil ? .string(StateReader.zeroAddress) : name(fund.beneficiary)),
        ]
        if !fund.supportsQuoteToken { members.append(.init("supportsQuoteToken", .bool(false))) }
        return .object(members)
    }

    private func pool(_ id: PoolID) -> JSONValue {
        let market = house.markets[id.rawValue]
        let state = market.pool.state
        // Whoever else trades, as the toll pool may.
        let others = market.traders.filter { !roster.isTrader($0) && house.storedPosition(id, of: $0) != Position() }
        let positions = others.map { account in
            JSONValue.Member(roster.name(of: account), position(house.storedPosition(id, of: account)))
        }
        return .object(
            [
                .init("tradeLimitRatio", .string(state.tradeLimitRatio.raw.description)),
                .init("fundingPeriod", JSONValue(.number(state.fundingPeriod.description))),
                .init("owner", name(state.owner)), .init("candidate", name(state.ownerCandidate)),
                .init("counterParty", name(state.counterParty)), .init("globalShutdown", name(state.globalShutdown)),
                .init("priceFeed", name(state.priceFeed ?? Roster.oracle.account)),
                .init("isListed", .bool(market.isListed)),
                .init("reserveSnapshots", market.pool.reserveHistory),
                .init("liquiditySnapshots", market.pool.liquidityHistory),
                .init("cumulativePremiumFractions", .null), .init("prices", market.feed.history),
            ] + (positions.isEmpty ? [] : [.init("positions", .object(positions))]))
    }

    private func position(_ position: Position) -> JSONValue {
        .object(PositionField.allCases.map { .init($0.rawValue, roster.json($0.figure.read(position))) })
    }
}

private func historyJSON(skipped: Int, _ entries: [JSONValue]) -> JSONValue {
    .object(["skipped": .number(skipped), "entries": .array(entries)])
}

extension Pool {
    fileprivate var reserveHistory: JSONValue {
        historyJSON(
            skipped: skippedSnapshots,
            reserveSnapshots.dropFirst(skippedSnapshots).map { entry in
                .object([
                    "quoteAssetReserve": .string(entry.quoteAssetReserve.raw.description),
                    "baseAssetReserve": .string(entry.baseAssetReserve.raw.description),
                    "timestamp": .number(entry.timestamp), "blockNumber": .number(entry.blockNumber),
                ])
            })
    }

    fileprivate var liquidityHistory: JSONValue {
        historyJSON(
            skipped: skippedLiquiditySnapshots,
            liquiditySnapshots.dropFirst(skippedLiquiditySnapshots).map { entry in
                .object([
                    "cumulativeNotional": .string(entry.cumulativeNotional.raw.description),
                    "quoteAssetReserve": .string(entry.quoteAssetReserve.raw.description),
                    "baseAssetReserve": .string(entry.baseAssetReserve.raw.description),
                    "totalPositionSize": .string(entry.totalPositionSize.raw.description),
                ])
            })
    }
}

extension PriceFeed {
    fileprivate var history: JSONValue {
        historyJSON(
            skipped: Int(clamping: (entries.first?.roundID ?? 1) - 1),
            entries.map { .object(["price": .string($0.price.raw.description), "timestamp": .number($0.timestamp)]) })
    }
}
