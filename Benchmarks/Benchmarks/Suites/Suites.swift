import Benchmark
import Workloads

/// Every workload as a benchmark of its own. What is measured is one round, prepared outside the clock.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = Benchmark.Configuration(
        metrics: [.wallClock, .throughput, .cpuTotal, .peakMemoryResident], warmupIterations: 1,
        maxDuration: .seconds(2), maxIterations: 50)
    for workload in Workload.all {
        Benchmark("\(workload.name), \(workload.count) calls") { benchmark in
            let body = try workload.prepare()
            benchmark.startMeasurement()
            try body()
            benchmark.stopMeasurement()
        }
    }
}
