internal import FixedPoint
internal import Scenarios
internal import WideIntegers

/// The operations of the math vectors, by the vectors' names.
enum MathOperation: String, CaseIterable, Sendable {
    case uint256Add = "uint256.add"
    case uint256Sub = "uint256.sub"
    case uint256Mul = "uint256.mul"
    case uint256Div = "uint256.div"
    case uint256Mod = "uint256.mod"
    case int256Add = "int256.add"
    case int256Sub = "int256.sub"
    case int256Mul = "int256.mul"
    case int256Div = "int256.div"
    case decimalAdd = "decimal.add"
    case decimalSub = "decimal.sub"
    case decimalMul = "decimal.mul"
    case decimalDiv = "decimal.div"
    case decimalMod = "decimal.mod"
    case decimalCmp = "decimal.cmp"
    case decimalMulScalar = "decimal.mulScalar"
    case decimalDivScalar = "decimal.divScalar"
    case signedDecimalAdd = "signedDecimal.add"
    case signedDecimalSub = "signedDecimal.sub"
    case signedDecimalMul = "signedDecimal.mul"
    case signedDecimalDiv = "signedDecimal.div"
    case signedDecimalMulScalar = "signedDecimal.mulScalar"
    case signedDecimalDivScalar = "signedDecimal.divScalar"
    case signedDecimalAbs = "signedDecimal.abs"
    case mixedDecimalFromDecimal = "mixedDecimal.fromDecimal"
    case mixedDecimalToUint = "mixedDecimal.toUint"
    case mixedDecimalAdd = "mixedDecimal.add"
    case mixedDecimalSub = "mixedDecimal.sub"
    case mixedDecimalMul = "mixedDecimal.mul"
    case mixedDecimalDiv = "mixedDecimal.div"
    case mixedDecimalMulScalar = "mixedDecimal.mulScalar"
    case mixedDecimalDivScalar = "mixedDecimal.divScalar"

    /// What an operation does, by the types of its operands.
    enum Body: Sendable {
        case unsigned(@Sendable (UInt256, UInt256) throws(Revert) -> any CustomStringConvertible)
        case signed(@Sendable (Int256, Int256) throws(Revert) -> any CustomStringConvertible)
        case mixed(@Sendable (Int256, UInt256) throws(Revert) -> any CustomStringConvertible)
        case unsignedAlone(@Sendable (UInt256) throws(Revert) -> any CustomStringConvertible)
        case signedAlone(@Sendable (Int256) throws(Revert) -> any CustomStringConvertible)
    }

    /// What the operation does.
    var body: Body {
        switch self {
        case .uint256Add: .unsigned { x, y throws(Revert) in try x.adding(y) }
        case .uint256Sub: .unsigned { x, y throws(Revert) in try x.subtracting(y) }
        case .uint256Mul: .unsigned { x, y throws(Revert) in try x.multiplied(by: y) }
        case .uint256Div: .unsigned { x, y throws(Revert) in try x.divided(by: y) }
        case .uint256Mod: .unsigned { x, y throws(Revert) in try x.modulo(y) }
        case .int256Add: .signed { x, y throws(Revert) in try x.adding(y) }
        case .int256Sub: .signed { x, y throws(Revert) in try x.subtracting(y) }
        case .int256Mul: .signed { x, y throws(Revert) in try x.multiplied(by: y) }
        case .int256Div: .signed { x, y throws(Revert) in try x.divided(by: y) }
        case .decimalAdd: .decimal { x, y throws(Revert) in try x.adding(y).raw }
        case .decimalSub: .decimal { x, y throws(Revert) in try x.subtracting(y).raw }
        case .decimalMul: .decimal { x, y throws(Revert) in try x.multiplied(by: y).raw }
        case .decimalDiv: .decimal { x, y throws(Revert) in try x.divided(by: y).raw }
        case .decimalMod: .decimal { x, y throws(Revert) in try x.modulo(y).raw }
        case .decimalCmp: .decimal { x, y throws(Revert) in x.compare(y) }
        case .decimalMulScalar: .decimal { x, y throws(Revert) in try x.multiplied(byScalar: y.raw).raw }
        case .decimalDivScalar: .decimal { x, y throws(Revert) in try x.divided(byScalar: y.raw).raw }
        case .signedDecimalAdd: .signedDecimal { x, y throws(Revert) in try x.adding(y).raw }
        case .signedDecimalSub: .signedDecimal { x, y throws(Revert) in try x.subtracting(y).raw }
        case .signedDecimalMul: .signedDecimal { x, y throws(Revert) in try x.multiplied(by: y).raw }
        case .signedDecimalDiv: .signedDecimal { x, y throws(Revert) in try x.divided(by: y).raw }
        case .signedDecimalMulScalar: .signedDecimal { x, y throws(Revert) in try x.multiplied(byScalar: y.raw).raw }
        case .signedDecimalDivScalar: .signedDecimal { x, y throws(Revert) in try x.divided(byScalar: y.raw).raw }
        case .signedDecimalAbs, .mixedDecimalToUint:
            .signedAlone { x throws(Revert) in SignedDecimal18(raw: x).magnitude.raw }
        case .mixedDecimalFromDecimal:
            .unsignedAlone { x throws(Revert) in try SignedDecimal18(Decimal18(raw: x)).raw }
        case .mixedDecimalAdd: .mixedDecimal { x, y throws(Revert) in try x.adding(unsigned: y).raw }
        case .mixedDecimalSub: .mixedDecimal { x, y throws(Revert) in try x.subtracting(unsigned: y).raw }
        case .mixedDecimalMul: .mixedDecimal { x, y throws(Revert) in try x.multiplied(byUnsigned: y).raw }
        case .mixedDecimalDiv: .mixedDecimal { x, y throws(Revert) in try x.divided(byUnsigned: y).raw }
        case .mixedDecimalMulScalar:
            .mixedDecimal { x, y throws(Revert) in try x.multiplied(byUnsignedScalar: y.raw).raw }
        case .mixedDecimalDivScalar:
            .mixedDecimal { x, y throws(Revert) in try x.divided(byUnsignedScalar: y.raw).raw }
        }
    }
}

extension MathOperation.Body {
    fileprivate static func decimal(
        _ body: @escaping @Sendable (Decimal18, Decimal18) throws(Revert) -> any CustomStringConvertible
    ) -> Self {
        .unsigned { x, y throws(Revert) in try body(Decimal18(raw: x), Decimal18(raw: y)) }
    }

    fileprivate static func signedDecimal(
        _ body: @escaping @Sendable (SignedDecimal18, SignedDecimal18) throws(Revert) -> any CustomStringConvertible
    ) -> Self {
        .signed { x, y throws(Revert) in try body(SignedDecimal18(raw: x), SignedDecimal18(raw: y)) }
    }

    fileprivate static func mixedDecimal(
        _ body: @escaping @Sendable (SignedDecimal18, Decimal18) throws(Revert) -> any CustomStringConvertible
    ) -> Self {
        .mixed { x, y throws(Revert) in try body(SignedDecimal18(raw: x), Decimal18(raw: y)) }
    }
}
