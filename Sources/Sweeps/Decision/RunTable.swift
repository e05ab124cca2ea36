internal import FixedPoint
internal import Foundation
internal import Simulation

/// What runs of markets came to, by market and seed: each is made once, and on as many threads as there are.
struct RunTable: Sendable {
    /// A market to run.
    struct Key: Hashable, Sendable {
        /// Which market, of those that it was asked for.
        var market: Int
        /// The seed.
        var seed: UInt64
    }

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
        let threads = DispatchGroup()
        for _ in 0..<max(1, min(jobs, markets.count * seeds.count)) {
            threads.enter()
            let thread = Thread {
                while let run = queue.next() {
                    let (market, seed) = run.quotientAndRemainder(dividingBy: seeds.count)
                    do throws(SweepError) {
                        queue.put(
                            run,
                            try figures(markets[market], seeds[seed], measures, run) {
                                isInterrupted() || queue.hasFailed
                            })
                    } catch {
                        queue.fail(error)
                    }
                }
                threads.leave()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        threads.wait()
        let results = try queue.results()
        return markets.indices.map { market in seeds.indices.map { results[market * seeds.count + $0] } }
    }

    private static func figures(
        _ market: MarketConfiguration, _ seed: UInt64, _ measures: [String], _ run: Int, isInterrupted: () -> Bool
    ) throws(SweepError) -> [Double] {
        do {
            var simulation = try SweepGrid.simulation(market, seed: seed)
            var count = 0
            while !simulation.isDone {
                if count.isMultiple(of: 16), isInterrupted() { throw SweepError.interrupted }
                try simulation.step()
                count += 1
            }
            let result = simulation.result
            return try measures.map { name in
                guard let text = result.measure(name), let number = Double(text) else {
                    throw SweepError.run(run, "there is no number \"\(name)\" among the measures")
                }
                return number
            }
        } catch let error as SweepError {
            throw error
        } catch {
            throw .run(run, "\(error)")
        }
    }
}
