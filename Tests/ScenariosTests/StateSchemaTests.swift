import Clearing
import FixedPoint
import Foundation
import JSON
import Scenarios
import Testing
import VirtualAMM

/// The table of what can be observed: names lead to figures and back, and documents know all of them.
@Suite struct StateSchemaTests {
    private static let fields =
        PoolField.allCases.map(\.rawValue) + MarketField.allCases.map(\.rawValue)
        + PositionField.allCases.map(\.rawValue)
        + HouseField.allCases.map(\.rawValue)

    private func scenario(_ name: String, _ id: String) throws -> Scenario {
        try Scenario(
            anyOf: ReplayTests.vectors.appending(path: "recorded/\(name).json").path(percentEncoded: false), caseID: id)
    }

    @Test(arguments: [("market-v1", "v1-0000"), ("market-v2", "v2-0000"), ("amm-v1", "amm-v1-0000")])
    func everyKeyIsFoundByItsName(_ file: String, _ id: String) throws {
        let roster = try scenario(file, id).roster
        #expect(roster.stateKeys.count > 15)
        for key in roster.stateKeys {
            #expect(roster.stateKey(named: roster.name(of: key)) == key)
            #expect(roster.observes(key))
        }
        for name in ["", ".", "amm", "amm.ETH", "amm.ETH.size", "amm.BTC.open", "position.ETH.owner.size", "balance.x"]
        {
            #expect(roster.stateKey(named: name) == nil, "\(name)")
        }
    }

    @Test func aPoolAloneHasNoKeysOfAClearingHouse() throws {
        let roster = try scenario("amm-v2", "amm-v2-0000").roster
        #expect(roster.stateKeys.count == PoolField.allCases.count)
        #expect(roster.stateKey(named: "clearingHouse.paused") == nil)
    }

    /// The type of a figure is the one of its unit.
    @Test func figuresAreOfTheTypeThatTheirUnitSays() throws {
        let replay = try Replay(scenario("market-v2", "v2-0000").setup, of: "")
        for (key, value) in replay.state {
            switch (key.unit, value) {
            case (.flag, .flag), (.tokenUnits, .tokenUnits), (.count, .number), (.seconds, .number), (.time, .number),
                (.quote, .amount), (.quote, .signedAmount), (.base, .amount), (.base, .signedAmount),
                (.price, .amount), (.price, .signedAmount), (.ratio, .amount), (.ratio, .signedAmount):
                continue
            default: Issue.record("\(replay.roster.name(of: key)): \(key.unit), \(value)")
            }
        }
    }

    /// What is read of one system and set in another is read there again.
    @Test(arguments: [("directed-v1", "v1-funding-delta"), ("directed-v2", "bad-debt-backstop")])
    func figuresThatAreSetAreRead(_ file: String, _ id: String) throws {
        let scenario = try scenario(file, id)
        var replay = try Replay(scenario.setup, of: "")
        var house = replay.house
        replay.run(scenario.steps)
        let counted: Set = ["snapshotCount", "liquidityHistoryCount"]
        for (key, value) in replay.state {
            let name = replay.roster.name(of: key)
            let isCounted = counted.contains { name.hasSuffix($0) }
            #expect(key.set(value, in: &house) != isCounted, "\(name)")
            if !isCounted { #expect(key.read(house) == value, "\(name)") }
            #expect(!key.set(.side(.buy), in: &house))
        }
        #expect(house.ledger.totalSupply == replay.house.ledger.totalSupply)
    }

    @Test func schemasAndFormatsNameEveryFigure() throws {
        for document in ["schemas/common.schema.json", "README.md", "TRACE.md"] {
            let text = try String(contentsOf: ReplayTests.vectors.appending(path: document), encoding: .utf8)
            for field in Self.fields { #expect(text.contains(field), "\(document) does not name \(field)") }
        }
    }

    @Test func everyViewIsFoundByItsName() throws {
        let roster = try scenario("market-v2", "v2-0000").roster
        let (pool, trader) = (PoolID(rawValue: 0), try #require(roster.traders.first))
        let amount = Decimal18(raw: 12345)
        let views =
            roster.usualViews(of: pool, trader: trader)
            + [Direction.addToAmm, .removeFromAmm].flatMap { direction -> [View] in
                [
                    .pool(pool, .inputPrice(direction, amount)), .pool(pool, .outputPrice(direction, amount)),
                    .pool(pool, .inputTwap(direction, amount)), .pool(pool, .outputTwap(direction, amount)),
                    .pool(pool, .isOverFluctuationLimit(direction, amount)),
                ]
            } + [.pool(pool, .calcFee(amount))]
        for view in views { #expect(roster.view(named: roster.name(of: view)) == view) }
        #expect(roster.view(named: "amm.ETH.spotPrice.") == nil && roster.view(named: "amm.ETH.twapPrice.007") == nil)
    }

    /// What is written of a setup says the same again.
    @Test(arguments: [("market-v1", "v1-0001", Setup.Kind.market), ("amm-v2", "amm-v2-0001", .amm)])
    func aSetupIsReadBackFromWhatIsWrittenOfIt(_ file: String, _ id: String, _ kind: Setup.Kind) throws {
        let setup = try scenario(file, id).setup
        var fields = try ObjectReader(setup.json, place: "")
        #expect(try Setup(&fields, kind: kind).json == setup.json)
    }
}
