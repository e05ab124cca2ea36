#!/usr/bin/env python3
"""Checks `vamm call` on the whole system against eth-abi and the recorded vectors.

    python3 Tests/abi/check_house.py [VAMM]

Every step of the recorded market cases is encoded by eth-abi from the signatures of the original interface, sent to the
system that the case sets up, and what comes back is decoded by eth-abi: the answer, the revert, the events as logs, and
after the step the views and the keys of the state that have a getter. Needs the pip packages eth-abi and
eth-hash[pycryptodome]. Ends with "N passed, M failed".
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from eth_abi import decode, encode
from eth_utils import keccak

ROOT = pathlib.Path(__file__).resolve().parents[2]
VAMM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build" / "release" / "vamm")
INTERFACE = (ROOT / "Vectors" / "adapters" / "evm" / "tests" / "interface.txt").read_text(encoding="utf-8")
FILES = ("directed-v1", "directed-v2", "edges-v1", "edges-v2", "market-v1", "market-v2")
NOBODY = "0x" + "00" * 20
DIRECTIONS, SIDES = ("addToAmm", "removeFromAmm"), ("buy", "sell")
# What the interface does not list: the token's own calls, a revision's referral calls, the fund's removeToken.
MORE = {
    "openPositionWithReferral": ("address,uint8,(uint256),(uint256),(uint256),bytes32", ""),
    "closePositionWithReferral": ("address,(uint256),bytes32", ""),
    "transfer": ("address,uint256", "bool"), "approve": ("address,uint256", "bool"), "removeToken": ("address", ""),
    "balanceOf": ("address", "uint256"), "pause": ("", ""), "unpause": ("", ""),
}
SECTIONS = {
    "amm": "Amm", "clearingHouse": "ClearingHouse", "viewer": "ClearingHouseViewer", "insuranceFund": "InsuranceFund",
    "priceFeed": "L2PriceFeed",
}
# State keys: getter and which word of its answer.
POOL_KEYS = {
    "quoteAssetReserve": "quoteAssetReserve", "baseAssetReserve": "baseAssetReserve",
    "totalPositionSize": "totalPositionSize", "cumulativeNotional": "getCumulativeNotional",
    "baseAssetDeltaThisFundingPeriod": "getBaseAssetDeltaThisFundingPeriod", "fundingRate": "fundingRate",
    "nextFundingTime": "nextFundingTime", "settlementPrice": "getSettlementPrice", "snapshotCount": "getSnapshotLen",
    "liquidityHistoryCount": "getLiquidityHistoryLength", "fluctuationLimitRatio": "fluctuationLimitRatio",
    "tollRatio": "tollRatio", "spreadRatio": "spreadRatio", "spotPriceTwapInterval": "spotPriceTwapInterval",
    "maxHoldingBaseAsset": "getMaxHoldingBaseAsset", "openInterestNotionalCap": "getOpenInterestNotionalCap",
    "open": "open",
}
MARKET_KEYS = {"openInterestNotional": "openInterestNotionalMap",
               "cumulativePremiumFraction": "getLatestCumulativePremiumFraction"}
POSITION_KEYS = ("size", "margin", "openNotional", "lastUpdatedCumulativePremiumFraction", "liquidityHistoryIndex",
                 "blockNumber")
HOUSE_KEYS = ("paused", "initMarginRatio", "maintenanceMarginRatio", "liquidationFeeRatio", "partialLiquidationRatio")
POOL_VIEWS = {
    "spotPrice": "getSpotPrice", "twapPrice": "getTwapPrice", "underlyingPrice": "getUnderlyingPrice",
    "underlyingTwapPrice": "getUnderlyingTwapPrice", "inputPrice": "getInputPrice", "outputPrice": "getOutputPrice",
    "inputTwap": "getInputTwap", "outputTwap": "getOutputTwap", "calcFee": "calcFee",
    "isOverSpreadLimit": "isOverSpreadLimit", "isOverFluctuationLimit": "isOverFluctuationLimit",
}


def split(text):
    """Parameters, at the commas outside of parentheses."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def type_of(parameter):
    """A parameter's type, without its name; of a struct the types of its members."""
    if parameter.startswith("("):
        depth = 0
        for index, character in enumerate(parameter):
            depth += (character == "(") - (character == ")")
            if depth == 0:
                return "(" + ",".join(type_of(part) for part in split(parameter[1:index])) + ")"
    return parameter.split()[0]


def read_interface(revision):
    """Functions by contract and name, and events by name, of a revision."""
    functions, events = {}, {}
    for section, body in re.findall(rf"^## {revision} (\w+)\n(.*?)(?=^## |\Z)", INTERFACE, re.M | re.S):
        for line in body.splitlines():
            match = re.fullmatch(r"(event )?(\w+)\((.*?)\)(?: → (.*))?", line)
            if not match:
                continue
            is_event, name, inputs, outputs = match.groups()
            inputs = split(inputs)
            if is_event:
                events[name] = [(type_of(one), " indexed " in one, one.split()[-1]) for one in inputs]
            else:
                functions[section, name] = ([type_of(one) for one in inputs],
                                            [type_of(one) for one in split(outputs or "")])
    return functions, events


class Case:
    """A recorded case, its addresses, and the calls with what should come of them."""

    def __init__(self, case, folder):
        self.case, self.setup = case, case["setup"]
        self.revision = self.setup["revision"]
        self.functions, self.events = read_interface(self.revision)
        if self.revision == "v1":  # the parts around are listed once; setPriceFeed reverts, as v1 has none
            functions, events = read_interface("v2")
            self.functions, self.events = {**functions, **self.functions}, {**events, **self.events}
        self.path = folder / "case.json"
        self.path.write_text(json.dumps({"format": "vamm-vectors/1", "kind": "market", "source": {
            "implementation": "a test", "note": "one case"}, "cases": [case]}))
        listed = self.run("--addresses")
        self.addresses = {name: address for address, name in (line.split("  ", 1) for line in listed.splitlines())}
        self.names = {address: name.removeprefix("amm.") for name, address in self.addresses.items()}
        self.lines, self.checks = [], []

    def run(self, *arguments, text=""):
        done = subprocess.run([VAMM, "call", "--state", str(self.path), "--steps", "0", *arguments], input=text,
                              capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done
        return done.stdout

    def address(self, name):
        if name is None:
            return NOBODY
        return self.addresses.get(f"amm.{name}") or self.addresses[name]

    def function(self, contract, name):
        if name in MORE:
            return [list(map(str.strip, split(part))) for part in MORE[name]]
        return self.functions[SECTIONS[contract], name]

    def value(self, kind, value):
        """An argument as eth-abi takes it."""
        if kind == "address":
            return self.address(value)
        if kind.startswith("("):
            return tuple(int(part) for part in (value if isinstance(value, tuple) else (value,)))
        if kind == "uint8":
            return (DIRECTIONS if value in DIRECTIONS else SIDES).index(value) if isinstance(value, str) else value
        if kind == "bytes32":
            return bytes.fromhex(value)
        return value if isinstance(value, bool) else int(value)

    def ask(self, contract, name, values, check, extra="", pool=None):
        """Adds a call; `check` gets the decoded answer, or the revert's text, and the logs."""
        inputs, outputs = self.function(contract, name)
        data = keccak(text=f"{name}({','.join(inputs)})")[:4] + encode(
            inputs, [self.value(kind, value) for kind, value in zip(inputs, values, strict=True)])
        to = f"amm.{pool}" if contract == "amm" else contract
        self.lines.append(f"0x{data.hex()} to={to}{extra}")
        self.checks.append((name, outputs, check))

    # What a step is, and what should come of it.

    def step(self, step):
        contract, _, pool = step["target"].partition(".")
        args = list(step["args"].values())
        name = step["call"]
        if name == "setLatestData":
            args = [step["args"]["amm"].encode().ljust(32, b"\0").hex(), *args[1:], "1"]
        elif contract == "insuranceFund" and name in ("withdraw", "removeToken"):
            args = ["quoteToken", *args]
        block = step["block"]
        extra = f" sender={self.address(step['caller'])} block={block['number']} timestamp={block['timestamp']}"
        self.ask(contract, name, args, lambda answer, logs: self.outcome(step, answer, logs), extra, pool)

    def outcome(self, step, answer, logs):
        if "revert" in step:
            return answer == ("revert", step["revert"]) and not logs
        events = [(event["emitter"], event["name"], event["args"]) for event in step["events"]]
        if answer[0] != "answer" or [self.decoded(log) for log in logs] != events:
            return False
        returned = step.get("returns")
        if step["call"] in ("transfer", "approve"):
            return answer[1] == (True,)
        if returned is None:  # a pool's answer to an account that is no clearing house was not recorded
            return step["target"].startswith("amm.") or answer[1] == ()
        values = list(returned.values()) if isinstance(returned, dict) else [returned]
        return self.plain(answer[1]) == values

    def decoded(self, log):
        """A log as the vectors write an event."""
        name = log["event"].partition("(")[0]
        if name in ("AmmAdded", "AmmRemoved", "TokenRemoved", "PriceFeedUpdated", "Shutdown", "Withdrawn"):
            named = {"TokenRemoved": [("address", False, "tokenAddress")]}.get(name) or self.events.get(name)
        else:
            named = self.events[name]
        signature = f"{name}({','.join(kind for kind, _, _ in named)})"
        assert log["topics"][0] == "0x" + keccak(text=signature).hex(), (log, signature)
        topics = [bytes.fromhex(topic[2:]) for topic in log["topics"][1:]]
        indexed = iter([decode([kind], topic)[0] for (kind, _, _), topic in zip(
            [one for one in named if one[1]], topics, strict=True)])
        plain = iter(decode([kind for kind, is_indexed, _ in named if not is_indexed], bytes.fromhex(log["data"][2:])))
        values = {}
        for kind, is_indexed, key in named:
            value = next(indexed if is_indexed else plain)
            if kind == "address":
                value = None if value == NOBODY else self.names[value]
            elif kind == "uint8":
                value = DIRECTIONS[value]
            elif not isinstance(value, bool):
                value = str(value)
            values[key] = value
        return self.names[log["address"]], name, values

    @classmethod
    def plain(cls, values):
        """Numbers as the vectors write them, structs as their members."""
        return [part for value in values for part in (
            cls.plain(value) if isinstance(value, tuple)
            else [value if isinstance(value, (bool, str)) else str(value)])]

    def view(self, name, expected):
        kind, pool, *rest = name.split(".")
        if kind == "amm":
            view, *arguments = rest
            contract, function = "amm", POOL_VIEWS[view]
            values = arguments
        else:
            trader, view = rest
            values, contract, function = [pool, trader], "clearingHouse", "getMarginRatio"
            if view in ("spot", "twap", "oracle"):
                function = "getPositionNotionalAndUnrealizedPnl"
                values = [*values, ("spot", "twap", "oracle").index(view)]
            elif view == "freeCollateral":
                contract, function = "viewer", "getFreeCollateral"
            elif view == "marginWithFunding":
                contract, function = "viewer", "getPersonalPositionWithFundingPayment"

        def check(answer, logs):
            if isinstance(expected, dict) and "revert" in expected:
                return answer == ("revert", expected["revert"])
            got = self.plain(answer[1])
            if view == "marginWithFunding":
                got = got[1:2]
            return got == (list(expected.values()) if isinstance(expected, dict) else [expected])

        self.ask(contract, function, values, check, pool=pool)

    def state(self, state):
        """Every key that has a getter."""
        def key(contract, function, values, word, expected, pool=None):
            self.ask(contract, function, values,
                     lambda answer, logs: answer[0] == "answer" and self.plain(answer[1])[word] == expected, pool=pool)

        for name, expected in state.items():
            kind, *rest = name.split(".")
            if kind == "amm":
                key("amm", POOL_KEYS[rest[1]], [], 0, expected, rest[0])
            elif kind == "clearingHouse" and len(rest) == 2 and rest[1] in MARKET_KEYS:
                key("clearingHouse", MARKET_KEYS[rest[1]], [rest[0]], 0, expected)
            elif kind == "clearingHouse" and rest[0] in HOUSE_KEYS:
                key("clearingHouse", rest[0], [], 0, expected)
            elif kind == "position":
                key("clearingHouse", "getUnadjustedPosition", rest[:2], POSITION_KEYS.index(rest[2]), expected)
            elif kind == "balance":
                key("quoteToken", "balanceOf", rest, 0, expected)

    def results(self):
        """Whether each call came to what it should."""
        answers = self.run("--stdin", "--json", text="\n".join(self.lines) + "\n").splitlines()
        assert len(answers) == len(self.lines), (len(answers), len(self.lines))
        for line, (name, outputs, check), text in zip(self.lines, self.checks, answers):
            if text.startswith("error "):
                yield line, name, text, False
                continue
            got = json.loads(text)
            data = bytes.fromhex(got["data"][2:])
            if not got["success"]:
                if data:
                    assert data[:4] == keccak(text="Error(string)")[:4], text
                answer = ("revert", decode(["string"], data[4:])[0] if data else "")
            else:
                answer = ("answer", decode(outputs, data) if outputs else ())
                assert outputs or not data, text
            yield line, name, text, bool(check(answer, got["logs"]))


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for file in FILES:
            for case in json.loads((ROOT / "Vectors" / "recorded" / f"{file}.json").read_text())["cases"]:
                asked = Case(case, pathlib.Path(folder))
                state = dict(case["initialState"])
                for step in case["steps"]:
                    asked.step(step)
                    state.update(step.get("state", {}))
                    for name, expected in step["views"].items():
                        asked.view(name, expected)
                asked.state(state)
                for line, name, text, is_right in asked.results():
                    passed += is_right
                    failed += not is_right
                    if not is_right and failed < 20:
                        print(f"FAIL {file} {case['id']} {name}\n  asked  {line}\n  got    {text[:400]}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed < 30_000


if __name__ == "__main__":
    sys.exit(main())
