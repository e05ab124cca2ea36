import ArgumentParser
import ContractABI
import Files
import Foundation
import Messages
import Scenarios

struct Call: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer a call to the pool contract, ABI-encoded both ways.",
        usage: "vamm call (<calldata> | - | --stdin) [--state <file> [options]]",
        discussion: """
            Takes the calldata that one would send to the pool, a selector and words in hexadecimal, and prints the \
            return data; where the contract reverts, the revert data (Error(string), or 0x without a text). This is \
            what a Foundry test can reach through its ffi cheatcode.

            The two functions with reserves need nothing else. Views of a pool need --state: a scenario or a case of \
            an amm or market vector file, whose steps are run first. Calldata that no ABI encoder makes (too short, \
            too long, a direction other than 0 and 1) is an error here, whatever a contract makes of it.

            FUNCTIONS
            \(ContractCall.signatures.map { "  " + $0 }.joined(separator: "\n"))

            With --stdin each line is a call and is answered by a line: the return data, "revert" with the revert \
            data, or "error" with a message.

            EXAMPLES
              vamm call 0xdc76fabc \\
                  --state Vectors/scenarios/published-example.scenario.json
                                                         getSpotPrice()
              cast calldata 'getSpotPrice()' | vamm call --stdin --state market.json

            Exit status: 0 returned, 1 reverted, 2 the calldata or the state can't be read, 64 wrong usage, 74 the \
            output can't be written.
            """)

    @Argument(help: "The calldata in hexadecimal, or - for a line of standard input.")
    var calldata: String?

    @Flag(help: "Stay running and answer calls line by line.")
    var stdin = false

    @Option(help: "The scenario or vector file that the pool is taken from, or - for standard input.")
    var state: String?

    @Option(name: .customLong("case"), help: "Which case of a vector file.")
    var caseID: String?

    @Option(
        parsing: .unconditional, help: "Only so many steps of the state are run; 0 for its setup alone. (default: all)")
    var steps: Int?

    @Option(help: "Which pool of the state. (default: the only one)")
    var amm: String?

    @Option(
        parsing: .unconditional, help: "When to ask, in seconds since 1970. (default: in the block of the last step)")
    var timestamp: UInt64?

    func validate() throws {
        guard stdin != (calldata != nil) else {
            throw ValidationError("Say the calldata or --stdin, one of the two.")
        }
        if state == nil, caseID != nil || steps != nil || amm != nil || timestamp != nil {
            throw ValidationError("--case, --steps, --amm and --timestamp say more about --state, which is missing.")
        }
        if state == "-", stdin || calldata == "-" {
            throw ValidationError("Standard input can't be the state and the calls.")
        }
        if let steps, steps < 0 { throw ValidationError("--steps is a number of steps, from 0.") }
    }

    func run() throws {
        let state = try loadState()
        if stdin {
            var lines = try InputLines.start()
            while let line = try Terminal.reading({ () throws(FileError) in try lines.next() }) {
                try Terminal.print(
                    line.map { lineAnswer($0, on: state) } ?? "error a line of more than \(InputLines.longest) bytes")
            }
            return
        }
        var text = calldata ?? ""
        if text == "-" {
            var lines = try InputLines.start()
            text = try Terminal.reading { () throws(FileError) in try lines.next() }.flatMap { $0 } ?? ""
        }
        switch answer(text, on: state) {
        case .success(.returned(let data)): try Terminal.print("0x" + hexadecimal(data))
        case .success(.reverted(let data)):
            try Terminal.print("0x" + hexadecimal(data))
            throw ExitCode(1)
        case .failure(let error):
            Terminal.note("vamm: \(visible(error.description))")
            throw ExitCode(2)
        }
    }

    private func loadState() throws -> ContractState? {
        guard let state else { return nil }
        return try Terminal.reading(from: state, of: FileKind.marketRuns + [.vectors("amm")]) {
            () throws(FileError) in
            try ContractState(path: state, caseID: caseID, steps: steps, amm: amm, timestamp: timestamp)
        }
    }

    private func answer(_ text: String, on state: ContractState?) -> Result<ContractCall.Answer, CalldataError> {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        return Result { () throws(CalldataError) in
            try ContractCall(calldata: bytes(hexadecimal: trimmed)).answer(on: state)
        }
    }

    private func lineAnswer(_ line: String, on state: ContractState?) -> String {
        switch answer(line, on: state) {
        case .success(.returned(let data)): "0x" + hexadecimal(data)
        case .success(.reverted(let data)): "revert 0x" + hexadecimal(data)
        case .failure(let error): "error " + visible(error.description)
        }
    }
}
