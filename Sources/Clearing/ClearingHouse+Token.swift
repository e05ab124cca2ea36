public import FixedPoint
public import VirtualAMM
public import WideIntegers

// What accounts may do with the quote token itself (SPEC M9). Amounts are in token units.

extension ClearingHouse {
    /// The sender gives tokens to somebody, such as the vault or the insurance fund; they belong to no position.
    ///
    /// - Returns: No event but the token's own, which nothing here keeps.
    /// - Throws: `ERC20: transfer to the zero address` for nil, `ERC20Pausable: token transfer while paused`,
    ///   `ERC20: transfer amount exceeds balance`.
    public mutating func transfer(_ units: UInt256, to receiver: Account?, context: CallContext) throws(Revert)
        -> [Event]
    {
        guard let receiver else { throw .transferToZeroAddress }
        if ledger.isPaused { throw .transferWhilePaused }
        beginCall()
        guard ledger.move(units, from: context.sender, to: receiver, journal: &journal) else {
            throw .transferExceedsBalance
        }
        return []
    }

    /// The sender allows somebody to take so much. Only the clearing house ever takes, so that what others may take is
    /// not kept; it may take any amount until an account says otherwise.
    ///
    /// - Returns: No event but the token's own, which nothing here keeps.
    /// - Throws: `ERC20: approve to the zero address` for nil.
    public mutating func approve(_ units: UInt256, spender: Account?, context: CallContext) throws(Revert) -> [Event] {
        guard let spender else { throw .approveToZeroAddress }
        if spender == accounts.vault { ledger.allow(units, by: context.sender) }
        return []
    }

    /// Stops every movement of tokens. Only the owner of the token may.
    ///
    /// - Returns: `Paused`, of the token.
    /// - Throws: `PerpFiOwnableUpgrade: caller is not the owner` (the token's own text is not recorded), then
    ///   `Pausable: paused`.
    public mutating func pauseToken(context: CallContext) throws(Revert) -> [Event] {
        try requireTokenOwner(context)
        if ledger.isPaused { throw .paused }
        ledger.isPaused = true
        return [.tokenPaused(context.sender)]
    }

    /// Lets tokens move again. Only the owner of the token may.
    ///
    /// - Returns: `Unpaused`, of the token.
    /// - Throws: As `pauseToken(context:)`, with `Pausable: not paused`.
    public mutating func unpauseToken(context: CallContext) throws(Revert) -> [Event] {
        try requireTokenOwner(context)
        guard ledger.isPaused else { throw .notPaused }
        ledger.isPaused = false
        return [.tokenUnpaused(context.sender)]
    }

    private func requireTokenOwner(_ context: CallContext) throws(Revert) {
        guard context.sender == accounts.owner else { throw .callerIsNotTheOwner }
    }
}
