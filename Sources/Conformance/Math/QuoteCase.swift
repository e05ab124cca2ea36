internal import FixedPoint
internal import JSON
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// One case of a quote file: a trade on given reserves and the price that the contract answered.
struct QuoteCase: SingleCase {
    static let question = "quote"

    enum Operation: String, CaseIterable { case inputPrice, outputPrice }

    let id: String
    let operation: Operation
    let direction: Direction
    let amount: Decimal18
    let quoteAssetReserve: Decimal18
    let baseAssetReserve: Decimal18
    var expected = Outcome<String>.invalid

    var call: String { operation.rawValue }

    init(operands fields: inout ObjectReader, id: String) throws(PlacedError) {
        self.id = id
        operation = try fields.choice("op")
        direction = try fields.choice("direction")
        amount = try fields.decimal("amount")
        quoteAssetReserve = try fields.decimal("quoteAssetReserve")
        baseAssetReserve = try fields.decimal("baseAssetReserve")
    }

    var evaluated: Outcome<String> { Outcome { () throws(Revert) in try price().raw.description } }

    var arguments: [(name: String, value: String)] {
        [
            ("direction", direction.rawValue), ("amount", amount.raw.description),
            ("quoteAssetReserve", quoteAssetReserve.raw.description),
            ("baseAssetReserve", baseAssetReserve.raw.description),
        ]
    }

    static func result(_ fields: inout ObjectReader) throws(PlacedError) -> String {
        try fields.integer("result", UInt256.self).description
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
