public import FixedPoint
internal import WideIntegers

/// Why K can't be changed as asked, with what it was asked for.
public enum KChangeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A reserve is 0: there is no price to keep.
    case emptyReserve(quote: Decimal18, base: Decimal18)
    /// Traders are net short by as much base as the pool has, or more: they can't all close.
    case shortExceedsReserve(netPosition: SignedDecimal18, baseAssetReserve: Decimal18)
    /// Nobody holds anything net, so that no scale costs anything and no budget chooses one.
    case noNetPosition
    /// The budget covers every scale, however large.
    case budgetCoversEveryScale(budget: SignedDecimal18, maximum: Decimal18)
    /// The change has to earn more than any change of this kind does.
    case budgetIsOutOfReach(budget: SignedDecimal18, least: SignedDecimal18)
    /// The scaled pool could not pay what the net position is worth.
    case scaleIsTooSmall(scale: Decimal18, netPosition: SignedDecimal18)
    /// There is no price to move to.
    case priceIsZero
    /// Revision v2 has no `migrateLiquidity`.
    case resizeNeedsRevisionV1
    /// A position can only be closed in parts, and is still open after many.
    case stillOpen(blocks: Int)
    /// A figure needs more than 256 bits.
    case outOfRange(String)
    /// The core refused a call.
    case reverted(Revert, call: String)

    /// What is wrong, with the operands, and where there is one the way out.
    public var description: String {
        switch self {
        case .emptyReserve(let quote, let base):
            "a reserve is 0 (quote \(quote), base \(base)); such a pool has no price"
        case .shortExceedsReserve(let position, let base):
            "traders are net short by \(position.magnitude) base and the pool has \(base); they can't all close"
        case .noNetPosition: "there is no net position, so every scale costs 0 and no budget chooses one; give a scale"
        case .budgetCoversEveryScale(let budget, let maximum):
            "a budget of \(budget) covers every scale: no change of K can cost more than \(maximum); give a scale"
        case .budgetIsOutOfReach(let budget, let least):
            "a cost of \(budget) can't be had: no such change costs less than \(least)"
        case .scaleIsTooSmall(let scale, let position):
            "at a scale of \(scale) the pool can't take back a net position of \(position); take a larger scale"
        case .priceIsZero: "there is no price to move to: the index is 0"
        case .resizeNeedsRevisionV1:
            "the contracts of revision v2 can't resize positions (they have no migrateLiquidity); take the way pay, "
                + "an extension that is not in the contracts, or a state of revision v1"
        case .stillOpen(let blocks): "the position closes in parts only, and is still open after \(blocks) blocks"
        case .outOfRange(let what): "\(what) needs more than 256 bits"
        case .reverted(let revert, let call):
            "\(call) reverts\(revert.rawValue.isEmpty ? " without data" : ": \(revert.rawValue)")"
        }
    }
}
