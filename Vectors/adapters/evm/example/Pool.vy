# pragma version ~=0.4.3
"""
@title A virtual AMM pool
@notice Written from SPEC.md: P1 to P17, revision v2. It holds no tokens.
"""

import Checked
import Ownable
import Prices
import Reserves

initializes: Ownable
initializes: Reserves
exports: Ownable.__interface__
exports: Reserves.__interface__

ADD: constant(uint256) = 0  # to the pool
REMOVE: constant(uint256) = 1
ONE: constant(uint256) = 10**18
HOUR: constant(uint256) = 3600
DAY: constant(int256) = 86400
AVERAGE_INTERVAL: constant(uint256) = 900
SPREAD_LIMIT: constant(uint256) = 10**17
SETTLED_AT_ZERO: constant(uint256) = 100  # a net size of so many wei or fewer


interface PriceFeed:
    def getPrice(key: bytes32) -> uint256: view
    def getTwapPrice(key: bytes32, interval: uint256) -> uint256: view


struct LiquiditySnapshot:
    cumulativeNotional: int256
    quoteAssetReserve: uint256
    baseAssetReserve: uint256
    totalPositionSize: int256


event SwapInput:
    dir: uint8
    quoteAssetAmount: uint256
    baseAssetAmount: uint256


event SwapOutput:
    dir: uint8
    quoteAssetAmount: uint256
    baseAssetAmount: uint256


event FundingRateUpdated:
    rate: int256
    underlyingPrice: uint256


event CapChanged:
    maxHoldingBaseAsset: uint256
    openInterestNotionalCap: uint256


event Shutdown:
    settlementPrice: uint256


event PriceFeedUpdated:
    priceFeed: address


counterParty: public(address)
globalShutdown: public(address)
priceFeed: public(address)
priceFeedKey: public(bytes32)
quoteAsset: public(address)
open: public(bool)
tradeLimitRatio: public(uint256)
tollRatio: public(uint256)
spreadRatio: public(uint256)
fundingPeriod: public(uint256)
fundingBufferPeriod: public(uint256)
spotPriceTwapInterval: public(uint256)
nextFundingTime: public(uint256)
fundingRate: public(int256)
settlementPrice: public(uint256)
maxHoldingBaseAsset: public(uint256)
openInterestNotionalCap: public(uint256)
liquiditySnapshots: DynArray[LiquiditySnapshot, 2**16]


@deploy
def __init__(
    quoteAssetReserve: uint256, baseAssetReserve: uint256, tradeLimitRatio: uint256, fundingPeriod: uint256,
    priceFeed: address, priceFeedKey: bytes32, quoteAsset: address,
    fluctuationLimitRatio: uint256, tollRatio: uint256, spreadRatio: uint256,
):
    assert quoteAssetReserve != 0 and baseAssetReserve != 0, "invalid input"
    assert tradeLimitRatio != 0 and fundingPeriod != 0, "invalid input"
    Ownable.__init__()
    Reserves.__init__(quoteAssetReserve, baseAssetReserve, fluctuationLimitRatio)
    self.tradeLimitRatio = tradeLimitRatio
    self.fundingPeriod = fundingPeriod
    self.fundingBufferPeriod = fundingPeriod // 2
    self.spotPriceTwapInterval = HOUR
    self.priceFeed = priceFeed
    self.priceFeedKey = priceFeedKey
    self.quoteAsset = quoteAsset
    self.tollRatio = tollRatio
    self.spreadRatio = spreadRatio
    self.liquiditySnapshots.append(LiquiditySnapshot(
        cumulativeNotional=0, quoteAssetReserve=quoteAssetReserve, baseAssetReserve=baseAssetReserve,
        totalPositionSize=0,
    ))


# Prices (P2, P3).

@external
@pure
def getInputPriceWithReserves(
    dirOfQuote: uint8, quoteAssetAmount: uint256, quoteAssetPoolAmount: uint256, baseAssetPoolAmount: uint256
) -> uint256:
    return Prices.input_price(
        convert(dirOfQuote, uint256), quoteAssetAmount, quoteAssetPoolAmount, baseAssetPoolAmount)


@external
@pure
def getOutputPriceWithReserves(
    dirOfBase: uint8, baseAssetAmount: uint256, quoteAssetPoolAmount: uint256, baseAssetPoolAmount: uint256
) -> uint256:
    return Prices.output_price(
        convert(dirOfBase, uint256), baseAssetAmount, quoteAssetPoolAmount, baseAssetPoolAmount)


@external
@view
def getInputPrice(dirOfQuote: uint8, quoteAssetAmount: uint256) -> uint256:
    return Prices.input_price(
        convert(dirOfQuote, uint256), quoteAssetAmount, Reserves.quoteAssetReserve, Reserves.baseAssetReserve)


@external
@view
def getOutputPrice(dirOfBase: uint8, baseAssetAmount: uint256) -> uint256:
    return Prices.output_price(
        convert(dirOfBase, uint256), baseAssetAmount, Reserves.quoteAssetReserve, Reserves.baseAssetReserve)


# Swaps (P4, P5).

@internal
@view
def _only_counter_party():
    assert self.open, "amm was closed"
    assert msg.sender == self.counterParty, "caller is not counterParty"


@external
def swapInput(
    dirOfQuote: uint8, quoteAssetAmount: uint256, baseAssetAmountLimit: uint256, canOverFluctuationLimit: bool
) -> uint256:
    self._only_counter_party()
    if quoteAssetAmount == 0:
        return 0
    direction: uint256 = convert(dirOfQuote, uint256)
    quote: uint256 = Reserves.quoteAssetReserve
    if direction == REMOVE:
        assert Checked.mul_decimal(quote, self.tradeLimitRatio) >= quoteAssetAmount, "over trading limit"
    base: uint256 = Prices.input_price(direction, quoteAssetAmount, quote, Reserves.baseAssetReserve)
    if baseAssetAmountLimit != 0:
        if direction == ADD:
            assert base >= baseAssetAmountLimit, "Less than minimal base token"
        else:
            assert base <= baseAssetAmountLimit, "More than maximal base token"
    Reserves.update(direction, quoteAssetAmount, base, canOverFluctuationLimit)
    log SwapInput(dir=dirOfQuote, quoteAssetAmount=quoteAssetAmount, baseAssetAmount=base)
    return base


@external
def swapOutput(dirOfBase: uint8, baseAssetAmount: uint256, quoteAssetAmountLimit: uint256) -> uint256:
    self._only_counter_party()
    if baseAssetAmount == 0:
        return 0
    direction: uint256 = convert(dirOfBase, uint256)
    base: uint256 = Reserves.baseAssetReserve
    if direction == REMOVE:
        assert Checked.mul_decimal(base, self.tradeLimitRatio) >= baseAssetAmount, "over trading limit"
    quote: uint256 = Prices.output_price(direction, baseAssetAmount, Reserves.quoteAssetReserve, base)
    if quoteAssetAmountLimit != 0:
        if direction == ADD:
            assert quote >= quoteAssetAmountLimit, "Less than minimal quote token"
        else:
            assert quote <= quoteAssetAmountLimit, "More than maximal quote token"
    quote_direction: uint256 = REMOVE
    if direction == REMOVE:
        quote_direction = ADD
    Reserves.update(quote_direction, quote, baseAssetAmount, True)
    log SwapOutput(dir=dirOfBase, quoteAssetAmount=quote, baseAssetAmount=baseAssetAmount)
    return quote


# Averages (P9).

@external
@view
def getTwapPrice(intervalInSeconds: uint256) -> uint256:
    return Reserves.average(Reserves.Value.PRICE, ADD, 0, intervalInSeconds)


@external
@view
def getInputTwap(dirOfQuote: uint8, quoteAssetAmount: uint256) -> uint256:
    return Reserves.average(Reserves.Value.INPUT, convert(dirOfQuote, uint256), quoteAssetAmount, AVERAGE_INTERVAL)


@external
@view
def getOutputTwap(dirOfBase: uint8, baseAssetAmount: uint256) -> uint256:
    return Reserves.average(Reserves.Value.OUTPUT, convert(dirOfBase, uint256), baseAssetAmount, AVERAGE_INTERVAL)


# Funding (P10).

@external
def settleFunding() -> int256:
    self._only_counter_party()
    assert block.timestamp >= self.nextFundingTime, "settle funding too early"
    interval: uint256 = self.spotPriceTwapInterval
    underlying: uint256 = staticcall PriceFeed(self.priceFeed).getTwapPrice(self.priceFeedKey, interval)
    average: uint256 = Reserves.average(Reserves.Value.PRICE, ADD, 0, interval)
    premium: int256 = Checked.sub_signed(Checked.signed(average), Checked.signed(underlying))
    fraction: int256 = Checked.div_signed(
        Checked.mul_signed(premium, Checked.signed(self.fundingPeriod)), DAY)
    self.fundingRate = Checked.div_signed_decimal(fraction, Checked.signed(underlying))
    log FundingRateUpdated(rate=self.fundingRate, underlyingPrice=underlying)
    earliest: uint256 = Checked.add(block.timestamp, self.fundingBufferPeriod)
    self.nextFundingTime = max(self._funding_hour(self.nextFundingTime), earliest)
    Reserves.baseAssetDelta = 0
    return fraction


@internal
@view
def _funding_hour(start: uint256) -> uint256:
    return Checked.mul(Checked.add(start, self.fundingPeriod) // HOUR, HOUR)


# Views (P11 to P13).

@external
@view
def calcFee(quoteAssetAmount: uint256) -> (uint256, uint256):
    return (Checked.mul_decimal(quoteAssetAmount, self.tollRatio),
            Checked.mul_decimal(quoteAssetAmount, self.spreadRatio))


@external
@view
def isOverFluctuationLimit(dirOfBase: uint8, baseAssetAmount: uint256) -> bool:
    if Reserves.fluctuationLimitRatio == 0:
        return False
    lower: uint256 = 0
    upper: uint256 = 0
    lower, upper = Reserves.band()
    direction: uint256 = convert(dirOfBase, uint256)
    quote: uint256 = Prices.output_price(
        direction, baseAssetAmount, Reserves.quoteAssetReserve, Reserves.baseAssetReserve)
    quote_direction: uint256 = REMOVE
    if direction == REMOVE:
        quote_direction = ADD
    price: uint256 = Reserves.price_after(quote_direction, quote, baseAssetAmount)
    return price < lower or price > upper


@external
@view
def isOverSpreadLimit() -> bool:
    underlying: uint256 = self._underlying_price()
    assert underlying > 0, "underlying price is 0"
    oracle: int256 = Checked.signed(underlying)
    distance: int256 = Checked.sub_signed(Checked.signed(Reserves.spot_price()), oracle)
    return Checked.magnitude(Checked.div_signed_decimal(distance, oracle)) >= SPREAD_LIMIT


@internal
@view
def _underlying_price() -> uint256:
    return staticcall PriceFeed(self.priceFeed).getPrice(self.priceFeedKey)


@external
@view
def getUnderlyingPrice() -> uint256:
    return self._underlying_price()


@external
@view
def getUnderlyingTwapPrice(intervalInSeconds: uint256) -> uint256:
    return staticcall PriceFeed(self.priceFeed).getTwapPrice(self.priceFeedKey, intervalInSeconds)


@external
@view
def getLiquidityHistoryLength() -> uint256:
    return len(self.liquiditySnapshots)


@external
@view
def getLiquidityChangedSnapshots(i: uint256) -> LiquiditySnapshot:
    assert i < len(self.liquiditySnapshots), "incorrect index"
    return self.liquiditySnapshots[i]


# The owner's functions (P14, P15).

@external
def setOpen(open: bool):
    Ownable.only_owner()
    if self.open == open:
        return
    self.open = open
    if open:
        self.nextFundingTime = self._funding_hour(block.timestamp)


@external
def setTollRatio(tollRatio: uint256):
    Ownable.only_owner()
    self.tollRatio = tollRatio


@external
def setSpreadRatio(spreadRatio: uint256):
    Ownable.only_owner()
    self.spreadRatio = spreadRatio


@external
def setFluctuationLimitRatio(fluctuationLimitRatio: uint256):
    Ownable.only_owner()
    Reserves.fluctuationLimitRatio = fluctuationLimitRatio


@external
def setSpotPriceTwapInterval(interval: uint256):
    Ownable.only_owner()
    assert interval != 0, "can not set interval to 0"
    self.spotPriceTwapInterval = interval


@external
def setCap(maxHoldingBaseAsset: uint256, openInterestNotionalCap: uint256):
    Ownable.only_owner()
    self.maxHoldingBaseAsset = maxHoldingBaseAsset
    self.openInterestNotionalCap = openInterestNotionalCap
    log CapChanged(maxHoldingBaseAsset=maxHoldingBaseAsset, openInterestNotionalCap=openInterestNotionalCap)


@external
def setCounterParty(counterParty: address):
    Ownable.only_owner()
    self.counterParty = counterParty


@external
def setGlobalShutdown(globalShutdown: address):
    Ownable.only_owner()
    self.globalShutdown = globalShutdown


@external
def setPriceFeed(priceFeed: address):
    Ownable.only_owner()
    assert priceFeed != empty(address), "invalid PriceFeed address"
    self.priceFeed = priceFeed
    log PriceFeedUpdated(priceFeed=priceFeed)


# Shutdown (P17).

@external
def shutdown():
    assert msg.sender == Ownable.owner or msg.sender == self.globalShutdown, "not owner nor globalShutdown"
    snapshot: LiquiditySnapshot = self.liquiditySnapshots[len(self.liquiditySnapshots) - 1]
    product: uint256 = Checked.mul_decimal(snapshot.baseAssetReserve, snapshot.quoteAssetReserve)
    base: int256 = Checked.add_signed(snapshot.totalPositionSize, Checked.signed(snapshot.baseAssetReserve))
    quote: int256 = Checked.div_signed_decimal(Checked.signed(product), base)
    notional: int256 = Checked.sub_signed(quote, Checked.signed(Reserves.quoteAssetReserve))
    size: uint256 = Checked.magnitude(Reserves.totalPositionSize)
    if size > SETTLED_AT_ZERO:
        self.settlementPrice = Checked.div_decimal(Checked.magnitude(notional), size)
    self.open = False
    log Shutdown(settlementPrice=self.settlementPrice)
