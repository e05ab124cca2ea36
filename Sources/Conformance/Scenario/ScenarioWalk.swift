internal import Clearing
public import Files
internal import FixedPoint
public import JSON
internal import VirtualAMM
internal import WideIntegers

/// A scenario that is being run, a step at a time.
public struct ScenarioWalk {
    /// What is noted of a step beside its outcome and its state changes.
    public struct Parts: OptionSet, Sendable {
        /// The bits.
        public let rawValue: Int
        /// The views that recorded vectors have.
        public static let views = Parts(rawValue: 1)
        /// The figures that a person reads first.
        public static let summary = Parts(rawValue: 2)

        /// Parts by their bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
    }

    /// How many steps there are.
    public let stepCount: Int

    let header: ScenarioHeader
    let initialState: [JSONValue.Member]

    private let parts: Parts
    private let steps: StepsAhead
    private var count = 0
    private var system: MarketSystem
    private var state: ObservedState
    private var catalogue: ViewCatalogue

    /// Sets up what the scenario starts from.
    ///
    /// - Throws: `FileError` where the setup itself reverts.
    public init(_ stream: ScenarioStream, noting parts: Parts) throws(FileError) {
        (header, stepCount) = (stream.header, stream.stepCount)
        self.parts = parts
        steps = StepsAhead(ScenarioStream.StepReader(stream))
        system = try MarketSystem(of: header)
        state = system.observe()
        initialState = state.map { JSONValue.Member($0.key, $0.value.json) }
        catalogue = ViewCatalogue(header.setup)
    }

    /// Runs the next step; nil after the last.
    ///
    /// - Throws: `FileError` for a step that can't be read.
    public mutating func next() throws(FileError) -> StepRecord? {
        guard let step = try steps.next() else { return nil }
        count += 1
        let run = step.run(on: &system, state: &state, setup: header.setup)
        let differences = step.differences(run, on: system)
        let pool = step.call.pool ?? 0
        let subject = step.call.subject ?? header.setup.accounts[step.caller]
        return StepRecord(
            index: count - 1, step: step, run: run,
            failure: differences.isEmpty ? nil : failure(of: step, differences),
            views: parts.contains(.views)
                ? catalogue.answers(of: system, pool: pool, trader: subject, block: step.block) : [],
            summary: parts.contains(.summary) ? summary(of: step, trader: subject) : nil)
    }

    private func failure(of step: Step<MarketSystem>, _ differences: [Difference]) -> Failure {
        Failure(
            caseID: header.name, step: count, call: step.callText, arguments: step.argumentTexts,
            differences: differences)
    }

    private func summary(of step: Step<MarketSystem>, trader: Account?) -> StepSummary {
        StepSummary(
            system.house, pool: PoolID(rawValue: step.call.pool ?? 0),
            isAboutPool: step.call.pool != nil || header.setup.amms.count == 1, trader: trader,
            name: trader.map { header.setup.accounts.name(of: $0) } ?? step.caller, block: step.block)
    }
}

// What a scenario says before its steps, for those who keep a run in another form.
extension ScenarioWalk {
    /// The file it came from, as it was named.
    public var file: String { header.file }
    /// What it is called.
    public var name: String { header.name }
    /// What it is about.
    public var comment: String? { header.comment }
    /// The revision of the contracts, "v1" or "v2".
    public var revision: String { header.setup.revision.rawValue }
    /// How many decimals the quote token has.
    public var tokenDecimals: Int { header.setup.quoteTokenDecimals.count }
    /// The setup as a vector file has it: everything said, amounts in wei.
    public var setup: JSONValue { header.setup.json }
    /// The names of the pools.
    public var pools: [String] { header.setup.amms.map(\.name) }
    /// The accounts with their roles: what a built-in account is, else "trader".
    public var accounts: [(name: String, role: String)] {
        AccountBook.builtIn.map { ($0, $0) } + header.setup.accounts.traders.map { ($0, "trader") }
    }
    /// The whole observable state before the first step.
    public var startingState: [JSONValue.Member] { initialState }
}

extension MarketSystem {
    /// What a scenario starts from.
    ///
    /// - Throws: `FileError` where the setup itself reverts.
    init(of header: ScenarioHeader) throws(FileError) {
        do throws(Revert) {
            try self.init(header.setup)
        } catch {
            throw FileError(
                file: header.file, place: "setup",
                message: "the contracts refuse this setup: "
                    + Outcome<Bool>(error).text { _ in "" } + "; check the reserves, ratios, intervals and prices")
        }
    }
}
