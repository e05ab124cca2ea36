import ArgumentParser
import ContractABI
import Files
import Foundation
import JSON
import Messages
import Scenarios

struct Call: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer a call to the contracts, ABI-encoded both ways.",
        usage: "vamm call (<calldata> | - | --stdin | --addresses) [--state <file>] ...",
        discussion: """
            Takes the calldata that one would send to a contract, a selector and words in hexadecimal, and prints the \
            return data; where the contract reverts, the revert data (Error(string), or 0x without a text). This is \
            what a Foundry test can reach through its ffi cheatcode.

            The two functions with reserves need nothing else. All others need --state: a state document, or a \
            scenario or a case of an amm or market vector file, whose steps are run first. Calls need --sender \
            too. What a call changes is kept with --save-state. Addresses are those of the state document; \
            --addresses lists them, and the made-up ones of all others. Calldata that no ABI encoder makes (too \
            short, too long, a direction other than 0 and 1) is an error here, whatever a contract makes of it.

            FUNCTIONS
            \(ContractCall.signatures.map { "  \($0.contract)\n" + $0.signatures.map { "    \($0)" }
                .joined(separator: "\n") }.joined(separator: "\n"))

            With --stdin each line is a call and is answered by a line: the return data, "revert" with the revert \
            data, or "error" with a message. What a line changes, the next one sees. Behind the calldata a line may \
            say to=, sender=, block= and timestamp= for itself.

            EXAMPLES
              vamm call 0xdc76fabc \\
                  --state Vectors/scenarios/published-example.scenario.json
                                                         getSpotPrice()
              cast calldata 'getSpotPrice()' | vamm call --stdin --state market.json
              vamm call $(cast calldata 'payFunding(address)' $AMM) --state state.json \\
                  --sender 0x… --timestamp 1700000000 --save-state state.json --json

            Exit status: 0 returned, 1 reverted, 2 the calldata or the state can't be read, 64 wrong usage, 74 the \
            output can't be written. With --always 0, whatever the contract answers, and abi.encode(bool, bytes).
            """)

    @Argument(help: "The calldata in hexadecimal, or - for a line of standard input.")
    var calldata: String?

    @Flag(help: "Stay running and answer calls line by line.")
    var stdin = false

    @Flag(help: "List the addresses of pools, contracts and accounts.")
    var addresses = false

    @Option(help: "The state document, scenario or vector file that the market is taken from, or - for standard input.")
    var state: String?

    @Option(name: .customLong("case"), help: "Which case of a vector file.")
    var caseID: String?

    @Option(
        parsing: .unconditional, help: "Only so many steps of the state are run; 0 for its setup alone. (default: all)")
    var steps: Int?

    @Option(help: "Which pool of the state. (default: the only one)")
    var amm: String?

    @Option(help: "Whom the call is sent to, by name or address. (default: the one contract that has the function)")
    var to: String?

    @Option(help: "Who calls, by name or address.")
    var sender: String?

    @Option(parsing: .unconditional, help: "The number of the block. (default: that of the last step, or the next one)")
    var block: UInt64?

    @Option(
        parsing: .unconditional, help: "When to call, in seconds since 1970. (default: in the block of the last step)")
    var timestamp: UInt64?

    @Option(help: "Write the market as the calls leave it as a state document; it may be that of --state.")
    var saveState: String?

    @Flag(help: "Print abi.encode(bool, bytes): whether it went through, and the data. The exit status is 0.")
    var always = false

    @Flag(help: "Print one JSON object: whether it went through, the data, and events as logs.")
    var json = false

    func validate() throws {
        guard [stdin, calldata != nil, addresses].filter(\.self).count == 1 else {
            throw ValidationError("Say the calldata, --stdin or --addresses, one of the three.")
        }
        let more: [Any?] = [caseID, steps, amm, timestamp, block, to, sender, saveState]
        if state == nil, addresses || more.contains(where: { $0 != nil }) {
            throw ValidationError(
                "--case, --steps, --amm, --to, --sender, --block, --timestamp, --save-state and --addresses say more "
                    + "about --state, which is missing.")
        }
        if state == "-", stdin || calldata == "-" {
            throw ValidationError("Standard input can't be the state and the calls.")
        }
        if let steps, steps < 0 { throw ValidationError("--steps is a number of steps, from 0.") }
        if always, json { throw ValidationError("--always and --json are two forms; say one of them.") }
        if let saveState, saveState.isEmpty || saveState == "-" {
            throw ValidationError("--save-state takes the path of a file to write.")
        }
    }

    func run() throws {
        var state = try loadState()
        if addresses {
            for (name, address) in state?.addresses ?? [] { try Terminal.print("\(address)  \(visible(name))") }
            return
        }
        if stdin {
            var lines = try InputLines.start()
            while let line = try Terminal.reading({ () throws(FileError) in try lines.next() }) {
                try Terminal.print(
                    line.map { lineAnswer($0, on: &state) } ?? "error a line of more than \(InputLines.longest) bytes")
            }
            return try save(state)
        }
        var text = calldata ?? ""
        if text == "-" {
            var lines = try InputLines.start()
            text = try Terminal.reading { () throws(FileError) in try lines.next() }.flatMap { $0 } ?? ""
        }
        switch answer(CallLine(calldata: text, of: self), on: &state) {
        case .success(let (answer, logs)):
            try Terminal.print(self.text(of: answer, logs))
            try save(state)
            if !always, !answer.isSuccess { throw ExitCode(1) }
        case .failure(let error):
            Terminal.note("vamm: \(visible(error.description))")
            guard always else { throw ExitCode(2) }
            try Terminal.print("0x" + hexadecimal(ContractCall.Answer.encoded(error)))
        }
    }

    private func loadState() throws -> ContractState? {
        guard let state else { return nil }
        var loaded = try Terminal.reading(from: state, of: FileKind.markets + [.vectors("amm")]) {
            () throws(FileError) in
            try ContractState(path: state, caseID: caseID, steps: steps, amm: amm)
        }
        Terminal.note(loaded.warnings)
        try Terminal.reading { () throws(CalldataError) in try loaded.move(toBlock: block, timestamp: timestamp) }
        return loaded
    }

    private func save(_ state: ContractState?) throws {
        guard let saveState, let state else { return }
        let source: JSONValue = .object(["implementation": .string(Vamm.name), "state": .string(self.state ?? "")])
        try OutputFile.write(state.document(source: source).text, to: saveState)
    }

    private func answer(
        _ line: CallLine, on state: inout ContractState?
    ) -> Result<(ContractCall.Answer, [ContractLog]), CalldataError> {
        Result { () throws(CalldataError) in
            let call = try ContractCall(calldata: bytes(hexadecimal: line.calldata))
            guard var market = state else { return (try call.answer(on: nil), []) }
            try market.move(toBlock: line.block, timestamp: line.timestamp)
            let answer = try call.answer(on: &market, to: line.to, by: line.sender)
            state = market
            return answer
        }
    }

    private func text(of answer: ContractCall.Answer, _ logs: [ContractLog]) -> String {
        if always { return "0x" + hexadecimal(answer.encoded) }
        guard json else { return "0x" + hexadecimal(answer.data) }
        return JSONValue.object([
            "success": .bool(answer.isSuccess), "data": .string("0x" + hexadecimal(answer.data)),
            "logs": .array(logs.map(\.json)),
        ]).prettyText
    }

    private func lineAnswer(_ line: String, on state: inout ContractState?) -> String {
        guard let parsed = CallLine(line, of: self) else {
            return "error behind the calldata a line says to=, sender=, block= or timestamp=, once each"
        }
        switch answer(parsed, on: &state) {
        case .success(let (answer, logs)):
            if always || json {
                return json ? text(of: answer, logs).split(separator: "\n").joined() : text(of: answer, logs)
            }
            return (answer.isSuccess ? "0x" : "revert 0x") + hexadecimal(answer.data)
        case .failure(let error):
            return always
                ? "0x" + hexadecimal(ContractCall.Answer.encoded(error)) : "error " + visible(error.description)
        }
    }
}

/// A call with what is said of it: on its line, else whom it is sent to and who calls for all.
private struct CallLine {
    var calldata: String
    var to: String?
    var sender: String?
    var block: UInt64?
    var timestamp: UInt64?

    init(calldata: String, of options: Call) {
        self.calldata = calldata.trimmingCharacters(in: .whitespaces)
        (to, sender) = (options.to, options.sender)
    }

    /// Reads a line; nil where something else stands behind the calldata.
    init?(_ line: String, of options: Call) {
        let words = line.split(separator: " ").map(String.init)
        self.init(calldata: words.first ?? "", of: options)
        for word in words.dropFirst() {
            let (name, value) = (word.prefix { $0 != "=" }, String(word.drop { $0 != "=" }.dropFirst()))
            switch (name, UInt64(value)) {
            case ("to", _): to = value
            case ("sender", _): sender = value
            case ("block", let number?): block = number
            case ("timestamp", let time?): timestamp = time
            default: return nil
            }
        }
    }
}

extension ContractLog {
    fileprivate var json: JSONValue {
        .object([
            "address": .string("0x" + hexadecimal(address)), "event": .string(signature),
            "topics": .array(topics.map { .string("0x" + hexadecimal($0)) }),
            "data": .string("0x" + hexadecimal(data)),
        ])
    }
}
