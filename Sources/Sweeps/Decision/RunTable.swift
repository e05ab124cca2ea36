internal import Foundation
internal import Simulation

/// What runs of markets came to, by market and seed, made on several threads.
enum RunTable {
    /// Runs markets.
    ///
    /// - Parameters:
    ///   - markets: Valid ones, with the policies that they name.
    ///   - seeds: Of each.
    ///   - measures: Which measures are kept.
    /// - Returns: By market and seed the measures, in order.
    static func run(
        _ markets: [MarketConfiguration], seeds: [UInt64], measures: [String], jobs: Int,
        isInterrupted: @escaping @Sendable () -> Bool
    ) throws(SweepError) -> [[[Double]]] {
        let queue = RunQueue(count: markets.count * seeds.count)
        let threads = startThreads(max(1, min(jobs, markets.count * seeds.count))) {
            while let run = queue.next() {
                let (market, seed) = run.quotientAndRemainder(dividingBy: seeds.count)
                do throws(SweepError) {
                    let figures = try figures(markets[market], seeds[seed], measures, run) {
                        isInterrupted() || queue.hasFailed
                    }
                    queue.put(run, figures)
                } catch {
                    queue.fail(error)
                }
            }
        }
        threads.wait()
        let results = try queue.results()
        return markets.indices.map { market in seeds.indices.map { results[market * seeds.count + $0] } }
    }

    private static func figures(
        _ market: MarketConfiguration, _ seed: UInt64, _ measures: [String], _ run: Int, isInterrupted: () -> Bool
    ) throws(SweepError) -> [Double] {
        let result = try SweepError.result(ofRun: run, of: market, seed: seed, isInterrupted: isInterrupted)
        return try measures.map { name throws(SweepError) in
            guard let text = result.measure(name), let number = Double(text) else {
                throw .run(run, "there is no number \"\(name)\" among the measures")
            }
            return number
        }
    }
}
