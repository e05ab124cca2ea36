public import Files
internal import JSON
internal import VirtualAMM

/// A scenario whose steps are read when they are needed, however many there are: what is in memory is one step.
///
/// A case of a vector file is held in memory as a whole.
public final class ScenarioStream {
    let header: ScenarioHeader
    /// How many steps there are.
    public let stepCount: Int
    /// What makes no sense in the state document that it starts from; nothing where it starts from none.
    public var warnings: [StateWarning] { header.setup.start?.warnings ?? [] }
    /// Whether it is a scenario that a person wrote, not a case of a vector file.
    public let isScenario: Bool
    private let steps: Steps
    private let isStrict: Bool

    private enum Steps {
        case inMemory([Step])
        /// A list that starts at a position of a file.
        case inFile(RereadableSource, at: Int)
    }

    /// Reads all of a file but its steps, which are only counted; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    ///   - isStrict: Whether a step that says what comes of it says all of it, as in a vector.
    ///   - allowsState: Whether a state document, which has no steps, is as good.
    public init(
        path: String, caseID: String? = nil, isStrict: Bool = false, allowsState: Bool = false
    ) throws(FileError) {
        self.isStrict = isStrict
        let source = try RereadableSource(path: path)
        let outline = try ScenarioOutline(source)
        isScenario = !outline.isVectorFile
        do throws(PlacedError) {
            if outline.isVectorFile {
                let scenario = try Scenario(
                    vectors: Self.whole(source), file: source.file, caseID: caseID, kinds: [.market])
                (header, steps, stepCount) = (scenario.header, .inMemory(scenario.steps), scenario.steps.count)
                return
            }
            if outline.value["format"]?.text == StateDocument.format {
                guard allowsState else {
                    throw PlacedError(
                        message: "a state document has no steps; name it in a scenario, as "
                            + #"{"setup":{"state":"FILE"},"steps":[…]}"#, offset: 0)
                }
                header = try ScenarioHeader(state: outline.value, file: source.file, caseID: caseID)
                (steps, stepCount) = (.inMemory([]), 0)
                return
            }
            header = try ScenarioHeader(scenario: outline.value, file: source.file, caseID: caseID)
            guard outline.stepCount > 0 else {
                throw PlacedError(
                    message: "there has to be at least one step", place: "steps", offset: outline.stepsOffset)
            }
        } catch {
            throw source.error(error)
        }
        (steps, stepCount) = (.inFile(source, at: outline.stepsOffset), outline.stepCount)
    }

    /// Reads every step, so that a mistake is found before anything is done.
    ///
    /// - Parameter progress: Told after each step how many were read.
    public func check(progress: (Int) -> Void = { _ in }) throws(FileError) {
        guard case .inFile = steps else { return }
        var reader = StepReader(self)
        while try reader.next() != nil { progress(reader.count) }
    }

    private static func whole(_ source: RereadableSource) throws(PlacedError) -> JSONValue {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try source.all()
        } catch {
            throw PlacedError(message: error.message, place: "", offset: 0)
        }
        return try JSONParser.parse(bytes)
    }

    /// Reads the steps one after the other, each of which follows the block of the one before.
    struct StepReader {
        /// How many steps were read.
        private(set) var count = 0
        private let stream: ScenarioStream
        private var cursor: JSONCursor?
        private var previous: Block

        init(_ stream: ScenarioStream) {
            self.stream = stream
            previous = stream.header.setup.block
            if case .inFile(let source, let offset) = stream.steps { cursor = JSONCursor(source, at: offset) }
        }

        /// The next step; nil after the last.
        mutating func next() throws(FileError) -> Step? {
            guard count < stream.stepCount else { return nil }
            switch stream.steps {
            case .inMemory(let steps):
                count += 1
                return steps[count - 1]
            case .inFile(let source, let offset):
                let cursor = cursor ?? JSONCursor(source, at: offset)
                try cursor.expect(count == 0 ? "[" : ",", "expected , or ] after a step")
                let value = try cursor.value()
                count += 1
                do throws(PlacedError) {
                    var fields = try ObjectReader(value, place: "step \(count)", notation: .scenario)
                    let step = try Step(
                        &fields, setup: stream.header.setup, after: previous, isStrict: stream.isStrict)
                    previous = step.block
                    return step
                } catch {
                    throw source.error(error)
                }
            }
        }
    }
}
