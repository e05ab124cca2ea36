import Foundation
import Messages

/// How far a long piece of work is: how much is done, how fast, and the time left.
///
/// Shown in place on standard error, on a terminal only, and only once the work takes more than a second.
struct Progress {
    private let what: String
    private let unit: String
    private let started = ContinuousClock.now
    private var next = ContinuousClock.now + .seconds(1)
    private var isShown = false
    private static let isTerminal = isatty(STDERR_FILENO) == 1

    /// - Parameters:
    ///   - what: What is worked on, such as a file's name.
    ///   - unit: What is counted, in the plural.
    init(_ what: String, unit: String) { (self.what, self.unit) = (what, unit) }

    /// Tells how much is done, of how much where that is known.
    mutating func update(_ done: Int, of total: Int? = nil) {
        update(done, share: total.map { Double(done) / Double(max($0, 1)) }, total: total)
    }

    /// Tells how much is done, and which share of the whole that is where that is known.
    mutating func update(_ done: Int, share: Double?, total: Int? = nil) {
        guard Self.isTerminal, ContinuousClock.now >= next else { return }
        next = ContinuousClock.now + .milliseconds(200)
        isShown = true
        Terminal.progress(
            Self.text(what, unit, done: done, total: total, share: share, elapsed: ContinuousClock.now - started))
    }

    /// Takes the line away, before something else is written or at the end; the next update shows it again.
    mutating func erase() {
        if isShown { Terminal.progress("") }
        isShown = false
    }

    /// "steps.json: 25,000 of 100,000 steps, 20,000 a second, 0:04 left".
    static func text(
        _ what: String, _ unit: String, done: Int, total: Int?, share: Double?, elapsed: Duration
    ) -> String {
        let seconds = max(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18, 1e-9)
        let rate = Int((Double(done) / seconds).rounded())
        let amount = grouped(done) + (total.map { " of \(grouped($0))" } ?? "")
        let left = share.flatMap { $0 > 0 ? Int((seconds * max(0, 1 - $0) / $0).rounded(.up)) : nil }
        return "\(visible(what)): \(amount) \(unit), \(grouped(rate)) a second"
            + (left.map { ", \(clock($0)) left" } ?? "")
    }

    /// 1,234,567.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += "," }
            text.append(digit.element)
        }
    }

    /// 0:07, 12:30, 1:00:00.
    private static func clock(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return (hours > 0 ? "\(hours):\(two(minutes))" : "\(minutes)") + ":" + two(seconds % 60)
    }
}
