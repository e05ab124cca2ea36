/// What random numbers are drawn for. Each purpose of each agent has a stream of its own (SPEC K2).
package enum RandomPurpose: UInt64, Sendable {
    case index = 1
    case arrival = 2
    case order = 3
    case character = 4
    case tolerance = 5
}

/// A stream of random numbers, the same everywhere for the same seed: xoshiro256** (SPEC K2).
///
/// Its state is derived from the seed of the run, the purpose, the pool and the agent, so that one agent more or less
/// leaves the numbers of all others as they are.
package struct RandomStream: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    package init(seed: UInt64, purpose: RandomPurpose, pool: Int, agent: Int) {
        var mixer = SplitMix64(state: seed)
        mixer.absorb(purpose.rawValue)
        mixer.absorb(UInt64(truncatingIfNeeded: pool))
        mixer.absorb(UInt64(truncatingIfNeeded: agent))
        // Four outputs in a row are never all 0, which xoshiro could not leave.
        self.init(state: (mixer.next(), mixer.next(), mixer.next(), mixer.next()))
    }

    /// The stream that goes on from a state, which is not all 0.
    package init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

    package mutating func next() -> UInt64 {
        let result = (state.1 &* 5).rotatedLeft(by: 7) &* 9
        let shifted = state.1 &<< 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3.rotatedLeft(by: 45)
        return result
    }
}

/// SplitMix64, to spread seeds.
struct SplitMix64: Sendable {
    private(set) var state: UInt64

    init(state: UInt64) { self.state = state }

    mutating func absorb(_ number: UInt64) { state = next() ^ number }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mixed(state)
    }

    /// The finalizer.
    static func mixed(_ number: UInt64) -> UInt64 {
        var z = number
        z = (z ^ (z &>> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z &>> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z &>> 31)
    }
}

extension UInt64 {
    fileprivate func rotatedLeft(by count: UInt64) -> UInt64 { self &<< count | self &>> (64 &- count) }
}
