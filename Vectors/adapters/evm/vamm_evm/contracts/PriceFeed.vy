# pragma version ~=0.4.3
"""
@title The price feed that the driver provides: a history of rounds for each key, with averages (SPEC.md, O1 to O3)
"""

struct Round:
    price: uint256
    timestamp: uint256
    roundId: uint256


event PriceFeedDataSet:
    key: bytes32
    price: uint256
    timestamp: uint256
    roundId: uint256


owner: public(address)
bridge: public(address)  # who alone may add rounds
rounds: HashMap[bytes32, DynArray[Round, 2**32]]


@deploy
def __init__():
    self.owner = msg.sender
    self.bridge = msg.sender


@external
def initialize(ambBridge: address, rootBridge: address):
    assert msg.sender == self.owner, "PerpFiOwnableUpgrade: caller is not the owner"
    self.bridge = ambBridge


@external
def addAggregator(key: bytes32):
    """@notice Any key may be used."""
    assert msg.sender == self.owner, "PerpFiOwnableUpgrade: caller is not the owner"


@internal
@view
def _latest(key: bytes32) -> uint256:
    assert len(self.rounds[key]) > 0, "no price data"
    return len(self.rounds[key]) - 1


@internal
@pure
def _sum(x: uint256, y: uint256) -> uint256:
    assert x <= max_value(uint256) - y, "SafeMath: addition overflow"
    return x + y


@internal
@pure
def _difference(x: uint256, y: uint256) -> uint256:
    assert y <= x, "SafeMath: subtraction overflow"
    return x - y


@internal
@pure
def _product(x: uint256, y: uint256) -> uint256:
    assert x == 0 or y <= max_value(uint256) // x, "SafeMath: multiplication overflow"
    return x * y


@external
def setLatestData(key: bytes32, price: uint256, timestamp: uint256, roundId: uint256):
    assert msg.sender == self.bridge, "!ambBridge"
    count: uint256 = len(self.rounds[key])
    last: uint256 = 0
    if count > 0:
        last = self.rounds[key][count - 1].timestamp
    assert timestamp > last, "incorrect timestamp"
    self.rounds[key].append(Round(price=price, timestamp=timestamp, roundId=roundId))
    log PriceFeedDataSet(key=key, price=price, timestamp=timestamp, roundId=roundId)


@external
@view
def getPriceFeedLength(key: bytes32) -> uint256:
    return len(self.rounds[key])


@external
@view
def getRound(key: bytes32, index: uint256) -> Round:
    return self.rounds[key][index]


@external
@view
def getPrice(key: bytes32) -> uint256:
    return self.rounds[key][self._latest(key)].price


@external
@view
def getLatestTimestamp(key: bytes32) -> uint256:
    return self.rounds[key][self._latest(key)].timestamp


@external
@view
def getPreviousPrice(key: bytes32, numOfRoundBack: uint256) -> uint256:
    latest: uint256 = self._latest(key)
    assert numOfRoundBack <= latest, "Not enough history"
    return self.rounds[key][latest - numOfRoundBack].price


@external
@view
def getPreviousTimestamp(key: bytes32, numOfRoundBack: uint256) -> uint256:
    latest: uint256 = self._latest(key)
    assert numOfRoundBack <= latest, "Not enough history"
    return self.rounds[key][latest - numOfRoundBack].timestamp


@external
@view
def getTwapPrice(key: bytes32, interval: uint256) -> uint256:
    assert interval != 0, "interval can't be 0"
    index: uint256 = self._latest(key)
    round: Round = self.rounds[key][index]
    start: uint256 = self._difference(block.timestamp, interval)
    if round.timestamp < start or index == 0:
        return round.price
    previous: uint256 = round.timestamp
    period: uint256 = self._difference(block.timestamp, previous)
    total: uint256 = self._product(round.price, period)
    for _: uint256 in range(2**32):
        if index == 0:
            assert period != 0, "SafeMath: division by zero"
            return total // period
        index -= 1
        round = self.rounds[key][index]
        if round.timestamp <= start:
            return self._sum(total, self._product(round.price, self._difference(previous, start))) // interval
        weight: uint256 = self._difference(previous, round.timestamp)
        total = self._sum(total, self._product(round.price, weight))
        period += weight
        previous = round.timestamp
    return 0
