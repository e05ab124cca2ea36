public import FixedPoint

/// What a pool emits, by the contracts' names.
@frozen
public enum PoolEvent: Hashable, Sendable, BitwiseCopyable {
    /// A quote amount was swapped for base (SPEC P4).
    case swapInput(direction: Direction, quoteAssetAmount: Decimal18, baseAssetAmount: Decimal18)
    /// A base amount was swapped for quote (SPEC P5).
    case swapOutput(direction: Direction, quoteAssetAmount: Decimal18, baseAssetAmount: Decimal18)
    /// The reserves after a swap were recorded (SPEC P8).
    case reserveSnapshotted(quoteAssetReserve: Decimal18, baseAssetReserve: Decimal18, timestamp: UInt64)
    /// Funding was settled (SPEC P10).
    case fundingRateUpdated(rate: SignedDecimal18, underlyingPrice: Decimal18)
    /// The operator changed K (SPEC P20).
    case liquidityChanged(
        quoteReserve: Decimal18, baseReserve: Decimal18, cumulativeNotional: SignedDecimal18)
    /// The operator changed the caps (SPEC P15).
    case capChanged(maxHoldingBaseAsset: Decimal18, openInterestNotionalCap: Decimal18)
    /// Ownership moved (SPEC P16).
    case ownershipTransferred(OwnershipTransferred)
    /// The owner named an oracle (SPEC P15).
    case priceFeedUpdated(priceFeed: Account)
    /// The pool was shut down (SPEC P17).
    case shutdown(settlementPrice: Decimal18)
}

/// The events of one call, in order: at most two, stored in place.
@frozen
public struct PoolEvents: RandomAccessCollection, Hashable, Sendable, BitwiseCopyable {
    /// The first of them.
    @usableFromInline package var first: PoolEvent?
    /// The second of them.
    @usableFromInline package var second: PoolEvent?

    @inlinable
    init(_ first: PoolEvent? = nil, _ second: PoolEvent? = nil) {
        self.first = first
        self.second = second
    }

    /// 0.
    @inlinable public var startIndex: Int { 0 }
    /// How many events there are.
    @inlinable public var endIndex: Int { first == nil ? 0 : second == nil ? 1 : 2 }

    /// One event; traps outside the bounds.
    @inlinable
    public subscript(position: Int) -> PoolEvent {
        guard let event = position == 0 ? first : position == 1 ? second : nil else {
            preconditionFailure("Index out of bounds")
        }
        return event
    }
}

/// What a call returned and what it emitted.
@frozen
public struct PoolReceipt<Value: Sendable>: Sendable {
    /// What the call returned.
    public var value: Value
    /// What the call emitted, in order.
    public var events: PoolEvents

    @inlinable
    init(_ value: Value, _ events: PoolEvents = PoolEvents()) {
        self.value = value
        self.events = events
    }
}
