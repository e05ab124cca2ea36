internal import Charts
internal import Simulation
public import Sweeps
internal import VirtualAMM

extension ChoiceSearch.Outcome {
    /// What was found as a page: the choice, the objective over what was tried, every value, and how it was made.
    ///
    /// - Parameters:
    ///   - search: What was looked for.
    ///   - maker: What made the page, such as "vamm 0.2.0".
    public func html(of search: ChoiceSearch, maker: String) -> String {
        Page(
            title: "The choice of \(search.range.path): \(search.market.name)", lead: lead(search),
            sections: choices.enumerated().map { place, choice in
                Page.Section(
                    id: "choice-\(place)",
                    title: circumstances[place].isEmpty ? "Every value" : "With \(circumstances[place])",
                    body: "\(chart(choice, search, place).figure(id: "chart-\(place)"))\(table(choice, search))")
            } + [Page.Section(id: "method", title: "How this was made", body: method(search))],
            maker: "Made by \(maker). Means and intervals are computed in floating point; every run is exact."
        ).html
    }

    private func lead(_ search: ChoiceSearch) -> HTML {
        let facts = [
            "market \(search.market.name)", "revision \(search.market.revision.rawValue)",
            "\(search.seeds.count) seeds", "\(runs) runs",
        ]
        return """
            <p><strong>\(sentence(of: search))</strong></p>
            <p class="facts">\(facts.joined(separator: " · "))</p>
            """
    }

    private func chart(_ choice: Choice, _ search: ChoiceSearch, _ place: Int) -> Chart {
        func point(_ entry: Choice.Entry) -> Chart.Points.Point? {
            guard let x = Double(entry.candidate.values[0]), x > 0 else { return nil }
            // Doublings from the least value: a scale of even ratios.
            var point = Chart.Points.Point(x: search.doublings(of: x), y: entry.mean)
            if let best = choice.best, entry.interval.lowerBound.isFinite {
                let top = choice.entries[best].mean
                point.yInterval = (top - entry.interval.upperBound)...(top - entry.interval.lowerBound)
            }
            point.label = entry.candidate.label
            point.hint = "\(search.range.path) = \(entry.candidate.label): \(entry.standing.rawValue)"
            point.isFaded = entry.standing == .worse || entry.standing == .forbidden
            return point
        }
        let chosen = choice.entries.indices.filter { choice.range?.contains($0) ?? false }
        let others = choice.entries.indices.filter { !(choice.range?.contains($0) ?? false) }
        return Chart(
            title: "The objective over \(search.range.path)",
            caption: "A run's mean. Bars are 95 % intervals of the difference to the best, paired over seeds, all at"
                + " once. Diamonds are what to choose.",
            xAxis: Chart.Axis("doublings of \(search.range.path) from \(search.range.from)"),
            yAxis: Chart.Axis("\(search.objective.text), quote"),
            layers: [
                .points(
                    Chart.Points(
                        "others", others.compactMap { point(choice.entries[$0]) }, style: SeriesStyle(7))),
                .points(
                    Chart.Points(
                        "chosen", chosen.compactMap { point(choice.entries[$0]) }, style: SeriesStyle(1),
                        shape: .diamond)),
            ])
    }

    private func table(_ choice: Choice, _ search: ChoiceSearch) -> HTML {
        let rows = choice.rows(deciding: [search.range.path])
        return Page.table(
            label: "Every value of \(search.range.path)", header: rows[0],
            rows: rows.dropFirst().map { $0.map { "\($0)" } }, numeric: [1, 2, 3, 4, 5, 6])
    }

    private func method(_ search: ChoiceSearch) -> HTML {
        let limits = search.objective.limits.map(\.text).joined(separator: ", ")
        let circumstances = search.circumstances.map { "\($0.path) = \($0.values.joined(separator: ", "))" }
        return """
            <p>\(search.range.path) from \(search.range.from) to \(search.range.to), all values with the same seeds.
            Objective: \(search.objective.text). Limits: \(limits.isEmpty ? "none" : limits). Circumstances:
            \(circumstances.isEmpty ? "the market's own" : circumstances.joined(separator: "; ")), taken together by
            \(search.across.rawValue). Differences are resampled by seed.</p>
            """
    }
}
