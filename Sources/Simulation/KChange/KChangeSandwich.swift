public import Clearing
public import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// What trading around a change of K brings, measured on a copy of the house (SPEC KC6): a new account opens a
/// position in the block of the change, K changes, and the account closes in the next block, one second later.
public struct KChangeSandwich: Hashable, Sendable {
    /// What the account did first.
    public let side: Side
    /// For how much quote.
    public let notional: Decimal18
    /// Its profit, in quote (signed); nil where the core refused a call.
    public let profit: SignedDecimal18?
    /// The same calls without the change: what fees, rounding and a margin that is too small cost anyway.
    public let profitWithoutChange: SignedDecimal18?
    /// What the core refused, with the change or without; nil where nothing was.
    public let refusal: KChangeError?

    init(
        _ house: ClearingHouse, pool: PoolID, decision: KDecision, side: Side, notional: Decimal18, leverage: Decimal18,
        block: Block
    ) {
        self.side = side
        self.notional = notional
        var refusals: [KChangeError] = []
        func measured(_ decision: KDecision?) -> SignedDecimal18? {
            do throws(KChangeError) {
                return try Self.profit(house, pool, decision, side, notional, leverage, block)
            } catch {
                refusals.append(error)
                return nil
            }
        }
        profit = measured(decision)
        profitWithoutChange = measured(nil)
        refusal = refusals.first
    }

    private static func profit(
        _ original: ClearingHouse, _ pool: PoolID, _ decision: KDecision?, _ side: Side, _ notional: Decimal18,
        _ leverage: Decimal18, _ block: Block
    ) throws(KChangeError) -> SignedDecimal18 {
        var house = original
        let account = Account(rawValue: (house.ledger.accounts.last?.rawValue ?? 0) &+ 1)
        var now = CallContext(sender: account, block: block)
        let (units, margin) = try KChangeError.catching("funding the account") { () throws(Revert) in
            let margin = try notional.divided(by: leverage)
            // Enough for the margin and for fees of up to the notional on either way.
            let enough = try notional.multiplied(by: Decimal18(whole: 2)).adding(margin)
            let units = try house.ledger.decimals.units(of: enough)
            try house.mint(units, to: account)
            return (units, margin)
        }
        try KChangeError.catching("openPosition") { () throws(Revert) in
            _ = try house.openPosition(pool, side: side, quoteAssetAmount: margin, leverage: leverage, context: now)
        }
        if let decision { _ = try decision.apply(to: &house, pool: pool, block: block) }
        // A close that would leave the band closes a part only; the rest goes in the blocks after.
        let mostBlocks = 4096
        for _ in 0..<mostBlocks where !house.storedPosition(pool, of: account).size.isZero {
            now.block.number &+= 1
            now.block.timestamp &+= 1
            try KChangeError.catching("closePosition") { () throws(Revert) in
                _ = try house.closePosition(pool, context: now)
            }
        }
        guard house.storedPosition(pool, of: account).size.isZero else { throw .stillOpen(blocks: mostBlocks) }
        return try KChangeError.catching("the balance") { () throws(Revert) in
            let after = try SignedDecimal18(house.ledger.decimalBalance(of: account))
            return try after.subtracting(unsigned: house.ledger.decimals.decimal(ofUnits: units))
        }
    }
}
