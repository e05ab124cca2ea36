import Files
import Foundation
import Markets
import Simulation
import Testing

/// Market files: what they say, and what is said about those that are wrong.
@Suite struct MarketDocumentTests {
    private func yaml(_ text: String) throws -> MarketDocument {
        try MarketDocument(text: text, format: .yaml, file: "m.yaml")
    }

    @Test func nestedAndDottedNamesInBothFormats() throws {
        let first = try yaml(
            """
            extends: crash
            traders: {count: 7, longBias: 0.123456789012345678}
            pool.tollRatio: "0.002"
            keeper: {isActive: no}
            """)
        let second = try MarketDocument(
            text: """
                {"extends": "crash", "name": "m", "traders": {"count": "7", "longBias": 0.123456789012345678},
                 "pool": {"tollRatio": 0.002}, "keeper.isActive": false, "comment": "any"}
                """, format: .json, file: "x.json")
        #expect(first.configuration == second.configuration)
        #expect(first.configuration.traders.longBias.description == "0.123456789012345678")
        var wanted = try #require(MarketConfiguration.ready("crash"))
        wanted.name = "m"
        try wanted.set("traders.count", to: "7")
        try wanted.set("traders.longBias", to: "0.123456789012345678")
        try wanted.set("pool.tollRatio", to: "0.002")
        try wanted.set("keeper.isActive", to: "0")
        #expect(first.configuration == wanted)
    }

    @Test func aListTakesThePlaceOfTheOneBefore() throws {
        let market = try yaml(
            """
            extends: crash
            index:
              segments:
                - {seconds: 86400, volatility: 0.5}
                - {gap: -0.1}
            oracle: {outages: [{start: 10, seconds: 20}]}
            """)
        #expect(market.configuration.index.segments.count == 2)
        #expect(market.configuration.index.segments[1].gap.description == "-0.1")
        #expect(market.configuration.oracle.outages == [OracleOutage(start: 10, seconds: 20)])
        try market.validate()
    }

    @Test func policies() throws {
        #expect(try yaml("extends: calm").makePolicy() == nil)
        #expect(try yaml("policy: none").makePolicy() == nil)
        #expect(try yaml("policy: volume").makePolicy()?.name == "volume")
        var market = try yaml("policy:\n  name: volume\n  slippage: 0.02\n  way: resize\n")
        #expect((try market.makePolicy() as? VolumePolicy)?.slippage.description == "0.02")
        #expect(throws: FileError.self) { try market.validate() }
        try market.set("revision", to: "v1")
        try market.validate()
        // Another rule does not inherit parameters.
        try market.set("policy.name", to: "fixed")
        #expect(try market.makePolicy()?.name == "fixed")
    }

    @Test(arguments: [
        ("tradrs: {count: 1}", 1, "did you mean \"traders\"?"),
        ("traders:\n  cuont: 1", 2, "did you mean \"traders.count\"?"),
        ("count: 1", 1, "did you mean"),
        ("run:\n  blocks: 1000000000000", 2, "a whole number from 1 to 100000000"),
        ("run: {blocks: 1e6}", 1, "a whole number"),
        ("run:\n  blocks:", 2, "a value is missing"),
        ("run: 5", 1, "a group of fields; set one of them, such as run.blocks"),
        ("traders:\n  count: [1]", 2, "a single value, not a list"),
        ("traders: {count: {a: 1}}", 1, "a single value, not an object"),
        ("index:\n  segments:\n    - {volatility: -0.1}", 3, "can't be negative"),
        ("index:\n  segments:\n    - {volatilty: 0.1}", 3, "volatility"),
        ("index: {segments: 5}", 1, "give a list"),
        ("index: {series: [{timestamp: 1}]}", 1, "\"price\" is missing"),
        ("extends: kalm", 1, "did you mean \"calm\"?"),
        ("traders: {count: 1, count: 2}", 1, "given twice"),
        ("traders: {count: 1}\ntraders.count: 2", 2, "given twice"),
        ("a: [", 2, "not YAML"),
        ("- 1", 1, "a market is an object"),
        ("format: vamm-market/2", 1, "reads no other"),
        ("traders: {longBias: 0.1234567890123456789}", 1, "19 fraction digits"),
        ("policy: {slippage: 1}", 1, "no name"),
        ("policy: volum", 1, "did you mean \"volume\"?"),
        ("policy:\n  name: volume\n  slipage: 1", 3, "did you mean \"slippage\"?"),
        ("traders:\n  leastLeverage: 9", 2, "above traders.mostLeverage"),
        ("arbitrageurs:\n  leverage: 50", 2, "forbids it"),
    ])
    func whatIsWrongIsSaidWithItsLine(text: String, line: Int, message: String) throws {
        let error = try #require(throws: FileError.self) { try self.yaml(text).validate() }
        #expect(error.line == line, "\(error)")
        #expect(error.description.contains(message), "\(error)")
    }

    /// What can't be set from a text is said as such; a policy is set by its name.
    @Test(arguments: [
        ("index.segments", "such as index.segments.0.volatility"), ("oracle.outages", "such as oracle.outages.0.start"),
        ("index", "a group of fields; set one of them, such as index."), ("extends", "can't be set; name the market"),
        ("traders.cuont", "did you mean \"traders.count\"?"), ("policy", "there is no policy \"1\""),
    ])
    func whatCantBeSetIsSaid(path: String, message: String) throws {
        var market = try MarketDocument(market: "calm")
        let error = try #require(throws: FileError.self) {
            try market.set(path, to: "1")
            try market.validate()
        }
        #expect(error.description.contains(message), "\(error)")
        try market.set("policy", to: "volume")
        #expect(try market.makePolicy()?.name == "volume")
    }

    @Test func jsonErrorsHaveLinesToo() throws {
        let error = try #require(throws: FileError.self) {
            try MarketDocument(text: "{\n \"traders\": {\n  \"count\": -1}}", format: .json, file: "m.json")
        }
        #expect(error.line == 3 && error.file == "m.json" && error.place == "traders.count", "\(error)")
        #expect(throws: FileError.self) {
            try MarketDocument(text: "{\"name\": \"a\", \"name\": \"b\"}", format: .json, file: "m.json")
        }
    }

    /// Aliases of aliases, deep nesting: an error, quickly.
    @Test func hostileDocumentsAreRefused() throws {
        var bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1]\n"
        for level in 1...9 {
            let list = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
            bomb += "a\(level): &a\(level) [\(list)]\n"
        }
        let deep = String(repeating: "[", count: 100_000)
        for text in [bomb, deep, "\u{0}", "a: *b", "? [1]\n: 2", "%YAML 9.9\n---\na: 1"] {
            #expect(throws: FileError.self) { try self.yaml(text) }
        }
    }

    /// Aliases that grow too far are refused where they begin to, wherever they are: as key, as value, in lists, in
    /// objects, below other keys.
    @Test(arguments: ["aN: &aN [*aM,*aM]", "aN: &aN {x: *aM, y: *aM}", "bN: {c: [{d: &aN [*aM,*aM]}]}"])
    func aliasesThatGrowAreRefusedWithTheirLine(line: String) throws {
        let lines = (1...39).map { line.replacing("N", with: "\($0)").replacing("M", with: "\($0 - 1)") }
        let bomb = (["a0: &a0 [x,x]"] + lines).joined(separator: "\n")
        for end in ["\n? *a39\n: 1", "\ntraders: *a39", "\ntraders: [{count: *a39}]"] {
            let started = ContinuousClock.now
            let error = try #require(throws: FileError.self) { try self.yaml(bomb + end) }
            #expect(error.message.contains("aliases grow too far") && (15...25).contains(error.line ?? 0), "\(error)")
            #expect(ContinuousClock.now - started < .seconds(1))
        }
        // A few aliases are welcome, as values and as keys.
        let market = try yaml("name: &n calm\nextends: *n\ncomment: &c count\ntraders: {*c : 7}")
        #expect(market.configuration.traders.count == 7)
    }

    @Test(arguments: [
        (String(repeating: "[", count: 65), 1, "nested more than 64 levels deep"),
        (
            "a: &a " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60) + "\nb: [[[[[*a]]]]]", 2,
            "aliases grow too far: nested more than 64"
        ),
        ("name: a\nrun:\n  blocks: 5\n  \"blocks\": 6", 4, "\"blocks\", first in line 3"),
        ("\u{e9}: 1\ne\u{301}: 2\n\u{e9}: 3", 3, "first in line 1"), ("? [a]\n: 1", 1, "a single word"),
        ("? {a: b}\n: 1", 1, "a single word"), ("a: &a [*a]", 1, "*a leads nowhere"),
        ("a: 1\n---\nb: 1", 2, "a second document"), ("a: &x 1\n*x : &x [1]\n? *x\n: 2", 3, "a single word"),
    ])
    func limitsAndPositionsOfYAML(text: String, line: Int, message: String) throws {
        let error = try #require(throws: FileError.self) { try self.yaml(text) }
        #expect(error.line == line && error.column != nil && error.message.contains(message), "\(error)")
    }

    /// A name with anything in it comes back from the file that is printed, and shows.
    @Test func namesOfAnyKindComeBackFromYAML() throws {
        var market = try yaml("extends: calm")
        let name = "a\u{1B}[2J\u{202E}\u{E0041}\"\\ \u{9B}é"
        try market.set("name", to: name)
        let text = market.configuration.yaml
        #expect(try yaml(text).configuration.name == name)
        #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E || $0.value == 0x9B })
    }

    @Test func readyMarketsByName() throws {
        #expect(try MarketDocument(market: "crash").configuration == MarketConfiguration.ready("crash"))
        let error = try #require(throws: FileError.self) { try MarketDocument(market: "crsh") }
        #expect(error.description.contains("did you mean \"crash\"?"))
    }
}
