internal import Clearing
public import FixedPoint
public import WideIntegers

/// What a step left of a position's loss that its margin could not cover, and that somebody else bears (SPEC M5).
public struct StepBadDebt: Hashable, Sendable {
    /// How it came about, and who bears it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A trader closed the position: realized, so that the insurance fund bears it. In v1 only.
        case close
        /// The position was liquidated: realized, so that the insurance fund bears it.
        case liquidation
        /// The position was only reduced, by an order in v1 (SPEC H5) or by a partial liquidation in v2 (SPEC H24): not
        /// realized, so that the vault lacks it.
        case unpaid
    }

    /// How it came about.
    public let kind: Kind
    /// What the position's margin could not cover of its loss, quote.
    public let position: Decimal18
    /// What it could not cover of the liquidator's fee, quote.
    public let fee: Decimal18

    /// Both together: what was realized (SPEC C14, C17), quote.
    public var total: Decimal18 { Decimal18(raw: position.raw &+ fee.raw) }
}

extension ReplayedStep {
    /// The bad debt of the step; nil where there is none.
    public var badDebt: StepBadDebt? {
        guard case .success(let receipt) = outcome else { return nil }
        var (position, fee, isReduced) = (Decimal18.zero, Decimal18.zero, false)
        for event in receipt.events {
            switch event {
            case .positionChanged(let change):
                (position, isReduced) = (change.badDebt, !change.positionSizeAfter.isZero)
            case .positionLiquidated(let liquidation): fee = liquidation.badDebt
            default: continue
            }
        }
        if position.isZero, fee.isZero { return nil }
        let isClosed = !isReduced && (call.subject != nil || call.isClose)
        return StepBadDebt(
            kind: !isClosed ? .unpaid : call.isClose ? .close : .liquidation, position: position, fee: fee)
    }
}

extension Call {
    fileprivate var isClose: Bool {
        switch self {
        case .clearingHouse(.closePosition), .clearingHouse(.closePositionWithReferral): true
        default: false
        }
    }
}

/// The bad debt of a run so far: what was realized at closes and at liquidations, and what was not, in wei of quote.
public struct BadDebt: Sendable {
    /// Of closes.
    public private(set) var atClose = Rational.zero
    /// Of liquidations.
    public private(set) var atLiquidation = Rational.zero
    /// Of positions that were only reduced: nobody paid for it.
    public private(set) var unrealized = Rational.zero

    /// None.
    public init() {}

    /// What was realized.
    public var realized: Rational { atClose + atLiquidation }
    /// Everything.
    public var total: Rational { realized + unrealized }

    /// Takes a step.
    public mutating func add(_ step: ReplayedStep) {
        guard let debt = step.badDebt else { return }
        let amount = Rational(debt.total.raw)
        switch debt.kind {
        case .close: atClose = atClose + amount
        case .liquidation: atLiquidation = atLiquidation + amount
        case .unpaid: unrealized = unrealized + amount
        }
    }
}
