/// An account: a trader, an owner, a contract. Its number means nothing but its identity.
@frozen
public struct Account: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The number that tells one account from another.
    public var rawValue: UInt64

    /// The account with this number.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Order by number, so that listings are the same everywhere.
    @inlinable
    public static func < (lhs: Account, rhs: Account) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// The block that a call runs in.
@frozen
public struct Block: Hashable, Sendable, BitwiseCopyable {
    /// The block's number.
    public var number: UInt64
    /// The block's time in seconds since 1970.
    public var timestamp: UInt64

    /// A block with a number and a time in seconds.
    @inlinable
    public init(number: UInt64, timestamp: UInt64) {
        self.number = number
        self.timestamp = timestamp
    }
}

/// Who calls, and in which block.
@frozen
public struct CallContext: Hashable, Sendable, BitwiseCopyable {
    /// The caller.
    public var sender: Account
    /// The block that the call runs in.
    public var block: Block

    /// A call by an account in a block.
    @inlinable
    public init(sender: Account, block: Block) {
        self.sender = sender
        self.block = block
    }
}

/// Which generation of the contracts to reproduce.
@frozen
public enum Revision: String, Hashable, Sendable, CaseIterable {
    /// The first public contracts (1.x): the operator can change K at any time.
    case v1
    /// The final contracts (2.x): partial liquidation, oracle-spread guard, backstop-only bad debt.
    case v2
}

/// Which way an asset moves, seen from the pool.
@frozen
public enum Direction: String, Hashable, Sendable, CaseIterable {
    /// The asset goes into the pool.
    case addToAmm
    /// The asset comes out of the pool.
    case removeFromAmm
}
