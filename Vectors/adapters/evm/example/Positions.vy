# pragma version ~=0.4.3
"""
@title Positions, what they are worth, and the open interest
@notice Rules C1 to C7 of SPEC.md, revision v2.
"""

import Checked
import IPool

ADD: constant(uint8) = 0
REMOVE: constant(uint8) = 1


flag Valuation:
    SPOT
    TWAP
    ORACLE


struct Position:
    size: int256
    margin: uint256
    openNotional: uint256
    lastUpdatedCumulativePremiumFraction: int256
    liquidityHistoryIndex: uint256
    blockNumber: uint256


struct Market:
    lastRestrictionBlock: uint256
    cumulativePremiumFraction: int256
    openInterestNotional: uint256


struct Remaining:
    margin: uint256
    badDebt: uint256
    fundingPayment: int256


whitelist: public(address)  # exempt from the caps
initMarginRatio: public(uint256)
markets: public(HashMap[address, Market])  # of a pool
positions: HashMap[address, HashMap[address, Position]]  # of a pool and a trader


@deploy
def __init__(init_margin_ratio: uint256):
    self.initMarginRatio = init_margin_ratio


@internal
@pure
def closing_direction(size: int256) -> uint8:
    return ADD if size > 0 else REMOVE


@internal
@view
def remaining(amm: address, position: Position, change: int256) -> Remaining:
    funding: int256 = 0
    if position.size != 0:
        owed: int256 = Checked.sub_signed(
            self.markets[amm].cumulativePremiumFraction, position.lastUpdatedCumulativePremiumFraction)
        funding = Checked.mul_signed_decimal(owed, position.size)
    margin: int256 = Checked.add_signed(
        Checked.sub_signed(change, funding), Checked.signed(position.margin))
    if margin < 0:
        return Remaining(margin=0, badDebt=Checked.magnitude(margin), fundingPayment=funding)
    return Remaining(margin=convert(margin, uint256), badDebt=0, fundingPayment=funding)


@internal
@view
def worth(amm: address, position: Position, valuation: Valuation) -> (uint256, int256):
    """@notice Notional and unrealized profit (C4)."""
    if position.size == 0:
        return 0, 0
    size: uint256 = Checked.magnitude(position.size)
    direction: uint8 = self.closing_direction(position.size)
    notional: uint256 = 0
    if valuation == Valuation.SPOT:
        notional = staticcall IPool(amm).getOutputPrice(direction, size)
    elif valuation == Valuation.TWAP:
        notional = staticcall IPool(amm).getOutputTwap(direction, size)
    else:
        notional = Checked.mul_decimal(size, staticcall IPool(amm).getUnderlyingPrice())
    if position.size > 0:
        return notional, Checked.sub_signed(Checked.signed(notional), Checked.signed(position.openNotional))
    return notional, Checked.sub_signed(Checked.signed(position.openNotional), Checked.signed(notional))


@internal
@view
def ratio(amm: address, position: Position, notional: uint256, pnl: int256) -> int256:
    remaining: Remaining = self.remaining(amm, position, pnl)
    equity: int256 = Checked.sub_signed(Checked.signed(remaining.margin), Checked.signed(remaining.badDebt))
    return Checked.div_signed_decimal(equity, Checked.signed(notional))


@internal
@view
def ratio_by(amm: address, position: Position, valuation: Valuation) -> int256:
    notional: uint256 = 0
    pnl: int256 = 0
    notional, pnl = self.worth(amm, position, valuation)
    return self.ratio(amm, position, notional, pnl)


@internal
@view
def margin_ratio(amm: address, position: Position) -> int256:
    assert position.size != 0, "positionSize is 0"
    notional: uint256 = 0
    pnl: int256 = 0
    average_notional: uint256 = 0
    average_pnl: int256 = 0
    notional, pnl = self.worth(amm, position, Valuation.SPOT)
    average_notional, average_pnl = self.worth(amm, position, Valuation.TWAP)
    if pnl > average_pnl:
        return self.ratio(amm, position, notional, pnl)
    return self.ratio(amm, position, average_notional, average_pnl)


@internal
@view
def free_collateral(amm: address, position: Position, margin: uint256) -> int256:
    notional: uint256 = 0
    pnl: int256 = 0
    average_notional: uint256 = 0
    average_pnl: int256 = 0
    notional, pnl = self.worth(amm, position, Valuation.SPOT)
    average_notional, average_pnl = self.worth(amm, position, Valuation.TWAP)
    if average_pnl < pnl:
        notional = average_notional
        pnl = average_pnl
    collateral: int256 = Checked.add_signed(pnl, Checked.signed(margin))
    if pnl > 0:
        collateral = Checked.signed(margin)
    held: uint256 = position.openNotional if position.size > 0 else notional
    requirement: int256 = Checked.mul_signed_decimal(
        Checked.signed(held), Checked.signed(self.initMarginRatio))
    return Checked.sub_signed(collateral, requirement)


@internal
def count_open_interest(amm: address, change: int256):
    cap: uint256 = staticcall IPool(amm).openInterestNotionalCap()
    if cap == 0:
        return
    total: int256 = Checked.add_signed(change, Checked.signed(self.markets[amm].openInterestNotional))
    if total < 0:
        total = 0
    if change > 0 and msg.sender != self.whitelist:
        assert convert(total, uint256) <= cap, "over limit"
    self.markets[amm].openInterestNotional = convert(total, uint256)


# Views.

@external
@view
def getPosition(amm: address, trader: address) -> Position:
    return self.positions[amm][trader]


@external
@view
def getMarginRatio(amm: address, trader: address) -> int256:
    return self.margin_ratio(amm, self.positions[amm][trader])


@external
@view
def getPositionNotionalAndUnrealizedPnl(amm: address, trader: address, pnlCalcOption: uint8) -> (uint256, int256):
    valuation: Valuation = Valuation.SPOT
    if pnlCalcOption == 1:
        valuation = Valuation.TWAP
    elif pnlCalcOption == 2:
        valuation = Valuation.ORACLE
    return self.worth(amm, self.positions[amm][trader], valuation)


@external
@view
def getMarginWithFunding(amm: address, trader: address) -> uint256:
    return self.remaining(amm, self.positions[amm][trader], 0).margin


@external
@view
def getFreeCollateral(amm: address, trader: address) -> int256:
    position: Position = self.positions[amm][trader]
    return self.free_collateral(amm, position, self.remaining(amm, position, 0).margin)
