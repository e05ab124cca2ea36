import Foundation
import TestSupport
import Testing
import WideIntegers

/// `vamm call`: what eth-abi is asked about in Tests/abi/check_call.py, by hand here, and everything that goes wrong.
@Suite struct CallCommandTests {
    private let state = "Vectors/scenarios/published-example.scenario.json"

    private func word(_ number: UInt256) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    private func price(_ selector: String, _ direction: UInt256, _ amount: UInt256) -> String {
        let quote = UInt256(41_000) * 1_000_000_000_000_000_000
        return selector + word(direction) + word(amount) + word(quote) + word(97_560_975_609_756_097_561)
    }

    @Test func thePublishedExample() throws {
        let removed = try vamm("call", price("0x50799c81", 1, 1_000_000_000_000_000_000_000))
        #expect(removed.status == 0)
        #expect(removed.output == "0x" + word(2_439_024_390_243_902_440) + "\n")
        // The same without 0x, and from standard input.
        let again = try vamm("call", "-", input: Data(price("50799C81", 1, 1_000_000_000_000_000_000_000).utf8))
        #expect(again.output == removed.output)
    }

    @Test func aRevertIsItsDataAndAStatus() throws {
        let all = try vamm("call", price("0x50799c81", 1, UInt256(41_000) * 1_000_000_000_000_000_000))
        #expect(all.status == 1)
        let text = hexadecimal("quote asset after is 0")
        #expect(
            all.output == "0x08c379a0" + word(32) + word(22) + text + String(repeating: "0", count: 64 - text.count)
                + "\n")
    }

    private func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func viewsAreAskedOfAState() throws {
        let spot = try vamm("call", "0xdc76fabc", "--state", state)
        #expect(spot.output == "0x" + word(400_000_000_000_000_000_004) + "\n", "\(spot.errors)")
        let before = try vamm("call", "0xdc76fabc", "--state", state, "--steps", "0")
        #expect(before.output == "0x" + word(400_000_000_000_000_000_000) + "\n")
        // An average moves on with time.
        let soon = try vamm("call", "0xf1b5df86" + word(900), "--state", state)
        let late = try vamm("call", "0xf1b5df86" + word(900), "--state", state, "--timestamp", "1700000000")
        #expect(soon.status == 0 && late.output == spot.output && soon.output != late.output)
        let calls = "0xdc76fabc\nnonsense\n" + price("50799c81", 1, 0) + "\n"
        let lines = try vamm("call", "--stdin", "--state", state, input: Data(calls.utf8)).output
        #expect(lines.hasPrefix(spot.output + "error "))
        #expect(lines.hasSuffix("\n0x" + word(0) + "\n"))
    }

    @Test(arguments: [
        ("", "has no selector"), ("0x", "has no selector"), ("0x5079", "has no selector"),
        ("0x12345678", "no function has the selector 0x12345678"), ("0xdc76fab", "7 hexadecimal digits"),
        ("0xdc76fabg", "\"g\" in digit 8"), ("0x50799c81", "128 bytes are missing"),
        ("0xdc76fabc00", "1 bytes are too many"), ("0xdc76fabc", "name one with --state"),
        ("0x50799c81" + String(repeating: "f", count: 256), "the direction is 0"),
    ])
    func badCalldataIsExplained(calldata: String, message: String) throws {
        let run = try vamm("call", calldata)
        #expect(run.status == 2 && run.output.isEmpty && !run.crashed)
        #expect(run.errors.contains(message), "\(run.errors)")
    }

    @Test func wrongUsageIsToldApart() throws {
        #expect(try vamm("call").status == 64)
        #expect(try vamm("call", "0x", "--stdin").status == 64)
        #expect(try vamm("call", "0x", "--steps", "1").status == 64)
        #expect(try vamm("call", "--stdin", "--state", "-").status == 64)
        #expect(try vamm("call", "0xdc76fabc", "--state", "no-such-file.json").status == 2)
        #expect(try vamm("call", "0xdc76fabc", "--state", state, "--steps", "99").status == 2)
        #expect(try vamm("call", "0xdc76fabc", "--state", state, "--amm", "BTC").status == 2)
        #expect(try vamm("call", "0xdc76fabc", "--state", state, "--timestamp", "5").status == 2)
    }

    /// The views that a vector file has recorded, of one pool without a clearing house around it.
    @Test(arguments: ["amm-v1", "amm-v2"])
    func aPoolMayComeFromAnAmmVector(name: String) throws {
        let file = try Data(contentsOf: packageRoot.appending(path: "Vectors/recorded/\(name).json"))
        let cases = try #require(
            (try JSONSerialization.jsonObject(with: file) as? [String: Any])?["cases"] as? [[String: Any]])
        var asked = 0
        for vector in cases.prefix(5) {
            let id = try #require(vector["id"] as? String)
            let steps = try #require(vector["steps"] as? [[String: Any]])
            for (index, step) in steps.enumerated() {
                guard let price = (step["views"] as? [String: Any])?["amm.ETH.spotPrice"] as? String else { continue }
                let run = try vamm(
                    "call", "0xdc76fabc", "--state", "-", "--case", id, "--steps", "\(index + 1)", input: file)
                let expected = word(try #require(UInt256(price)))
                #expect(run.status == 0 && run.output == "0x\(expected)\n", "\(run)")
                asked += 1
                break
            }
        }
        #expect(asked >= 3)
        let missing = try vamm("call", "0xdc76fabc", "--state", "-", "--case", "\(name)-000", input: file)
        #expect(missing.status == 2 && missing.errors.contains("did you mean \"\(name)-0000\"?"), "\(missing)")
        let several = try vamm("call", "0xdc76fabc", "--state", "-", input: file)
        #expect(several.status == 2 && several.errors.contains("name one with --case"), "\(several)")
    }

    @Test func anyBytesAreAnsweredByALine() throws {
        var generator = SeededGenerator()
        let lines = (0..<3000).map { _ in
            let selector = ["50799c81", "9bf5d1d4", "62267955", "34953249", ""].randomElement(using: &generator) ?? ""
            let count = [0, 63, 64, 128, 256, 257].randomElement(using: &generator) ?? 0
            return selector
                + (0..<count).map { _ in String("0123456789abcdef".randomElement(using: &generator) ?? "0") }
                .joined()
        }
        let run = try vamm("call", "--stdin", "--state", state, input: Data(lines.joined(separator: "\n").utf8))
        #expect(run.status == 0 && !run.crashed)
        let answers = run.output.split(separator: "\n")
        #expect(answers.count == lines.count)
        #expect(answers.allSatisfy { $0.hasPrefix("0x") || $0.hasPrefix("revert 0x") || $0.hasPrefix("error ") })
    }
}
