internal import Foundation
internal import Simulation

/// Threads that all do the same: take runs from a queue until there are no more.
///
/// - Returns: What is done when all of them are.
func startThreads(_ count: Int, _ work: @escaping @Sendable () -> Void) -> DispatchGroup {
    let threads = DispatchGroup()
    for _ in 0..<count {
        threads.enter()
        let thread = Thread {
            work()
            threads.leave()
        }
        thread.stackSize = 8 << 20
        thread.start()
    }
    return threads
}

extension SweepError {
    /// Runs a market to its end, with the policy that it names.
    ///
    /// - Parameters:
    ///   - run: The number that an error says.
    ///   - market: Is made first; what is wrong with it is wrong with the run.
    ///   - isInterrupted: Is asked all the time; true ends it.
    static func result(
        ofRun run: Int, of market: @autoclosure () throws -> MarketConfiguration, seed: UInt64,
        checksLaws: Bool = false, isInterrupted: () -> Bool
    ) throws(SweepError) -> SimulationResult {
        do {
            var simulation = try SweepGrid.simulation(market(), seed: seed, checksLaws: checksLaws)
            var count = 0
            while !simulation.isDone {
                if count.isMultiple(of: 16), isInterrupted() { throw SweepError.interrupted }
                try simulation.step()
                count += 1
            }
            return simulation.result
        } catch let error as SweepError {
            throw error
        } catch {
            throw .run(run, "\(error)")
        }
    }

    /// Does what only a field of a market can stand in the way of.
    static func refusing<Value>(
        _ body: () throws(ConfigurationError) -> Value
    ) throws(SweepError) -> Value {
        do throws(ConfigurationError) { return try body() } catch { throw .incomplete(error.description) }
    }
}
