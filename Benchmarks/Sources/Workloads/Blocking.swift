internal import Dispatch

/// Waits for asynchronous work; only for a thread that has nothing else to do.
func waiting(for work: @escaping @Sendable () async -> Void) {
    let semaphore = DispatchSemaphore(value: 0)
    Task.detached {
        await work()
        semaphore.signal()
    }
    semaphore.wait()
}

/// What a profiler collects: `valgrind --tool=callgrind --toggle-collect='*measuredRegion*'`.
@inline(never)
@_optimize(none)
public func measuredRegion(_ body: () throws -> Void) throws { try body() }
