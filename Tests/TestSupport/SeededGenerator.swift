import Foundation

/// SplitMix64: random numbers that are the same everywhere for the same seed.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A generator for a test, from the environment's VAMM_SEED or else a fixed seed. The seed is printed, so that a
    /// failure can be repeated: `VAMM_SEED=... swift test --filter ...`.
    package init(_ test: String = #function) {
        let seed = ProcessInfo.processInfo.environment["VAMM_SEED"].flatMap { UInt64($0) } ?? 20_260_101
        print("\(test): seed \(seed)")
        self.init(seed: seed)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
