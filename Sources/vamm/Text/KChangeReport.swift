import Clearing
import FixedPoint
import Messages
import Scenarios
import Simulation
import VirtualAMM
import WideIntegers

/// A K-change ledger as text and as JSON.
struct KChangeReport {
    let ledger: KChangeLedger
    let state: ScenarioState
    let policy: String?

    /// The decision as a title, the extensions named as such.
    var title: String {
        let extensionNote = "extension, not in the contracts"
        let decision =
            switch ledger.decision {
            case .resize(let multiplier): "resize x\(multiplier) (migrateLiquidity, revision v1)"
            case .pay(let scale): "pay x\(scale) (\(extensionNote))"
            case .repeg(let price): "repeg to \(price) (\(extensionNote))"
            }
        return decision + (policy.map { ", decided by the policy \($0)" } ?? "")
    }

    /// An exact number of wei of quote as a decimal.
    static func quote(_ wei: Rational?) -> String? {
        guard let wei, let value = wei.divided(by: Rational(Decimal18.oneInWei)) else { return nil }
        return value.decimal(fractionDigits: 18).filter { $0 != "…" }
    }

    var text: String {
        let sections = [
            heading, money, depth, traders, margins, ledger.order.map(order) ?? [], sandwiches, dust,
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var heading: [String] {
        var lines = [
            visible("\(state.scenarioName), pool \(state.poolName), after step \(state.steps): \(title)"),
            "cost to the insurance fund  \(ledger.cost.figure)",
        ]
        if ledger.cost.isNegative, ledger.before.vault < ledger.cost.magnitude {
            lines.append("the vault had only \(ledger.before.vault.figure) of that")
        }
        if ledger.order != nil {
            lines.append("paying instead would cost   \(shown(Self.quote(ledger.formulaCost)))")
        }
        if !ledger.maximumCost.isZero {
            lines.append("no scale can cost more than \(shown(Self.quote(ledger.maximumCost)))")
        }
        return lines
    }

    private func shown(_ decimal: String?) -> String { decimal.map { figure($0) } ?? "-" }

    private func percent(_ ratio: SignedDecimal18?) -> String { ratio?.percent(digits: 4) ?? "-" }

    private var money: [String] {
        let (before, after) = (ledger.before, ledger.after)
        var table = TextTable()
        table.append("", "before", "after")
        func row(_ name: String, _ value: (KChangeSnapshot) -> String?) {
            table.append(name, shown(value(before)), shown(value(after)))
        }
        row("quote reserve") { $0.quoteAssetReserve.description }
        row("base reserve") { $0.baseAssetReserve.description }
        row("net position") { $0.netPosition.description }
        row("spot price") { $0.spotPrice.description }
        row("price after everyone closes") { $0.closing.price?.description }
        row("vault") { $0.vault.description }
        row("insurance fund") { $0.insuranceFund.description }
        row("fee pool") { $0.feePool?.description }
        row("owed if everyone closes, in the order given") { $0.closing.owed.description }
        row("  solvency") { $0.solvency?.description }
        row("  not covered by margins") { $0.closing.badDebt.description }
        row("owed in the worst order found") { $0.worstClosing.owed.description }
        row("  solvency") { $0.worstSolvency?.description }
        if state.house.markets.count > 1 { row("owed by other pools") { $0.owedElsewhere.description } }
        row("quote to move the price 1 %") { $0.quoteForOnePercent.description }
        row("  capital for that at \(ledger.leverage)x") {
            $0.arbitrageCapital(leverage: ledger.leverage).description
        }
        row("positions that may be liquidated") { "\($0.liquidatable)" }
        return table.lines
            + [
                "worst order: \(worstOrder(after)) (\(after.search.rawValue) search)", stuck(before, "before"),
                stuck(after, "after"),
            ].compactMap { $0 }
    }

    private func worstOrder(_ snapshot: KChangeSnapshot) -> String {
        let names = snapshot.worstClosing.shares.map { visible(state.name(of: $0.trader)) }
        return names.isEmpty
            ? "none" : names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    }

    private func stuck(_ snapshot: KChangeSnapshot, _ when: String) -> String? {
        let names = snapshot.closing.stuck.map { visible(state.name(of: $0)) }
        return names.isEmpty ? nil : "can't be closed \(when): " + names.joined(separator: ", ")
    }

    private var depth: [String] {
        var table = TextTable(leftAligned: [])
        table.append("buy of", "slippage", "after", "break-even gap", "after")
        for row in ledger.depth {
            table.append(
                row.notional.figure, percent(row.slippage.before), percent(row.slippage.after),
                percent(row.breakEvenGap.before), percent(row.breakEvenGap.after))
        }
        return table.lines
    }

    private var traders: [String] {
        guard !ledger.traders.isEmpty else { return ["no positions"] }
        var table = TextTable()
        table.append("trader", "size", "after", "PnL", "after", "ratio", "after")
        for trader in ledger.traders {
            table.append(
                visible(state.name(of: trader.before.trader)), trader.before.size?.figure ?? "-",
                trader.after.size?.figure ?? "-", trader.before.profit?.figure ?? "-",
                trader.after.profit?.figure ?? "-", percent(trader.before.marginRatio),
                percent(trader.after.marginRatio))
        }
        let became = ledger.becameLiquidatable.map { visible(state.name(of: $0)) }
        return table.lines
            + ["become liquidatable: \(became.isEmpty ? "none" : "\(became.count), " + became.joined(separator: ", "))"]
    }

    /// What the contracts go by beside what the price says, and what that lets out.
    private var margins: [String] {
        guard !ledger.traders.isEmpty else { return [] }
        var table = TextTable()
        table.append("trader", "ratio by spot", "after", "may take out", "after")
        for trader in ledger.traders {
            table.append(
                visible(state.name(of: trader.before.trader)), percent(trader.before.spotMarginRatio),
                percent(trader.after.spotMarginRatio), trader.before.removableMargin.figure,
                trader.after.removableMargin.figure)
        }
        let isOld = ledger.traders.contains { $0.after.marginRatio != $0.after.spotMarginRatio }
        return table.lines
            + (isOld
                ? [
                    "The contracts go by the average price where it is kinder than spot; until",
                    "somebody trades the average is that of the reserves before the change.",
                ] : [])
    }

    private func order(_ order: KChangeOrder) -> [String] {
        var table = TextTable()
        table.append("left after closing", "no change", "lazy", "eager", "eager - lazy")
        for share in order.shares {
            let difference = share.eager.flatMap { eager in share.lazy.flatMap { try? eager.subtracting($0) } }
            table.append(
                visible(state.name(of: share.trader)), share.unchanged?.figure ?? "-",
                share.lazy?.figure ?? "-", share.eager?.figure ?? "-", difference?.figure ?? "-")
        }
        table.append(
            "owed to all", ledger.before.closing.owed.figure, order.lazy.owed.figure,
            order.eager.owed.figure,
            difference(order.eager.owed, order.lazy.owed)?.figure ?? "-")
        return ["lazy: each is resized as it closes; eager: all right after the change"] + table.lines
    }

    private func difference(_ left: Decimal18, _ right: Decimal18) -> SignedDecimal18? {
        try? SignedDecimal18(left).subtracting(unsigned: right)
    }

    private var sandwiches: [String] {
        var table = TextTable()
        table.append("trading around the change", "of", "profit", "without the change")
        for sandwich in ledger.sandwiches {
            table.append(
                "\(sandwich.side.rawValue) before, close after", sandwich.notional.figure,
                sandwich.profit?.figure ?? "-", sandwich.profitWithoutChange?.figure ?? "-")
        }
        let refusals = ledger.sandwiches.compactMap(\.refusal).map(\.description)
        let first = refusals.first.map { ["refused (\(refusals.count)), first: \(visible($0))"] } ?? []
        let most = ledger.sandwichLeverage
        let capped = most < ledger.leverage ? ["at \(most)x, the most that the house allows"] : []
        return table.lines + capped + first
    }

    private var dust: [String] {
        let dust = ledger.dust
        func wei(_ value: Rational) -> String { value.decimal(fractionDigits: 6) }
        var table = TextTable(leftAligned: [0, 2])
        table.append("rounding dust, wei", "", "")
        table.append("quote reserve", wei(dust.quoteAssetReserve), "cut off")
        table.append("base reserve", wei(dust.baseAssetReserve), "cut off")
        table.append("closing value", wei(dust.closingValue), "more than was paid for")
        table.append("sizes", wei(dust.sizes), "sum of positions less the pool's figure")
        return table.lines
    }
}
