# pragma version ~=0.4.3
"""
@title The reserves of a pool, their history, its price band and its averages
@notice Rules P6 to P9 of SPEC.md.
"""

import Checked
import Prices

ADD: constant(uint256) = 0  # to the pool
REMOVE: constant(uint256) = 1
ONE: constant(uint256) = 10**18


flag Value:
    PRICE
    INPUT
    OUTPUT


struct Snapshot:
    quoteAssetReserve: uint256
    baseAssetReserve: uint256
    timestamp: uint256
    blockNumber: uint256


event ReserveSnapshotted:
    quoteAssetReserve: uint256
    baseAssetReserve: uint256
    timestamp: uint256


quoteAssetReserve: public(uint256)
baseAssetReserve: public(uint256)
fluctuationLimitRatio: public(uint256)
totalPositionSize: public(int256)
cumulativeNotional: public(int256)
baseAssetDelta: public(int256)
reserveSnapshots: public(DynArray[Snapshot, 2**32])


@deploy
def __init__(quote: uint256, base: uint256, fluctuation_limit_ratio: uint256):
    self.quoteAssetReserve = quote
    self.baseAssetReserve = base
    self.fluctuationLimitRatio = fluctuation_limit_ratio
    self.reserveSnapshots.append(Snapshot(
        quoteAssetReserve=quote, baseAssetReserve=base, timestamp=block.timestamp, blockNumber=block.number))


@internal
@view
def spot_price() -> uint256:
    return Checked.div_decimal(self.quoteAssetReserve, self.baseAssetReserve)


@external
@view
def getSpotPrice() -> uint256:
    return self.spot_price()


@external
@view
def getSnapshotLen() -> uint256:
    return len(self.reserveSnapshots)


# The price band of a block, and the reserves (P6 to P8).

@internal
@view
def band() -> (uint256, uint256):
    count: uint256 = len(self.reserveSnapshots)
    reference: Snapshot = self.reserveSnapshots[count - 1]
    if reference.blockNumber == block.number and count > 1:
        reference = self.reserveSnapshots[count - 2]
    price: uint256 = Checked.div_decimal(reference.quoteAssetReserve, reference.baseAssetReserve)
    ratio: uint256 = self.fluctuationLimitRatio
    upper: uint256 = Checked.mul_decimal(price, Checked.add(ONE, ratio))
    return Checked.mul_decimal(price, Checked.sub(ONE, ratio)), upper


@internal
@view
def price_after(quote_direction: uint256, quote: uint256, base: uint256) -> uint256:
    if quote_direction == ADD:
        return Checked.div_decimal(
            Checked.add(self.quoteAssetReserve, quote), Checked.sub(self.baseAssetReserve, base))
    return Checked.div_decimal(
        Checked.sub(self.quoteAssetReserve, quote), Checked.add(self.baseAssetReserve, base))


@internal
@view
def _check_fluctuation(quote_direction: uint256, quote: uint256, base: uint256, may_cross: bool):
    if self.fluctuationLimitRatio == 0:
        return
    lower: uint256 = 0
    upper: uint256 = 0
    lower, upper = self.band()
    price: uint256 = self.spot_price()
    assert price >= lower and price <= upper, "price is already over fluctuation limit"
    if not may_cross:
        price = self.price_after(quote_direction, quote, base)
        assert price >= lower and price <= upper, "price is over fluctuation limit"


@internal
def update(quote_direction: uint256, quote: uint256, base: uint256, may_cross: bool):
    self._check_fluctuation(quote_direction, quote, base, may_cross)
    signed_base: int256 = Checked.signed(base)
    signed_quote: int256 = Checked.signed(quote)
    if quote_direction == ADD:
        self.quoteAssetReserve = Checked.add(self.quoteAssetReserve, quote)
        self.baseAssetReserve = Checked.sub(self.baseAssetReserve, base)
        self.baseAssetDelta = Checked.sub_signed(self.baseAssetDelta, signed_base)
        self.totalPositionSize = Checked.add_signed(self.totalPositionSize, signed_base)
        self.cumulativeNotional = Checked.add_signed(self.cumulativeNotional, signed_quote)
    else:
        self.quoteAssetReserve = Checked.sub(self.quoteAssetReserve, quote)
        self.baseAssetReserve = Checked.add(self.baseAssetReserve, base)
        self.baseAssetDelta = Checked.add_signed(self.baseAssetDelta, signed_base)
        self.totalPositionSize = Checked.sub_signed(self.totalPositionSize, signed_base)
        self.cumulativeNotional = Checked.sub_signed(self.cumulativeNotional, signed_quote)
    self._take_snapshot()


@internal
def _take_snapshot():
    latest: uint256 = len(self.reserveSnapshots) - 1
    if self.reserveSnapshots[latest].blockNumber == block.number:
        self.reserveSnapshots[latest].quoteAssetReserve = self.quoteAssetReserve
        self.reserveSnapshots[latest].baseAssetReserve = self.baseAssetReserve
    else:
        self.reserveSnapshots.append(Snapshot(
            quoteAssetReserve=self.quoteAssetReserve, baseAssetReserve=self.baseAssetReserve,
            timestamp=block.timestamp, blockNumber=block.number,
        ))
    log ReserveSnapshotted(
        quoteAssetReserve=self.quoteAssetReserve, baseAssetReserve=self.baseAssetReserve, timestamp=block.timestamp)


# Averages (P9).

@internal
@view
def _value(kind: Value, direction: uint256, amount: uint256, index: uint256) -> uint256:
    quote: uint256 = self.reserveSnapshots[index].quoteAssetReserve
    base: uint256 = self.reserveSnapshots[index].baseAssetReserve
    if kind == Value.PRICE:
        return Checked.div_decimal(quote, base)
    if kind == Value.INPUT:
        return Prices.input_price(direction, amount, quote, base)
    return Prices.output_price(direction, amount, quote, base)


@internal
@view
def average(kind: Value, direction: uint256, amount: uint256, interval: uint256) -> uint256:
    index: uint256 = len(self.reserveSnapshots) - 1
    value: uint256 = self._value(kind, direction, amount, index)
    if interval == 0:
        return value
    start: uint256 = Checked.sub(block.timestamp, interval)
    previous: uint256 = self.reserveSnapshots[index].timestamp
    if index == 0 or previous <= start:
        return value
    period: uint256 = Checked.sub(block.timestamp, previous)
    total: uint256 = Checked.mul(value, period)
    for _: uint256 in range(2**32):
        if index == 0:
            return Checked.div(total, period)
        index -= 1
        value = self._value(kind, direction, amount, index)
        timestamp: uint256 = self.reserveSnapshots[index].timestamp
        if timestamp <= start:
            return Checked.div(
                Checked.add(total, Checked.mul(value, Checked.sub(previous, start))), interval)
        weight: uint256 = Checked.sub(previous, timestamp)
        total = Checked.add(total, Checked.mul(value, weight))
        period = Checked.add(period, weight)
        previous = timestamp
    return 0
