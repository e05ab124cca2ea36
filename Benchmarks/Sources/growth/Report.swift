import Foundation

/// The measurements as Markdown tables.
struct Report {
    var series: [Series]
    var memory: Memory?
    var rounds: Int

    var markdown: String {
        var lines = [
            "# Cost per call as work grows", "",
            "Measured on \(Self.machine). Nanoseconds a call, medians of \(rounds) interleaved rounds. "
                + "Written by `make bench`.", "",
        ]
        let sizes = Set(series.flatMap { $0.points.map(\.size) }).sorted()
        lines.append("| call | of | " + sizes.map(Self.grouped).joined(separator: " | ") + " |")
        lines.append("| --- | --- |" + String(repeating: " ---: |", count: sizes.count))
        for series in series {
            let cells = sizes.map { size in
                series.points.first { $0.size == size }.map { String(format: "%.0f", $0.median) } ?? ""
            }
            lines.append("| \(series.name) | \(series.unit) | " + cells.joined(separator: " | ") + " |")
        }
        lines.append("")
        if let memory {
            lines.append(
                String(
                    format: "Memory: %.0f bytes a snapshot, %.0f bytes a position with its trader's balance "
                        + "(as the allocator counts, with the room that growing arrays keep).",
                    memory.bytesPerSnapshot, memory.bytesPerPosition))
            lines.append("")
        }
        lines.append("![The same as a plot](growth.svg)")
        return lines.joined(separator: "\n") + "\n"
    }

    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().map { index, digit in
            (digits.count - index) % 3 == 0 && index > 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }

    /// The processor, how many cores of it, and the system.
    private static var machine: String {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(model ?? "a processor that does not tell its name"), \(cores) cores, "
            + ProcessInfo.processInfo.operatingSystemVersionString
    }
}
