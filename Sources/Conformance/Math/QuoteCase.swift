internal import FixedPoint
internal import JSON
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// One case of a quote file: a trade on given reserves and the price that the contract answered.
struct QuoteCase: VectorCase {
    enum Operation: String, CaseIterable { case inputPrice, outputPrice }

    let id: String
    let operation: Operation
    let direction: Direction
    let amount: Decimal18
    let quoteAssetReserve: Decimal18
    let baseAssetReserve: Decimal18
    let expected: Outcome<String>

    init(_ fields: inout ObjectReader, id: String) throws(PlacedError) {
        try self.init(operands: &fields, id: id) { fields throws(PlacedError) in
            try Outcome(&fields) { fields throws(PlacedError) in
                try fields.integer("result", UInt256.self).description
            }
        }
    }

    /// Reads the trade, then what is expected; nil for a question, which expects nothing.
    init(
        operands fields: inout ObjectReader, id: String,
        expected: ((inout ObjectReader) throws(PlacedError) -> Outcome<String>)?
    ) throws(PlacedError) {
        self.id = id
        operation = try fields.choice("op")
        direction = try fields.choice("direction")
        amount = try fields.decimal("amount")
        quoteAssetReserve = try fields.decimal("quoteAssetReserve")
        baseAssetReserve = try fields.decimal("baseAssetReserve")
        self.expected = if let expected { try expected(&fields) } else { .invalid }
    }

    var checkCount: Int { 1 }

    /// What our own implementation says.
    var evaluated: Outcome<String> { Outcome { () throws(Revert) in try price().raw.description } }

    /// The trade as the vectors write it.
    var arguments: [(name: String, value: String)] {
        [
            ("direction", direction.rawValue), ("amount", amount.raw.description),
            ("quoteAssetReserve", quoteAssetReserve.raw.description),
            ("baseAssetReserve", baseAssetReserve.raw.description),
        ]
    }

    func check(failFast: Bool) -> CaseResult {
        .single(id: id, call: operation.rawValue, arguments: arguments, expected: expected, got: evaluated)
    }

    private func price() throws(Revert) -> Decimal18 {
        switch operation {
        case .inputPrice:
            try Curve.inputPrice(
                direction, quoteAssetAmount: amount, quoteAssetReserve: quoteAssetReserve,
                baseAssetReserve: baseAssetReserve)
        case .outputPrice:
            try Curve.outputPrice(
                direction, baseAssetAmount: amount, quoteAssetReserve: quoteAssetReserve,
                baseAssetReserve: baseAssetReserve)
        }
    }
}
