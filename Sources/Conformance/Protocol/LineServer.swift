internal import FixedPoint
internal import JSON
internal import Messages
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// Our own core behind the line protocol of Vectors/PROTOCOL.md.
///
/// Every line is answered by one line, whatever it says; what can't be answered changes nothing.
public struct LineServer {
    /// The market that steps are made on, and its setup.
    private var session: (setup: Setup, replay: Replay)?
    private let name: String

    /// A server without a market.
    ///
    /// - Parameter name: What it calls itself, such as "vamm 0.2.0".
    public init(name: String) { self.name = name }

    /// The answer to a line; neither has a line break.
    public mutating func answer(_ line: String) -> String {
        let answer: JSONValue
        do throws(PlacedError) {
            answer = try respond(to: line)
        } catch {
            let place = error.place.isEmpty ? "" : " (in \(error.place))"
            answer = .object(["error": .string(error.message + place)])
        }
        return answer.compactText
    }

    /// The answer to a line of more bytes than are taken.
    public func refusal(longerThan most: Int) -> String {
        JSONValue.object(["error": .string("a line of more than \(most) bytes")]).compactText
    }

    private mutating func respond(to line: String) throws(PlacedError) -> JSONValue {
        let value: JSONValue
        do throws(PlacedError) {
            value = try JSONParser.parse(line.utf8)
        } catch {
            throw PlacedError(message: error.message, place: "byte \(error.offset)", offset: error.offset)
        }
        var fields = try ObjectReader(value, place: "")
        let name = try fields.string("do")
        switch name {
        case "hello": return try hello(&fields)
        case "math": return try MathCase.answer(to: &fields)
        case "quote": return try QuoteCase.answer(to: &fields)
        case "setup": return try setUp(&fields)
        case "step": return try step(&fields)
        case "reset":
            try fields.finish()
            session = nil
            return .object(["ok": .bool(true)])
        default:
            let known = ["hello", "math", "quote", "setup", "step", "reset"]
            let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
            throw PlacedError(
                message: "nothing is called \"\(shortened(name))\"; "
                    + (hint ?? "known are " + known.joined(separator: ", ")), place: "do", offset: 0)
        }
    }

    private func hello(_ fields: inout ObjectReader) throws(PlacedError) -> JSONValue {
        let spoken = try fields.string("protocol")
        try fields.finish()
        guard spoken == PeerGreeting.protocolName else {
            throw PlacedError(
                message: "this program speaks \"\(PeerGreeting.protocolName)\"", place: "protocol", offset: 0)
        }
        return .object([
            "protocol": .string(PeerGreeting.protocolName), "name": .string(name),
            "kinds": .array(VectorKind.allCases.map { .string($0.rawValue) }),
        ])
    }

    private mutating func setUp(_ fields: inout ObjectReader) throws(PlacedError) -> JSONValue {
        let kind: Setup.Kind = try fields.choice("kind")
        var setupFields = try fields.fields("setup")
        let setup = try Setup(&setupFields, kind: kind)
        try fields.finish()
        do throws(Revert) {
            let (roster, replay) = (setup.roster, try Replay(setup))
            session = (setup, replay)
            return .object([
                "state": .object(replay.state.map { .init(roster.name(of: $0.key), roster.json($0.value)) })
            ])
        } catch {
            return .object(Outcome<Bool>(error).failureMember.map { [$0] } ?? [])
        }
    }

    private mutating func step(_ fields: inout ObjectReader) throws(PlacedError) -> JSONValue {
        guard let (setup, current) = session else {
            throw PlacedError(message: "there is no market yet; begin with \"setup\"", place: "do", offset: 0)
        }
        let step = try Step(question: &fields, setup: setup, after: current.block)
        var replay = current
        // Taken out meanwhile, so that the system is changed in place and not copied.
        session = nil
        defer { session = (setup, replay) }
        let replayed = replay.run(step)
        let views = step.views.map { question in
            JSONValue.Member(question.name, setup.roster.written(replay.answer(question.view)).viewJSON)
        }
        return .object(setup.roster.written(replayed).members + [.init("views", .object(views))])
    }
}
