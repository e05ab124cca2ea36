package import FixedPoint
internal import WideIntegers

/// The latest price of reserves that a call had to compute, so that the next need not divide again: the price after a
/// trade is the one in its event, and what the band of the next block is around.
///
/// It stays true whatever happens to a pool, as it says what reserves it is of. What only makes answers faster is not
/// part of what a pool is: two of these are always equal.
struct KnownPrice: Hashable, Sendable, BitwiseCopyable {
    private var quote = Decimal18(raw: 1)
    private var base = Decimal18(raw: 1)
    private var price = Decimal18.one

    /// Q ⊘ B.
    ///
    /// - Throws: `SafeMath: multiplication overflow`, `SafeMath: division by zero`.
    @inline(__always)
    func of(quote: Decimal18, base: Decimal18) throws(Revert) -> Decimal18 {
        if quote == self.quote, base == self.base { return price }
        return try quote.divided(by: base)
    }

    /// The price of a snapshot's reserves; nil where they are others.
    @inline(__always)
    func ifKnown(_ snapshot: ReserveSnapshot) -> Decimal18? {
        snapshot.quoteAssetReserve == quote && snapshot.baseAssetReserve == base ? price : nil
    }

    /// Q ⊘ B, noted for whoever asks next.
    @inline(__always)
    mutating func note(quote: Decimal18, base: Decimal18) throws(Revert) -> Decimal18 {
        if quote == self.quote, base == self.base { return price }
        let price = try quote.divided(by: base)
        (self.quote, self.base, self.price) = (quote, base, price)
        return price
    }

    static func == (lhs: KnownPrice, rhs: KnownPrice) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}

extension Pool {
    /// The price of the reserves, noted for whoever asks next.
    ///
    /// - Throws: `SafeMath: multiplication overflow`, `SafeMath: division by zero`.
    package mutating func noteSpotPrice() throws(Revert) -> Decimal18 {
        try knownPrice.note(quote: state.quoteAssetReserve, base: state.baseAssetReserve)
    }
}
