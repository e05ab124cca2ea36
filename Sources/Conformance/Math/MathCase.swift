internal import FixedPoint
internal import JSON
internal import Messages
internal import Scenarios
internal import WideIntegers

/// One case of a math file: an operation, its operands and what the contract answered.
struct MathCase: SingleCase {
    static let question = "math"

    let id: String
    let operation: MathOperation
    let arguments: [(name: String, value: String)]
    var expected = Outcome<String>.invalid
    private let evaluate: @Sendable () throws(Revert) -> any CustomStringConvertible

    var call: String { operation.rawValue }

    init(operands fields: inout ObjectReader, id: String) throws(PlacedError) {
        self.id = id
        operation = try fields.choice("op")
        switch operation.body {
        case .unsigned(let body):
            let (x, y) = (try fields.integer("x", UInt256.self), try fields.integer("y", UInt256.self))
            evaluate = { () throws(Revert) in try body(x, y) }
            arguments = [("x", x.description), ("y", y.description)]
        case .signed(let body):
            let (x, y) = (try fields.integer("x", Int256.self), try fields.integer("y", Int256.self))
            evaluate = { () throws(Revert) in try body(x, y) }
            arguments = [("x", x.description), ("y", y.description)]
        case .mixed(let body):
            let (x, y) = (try fields.integer("x", Int256.self), try fields.integer("y", UInt256.self))
            evaluate = { () throws(Revert) in try body(x, y) }
            arguments = [("x", x.description), ("y", y.description)]
        case .unsignedAlone(let body):
            let x = try fields.integer("x", UInt256.self)
            evaluate = { () throws(Revert) in try body(x) }
            arguments = [("x", x.description)]
        case .signedAlone(let body):
            let x = try fields.integer("x", Int256.self)
            evaluate = { () throws(Revert) in try body(x) }
            arguments = [("x", x.description)]
        }
    }

    var evaluated: Outcome<String> { Outcome { () throws(Revert) in try evaluate().description } }

    /// A `result`: a whole number, signed or unsigned, in canonical form.
    static func result(_ fields: inout ObjectReader) throws(PlacedError) -> String {
        guard
            fields.names.contains("result")
                || fields.names.contains(where: { nearest(to: $0, among: ["result"]) != nil })
        else {
            throw PlacedError(
                message: "an outcome is missing: result, revert or invalid", place: fields.place, offset: fields.offset)
        }
        let value = try fields.required("result")
        // Results of unsigned operations go up to 2^256 - 1, those of signed ones below 0.
        if value.text?.hasPrefix("-") == true {
            return try parseInteger(value, Int256.self, place: fields.place(of: "result")).description
        }
        return try parseInteger(value, UInt256.self, place: fields.place(of: "result")).description
    }
}
