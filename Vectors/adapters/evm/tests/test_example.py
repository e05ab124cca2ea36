"""The example contracts against the recorded vectors."""

import pytest
from conftest import EXAMPLE, MARKETS, RECORDED, as_far_as_the_house_goes, check, steps_of, vectors

MAP = EXAMPLE / "example.yaml"


def test_the_pool_gives_every_recorded_price(example):
    report = check([RECORDED / "quote.json"], "--artifacts", example, "--map", MAP)
    assert (report["passed"], report["failed"]) == (4572, 0)


def test_the_pool_passes_every_recorded_sequence(example):
    report = check([RECORDED / "amm-v2.json"], "--artifacts", example, "--map", MAP)
    assert (report["passed"], report["failed"]) == (1200, 0)


def test_the_house_passes_as_far_as_it_goes(example, market):
    report = check(market, "--artifacts", example, "--map", MAP)
    assert report["failed"] == 0
    assert report["passed"] == sum(
        steps_of(as_far_as_the_house_goes(vectors(name))) for name in MARKETS)
    assert report["passed"] > 1500


@pytest.mark.parametrize("call", ["settlePosition", "liquidateWithSlippage"])
def test_what_the_house_leaves_out_is_refused_by_name(example, call):
    import argparse

    from vamm_evm.cli import plan_of
    from vamm_evm.driver import Driver
    driver = Driver(plan_of(argparse.Namespace(map=str(MAP), artifacts=str(example), revision=None)), print, True)
    assert f"clearingHouse.{call}" in driver.answer({"do": "hello", "protocol": "vamm-check/1"})["without"]["calls"]
    case = vectors("market-v2")["cases"][0]
    driver.answer({"do": "setup", "kind": "market", "setup": case["setup"]})
    answer = driver.answer({"do": "step", "block": case["setup"]["block"], "target": "clearingHouse", "call": call,
                            "caller": "alice", "args": {"amm": "ETH"}, "views": []})
    assert answer == {"error": f"clearingHouse.{call}: the map says that there is none"}
