import Foundation
import Testing

/// `vamm check` and `vamm serve`: the line protocol from both of its ends.
@Suite struct CheckCommandTests {
    private var serve: String { "'\(programURL.path())' serve" }

    /// A program in Python that answers hello and then does what the test says, with `question` at hand.
    private func peer(kinds: String = #"["math", "quote"]"#, _ body: String) -> String {
        let program = """
            import json, sys, time
            sys.path.insert(0, "Vectors/examples")
            import adapter
            for line in sys.stdin:
                question = json.loads(line)
                if question["do"] == "hello":
                    print(json.dumps({"protocol": "vamm-check/1", "name": "test", "kinds": \(kinds)}), flush=True)
                    continue
            \(body.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            """
        return "python3 -c '\(program)'"
    }

    @Test func ourOwnCorePassesEveryVector() throws {
        let run = try vamm("check", "--exec", serve)
        #expect(run.status == 0)
        #expect(run.output.hasSuffix("15598 passed, 0 failed\n"), "\(run.output)\(run.errors)")
    }

    @Test func theExampleAdapterPassesWhatItOffers() throws {
        let run = try vamm("check", "--exec", "python3 Vectors/examples/adapter.py", "Vectors/recorded")
        #expect(run.status == 0)
        #expect(run.output.contains("Vectors/recorded/market-v2.json: market, 0 passed, 2500 skipped\n"))
        #expect(run.output.hasSuffix("7508 passed, 0 failed, 8069 skipped\n"), "\(run.output)\(run.errors)")
    }

    @Test func nothingCheckedIsNoSuccess() throws {
        let run = try vamm("check", "--exec", "python3 Vectors/examples/adapter.py", "Vectors/findings")
        #expect(run.status == 2 && run.output.hasSuffix("0 passed, 0 failed, 21 skipped\n"))
        #expect(run.errors.contains("21 checks were skipped: adapter.py does not offer their kinds"))
    }

    @Test func aWrongRoundingIsFoundExactlyWhereItIs() throws {
        let wrong = peer(
            """
            answer = adapter.answer(question)
            if question["do"] == "quote" and question["op"] == "inputPrice" and "result" in answer:
                # Rounds a removal down, too.
                quote, base = int(question["quoteAssetReserve"]), int(question["baseAssetReserve"])
                amount = int(question["amount"])
                removing = question["direction"] == "removeFromAmm" and amount > 0
                if removing and (quote * base // adapter.ONE * adapter.ONE) % (quote - amount):
                    answer["result"] = str(int(answer["result"]) - 1)
            print(json.dumps(answer), flush=True)
            """)
        let run = try vamm("check", "--exec", wrong, "--json", "Vectors/recorded/quote.json")
        #expect(run.status == 1, "\(run.errors)")
        let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let files = try #require(report["files"] as? [[String: Any]])
        let failures = try #require(files.first?["failures"] as? [[String: Any]])
        let found = Set(failures.compactMap { $0["case"] as? String })
        let expected = try inexactRemovals()
        #expect(expected.count > 300)
        #expect(found == expected)
        for failure in failures {
            let differences = try #require(failure["differences"] as? [[String: Any]])
            #expect(differences.compactMap { $0["wei"] as? String } == ["-1"])
        }
    }

    /// The recorded cases that remove quote and come out uneven, by Python's integers.
    private func inexactRemovals() throws -> Set<String> {
        let program = """
            import json
            for case in json.load(open("Vectors/recorded/quote.json"))["cases"]:
                if case["op"] == "inputPrice" and case["direction"] == "removeFromAmm" and "result" in case:
                    q, b, a = (int(case[k]) for k in ("quoteAssetReserve", "baseAssetReserve", "amount"))
                    if a and (q * b - q * b % 10**18) % (q - a): print(case["id"])
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program]
        process.currentDirectoryURL = packageRoot
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Set(String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    /// What goes wrong with a program, and how the case that it was asked says so; all others pass.
    private static let troubles: [(body: String, message: String)] = [
        ("sys.exit(3)", "died with exit status 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "died with exit status 139 (signal 11)"),
        ("time.sleep(60)", "gave no answer within 5 s"),
        ("print(\"what?\", flush=True)", "answered nonsense"),
        ("print(\"{}\", flush=True)", "answered nonsense: an outcome is missing"),
        ("print(json.dumps({\"result\": 3}), flush=True)", "answered nonsense: expected a decimal string"),
        ("print(json.dumps({\"result\": \"3\", \"x\": 1}), flush=True)", "answered nonsense: unknown field \"x\""),
        ("sys.stdout.buffer.write(b\"\\xff\\n\"); sys.stdout.flush()", "answered nonsense: a line that is not UTF-8"),
        ("print(json.dumps({\"error\": \"not today\"}), flush=True)", "refused: not today"),
    ]

    @Test(arguments: troubles.indices)
    func aProgramInTroubleIsNamedAndTheRestGoesOn(index: Int) throws {
        let trouble = Self.troubles[index]
        let program = peer(
            """
            if question.get("op") == "decimal.mul" and question["x"] == "1" and question["y"] == "1":
                \(trouble.body)
                continue
            print(json.dumps(adapter.answer(question)), flush=True)
            """)
        let run = try vamm(
            "check", "--exec", program, "--timeout", "5", "Vectors/recorded/math.json", "--filter", "decimal.mul-*")
        #expect(run.status == 1 && !run.crashed)
        #expect(run.output.contains(trouble.message), "\(run.output)\(run.errors)")
        #expect(run.output.contains("FAIL Vectors/recorded/math.json decimal.mul-0007\n"), "\(run.output)")
        #expect(run.output.hasSuffix(" passed, 1 failed\n"), "\(run.output)")
        #expect(run.output.contains("again     vamm check --exec 'python3 -c "))
    }

    @Test func aSequenceEndsWhereItsProgramDoes() throws {
        let program = """
            python3 -c '
            import subprocess, sys
            core = subprocess.Popen(["\(programURL.path())", "serve"], stdin=-1, stdout=-1, text=True)
            steps = 0
            for line in sys.stdin:
                steps += "openPosition" in line
                if steps > 1: sys.exit(0)
                print(line, end="", file=core.stdin, flush=True)
                print(core.stdout.readline(), end="", flush=True)
            '
            """
        let run = try vamm(
            "check", "--exec", program, "Vectors/recorded/directed-v2.json", "--filter", "bad-debt-backstop")
        #expect(run.status == 1 && !run.crashed)
        #expect(run.output.contains("died with exit status 0") && run.output.contains(" not compared"))
    }

    @Test(arguments: [
        ("exit 5", "died with exit status 5"), ("no-such-program-here", "died with exit status 127"),
        ("echo '{\"protocol\":\"other/9\",\"name\":\"x\",\"kinds\":[]}'", "it speaks \"other/9\""),
        ("cat", "answered nonsense"), ("sleep 60", "gave no answer within 5 s"),
    ])
    func aProgramThatDoesNotStartIsAnErrorOfItsOwn(command: String, message: String) throws {
        let run = try vamm("check", "--exec", command, "--timeout", "5", "Vectors/recorded/math.json")
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains(message), "\(run.errors)")
    }

    @Test func theRecordedConversationIsWhatServeSays() throws {
        let file = packageRoot.appending(path: "Vectors/examples/protocol.jsonl")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let questions = stride(from: 0, to: lines.count, by: 2).map { lines[$0] }
        let answers = stride(from: 1, to: lines.count, by: 2).map { lines[$0] }
        let run = try vamm("serve", input: Data(questions.joined(separator: "\n").utf8))
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n") == answers)
    }

    @Test func serveAnswersAnythingWithALine() throws {
        let lines = [
            "", "nonsense", "[]", "{}", #"{"do":"dance"}"#, #"{"do":"step"}"#, #"{"do":"hello","protocol":"x"}"#,
            #"{"do":"math","op":"decimal.mul","x":"1"}"#, #"{"do":"math","op":"decimal.mul","x":"-1","y":"1"}"#,
            #"{"do":"math","op":"uint256.add","x":"1","y":"1","result":"2"}"#, #"{"do":"setup","kind":"market"}"#,
            #"{"do":"quote","op":"inputPrice","direction":"up"}"#, String(repeating: "[", count: 100_000),
            #"{"do":"reset"}"#,
        ]
        let run = try vamm("serve", input: Data(lines.joined(separator: "\n").utf8))
        #expect(run.status == 0 && !run.crashed)
        let answers = run.output.split(separator: "\n")
        #expect(answers.count == lines.count)
        #expect(answers.dropLast().allSatisfy { $0.hasPrefix(#"{"error":"#) }, "\(run.output)")
        #expect(answers.last == #"{"ok":true}"#)
    }

    /// Our own core with a funding rate that is 7 wei too high, and without a call, a view and a key.
    private var fork: String {
        """
        python3 -c '
        import json, subprocess, sys
        core = subprocess.Popen(["\(programURL.path())", "serve"], stdin=-1, stdout=-1, text=True)
        for line in sys.stdin:
            print(line, end="", file=core.stdin, flush=True)
            question, answer = json.loads(line), json.loads(core.stdout.readline())
            if question["do"] == "hello":
                answer["without"] = {"calls": ["amm.shutdown"], "views": ["amm.spotPrice"], "state": ["amm.snapshotCount"]}
            for key in list(answer.get("state", {})):
                if key.endswith(".fundingRate") and question["do"] == "step":
                    answer["state"][key] = str(int(answer["state"][key]) + 7)
                if key.endswith(".snapshotCount"): del answer["state"][key]
            print(json.dumps(answer), flush=True)
        '
        """
    }

    @Test func oneDeviationIsOneGroup() throws {
        let run = try vamm("check", "--exec", fork, "--json", "Vectors/recorded/market-v2.json")
        #expect(run.status == 1)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let groups = try #require(report["groups"] as? [[String: Any]])
        #expect(groups.count == 1)
        let group = try #require(groups.first)
        #expect(group["call"] as? String == "clearingHouse.payFunding")
        #expect(group["key"] as? String == "state amm.fundingRate" && group["rule"] as? String == "P10")
        #expect(group["cases"] as? Int == report["failed"] as? Int && (group["examples"] as? [Any])?.count == 3)
        let counts = ["passed", "failed", "notCompared", "skipped"].compactMap { report[$0] as? Int }
        #expect(counts.count == 4 && counts.reduce(0, +) == 2500)
        let leftOut = try #require(report["leftOut"] as? [String: Int])
        #expect(Set(leftOut.keys) == ["call amm.shutdown", "view amm.spotPrice", "state amm.snapshotCount"])
    }

    @Test func whatIsAcceptedIsNoFailure() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "accept-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        func check(within: Int) throws -> (status: Int32, output: String) {
            try Data(
                """
                format: vamm-accept/1
                accept:
                  - {key: amm.fundingRate, within: \(within), reason: rounds up}
                  - {call: amm.setCap, reason: never met}
                """.utf8
            ).write(to: file)
            let run = try vamm(
                "check", "--exec", fork, "--accept", file.path(), "Vectors/recorded/market-v2.json")
            return (run.status, run.output)
        }
        let accepted = try check(within: 7)
        #expect(accepted.status == 0 && accepted.output.contains("(rounds up)"))
        #expect(accepted.output.contains("unused    amm.setCap (never met)\n"))
        #expect(try check(within: 6).status == 1)
        try Data("format: vamm-accept/1\naccept:\n  - {key: amm.fundingRate}\n".utf8).write(to: file)
        let wrong = try vamm("check", "--exec", fork, "--accept", file.path())
        #expect(wrong.status == 2 && wrong.errors.contains("a deviation needs a reason"))
    }

    @Test(arguments: [
        ("key: amm.fundingRates, reason: x", #"no key is called "amm.fundingRates"; did you mean "amm.fundingRate"?"#),
        ("call: clearingHouse.payfunding, reason: x", #"did you mean "clearingHouse.payFunding"?"#),
        ("view: amm.spotprice, reason: x", #"did you mean "amm.spotPrice"?"#),
        ("text: amm was close, as: x, reason: x", #"did you mean "amm was closed"?"#),
        ("key: amm.open, text: amm was closed, reason: x", "text and as go together"),
        ("key: amm.open, raeson: x", #"did you mean "reason"?"#), ("reason: x", "name a call, key, view or text"),
        ("key: amm.open, within: -1, reason: x", "within takes a whole number of wei"),
        ("key: amm.open, ends: maybe, reason: x", "ends takes true or false"),
    ])
    func aMistakeInWhatIsAcceptedIsToldWithItsLine(deviation: String, message: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "accept-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("format: vamm-accept/1\naccept:\n  - {\(deviation)}\n".utf8).write(to: file)
        let run = try vamm("check", "--exec", serve, "--accept", file.path(), "Vectors/recorded/quote.json")
        #expect(run.status == 2 && run.output.isEmpty)
        #expect(run.errors.contains(message) && run.errors.contains(":3"), "\(run.errors)")
    }

    @Test func theExampleOfWhatIsAcceptedCanBeRead() throws {
        let run = try vamm(
            "check", "--exec", serve, "--accept", "Vectors/examples/fork.accept.json",
            "Vectors/recorded/directed-v2.json")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains(#"unused    "amm was closed" as "closed" (shorter texts)"#), "\(run.output)")
    }

    @Test func numbersOfAWrongTypeDoNotRestartTheProgram() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "starts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let program = peer("print(json.dumps({\"result\": 3}), flush=True)")
        let run = try vamm(
            "check", "--exec", "echo start >> '\(file.path())'; \(program)", "-j", "1", "Vectors/recorded/math.json")
        #expect(run.status == 1 && run.output.hasSuffix("0 passed, 2936 failed\n"))
        #expect(try String(contentsOf: file, encoding: .utf8) == "start\n")
    }

    @Test func wrongUsageIsToldApart() throws {
        #expect(try vamm("check", "Vectors").status == 64)
        #expect(try vamm("check", "--exec", "").status == 64)
        #expect(try vamm("check", "--exec", serve, "--timeout", "0").status == 64)
        #expect(try vamm("check", "--exec", serve, "no-such-file.json").status == 2)
        #expect(try vamm("check", "--exec", serve, "--filter", "no-such-case").status == 2)
    }

    /// Whatever ends the check ends the program that is checked, with what it has started itself.
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func theProgramEndsWithTheCheck(signal: Int32) throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let pids = folder.appending(path: "pids")
        let hangs =
            "sleep 600 & echo $! >> '\(pids.path())'; echo $$ >> '\(pids.path())'; read line; "
            + #"echo '{"protocol":"vamm-check/1","name":"slow","kinds":["math"]}'; while read line; do sleep 600; done"#
        let process = Process()
        process.executableURL = programURL
        process.arguments = ["check", "--exec", hangs, "-j", "2", "--timeout", "600", "Vectors/recorded/math.json"]
        process.currentDirectoryURL = packageRoot
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        func started() -> [pid_t] {
            ((try? String(contentsOf: pids, encoding: .utf8)) ?? "").split(separator: "\n").compactMap { pid_t($0) }
        }
        let deadline = ContinuousClock.now + .seconds(60)
        while started().count < 4, ContinuousClock.now < deadline { usleep(10_000) }
        let all = started()
        #expect(all.count >= 4)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
        let gone = ContinuousClock.now + .seconds(10)
        while all.contains(where: { isRunning($0) }), ContinuousClock.now < gone { usleep(10_000) }
        for pid in all { #expect(!isRunning(pid), "\(pid) still runs") }
    }

    /// Whether a process runs; one that has ended and that nobody has waited for does not.
    private func isRunning(_ process: pid_t) -> Bool {
        guard kill(process, 0) == 0 else { return false }
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return !text.contains(") Z ")
    }

    /// A line beyond what is taken is refused, and the next is answered.
    @Test func aLineThatIsTooLongIsRefused() throws {
        let question = #"{"do":"math","op":"decimal.mul","x":"2","y":"500000000000000000"}"#
        let long = Data(repeating: UInt8(ascii: "x"), count: 17 << 20)
        for line in [long, Data("{\"do\":\"".utf8) + long + Data("\"}".utf8)] {
            let run = try vamm("serve", input: line + Data("\n\(question)\r\n\(question)".utf8))
            let lines = run.output.split(separator: "\n")
            #expect(run.status == 0 && lines.count == 3 && lines[0].contains("a line of more than 16777216 bytes"))
            #expect(lines.dropFirst().allSatisfy { $0 == #"{"result":"1"}"# }, "\(lines)")
            let calls = try vamm("call", "--stdin", input: line + Data("\n0x00\n".utf8))
            #expect(calls.output.hasPrefix("error a line of more than 16777216 bytes\nerror "), "\(calls.output)")
        }
    }
}
