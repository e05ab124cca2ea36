internal import Clearing
internal import Conformance
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension Workload {
    /// Everything that is measured; the first is the quote that the others are compared with.
    public static let all = quotes + [batch] + arithmetic + calls + [replay(steps: 10_000), verification]

    /// Quotes in batches.
    static let batch = Workload("quote, production, batch", count: 65_536) {
        var batch = QuoteBatch()
        for input in QuoteSize.production.inputs(count: 65_536, seed: 3) {
            batch.append(
                input.direction, amount: Decimal18(raw: input.amount),
                quoteAssetReserve: Decimal18(raw: input.quoteAssetReserve),
                baseAssetReserve: Decimal18(raw: input.baseAssetReserve))
        }
        let quotes = batch
        return {
            var prices = QuotePrices()
            quotes.inputPrices(into: &prices)
            consume(prices)
        }
    }

    /// A market replayed call by call: 100 traders open, grow, reduce and close, add and remove margin, and funding is
    /// paid; three calls a block of 15 seconds.
    public static func replay(steps: Int) -> Workload {
        Workload("market replay, \(steps) steps", count: steps) {
            let market = try ReplayedMarket(steps: steps)
            return { market.run() }
        }
    }

    /// All recorded vectors, on one core; a call is one file.
    static let verification = Workload("recorded vectors, 8 files", count: 1) {
        let verifier = Verifier(VerifyOptions())
        let paths = try VectorPaths.expand(["../Vectors/recorded"])
        return {
            waiting {
                for path in paths {
                    let report = await verifier.verify(path: path)
                    precondition(report.failed == 0 && report.passed > 0 && report.error == nil)
                }
            }
        }
    }
}
