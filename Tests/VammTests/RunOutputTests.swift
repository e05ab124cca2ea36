import Foundation
import JSON
import Testing

/// What `vamm run` writes to files, and how it deals with long scenarios.
@Suite struct RunOutputTests {
    private static let example = "Vectors/scenarios/published-example.scenario.json"

    /// A scenario of many steps as it would be written.
    private static func long(_ count: Int, last: String = #"{"caller":"bob","call":"closePosition"}"#) -> Data {
        let pair = [("alice", "buy"), ("bob", "sell")].map { name, side -> String in
            let arguments = #"{"side":"\#(side)","quoteAssetAmount":"1.5","leverage":"2"}"#
            return #"{"caller":"\#(name)","call":"openPosition","args":\#(arguments)}"#
        }
        let steps = (0..<(count - 1)).map { pair[$0 % 2] } + [last]
        return Data(
            """
            {"steps": [
            \(steps.joined(separator: ",\n"))
            ], "setup": {"amms": {"ETH": {"quoteAssetReserve": "40000", "baseAssetReserve": "100"}},
            "balances": {"alice": "5000000", "bob": "5000000"}}}
            """.utf8)
    }

    private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    private func content(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    }

    /// Setup after the steps, from a file and from standard input, as a table and as JSON.
    @Test func aLongRunIsReadStepByStep() throws {
        let data = Self.long(3000)
        let fromFile = try withFile(data) { try vamm("run", $0) }
        #expect(fromFile.status == 0, "\(fromFile.errors)")
        let lines = fromFile.output.split(separator: "\n")
        #expect(lines.count == 3001)
        #expect(lines.last?.split(separator: " ").first == "3000")
        // The columns stay where the first thousand rows put them.
        let columns = lines.compactMap { line in
            line.range(of: "openPosition").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
        }
        #expect(columns.count == 2999 && Set(columns).count == 1)
        #expect(try vamm("run", "-", input: data).output == fromFile.output)
        let json = try vamm("run", "-", "--json", input: data)
        let record = try JSONParser.parse(json.output.utf8)
        guard case .array(let steps)? = record["steps"]?.content else {
            Issue.record("no steps")
            return
        }
        #expect(steps.count == 3000)
        // Written bit by bit, and yet as a whole would be.
        #expect(json.output == record.prettyText + "\n")
    }

    /// A mistake late in a long scenario is found before anything is printed or written.
    @Test func aMistakeInALateStepLeavesNothing() throws {
        try withFolder { folder in
            let scenario = folder.appending(path: "long.json")
            try Self.long(2000, last: #"{"caller":"bob","call":"closePositon"}"#).write(to: scenario)
            let outputs = ["fill.json", "t.sqlite", "csv"].map { folder.appending(path: $0).path() }
            let run = try vamm(
                "run", scenario.path(), "--fill", outputs[0], "--db", outputs[1], "--csv", outputs[2])
            #expect(run.status == 2 && run.output == "")
            #expect(
                run.errors.contains("long.json:2001:24:") && run.errors.contains("in step 2000.call"), "\(run.errors)")
            #expect(try content(folder) == ["long.json"])
        }
    }

    @Test func badTextInALateStepIsNamedByLineAndColumn() throws {
        for (last, message) in [
            (#"{"caller":"bob" "call":"closePosition"}"#, "case.json:1201:17: unexpected"),
            (#"{"caller":"bob","call":"closePosition""#, "case.json:1202:1: unexpected"),
            ("", "case.json:1202:1: unexpected"),
        ] {
            let run = try withFile(Self.long(1200, last: last)) { try vamm("run", $0) }
            #expect(run.status == 2 && run.output == "" && run.errors.contains(message), "\(run.errors)")
        }
    }

    @Test func aTraceIsAddedToAndExpectationsThatAreNotMetAreInIt() throws {
        try withFolder { folder in
            let database = folder.appending(path: "t.sqlite").path()
            let first = try vamm("run", Self.example, "--db", database)
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output == "4 steps written to \(database)\n")
            let before = try Data(contentsOf: URL(filePath: database))
            let csv = folder.appending(path: "csv")
            let unmet = #"{"caller":"bob","call":"closePosition","revert":"no"}"#
            let second = try withFile(Self.long(2, last: unmet)) {
                try vamm("run", $0, "--db", database, "--csv", csv.path())
            }
            #expect(second.status == 1 && second.errors.contains("1 steps did not go as the scenario expects"))
            #expect(try Data(contentsOf: URL(filePath: database)) != before)
            let steps = try String(contentsOf: csv.appending(path: "steps.csv"), encoding: .utf8)
            #expect(steps.hasSuffix("1,2,3,1600000030,revert,positionSize is 0,,1,,,,\r\n"), "\(steps)")
        }
    }

    @Test func outputsThatCannotBeWrittenAreNamed() throws {
        try withFolder { folder in
            let missing = folder.appending(path: "no/such").path()
            for option in ["--fill", "--db", "--csv"] {
                let run = try vamm("run", Self.example, option, missing)
                #expect(run.status == 74 && run.output == "", "\(run.output)")
                #expect(run.errors.contains("there is no folder") && run.errors.contains("make it first"))
                #expect(try vamm("run", Self.example, option, "-").status == 64)
            }
            let database = try vamm("run", Self.example, "--db", Self.example)
            #expect(database.status == 74 && database.errors.contains("not a database"))
            let csv = try vamm("run", Self.example, "--csv", "Vectors")
            #expect(csv.status == 74 && csv.errors.contains("not empty"))
        }
    }

    /// Files of any name that a user may have are neither in the way nor touched.
    @Test func whatIsNotOursIsLeftAlone() throws {
        try withFolder { folder in
            let pipe = folder.appending(path: "a.vamm-partial").path()
            try #require(mkfifo(pipe, 0o600) == 0)
            let data = folder.appending(path: "b.vamm-partial")
            try FileManager.default.createDirectory(at: data, withIntermediateDirectories: false)
            try Data("mine".utf8).write(to: data.appending(path: "notes.txt"))
            for (option, name) in [("--fill", "a"), ("--csv", "b"), ("--db", "d")] {
                let run = try vamm("run", Self.example, option, folder.appending(path: name).path())
                #expect(run.status == 0, "\(run.errors)")
            }
            #expect(try String(contentsOf: data.appending(path: "notes.txt"), encoding: .utf8) == "mine")
            let scenario = folder.appending(path: "c.vamm-partial")
            try Self.long(2).write(to: scenario)
            let run = try vamm("run", scenario.path(), "--fill", folder.appending(path: "c").path())
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Data(contentsOf: scenario) == Self.long(2))
            let names = ["a", "a.vamm-partial", "b", "b.vamm-partial", "c", "c.vamm-partial", "d"]
            #expect(try content(folder) == names)
        }
    }

    /// A name that a spreadsheet would compute is one that it shows; without the option names are as they are.
    @Test func namesAreNoFormulas() throws {
        try withFolder { folder in
            let names = [#"=HYPERLINK(\"x\",\"y\")"#, "+1", "-2+3", "@sum", "-5", "plain", #"\u0009=1"#, #"a\u202eb"#]
            let balances = names.map { #""\#($0)":"1""# }.joined(separator: ",")
            let scenario = folder.appending(path: "s.json")
            let text =
                #"{"setup":{"amms":{"ETH":{"quoteAssetReserve":"10","baseAssetReserve":"1"}},"balances":{\#(balances)}},"#
                + #""steps":[{"call":"pause"}]}"#
            try Data(text.utf8).write(to: scenario)
            func accounts(_ options: String...) throws -> [String] {
                let csv = folder.appending(path: "csv")
                let run = try vamm(["run", scenario.path(), "--csv", csv.path()] + options)
                #expect(run.status == 0, "\(run.errors)")
                defer { try? FileManager.default.removeItem(at: csv) }
                let file = try String(contentsOf: csv.appending(path: "accounts.csv"), encoding: .utf8)
                return file.split(separator: "\r\n").dropFirst(5).map {
                    $0.split(separator: ",", maxSplits: 2)[2].dropLast(",trader".count)
                }.map(String.init)
            }
            let safe = [
                #""'=HYPERLINK(""x"",""y"")""#, "'+1", "'-2+3", "'@sum", "-5", "plain", #"\u{9}=1"#, #"a\u{202e}b"#,
            ]
            #expect(try accounts("--spreadsheet") == safe)
            #expect(try accounts()[1] == "+1")
            #expect(try vamm("run", scenario.path(), "--spreadsheet").status == 64)
        }
    }

    /// A link is followed, also one to a file that is not there yet; a file keeps its mode.
    @Test func linksAreFollowedAndModesKept() throws {
        try withFolder { folder in
            let manager = FileManager.default
            let (inner, link) = (folder.appending(path: "inner"), folder.appending(path: "link"))
            try manager.createDirectory(at: inner, withIntermediateDirectories: false)
            try manager.createSymbolicLink(atPath: link.path(), withDestinationPath: "inner/new.json")
            for mode in [nil, 0o640, 0o600] as [Int?] {
                let file = inner.appending(path: "new.json").path()
                if let mode { try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: file) }
                #expect(try vamm("run", Self.example, "--fill", link.path()).status == 0)
                #expect(try manager.destinationOfSymbolicLink(atPath: link.path()) == "inner/new.json")
                let now = try manager.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                if let mode { #expect(now == mode) }
                #expect(try vamm("verify", file).status == 0)
            }
            #expect(try content(inner) == ["new.json"])
        }
    }

    /// A run that is killed leaves no file under the name that was asked for, and doesn't stand in the way of the next.
    @Test(arguments: [SIGKILL, SIGTERM, SIGINT, SIGHUP])
    func aRunThatIsStoppedLeavesNoHalfFile(signal: Int32) throws {
        try withFolder { folder in
            let scenario = folder.appending(path: "long.json")
            try Self.long(40_000).write(to: scenario)
            let database = folder.appending(path: "t.sqlite")
            for existing in [false, true] {
                if existing { #expect(try vamm("run", Self.example, "--db", database.path()).status == 0) }
                let before = try? Data(contentsOf: database)
                let process = Process()
                process.executableURL = programURL
                process.arguments = ["run", scenario.path(), "--db", database.path()]
                process.standardOutput = FileHandle.nullDevice
                process.standardError = FileHandle.nullDevice
                try process.run()
                if existing {
                    try wait(until: database.path() + "-journal", process)
                } else {
                    try wait(for: folder, process)
                }
                kill(process.processIdentifier, signal)
                process.waitUntilExit()
                let killed = process.terminationReason == .uncaughtSignal
                #expect(killed ? signal == SIGKILL : process.terminationStatus == 128 + signal)
                if !existing { #expect(!FileManager.default.fileExists(atPath: database.path())) }
                if signal != SIGKILL {
                    #expect(try content(folder) == (existing ? ["long.json", "t.sqlite"] : ["long.json"]))
                    #expect((try? Data(contentsOf: database)) == before)
                }
                let again = try vamm("run", Self.example, "--db", database.path())
                #expect(again.status == 0, "\(again.errors)")
                #expect(try content(folder) == ["long.json", "t.sqlite"])
                try FileManager.default.removeItem(at: database)
            }
        }
    }

    /// Waits until content is made in a folder.
    private func wait(for folder: URL, _ process: Process) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while process.isRunning, ContinuousClock.now < deadline {
            let places = try content(folder).filter { $0.hasPrefix(".") }
            let sizes = places.compactMap {
                try? FileManager.default.attributesOfItem(atPath: folder.path() + "/\($0)/content")[.size] as? NSNumber
            }
            if sizes.contains(where: { $0.intValue > 0 }) { return }
            usleep(1000)
        }
        Issue.record("the run ended before it could be stopped")
    }

    /// Waits for a file that shows that a process is in the middle of its work.
    private func wait(until path: String, _ process: Process) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while process.isRunning, ContinuousClock.now < deadline {
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
            if let size, size.intValue > 0 { return }
            usleep(1000)
        }
        Issue.record("the run ended before it could be stopped")
    }

    #if os(Linux)
    /// Fifty thousand steps take no more memory than their histories need.
    @Test func fiftyThousandStepsStaySmall() throws {
        try withFolder { folder in
            let scenario = folder.appending(path: "long.json")
            try Self.long(50_000).write(to: scenario)
            let database = folder.appending(path: "t.sqlite").path()
            let memory = try memoryOfRun([scenario.path(), "--db", database])
            #expect(memory < 300 << 20, "\(memory >> 20) MiB")
            #expect(FileManager.default.fileExists(atPath: database))
        }
    }

    /// The bytes that a run takes at most.
    private func memoryOfRun(_ arguments: [String]) throws -> Int {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        let texts = ([programURL.path(), "run"] + arguments).map { strdup($0) }
        defer { texts.forEach { free($0) } }
        var child = pid_t()
        let code = posix_spawn(&child, programURL.path(), &actions, nil, texts + [nil], environ)
        try #require(code == 0)
        // What wait4 says counts the memory of this process too, which the child shares until it is another program.
        var (status, most) = (Int32(0), 0)
        while waitpid(child, &status, WNOHANG) == 0 {
            most = max(most, highestMemory(of: child))
            usleep(2000)
        }
        #expect(status == 0 && most > 0)
        return most
    }

    /// The bytes that a running process has taken at most, as Linux counts.
    private func highestMemory(of process: pid_t) -> Int {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else { return 0 }
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
    #endif
}
