public import FixedPoint
internal import WideIntegers

/// What a trade may do to the price band.
enum FluctuationRule {
    /// The price has to be inside after the trade.
    case mustStayInside
    /// The price has to be inside before the trade only (v2).
    case mayCrossOnce
    /// The band does not matter (v1).
    case unchecked
}

/// The prices that a trade may lead to (SPEC P6).
struct PriceBand {
    /// The price that the band is around.
    let reference: Decimal18
    /// The upper end times 10¹⁸, before it is cut.
    private let upper: UInt256
    /// The lower end times 10¹⁸, before it is cut.
    private let lower: UInt256

    /// The band of a ratio around the price of a snapshot.
    init(around snapshot: ReserveSnapshot, ratio: Decimal18, known: KnownPrice) throws(Revert) {
        reference = try known.of(quote: snapshot.quoteAssetReserve, base: snapshot.baseAssetReserve)
        upper = try reference.raw.multiplied(by: Decimal18.one.adding(ratio).raw)
        lower = try reference.raw.multiplied(by: Decimal18.one.subtracting(ratio).raw)
    }

    /// Whether ⌊lower / 10¹⁸⌋ ≤ price ≤ ⌊upper / 10¹⁸⌋: exactly where lower < (price + 1) · 10¹⁸ and price · 10¹⁸ ≤
    /// upper.
    func contains(_ price: Decimal18) -> Bool {
        let (scaled, isAbove) = price.raw.multipliedReportingOverflow(by: Decimal18.oneInWei)
        if isAbove || scaled > upper { return false }
        let (next, overflow) = scaled.addingReportingOverflow(Decimal18.oneInWei)
        return overflow || lower < next
    }
}

extension Pool {
    /// The snapshot of the price before this block: the latest, or the one before it where the latest was taken in this
    /// block and is not the only one (SPEC P6).
    @inline(__always)
    func referenceSnapshot(block: Block) -> ReserveSnapshot {
        let last = reserveSnapshots.endIndex - 1
        let ofThisBlock = reserveSnapshots[last].blockNumber == block.number
        return reserveSnapshots[ofThisBlock && last > 0 ? last - 1 : last]
    }

    /// The band around the price of the reference snapshot (SPEC P6).
    @inline(__always)
    func priceBand(ratio: Decimal18, block: Block) throws(Revert) -> PriceBand {
        try PriceBand(around: referenceSnapshot(block: block), ratio: ratio, known: knownPrice)
    }

    /// The reserves after a trade on the current ones.
    @inline(__always)
    private func reservesAfter(_ trade: Trade) throws(Revert) -> (quote: Decimal18, base: Decimal18) {
        let (quote, base) = (trade.quoteAssetAmount, trade.baseAssetAmount)
        return switch trade.quoteDirection {
        case .addToAmm: (try state.quoteAssetReserve.adding(quote), try state.baseAssetReserve.subtracting(base))
        case .removeFromAmm: (try state.quoteAssetReserve.subtracting(quote), try state.baseAssetReserve.adding(base))
        }
    }

    /// The price after a trade on the current reserves.
    @inline(__always)
    func price(after trade: Trade) throws(Revert) -> Decimal18 {
        let (quote, base) = try reservesAfter(trade)
        return try quote.divided(by: base)
    }

    // MARK: Revision v2

    /// SPEC P7: the price has to be in the band now and, unless the trade may cross once, after it.
    ///
    /// - Returns: The price that the band is around; nil without a limit.
    @inline(__always)
    mutating func checkBandBeforeTrade(
        _ trade: Trade, rule: FluctuationRule, block: Block
    ) throws(Revert) -> Decimal18? {
        if state.fluctuationLimitRatio.isZero { return nil }
        let snapshot = referenceSnapshot(block: block)
        let band = try PriceBand(around: snapshot, ratio: state.fluctuationLimitRatio, known: knownPrice)
        // Before the first trade of a block the reserves are those of the snapshot: the price is what the band is
        // around, and no band leaves that out.
        let isUnmoved =
            snapshot.quoteAssetReserve == state.quoteAssetReserve && snapshot.baseAssetReserve == state.baseAssetReserve
        if !isUnmoved, try !band.contains(noteSpotPrice()) { throw .priceIsAlreadyOverFluctuationLimit }
        if rule != .mayCrossOnce {
            let (quote, base) = try reservesAfter(trade)
            let price = try knownPrice.note(quote: quote, base: base)
            guard band.contains(price) else { throw .priceIsOverFluctuationLimit }
        }
        return band.reference
    }

    /// Whether an output swap of a base amount would leave the band (SPEC P12).
    ///
    /// - Parameters:
    ///   - direction: Which way the base moves.
    ///   - baseAssetAmount: How much of it.
    ///   - block: The block that the swap would run in.
    /// - Throws: What the price of the trade and the band throw (P3, P6); in revision v1, which has no such call, a
    ///   revert without data.
    public func isOverFluctuationLimit(
        _ direction: Direction, baseAssetAmount: Decimal18, block: Block
    ) throws(Revert) -> Bool {
        guard revision == .v2 else { throw .withoutData }
        if state.fluctuationLimitRatio.isZero { return false }
        let band = try priceBand(ratio: state.fluctuationLimitRatio, block: block)
        let trade = Trade(
            quoteDirection: direction == .addToAmm ? .removeFromAmm : .addToAmm,
            quoteAssetAmount: try outputPrice(direction, baseAssetAmount: baseAssetAmount),
            baseAssetAmount: baseAssetAmount)
        return try !band.contains(price(after: trade))
    }

    // MARK: Revision v1

    /// SPEC P19: the price of the new reserves has to be in the band.
    @inline(__always)
    func checkBandAfterTrade(_ update: ReserveUpdate, rule: FluctuationRule, block: Block) throws(Revert) {
        if rule == .unchecked { return }
        try requirePriceInBand(
            update.quoteAssetReserve, update.baseAssetReserve, ratio: state.fluctuationLimitRatio, block: block)
    }

    /// SPEC P19, P20: the price of given reserves has to be in the band of a ratio, unless that is 0.
    func requirePriceInBand(
        _ quoteAssetReserve: Decimal18, _ baseAssetReserve: Decimal18, ratio: Decimal18, block: Block
    ) throws(Revert) {
        if ratio.isZero { return }
        let price = try quoteAssetReserve.divided(by: baseAssetReserve)
        guard try priceBand(ratio: ratio, block: block).contains(price) else { throw .priceIsOverFluctuationLimit }
    }

    // MARK: Both

    /// How an output swap meets the band: in v2 it may cross once (SPEC P5); in v1 the check is left out on request,
    /// and where this single trade leaves the band of the latest snapshot (SPEC P19).
    func outputRule(_ trade: Trade, skipFluctuationCheck: Bool) throws(Revert) -> FluctuationRule {
        if revision == .v2 { return .mayCrossOnce }
        if skipFluctuationCheck { return .unchecked }
        let latest = reserveSnapshots[reserveSnapshots.endIndex - 1]
        let price = try price(after: trade)
        let band = try PriceBand(around: latest, ratio: state.fluctuationLimitRatio, known: knownPrice)
        return band.contains(price) ? .mustStayInside : .unchecked
    }
}
