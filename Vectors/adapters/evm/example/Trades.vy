# pragma version ~=0.4.3
"""
@title Trades against a pool and what they make of a position
@notice Rules C11 to C13 of SPEC.md, revision v2. Positions are stored by who calls this, but for one that is closed.
"""

import Checked
import IPool
import Positions

uses: Positions

BUY: constant(uint256) = 0
SELL: constant(uint256) = 1
ADD: constant(uint8) = 0
REMOVE: constant(uint8) = 1
ONE: constant(uint256) = 10**18


struct Trade:
    position: Positions.Position
    exchangedQuote: uint256
    exchangedSize: int256
    badDebt: uint256
    fundingPayment: int256
    realizedPnl: int256
    marginToVault: int256
    unrealizedPnlAfter: int256


partialLiquidationRatio: public(uint256)


@deploy
def __init__(partial_liquidation_ratio: uint256):
    self.partialLiquidationRatio = partial_liquidation_ratio


@internal
def _swap_input(amm: address, side: uint256, quote: uint256, limit: uint256, may_cross: bool) -> int256:
    direction: uint8 = ADD if side == BUY else REMOVE
    base: int256 = Checked.signed(extcall IPool(amm).swapInput(direction, quote, limit, may_cross))
    return base if side == BUY else -base


@internal
def increase(amm: address, side: uint256, notional: uint256, limit: uint256, leverage: uint256) -> Trade:
    trade: Trade = empty(Trade)
    old: Positions.Position = Positions.positions[amm][msg.sender]
    trade.exchangedSize = self._swap_input(amm, side, notional, limit, False)
    size: int256 = Checked.add_signed(old.size, trade.exchangedSize)
    Positions.count_open_interest(amm, Checked.signed(notional))
    if msg.sender != Positions.whitelist:
        most: uint256 = staticcall IPool(amm).maxHoldingBaseAsset()
        assert most == 0 or Checked.magnitude(size) <= most, "hit position size upper bound"
    added: uint256 = Checked.div_decimal(notional, leverage)
    remaining: Positions.Remaining = Positions.remaining(amm, old, Checked.signed(added))
    worth: uint256 = 0
    worth, trade.unrealizedPnlAfter = Positions.worth(amm, old, Positions.Valuation.SPOT)
    trade.exchangedQuote = notional
    trade.fundingPayment = remaining.fundingPayment
    trade.marginToVault = Checked.signed(added)
    trade.position = Positions.Position(
        size=size, margin=remaining.margin, openNotional=Checked.add(old.openNotional, notional),
        lastUpdatedCumulativePremiumFraction=Positions.markets[amm].cumulativePremiumFraction,
        liquidityHistoryIndex=old.liquidityHistoryIndex, blockNumber=block.number,
    )
    return trade


@internal
def _reduce(
    amm: address, old: Positions.Position, side: uint256, notional: uint256, limit: uint256, may_cross: bool,
    old_notional: uint256, pnl: int256,
) -> Trade:
    trade: Trade = empty(Trade)
    Positions.count_open_interest(amm, -Checked.signed(notional))
    trade.exchangedSize = self._swap_input(amm, side, notional, limit, may_cross)
    if old.size != 0:
        share: int256 = Checked.mul_signed_decimal(pnl, Checked.signed(Checked.magnitude(trade.exchangedSize)))
        trade.realizedPnl = Checked.div_signed_decimal(share, Checked.signed(Checked.magnitude(old.size)))
    remaining: Positions.Remaining = Positions.remaining(amm, old, trade.realizedPnl)
    trade.unrealizedPnlAfter = Checked.sub_signed(pnl, trade.realizedPnl)
    left: int256 = 0
    if old.size > 0:
        left = Checked.sub_signed(
            Checked.sub_signed(Checked.signed(old_notional), Checked.signed(notional)), trade.unrealizedPnlAfter)
    else:
        left = Checked.sub_signed(
            Checked.add_signed(trade.unrealizedPnlAfter, Checked.signed(old_notional)), Checked.signed(notional))
    assert left > 0, "value of openNotional <= 0"
    trade.exchangedQuote = notional
    trade.badDebt = remaining.badDebt
    trade.fundingPayment = remaining.fundingPayment
    trade.position = Positions.Position(
        size=Checked.add_signed(old.size, trade.exchangedSize), margin=remaining.margin,
        openNotional=convert(left, uint256),
        lastUpdatedCumulativePremiumFraction=Positions.markets[amm].cumulativePremiumFraction,
        liquidityHistoryIndex=old.liquidityHistoryIndex, blockNumber=block.number,
    )
    return trade


@internal
def close(amm: address, trader: address, limit: uint256) -> Trade:
    trade: Trade = empty(Trade)
    old: Positions.Position = Positions.positions[amm][trader]
    assert old.size != 0, "positionSize is 0"
    worth: uint256 = 0
    worth, trade.realizedPnl = Positions.worth(amm, old, Positions.Valuation.SPOT)
    remaining: Positions.Remaining = Positions.remaining(amm, old, trade.realizedPnl)
    trade.badDebt = remaining.badDebt
    trade.fundingPayment = remaining.fundingPayment
    trade.exchangedSize = -old.size
    trade.marginToVault = -Checked.signed(remaining.margin)
    trade.exchangedQuote = extcall IPool(amm).swapOutput(
        Positions.closing_direction(old.size), Checked.magnitude(old.size), limit)
    closed: int256 = Checked.add_signed(
        Checked.add_signed(trade.realizedPnl, Checked.signed(remaining.badDebt)), Checked.signed(old.openNotional))
    Positions.count_open_interest(amm, -closed)
    Positions.positions[amm][trader] = empty(Positions.Position)
    Positions.positions[amm][trader].blockNumber = block.number
    return trade


@internal
def reverse(
    amm: address, trader: address, side: uint256, amount: uint256, leverage: uint256, limit: uint256, may_cross: bool
) -> Trade:
    notional: uint256 = Checked.mul_decimal(amount, leverage)
    old: Positions.Position = Positions.positions[amm][trader]
    old_notional: uint256 = 0
    pnl: int256 = 0
    old_notional, pnl = Positions.worth(amm, old, Positions.Valuation.SPOT)
    if old_notional > notional:
        return self._reduce(amm, old, side, notional, limit, may_cross, old_notional, pnl)
    closed: Trade = self.close(amm, trader, 0)
    assert closed.badDebt == 0, "reduce an underwater position"
    left: uint256 = Checked.sub(notional, closed.exchangedQuote)
    if Checked.div_decimal(left, leverage) == 0:
        return closed
    exchanged: uint256 = Checked.magnitude(closed.exchangedSize)
    limit_left: uint256 = limit - exchanged if limit > exchanged else 0
    opened: Trade = self.increase(amm, side, left, limit_left, leverage)
    return Trade(
        position=opened.position,
        exchangedQuote=Checked.add(closed.exchangedQuote, opened.exchangedQuote),
        exchangedSize=Checked.add_signed(closed.exchangedSize, opened.exchangedSize),
        badDebt=Checked.add(closed.badDebt, opened.badDebt),
        fundingPayment=Checked.add_signed(closed.fundingPayment, opened.fundingPayment),
        realizedPnl=Checked.add_signed(closed.realizedPnl, opened.realizedPnl),
        marginToVault=Checked.add_signed(closed.marginToVault, opened.marginToVault),
        unrealizedPnlAfter=0,
    )


@internal
def reverse_part(amm: address, trader: address) -> Trade:
    """@notice Trades the part of a position that the partial ratio names, which may leave the band."""
    size: int256 = Positions.positions[amm][trader].size
    part: int256 = Checked.mul_signed_decimal(size, Checked.signed(self.partialLiquidationRatio))
    amount: uint256 = staticcall IPool(amm).getOutputPrice(Positions.closing_direction(size), Checked.magnitude(part))
    side: uint256 = SELL if size > 0 else BUY
    return self.reverse(amm, trader, side, amount, ONE, 0, True)
