import Clearing
import FixedPoint
import JSON
import Scenarios
import Simulation
import VirtualAMM
import WideIntegers

extension KChangeReport {
    /// The complete ledger. Amounts are decimals, ratios are not in percent, dust is in wei.
    var json: JSONValue {
        .object([
            "scenario": .string(state.scenarioName), "pool": .string(state.poolName),
            "steps": .number(state.steps), "policy": policy.map { .string($0) } ?? .null, "decision": decision,
            "cost": .string(ledger.cost.description), "formulaCost": text(Self.quote(ledger.formulaCost)),
            "maximumCost": text(Self.quote(ledger.maximumCost)), "before": snapshot(ledger.before),
            "after": snapshot(ledger.after), "depth": .array(ledger.depth.map(depth)),
            "traders": .array(ledger.traders.map(trader)),
            "becameLiquidatable": names(ledger.becameLiquidatable), "order": ledger.order.map(order) ?? .null,
            "sandwiches": .array(ledger.sandwiches.map(sandwich)),
            "sandwichLeverage": text(ledger.sandwichLeverage), "dust": dust,
        ])
    }

    private func text(_ value: (some CustomStringConvertible)?) -> JSONValue {
        value.map { .string($0.description) } ?? .null
    }

    private func names(_ accounts: [Account]) -> JSONValue {
        .array(accounts.map { .string(state.name(of: $0)) })
    }

    private var decision: JSONValue {
        let (way, key, value) =
            switch ledger.decision {
            case .resize(let multiplier): ("resize", "multiplier", multiplier)
            case .pay(let scale): ("pay", "multiplier", scale)
            case .repeg(let price): ("repeg", "price", price)
            }
        return .object([
            JSONValue.Member("way", .string(way)), JSONValue.Member(key, .string(value.description)),
            JSONValue.Member("extensionNotInTheContracts", .bool(ledger.decision.isExtension)),
        ])
    }

    private func snapshot(_ snapshot: KChangeSnapshot) -> JSONValue {
        .object([
            "quoteAssetReserve": text(snapshot.quoteAssetReserve), "baseAssetReserve": text(snapshot.baseAssetReserve),
            "netPosition": text(snapshot.netPosition), "spotPrice": text(snapshot.spotPrice),
            "vault": text(snapshot.vault), "insuranceFund": text(snapshot.insuranceFund),
            "feePool": text(snapshot.feePool),
            "everyoneCloses": closing(snapshot.closing, solvency: snapshot.solvency),
            "everyoneClosesInWorstOrder": closing(snapshot.worstClosing, solvency: snapshot.worstSolvency),
            "worstOrderSearch": .string(snapshot.search.rawValue), "owedByOtherPools": text(snapshot.owedElsewhere),
            "quoteForOnePercent": text(snapshot.quoteForOnePercent), "leverage": text(ledger.leverage),
            "arbitrageCapital": text(snapshot.arbitrageCapital(leverage: ledger.leverage)),
            "liquidatable": .number(snapshot.liquidatable),
        ])
    }

    private func closing(_ closing: Closing, solvency: SignedDecimal18?) -> JSONValue {
        .object([
            "owed": text(closing.owed), "badDebt": text(closing.badDebt), "solvency": text(solvency),
            "priceAfter": text(closing.price), "cannotClose": names(closing.stuck),
            "left": .array(
                closing.shares.map {
                    .object(["trader": .string(state.name(of: $0.trader)), "equity": text($0.equity)])
                }),
        ])
    }

    private func depth(_ row: KChangeDepth) -> JSONValue {
        .object([
            "notional": text(row.notional), "slippageBefore": text(row.slippage.before),
            "slippageAfter": text(row.slippage.after), "breakEvenGapBefore": text(row.breakEvenGap.before),
            "breakEvenGapAfter": text(row.breakEvenGap.after),
        ])
    }

    private func trader(_ change: KChangeLedger.TraderChange) -> JSONValue {
        func view(_ view: TraderState) -> JSONValue {
            .object([
                "size": text(view.size), "margin": text(view.margin), "unrealizedPnl": text(view.profit),
                "marginRatio": text(view.marginRatio), "spotMarginRatio": text(view.spotMarginRatio),
                "removableMargin": text(view.removableMargin),
                "liquidatable": .bool(view.isLiquidatable(state.house.parameters.maintenanceMarginRatio)),
            ])
        }
        return .object([
            "trader": .string(state.name(of: change.before.trader)), "before": view(change.before),
            "after": view(change.after),
        ])
    }

    private func order(_ order: KChangeOrder) -> JSONValue {
        .object([
            "lazyOwed": text(order.lazy.owed), "eagerOwed": text(order.eager.owed),
            "traders": .array(
                order.shares.map {
                    .object([
                        "trader": .string(state.name(of: $0.trader)), "unchanged": text($0.unchanged),
                        "lazy": text($0.lazy), "eager": text($0.eager), "lazySize": text($0.lazySize),
                        "eagerSize": text($0.eagerSize),
                    ])
                }),
        ])
    }

    private func sandwich(_ sandwich: KChangeSandwich) -> JSONValue {
        .object([
            "side": .string(sandwich.side.rawValue), "notional": text(sandwich.notional),
            "profit": text(sandwich.profit), "profitWithoutChange": text(sandwich.profitWithoutChange),
            "refusal": text(sandwich.refusal),
        ])
    }

    private var dust: JSONValue {
        .object([
            "quoteAssetReserve": text(ledger.dust.quoteAssetReserve),
            "baseAssetReserve": text(ledger.dust.baseAssetReserve), "closingValue": text(ledger.dust.closingValue),
            "sizes": text(ledger.dust.sizes),
        ])
    }
}
