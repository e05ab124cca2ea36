internal import JSON
internal import Messages
public import Scenarios
internal import Synchronization

/// Another implementation that answers questions line by line (the protocol of Vectors/PROTOCOL.md).
public protocol LinePeer: AnyObject, Sendable {
    /// Sends a line and waits for the line that answers it; neither has a line break.
    ///
    /// After an error the peer is not asked again.
    func exchange(_ line: String) throws(PeerFailure) -> String

    /// Ends the peer.
    func end()
}

/// Why another implementation did not answer.
public struct PeerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, such as "died with exit status 3".
    public var description: String
    /// Whether the peer answered with a line of JSON, and can be asked on.
    let leavesPeerUsable: Bool
    /// What happened, without what the peer said.
    let cause: String

    /// A failure after which the peer is of no more use.
    public init(_ description: String) {
        (self.description, cause) = (description, description)
        leavesPeerUsable = false
    }

    init(refusal: String) {
        description = "refused: \(shortened(refusal))"
        (cause, leavesPeerUsable) = (description, true)
    }

    /// A line of JSON that is no answer: a value of a wrong type, a member too many or too few.
    init(wrongAnswer error: PlacedError, line: String) {
        let place = error.place.isEmpty ? "" : " (in \(error.place))"
        cause = "answered nonsense: \(error.message)"
        description = "\(cause)\(place): \(shortened(line))"
        leavesPeerUsable = true
    }
}

/// What a peer says of itself.
public struct PeerGreeting: Sendable {
    /// The protocol's name and version.
    static let protocolName = "vamm-check/1"

    /// What it calls itself.
    public let name: String
    /// The kinds of vectors that it can answer.
    public let kinds: Set<VectorKind>
    /// What it says that it does not have.
    public let omissions: Omissions

    init(_ peer: any LinePeer) throws(PeerFailure) {
        let question: JSONValue = .object(["do": .string("hello"), "protocol": .string(Self.protocolName)])
        (name, kinds, omissions) = try peer.answer(to: question) { answer throws(PlacedError) in
            let spoken = try answer.string("protocol")
            guard spoken == Self.protocolName else {
                throw PlacedError(
                    message: "it speaks \"\(shortened(spoken))\", not \"\(Self.protocolName)\"", place: "protocol",
                    offset: 0)
            }
            let kinds = try answer.array("kinds").mapThrowing { kind throws(PlacedError) in
                guard let kind = kind.text.flatMap(VectorKind.init) else {
                    throw PlacedError(message: "unknown kind \(kind.compactText)", place: "kinds", offset: 0)
                }
                return kind
            }
            let omissions =
                answer.has("without") ? try Omissions(answer.fields("without")) : Omissions()
            return (try answer.string("name"), Set(kinds), omissions)
        }
    }
}

extension LinePeer {
    /// Asks a question and reads the answer whole: what is left over in it is nonsense.
    func answer<Value>(
        to question: JSONValue, read: (inout ObjectReader) throws(PlacedError) -> Value
    ) throws(PeerFailure) -> Value {
        let line = try exchange(question.compactText)
        let answer: JSONValue
        do throws(PlacedError) {
            answer = try JSONParser.parse(line.utf8)
        } catch {
            throw PeerFailure("answered nonsense: \(error.message): \(shortened(line))")
        }
        if let refusal = answer["error"]?.text { throw PeerFailure(refusal: refusal) }
        do throws(PlacedError) {
            var fields = try ObjectReader(answer, place: "")
            let value = try read(&fields)
            try fields.finish()
            return value
        } catch {
            throw PeerFailure(wrongAnswer: error, line: line)
        }
    }
}

/// Starts peers and lends them out, one to each batch of cases that is being checked.
public final class PeerPool: Sendable {
    private struct State {
        var idle: [any LinePeer] = []
        var failedStarts = 0
        var lastFailure = PeerFailure("could not be started")
    }

    /// What the first peer said of itself.
    public let greeting: PeerGreeting
    private let start: @Sendable () throws(PeerFailure) -> any LinePeer
    private let state = Mutex(State())
    private static let mostFailedStarts = 3

    /// Starts the first peer.
    ///
    /// - Throws: `PeerFailure` where it can't be started or does not answer as the protocol asks.
    public init(start: @escaping @Sendable () throws(PeerFailure) -> any LinePeer) throws(PeerFailure) {
        self.start = start
        let first: any LinePeer
        (first, greeting) = try Self.greeted(start)
        state.withLock { $0.idle.append(first) }
    }

    /// A new peer that has said what it is; one that does not is ended.
    private static func greeted(
        _ start: () throws(PeerFailure) -> any LinePeer
    ) throws(PeerFailure) -> (any LinePeer, PeerGreeting) {
        let peer = try start()
        do throws(PeerFailure) {
            return (peer, try PeerGreeting(peer))
        } catch {
            peer.end()
            throw error
        }
    }

    /// Ends all peers.
    public func end() {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for peer in idle { peer.end() }
    }

    /// A peer to be asked. After three starts in a row that failed, it tries no more.
    func borrow() throws(PeerFailure) -> any LinePeer {
        let (peer, isHopeless) = state.withLock { state in
            (state.idle.popLast(), state.failedStarts >= Self.mostFailedStarts)
        }
        if let peer { return peer }
        if isHopeless {
            throw PeerFailure("not asked: the program does not start any more; \(state.withLock { $0.lastFailure })")
        }
        do throws(PeerFailure) {
            let (peer, _) = try Self.greeted(start)
            state.withLock { $0.failedStarts = 0 }
            return peer
        } catch {
            state.withLock { state in
                state.failedStarts += 1
                state.lastFailure = error
            }
            throw error
        }
    }

    /// Takes a peer back; one that is of no more use is ended.
    func giveBack(_ peer: any LinePeer, failure: PeerFailure?) {
        if let failure, !failure.leavesPeerUsable {
            peer.end()
        } else {
            state.withLock { $0.idle.append(peer) }
        }
    }
}
