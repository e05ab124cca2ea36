internal import Charts
internal import FixedPoint
internal import Scenarios

/// What a page needs of a history while it is walked: a bounded amount, however many steps there are.
struct Recording {
    /// What is drawn of the pools, by their places in the setup; nil for those without charts.
    var pools: [PoolRecording?]
    var vault: SeriesSampler
    var insuranceFund: SeriesSampler
    var tollPool: SeriesSampler
    var steps: StepList
    var first: MarketFigures?
    var last: MarketFigures?
    private(set) var reverts = 0
    /// Nil before the start, and where there are only pools.
    private var accounts: RunAccounts?
    /// The accounts at the end.
    private(set) var statement: AccountStatement?
    /// The steps that went through or not, by their times, as far as there is room for them above a chart.
    private var marks: [Chart.Mark] = []
    private let startTime: UInt64
    private let stepCount: Int

    /// More columns than this can't be told apart in the widest chart.
    static let columns = 800
    /// Above a chart with more steps than this their numbers would only be noise.
    private static let mostMarks = 120

    init(_ history: ScenarioHistory, derivations: [[String]]) {
        let range = 0...Double(history.endTime - history.startTime)
        (startTime, stepCount) = (history.startTime, history.stepCount)
        pools = Array(repeating: nil, count: history.pools.count)
        for place in history.drawnPools { pools[place] = PoolRecording(range: range, traders: history.traders.count) }
        vault = SeriesSampler(range: range, columns: Self.columns)
        insuranceFund = vault
        tollPool = vault
        steps = StepList(history, derivations: derivations)
        marks.reserveCapacity(Self.mostMarks)
    }

    mutating func add(_ step: HistoryStep) {
        let x = Double(step.time - startTime)
        let figures = step.figures
        for place in step.number == 0 ? Array(pools.indices) : step.lookedPools where pools[place] != nil {
            pools[place]?.add(step, figures[pool: place], index: place, x: x)
        }
        vault.append(ChartPoint(x: x, y: figures.vault?.drawn))
        insuranceFund.append(ChartPoint(x: x, y: figures.insuranceFund?.drawn))
        tollPool.append(ChartPoint(x: x, y: figures.tollPool?.drawn))
        if first == nil { first = figures }
        // Kept at the end alone: a market that is kept is copied by the step after it.
        if step.number == stepCount { last = figures }
        steps.add(step)
        keepAccounts(step)
        if step.number > 0 {
            if !step.isSuccess { reverts += 1 }
            if marks.count <= Self.mostMarks { marks.append(Chart.Mark(x: x, label: "\(step.number)")) }
        }
    }

    private mutating func keepAccounts(_ step: HistoryStep) {
        if step.number == 0 { accounts = step.figures.accounts }
        step.record.map { step.figures.add($0.step, to: &accounts) }
        if step.number == stepCount { statement = accounts.map(step.figures.statement) }
    }

    /// The numbers of the steps, for the top of a chart; none where there are too many.
    var stepMarks: [Chart.Mark] { marks.count > Self.mostMarks ? [] : marks }

    /// What stands above everything else: what it is, how it went, and what changed from start to end.
    func lead(_ history: ScenarioHistory, failures: [Failure]) -> HTML {
        let span = NumberText.duration(history.endTime - history.startTime)
        let facts = [
            history.file, "revision \(history.revision)", "\(history.stepCount) steps over \(span)",
            reverts == 0 ? "no reverts" : "\(reverts) reverted",
        ]
        let comment: HTML = history.comment.map { "<p>\($0)</p>" } ?? ""
        let verdict: HTML =
            failures.isEmpty
            ? ""
            : """
            <p class="bad"><strong>\(failures.count) steps did not go as the scenario expects:</strong> \
            \(stepNumbers(failures))</p>
            """
        return """
            \(comment)<p class="facts">\(facts.joined(separator: " · "))</p>
            \(verdict)\(changes(history))
            """
    }

    private func stepNumbers(_ failures: [Failure]) -> HTML {
        let links = failures.prefix(20).compactMap(\.step).map { "<a href=\"#step-\($0)\">step \($0)</a>" as HTML }
        return HTML(links, separator: ", ") + (failures.count > 20 ? ", …" : "")
    }

    private func changes(_ history: ScenarioHistory) -> HTML {
        guard let first, let last else { return "" }
        func row(_ name: HTML, _ value: (MarketFigures) -> String?) -> [HTML] {
            [name] + [value(first), value(last)].map { $0.map(NumberText.exact) ?? "reverts" }
        }
        var rows = [[HTML]]()
        for (index, name) in history.pools.enumerated() where pools[index] != nil {
            rows += [
                row("\(name) price") { $0[pool: index].spotPrice?.description },
                row("\(name) index") { $0[pool: index].indexPrice?.description },
                row("\(name) quote reserve") { $0[pool: index].quoteAssetReserve.description },
                row("\(name) base reserve") { $0[pool: index].baseAssetReserve.description },
            ]
        }
        rows += [
            row("vault") { $0.vault?.description }, row("insurance fund") { $0.insuranceFund?.description },
            row("toll pool") { $0.tollPool?.description },
            row("prepaid bad debt") { $0.prepaidBadDebt.description },
        ]
        if let debt = statement?.badDebt {
            rows.append(["bad debt so far", NumberText.exact("0"), NumberText.exact(debt.total.wholeUnits)])
        }
        return Page.table(
            label: "Start and end", header: ["", "at the start", "at the end"], rows: rows, numeric: [1, 2])
    }

    func sections(_ history: ScenarioHistory) -> [Page.Section] {
        let several = history.pools.count > 1
        let drawn = history.pools.enumerated().compactMap { index, name in
            pools[index].map { pool in
                Page.Section(
                    id: "pool-\(index + 1)", title: several ? "Pool \(name)" : "The pool \(name)",
                    body: pool.body(
                        id: "pool-\(index + 1)", marks: stepMarks, end: last?.positions(onPool: index) ?? []))
            }
        }
        return drawn + otherPools(history)
            + [Page.Section(id: "money", title: "Vault and insurance fund", body: moneyChart)]
            + (statement.map { [AccountsSection($0).section] } ?? [])
    }

    /// The pools without charts, one row each; no section where every pool is drawn.
    private func otherPools(_ history: ScenarioHistory) -> [Page.Section] {
        let others = pools.indices.filter { pools[$0] == nil }
        guard !others.isEmpty, let first, let last else { return [] }
        let steps = history.stepsOfPools
        let rows = others.map { place -> [HTML] in
            let (start, end) = (first[pool: place], last[pool: place])
            let prices = [start.spotPrice, end.spotPrice, end.indexPrice].map {
                $0.map { NumberText.exact($0.description) } ?? "reverts"
            }
            return ["\(history.pools[place])", "\(steps[place])"] + prices
        }
        let table = Page.table(
            label: "Other pools", header: ["pool", "steps", "price at the start", "at the end", "index at the end"],
            rows: rows, numeric: [1, 2, 3, 4])
        return [
            Page.Section(
                id: "other-pools", title: "Other pools",
                body: """
                    <p>Charts are drawn for the \(ScenarioHistory.mostPoolsDrawn) pools that most steps are about; \
                    \(others.count) others have a row here.</p>
                    \(table)
                    """)
        ]
    }

    private var moneyChart: HTML {
        var chart = Chart(
            title: "Token balances",
            caption:
                "The vault is the clearing house's balance. The insurance fund receives spreads and pays for bad debt; "
                + "tolls go to the toll pool.",
            xAxis: .time, yAxis: Chart.Axis("balance, in quote", includes: [0]),
            layers: [
                .line(Chart.Line("vault", vault.samples, style: SeriesStyle(0), shape: .steps)),
                .line(
                    Chart.Line("insurance fund", insuranceFund.samples, style: SeriesStyle(1, dash: 1), shape: .steps)),
                .line(Chart.Line("toll pool", tollPool.samples, style: SeriesStyle(2, dash: 2), shape: .steps)),
            ])
        chart.showMarks(stepMarks)
        return "<div class=\"charts\">\(chart.figure(id: "money-chart"))</div>"
    }
}

extension Chart.Axis {
    /// Time since the setup's block.
    static let time = Chart.Axis("time since the start", unit: .duration)
}

extension Chart {
    /// Puts the steps' numbers above the plot, and says so.
    mutating func showMarks(_ marks: [Mark]) {
        self.marks = marks
        if !marks.isEmpty { xAxis.name += "; above: the steps" }
    }
}
