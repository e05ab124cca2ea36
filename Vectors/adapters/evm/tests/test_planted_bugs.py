"""Mistakes put into the example contracts: each is found, and where it is."""

import shutil

import pytest
from conftest import EXAMPLE, RECORDED, check

import build_contracts

BUGS = {
    # name: (contract, source, what stands there, what is put in its place, vectors, what a failure names)
    "a price rounds for the trader": (
        "Pool", "Prices", "    if Checked.mul(product, ONE) % after == 0:\n",
        "    if Checked.mul(product, ONE) % after != 0:\n", "quote", "result"),
    "the trade limit is half of what it should be": (
        "Pool", "Pool", "assert Checked.mul_decimal(quote, self.tradeLimitRatio) >= quoteAssetAmount",
        "assert Checked.mul_decimal(quote, self.tradeLimitRatio) >= quoteAssetAmount * 2", "amm-v2", "swapInput"),
    "the band is that of the latest snapshot, also within a block": (
        "Pool", "Reserves", "if reference.blockNumber == block.number and count > 1:", "if False:", "amm-v2",
        "isOverFluctuationLimit"),
    "funding takes the last price of the oracle for its average": (
        "Pool", "Pool", "PriceFeed(self.priceFeed).getTwapPrice(self.priceFeedKey, interval)",
        "PriceFeed(self.priceFeed).getPrice(self.priceFeedKey)", "amm-v2", "settleFunding"),
    "the base delta is kept when funding is settled": (
        "Pool", "Pool", "    Reserves.baseAssetDelta = 0\n", "", "amm-v2", "baseAssetDeltaThisFundingPeriod"),
    "the liquidator gets the whole fee": (
        "House", "House", "fee: uint256 = penalty // 2", "fee: uint256 = penalty", "market", "liquidate"),
    "removing margin forgets the funding that is owed": (
        "House", "House",
        "    position.lastUpdatedCumulativePremiumFraction = Positions.markets[amm].cumulativePremiumFraction\n", "",
        "market", "lastUpdatedCumulativePremiumFraction"),
    "a reduction realizes all of the profit": (
        "House", "Trades",
        "trade.realizedPnl = Checked.div_signed_decimal(share, Checked.signed(Checked.magnitude(old.size)))",
        "trade.realizedPnl = pnl", "market", "realizedPnl"),
}


def with_bug(folder, example, contract, source, old, new):
    """The example's artifacts with one contract compiled from changed sources."""
    sources = folder / "source"
    shutil.copytree(EXAMPLE, sources, ignore=shutil.ignore_patterns("out"))
    path = sources / f"{source}.vy"
    text = path.read_text()
    assert text.count(old) == 1, "the text to change is not there, or is there more than once"
    path.write_text(text.replace(old, new))
    shutil.copytree(example, folder / "out")
    build_contracts.write(sources / f"{contract}.vy", folder / "out", "cancun")
    return folder / "out"


def failures(report):
    """All that a report says of failures, as one text."""
    return str({name: value for name, value in report.items() if name not in ("passed", "failed")})


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name, example, market, tmp_path):
    *change, file, named = BUGS[name]
    artifacts = with_bug(tmp_path, example, *change)
    path = market[0] if file == "market" else RECORDED / f"{file}.json"
    report = check([path], "--artifacts", artifacts, "--map", EXAMPLE / "example.yaml", only="*0?")
    assert report["failed"] > 0 and report["passed"] > 0
    assert named in failures(report)
