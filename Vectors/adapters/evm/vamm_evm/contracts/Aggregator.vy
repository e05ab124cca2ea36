# pragma version ~=0.4.3
"""
@title An aggregator of one pool that the driver provides, for pools that ask for rounds rather than averages
@notice Answers have 18 decimals unless the constructor says otherwise; what does not fit is cut off.
"""

struct Round:
    answer: int256
    timestamp: uint256


owner: public(address)
decimals: public(uint8)
rounds: DynArray[Round, 2**32]


@deploy
def __init__(decimals: uint8):
    assert decimals <= 18, "an aggregator has at most 18 decimals"
    self.owner = msg.sender
    self.decimals = decimals


@external
def setLatestData(price: uint256, timestamp: uint256):
    assert msg.sender == self.owner, "!ambBridge"
    count: uint256 = len(self.rounds)
    assert count == 0 or timestamp > self.rounds[count - 1].timestamp, "incorrect timestamp"
    answer: uint256 = price // 10 ** convert(18 - self.decimals, uint256)
    assert answer <= convert(max_value(int256), uint256), "price does not fit the aggregator"
    self.rounds.append(Round(answer=convert(answer, int256), timestamp=timestamp))


@internal
@view
def _round(roundId: uint256) -> (uint80, int256, uint256, uint256, uint80):
    assert roundId > 0 and roundId <= len(self.rounds), "No data present"
    round: Round = self.rounds[roundId - 1]
    identity: uint80 = convert(roundId, uint80)
    return identity, round.answer, round.timestamp, round.timestamp, identity


@external
@view
def latestRoundData() -> (uint80, int256, uint256, uint256, uint80):
    return self._round(len(self.rounds))


@external
@view
def getRoundData(roundId: uint80) -> (uint80, int256, uint256, uint256, uint80):
    return self._round(convert(roundId, uint256))


@external
@view
def latestRound() -> uint256:
    return len(self.rounds)


@external
@view
def latestAnswer() -> int256:
    assert len(self.rounds) > 0, "No data present"
    return self.rounds[len(self.rounds) - 1].answer


@external
@view
def latestTimestamp() -> uint256:
    assert len(self.rounds) > 0, "No data present"
    return self.rounds[len(self.rounds) - 1].timestamp


@external
@view
def getAnswer(roundId: uint256) -> int256:
    assert roundId > 0 and roundId <= len(self.rounds), "No data present"
    return self.rounds[roundId - 1].answer


@external
@view
def getTimestamp(roundId: uint256) -> uint256:
    assert roundId > 0 and roundId <= len(self.rounds), "No data present"
    return self.rounds[roundId - 1].timestamp
