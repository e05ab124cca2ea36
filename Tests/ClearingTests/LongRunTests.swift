import Foundation
import Testing

/// SPEC L1 to L4 over as many steps as are asked for:
/// `VAMM_LAW_STEPS=100000000 swift test -c release --filter LongRun`.
@Suite struct LongRunTests {
    private func number(_ name: String, default standard: UInt64) -> UInt64 {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) } ?? standard
    }

    @Test func theLawsHoldAfterEveryStep() throws {
        let (steps, seed) = (number("VAMM_LAW_STEPS", default: 20_000), number("VAMM_LAW_SEED", default: 16))
        let outcome = try LongRun.run(steps: Int(steps), seed: seed)
        print(
            "\(outcome.steps) steps from seed \(seed) in \(outcome.markets) markets, \(outcome.reverts) reverted, "
                + "fingerprint \(outcome.fingerprint)")
        #expect(outcome.violation == nil)
        #expect(outcome.steps == Int(steps) && outcome.reverts > outcome.steps / 20)
    }

    @Test func theSameSeedGivesTheSameRun() throws {
        let (first, second) = (try LongRun.run(steps: 2000, seed: 7), try LongRun.run(steps: 2000, seed: 7))
        #expect(first.fingerprint == second.fingerprint && first.reverts == second.reverts)
        #expect(try LongRun.run(steps: 2000, seed: 8).fingerprint != first.fingerprint)
    }
}
