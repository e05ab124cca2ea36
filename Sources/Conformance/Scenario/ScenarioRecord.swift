internal import VirtualAMM

extension ScenarioRun {
    /// The complete record: setup, initial state, and for every step the outcome, events, state changes and views.
    public var json: JSONValue { .object(caseMembers) }

    /// A market vector file with this run as its one case, marked as computed and not recorded.
    ///
    /// - Parameter implementation: What computed it, such as "vamm 0.1.0".
    public func vectorFile(implementation: String) -> String {
        let source: JSONValue = .object([
            "implementation": .string(implementation),
            "note": .string("computed by this implementation, not recorded from the contracts"),
        ])
        return """
            {"format":"\(VectorHeader.format)","kind":"\(VectorKind.market.rawValue)","source":\(source.compactText),
            "cases":[
            \(json.compactText)
            ]}

            """
    }

    private var caseMembers: [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("id", .string(scenario.name)), .init("profile", .string("scenario"))]
        if let comment = scenario.comment { members.append(.init("comment", .string(comment))) }
        if !scenario.flags.isEmpty { members.append(.init("flags", .array(scenario.flags))) }
        return members + [
            .init("setup", scenario.setup.json), .init("initialState", .object(initialState)),
            .init("steps", .array(steps.map(\.json))),
        ]
    }
}

extension StepRecord {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("block", step.block.json), .init("target", .string(step.target)), .init("call", .string(step.name)),
            .init("caller", .string(step.caller)), .init("args", .object(step.arguments)),
        ]
        members += run.outcomeMembers
        members.append(.init("views", .object(views.map { .init($0.name, $0.outcome.viewJSON) })))
        return .object(members)
    }
}
