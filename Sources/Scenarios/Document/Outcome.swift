package import FixedPoint
package import JSON
internal import WideIntegers

/// How a call ended.
package enum Outcome<Value: Equatable & Sendable>: Equatable, Sendable {
    case success(Value)
    /// The exact text; empty for a revert without data.
    case reverted(String)
    /// The INVALID opcode.
    case invalid

    package init(_ revert: Revert) {
        self = revert.text.map(Outcome.reverted) ?? .invalid
    }

    /// The outcome of a call to our own implementation.
    package init(catching body: () throws(Revert) -> Value) {
        do throws(Revert) {
            self = .success(try body())
        } catch {
            self.init(error)
        }
    }

    /// Reads `revert` or `invalid`, or else a success by the given reader.
    package init(
        _ fields: inout ObjectReader, success: (inout ObjectReader) throws(PlacedError) -> Value
    ) throws(PlacedError) {
        let said = ["result", "returns", "state", "revert", "invalid"].filter { fields.has($0) }
        if said.contains("revert") || said.contains("invalid"), said.count > 1 {
            throw PlacedError(
                message: "more than one outcome: \(said.joined(separator: ", "))", place: fields.place,
                offset: fields.offset)
        }
        if fields.has("revert") {
            self = .reverted(try fields.string("revert"))
        } else if let mark = fields.optional("invalid") {
            guard case .bool(true) = mark.content else {
                throw fields.error("\"invalid\" can only be true", "invalid", mark)
            }
            self = .invalid
        } else {
            self = .success(try success(&fields))
        }
    }

    /// What the outcome is, for a report; the value of a success is rendered by the caller.
    package func text(_ render: (Value) -> String) -> String {
        switch self {
        case .success(let value): render(value)
        case .reverted(""): "revert without data"
        case .reverted(let text): "revert \"\(text)\""
        case .invalid: "the INVALID opcode"
        }
    }

    /// The outcome as a member of a step or view: `revert`, `invalid`, or nil for a success.
    package var failureMember: JSONValue.Member? {
        switch self {
        case .success: nil
        case .reverted(let text): .init("revert", .string(text))
        case .invalid: .init("invalid", .bool(true))
        }
    }
}
