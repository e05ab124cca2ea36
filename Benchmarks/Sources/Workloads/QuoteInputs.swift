internal import FixedPoint
public import VirtualAMM
public import WideIntegers

/// One trade to be priced.
public struct QuoteInput: Sendable {
    /// Which way the quote moves.
    public var direction: Direction
    /// Quote.
    public var amount: UInt256
    /// Quote reserve before the trade.
    public var quoteAssetReserve: UInt256
    /// Base reserve before the trade.
    public var baseAssetReserve: UInt256
}

/// SplitMix64, so that a seed names its inputs.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// The numbers of a seed.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// How large the numbers of a quote are.
public enum QuoteSize: String, CaseIterable, Sendable {
    /// Reserves of 78 to 110 bits: what markets in operation have.
    case production
    /// Everything in one limb: reserves of 40 to 63 bits. (Below 10¹⁸ wei² there is no K left.)
    case small
    /// Products just under 2²⁵⁵: reserves of 97 to 158 bits.
    case fullWidth = "full-width"

    /// Trades of a millionth to a tenth of the reserve, both directions in random order, none of which reverts.
    public func inputs(count: Int, seed: UInt64) -> [QuoteInput] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let (quote, base) = reserves(&generator)
            let amount = quote / UInt256(UInt64.random(in: 10...1_000_000, using: &generator))
            return QuoteInput(
                direction: Bool.random(using: &generator) ? .addToAmm : .removeFromAmm, amount: amount,
                quoteAssetReserve: quote, baseAssetReserve: base)
        }
    }

    private func reserves(_ generator: inout SeededGenerator) -> (quote: UInt256, base: UInt256) {
        switch self {
        case .production:
            (
                number(bits: Int.random(in: 78...110, using: &generator), &generator),
                number(bits: Int.random(in: 78...110, using: &generator), &generator)
            )
        case .small:
            (
                number(bits: Int.random(in: 40...63, using: &generator), &generator),
                number(bits: Int.random(in: 40...63, using: &generator), &generator)
            )
        case .fullWidth: fullWidthReserves(&generator)
        }
    }

    private func fullWidthReserves(_ generator: inout SeededGenerator) -> (quote: UInt256, base: UInt256) {
        let bits = Int.random(in: 97...158, using: &generator)
        let quote = number(bits: bits, &generator)
        // The largest base has K · 10¹⁸ = 2²⁵⁵ − 1; a little less, at random.
        let base = (UInt256.max >> 1) / quote
        return (quote, base - base / UInt256(UInt64.random(in: 16...1_000_000, using: &generator)))
    }
}

/// A random number of exactly this many bits.
func number(bits: Int, _ generator: inout SeededGenerator) -> UInt256 {
    let limbs = (generator.next(), generator.next(), generator.next(), generator.next())
    return (UInt256(limbs: limbs) | UInt256(1) << 255) >> (256 - bits)
}
