"""The default maps against the original contracts' interface: what they ask, what they understand, what they store."""

import json
from types import SimpleNamespace

import pytest
from conftest import RECORDED
from eth_abi import encode
from eth_utils import keccak
from interface import interfaces
from original import answer_slot, contracts
from recorded import Recorded

from vamm_evm.abi import canonical
from vamm_evm.chain import Reader
from vamm_evm.names import account_address

REVISIONS = ("v1", "v2")
NAMED = {"amm", "trader", "account", "newOwner", "to", "spender", "priceFeed"}
UNLISTED = {"openPositionWithReferral", "closePositionWithReferral", "removeToken", "setPriceFeed"}


def name_of(value):
    """A parameter's name in a test's."""
    return getattr(value, "stem", value)


def files(kind):
    names = {"amm": ("amm", "edges-amm"), "market": ("directed", "market", "edges")}[kind]
    return [(revision, path) for revision in REVISIONS for name in names
            if (path := RECORDED / f"{name}-{revision}.json").is_file()]


@pytest.fixture(params=REVISIONS)
def recorded(request, tmp_path):
    return Recorded(tmp_path, request.param)


def cases_of(path):
    """All written cases of a file, or some of the random ones."""
    cases = json.loads(path.read_text())["cases"]
    return cases[:10] if path.stem.startswith(("market", "amm")) else cases


def expected(driver, name, value):
    """What an argument of a vector has to be in calldata, by the interface's words."""
    names = driver.names
    if name == "amm":
        return names.pools[value]
    if name in NAMED:
        return "0x" + "00" * 20 if value is None else names.parts.get(value) or account_address(value)
    if name in ("side", "direction"):
        return {"buy": 0, "sell": 1, "addToAmm": 0, "removeFromAmm": 1}[value]
    return value if isinstance(value, bool) else int(value)


@pytest.mark.parametrize(("kind", "revision", "path"), [
    (kind, *file) for kind in ("amm", "market") for file in files(kind)], ids=name_of)
def test_every_call_of_the_vectors_is_encoded_as_the_interface_says(kind, revision, path, tmp_path):
    recorded = Recorded(tmp_path, revision)
    calls = set()
    for case in cases_of(path):
        recorded.setup(kind, case["setup"])
        for step in case["steps"]:
            calls.add((step["target"].split(".")[0], step["call"]))
            answer = recorded.step(step)
            if step["call"] in UNLISTED - {"setPriceFeed" if revision == "v2" else ""}:
                assert "error" in answer or answer.get("revert") == "" or "events" in answer
                continue
            assert "error" not in answer, answer
            sender, receiver, data = recorded.sent[0]
            if step["target"] == "quoteToken":
                continue
            name, values = recorded.taken_apart(data)
            assert name == step["call"]
            wanted = [expected(recorded.driver, name, value) for name, value in step["args"].items()]
            if step["target"] == "priceFeed":
                key = step["args"]["amm"].encode().ljust(32, b"\0")
                assert values[:3] == [key, *wanted[1:]]
                assert receiver == recorded.driver.names.parts["bridge" if step["caller"] == "owner" else "priceFeed"]
            elif step["call"] == "withdraw":
                assert values == [recorded.driver.names.parts["quoteToken"], *wanted]
            else:
                assert values == wanted
            assert sender == account_address(step["caller"])
    assert len(calls) > 5 or "edges-amm" in path.stem


def setup_calls(recorded, kind, setup):
    """The function names that a setup calls, in order, each with its arguments."""
    names, machine_call = [], None
    driver = recorded.driver
    driver._build(kind, setup)  # a first time, to have a machine
    machine = driver.machine
    machine_call = machine.call

    def call(sender, receiver, data):
        try:
            names.append(recorded.taken_apart(data))
        except KeyError:
            names.append((data[:4].hex(), []))
        return machine_call(sender, receiver, data)

    machine.call = call
    setup = json.loads(json.dumps(setup))
    setup["block"]["number"] += 1
    driver._build(kind, setup)
    return names


ORDER = {
    "v1": "initialize initialize setExchange setMinter initialize setFeePool setWhitelist setBeneficiary",
    "v2": "initialize initialize setExchange setMinter setTollPool setBackstopLiquidityProvider setWhitelist "
          "setBeneficiary",
}
POOL_ORDER = "addAggregator {prices}initialize setCounterParty setCap setSpotPriceTwapInterval addAmm setOpen"


def test_a_market_is_put_together_in_the_order_of_the_interface(recorded):
    revision = recorded.revision
    case = next(case for case in json.loads((RECORDED / f"market-{revision}.json").read_text())["cases"]
                if len(case["setup"]["amms"]) == 2)
    setup = {**case["setup"], "whitelist": "whale"}
    if revision == "v2":
        setup["backstop"] = ["keeper"]
    calls = setup_calls(recorded, "market", setup)
    wanted = ORDER[revision].split()
    for pool in setup["amms"].values():
        prices = "setLatestData " * len(pool["prices"])
        wanted += POOL_ORDER.format(prices=prices).split()
    names = [name for name, _ in calls]
    assert names[:len(wanted)] == wanted
    holders = len(setup["balances"])
    approvals = holders - 1 + (revision == "v2")  # traders, and a toll pool that is an account
    assert len(names) == len(wanted) + holders + approvals
    initialize = [values for name, values in calls if name == "initialize" and len(values) == 10]
    names_of = recorded.driver.names
    for (pool, fields), values in zip(setup["amms"].items(), initialize):
        figures = [int(fields[name]) for name in (
            "quoteAssetReserve", "baseAssetReserve", "tradeLimitRatio", "fundingPeriod")]
        ratios = [int(fields[name]) for name in ("fluctuationLimitRatio", "tollRatio", "spreadRatio")]
        parts = [names_of.parts["priceFeed"], pool.encode().ljust(32, b"\0"), names_of.parts["quoteToken"]]
        assert values == figures + parts + ratios


def test_what_the_second_revision_has_no_setter_for_is_written_into_storage(tmp_path):
    recorded = Recorded(tmp_path, "v2")
    case = json.loads((RECORDED / "market-v2.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])
    names, machine = recorded.driver.names, recorded.driver.machine
    house, ratios = names.parts["clearingHouse"], case["setup"]["clearingHouse"]
    slots = {152: int(account_address("owner"), 16), 304: 1, 412: int(names.parts["insuranceFund"], 16),
             406: int(ratios["initMarginRatio"]), 407: int(ratios["maintenanceMarginRatio"]),
             408: int(ratios["liquidationFeeRatio"]), 465: int(ratios["partialLiquidationRatio"])}
    assert {slot: machine.storage(house, slot) for slot in slots} == slots


def test_a_storage_layout_goes_before_the_slots_of_the_interface(tmp_path):
    names = ("_owner", "_notEntered", "initMarginRatio", "maintenanceMarginRatio", "liquidationFeeRatio",
             "insuranceFund", "partialLiquidationRatio", "ammMap", "prepaidBadDebt")
    layout = {"types": {"t": {"numberOfBytes": "32"}, "t_bool": {"numberOfBytes": "1"}}, "storage": [
        {"label": name, "slot": str(700 + index), "offset": 20 if name == "_notEntered" else 0,
         "type": "t_bool" if name == "_notEntered" else "t"} for index, name in enumerate(names)]}
    recorded = Recorded(tmp_path, "v2", {"ClearingHouse": layout})
    case = json.loads((RECORDED / "market-v2.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])
    house, machine = recorded.driver.names.parts["clearingHouse"], recorded.driver.machine
    assert machine.storage(house, 700) == int(account_address("owner"), 16)
    assert machine.storage(house, 701) == 1 << 160
    assert machine.storage(house, 702) == int(case["setup"]["clearingHouse"]["initMarginRatio"])
    assert machine.storage(house, 406) == 0


def planted(recorded, answers, places=()):
    """The keys of the state that change where functions answer and storage holds these values."""
    driver = recorded.driver
    for role, signature, word, value in answers:
        address = driver.names.pools["ETH"] if role == "amm" else driver.names.parts[role]
        driver.machine.write_storage(address, answer_slot(signature, word), value % 2**256)
    for role, slot, value in places:
        driver.machine.write_storage(driver.names.parts[role], slot, value)
    return driver.reader.changed(["ETH"], [])


def mapping_slot(key, slot):
    return int.from_bytes(keccak(encode(["address", "uint256"], [key, slot])), "big")


def test_state_is_read_from_getters_and_storage_with_their_signs(recorded):
    case = json.loads((RECORDED / f"market-{recorded.revision}.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])
    names = recorded.driver.names
    pool, token = names.pools["ETH"], names.parts["quoteToken"]
    position = "getUnadjustedPosition(address,address)"
    changed = planted(recorded, [
        ("amm", "quoteAssetReserve()", 0, 2**256 - 1), ("amm", "getCumulativeNotional()", 0, -5),
        ("amm", "totalPositionSize()", 0, -2**255), ("amm", "open()", 0, 1), ("amm", "getSnapshotLen()", 0, 7),
        ("amm", "getBaseAssetDeltaThisFundingPeriod()", 0, -3), ("amm", "getMaxHoldingBaseAsset()", 0, 11),
        ("clearingHouse", "openInterestNotionalMap(address)", 0, 13), ("clearingHouse", "paused()", 0, 1),
        ("clearingHouse", "getLatestCumulativePremiumFraction(address)", 0, -17),
        *(("clearingHouse", position, word, value) for word, value in enumerate((-19, 23, 29, -31, 37, 41))),
    ], [("clearingHouse", mapping_slot(pool, 410), 43), ("clearingHouse", mapping_slot(token, 411), 47)])
    wanted = {
        "amm.ETH.quoteAssetReserve": str(2**256 - 1), "amm.ETH.cumulativeNotional": "-5",
        "amm.ETH.totalPositionSize": str(-2**255), "amm.ETH.open": True, "amm.ETH.snapshotCount": "7",
        "amm.ETH.baseAssetDeltaThisFundingPeriod": "-3", "amm.ETH.maxHoldingBaseAsset": "11",
        "clearingHouse.ETH.openInterestNotional": "13", "clearingHouse.paused": True,
        "clearingHouse.ETH.cumulativePremiumFraction": "-17", "clearingHouse.ETH.lastRestrictionBlock": "43",
        "clearingHouse.prepaidBadDebt": "47", "position.ETH.alice.size": "-19", "position.ETH.alice.margin": "23",
        "position.ETH.bob.openNotional": "29", "position.ETH.whale.liquidityHistoryIndex": "37",
        "position.ETH.alice.lastUpdatedCumulativePremiumFraction": "-31", "position.ETH.keeper.blockNumber": "41",
    }
    assert {key: changed.get(key) for key in wanted} == wanted


def test_the_state_has_the_keys_of_the_vectors(recorded):
    for kind, name in (("amm", "amm"), ("market", "market")):
        case = json.loads((RECORDED / f"{name}-{recorded.revision}.json").read_text())["cases"][0]
        assert set(recorded.setup(kind, case["setup"])) == set(case["initialState"])


def value_of(driver, kind, name, value):
    if kind == "address":
        return "0x" + "00" * 20 if value is None else driver.names.pools.get(value) or driver.names.account(value)
    if kind == "uint8":
        return {"addToAmm": 0, "removeFromAmm": 1}[value]
    return value if isinstance(value, bool) else int(value)


def log_of(driver, event, abi):
    """The log that the original would have written for an event of a vector."""
    entry = next(one for one in abi if one["type"] == "event" and one["name"] == event["name"])
    types = [one["type"] for one in entry["inputs"]]
    topics, plain = ["0x" + keccak(text=f"{event['name']}({','.join(types)})").hex()], []
    for one in entry["inputs"]:
        value = value_of(driver, one["type"], one["name"], event["args"][one["name"]])
        if one.get("indexed"):
            topics.append("0x" + encode([one["type"]], [value]).hex())
        else:
            plain.append((one["type"], value))
    emitter = event["emitter"]
    address = driver.names.pools.get(emitter) or driver.names.parts[emitter]
    data = encode([kind for kind, _ in plain], [value for _, value in plain])
    return SimpleNamespace(address=address, topics=topics, data=([], data))


@pytest.mark.parametrize(("revision", "path"), files("market") + files("amm"), ids=name_of)
def test_every_event_of_the_vectors_is_understood(revision, path, tmp_path):
    recorded = Recorded(tmp_path, revision)
    abis, seen = contracts(revision), 0
    for case in cases_of(path):
        recorded.setup("amm" if "counterParty" in case["setup"] else "market", case["setup"])
        driver = recorded.driver
        for step in case["steps"]:
            for event in step.get("events", ()):
                emitter = event["emitter"]
                name = {"clearingHouse": "ClearingHouse", "insuranceFund": "InsuranceFund"}.get(emitter, "Amm")
                if emitter == "quoteToken" or event["name"] == "TokenRemoved":
                    continue
                assert driver._told_events([log_of(driver, event, abis[name])]) == [event]
                seen += 1
    assert seen > 0


def test_views_are_asked_with_the_arguments_of_their_names(recorded):
    revision = recorded.revision
    case = json.loads((RECORDED / f"market-{revision}.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])
    driver, asked = recorded.driver, []
    ask = driver.machine.ask
    driver.machine.ask = lambda address, data: (asked.append((address, data)), ask(address, data))[1]
    names = driver.names
    pool, house, alice = names.pools["ETH"], names.parts["clearingHouse"], names.account("alice")
    both = ["address", "address"]
    value = "getPositionNotionalAndUnrealizedPnl(address,address,uint8)"
    wanted = {
        "amm.ETH.twapPrice.900": (pool, "getTwapPrice(uint256)", [900]),
        "amm.ETH.underlyingTwapPrice.3600": (pool, "getUnderlyingTwapPrice(uint256)", [3600]),
        "amm.ETH.inputPrice.removeFromAmm.7": (pool, "getInputPrice(uint8,(uint256))", [1, (7,)]),
        "amm.ETH.outputTwap.addToAmm.8": (pool, "getOutputTwap(uint8,(uint256))", [0, (8,)]),
        "amm.ETH.calcFee.9": (pool, "calcFee((uint256))", [(9,)]),
        "position.ETH.alice.marginRatio": (house, "getMarginRatio(address,address)", [pool, alice]),
        "position.ETH.alice.twap": (house, value, [pool, alice, 1]),
    }
    if revision == "v2":
        viewer = names.parts["viewer"]
        personal = "getPersonalPositionWithFundingPayment(address,address)"
        wanted |= {
            "position.ETH.alice.oracle": (house, value, [pool, alice, 2]),
            "position.ETH.alice.freeCollateral": (viewer, "getFreeCollateral(address,address)", [pool, alice]),
            "position.ETH.alice.marginWithFunding": (viewer, personal, [pool, alice]),
            "amm.ETH.isOverFluctuationLimit.addToAmm.5": (
                pool, "isOverFluctuationLimit(uint8,(uint256))", [0, (5,)]),
        }
    for view, (address, signature, values) in wanted.items():
        asked.clear()
        driver._viewed([view])
        types = signature[signature.index("(") + 1:-1]
        types = both if types == "address,address" else [
            canonical(one) for entry in interfaces(revision)["Amm"] + interfaces(revision)["ClearingHouse"]
            if entry["type"] == "function" and signature.startswith(entry["name"] + "(") for one in entry["inputs"]]
        assert asked[0] == (address, keccak(text=signature)[:4] + encode(types, values)), view
    if revision == "v2":
        driver.machine.write_storage(viewer, answer_slot(personal, 1), 5)
        assert driver._viewed(["position.ETH.alice.marginWithFunding"]) == {"position.ETH.alice.marginWithFunding": "5"}
    driver.machine.write_storage(house, answer_slot(value, 1), 2**256 - 4)
    told = driver._viewed(["position.ETH.alice.spot"])["position.ETH.alice.spot"]
    assert told == {"notional": "0", "unrealizedPnl": "-4"}


def test_prices_by_others_than_the_owner_go_straight_to_the_feed(recorded):
    case = json.loads((RECORDED / f"market-{recorded.revision}.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])
    step = {"block": case["setup"]["block"], "target": "priceFeed", "call": "setLatestData", "caller": "alice",
            "args": {"amm": "ETH", "price": "5", "timestamp": 1}}
    recorded.step(step)
    sender, receiver, _ = recorded.sent[0]
    assert (sender, receiver) == (account_address("alice"), recorded.driver.names.parts["priceFeed"])


def test_the_first_revision_calls_set_price_feed_although_it_has_none(tmp_path):
    recorded = Recorded(tmp_path, "v1")
    case = json.loads((RECORDED / "market-v1.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])
    recorded.step({"block": case["setup"]["block"], "target": "amm.ETH", "call": "setPriceFeed", "caller": "owner",
                   "args": {"priceFeed": None}})
    assert recorded.sent[0][2] == keccak(text="setPriceFeed(address)")[:4] + bytes(32)


def test_the_token_that_comes_with_the_driver_fails_and_pauses_as_the_recorded_one(recorded):
    case = json.loads((RECORDED / f"market-{recorded.revision}.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])

    def step(call, caller="owner", **arguments):
        return recorded.step({"block": case["setup"]["block"], "target": "quoteToken", "call": call, "caller": caller,
                              "args": arguments})

    held = int(case["setup"]["balances"]["alice"])
    moved = step("transfer", "alice", to="clearingHouse", amount="1")
    assert moved == {"events": [], "views": {}, "state": {
        "balance.alice": str(held - 1), "balance.clearingHouse": "1"}}
    assert step("transfer", "alice", to="bob", amount=str(held))["revert"] == "ERC20: transfer amount exceeds balance"
    assert step("transfer", "alice", to=None, amount="1")["revert"] == "ERC20: transfer to the zero address"
    paused = {"emitter": "quoteToken", "name": "Paused", "args": {"account": "owner"}}
    assert step("pause") == {"events": [paused], "state": {}, "views": {}}
    assert "revert" in step("transfer", "alice", to="bob", amount="1")
    assert step("unpause")["events"][0]["name"] == "Unpaused"
    assert step("approve", "alice", spender="clearingHouse", amount="5")["events"] == []


def test_what_a_state_document_asks_is_in_the_interface(recorded):
    case = json.loads((RECORDED / f"market-{recorded.revision}.json").read_text())["cases"][0]
    recorded.setup("market", case["setup"])
    driver = recorded.driver
    driver.machine.ask_ahead = list  # what is asked ahead on a chain is asked as it comes here
    reader = Reader(driver.plan, driver.machine, driver.names)
    unasked = {"fund.beneficiary", "price.event"} | ({"house.isProvider"} if recorded.revision == "v1" else set())
    assert set(driver.plan.fields["document"]) - set(reader.sources) == unasked
    pool, house = driver.names.pools["ETH"], driver.names.parts["clearingHouse"]
    entry = mapping_slot(pool, 410)
    first = int.from_bytes(keccak(encode(["uint256"], [entry + 1])), "big")
    driver.machine.write_storage(house, entry + 1, 2)
    driver.machine.write_storage(house, first, 5)
    driver.machine.write_storage(house, first + 1, 2**256 - 7)
    assert reader._premiums("ETH") == {"skipped": 0, "entries": ["5", "-7"]}
    alice = driver.names.account("alice")
    driver.machine.write_storage(pool, 225, int(alice, 16))
    assert reader.role("pool.counterParty", "ETH") == "alice"
    for word, value in enumerate((11, 12, 13, 14)):
        driver.machine.write_storage(pool, answer_slot("reserveSnapshots(uint256)", word), value)
    fields = ("quoteAssetReserve", "baseAssetReserve", "timestamp", "blockNumber")
    assert reader._entries(fields, "snapshot", 1, "ETH") == {
        "skipped": 0,
        "entries": [{"quoteAssetReserve": "11", "baseAssetReserve": "12", "timestamp": 13, "blockNumber": 14}]}
