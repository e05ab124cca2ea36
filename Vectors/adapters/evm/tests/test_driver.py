"""How the driver deploys, goes back, reads, and tells failures."""

import argparse
import copy

import pytest
from conftest import EXAMPLE, vectors
from eth_abi import encode
from eth_utils import keccak

from vamm_evm.abi import Signature, encode_word
from vamm_evm.artifacts import builtin
from vamm_evm.cli import plan_of
from vamm_evm.driver import Driver
from vamm_evm.machine import Machine, revert_text, slot_of
from vamm_evm.state import SWEEP
from vamm_evm.system import forwarded


def driver_of(example, folder=None, change=lambda text: text):
    path = EXAMPLE / "example.yaml"
    if folder is not None:
        text = change(path.read_text())
        path = folder / "fork.yaml"
        path.write_text(text)
    return Driver(plan_of(argparse.Namespace(map=str(path), artifacts=str(example), revision=None)), print)


def case_of(name="market-v2", index=0):
    return vectors(name)["cases"][index]


def setup(driver, fields, kind="market"):
    answer = driver.answer({"do": "setup", "kind": kind, "setup": fields})
    assert "state" in answer, answer
    return answer["state"]


def play(driver, case, count=20):
    """A case from its beginning: the answers to some of its steps."""
    answers = [setup(driver, case["setup"])]
    for step in case["steps"][:count]:
        question = {name: step[name] for name in ("block", "target", "call", "caller", "args")}
        answers.append(driver.answer({"do": "step", **question, "views": list(step["views"])}))
    return answers


def counted(machine):
    """Counts what a machine deploys and calls from now on."""
    counts = {"deploy": 0, "call": 0}
    for name in counts:
        method = getattr(machine, name)

        def act(*arguments, name=name, method=method):
            counts[name] += 1
            return method(*arguments)

        setattr(machine, name, act)
    return counts


def test_a_setup_that_was_there_is_gone_back_to(example):
    driver, case = driver_of(example), case_of()
    first = play(driver, case)
    counts = counted(driver.machine)
    setup(driver, case["setup"])
    assert counts == {"deploy": 0, "call": 0}
    assert play(driver, case) == first
    driver.answer({"do": "reset"})
    assert play(driver, case) == first


def test_a_setup_that_begins_alike_repeats_only_the_rest(example):
    driver, case = driver_of(example), case_of()
    setup(driver, case["setup"])
    other = copy.deepcopy(case["setup"])
    other["balances"]["keeper"] = "7"
    counts = counted(driver.machine)
    state = setup(driver, other)
    assert counts["deploy"] == 0 and 0 < counts["call"] < 15
    assert state["balance.keeper"] == "7"
    fresh = driver_of(example)
    assert setup(fresh, other) == state
    assert setup(driver, case["setup"]) == setup(fresh, case["setup"]) == case["initialState"]


def test_many_traders_can_be_set_up_again_and_again(example):
    driver, case = driver_of(example), case_of()
    fields = copy.deepcopy(case["setup"])
    fields["balances"] = {f"trader{index}": "1000000" for index in range(600)}
    for last in ("5", "6"):
        fields["balances"]["trader599"] = last
        state = setup(driver, fields)
        assert state["balance.trader599"] == last and state["balance.trader0"] == "1000000"


def bystander(driver, trader):
    """The slot of a trader's size in the example's clearing house."""
    names, contract = driver.names, driver.plan.contracts["clearingHouse"]
    keys = [encode_word("address", names.pools["ETH"]), encode_word("address", names.account(trader))]
    return names.parts["clearingHouse"], slot_of(contract.layout["positions"][0], keys, True)


def pause(driver, block, call):
    answer = driver.answer({"do": "step", "block": block, "target": "clearingHouse", "call": call, "caller": "owner",
                            "args": {}, "views": []})
    return answer["state"]


def test_a_write_to_a_bystander_is_seen_at_once(example):
    driver, case = driver_of(example), case_of()
    setup(driver, case["setup"])
    driver.machine.write_storage(*bystander(driver, "dave"), 5)
    assert pause(driver, case["setup"]["block"], "pause") == {
        "clearingHouse.paused": True, "position.ETH.dave.size": "5"}


@pytest.mark.parametrize(("reads", "first"), [("touched", SWEEP), ("all", 1)])
def test_with_many_positions_a_bystander_is_read_once_in_a_while(example, tmp_path, reads, first):
    driver = driver_of(example, tmp_path, lambda text: text + f"reads: {reads}\n")
    fields = copy.deepcopy(case_of()["setup"])
    fields["balances"] = {f"trader{index}": "1000000" for index in range(100)}
    setup(driver, fields)
    driver.machine.write_storage(*bystander(driver, "trader50"), 5)
    seen = [index for index in range(1, SWEEP + 1)
            if "position.ETH.trader50.size" in pause(driver, fields["block"], "pause" if index % 2 else "unpause")]
    assert seen == [first]


def test_with_many_positions_those_of_the_parties_are_read(example, tmp_path):
    driver, case = driver_of(example), case_of()
    fields = copy.deepcopy(case["setup"])
    fields["balances"] = {f"trader{index}": "1000000000000000000" for index in range(100)}
    setup(driver, fields)
    answer = driver.answer({
        "do": "step", "block": fields["block"], "target": "clearingHouse", "call": "openPosition", "caller": "trader7",
        "args": {"amm": "ETH", "side": "buy", "quoteAssetAmount": "1000000000000", "leverage": "2000000000000000000",
                 "baseAssetAmountLimit": "0"}, "views": []})
    assert {"position.ETH.trader7.size", "balance.trader7", "balance.clearingHouse",
            "amm.ETH.quoteAssetReserve"} <= set(answer["state"])


def test_reverts_are_told_as_text():
    text = keccak(text="Error(string)")[:4] + encode(["string"], ["über limit"])
    panic = keccak(text="Panic(uint256)")[:4] + encode(["uint256"], [0x11])
    custom = Signature("TooMuch", ["uint256", "bool"])
    data = custom.selector + encode(["uint256", "bool"], [5, True])
    assert revert_text(text, {}) == "über limit"
    assert revert_text(panic, {}) == "Panic(0x11)"
    assert revert_text(data, {custom.selector: custom}) == "TooMuch(5, true)"
    assert revert_text(b"", {}) == ""
    assert revert_text(data[:4], {}) == "0x" + data[:4].hex()
    assert revert_text(text[:20], {}).startswith("0x08c379a0")


def created(runtime):
    return bytes.fromhex(f"61{len(runtime):04x}600e60003961{len(runtime):04x}6000f3") + runtime


def test_the_invalid_opcode_is_no_revert_and_running_out_of_gas_is_neither():
    machine = Machine("cancun", 10**6)
    sender = "0x" + "11" * 20
    invalid, _ = machine.deploy(sender, created(bytes.fromhex("fe")))
    endless, _ = machine.deploy(sender, created(bytes.fromhex("5b600056")))
    assert machine.call(sender, invalid, b"").is_invalid
    with pytest.raises(Exception, match="ran out of its 1000000 gas; set gas in the map"):
        machine.call(sender, endless, b"")


def test_a_map_translates_reverts(example, tmp_path):
    driver = driver_of(example, tmp_path, lambda text: text + 'reverts: {"Pausable: not paused": "it runs"}\n')
    case = case_of()
    setup(driver, case["setup"])
    answer = driver.answer({"do": "step", "block": case["setup"]["block"], "target": "clearingHouse", "call": "unpause",
                            "caller": "owner", "args": {}, "views": []})
    assert answer == {"revert": "it runs", "views": {}}


AGGREGATOR = """
  feed: {deploy: priceFeed, arguments: [8], each: pool}
  feed.initialize: none
  feed.key: none
  feed.price: {call: "priceFeed.setLatestData(price.price, price.timestamp)", each: price}
"""


def test_an_aggregator_is_deployed_for_each_pool(example, tmp_path):
    def change(text):
        text = text.replace("contracts:\n", "contracts:\n  priceFeed: builtin:Aggregator\n")
        text = text.replace("setup:\n", "setup:" + AGGREGATOR)
        return text.replace("calls:\n", "calls:\n  priceFeed.setLatestData: setLatestData(price, timestamp)\n", 1)

    driver = driver_of(example, tmp_path, change)
    case = next(case for case in vectors("market-v2")["cases"] if len(case["setup"]["amms"]) == 2)
    setup(driver, case["setup"])
    feeds = {pool: driver.names.parts_of_pool[pool, "priceFeed"] for pool in ("ETH", "BTC")}
    assert feeds["ETH"] != feeds["BTC"]
    latest = Signature("latestRoundData", [], ["uint80", "int256", "uint256", "uint256", "uint80"])
    for pool, address in feeds.items():
        prices = case["setup"]["amms"][pool]["prices"]
        answer = driver.machine.ask(address, latest.encode([]))
        assert [latest.answer(answer, word) for word in (0, 1, 3)] == [
            len(prices), int(prices[-1]["price"]) // 10**10, prices[-1]["timestamp"]]
    answer = driver.answer({"do": "step", "block": case["setup"]["block"], "target": "priceFeed", "views": [],
                            "call": "setLatestData", "caller": "owner",
                            "args": {"amm": "BTC", "price": "50000000000", "timestamp": 2**33}})
    assert answer == {"events": [], "state": {}, "views": {}}
    assert latest.answer(driver.machine.ask(feeds["BTC"], latest.encode([])), 1) == 5


def test_the_bridge_names_itself_and_passes_on_the_owners_calls_alone(example):
    driver, case = driver_of(example), case_of()
    setup(driver, case["setup"])
    bridge, names = driver.names.parts["bridge"], driver.names
    assert driver.machine.ask(bridge, b"\x01\x02\x03\x04") == bytes(12) + bytes.fromhex(bridge[2:])
    data = forwarded(names.parts["quoteToken"], Signature("pause", []).encode([]))
    outcome = driver.machine.call(names.account("alice"), bridge, data)
    assert revert_text(outcome.revert, {}) == "only the owner"
    outcome = driver.machine.call(names.account("owner"), bridge, data)
    assert revert_text(outcome.revert, {}) == "Ownable: caller is not the owner"  # the token's text comes through
    zero = builtin("builtin:Zero")
    address, _ = driver.machine.deploy(names.account("owner"), zero.linked({}))
    assert driver.machine.ask(address, b"anything") == bytes(256)


def test_markets_leave_out_what_a_pool_returns_to_who_calls_it_directly(example):
    driver, case = driver_of(example), case_of()
    setup(driver, case["setup"])
    block = case["setup"]["block"]

    def step(call, caller, **arguments):
        return driver.answer({"do": "step", "block": block, "target": "amm.ETH", "call": call, "caller": caller,
                              "args": arguments, "views": []})

    assert step("setCounterParty", "owner", account="bob")["state"] == {}
    swap = {"direction": "addToAmm", "quoteAssetAmount": "1000000", "baseAssetAmountLimit": "0",
            "canOverFluctuationLimit": False}
    answer = step("swapInput", "bob", **swap)
    assert answer["events"] and "returns" not in answer


def test_a_trader_may_be_called_as_a_part_of_the_driver_is(example):
    driver, fields = driver_of(example), copy.deepcopy(case_of()["setup"])
    fields["balances"] = {"bridge": "5", "amm": "6"}
    state = setup(driver, fields)
    assert (state["balance.bridge"], state["balance.amm"]) == ("5", "6")
    assert driver.names.account("bridge") != driver.names.parts["bridge"]
