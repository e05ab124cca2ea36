internal import FixedPoint
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

    init(_ fields: inout Fields, id: String) throws(PlacedError) {
        self.id = id
        operation = try fields.choice("op")
        direction = try fields.direction("direction")
        amount = try fields.decimal("amount")
        quoteAssetReserve = try fields.decimal("quoteAssetReserve")
        baseAssetReserve = try fields.decimal("baseAssetReserve")
        expected = try Outcome(&fields) { fields throws(PlacedError) in
            try fields.integer("result", UInt256.self).description
        }
    }

    func check(failFast: Bool) -> CaseResult {
        let got = Outcome { () throws(Revert) in try price().raw.description }
        let arguments = [
            ("direction", direction.rawValue), ("amount", amount.raw.description),
            ("quoteAssetReserve", quoteAssetReserve.raw.description),
            ("baseAssetReserve", baseAssetReserve.raw.description),
        ]
        return .single(id: id, call: operation.rawValue, arguments: arguments, expected: expected, got: got)
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
