import Clearing
import Files
import Foundation
import JSON
import Scenarios
import Testing
import VirtualAMM

/// A market from the middle of its life: it goes on as if it had never been written down.
@Suite struct StateDocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private struct Case {
        var id: String
        var setup: Setup
        var steps: [Scenarios.Step]
    }

    private static func cases(_ file: String) throws -> [Case] {
        let value = try JSONParser.parse(Data(contentsOf: root.appending(path: "Vectors/recorded/\(file).json")))
        guard case .array(let cases)? = value["cases"]?.content else { return [] }
        return try cases.map { value in
            var fields = try ObjectReader(value, place: "")
            var setup = try fields.fields("setup")
            let read = try Setup(&setup, kind: .market)
            return Case(id: value["id"]?.text ?? "", setup: read, steps: try Step.list(&fields, setup: read))
        }
    }

    /// The system as a document that was written and read again.
    private static func reread(_ replay: Replay) throws -> (setup: Setup, text: String) {
        let text = StateDocument(of: replay, source: .object(["note": .string("a test")])).text
        var setup = try ObjectReader(.object(["state": JSONParser.parse(text.utf8)]), place: "setup")
        return (try Setup(&setup, kind: .market), text)
    }

    /// Whether a step came to the same on two systems, and both say the same of themselves.
    private static func agree(_ one: (ReplayedStep, Replay), _ other: (ReplayedStep, Replay)) -> Bool {
        guard one.0.outcome == other.0.outcome, one.0.changes == other.0.changes else { return false }
        let views = [one, other].map { step, replay in
            step.usualViews(of: replay.house, replay.roster).map(\.answer)
        }
        let states = [one.1, other.1].map { replay in
            replay.state.map { "\(replay.roster.name(of: $0.key)) \(replay.roster.json($0.value).compactText)" }
        }
        return views[0] == views[1] && states[0] == states[1]
    }

    private static let files = ["market-v1", "market-v2", "directed-v1", "directed-v2", "edges-v1", "edges-v2"]

    /// A run that is written down and read again before every step gives the bits of the run in one piece.
    @Test(arguments: files)
    func aRunMayBeCutBeforeEveryStep(file: String) throws {
        var steps = 0
        for recorded in try Self.cases(file) {
            var (whole, cut) = (try Replay(recorded.setup), try Replay(recorded.setup))
            for (index, step) in recorded.steps.enumerated() {
                let (setup, text) = try Self.reread(cut)
                #expect(setup.roster.stateKeys == recorded.setup.roster.stateKeys)
                cut = try Replay(setup)
                try #require(
                    Self.agree((whole.run(step), whole), (cut.run(step), cut)), "\(recorded.id) step \(index + 1)")
                #expect(StateDocument(of: try Replay(setup), source: .object(["note": .string("a test")])).text == text)
                steps += 1
            }
        }
        #expect(steps > 100)
    }

    /// A run that is cut in two gives the bits of the run in one piece, up to its end.
    @Test(arguments: files)
    func aRunMayBeCutInTwo(file: String) throws {
        for recorded in try Self.cases(file) {
            // Short cases are cut everywhere.
            let stride = recorded.steps.count < 20 ? 1 : 9
            for cut in Swift.stride(from: 0, to: recorded.steps.count, by: stride) {
                var whole = try Replay(recorded.setup)
                whole.run(recorded.steps.prefix(cut))
                var second = try Replay(Self.reread(whole).setup)
                for (index, step) in recorded.steps.dropFirst(cut).enumerated() {
                    try #require(
                        Self.agree((whole.run(step), whole), (second.run(step), second)),
                        "\(recorded.id) cut at \(cut), step \(cut + index + 1)")
                }
            }
        }
    }

    // MARK: What makes no sense

    /// A market with two positions, as a document.
    private static func document() throws -> JSONValue {
        let value = try JSONParser.parse(
            Data(contentsOf: root.appending(path: "Vectors/scenarios/published-example.scenario.json")))
        var fields = try ObjectReader(value, place: "", notation: .scenario)
        var setup = try fields.fields("setup")
        let read = try Setup(&setup, kind: .market)
        var replay = try Replay(read)
        replay.run(try Step.list(&fields, setup: read).prefix(2))
        return try JSONParser.parse(StateDocument(of: replay, source: .object(["note": .string("a test")])).text.utf8)
    }

    private static func changed(_ path: [String], _ change: (JSONValue) -> JSONValue?) throws -> JSONValue {
        func changed(_ value: JSONValue, _ path: ArraySlice<String>) -> JSONValue? {
            guard let name = path.first else { return change(value) }
            if case .array(let values) = value.content, let index = Int(name) {
                return .array(
                    values.enumerated().compactMap { $0 == index ? changed($1, path.dropFirst()) : $1 })
            }
            return .object(
                (value.members ?? []).compactMap { member in
                    guard member.key == name else { return member }
                    return changed(member.value, path.dropFirst()).map { .init(member.key, $0) }
                })
        }
        return try #require(changed(document(), path[...]))
    }

    @Test func aDocumentAsItIsHasNoWarnings() throws {
        #expect(try StateDocument(Self.document(), place: "").warnings.isEmpty)
    }

    @Test(arguments: [
        (["state", "position.ETH.alice.size"], "1", StateWarning.Name.sizes),
        (["state", "balance.clearingHouse"], "0", .vault),
        (["amms", "ETH", "reserveSnapshots", "entries", "2", "quoteAssetReserve"], "7", .snapshots),
        (["state", "position.ETH.alice.blockNumber"], "99999999", .blocks),
        (["state", "clearingHouse.ETH.lastRestrictionBlock"], "99999999", .blocks),
    ])
    func whatMakesNoSenseIsNamed(path: [String], value: String, name: StateWarning.Name) throws {
        let document = try StateDocument(Self.changed(path) { _ in .string(value) }, place: "")
        #expect(document.warnings.contains { $0.name == name }, "\(document.warnings)")
    }

    @Test func historiesThatDoNotReachBackAreNamed() throws {
        let document = try Self.changed(["amms", "ETH"]) { pool in
            .object(
                (pool.members ?? []).map { member in
                    guard ["reserveSnapshots", "prices"].contains(member.key) else { return member }
                    guard case .array(let entries)? = member.value["entries"]?.content else { return member }
                    let isPrices = member.key == "prices"
                    let kept = isPrices ? entries : Array(entries.suffix(2))
                    return .init(
                        member.key,
                        .object(["skipped": .number(isPrices ? 5 : entries.count - 2), "entries": .array(kept)]))
                })
        }
        let read = try StateDocument(document, place: "")
        #expect(read.warnings.filter { $0.name == .history }.count == 2, "\(read.warnings)")
        // What is left out stays left out.
        #expect(read.json["amms"]?["ETH"]?["reserveSnapshots"] == document["amms"]?["ETH"]?["reserveSnapshots"])
        #expect(read.json["amms"]?["ETH"]?["prices"] == document["amms"]?["ETH"]?["prices"])
        #expect(read.json["state"] == document["state"])
    }

    @Test func aPoolWithoutPricesAndAnHeirOfTheFundAreNamed() throws {
        let prices = try Self.changed(["amms", "ETH", "prices", "entries"]) { _ in .array([]) }
        #expect(try StateDocument(prices, place: "").warnings.map(\.name) == [.prices])
        let heir = try Self.changed(["insuranceFund", "candidate"]) { _ in .string("heir") }
        #expect(try StateDocument(heir, place: "").warnings.map(\.name) == [.contracts])
    }

    // MARK: What no market can have

    @Test(arguments: [
        (["format"], JSONValue.string("vamm-state/2"), "this program reads no other"),
        (["state", "amm.ETH.snapshotCount"], .string("9"), "are not the 9 of the state"),
        (["state", "amm.ETH.open"], .string("1"), "expected true or false"),
        (["state", "position.ETH.alice.margin"], .string("-1"), "not a whole number"),
        (
            ["amms", "ETH", "reserveSnapshots", "entries", "1", "blockNumber"], .number(99_999_999),
            "is after the state's"
        ),
        (["amms", "ETH", "reserveSnapshots", "entries", "1", "blockNumber"], .number(0), "does not follow"),
        (["amms", "ETH", "reserveSnapshots", "skipped"], .number(1 << 40), "at most 10000000"),
        (["amms", "ETH", "tradeLimitRatio"], .string("0"), "can't be 0"),
        (["amms", "ETH", "prices", "skipped"], .string("1"), "expected a number"),
        (["state", "position.ETH.alice.liquidityHistoryIndex"], .string("4"), "is of liquidity snapshot 4"),
        (["clearingHouse", "backstop"], .array([.string("alice"), .string("alice")]), "an account stands twice"),
        (["accounts"], .object(["alice": .string("0x12")]), "is no address"),
        (["quoteToken", "decimals"], .number(78), "0 to 77 decimals"),
        (["state", "balance.alice"], .string(String(repeating: "9", count: 78)), "not a whole number"),
    ])
    func whatNoMarketCanHaveIsAnError(path: [String], value: JSONValue, message: String) throws {
        let document = try Self.changed(path) { _ in value }
        let error = #expect(throws: PlacedError.self) { try StateDocument(document, place: "") }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: ["state/amm.ETH.open", "state/position.ETH.bob.size", "amms/ETH/owner", "allowances", "block"])
    func nothingMayBeMissing(path: String) throws {
        let document = try Self.changed(path.split(separator: "/").map(String.init)) { _ in nil }
        let error = #expect(throws: PlacedError.self) { try StateDocument(document, place: "") }
        #expect(error?.message.contains("missing") == true, "\(error?.message ?? "")")
    }

    /// Whoever is named may call; addresses do for names.
    @Test func namesFromElsewhereMayCall() throws {
        let address = "0x" + String(repeating: "ab", count: 20)
        let document = try Self.changed(["accounts"]) { _ in .object(["keeper": .string(address)]) }
        let scenario: JSONValue = .object([
            "setup": .object(["state": document]),
            "steps": .array([
                .object([
                    "call": .string("liquidate"), "caller": .string("keeper"),
                    "args": .object([
                        "trader": .string("alice")
                    ]),
                ])
            ]),
        ])
        let file = FileManager.default.temporaryDirectory.appending(path: "state-\(UUID().uuidString).json")
        try Data(scenario.compactText.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let read = try Scenario(path: file.path())
        #expect(read.stepCount == 1 && read.roster.account(named: "keeper") != nil)
        #expect(!read.roster.traderNames.contains("keeper"))
    }
}
