public import FixedPoint

/// Who owns a contract, and who may take it over (SPEC P16). Ownership of the clearing house, of a pool and of the
/// other contracts moves in the same two steps.
@frozen
public struct Ownership: Hashable, Sendable, BitwiseCopyable {
    /// The owner; nil for nobody, once ownership was renounced.
    public private(set) var owner: Account?
    /// Who may take over; nil for nobody.
    public private(set) var candidate: Account?

    /// An owner, and no candidate yet.
    public init(_ owner: Account) { (self.owner, candidate) = (owner, nil) }

    /// An owner and a candidate, nil for nobody, for a contract that starts from a given state.
    package init(owner: Account?, candidate: Account?) { (self.owner, self.candidate) = (owner, candidate) }

    /// Requires a call to be the owner's.
    ///
    /// - Throws: `PerpFiOwnableUpgrade: caller is not the owner`.
    public func requireOwner(_ context: CallContext) throws(Revert) {
        guard context.sender == owner else { throw .callerIsNotTheOwner }
    }

    /// Names who may take over; nil stands for the zero address.
    ///
    /// - Throws: `PerpFiOwnableUpgrade:` and `caller is not the owner`, `zero address`, `same as original` or
    ///   `same as candidate`, whichever is the first in this order.
    public mutating func setOwner(_ newOwner: Account?, context: CallContext) throws(Revert) {
        try requireOwner(context)
        guard let newOwner else { throw .ownerIsZeroAddress }
        if newOwner == owner { throw .ownerIsTheSame }
        if newOwner == candidate { throw .candidateIsTheSame }
        candidate = newOwner
    }

    /// Takes ownership over. Only the candidate may.
    ///
    /// - Returns: The owner before.
    /// - Throws: `PerpFiOwnableUpgrade: candidate is zero address` without a candidate, then
    ///   `PerpFiOwnableUpgrade: not the new owner`.
    public mutating func updateOwner(context: CallContext) throws(Revert) -> OwnershipTransferred {
        guard let candidate else { throw .noOwnershipCandidate }
        guard context.sender == candidate else { throw .notTheNewOwner }
        let previous = owner
        (owner, self.candidate) = (candidate, nil)
        return OwnershipTransferred(previousOwner: previous, newOwner: candidate)
    }

    /// Gives ownership up: nobody owns the contract then. A candidate named before can still take over.
    ///
    /// - Throws: `PerpFiOwnableUpgrade: caller is not the owner`.
    public mutating func renounceOwnership(context: CallContext) throws(Revert) -> OwnershipTransferred {
        try requireOwner(context)
        let previous = owner
        owner = nil
        return OwnershipTransferred(previousOwner: previous, newOwner: nil)
    }
}

/// Ownership went from one to another (SPEC P16).
@frozen
public struct OwnershipTransferred: Hashable, Sendable, BitwiseCopyable {
    /// Who owned it; nil for nobody.
    public var previousOwner: Account?
    /// Who owns it now; nil for nobody.
    public var newOwner: Account?

    package init(previousOwner: Account?, newOwner: Account?) {
        (self.previousOwner, self.newOwner) = (previousOwner, newOwner)
    }
}
