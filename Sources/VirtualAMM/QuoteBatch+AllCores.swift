internal import FixedPoint

extension QuoteBatch {
    /// The prices of `inputPrices(into:)`, computed on all cores; worth it from about ten thousand trades on.
    public func inputPricesOnAllCores() async -> QuotePrices { await pricesOnAllCores(isInput: true) }

    /// The prices of `outputPrices(into:)`, computed on all cores; worth it from about ten thousand trades on.
    public func outputPricesOnAllCores() async -> QuotePrices { await pricesOnAllCores(isInput: false) }

    /// How many trades a task prices: a fraction of a millisecond, which is much more than a task costs.
    private static let part = 8192

    /// Which core prices what changes nothing: every part has its own prices, which are put where they belong.
    private func pricesOnAllCores(isInput: Bool) async -> QuotePrices {
        await withTaskGroup(of: (start: Int, prices: QuotePrices).self) { group in
            for start in stride(from: 0, to: count, by: Self.part) {
                group.addTask {
                    var prices = QuotePrices()
                    self.price(start..<Swift.min(start + Self.part, self.count), isInput: isInput, &prices)
                    return (start, prices)
                }
            }
            var all = QuotePrices()
            all.begin(count)
            for await part in group { all.put(part.prices, at: part.start) }
            return all
        }
    }
}
