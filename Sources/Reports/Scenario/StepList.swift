internal import Charts
internal import FixedPoint
internal import Scenarios

/// Every step as a line that folds out: what was called, what it returned, emitted and changed, or why it reverted.
struct StepList {
    private var lines: HTML = ""
    private var shown = 0
    private var reasons: [(text: String, count: Int, first: Int)] = []
    private var prices: [(mark: Decimal18?, index: Decimal18?)] = []
    private let count: Int
    private let startTime: UInt64
    /// How each step came about, as far as that is known.
    private let derivations: [[String]]

    /// Beyond this many bytes a page is no longer quick to open; what follows is left to `vamm run --json`.
    private static let mostBytes = 2_500_000
    private static let mostReasons = 40

    init(_ history: ScenarioHistory, derivations: [[String]]) {
        (count, startTime, self.derivations) = (history.stepCount, history.startTime, derivations)
    }

    mutating func add(_ step: HistoryStep) {
        if let text = step.revertText { note(text, step: step.number) }
        // A step moves the prices of its own pool alone.
        var moved: String?
        if step.number == 0 {
            prices = (0..<step.figures.poolCount).map { Self.prices(step.figures[pool: $0]) }
        } else if let pool = step.pool, prices.indices.contains(pool) {
            let before = prices[pool]
            prices[pool] = Self.prices(step.figures[pool: pool])
            moved = self.moved(from: before, to: prices[pool])
        }
        guard step.number > 0, lines.text.utf8.count < Self.mostBytes, shown == step.number - 1 else { return }
        shown += 1
        lines += line(step, moved: moved)
    }

    private static func prices(_ figures: PoolFigures) -> (mark: Decimal18?, index: Decimal18?) {
        (figures.spotPrice, figures.indexPrice)
    }

    private func moved(
        from old: (mark: Decimal18?, index: Decimal18?), to new: (mark: Decimal18?, index: Decimal18?)
    ) -> String? {
        if let mark = new.mark, mark != old.mark { return "mark \(NumberText.short(mark.description))" }
        if let index = new.index, index != old.index { return "index \(NumberText.short(index.description))" }
        return nil
    }

    private mutating func note(_ text: String, step: Int) {
        if let index = reasons.firstIndex(where: { $0.text == text }) {
            reasons[index].count += 1
        } else if reasons.count < Self.mostReasons {
            reasons.append((text, 1, step))
        }
    }

    private func line(_ step: HistoryStep, moved: String?) -> HTML {
        let outcome: HTML =
            step.revertText.map { "<strong class=\"bad\">\($0)</strong>" }
            ?? (moved.map { "\($0)" } ?? "<span class=\"facts\">ok</span>")
        let decided: HTML = step.decidingRatio.map { " <span class=\"facts\">at \($0.text)</span>" } ?? ""
        let warning: HTML = step.isAsExpected ? "" : " <strong class=\"bad\">not as expected</strong>"
        let kind: HTML = step.isSuccess && step.isAsExpected ? "ok" : "revert"
        return """
            <details id="step-\(step.number)" class="\(kind)"><summary><span class="no">\(step.number)</span>\
            <span class="when">\(NumberText.duration(step.time - startTime))</span>\
            <span class="who">\(step.caller)</span><span class="what">\(step.callText)</span>\
            <span class="how">\(outcome)\(decided)\(warning)</span></summary>\
            <div class="detail">\(Self.detail(step))\(derivation(step.number))</div></details>

            """
    }

    /// How a step came about, folded.
    private func derivation(_ step: Int) -> HTML {
        guard derivations.indices.contains(step - 1) else { return "" }
        let lines = derivations[step - 1].map { "\($0)" as HTML }
        return """
            <details class="why"><summary>how it came about, in wei</summary>\
            <div class="scroll" role="region" tabindex="0" aria-label="Derivation of step \(step)">\
            <pre>\(HTML(lines, separator: "\n"))</pre></div></details>
            """
    }

    private static func detail(_ step: HistoryStep) -> HTML {
        let label = "step \(step.number)"
        var detail: HTML = """
            <h4>\(step.target) \(step.callName), block \(step.block) at \(step.time)</h4>\
            \(pairs(step.arguments, label: "Arguments, \(label)"))
            """
        if !step.returns.isEmpty {
            detail += "<h4>returned</h4>\(pairs(step.returns, label: "Returned, \(label)"))"
        }
        for (index, event) in step.events.enumerated() {
            detail += """
                <h4>event \(index + 1): \(event.emitter) \(event.name)</h4>\
                \(pairs(event.arguments, label: "Event \(index + 1), \(label)"))
                """
        }
        let changes = step.changes
        if changes.isEmpty { return detail + "<h4>nothing changed in the observable state</h4>" }
        let rows = changes.map { ["\($0.key)", value($0.before), value($0.after)] as [HTML] }
        return detail
            + """
            <h4>changed</h4>\(Page.table(
                label: "Changes, \(label)", header: ["", "before", "after"], rows: rows, numeric: [1, 2]))
            """
    }

    private static func pairs(_ pairs: [NamedText], label: String) -> HTML {
        if pairs.isEmpty { return "" }
        let rows = pairs.map { "<tr><th scope=\"row\">\($0.name)</th><td>\(value($0.value))</td></tr>" as HTML }
        return """
            <div class="scroll" role="region" tabindex="0" aria-label="\(label)">\
            <table><tbody>\(HTML(rows))</tbody></table></div>
            """
    }

    /// A number with its small digits behind; anything else as it is.
    private static func value(_ text: String) -> HTML {
        SignedDecimal18(text) == nil ? "\(text)" : NumberText.exact(text)
    }

    /// The whole list with the reasons of the reverts above it.
    var section: Page.Section {
        let rows = reasons.map { reason -> [HTML] in
            let first: HTML =
                reason.first <= shown
                ? "<a href=\"#step-\(reason.first)\">step \(reason.first)</a>" : "step \(reason.first)"
            return ["\(reason.text)", "\(reason.count)", first]
        }
        let table: HTML =
            rows.isEmpty
            ? ""
            : """
            <h3>Why steps reverted</h3>
            \(Page.table(label: "Reverts", header: ["reason", "steps", "first"], rows: rows, numeric: [1]))
            """
        let filter: HTML =
            reasons.isEmpty
            ? "" : "<label><input type=\"checkbox\" id=\"only-reverts\"> only steps that reverted</label>"
        let rest: HTML =
            shown == count
            ? ""
            : """
            <p><strong>Steps \(shown + 1) to \(count) are left out here</strong> to keep the page small; the charts \
            and the reasons above count all of them. <code>vamm run --json</code> prints every step in full.</p>
            """
        return Page.Section(
            id: "steps", title: "Every step",
            body: """
                \(table)<div class="tools">\
                <button type="button" data-all aria-expanded="false" hidden>Open all</button>\
                \(filter)</div>
                \(lines)\(rest)
                """)
    }
}
