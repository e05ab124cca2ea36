internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

extension Workload {
    private static let operandCount = 10_000

    /// Wide integers and decimals on random operands.
    public static let arithmetic: [Workload] = [
        binary("UInt256 adding", bits: 200, 200) { a, b throws(Revert) in try a.adding(b) },
        binary("UInt256 multiplied", bits: 128, 128) { a, b throws(Revert) in try a.multiplied(by: b) },
        binary("UInt256 multiplied, full width", bits: 256, 256) { a, b in a.multipliedFullWidth(by: b).high },
        binary("UInt256 divided by one limb", bits: 256, 64) { a, b throws(Revert) in try a.divided(by: b) },
        binary("UInt256 divided by two limbs", bits: 256, 128) { a, b throws(Revert) in try a.divided(by: b) },
        binary("UInt256 divided by three limbs", bits: 256, 192) { a, b throws(Revert) in try a.divided(by: b) },
        binary("UInt256 as text", bits: 256, 256) { a, _ in UInt256(UInt64(a.description.utf8.count)) },
        binary("Decimal18 multiplied", bits: 100, 100) { a, b throws(Revert) in
            try Decimal18(raw: a).multiplied(by: Decimal18(raw: b)).raw
        },
        binary("Decimal18 divided", bits: 110, 100) { a, b throws(Revert) in
            try Decimal18(raw: a).divided(by: Decimal18(raw: b)).raw
        },
        binary("SignedDecimal18 divided", bits: 110, 100) { a, b throws(Revert) in
            try SignedDecimal18(Decimal18(raw: a)).negated().divided(byUnsigned: Decimal18(raw: b)).magnitude.raw
        },
    ]

    private static func binary(
        _ name: String, bits first: Int, _ second: Int,
        _ operation: @escaping @Sendable (UInt256, UInt256) throws(Revert) -> UInt256
    ) -> Workload {
        Workload(name, count: operandCount) {
            var generator = SeededGenerator(seed: 2)
            let operands = (0..<operandCount).map { _ in
                (number(bits: first, &generator), number(bits: second, &generator))
            }
            return {
                var sum = UInt256.zero
                for (a, b) in operands { sum = try sum &+ operation(a, b) }
                consume(sum)
            }
        }
    }

    /// Single quotes of every size.
    public static let quotes: [Workload] = QuoteSize.allCases.map { size in
        Workload("quote, \(size.rawValue)", count: 65_536) {
            let inputs = size.inputs(count: 65_536, seed: 3)
            return {
                var sum = UInt256.zero
                for input in inputs {
                    sum =
                        try sum
                        &+ Curve.inputPrice(
                            input.direction, quoteAssetAmount: Decimal18(raw: input.amount),
                            quoteAssetReserve: Decimal18(raw: input.quoteAssetReserve),
                            baseAssetReserve: Decimal18(raw: input.baseAssetReserve)
                        ).raw
                }
                consume(sum)
            }
        }
    }
}
