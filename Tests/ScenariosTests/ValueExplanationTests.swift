import Clearing
import Explanation
import Files
import FixedPoint
import Foundation
import Scenarios
import Testing
import VirtualAMM
import WideIntegers

/// Any value, of anybody, after any step, is derived, and comes to what the core has.
@Suite struct ValueExplanationTests {
    private static let cascade = RecordedCases.vectors.appending(path: "scenarios/liquidation-cascade.scenario.json")
        .path(percentEncoded: false)

    private static func stored(_ value: FieldValue) -> StoredValue? {
        switch value {
        case .amount(let amount): .number(Rational(amount.raw))
        case .signedAmount(let amount): .number(Rational(amount.raw))
        case .flag(let flag): .flag(flag)
        default: nil
        }
    }

    /// Every view that vectors ask, of every trader, after every recorded step.
    @Test(arguments: RecordedCases.files) func everyViewOfEverybodyIsExplained(_ name: String) throws {
        var answers = 0
        try RecordedCases.each(name, every: 4) { path, id in
            var run = try ScenarioRun(ScenarioStream(path: path, caseID: id))
            while let (step, _) = try run.next() {
                let (house, roster) = (run.replay.house, run.replay.roster)
                let names = EvaluationNames(accounts: [:], pools: roster.pools)
                var views: [View] = []
                for pool in house.markets.indices.map({ PoolID(rawValue: $0) }) {
                    views += [
                        .pool(pool, .spotPrice), .pool(pool, .twapPrice(interval: 900)), .pool(pool, .underlyingPrice),
                        .pool(pool, .underlyingTwapPrice(interval: 3600)),
                        .pool(pool, .inputPrice(.addToAmm, .one)), .pool(pool, .outputTwap(.removeFromAmm, .one)),
                        .pool(pool, .inputTwap(.removeFromAmm, .one)), .pool(pool, .calcFee(.one)),
                    ]
                    if house.revision == .v2 {
                        views += [
                            .pool(pool, .isOverSpreadLimit), .pool(pool, .isOverFluctuationLimit(.addToAmm, .one)),
                        ]
                    }
                    for trader in roster.traders.prefix(4) {
                        for view in PositionView.allCases where view.exists(in: house.revision) {
                            views.append(.position(pool, trader, view))
                        }
                    }
                }
                for view in views {
                    let explained = ViewExplanation(of: view, on: house, names: names, block: step.block)
                    let place = Comment(rawValue: "\(id) step \(step.number) \(view)")
                    switch (explained.outcome, run.replay.answer(view)) {
                    case (.success(let values), .success(.single(let value))):
                        #expect(values.map(\.value) == [Self.stored(value)], place)
                    case (.success(let values), .success(.fields(let fields))):
                        #expect(values.map(\.value) == fields.map { Self.stored($0.value) }, place)
                        #expect(values.map(\.name) == fields.map(\.name), place)
                    case (.failure(let left), .failure(let right)): #expect(left == right, place)
                    default: Issue.record("\(place): \(explained.outcome)")
                    }
                    answers += 1
                }
            }
        }
        #expect(answers > 300, "\(answers)")
    }

    /// What a short of 3x leverage is worth an hour later, of somebody who does nothing in the step.
    @Test func theRatioOfABystanderIsDerived() throws {
        let value = try ValueExplanation(path: Self.cascade, step: 9, value: "position.ETH.alice.marginRatio")
        var run = try ScenarioRun(ScenarioStream(path: Self.cascade))
        while let (step, _) = try run.next(), step.number < 9 {}
        let alice = try #require(run.replay.roster.account(named: "alice"))
        let ratio = try run.replay.house.marginRatio(PoolID(rawValue: 0), of: alice, now: run.replay.block.timestamp)
        #expect(value.values.map(\.value) == [ratio.raw.description] && value.disagreements.isEmpty)
        #expect(!value.nodes.isEmpty && value.step == 9 && value.source == 9)
    }

    /// Every key that a step changed to what an operation came to is derived from that step; the last operation comes to
    /// the value that the key has.
    @Test func everyChangedKeyIsDerived() throws {
        let scenario = try Scenario(path: Self.cascade)
        var run = try ScenarioRun(ScenarioStream(path: Self.cascade))
        var derived = 0
        while let (step, _) = try run.next() {
            for change in step.changes {
                let name = scenario.roster.name(of: change.key)
                let value = try ValueExplanation(path: Self.cascade, step: step.number, value: name)
                #expect(value.source == step.number && value.disagreements.isEmpty, "\(name)")
                guard let last = Self.lastKept(value.nodes) else { continue }
                // A size or a margin may be the same with its sign turned.
                let text = try #require(value.values.first?.value)
                #expect(last == text || "-\(last)" == text || last == "-\(text)", "\(step.number) \(name)")
                derived += 1
            }
        }
        #expect(derived > 60, "\(derived)")
    }

    private static func lastKept(_ nodes: [DerivationNode]) -> String? {
        for node in nodes.reversed() {
            switch node {
            case .operation(let operation): return operation.kept.description
            case .quote(let quote, _): return (try? quote.outcome.get())?.description
            case .group(let group): if let last = lastKept(group.nodes) { return last }
            case .check, .note: continue
            }
        }
        return nil
    }

    @Test func aKeyKeepsWhatAnEarlierStepGaveIt() throws {
        let now = try ValueExplanation(path: Self.cascade, step: 17, value: "clearingHouse.maintenanceMarginRatio")
        #expect(now.source == 0 && now.call == nil && now.nodes.isEmpty)
        let margin = try ValueExplanation(path: Self.cascade, step: 5, value: "position.ETH.alice.margin")
        #expect(margin.source < 5 && margin.source > 0 && margin.call?.contains("alice") == true)
    }

    @Test func fieldsOfEventsAreDerived() throws {
        let file = RecordedCases.vectors.appending(path: "recorded/directed-v2.json").path(percentEncoded: false)
        for (name, expected) in [
            ("PositionLiquidated.badDebt", "733695652173913043"), ("PositionChanged.badDebt", "62608695652173913049"),
        ] {
            let value = try ValueExplanation(path: file, caseID: "bad-debt-backstop", step: 6, value: name)
            #expect(value.values.map(\.value) == [expected] && !value.nodes.isEmpty)
            #expect(Self.lastKept(value.nodes) == expected || Self.lastKept(value.nodes) == "-\(expected)")
        }
    }

    @Test(arguments: [
        "position.ETH.carol.marginRato", "event.99.fee", "PositionChanged.fees", "balance.nobody", "nonsense",
    ])
    func whatIsNotThereIsSaid(_ name: String) throws {
        #expect(throws: FileError.self) { try ValueExplanation(path: Self.cascade, step: 7, value: name) }
    }

    /// SPEC C12, C14: limits that a call drops or works out are operations.
    @Test func limitsAreOperations() throws {
        func operations(_ nodes: [DerivationNode]) -> [Derivation] {
            nodes.flatMap { node -> [Derivation] in
                switch node {
                case .operation(let operation): [operation]
                case .group(let group): operations(group.nodes)
                case .quote, .check, .note: []
                }
            }
        }
        let scenario = """
            {"setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100",
                "fluctuationLimitRatio": "0.01"}}, "balances": {"alice": "5000", "bob": "9000"}},
             "steps": [
              {"caller": "alice", "call": "openPosition",
                "args": {"side": "buy", "quoteAssetAmount": "100", "leverage": "1"}},
              {"caller": "alice", "call": "openPosition",
                "args": {"side": "sell", "quoteAssetAmount": "150", "leverage": "1", "baseAssetAmountLimit": "5"}},
              {"wait": 15, "caller": "alice", "call": "openPosition",
                "args": {"side": "buy", "quoteAssetAmount": "150", "leverage": "1", "baseAssetAmountLimit": "0.001"}},
              {"wait": 15, "caller": "alice", "call": "openPosition",
                "args": {"side": "buy", "quoteAssetAmount": "180", "leverage": "1"}},
              {"wait": 15, "caller": "alice", "call": "closePosition", "args": {"quoteAssetAmountLimit": "1"}}]}
            """
        let file = FileManager.default.temporaryDirectory.appending(path: "limits-\(UUID().uuidString).json")
        try Data(scenario.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        func limits(_ step: Int) throws -> [Derivation] {
            let explained = try StepExplanation(path: file.path(percentEncoded: false), step: step)
            #expect(explained.disagreements.isEmpty, "\(explained.disagreements)")
            return operations(explained.explanation.nodes).filter { $0.name.hasPrefix("limit") }
        }
        let left = try #require(try limits(2).first)
        #expect(left.name == "limit left" && left.operands.count == 2 && !left.kept.isZero)
        #expect(try limits(3).first?.kept.isZero == true)
        #expect(try limits(5).first?.operation == "none: a partial close has no limit")
    }

    /// No name of an operation has two signs in a row.
    @Test func labelsHaveOneSign() throws {
        for step in 1...17 {
            let explained = try StepExplanation(path: Self.cascade, step: step)
            let labels = Self.labels(explained.explanation.nodes)
            #expect(labels.allSatisfy { !$0.contains("− −") && !$0.contains("−−") && !$0.contains("+ −") }, "\(step)")
        }
    }

    private static func labels(_ nodes: [DerivationNode]) -> [String] {
        nodes.flatMap { node -> [String] in
            switch node {
            case .operation(let operation): [operation.name, operation.operation] + operation.operands.map(\.name)
            case .check(let check): [check.condition]
            case .quote(_, let name): [name]
            case .group(let group): [group.title] + labels(group.nodes)
            case .note(let text): [text]
            }
        }
    }
}
