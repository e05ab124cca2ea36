import Foundation
import VirtualAMM
import WideIntegers
import Workloads

/// A straightforward model in CPython, in a process of its own that keeps its own time.
final class PythonPeer {
    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()

    private static let program = """
        import sys, time
        ONE = 10**18

        def price(adding, amount, quote, base):
            k = quote * base // ONE
            after = quote + amount if adding else quote - amount
            answering, rest = divmod(k * ONE, after)
            distance = abs(answering - base)
            if rest:
                distance += -1 if adding else 1
            return distance

        inputs = []
        for _ in range(int(sys.stdin.readline())):
            adding, *numbers = sys.stdin.readline().split()
            inputs.append((adding == "1", *(int(number, 16) for number in numbers)))
        results = []
        for command in sys.stdin:
            if command == "run\\n":
                start = time.perf_counter_ns()
                results = [price(*trade) for trade in inputs]
                print(time.perf_counter_ns() - start, flush=True)
            else:
                print(*(format(result, "x") for result in results), flush=True)
        """

    /// Nil where there is no python3.
    init?(_ inputs: [QuoteInput]) {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program]
        process.standardInput = commands
        process.standardOutput = answers
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return nil }
        var text = "\(inputs.count)\n"
        for input in inputs {
            text += input.direction == .addToAmm ? "1" : "0"
            for number in [input.amount, input.quoteAssetReserve, input.baseAssetReserve] {
                text += " " + String(number, radix: 16)
            }
            text += "\n"
        }
        guard (try? commands.fileHandleForWriting.write(contentsOf: Data(text.utf8))) != nil, run() != nil else {
            return nil
        }
    }

    deinit {
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Prices every input; returns the nanoseconds that took in the process itself.
    func run() -> Double? { ask("run").flatMap(Double.init) }

    func results() -> [UInt256] {
        (ask("results") ?? "").split(separator: " ").map { UInt256($0, radix: 16) ?? .max }
    }

    private func ask(_ command: String) -> String? {
        guard (try? commands.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))) != nil else {
            return nil
        }
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            let data = answers.fileHandleForReading.availableData
            if data.isEmpty { return nil }
            line += data
        }
        return String(decoding: line.dropLast(), as: UTF8.self)
    }
}
