internal import Dispatch

/// Waits for asynchronous work; only for a thread that has nothing else to do.
public func waiting(for work: @escaping @Sendable () async -> Void) {
    let semaphore = DispatchSemaphore(value: 0)
    Task.detached {
        await work()
        semaphore.signal()
    }
    semaphore.wait()
}

/// Runs what is measured between two functions that a profiler can tell it by; see count_instructions.py.
public func measuredRegion(_ body: () throws -> Void) throws {
    measurementBegins()
    try body()
    measurementEnds()
}

@inline(never)
@_optimize(none)
func measurementBegins() { consume("begins") }

@inline(never)
@_optimize(none)
func measurementEnds() { consume(false) }
