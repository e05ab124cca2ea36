internal import Charts
public import Files
internal import FixedPoint
public import Scenarios

/// Where rounding left dust, as rows of a table.
public struct ReportDust: Sendable {
    /// What rounded, who gained by it, and how much, as text.
    public var rows: [(source: String, beneficiary: String, amount: String)]
    /// What the figures mean.
    public var note: String

    /// Rows with what they mean.
    public init(rows: [(source: String, beneficiary: String, amount: String)], note: String) {
        self.rows = rows
        self.note = note
    }
}

/// A scenario as a page: charts of every pool, the traders, the money, and every step with its events.
public struct ScenarioReport: Sendable {
    /// The complete page.
    public let html: String
    /// What was not as the scenario expects, step by step.
    public let failures: [Failure]

    /// Runs a scenario and draws it.
    ///
    /// - Parameters:
    ///   - history: What to run.
    ///   - dust: What the rounding ledger of the same scenario says; nil leaves the section out.
    ///   - derivations: How each step came about, as lines of text, from the first step on; may end before the last.
    ///   - maker: What made the page, such as "vamm 0.2.0".
    ///   - progress: Is told now and then how many steps were run.
    /// - Throws: `FileError` where the setup itself reverts.
    public init(
        _ history: ScenarioHistory, dust: ReportDust? = nil, derivations: [[String]] = [], maker: String,
        progress: (Int) -> Void = { _ in }
    ) throws(FileError) {
        var recording = Recording(history, derivations: derivations)
        failures = try history.walk { step in
            recording.add(step)
            if step.number % 4096 == 0 { progress(step.number) }
        }
        let page = Page(
            title: history.name, lead: recording.lead(history, failures: failures),
            sections: recording.sections(history) + (dust.map { [Self.section($0)] } ?? []) + [recording.steps.section],
            maker: "Made by \(maker). Charts are drawn in floating point; figures are exact, or cut for reading.")
        html = page.html
    }

    private static func section(_ dust: ReportDust) -> Page.Section {
        let rows = dust.rows.map { row -> [HTML] in
            ["\(row.source)", "\(row.beneficiary)", "\(row.amount)"]
        }
        return Page.Section(
            id: "dust", title: "Rounding dust",
            body: """
                <p>\(dust.note)</p>
                \(Page.table(
                    label: "Rounding dust", header: ["source", "who gains", "amount"], rows: rows, numeric: [2]))
                """)
    }
}
