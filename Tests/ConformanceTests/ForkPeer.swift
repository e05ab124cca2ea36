import Conformance
import Foundation
import JSON
import Synchronization
import WideIntegers

/// Our own core behind the line protocol, with what it answers changed: a fork of which we know every deviation.
final class ForkPeer: LinePeer {
    /// What a fork answers to a question in the place of the right answer.
    typealias Change = @Sendable (_ question: JSONValue, _ answer: JSONValue) -> JSONValue

    private let server = Mutex(LineServer(name: "fork"))
    private let change: Change

    init(_ change: @escaping Change) { self.change = change }

    func exchange(_ line: String) throws(PeerFailure) -> String {
        let right = server.withLock { $0.answer(line) }
        guard let question = try? JSONParser.parse(line.utf8), let answer = try? JSONParser.parse(right.utf8) else {
            throw PeerFailure("is no test")
        }
        return change(question, answer).compactText
    }

    func end() {}

    /// What comes of vector files with a fork: of the cases that end in 00 and a digit, but for those with names.
    static func reports(
        on files: [String], accepting: [AcceptedDeviation] = [], _ change: @escaping Change
    ) async throws -> [FileReport] {
        let peers = try PeerPool { ForkPeer(change) }
        defer { peers.end() }
        var options = VerifyOptions()
        (options.accepted, options.jobs) = (accepting, 2)
        let recorded = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Vectors/recorded")
        var reports: [FileReport] = []
        for file in files {
            let path = recorded.appending(path: "\(file).json").path()
            options.filter = file.hasPrefix("directed") ? nil : "*00?"
            reports.append(await Verifier(options, peers: peers).verify(path: path))
        }
        return reports
    }
}

extension JSONValue {
    /// The value with those below it changed that stand under a key; `change` gets the whole path.
    func changing(_ path: String = "", _ change: (_ path: String, _ value: JSONValue) -> JSONValue?) -> JSONValue {
        if let changed = change(path, self) { return changed }
        switch content {
        case .object(let members):
            return .object(members.map { .init($0.key, $0.value.changing("\(path)/\($0.key)", change)) })
        case .array(let values):
            // An event goes by its name, not by its number.
            return .array(values.map { $0.changing("\(path)/\($0["name"]?.text ?? "")", change) })
        default: return self
        }
    }

    /// A decimal string a thousandth and 3 wei further from 0.
    var further: JSONValue? {
        guard let text, let number = Int256(text, radix: 10) else { return nil }
        let step = Int256(3) + (number.magnitude < 1000 ? 0 : Int256(number.magnitude / 1000))
        return .string("\(number < 0 ? number - step : number + step)")
    }

    /// The object without members of some names.
    func without(_ isLeftOut: (String) -> Bool) -> JSONValue {
        .object((members ?? []).filter { !isLeftOut($0.key) })
    }

    /// The object with a member set or added.
    func with(_ key: String, _ value: JSONValue) -> JSONValue {
        .object((members ?? []).filter { $0.key != key } + [.init(key, value)])
    }
}

extension ForkPeer {
    /// A recorded file as it is.
    static func recorded(_ name: String) throws -> JSONValue {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try JSONParser.parse(Data(contentsOf: root.appending(path: "Vectors/recorded/\(name).json")))
    }
}
