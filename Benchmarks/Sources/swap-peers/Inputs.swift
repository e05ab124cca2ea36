import FixedPoint
import VirtualAMM
import WideIntegers

/// One trade to be priced.
struct QuoteInput {
    var direction: Direction
    var amount: UInt256
    var quoteAssetReserve: UInt256
    var baseAssetReserve: UInt256
}

/// SplitMix64, so that a seed names its inputs.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// Trades as they occur in production: reserves of 78 to 110 bits, amounts of a millionth to a tenth of the reserve,
/// both directions in random order. Enough distinct ones that a branch predictor can't learn them.
func productionInputs(count: Int, seed: UInt64) -> [QuoteInput] {
    var generator = SeededGenerator(state: seed)
    return (0..<count).map { _ in
        let quote = number(bits: Int.random(in: 78...110, using: &generator), &generator)
        let base = number(bits: Int.random(in: 78...110, using: &generator), &generator)
        let amount = quote / UInt256(UInt64.random(in: 10...1_000_000, using: &generator))
        return QuoteInput(
            direction: Bool.random(using: &generator) ? .addToAmm : .removeFromAmm, amount: amount,
            quoteAssetReserve: quote, baseAssetReserve: base)
    }
}

/// A random number of exactly this many bits.
private func number(bits: Int, _ generator: inout SeededGenerator) -> UInt256 {
    let limbs = (generator.next(), generator.next(), generator.next(), generator.next())
    return (UInt256(limbs: limbs) | UInt256(1) << 255) >> (256 - bits)
}
