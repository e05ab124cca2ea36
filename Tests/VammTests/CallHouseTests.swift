import Foundation
import Testing
import WideIntegers

/// `vamm call` on the clearing house and what is around it. Every recorded step goes through it in Tests/abi/check_house.py,
/// encoded and decoded by eth-abi; here is what a person meets.
@Suite struct CallHouseTests {
    private let scenario = "Vectors/scenarios/published-example.scenario.json"
    private let ether = UInt256(1_000_000_000_000_000_000)
    /// The ends of the Keccak-256 hashes of `vamm-evm account alice` and `vamm-evm contract ETH`, by eth-utils.
    private let alice = "6d21e2cc3b04defcbfce082606671cf483a91024"
    private let pool = "05977e3a87f090c259e67a3374fc43e187f34740"

    private func word(_ number: UInt256) -> String { padded(String(number, radix: 16)) }
    private func padded(_ digits: String) -> String { String(repeating: "0", count: 64 - digits.count) + digits }

    /// openPosition: buys for 100 at 10x.
    private var order: String {
        "0x893d242d" + padded(pool) + word(0) + word(100 * ether) + word(10 * ether) + word(0)
    }
    private var getPosition: String { "0xb33dc190" + padded(pool) + padded(alice) }

    private func file(_ name: String) -> String {
        FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString).json").path()
    }

    @Test func addressesAreListed() throws {
        let run = try vamm("call", "--addresses", "--state", scenario)
        #expect(run.status == 0)
        #expect(run.output.contains("0x\(alice)  alice\n") && run.output.contains("0x\(pool)  amm.ETH\n"))
        for name in ["quoteToken", "viewer", "owner", "clearingHouse", "insuranceFund", "tollPool", "priceFeed"] {
            #expect(run.output.contains("  \(name)\n"))
        }
    }

    @Test func aCallChangesTheMarketThatIsSaved() throws {
        let state = file("house")
        defer { try? FileManager.default.removeItem(atPath: state) }
        let first = try vamm(
            "call", order, "--state", scenario, "--steps", "0", "--sender", "alice", "--timestamp", "1600000015",
            "--save-state", state)
        #expect(first.status == 0 && first.output == "0x\n", "\(first)")
        // As the scenario's first step.
        let position = try vamm("call", getPosition, "--state", state)
        #expect(position.output == (try vamm("call", getPosition, "--state", scenario, "--steps", "1").output))
        #expect(position.output.hasPrefix("0x" + word(2_439_024_390_243_902_439) + word(100 * ether)))
        // Saved to where it came from; the sender by address.
        let close = "0xa8c1b0bc" + padded(pool) + word(0)
        let second = try vamm(
            "call", close, "--state", state, "--sender", "0x\(alice)", "--block", "9", "--timestamp", "1600000099",
            "--save-state", state)
        #expect(second.status == 0, "\(second)")
        let closed = try vamm("call", getPosition, "--state", state)
        #expect(closed.output == "0x" + String(repeating: word(0), count: 5) + word(9) + "\n", "\(closed)")
    }

    @Test func eventsAreLogs() throws {
        let run = try vamm("call", order, "--state", scenario, "--steps", "0", "--sender", "alice", "--json")
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(answer["success"] as? Bool == true && answer["data"] as? String == "0x")
        let logs = try #require(answer["logs"] as? [[String: Any]])
        #expect(logs.count == 3 && logs[0]["address"] as? String == "0x\(pool)")
        let topics = try #require(logs[2]["topics"] as? [String])
        #expect(
            topics == [
                "0x4c7b764f428c13bbea8cc8da90ebe6eef4dafeb27a4e3d9041d64208c47ca7c2", "0x" + padded(alice),
                "0x" + padded(pool),
            ])
        #expect((logs[2]["data"] as? String)?.count == 2 + 11 * 64)
    }

    @Test func alwaysIsTheAnswerWithStatusNought() throws {
        let good = try vamm("call", "0x8da5cb5b", "--state", scenario, "--to", "ETH", "--always")
        #expect(good.status == 0 && good.output.hasPrefix("0x" + word(1) + word(64) + word(32)))
        let reverted = try vamm(
            "call", "0x6fdca5e0" + word(0), "--state", scenario, "--sender", "alice", "--always")
        #expect(reverted.status == 0 && reverted.output.hasPrefix("0x" + word(0) + word(64) + word(132) + "08c379a0"))
        let unknown = try vamm("call", "0x12345678", "--state", scenario, "--always")
        #expect(unknown.status == 0 && unknown.output.hasPrefix("0x" + word(0) + word(64)))
        #expect(unknown.errors.contains("no function has the selector"))
        #expect(try vamm("call", "0x6fdca5e0" + word(0), "--state", scenario, "--sender", "alice").status == 1)
    }

    @Test func aSessionGoesOnLineByLine() throws {
        let lines = """
            0x5c975abb
            0x8456cb59 to=clearingHouse sender=owner block=20 timestamp=1600000300
            0x5c975abb
            0x8456cb59 to=clearingHouse sender=owner
            0x5c975abb block=19
            0x5c975abb colour=red
            """
        let run = try vamm("call", "--stdin", "--state", scenario, input: Data(lines.utf8))
        let answers = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(answers[0] == "0x\(word(0))" && answers[1] == "0x" && answers[2] == "0x\(word(1))")
        #expect(answers[3].hasPrefix("revert 0x08c379a0"))
        #expect(answers[4].hasPrefix("error block 19") && answers[4].contains("does not follow"))
        #expect(answers[5].hasPrefix("error behind the calldata"))
    }

    @Test func whoTurnsUpIsANewAccount() throws {
        let (state, stranger) = (file("stranger"), String(repeating: "ab", count: 20))
        defer { try? FileManager.default.removeItem(atPath: state) }
        // Without tokens nothing can be opened; a toll pool may be anybody.
        let run = try vamm("call", order, "--state", scenario, "--sender", "0x\(stranger)", "--save-state", state)
        #expect(run.status == 1)
        let balance = try vamm("call", "0x70a08231" + padded(stranger), "--state", state)
        #expect(balance.output == "0x\(word(0))\n", "\(balance)")
        #expect(try String(contentsOfFile: state, encoding: .utf8).contains("0x\(stranger)"))
    }

    @Test(arguments: [
        (["0x8456cb59", "--sender", "owner"], "say whom you call with --to"),
        (["0x8456cb59", "--to", "clearingHouse"], "say who that is with --sender"),
        (["0x8456cb59", "--to", "viewer", "--sender", "owner"], "viewer has no pause()"),
        (["0x8456cb59", "--to", "nowhere", "--sender", "owner"], "there is no contract nowhere"),
        (["0x8456cb59", "--to", "clearingHouse", "--sender", "nobody"], "there is no account nobody"),
    ])
    func whatIsMissingIsSaid(arguments: [String], message: String) throws {
        let run = try vamm(["call", "--state", scenario] + arguments)
        #expect(run.status == 2 && run.output.isEmpty && run.errors.contains(message), "\(run)")
    }

    @Test func argumentsOutOfRangeAreErrors() throws {
        let unknown = "0xb33dc190" + padded("12") + padded(alice)
        #expect(try vamm("call", unknown, "--state", scenario).errors.contains("there is no pool at 0x"))
        let long = "0xb33dc190" + padded(pool) + "01" + padded(alice).dropFirst(2)
        #expect(try vamm("call", long, "--state", scenario).errors.contains("is no address"))
        let side = "0x893d242d" + padded(pool) + word(2) + word(1) + word(1) + word(0)
        let run = try vamm("call", side, "--state", scenario, "--sender", "alice")
        #expect(run.status == 2 && run.errors.contains("the side is 0 (buy) or 1 (sell)"))
        #expect(try vamm("call", side, "--always", "--json").status == 64)
        #expect(try vamm("call", side, "--sender", "alice").status == 64)
    }
}
