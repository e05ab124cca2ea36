internal import JSON
public import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// One case of a vector file, ready to be checked against our own implementation.
protocol VectorCase: Sendable {
    var id: String { get }

    /// Runs the case; with `failFast` not beyond the first check that fails.
    func check(failFast: Bool) -> CaseResult

    /// Asks another implementation; notes the failure after which it can't be asked on.
    func check(asking peer: any LinePeer, terms: CheckTerms, failure: inout PeerFailure?) -> CaseResult

    /// How many checks the case counts: one, or each of its steps.
    var checkCount: Int { get }
}

/// How a case went.
public struct CaseResult: Sendable {
    /// How many checks passed: a math or quote case counts one, a sequence each of its steps.
    public var passed = 0
    /// How many checks failed.
    public var failed = 0
    /// How many checks another implementation does not offer to be asked.
    public var skipped = 0
    /// How many checks differ only by what is accepted.
    public var accepted = 0
    /// How many steps came after one that differs, so that nothing can be said of them.
    public var notCompared = 0
    /// What another implementation does not have, and how often it would have been asked or differed.
    public var leftOut: [String: Int] = [:]
    /// How often each accepted deviation was met, by its place in the list.
    public var uses: [Int: Int] = [:]
    /// The case's first failure, in full.
    public var failure: Failure?

    /// Counts a step: passed without differences, else failed, of which the first of a case is kept.
    ///
    /// The first step builds on nothing but the setup, and has failed with it already: every case counts as many
    /// checks as it has steps, and one failure and its later failures as many as failed.
    mutating func note(
        _ differences: [Difference], in caseID: String, step: Int, call: @autoclosure () -> String,
        arguments: @autoclosure () -> [String], function: @autoclosure () -> String, revision: Revision
    ) {
        if step == 1, failure != nil { return }
        if differences.isEmpty {
            passed += 1
            return
        }
        failed += 1
        if failure == nil {
            failure = Failure(
                caseID: caseID, step: step, call: call(), arguments: arguments(), differences: differences,
                function: function(), revision: revision)
        } else {
            failure?.laterFailures += 1
        }
    }

    /// Takes on how a setup failed.
    mutating func merge(_ other: CaseResult) {
        failed += other.failed
        failure = other.failure
    }
}
