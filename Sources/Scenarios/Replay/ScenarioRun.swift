public import Clearing
public import Files
public import FixedPoint
public import JSON
internal import Messages
public import VirtualAMM

/// A view that a step or a run asks for, with what it says after the step.
public struct AskedView: Sendable {
    /// Its name, such as `position.ETH.alice.marginRatio`.
    public let name: String
    /// The view.
    public let view: View
    /// What it says.
    public let answer: Result<ReturnValue, Revert>
}

/// A scenario that is being run: its steps are read, run and handed out one by one, however many there are.
public struct ScenarioRun {
    /// The scenario without its steps.
    package let header: ScenarioHeader
    /// How many steps there are.
    public let stepCount: Int
    /// What the scenario is called: its name, the id of the case, or else the file's name.
    public var name: String { header.name }
    /// The system as the last step left it.
    public private(set) var replay: Replay

    /// How many things the steps so far say of what comes of them.
    public private(set) var statedCount = 0
    /// How many of them were so.
    public private(set) var heldCount = 0
    /// What the views say that the last step, or the run, asks for.
    public private(set) var asked: [AskedView] = []

    private let steps: StepsAhead
    /// The views that are asked after every step.
    private let questions: [Step.Question]

    /// Sets up what the scenario starts from.
    ///
    /// - Parameters:
    ///   - stream: The scenario.
    ///   - views: Names of views that are asked after every step.
    /// - Throws: `FileError` where the contracts refuse the setup, and for a view that there is not.
    public init(_ stream: ScenarioStream, asking views: [String] = []) throws(FileError) {
        (header, stepCount) = (stream.header, stream.stepCount)
        replay = try Replay(header.setup, of: header.file)
        let roster = replay.roster
        questions = try views.mapThrowing { name throws(FileError) in
            guard let view = roster.view(named: name) else {
                throw FileError(file: stream.header.file, message: roster.unknownView(name))
            }
            return Step.Question(name: name, view: view)
        }
        steps = StepsAhead(ScenarioStream.StepReader(stream))
    }

    /// The system as a state document.
    ///
    /// - Parameter source: Where it comes from, for the reader.
    public func stateDocument(source: JSONValue) -> StateDocument {
        StateDocument(of: replay, source: source, addresses: header.setup.start?.addresses ?? [])
    }

    /// Runs the next step; nil after the last.
    ///
    /// - Returns: The step, and what was not as the scenario expects; nil where it says nothing or all was met.
    /// - Throws: `FileError` for a step that can't be read.
    public mutating func next() throws(FileError) -> (step: ReplayedStep, failure: Failure?)? {
        guard let step = try steps.next() else { return nil }
        let replayed = replay.run(step)
        let review = step.review(replayed, on: replay)
        (statedCount, heldCount) = (statedCount + review.stated, heldCount + review.held)
        asked = []
        for question in step.views.filter({ $0.expected == nil }) + questions
        where !asked.contains(where: { $0.view == question.view }) {
            asked.append(AskedView(name: question.name, view: question.view, answer: replay.answer(question.view)))
        }
        return (replayed, step.failure(review.differences, of: replayed.number, name: header.name, replay.roster))
    }
}

extension Step {
    /// What was not as expected; nil where it says nothing or all was met.
    package func failure(_ step: ReplayedStep, on replay: Replay, name: String) -> Failure? {
        failure(differences(step, on: replay), of: step.number, name: name, replay.roster)
    }

    fileprivate func failure(
        _ differences: [Difference], of number: Int, name: String, _ roster: Roster
    ) -> Failure? {
        if differences.isEmpty { return nil }
        return Failure(
            caseID: name, step: number, call: text(roster), arguments: argumentTexts(roster), differences: differences)
    }
}

/// What a run says before its steps, for those who keep it.
public struct RunDescription: Sendable {
    /// The file it came from, as it was named.
    public let file: String
    /// What it is called.
    public let name: String
    /// What it is about.
    public let comment: String?
    /// Marks that a case or scenario bears.
    package let flags: [JSONValue]
    /// How many decimals the quote token has.
    public let tokenDecimals: Int
    /// The setup as a vector file has it: everything said, amounts in wei.
    public let setup: JSONValue
    /// What its pools and accounts are called.
    public let roster: Roster

    /// A run of other steps than a scenario's.
    package init(
        file: String, name: String, comment: String?, tokenDecimals: Int, setup: JSONValue, roster: Roster
    ) {
        (self.file, self.name, self.comment, flags) = (file, name, comment, [])
        (self.tokenDecimals, self.setup, self.roster) = (tokenDecimals, setup, roster)
    }

    /// A run of a scenario.
    public init(_ run: ScenarioRun) {
        let header = run.header
        (file, name, comment, flags) = (header.file, header.name, header.comment, header.flags)
        tokenDecimals = header.setup.quoteTokenDecimals.count
        (setup, roster) = (header.setup.json, header.setup.roster)
    }
}

extension ReplayedStep {
    /// The position that the step is about: its subject's, or else its caller's.
    public var trader: Account { call.subject ?? caller }

    /// The views that recorded vectors ask after a step, with what they say right after it.
    ///
    /// - Parameters:
    ///   - house: The system after the step.
    ///   - roster: Of the system.
    public func usualViews(
        of house: ClearingHouse, _ roster: Roster
    ) -> [(view: View, answer: Result<ReturnValue, Revert>)] {
        roster.usualViews(of: call.pool ?? PoolID(rawValue: 0), trader: trader).map { view in
            (view, Result { () throws(Revert) in try house.answer(view, in: block) })
        }
    }

    /// What the views of a position say right after the step.
    ///
    /// - Parameters:
    ///   - pool: The pool of the position. Traps for one that is not there.
    ///   - trader: Whose position.
    ///   - house: The system after the step.
    ///   - roster: Of the system.
    package func positionViews(
        _ pool: PoolID, of trader: Account, _ house: ClearingHouse, _ roster: Roster
    ) -> [(view: View, answer: Result<ReturnValue, Revert>)] {
        PositionView.allCases.filter { $0.exists(in: roster.revision) }.map { name in
            let view = View.position(pool, trader, name)
            return (view, Result { () throws(Revert) in try house.answer(view, in: block) })
        }
    }
}
