/// What a swept grid says to decide: its decided fields against its circumstances (SPEC KD3).
public struct SweptChoice: Sendable {
    /// The fields that are decided.
    public let fields: [String]
    /// A choice, or one for each circumstance where each is taken by itself.
    public let choices: [(circumstance: String, choice: Choice)]

    /// Nil where the grid decides nothing, or no seed was run for every point.
    ///
    /// - Parameters:
    ///   - grid: What was swept.
    ///   - runs: By point and place of the seed, the measures of `Objective.measures`; nil for what is not run yet.
    init?(_ grid: SweepGrid, runs: [[[Double]?]], _ objective: Objective, margin: Double?) {
        if grid.decided.isEmpty { return nil }
        fields = grid.decided
        // Only seeds that every point was run with can be paired.
        let seeds = grid.seeds.indices.filter { seed in runs.allSatisfy { $0[seed] != nil } }
        if seeds.isEmpty { return nil }
        let decided = grid.axes.indices.filter { grid.decided.contains(grid.axes[$0].path) }
        var (values, circumstances): ([[String]], [[String]]) = ([], [])
        var table: [[String]: [[String]: [[Double]]]] = [:]
        for point in 0..<grid.pointCount {
            let all = grid.values(ofPoint: point)
            let value = decided.map { all[$0] }
            let others = grid.axes.indices.filter { !decided.contains($0) }.map { "\(grid.axes[$0].path) = \(all[$0])" }
            if table[value] == nil { values.append(value) }
            if !circumstances.contains(others) { circumstances.append(others) }
            table[value, default: [:]][others] = seeds.compactMap { runs[point][$0] }
        }
        // Along a single field neighbours are neighbours; a candidate without a circumstance can't be compared.
        if decided.count == 1 {
            values.sort { ChoiceSearch.number($0[0]) < ChoiceSearch.number($1[0]) }
        }
        let candidates = values.compactMap { value -> Candidate? in
            let runs = circumstances.compactMap { table[value]?[$0] }
            return runs.count == circumstances.count ? Candidate(values: value, runs: runs, objective) : nil
        }
        choices = Choice.all(
            candidates, circumstances: circumstances.map { $0.joined(separator: ", ") }, objective, across: grid.across,
            margin: margin)
    }

    /// Whether a point has what was chosen: its decided values are in the range of a choice for all circumstances, or
    /// for its own.
    func chooses(_ point: Int, of grid: SweepGrid) -> Bool {
        let all = grid.values(ofPoint: point)
        let value = grid.axes.indices.filter { fields.contains(grid.axes[$0].path) }.map { all[$0] }
        let others = grid.axes.indices.filter { !fields.contains(grid.axes[$0].path) }
            .map { "\(grid.axes[$0].path) = \(all[$0])" }.joined(separator: ", ")
        return choices.contains { circumstance, choice in
            guard let range = choice.range, circumstance.isEmpty || circumstance == others else { return false }
            return range.contains { choice.entries[$0].candidate.values == value }
        }
    }

    /// What to decide, in sentences.
    public var sentence: String {
        Choice.sentence(choices, deciding: fields)
    }
}
