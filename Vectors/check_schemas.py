#!/usr/bin/env python3
"""Check every vector file, and then the checks themselves against damaged files.

    python3 Vectors/check_schemas.py

A file has to fit the schema of its kind. What no schema can say is checked here: the names and state keys of a
case have to be those that its setup implies, and files in recorded/ have to keep to the values in README.md.

Needs the pip package `jsonschema`, 4.18 or later. Prints a line a file. Exit code: 0 if all passed, 1 if
anything failed, 2 if jsonschema is missing.
"""

import copy
import itertools
import json
import re
import sys
from pathlib import Path

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("check_schemas.py needs the pip package jsonschema, 4.18 or later: pip install 'jsonschema>=4.18'",
          file=sys.stderr)
    sys.exit(2)

HERE = Path(__file__).resolve().parent
KINDS = ("math", "quote", "amm", "market")
PROVENANCE = {"recorded": "contracts", "findings": "implementation"}  # folder: a field its sources must have


# Reading. JSON as the vectors use it has no duplicate fields and no fractions; Python accepts both.

def without_duplicates(pairs):
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError(f"duplicate field among {', '.join(name for name, _ in pairs)}")
    return fields


def not_a_number(text):
    raise ValueError(f"{text} is not an integer")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_duplicates,
                      parse_float=not_a_number, parse_constant=not_a_number)


def read_schema(path):
    # A `$` that ends a pattern means the end of the string; Python's also matches before a final newline.
    return json.loads(path.read_text(encoding="utf-8").replace('$"', r'\\Z"'))


# Validating.

class Schemas:
    """A compiled validator for the whole file and one for a single case, by kind."""

    def __init__(self, folder):
        self.by_name = {path.name: read_schema(path) for path in sorted(folder.glob("*.schema.json"))}
        self.expanded = {}
        self.file = {kind: Draft202012Validator(self.target(f"{kind}.schema.json")) for kind in KINDS}
        self.case = {kind: Draft202012Validator(self.target(f"{kind}.schema.json#/$defs/case")) for kind in KINDS}

    def target(self, reference, base=""):
        """What a $ref leads to, free of further ones: jsonschema takes twice as long when it has to follow them."""
        name, _, pointer = reference.partition("#")
        name = name or base
        if (name, pointer) not in self.expanded:
            schema = self.by_name[name]
            for part in pointer.split("/")[1:]:
                schema = schema[part]
            self.expanded[name, pointer] = self.expand(schema, name)
        return self.expanded[name, pointer]

    def expand(self, node, base):
        if isinstance(node, list):
            return [self.expand(item, base) for item in node]
        if not isinstance(node, dict):
            return node
        schema = {key: self.expand(value, base) for key, value in node.items() if key not in ("$ref", "$defs")}
        if "$ref" not in node:
            return schema
        target = self.target(node["$ref"], base)
        return {**schema, "allOf": [target, *schema.get("allOf", [])]} if schema else target

    def errors(self, document, folder):
        """What is wrong with a document, as lines of text: the frame with its first case, then case by case."""
        kind = document.get("kind") if isinstance(document, dict) else None
        if kind not in KINDS:
            yield f"unknown kind {kind!r}"
            return
        cases = document.get("cases")
        frame = {**document, "cases": cases[:1]} if isinstance(cases, list) else document
        if (yield from self.violations(self.file[kind], frame)):
            return
        seen = set()
        for index, case in enumerate(cases):
            name = case.get("id") if isinstance(case, dict) else case
            if index > 0 and (yield from self.violations(self.case[kind], case, f"{name}: ")):
                continue
            if name in seen:
                yield f"{name}: the id occurs twice"
            seen.add(name)
            if kind in ("amm", "market"):
                yield from (f"{name}: {problem}" for problem in misfits(kind, case))
            if folder == "recorded":
                yield from (f"{name}: {problem}" for problem in undocumented(kind, case))

    @staticmethod
    def violations(validator, instance, prefix=""):
        """Yields a line for each violation, returns whether there was any."""
        found = False
        for error in validator.iter_errors(instance):
            found = True
            yield prefix + describe(error)
        return found


def describe(error):
    place = "/".join(str(part) for part in error.absolute_path)
    message = error.message if len(error.message) <= 200 else f"{error.message[:120]} ... {error.message[-70:]}"
    return f"{place}: {message}" if place else message


# What the schemas can't say. All of this runs on cases that fit their schema.

POOL_FIELDS = (
    "quoteAssetReserve", "baseAssetReserve", "totalPositionSize", "cumulativeNotional", "fundingRate",
    "baseAssetDeltaThisFundingPeriod", "nextFundingTime", "settlementPrice", "snapshotCount", "liquidityHistoryCount",
    "fluctuationLimitRatio", "tollRatio", "spreadRatio", "spotPriceTwapInterval", "maxHoldingBaseAsset",
    "openInterestNotionalCap", "open")
MARKET_FIELDS = ("openInterestNotional", "cumulativePremiumFraction", "lastRestrictionBlock")
POSITION_FIELDS = (
    "size", "margin", "openNotional", "lastUpdatedCumulativePremiumFraction", "liquidityHistoryIndex", "blockNumber")
HOUSE_FIELDS = {"v1": ("prepaidBadDebt", "paused", "initMarginRatio", "maintenanceMarginRatio", "liquidationFeeRatio")}
HOUSE_FIELDS["v2"] = HOUSE_FIELDS["v1"] + ("partialLiquidationRatio",)
HOUSE_ACCOUNTS = ("clearingHouse", "insuranceFund", "tollPool")
ORACLE = "priceFeed"
# Fields that may name any account at all, or nobody.
ANYBODY = ("newOwner", "previousOwner", "priceFeed", "to", "spender", "withdrawer")
POOL_EVENTS = (
    "ReserveSnapshotted", "SwapInput", "SwapOutput", "FundingRateUpdated", "LiquidityChanged", "CapChanged",
    "Shutdown", "PriceFeedUpdated")


def traders(setup):
    return [account for account in setup["balances"] if account not in HOUSE_ACCOUNTS]


def state_keys(kind, setup):
    """The keys of the whole state, which follow from the setup."""
    keys = {f"amm.{pool}.{field}" for pool in setup["amms"] for field in POOL_FIELDS}
    if kind == "market":
        for pool in setup["amms"]:
            keys.update(f"clearingHouse.{pool}.{field}" for field in MARKET_FIELDS)
            keys.update(f"position.{pool}.{name}.{field}" for name in traders(setup) for field in POSITION_FIELDS)
        keys.update(f"clearingHouse.{field}" for field in HOUSE_FIELDS[setup["revision"]])
        keys.update(f"balance.{name}" for name in (*traders(setup), *HOUSE_ACCOUNTS))
    return keys


def mentions(case):
    """The pools and accounts that a case names outside its states: place, pool or account, name."""
    setup = case["setup"]
    for name in (setup["whitelist"], setup.get("counterParty"), *setup.get("backstop", [])):
        if name is not None:
            yield "setup", "account", name
    for index, step in enumerate(case["steps"]):
        here = f"steps/{index}"
        yield here, "account", step["caller"]
        if step["target"].startswith("amm."):
            yield here, "pool", step["target"].removeprefix("amm.")
        yield from arguments(step["args"], f"{here}/args")
        for number, event in enumerate(step.get("events", [])):
            if event["name"] in POOL_EVENTS:
                yield f"{here}/events/{number}", "pool", event["emitter"]
            yield from arguments(event["args"], f"{here}/events/{number}/args")
        for view in step["views"]:
            group, pool, subject = view.split(".")[:3]
            yield f"{here}/views", "pool", pool
            if group == "position":
                yield f"{here}/views", "account", subject


def arguments(args, place):
    for field, what in (("amm", "pool"), ("trader", "account"), ("account", "anybody"), ("sender", "account"),
                        ("liquidator", "account"), *((field, "anybody") for field in ANYBODY)):
        if args.get(field) is not None:
            yield place, what, args[field]


def created(setup):
    """A setup as if the system had been created: that of a state document has its pools and balances."""
    document = setup.get("state")
    if document is None:
        return setup
    balances = {key.removeprefix("balance."): value for key, value in document["state"].items()
                if key.startswith("balance.") and key != "balance.clearingHouse" and key != "balance.tollPool"}
    house = document["clearingHouse"]
    return {"revision": document["revision"], "amms": document["amms"], "balances": balances,
            "whitelist": house["whitelist"], "backstop": house["backstop"]}


def misfits(kind, case):
    """What does not fit the setup: states with other keys, balances not as given, names that nobody has."""
    document = case["setup"].get("state")
    case = {**case, "setup": created(case["setup"])}
    setup, initial, keys = case["setup"], case["initialState"], state_keys(kind, case["setup"])
    if document is not None and document["state"] != initial:
        yield "initialState: not the state that the setup starts from"
    yield from (f"initialState: {key} is missing" for key in sorted(keys - initial.keys()))
    yield from (f"initialState: the setup has no {key}" for key in sorted(initial.keys() - keys))
    for key in initial:
        if document is None and key.startswith("balance.") and initial[key] != setup["balances"].get(key.removeprefix("balance."), "0"):
            yield f"initialState: {key} is not as in the setup"
    for index, step in enumerate(case["steps"]):
        for key in step.get("state", ()):
            if key not in keys:
                yield f"steps/{index}/state: the setup has no {key}"
    known = {"pool": setup["amms"].keys(), "account": {*traders(setup), "owner", "tollPool"}}
    known["anybody"] = {*known["account"], *HOUSE_ACCOUNTS, ORACLE}
    for place, what, name in mentions(case):
        if name not in known[what]:
            yield f"{place}: the setup has no {'pool' if what == 'pool' else 'account'} {name!r}"


# What README.md documents for recorded files. Others may use any names, profiles and flags.

RECORDED_ID = re.compile("[A-Za-z0-9][A-Za-z0-9.-]*")
RECORDED_POOLS = {"amm": (["ETH"],), "market": (["ETH"], ["ETH", "BTC"])}
RECORDED_BALANCES = {"alice", "bob", "carol", "dave", "erin", "whale", "keeper", "insuranceFund"}
RECORDED_PROFILES = ("production", "classic", "crash", "tight", "caps", "extreme", "directed")
RECORDED_FLAGS = (
    "Access", "BadDebt", "Boundary", "Caps", "Decimals", "Dust", "Events", "Extreme", "Fees", "FluctuationLimit",
    "Funding", "InsuranceFund", "KnownDefect", "Limit", "Liquidation", "LiquidityMigration", "Margin", "Money",
    "MultiMarket", "Oracle", "Order", "Ownership", "PathIndependence", "PrepaidBadDebt", "RestrictionMode", "Reverse",
    "Revert", "Rounding", "Shutdown", "Slippage", "TinyReserves", "TradeLimit", "TWAP", "Twap")


def undocumented(kind, case):
    if not RECORDED_ID.fullmatch(case["id"]):
        yield "an id of another form"
    if kind in RECORDED_POOLS:
        if list(case["setup"]["amms"]) not in RECORDED_POOLS[kind]:
            yield "setup/amms: other pools than documented"
        if case["setup"]["balances"].keys() != RECORDED_BALANCES:
            yield "setup/balances: other accounts than documented"
        if case["profile"] not in RECORDED_PROFILES:
            yield f"profile: {case['profile']!r} is not documented"
        yield from (f"flags: {flag!r} is not documented" for flag in case.get("flags", ())
                    if flag not in RECORDED_FLAGS)


# Checking.

def check_schema(schema):
    try:
        Draft202012Validator.check_schema(schema)
    except Exception as error:  # SchemaError, and what a broken pattern raises
        yield str(error).splitlines()[0]


def check_file(schemas, path, folder):
    try:
        document = read(path)
    except ValueError as error:
        yield f"not readable: {error}"
        return
    problems = list(schemas.errors(document, folder))
    if not problems and PROVENANCE[folder] not in document["source"]:
        problems = [f"a file in {folder} must name its {PROVENANCE[folder]} as source"]
    yield from problems


# Self-test. Small documents cut from recorded files are damaged at one place at a time; all must be refused.

SAMPLES = {  # name: file, then the case and which of its steps (math, quote: a case an operation)
    "math": ("math.json", None, ()),
    "quote": ("quote.json", None, ()),
    "amm v1": ("amm-v1.json", "amm-v1-0000", (0, 1)),
    "amm v2": ("amm-v2.json", "amm-v2-0000", (0, 1)),
    "market v1": ("directed-v1.json", "k-doubling-keeps-notional", (0, 1, 2)),
    "market v2": ("directed-v2.json", "liquidate-slippage-buy", (0, 1, 2, 3, 4)),
    "findings": ("directed-v2.json", "two-markets-one-vault", (0, 7)),  # as if it came from there: see as_finding
}
OTHER_NAMES = {"ETH": "SOL", "BTC": "AVAX", "alice": "t1", "bob": "zoe", "carol": "oracle", "keeper": "Robo Z"}
LEFT_OUT = {"dave", "erin", "whale"}

NEW_EVENT = {"emitter": "clearingHouse", "name": "Paused", "args": {"account": "owner"}}
DAMAGE = [  # sample, place, what to put there
    ("math", "format", "vamm-vectors/2"),
    ("math", "kind", "quote"),
    ("math", "cases", []),
    ("math", "source/implementation", "a second kind of provenance"),
    ("math", "cases/0/op", "uint256.pow"),
    ("math", "cases/0/x", "-1"),
    ("math", "cases/0/x", "1" + 78 * "0"),
    ("math", "cases/0/revert", "a second outcome"),
    ("math", "cases/0/invalid", True),
    ("quote", "cases/0/op", "spotPrice"),
    ("quote", "cases/0/direction", "sideways"),
    ("quote", "cases/0/amount", "1e18"),
    ("quote", "cases/0/invalid", True),
    ("amm v1", "cases/0/profile", "calm"),
    ("amm v1", "cases/0/setup/revision", "v2"),
    ("amm v1", "cases/0/setup/backstop", []),
    ("amm v1", "cases/0/steps/0/target", "clearingHouse"),
    ("amm v1", "cases/0/comment", 7),
    ("amm v2", "cases/0/setup/revision", "v1"),
    ("amm v2", "cases/0/initialState/balance.alice", "0"),
    ("amm v2", "cases/0/steps/0/call", "migrateLiquidity"),
    ("amm v2", "cases/0/steps/0/events/0/emitter", "BTC"),
    ("amm v2", "cases/0/steps/0/views/position.ETH.alice.marginRatio", "0"),
    ("market v1", "cases/0/flags", ["Unheard"]),
    ("market v1", "cases/0/setup/counterParty", "keeper"),
    ("market v1", "cases/0/steps/0/call", "liquidateWithSlippage"),
    ("market v1", "cases/0/steps/0/views/amm.ETH.isOverSpreadLimit", False),
    ("market v1", "cases/0/steps/0/state/clearingHouse.partialLiquidationRatio", "0"),
    ("market v1", "cases/0/initialState/clearingHouse.partialLiquidationRatio", "0"),
    ("market v2", "cases/0/setup/amms/BTC", {}),
    ("market v2", "cases/0/steps/0/target", "amm.ETH"),
    ("market v2", "cases/0/steps/0/target", "insuranceFund"),
    ("market v2", "cases/0/steps/0/call", "mint"),
    ("market v2", "cases/0/steps/0/call", "adjustPosition"),
    ("market v2", "cases/0/steps/0/caller", "mallory"),
    ("market v2", "cases/0/steps/0/args/side", "hold"),
    ("market v2", "cases/0/steps/0/args/amm", "BTC"),
    ("market v2", "cases/0/steps/0/block/number", "10000001"),
    ("market v2", "cases/0/steps/0/block/number", -1),
    ("market v2", "cases/0/steps/0/revert", "a second outcome"),
    ("market v2", "cases/0/steps/0/invalid", True),
    ("market v2", "cases/0/steps/0/returns", "0"),
    ("market v2", "cases/0/steps/0/events/0/name", "Transfer"),
    ("market v2", "cases/0/steps/0/events/0/name", "SwapInput"),
    ("market v2", "cases/0/steps/0/events/0/name", "LiquidityChanged"),
    ("market v2", "cases/0/steps/0/events/0/emitter", "clearingHouse"),
    ("market v2", "cases/0/steps/0/state/balance.mallory", "0"),
    ("market v2", "cases/0/steps/0/state/amm.ETH.open", "true"),
    ("market v2", "cases/0/steps/0/state/amm.BTC.open", True),
    ("market v2", "cases/0/steps/0/views/amm.ETH.spotPrice", "-1"),
    ("market v2", "cases/0/steps/0/views/amm.ETH.spotPrice", {"revert": "", "invalid": True}),
    ("market v2", "cases/0/steps/0/views/amm.ETH.twapPrice", "0"),
    ("market v2", "cases/0/steps/0/views/amm.ETH.twapPrice.0900", "0"),
    ("market v2", "cases/0/steps/3/invalid", True),
    ("market v2", "cases/0/steps/3/invalid", False),
    ("market v2", "cases/0/steps/3/revert", None),
    ("market v2", "cases/0/steps/3/state", {}),
    ("market v2", "cases/0/steps/3/events", [NEW_EVENT]),
    ("market v2", "cases/0/steps/4/returns", "0"),
    ("findings", "source/evm", "a second kind of provenance"),
    ("findings", "cases/0/id", ""),
    ("findings", "cases/0/profile", ""),
    ("findings", "cases/0/flags", [""]),
    ("findings", "cases/0/setup/amms", {}),
    ("findings", "cases/0/setup/balances/owner", "0"),
    ("findings", "cases/0/setup/balances/tollPool", "0"),
    ("findings", "cases/0/setup/balances/mallory", "0"),
    ("findings", "cases/0/setup/whitelist", "mallory"),
    ("findings", "cases/0/setup/whitelist", "owner"),
    ("findings", "cases/0/setup/backstop", ["mallory"]),
    ("findings", "cases/0/initialState/amm.DOT.open", True),
    ("findings", "cases/0/initialState/clearingHouse.DOT.openInterestNotional", "0"),
    ("findings", "cases/0/initialState/position.SOL.mallory.size", "0"),
    ("findings", "cases/0/initialState/position.SOL.owner.size", "0"),
    ("findings", "cases/0/initialState/balance.mallory", "0"),
    ("findings", "cases/0/initialState/balance.zoe", "1"),
    ("findings", "cases/0/initialState/balance.tollPool", "1"),
    ("findings", "cases/0/steps/0/target", "amm.DOT"),
    ("findings", "cases/0/steps/0/caller", "mallory"),
    ("findings", "cases/0/steps/0/caller", "insuranceFund"),
    ("findings", "cases/0/steps/0/args/amm", "DOT"),
    ("findings", "cases/0/steps/0/events/0/emitter", "DOT"),
    ("findings", "cases/0/steps/0/events/0/emitter", "insuranceFund"),
    ("findings", "cases/0/steps/0/events/2/emitter", "SOL"),
    ("findings", "cases/0/steps/0/events/2/args/amm", "DOT"),
    ("findings", "cases/0/steps/0/events/2/args/trader", "mallory"),
    ("findings", "cases/0/steps/0/state/amm.DOT.open", True),
    ("findings", "cases/0/steps/0/state/clearingHouse.DOT.openInterestNotional", "0"),
    ("findings", "cases/0/steps/0/state/position.SOL.mallory.size", "0"),
    ("findings", "cases/0/steps/0/state/position.SOL.zoe.leverage", "0"),
    ("findings", "cases/0/steps/0/state/balance.mallory", "0"),
    ("findings", "cases/0/steps/0/views/amm.DOT.spotPrice", "0"),
    ("findings", "cases/0/steps/0/views/position.DOT.zoe.marginRatio", "0"),
    ("findings", "cases/0/steps/0/views/position.SOL.mallory.marginRatio", "0"),
    ("findings", "cases/0/steps/0/views/position.SOL.owner.marginRatio", "0"),
    ("findings", "cases/0/steps/1/args/trader", "mallory"),
    ("findings", "cases/0/steps/1/events/4/args/liquidator", "mallory"),
    ("findings", "cases/0/steps/1/events/4/args/liquidator", "tollPool"),
]


def sample(name):
    file, case_id, steps = SAMPLES[name]
    document = read(HERE / "recorded" / file)
    if case_id:
        cases = [case for case in document["cases"] if case["id"] == case_id]
        cases[0]["steps"] = [cases[0]["steps"][index] for index in steps]
    else:
        kinds = {}
        for case in document["cases"]:
            kinds.setdefault(case["op"], case)
        cases = list(kinds.values())
    document = {**document, "cases": cases}
    return as_finding(document) if name == "findings" else document


def as_finding(document):
    """The document with names, profile and flags that no recorded file has, and without some of the traders."""
    text = json.dumps(document)
    for old, new in OTHER_NAMES.items():
        text = re.sub(rf"\b{old}\b", new, text)
    document = json.loads(text)
    case, = document["cases"]
    for names in (case["setup"]["balances"], case["initialState"]):
        for name in [name for name in names if LEFT_OUT & set(name.split("."))]:
            del names[name]
    case.update(id="A finding", profile="scenario", flags=["Anything at all"])
    return {**document, "source": {"implementation": "an implementation", "note": "a note"}}


def put(document, place, value):
    *parents, last = place.split("/")
    for part in parents:
        document = document[int(part) if isinstance(document, list) else part]
    document[last] = value


def optional(place, name):
    return place.endswith(("/state", "/views")) or name in ("comment", "flags")


BAD_NUMBERS = itertools.cycle([int, lambda text: "0" + text, lambda text: text + "\n"])


def damaged(node, place=""):
    """Damage the document under `node` at one place after the other; say what was done, then repair it."""
    if isinstance(node, dict):
        node["surprise"] = "0"
        yield f"{place}: an unknown field"
        del node["surprise"]
        for name in list(node):
            if not optional(place, name):
                value = node.pop(name)
                yield f"{place}/{name}: missing"
                node[name] = value
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        value, here = node[key], f"{place}/{key}"
        if isinstance(value, (dict, list)):
            yield from damaged(value, here)
        elif isinstance(value, str) and value.lstrip("-").isdigit():
            node[key] = next(BAD_NUMBERS)(value)
            yield f"{here}: {node[key]!r}"
            node[key] = value


def edited(document, sample_name):
    """Copies of the document with one row of DAMAGE each, and what was done."""
    for name, place, value in DAMAGE:
        if name == sample_name:
            copied = copy.deepcopy(document)
            put(copied, place, value)
            yield copied, f"{place}: {value!r}"


def self_test(schemas, name):
    """The number of damaged documents tried, and a line for every one that was not refused."""
    folder = "findings" if name == "findings" else "recorded"

    def refused(document):
        return next(schemas.errors(document, folder), None) is not None

    document = sample(name)
    problems = ["the undamaged sample is refused"] if refused(document) else []
    tried = [(what, refused(document)) for what in damaged(document)]
    tried += [(what, refused(copied)) for copied, what in edited(document, name)]
    return len(tried), problems + [f"accepted: {what}" for what, was_refused in tried if not was_refused]


# Reporting.

class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, problems, note=""):
        shown = problems[:5] + ([f"and {len(problems) - 5} more"] if len(problems) > 5 else [])
        print("\n    ".join([f"{'FAIL' if problems else 'ok  '} {name}{note}"] + shown), flush=True)
        self.passed += not problems
        self.failed += bool(problems)


def check_transcript(schemas, path):
    """What does not fit in a conversation: questions and answers by turns."""
    lines = path.read_text(encoding="utf-8").splitlines()
    validators = [Draft202012Validator(schemas.target(f"protocol.schema.json#/$defs/{part}"))
                  for part in ("question", "answer")]
    if not lines or len(lines) % 2:
        yield "a conversation has an answer for each question"
    for number, line in enumerate(lines):
        message, damaged = json.loads(line), {"unknown": "", **json.loads(line)}
        for error in validators[number % 2].iter_errors(message):
            yield f"line {number + 1}: {error.message[:200]}"
        if validators[number % 2].is_valid(damaged):
            yield f"line {number + 1} fits with an unknown member, too"


BAD_DEVIATIONS = (
    {}, {"reason": "of nothing"}, {"key": "amm.fundingRate"}, {"key": "amm.fundingRate", "reason": ""},
    {"text": "amm was closed", "reason": "without as"}, {"as": "closed", "reason": "without text"},
    {"key": "amm.fundingRate", "within": -1, "reason": "a distance below 0"},
    {"key": "amm.fundingRate", "ends": "yes", "reason": "no truth value"},
    {"key": "amm.fundingRate", "reason": "an unknown field", "surprise": "0"},
)


def check_accept(schemas, path):
    """What does not fit in a file of accepted deviations, and which damaged ones fit."""
    validator = Draft202012Validator(schemas.target("accept.schema.json"))
    document = read(path)
    yield from (describe(error) for error in validator.iter_errors(document))
    for deviation in BAD_DEVIATIONS:
        if validator.is_valid({**document, "accept": [*document["accept"], deviation]}):
            yield f"accepted: {deviation}"
    for damage in ({"format": "vamm-accept/2"}, {"accept": {}}, {"surprise": "0"}):
        if validator.is_valid({**document, **damage}):
            yield f"accepted: {damage}"


def check_state(schemas, path):
    """What does not fit in a state document, and which damaged ones fit."""
    validator = Draft202012Validator(schemas.target("state.schema.json"))
    document = read(path)
    yield from (describe(error) for error in validator.iter_errors(document))
    setup = created({"state": document})
    keys = state_keys("market", setup)
    yield from (f"state: {key} is missing" for key in sorted(keys - document["state"].keys()))
    yield from (f"state: there is no {key}" for key in sorted(document["state"].keys() - keys))
    for what in damaged(document):
        # Allowances are by account, whoever there is.
        by_account = what == "/allowances: an unknown field"
        if "/source" not in what and not what.startswith("/state/") and not by_account and validator.is_valid(document):
            yield f"accepted: {what}"


# Scenarios, which people write: they fit their schema, and damaged ones don't.

SCENARIO_DAMAGE = [  # place, what to put there; a place that ends in "-" is left out
    ("format", "vamm-vectors/1"), ("nam", "x"), ("setup-", None), ("steps", []), ("setup/amms", {}),
    ("setup/amms/ETH/quoteAssetReserve-", None), ("setup/amms/ETH/quoteAssetReserve", 7),
    ("setup/amms/ETH/quoteAssetReserve", "1e3"), ("setup/balances-", None), ("setup/balances/owner", "1"),
    ("setup/counterParty", "owner"), ("setup/block", {"number": 1 << 53}), ("steps/0/call-", None),
    ("steps/0/cal", "x"), ("steps/0/wait", -1), ("steps/0/target", "pool"), ("steps/0/succeeds", False),
    ("steps/0/reverts", 7), ("steps/0/expect", {"suceeds": True}), ("steps/0/expect", True),
    ("steps/0/events", [{"args": {}}]), ("steps/0/state", {"balance.alice": 7}), ("steps/0/views", "amm.ETH.spotPrice"),
    ("steps/0/comment", 7),
]


def check_scenarios(schemas, folder):
    """Yields each scenario's name with what is wrong with it, and then the damaged ones that were not refused."""
    validator = Draft202012Validator(schemas.target("scenario.schema.json"))
    paths = sorted(folder.glob("*.scenario.json"))
    for path in paths:
        yield path.name, [describe(error) for error in validator.iter_errors(read(path))]
    problems = []
    for place, value in SCENARIO_DAMAGE:
        document = copy.deepcopy(read(folder / "published-example.scenario.json"))
        *parents, last = place.removesuffix("-").split("/")
        at = document
        for part in parents:
            at = at[int(part) if isinstance(at, list) else part]
        if place.endswith("-"):
            del at[last]
        else:
            at[last] = value
        if validator.is_valid(document):
            problems.append(f"{place}: {value!r} was not refused")
    yield f"damaged, {len(SCENARIO_DAMAGE)}", problems


def main():
    schemas, report = Schemas(HERE / "schemas"), Report()
    for name, schema in schemas.by_name.items():
        report.add(f"schemas/{name}", list(check_schema(schema)))
    for folder in PROVENANCE:
        for path in sorted((HERE / folder).rglob("*.json")):
            report.add(path.relative_to(HERE).as_posix(), list(check_file(schemas, path, folder)))
    report.add("examples/protocol.jsonl", list(check_transcript(schemas, HERE / "examples" / "protocol.jsonl")))
    for path in sorted((HERE / "examples").glob("*.state.json")):
        report.add(f"examples/{path.name}", list(check_state(schemas, path)))
    for path in sorted((HERE / "examples").glob("*.accept.json")):
        report.add(f"examples/{path.name}", list(check_accept(schemas, path)))
    for name in SAMPLES:
        tried, problems = self_test(schemas, name)
        report.add(f"self-test {name}", problems, f": {tried} damaged files")
    for name, problems in check_scenarios(schemas, HERE / "scenarios"):
        report.add(f"scenarios/{name}", problems)
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
