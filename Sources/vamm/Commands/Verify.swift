import ArgumentParser
import Conformance
import Files
import Foundation
import JSON
import Messages
import Scenarios

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check vector files against this implementation.",
        usage: "vamm verify [<path> ...] [options]",
        discussion: """
            Prints what failed, a line for each file, and last "N passed, M failed". A math or quote case counts one, \
            a sequence counts each step. A setup that comes out differently fails the first step.

            Of each case the first failure is shown. Steps are counted from 1.

            Exit status: 0 all passed, 1 something failed, 2 a file can't be read or is not a vector file, or no case \
            matches the filter, 64 wrong usage, 74 the output can't be written.
            """)

    @OptionGroup var selection: VectorSelection

    func run() async throws {
        try await selection.run(peers: nil, again: "vamm verify")
    }
}

/// Which cases of which files to check, and how to report.
struct VectorSelection: ParsableArguments {
    @Argument(help: "Vector files, directories of them, or - for standard input. (default: Vectors)")
    var paths: [String] = []

    @Option(help: "Check only cases whose id matches; * stands for any characters, ? for one, \\ escapes them.")
    var filter: String?

    @Flag(help: "Stop at the first failure.")
    var failFast = false

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    @Option(
        name: .shortAndLong, parsing: .unconditional,
        help: "How many batches of cases to check at a time. (default: number of cores)")
    var jobs: Int?

    func validate() throws {
        guard (1...1024).contains(jobs ?? 1) else { throw ValidationError("--jobs takes a number from 1 to 1024.") }
        guard paths.filter({ $0 == "-" }).count <= 1 else {
            throw ValidationError("Standard input (-) can be read only once.")
        }
    }

    /// Checks our own implementation, or the peers; `again` is the command that a case is checked with alone.
    func run(peers: PeerPool?, accepting accepted: [AcceptedDeviation] = [], again: String) async throws {
        var options = VerifyOptions()
        options.filter = filter
        options.failFast = failFast
        options.accepted = accepted
        options.jobs = jobs ?? min(ProcessInfo.processInfo.activeProcessorCount, 1024)
        let report = try await check(Verifier(options, peers: peers), isPeer: peers != nil, again: again)
        if json {
            try Terminal.print(report.json(again: again, accepting: peers == nil ? nil : accepted).prettyText)
        } else {
            if peers != nil {
                for group in FailureGroup.groups(of: report.files) {
                    try Terminal.printRed(group.text(again: again))
                }
                for line in report.termsLines(accepted) { try Terminal.print(line) }
            }
            try Terminal.print(report.summary)
        }
        if let filter, report.errors.isEmpty, report.passed + report.failed + report.accepted + report.skipped == 0 {
            Terminal.note("vamm: no case has an id that matches \"\(visible(filter))\"")
            throw ExitCode(2)
        }
        if let peers, report.skipped > 0 {
            let name = visible(peers.greeting.name)
            Terminal.note(
                "vamm: \(report.skipped) checks were skipped: \(name) does not offer their kinds"
                    + (report.leftOut.isEmpty ? "" : " or calls"))
            // Nothing was found, because nothing was looked at.
            if report.errors.isEmpty, report.passed + report.failed + report.accepted == 0 { throw ExitCode(2) }
        }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private func check(_ verifier: Verifier, isPeer: Bool, again: String) async throws -> VerifyReport {
        var reports = [FileReport]()
        var news = NewFailures()
        for path in expandedPaths(into: &reports) {
            var progress = Progress(path, unit: "cases")
            let (update, erase) = ({ progress.update($0, share: $1) }, { progress.erase() })
            let report = await verifier.verify(path: path, progress: update) { failure in
                guard isPeer, let line = news.line(failure) else { return }
                erase()
                Terminal.note(visible("vamm: \(path) \(line)"))
            }
            progress.erase()
            reports.append(report)
            try show(report, isPeer: isPeer, again: again)
            if failFast, report.failed > 0 || report.error != nil { break }
        }
        return VerifyReport(reports)
    }

    private func expandedPaths(into reports: inout [FileReport]) -> [String] {
        if paths.isEmpty, !FileManager.default.fileExists(atPath: "Vectors") {
            let error = FileError(
                file: "Vectors", message: "no vector files were named, and there is no Vectors here; name some")
            reports.append(FileReport(file: "Vectors", error: error))
            Terminal.note("vamm: \(error)")
            return []
        }
        let found = (paths.isEmpty ? ["Vectors"] : paths).flatMap { path -> [String] in
            do throws(FileError) {
                return try VectorPaths.expand([path])
            } catch {
                reports.append(FileReport(file: path, error: error))
                Terminal.note("vamm: \(error)")
                return []
            }
        }
        let (files, repeated) = VectorPaths.distinct(found)
        for path in repeated { Terminal.note("vamm: \(visible(path)): named before; checked once") }
        return files
    }

    private func show(_ report: FileReport, isPeer: Bool, again: String) throws {
        if let error = report.error { Terminal.note("vamm: \(error)") }
        if json { return }
        for failure in report.failures where !isPeer {
            let text = failure.text(file: report.file, again: failure.reproduction(file: report.file, command: again))
            try Terminal.printRed(text + "\n")
        }
        if report.kind != nil { try Terminal.print(report.line) }
    }
}
