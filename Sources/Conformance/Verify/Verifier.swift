public import Files
internal import JSON
internal import Messages
public import Scenarios

/// How to check vector files.
public struct VerifyOptions: Sendable {
    /// Only cases whose whole id matches: `*` stands for any run of characters, `?` for one.
    public var filter: String?
    /// Stop at the first failure.
    public var failFast = false
    /// How many batches of cases to check at a time, 1 to 1024.
    public var jobs = 1
    /// What another implementation may do differently.
    public var accepted: [AcceptedDeviation] = []

    /// Checks every case, one batch at a time.
    public init() {}
}

/// How the cases of one file went.
public struct FileReport: Sendable {
    /// The file as it was named.
    public var file: String
    /// What the file is about; nil where that could not be read.
    public var kind: VectorKind?
    /// How many checks passed.
    public var passed = 0
    /// How many checks failed.
    public var failed = 0
    /// How many checks were left out because another implementation does not offer their kind or call.
    public var skipped = 0
    /// How many checks differ only by what is accepted.
    public var accepted = 0
    /// How many steps of another implementation came after one that differs.
    public var notCompared = 0
    /// What another implementation does not have, and how often it would have been asked or differed.
    public var leftOut: [String: Int] = [:]
    /// How often each accepted deviation was met, by its place in the list.
    public var uses: [Int: Int] = [:]
    /// The first failure of each case with one, in the order of the file.
    public var failures: [Failure] = []
    /// Why the file could not be read to its end; what stands before that was checked.
    public var error: FileError?

    /// A file of which nothing has been checked yet, or nothing can be.
    public init(file: String, error: FileError? = nil) {
        self.file = file
        self.error = error
    }
}

extension FileReport {
    /// Adds what came of a case, but for its failure.
    fileprivate mutating func count(_ result: CaseResult) {
        passed += result.passed
        failed += result.failed
        skipped += result.skipped
        accepted += result.accepted
        notCompared += result.notCompared
        leftOut.merge(result.leftOut, uniquingKeysWith: +)
        uses.merge(result.uses, uniquingKeysWith: +)
    }
}

/// Checks vector files against our own implementation, or another that answers line by line.
///
/// Cases are read one by one, checked in parallel, and reported in the order of the file whatever order they finish in.
public struct Verifier: Sendable {
    private let options: VerifyOptions
    private let peers: PeerPool?
    private static let batchBytes = 1 << 17

    /// A verifier with options.
    ///
    /// - Parameters:
    ///   - options: What to check, and how.
    ///   - peers: The other implementation; nil for our own.
    public init(_ options: VerifyOptions = VerifyOptions(), peers: PeerPool? = nil) {
        self.options = options
        self.peers = peers
    }

    /// Checks one file; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - progress: Told after each batch how many cases are done, and which share of the file was read where its size
    ///     is known.
    ///   - found: Told of failures as soon as they are found, in no order.
    public func verify(
        path: String, progress: (Int, Double?) -> Void = { _, _ in }, found: (Failure) -> Void = { _ in }
    ) async -> FileReport {
        var report = FileReport(file: path == "-" ? "standard input" : path)
        do throws(FileError) {
            let stream = try CaseStream(path: path)
            try await check(stream, into: &report, progress: progress, found: found)
        } catch {
            report.error = error
        }
        return report
    }

    private func check(
        _ stream: CaseStream, into report: inout FileReport, progress: (Int, Double?) -> Void,
        found: (Failure) -> Void
    ) async throws(FileError) {
        var batches = BatchReader(stream: stream, batchBytes: Self.batchBytes)
        let file = stream.file
        var finished: [Int: BatchResult] = [:]
        var readError: FileError?
        var casesDone = 0
        await withTaskGroup(of: (Int, BatchResult).self) { group in
            var started = 0
            var stopping = false
            func collect() async {
                guard let (index, result) = await group.next() else { return }
                finished[index] = result
                casesDone += result.results.count
                stopping = stopping || result.error != nil || (options.failFast && result.firstFailure != nil)
                for case let failure? in result.results.lazy.map(\.failure) { found(failure) }
                progress(casesDone, stream.shareRead)
            }
            do throws(FileError) {
                while !stopping, let (kind, batch) = try batches.next() {
                    if started - finished.count >= min(max(1, options.jobs), 1024) { await collect() }
                    let index = started
                    started += 1
                    group.addTask { [options, peers] in
                        (index, BatchResult(batch, kind: kind, file: file, options: options, peers: peers))
                    }
                }
            } catch {
                readError = error
            }
            while finished.count < started { await collect() }
        }
        report.kind = batches.kind
        var ids = Set<Spelling>()
        for index in finished.keys.sorted() {
            guard let result = finished[index] else { continue }
            for caseResult in result.results {
                report.count(caseResult)
                if let failure = caseResult.failure { report.failures.append(failure) }
                if options.failFast, caseResult.failure != nil { return }
            }
            for id in result.ids where !ids.insert(Spelling(id)).inserted {
                throw FileError(file: file, message: "the id \"\(shortened(id))\" stands twice; ids are unique")
            }
            if let error = result.error { throw error }
        }
        if let readError { throw readError }
    }
}

/// Cuts a file's cases into batches. Cases that stand before the file's kind wait until it is known.
private struct BatchReader {
    let stream: CaseStream
    let batchBytes: Int
    private(set) var kind: VectorKind?
    private var atEnd = false
    /// Why the file can't be read on, once what stands before that has been handed out.
    private var pendingError: FileError?

    init(stream: CaseStream, batchBytes: Int) {
        self.stream = stream
        self.batchBytes = batchBytes
    }

    mutating func next() throws(FileError) -> (VectorKind, [RawCase])? {
        if let pendingError { throw pendingError }
        if atEnd { return nil }
        var batch = [RawCase]()
        do throws(FileError) {
            try fill(&batch)
        } catch {
            pendingError = error
            if kind == nil || batch.isEmpty { throw error }
        }
        guard let kind, !batch.isEmpty else { return nil }
        return (kind, batch)
    }

    private mutating func fill(_ batch: inout [RawCase]) throws(FileError) {
        var bytes = 0
        while kind == nil || bytes < batchBytes {
            guard let raw = try stream.next() else {
                atEnd = true
                kind = try VectorHeader(stream.header, file: stream.file).kind
                try stream.requireCases()
                return
            }
            if kind == nil { kind = try VectorHeader(partial: stream.header, file: stream.file)?.kind }
            batch.append(raw)
            bytes += raw.text.bytes.count
        }
    }
}

/// How the cases of one batch went, up to the first that can't be read.
private struct BatchResult: Sendable {
    var results: [CaseResult] = []
    var ids: [String] = []
    var error: FileError?

    var firstFailure: Failure? { results.lazy.compactMap(\.failure).first }

    init(_ batch: [RawCase], kind: VectorKind, file: String, options: VerifyOptions, peers: PeerPool?) {
        for raw in batch {
            do throws(FileError) {
                guard let vectorCase = try raw.read(kind, file: file, filter: options.filter) else { continue }
                ids.append(vectorCase.id)
                let result =
                    switch peers {
                    case nil: vectorCase.check(failFast: options.failFast)
                    case let peers? where peers.greeting.kinds.contains(kind):
                        vectorCase.check(against: peers, accepting: options.accepted)
                    default: CaseResult(skipped: vectorCase.checkCount)
                    }
                results.append(result)
                if options.failFast, result.failure != nil { return }
            } catch {
                self.error = error
                return
            }
        }
    }
}

extension RawCase {
    /// Reads the case; nil where the filter leaves it out.
    func read(_ kind: VectorKind, file: String, filter: String?) throws(FileError) -> (any VectorCase)? {
        let value: JSONValue
        do throws(PlacedError) {
            value = try JSONParser.parse(text.bytes)
        } catch {
            throw error.error(in: text, of: file, within: "cases[\(index)]")
        }
        let name = value["id"]?.text.map { "case \"\(shortened($0))\"" } ?? "cases[\(index)]"
        do throws(PlacedError) {
            var fields = try ObjectReader(value, place: "")
            let id = try fields.string("id")
            guard !id.isEmpty else {
                throw PlacedError(message: "an id can't be empty", place: "id", offset: fields.offset)
            }
            if let filter, !matches(id, pattern: filter) { return nil }
            let result: any VectorCase =
                switch kind {
                case .math: try MathCase(&fields, id: id)
                case .quote: try QuoteCase(&fields, id: id)
                case .amm: try SequenceCase(&fields, id: id, kind: .amm)
                case .market: try SequenceCase(&fields, id: id, kind: .market)
                }
            try fields.finish()
            return result
        } catch {
            throw error.error(in: text, of: file, within: name)
        }
    }
}

/// Whether a whole text matches a pattern in which `*` stands for any run of characters, `?` for one, and `\` takes its
/// meaning from the next.
func matches(_ text: String, pattern: String) -> Bool {
    enum Part: Equatable { case run, one, character(Character) }
    var parts = [Part]()
    var escaped = false
    for character in pattern {
        switch character {
        case _ where escaped: parts.append(.character(character))
        case "*": parts.append(.run)
        case "?": parts.append(.one)
        case "\\": break
        default: parts.append(.character(character))
        }
        escaped = character == "\\" && !escaped
    }
    return matches(Array(text), parts, isRun: { $0 == .run }) { letter, part in
        switch part {
        case .one: true
        case .run: false
        case .character(let wanted): String(letter).isSpelled(String(wanted))
        }
    }
}

private func matches<Part>(
    _ text: [Character], _ pattern: [Part], isRun: (Part) -> Bool, fits: (Character, Part) -> Bool
) -> Bool {
    var (t, p) = (0, 0)
    var retry: (text: Int, pattern: Int)?
    while t < text.count {
        if p < pattern.count, isRun(pattern[p]) {
            retry = (t, p)
            p += 1
        } else if p < pattern.count, fits(text[t], pattern[p]) {
            (t, p) = (t + 1, p + 1)
        } else if let last = retry {
            // Let the last star take one character more.
            retry = (last.text + 1, last.pattern)
            (t, p) = (last.text + 1, last.pattern + 1)
        } else {
            return false
        }
    }
    return pattern[p...].allSatisfy(isRun)
}
