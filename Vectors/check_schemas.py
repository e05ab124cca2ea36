#!/usr/bin/env python3
"""Check every vector file against the schema of its kind, and the schemas against damaged files.

    python3 Vectors/check_schemas.py

Needs the pip package `jsonschema`, 4.18 or later. Prints a line a file. Exit code: 0 if all passed, 1 if
anything failed, 2 if jsonschema is missing.
"""

import copy
import itertools
import json
import sys
from pathlib import Path

try:
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource
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
        registry = Registry().with_resources(
            (name, Resource.from_contents(schema)) for name, schema in self.by_name.items())

        def validator(reference):
            return Draft202012Validator({"$ref": reference}, registry=registry)

        self.file = {kind: validator(f"{kind}.schema.json") for kind in KINDS}
        self.case = {kind: validator(f"{kind}.schema.json#/$defs/case") for kind in KINDS}

    def errors(self, document):
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
        for case in cases:
            name = case.get("id") if isinstance(case, dict) else case
            if (yield from self.violations(self.case[kind], case, f"{name}: ")):
                continue
            if name in seen:
                yield f"{name}: the id occurs twice"
            seen.add(name)

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
    problems = list(schemas.errors(document))
    if not problems and PROVENANCE[folder] not in document["source"]:
        problems = [f"a file in {folder} must name its {PROVENANCE[folder]} as source"]
    yield from problems


# Self-test. Small documents cut from recorded files are damaged at one place at a time; all must be refused.

SAMPLES = {  # name: file, then the case and how many of its steps (math, quote: a case an operation)
    "math": ("math.json", None, 0),
    "quote": ("quote.json", None, 0),
    "amm v1": ("amm-v1.json", "amm-v1-0000", 2),
    "amm v2": ("amm-v2.json", "amm-v2-0000", 2),
    "market v1": ("directed-v1.json", "k-doubling-keeps-notional", 3),
    "market v2": ("directed-v2.json", "liquidate-slippage-buy", 5),
}

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
    ("amm v1", "cases/0/comment", "only market cases have one"),
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
]


def sample(file, case_id, steps):
    document = read(HERE / "recorded" / file)
    if case_id:
        cases = [case for case in document["cases"] if case["id"] == case_id]
        cases[0]["steps"] = cases[0]["steps"][:steps]
    else:
        kinds = {}
        for case in document["cases"]:
            kinds.setdefault(case["op"], case)
        cases = list(kinds.values())
    return {**document, "cases": cases}


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
    def refused(document):
        return next(schemas.errors(document), None) is not None

    document = sample(*SAMPLES[name])
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


def main():
    schemas, report = Schemas(HERE / "schemas"), Report()
    for name, schema in schemas.by_name.items():
        report.add(f"schemas/{name}", list(check_schema(schema)))
    for folder in PROVENANCE:
        for path in sorted((HERE / folder).rglob("*.json")):
            report.add(path.relative_to(HERE).as_posix(), list(check_file(schemas, path, folder)))
    for name in SAMPLES:
        tried, problems = self_test(schemas, name)
        report.add(f"self-test {name}", problems, f": {tried} damaged files")
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
