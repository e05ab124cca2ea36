internal import FixedPoint
internal import WideIntegers

/// The index price of one pool, block by block (SPEC K3).
struct IndexProcess: Sendable {
    /// A year of 365 days.
    static let secondsPerYear: UInt64 = 31_536_000

    private let pieces: [Piece]
    private let series: [IndexPoint]
    private var stream: RandomStream
    private var piece = 0
    /// Blocks left in the piece; nil for to the end.
    private var blocksLeft: UInt64?
    private var isFirstBlock = true
    private var point = 0
    /// The price of the block that was last asked for.
    private(set) var price: Decimal18

    init(_ settings: IndexSettings, run: RunSettings, seed: UInt64, pool: Int) {
        stream = RandomStream(seed: seed, purpose: .index, pool: pool, agent: 0)
        series = settings.series
        pieces = settings.segments.map { Piece($0, secondsPerBlock: run.secondsPerBlock) }
        blocksLeft = pieces.first?.blocks
        price = settings.initialPrice
        if !series.isEmpty { price = seriesPrice(at: run.startTime) }
    }

    /// Goes on to the next block, whose time is given.
    mutating func advance(to time: UInt64) {
        if !series.isEmpty {
            price = seriesPrice(at: time)
            return
        }
        while blocksLeft == 0, piece + 1 < pieces.count {
            piece += 1
            blocksLeft = pieces[piece].blocks
            isFirstBlock = true
        }
        let exponent = pieces[piece].exponent(isFirstBlock: isFirstBlock, &stream)
        isFirstBlock = false
        blocksLeft = blocksLeft.map { $0 == 0 ? 0 : $0 - 1 }
        if exponent != 0 {
            price.raw = scaled(price.raw, byExponentialOf: exponent, within: Self.leastPrice...Self.mostPrice)
        }
    }

    /// 10⁻¹² and 10¹⁵: where a path is held.
    private static let leastPrice: UInt256 = 1_000_000
    private static let mostPrice = Decimal18(whole: 1_000_000_000_000_000).raw

    private mutating func seriesPrice(at time: UInt64) -> Decimal18 {
        while point + 1 < series.count, series[point + 1].timestamp <= time { point += 1 }
        return series[point].price
    }
}

/// A piece of the path with its figures for one block. All in units of 10⁻¹⁸.
private struct Piece: Sendable {
    let blocks: UInt64?
    /// (drift − volatility² / 2) of a block, and the block's part of the move.
    let drift: Int128
    let volatility: Int128
    let jumpProbability: Decimal18
    let jumpMean: Int128
    let jumpVolatility: Int128
    let gap: Int128

    init(_ segment: IndexSegment, secondsPerBlock: UInt64) {
        // A piece that doesn't end on a block ends with the block before.
        blocks = segment.seconds == 0 ? nil : segment.seconds / secondsPerBlock
        let year = Int128(IndexProcess.secondsPerYear)
        let seconds = Int128(secondsPerBlock)
        let yearly = UInt256(segment.volatility.raw)
        let variance = yearly * yearly * UInt256(seconds) / UInt256(year)
        volatility = Int128(truncatingIfNeeded: variance.squareRoot().low)
        let halfVariance = Int128(truncatingIfNeeded: (variance / (Decimal18.oneInWei * 2)).low)
        let move = blocks.map { logarithm(of: segment.move) / Int128($0) } ?? 0
        drift = small(segment.drift) * seconds / year - halfVariance + move
        jumpProbability = Decimal18(raw: segment.jumpsPerYear.raw * UInt256(seconds) / UInt256(year))
        jumpMean = small(segment.jumpMean)
        jumpVolatility = Int128(truncatingIfNeeded: segment.jumpVolatility.raw.low)
        gap = logarithm(of: segment.gap)
    }

    /// The logarithm of the price's change in one block.
    func exponent(isFirstBlock: Bool, _ stream: inout RandomStream) -> Int128 {
        var sum = drift + (isFirstBlock ? gap : 0)
        if volatility != 0 { sum += product(volatility, stream.normal()) }
        if !jumpProbability.isZero, stream.bernoulli(jumpProbability) {
            sum += jumpMean + (jumpVolatility == 0 ? 0 : product(jumpVolatility, stream.normal()))
        }
        return sum
    }
}

/// x · y, both below 2⁶⁷ in size.
private func product(_ x: Int128, _ y: Int128) -> Int128 {
    let magnitude = UInt256(x.magnitude) &* UInt256(y.magnitude) / Decimal18.oneInWei
    let value = Int128(truncatingIfNeeded: magnitude.low)
    return (x < 0) != (y < 0) ? -value : value
}

/// A signed decimal far below 2¹²⁷ wei.
private func small(_ value: SignedDecimal18) -> Int128 {
    Int128(truncatingIfNeeded: value.raw.bitPattern.low)
}

/// ln(1 + change) for a change above −1 and up to 1000.
private func logarithm(of change: SignedDecimal18) -> Int128 {
    naturalLogarithm(UInt128(one18 + small(change)), over: UInt128(one18))
}
