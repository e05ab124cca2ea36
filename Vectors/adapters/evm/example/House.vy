# pragma version ~=0.4.3
"""
@title A small clearing house over Pool.vy
@notice Written from SPEC.md: C1 to C17, C19 and C21, revision v2. It leaves out liquidation with a limit, settlement
    after a shutdown, and referral codes.
"""

import Checked
import IFund
import IPool
import Ownable
import Positions
import Trades
import Transfers
import Vault

initializes: Ownable
initializes: Positions
initializes: Trades[Positions := Positions]
initializes: Vault
exports: Ownable.__interface__
exports: Positions.__interface__
exports: Trades.__interface__
exports: Vault.__interface__

BUY: constant(uint256) = 0
ONE: constant(uint256) = 10**18


struct Liquidation:
    trade: Trades.Trade
    penalty: uint256
    fee: uint256
    badDebt: uint256


event PositionChanged:
    trader: indexed(address)
    amm: indexed(address)
    margin: uint256
    positionNotional: uint256
    exchangedPositionSize: int256
    fee: uint256
    positionSizeAfter: int256
    realizedPnl: int256
    unrealizedPnlAfter: int256
    badDebt: uint256
    liquidationPenalty: uint256
    spotPrice: uint256
    fundingPayment: int256


event PositionLiquidated:
    trader: indexed(address)
    amm: indexed(address)
    positionNotional: uint256
    positionSize: uint256
    liquidationFee: uint256
    liquidator: address
    badDebt: uint256


event MarginChanged:
    sender: indexed(address)
    amm: indexed(address)
    amount: int256
    fundingPayment: int256


event RestrictionModeEntered:
    amm: address
    blockNumber: uint256


event MarginRatioChanged:
    marginRatio: uint256


event LiquidationFeeRatioChanged:
    liquidationFeeRatio: uint256


event BackstopLiquidityProviderChanged:
    account: indexed(address)
    isProvider: indexed(bool)


event Paused:
    account: address


event Unpaused:
    account: address


paused: public(bool)
maintenanceMarginRatio: public(uint256)
liquidationFeeRatio: public(uint256)
isBackstopProvider: public(HashMap[address, bool])


@deploy
def __init__(
    initMarginRatio: uint256, maintenanceMarginRatio: uint256, liquidationFeeRatio: uint256,
    partialLiquidationRatio: uint256, insuranceFund: address, tollPool: address,
):
    Ownable.__init__()
    Positions.__init__(initMarginRatio)
    Trades.__init__(partialLiquidationRatio)
    Vault.__init__(insuranceFund, tollPool)
    self.maintenanceMarginRatio = maintenanceMarginRatio
    self.liquidationFeeRatio = liquidationFeeRatio


# Gates (C8, C9).

@internal
@view
def _not_paused():
    assert not self.paused, "Pausable: paused"


@internal
@view
def _require_open(amm: address):
    assert staticcall IFund(Vault.insuranceFund).isExistedAmm(amm), "amm not found"
    assert staticcall IPool(amm).open(), "amm was closed"


@internal
@view
def _require_token_amount(amm: address, amount: uint256):
    assert Transfers.units(staticcall IPool(amm).quoteAsset(), amount) != 0, "invalid token amount"


@internal
@view
def _not_restricted(amm: address):
    if Positions.markets[amm].lastRestrictionBlock == block.number:
        assert Positions.positions[amm][msg.sender].blockNumber != block.number, "only one action allowed"


@internal
@pure
def _require_at_least(ratio: int256, bound: uint256):
    assert Checked.sub_signed(ratio, Checked.signed(bound)) >= 0, "Margin ratio not meet criteria"


@internal
def _log_change(amm: address, trader: address, trade: Trades.Trade, fee: uint256, penalty: uint256):
    log PositionChanged(
        trader=trader, amm=amm, margin=trade.position.margin, positionNotional=trade.exchangedQuote,
        exchangedPositionSize=trade.exchangedSize, fee=fee, positionSizeAfter=trade.position.size,
        realizedPnl=trade.realizedPnl, unrealizedPnlAfter=trade.unrealizedPnlAfter, badDebt=trade.badDebt,
        liquidationPenalty=penalty, spotPrice=staticcall IPool(amm).getSpotPrice(),
        fundingPayment=trade.fundingPayment,
    )


# Traders' calls (C10, C14 to C16).

@external
def openPosition(
    amm: address, side: uint8, quoteAssetAmount: uint256, leverage: uint256, baseAssetAmountLimit: uint256
):
    self._not_paused()
    self._require_open(amm)
    self._require_token_amount(amm, quoteAssetAmount)
    assert leverage != 0, "input is 0"
    self._require_at_least(
        Checked.div_signed_decimal(convert(ONE, int256), Checked.signed(leverage)), Positions.initMarginRatio)
    self._not_restricted(amm)
    old: int256 = Positions.positions[amm][msg.sender].size
    direction: uint256 = convert(side, uint256)
    trade: Trades.Trade = empty(Trades.Trade)
    if old == 0 or (old > 0) == (direction == BUY):
        notional: uint256 = Checked.mul_decimal(quoteAssetAmount, leverage)
        trade = Trades.increase(amm, direction, notional, baseAssetAmountLimit, leverage)
    else:
        trade = Trades.reverse(
            amm, msg.sender, direction, quoteAssetAmount, leverage, baseAssetAmountLimit, False)
    Positions.positions[amm][msg.sender] = trade.position
    if old != 0 and trade.position.size != 0:
        self._require_at_least(Positions.margin_ratio(amm, trade.position), self.maintenanceMarginRatio)
    assert trade.badDebt == 0, "bad debt"
    token: address = staticcall IPool(amm).quoteAsset()
    if trade.marginToVault > 0:
        Transfers.pull(token, msg.sender, self, convert(trade.marginToVault, uint256))
    elif trade.marginToVault < 0:
        Vault.withdraw(token, msg.sender, Checked.magnitude(trade.marginToVault))
    fee: uint256 = Vault.charge_fee(amm, token, trade.exchangedQuote)
    self._log_change(amm, msg.sender, trade, fee, 0)


@external
def closePosition(amm: address, quoteAssetAmountLimit: uint256):
    self._not_paused()
    self._require_open(amm)
    self._not_restricted(amm)
    size: int256 = Positions.positions[amm][msg.sender].size
    direction: uint8 = Positions.closing_direction(size)
    trade: Trades.Trade = empty(Trades.Trade)
    leaves_band: bool = staticcall IPool(amm).isOverFluctuationLimit(direction, Checked.magnitude(size))
    if leaves_band and Trades.partialLiquidationRatio < ONE:
        trade = Trades.reverse_part(amm, msg.sender)
        Positions.positions[amm][msg.sender] = trade.position
    else:
        trade = Trades.close(amm, msg.sender, quoteAssetAmountLimit)
    assert trade.badDebt == 0, "bad debt"
    token: address = staticcall IPool(amm).quoteAsset()
    Vault.withdraw(token, msg.sender, Checked.magnitude(trade.marginToVault))
    fee: uint256 = Vault.charge_fee(amm, token, trade.exchangedQuote)
    self._log_change(amm, msg.sender, trade, fee, 0)


@external
def addMargin(amm: address, addedMargin: uint256):
    self._not_paused()
    self._require_open(amm)
    self._require_token_amount(amm, addedMargin)
    Positions.positions[amm][msg.sender].margin = Checked.add(Positions.positions[amm][msg.sender].margin, addedMargin)
    Transfers.pull(staticcall IPool(amm).quoteAsset(), msg.sender, self, addedMargin)
    log MarginChanged(sender=msg.sender, amm=amm, amount=convert(convert(addedMargin, bytes32), int256),
        fundingPayment=0)


@external
def removeMargin(amm: address, removedMargin: uint256):
    self._not_paused()
    self._require_open(amm)
    self._require_token_amount(amm, removedMargin)
    position: Positions.Position = Positions.positions[amm][msg.sender]
    change: int256 = -Checked.signed(removedMargin)
    remaining: Positions.Remaining = Positions.remaining(amm, position, change)
    assert remaining.badDebt == 0, "margin is not enough"
    assert Positions.free_collateral(amm, position, remaining.margin) >= 0, "free collateral is not enough"
    position.margin = remaining.margin
    position.lastUpdatedCumulativePremiumFraction = Positions.markets[amm].cumulativePremiumFraction
    Positions.positions[amm][msg.sender] = position
    Vault.withdraw(staticcall IPool(amm).quoteAsset(), msg.sender, removedMargin)
    log MarginChanged(sender=msg.sender, amm=amm, amount=change, fundingPayment=remaining.fundingPayment)


# Liquidation (C17).

@internal
@view
def _require_liquidatable(amm: address, position: Positions.Position):
    ratio: int256 = Positions.margin_ratio(amm, position)
    if staticcall IPool(amm).isOverSpreadLimit():
        ratio = max(ratio, Positions.ratio_by(amm, position, Positions.Valuation.ORACLE))
    assert Checked.sub_signed(ratio, Checked.signed(self.maintenanceMarginRatio)) < 0, "Margin ratio not meet criteria"


@internal
@view
def _is_partial(amm: address, position: Positions.Position) -> bool:
    ratio: int256 = Positions.ratio_by(amm, position, Positions.Valuation.SPOT)
    if ratio <= convert(convert(self.liquidationFeeRatio, bytes32), int256):  # compared without a check of its size
        return False
    return Trades.partialLiquidationRatio < ONE and Trades.partialLiquidationRatio != 0


@internal
def _liquidate_part(amm: address, trader: address, token: address) -> Liquidation:
    trade: Trades.Trade = Trades.reverse_part(amm, trader)
    penalty: uint256 = Checked.mul_decimal(trade.exchangedQuote, self.liquidationFeeRatio)
    fee: uint256 = penalty // 2
    trade.position.margin = Checked.sub(trade.position.margin, penalty)
    Positions.positions[amm][trader] = trade.position
    if penalty != fee:
        Vault.pay_fund(token, penalty - fee)
    return Liquidation(trade=trade, penalty=penalty, fee=fee, badDebt=0)


@internal
def _liquidate_whole(amm: address, trader: address, token: address) -> Liquidation:
    penalty: uint256 = Positions.positions[amm][trader].margin
    trade: Trades.Trade = Trades.close(amm, trader, 0)
    fee: uint256 = Checked.mul_decimal(trade.exchangedQuote, self.liquidationFeeRatio) // 2
    left: uint256 = Checked.magnitude(trade.marginToVault)
    debt: uint256 = 0
    if fee > left:
        debt = fee - left
    else:
        left -= fee
    total: uint256 = Checked.add(trade.badDebt, debt)
    if total > 0:
        assert self.isBackstopProvider[msg.sender], "not backstop LP"
        Vault.realize_bad_debt(token, total)
    if left > 0:
        Vault.pay_fund(token, left)
    return Liquidation(trade=trade, penalty=penalty, fee=fee, badDebt=debt)


@external
def liquidate(amm: address, trader: address):
    self._require_open(amm)
    position: Positions.Position = Positions.positions[amm][trader]
    self._require_liquidatable(amm, position)
    token: address = staticcall IPool(amm).quoteAsset()
    result: Liquidation = empty(Liquidation)
    if self._is_partial(amm, position):
        result = self._liquidate_part(amm, trader, token)
    else:
        result = self._liquidate_whole(amm, trader, token)
    Vault.withdraw(token, msg.sender, result.fee)
    Positions.markets[amm].lastRestrictionBlock = block.number
    log RestrictionModeEntered(amm=amm, blockNumber=block.number)
    log PositionLiquidated(
        trader=trader, amm=amm, positionNotional=result.trade.exchangedQuote,
        positionSize=Checked.magnitude(result.trade.exchangedSize), liquidationFee=result.fee,
        liquidator=msg.sender, badDebt=result.badDebt,
    )
    self._log_change(amm, trader, result.trade, 0, result.penalty)


# Funding (C19).

@external
def payFunding(amm: address):
    self._require_open(amm)
    fraction: int256 = extcall IPool(amm).settleFunding()
    Positions.markets[amm].cumulativePremiumFraction = Checked.add_signed(
        Positions.markets[amm].cumulativePremiumFraction, fraction)
    profit: int256 = Checked.mul_signed_decimal(fraction, staticcall IPool(amm).totalPositionSize())
    token: address = staticcall IPool(amm).quoteAsset()
    if profit < 0:
        extcall IFund(Vault.insuranceFund).withdraw(token, Checked.magnitude(profit))
    else:
        Vault.pay_fund(token, convert(profit, uint256))


# The owner's functions (C21).

@external
def setMaintenanceMarginRatio(maintenanceMarginRatio: uint256):
    Ownable.only_owner()
    self.maintenanceMarginRatio = maintenanceMarginRatio
    log MarginRatioChanged(marginRatio=maintenanceMarginRatio)


@external
def setLiquidationFeeRatio(liquidationFeeRatio: uint256):
    Ownable.only_owner()
    self.liquidationFeeRatio = liquidationFeeRatio
    log LiquidationFeeRatioChanged(liquidationFeeRatio=liquidationFeeRatio)


@external
def setPartialLiquidationRatio(ratio: uint256):
    Ownable.only_owner()
    assert ratio <= ONE, "invalid partial liquidation ratio"
    Trades.partialLiquidationRatio = ratio


@external
def setWhitelist(whitelist: address):
    Ownable.only_owner()
    Positions.whitelist = whitelist


@external
def setBackstopLiquidityProvider(account: address, isProvider: bool):
    Ownable.only_owner()
    self.isBackstopProvider[account] = isProvider
    log BackstopLiquidityProviderChanged(account=account, isProvider=isProvider)


@external
def setTollPool(tollPool: address):
    Ownable.only_owner()
    Vault.tollPool = tollPool


@external
def pause():
    Ownable.only_owner()
    self._not_paused()
    self.paused = True
    log Paused(account=msg.sender)


@external
def unpause():
    Ownable.only_owner()
    assert self.paused, "Pausable: not paused"
    self.paused = False
    log Unpaused(account=msg.sender)
