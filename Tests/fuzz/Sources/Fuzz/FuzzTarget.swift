import Conformance
import ContractABI
import Foundation
import JSON
import Markets
import Scenarios

/// A reader of bytes from outside. Whatever the bytes are, it answers or throws one of its own errors; a crash, a hang
/// and memory without bounds are what libFuzzer looks for.
enum FuzzTarget: String, CaseIterable {
    case json, scenario, market, calldata, `protocol`, prices

    /// The one that this process tries.
    nonisolated(unsafe) static var current = FuzzTarget.json

    /// A file of the process's own for readers that take a path.
    private static let file = FileManager.default.temporaryDirectory
        .appending(path: "vamm-fuzz-\(ProcessInfo.processInfo.processIdentifier)").path()

    /// Reads an input.
    func read(_ bytes: [UInt8]) {
        switch self {
        case .json: readJSON(bytes)
        case .scenario: try? Self.withFile(bytes, ".scenario.json", run)
        case .market: readMarket(String(decoding: bytes, as: UTF8.self))
        case .calldata: ask(bytes)
        case .protocol: answer(bytes)
        case .prices: try? Self.withFile(bytes, ".csv", readPrices)
        }
    }

    private static func withFile(_ bytes: [UInt8], _ ending: String, _ body: (String) throws -> Void) throws {
        let path = file + ending
        try Data(bytes).write(to: URL(filePath: path))
        try body(path)
    }

    /// What is read is written and read again, and says the same.
    private func readJSON(_ bytes: [UInt8]) {
        guard let value = try? JSONParser.parse(bytes) else { return }
        for text in [value.compactText, value.prettyText] {
            guard let again = try? JSONParser.parse(text.utf8), again == value else { fatalError("not read back") }
        }
    }

    private func run(_ path: String) throws {
        var run = try ScenarioRun(ScenarioStream(path: path))
        var record = ScenarioRecord(of: run, as: .object)
        while let (step, _) = try run.next() {
            _ = record.add(step, on: run.replay, asked: run.asked)
            _ = run.replay.unitNotes(step.call)
        }
    }

    /// A market that is read is printed and read again, and is the same.
    private func readMarket(_ text: String) {
        for format in [DocumentFormat.yaml, .json] {
            guard let market = try? MarketDocument(text: text, format: format, file: "fuzz/market") else { continue }
            try? market.validate()
            let printed = market.configuration.yaml
            let again = try? MarketDocument(text: printed, format: .yaml, file: "again")
            guard again?.configuration == market.configuration else { fatalError("not read back") }
        }
    }

    private func ask(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        for data in [try? ContractABI.bytes(hexadecimal: text), bytes].compactMap(\.self) {
            _ = try? ContractCall(calldata: data).answer(on: nil)
        }
    }

    /// Every line of the input is a question of one session.
    private func answer(_ bytes: [UInt8]) {
        var server = LineServer(name: "fuzz")
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let answer = server.answer(String(line))
            guard !answer.contains("\n"), (try? JSONParser.parse(answer.utf8)) != nil else { fatalError("no answer") }
        }
    }

    private func readPrices(_ path: String) throws {
        var market = try MarketDocument(market: "calm")
        try market.set("index.file", to: path)
        try market.validate()
    }
}
