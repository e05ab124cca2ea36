internal import JSON

// Choices of several circumstances: what stands for all of them is for the circumstance "".

extension Choice {
    /// One choice for all circumstances together, or one for each.
    ///
    /// - Parameter circumstances: The names of all, in the order of the candidates' runs.
    static func all(
        _ candidates: [Candidate], circumstances: [String], _ objective: Objective, across: Across, margin: Double?
    ) -> [(circumstance: String, choice: Choice)] {
        guard across == .each else {
            return [("", Choice(candidates, limits: objective.limits, across: across, margin: margin))]
        }
        return circumstances.enumerated().map { place, name in
            let alone = candidates.map { $0.alone(in: place, objective) }
            return (name, Choice(alone, limits: objective.limits, across: .mean, margin: margin))
        }
    }

    /// What to choose in each, in sentences.
    static func sentence(_ choices: some Sequence<(String, Choice)>, deciding fields: [String]) -> String {
        choices.map { circumstance, choice in
            (circumstance.isEmpty ? "" : "With \(circumstance): ")
                + choice.sentence(deciding: fields.joined(separator: ", "))
        }.joined(separator: " ")
    }

    /// All of them.
    static func json(_ choices: some Sequence<(String, Choice)>, deciding fields: [String]) -> JSONValue {
        .array(
            choices.map { circumstance, choice in
                .object(["circumstance": .string(circumstance), "choice": choice.json(deciding: fields)])
            })
    }
}
