"""A first map for a fork: what its artifacts have that the defaults ask for, and a list of what they lack."""

import difflib
import re

from .expressions import parse_call, parse_event
from .mapfile import NONE, MapFile, defaults
from .plan import DEFAULT_ROLES
from .problem import Problem

ROLES = ("amm", "clearingHouse", "viewer", "insuranceFund", "priceFeed", "quoteToken")
LEAST_SHARE = 0.4  # of the functions that a part is asked for
CLOSE = 0.6
FIGURES = {
    "amm": ("pool", ("quoteAssetReserve", "baseAssetReserve", "tradeLimitRatio", "fundingPeriod",
                     "fluctuationLimitRatio", "tollRatio", "spreadRatio", "maxHoldingBaseAsset",
                     "openInterestNotionalCap", "spotPriceTwapInterval")),
    "clearingHouse": ("house", ("initMarginRatio", "maintenanceMarginRatio", "liquidationFeeRatio",
                                "partialLiquidationRatio")),
}
PARTS = {"priceFeedKey": "feedKey", "quoteAsset": "quoteToken", "quoteToken": "quoteToken", "priceFeed": "priceFeed",
         "insuranceFund": "insuranceFund", "clearingHouse": "clearingHouse", "tollPool": "tollPool",
         "feePool": "tollPool", "decimals": "token.decimals", "owner": "owner"}
DEPLOYED_BY = {"amm": "pool", "clearingHouse": "house", "insuranceFund": "fund", "priceFeed": "feed",
               "viewer": "viewer", "quoteToken": "token"}


def _plain(name):
    """A name without case, underscores, and the words that forks put before and after."""
    return re.sub(r"^(get|is)|(map|ratio)$", "", name.replace("_", "").lower())


class FirstMap:
    """Matches artifacts with the defaults of a revision."""

    def __init__(self, artifacts, revision):
        self.map = defaults(revision)
        self.revision = revision
        self.contracts = [contract for contract in artifacts.all() if contract.bytecode]
        if not self.contracts:
            raise Problem("no contract with bytecode is in it", str(artifacts.path), "build the contracts first")
        self.chosen, self.entries, self.open = {}, {}, []

    def text(self):
        """The map as YAML, what is open as comments."""
        self._choose()
        self._match_setup()
        for section in ("calls", "state", "views"):
            self._match(section)
        self._match_events()
        MapFile(self._written(), "the first map")  # what is written must itself be a map
        return self._written()

    # Contracts.

    def _asked(self, role):
        """The functions that the defaults ask a part for: {(name, words)}."""
        asked = set()
        for section in ("calls", "state", "views"):
            for name, entry in self.map.fields[section].items():
                for text in _expressions(entry):
                    call = parse_call(text, DEFAULT_ROLES.get(name.split(".")[0], name.split(".")[0]), name)
                    if call.role == role:
                        asked.add((call.function, len(call.arguments)))
        return asked

    def _choose(self):
        for role in ROLES:
            named = self.map.fields["contracts"][role]
            exact = [one for one in self.contracts if one.name in named]
            asked = self._asked(role)

            def share(contract):
                has = {(name, len(one.leaves)) for name, ones in contract.interface.functions.items() for one in ones}
                return len(asked & has) / max(len(asked), 1)

            best = max(exact or self.contracts, key=share)
            if exact or role not in ("viewer", "quoteToken", "priceFeed") and share(best) >= LEAST_SHARE:
                self.chosen[role] = best
        if "amm" not in self.chosen:
            names = ", ".join(sorted(contract.name for contract in self.contracts)[:12])
            raise Problem(f"no contract looks like a pool; there is {names}", advice="write contracts.amm in a map")

    # Setup.

    def _match_setup(self):
        for role, contract in self.chosen.items():
            expected = contract.interface.constructor
            step = DEPLOYED_BY[role]
            given = self.map.fields["setup"].get(step, {}).get("arguments", [])
            if len(expected.leaves) != len(given):
                self._construct(role, step, expected)
        for name, step in self.map.fields["setup"].items():
            role = parse_call(step["call"], "", name).role if "call" in step else step.get("store")
            contract = self.chosen.get(role)
            if "store" in step and contract and not self._has_places(step, contract):
                self.entries["setup", name] = NONE
                if len(contract.interface.constructor.leaves) == 0:
                    self.open.append(f"setup.{name}: {contract.name} has no such variables in its storage layout")
            elif "call" in step and contract:
                call = parse_call(step["call"], "", name)
                if not self._found(contract, call):
                    self.entries["setup", name] = NONE
                    self.open.append(
                        f"setup.{name}: {contract.name} has no {call.function} with {call.count()}, so the "
                        f"step is left out{self._candidates(contract, call)}")

    @staticmethod
    def _has_places(step, contract):
        names = {write["variable"] for write in step["values"]}
        known = {name.lstrip("_") for name in contract.layout}
        return names <= known if contract.layout else len(contract.interface.constructor.leaves) == 0

    def _construct(self, role, step, constructor):
        prefix, figures = FIGURES.get(role, ("", ()))
        arguments = []
        for name in constructor.names:
            plain = name.strip("_")
            arguments.append(f"{prefix}.{plain}" if plain in figures else PARTS.get(plain, "?"))
        if "?" in arguments or not constructor.names:
            self.open.append(f"setup.{step}: what {constructor.text} of {self.chosen[role].name} takes "
                             f"({', '.join(constructor.names)})")
        fields = {"deploy": role, "arguments": arguments}
        for name in ("each", "when"):
            if name in self.map.fields["setup"].get(step, {}):
                fields[name] = self.map.fields["setup"][step][name]
        self.entries["setup", step] = fields

    # Functions.

    @staticmethod
    def _found(contract, call):
        named = contract.interface.functions.get(call.function, [])
        return any(len(signature.leaves) == len(call.arguments) for signature in named)

    def _alternative(self, contract, call):
        """The function of another name that is surely meant."""
        same = [signature for name, signatures in contract.interface.functions.items() for signature in signatures
                if _plain(name) == _plain(call.function) and len(signature.leaves) == len(call.arguments)]
        return same[0].name if len(same) == 1 else None

    @staticmethod
    def _candidates(contract, call, key=""):
        """What else the contract has of a similar name, or of one similar to the key that is asked for."""
        functions = contract.interface.functions
        names = difflib.get_close_matches(call.function, functions, 3, CLOSE)
        names += [name for name in difflib.get_close_matches(key, functions, 2, CLOSE) if name not in names]
        texts = [signature.text for name in names for signature in functions[name]]
        return f"; perhaps {' or '.join(texts)}" if texts else ""

    def _match(self, section):
        for name, entry in self.map.fields[section].items():
            default_role = DEFAULT_ROLES.get(name.split(".")[0], name.split(".")[0])
            replaced = entry
            for text in _expressions(entry):
                call = parse_call(text, default_role, name)
                contract = self.chosen.get(call.role)
                if contract is None and call.role == "viewer":
                    contract = self.chosen.get("clearingHouse")
                if contract is None:
                    continue
                if self._found(contract, call):
                    if call.role == "viewer" and "viewer" not in self.chosen:
                        replaced = _replaced(replaced, text, text.replace("viewer.", ""))
                    continue
                other = self._alternative(contract, call)
                if other is None:
                    replaced = None
                    self.open.append(f"{section}.{name}: {contract.name} has no {call.function} with "
                                     f"{call.count()}{self._candidates(contract, call, name.split('.')[-1])}")
                    break
                replaced = _replaced(replaced, text, text.replace("viewer.", "").replace(call.function, other, 1))
            self._keep(section, name, entry, replaced)

    def _keep(self, section, name, entry, replaced):
        if replaced is None and section != "state":
            replaced = NONE
        if replaced is not None and replaced != entry:
            self.entries[section, name] = replaced
        role = name.split(".")[0]
        is_storage = isinstance(entry, dict) and ("slot" in entry or "variable" in entry)
        if section == "state" and is_storage and role in self.chosen:
            contract, variable = self.chosen[role], entry["variable"]
            if contract.layout and variable not in contract.layout and f"_{variable}" not in contract.layout:
                near = difflib.get_close_matches(variable, contract.layout, 3, CLOSE)
                self.open.append(f"state.{name}: {contract.name} has no variable {variable}"
                                 + (f"; perhaps {' or '.join(near)}" if near else ""))
            elif not contract.layout:
                self.open.append(f"state.{name}: {contract.name} has no storage layout, so slot {entry['slot']} of the "
                                 "original is taken; check it")

    def _match_events(self):
        for name, text in self.map.fields["events"].items():
            role = name.split(".")[0]
            contract = self.chosen.get(role)
            if contract is None or text == NONE:
                continue
            theirs, parameters = parse_event(text, name)
            events = contract.interface.events.values()
            if not any(event.name == theirs and len(event.parameters) == len(parameters) for event in events):
                near = difflib.get_close_matches(theirs, {event.name for event in events}, 3, CLOSE)
                texts = [event.text for event in events if event.name in near]
                self.open.append(f"events.{name}: {contract.name} has no {theirs} with {len(parameters)} parameters"
                                 + (f"; perhaps {' or '.join(texts)}" if texts else ""))

    # Writing.

    def _written(self):
        lines = ["# A first map, written by vamm-evm init. What it does not say is as in the original contracts.",
                 "format: vamm-evm/1", f"revision: {self.revision}", "", "contracts:"]
        for role in ROLES:
            if role in self.chosen:
                lines.append(f"  {role}: {_quoted(self.chosen[role].name)}")
            elif role in ("viewer", "clearingHouse", "insuranceFund"):
                lines.append(f"  {role}: none")
            else:
                lines.append(f"  # {role}: {self.map.fields['contracts'][role][-1]}, which comes with vamm-evm")
        for section in ("setup", "calls", "state", "views"):
            of_section = {name: value for (part, name), value in self.entries.items() if part == section}
            if of_section:
                lines += ["", f"{section}:"]
            for name, value in of_section.items():
                lines += _written_entry(name, value)
        if self.open:
            lines += ["", "# Not matched. Say for each what it is in the fork, or none; then remove the line.", "#"]
            lines += [f"#   {line}" for line in self.open]
        return "\n".join(lines) + "\n"


def _expressions(entry):
    """The calls in an entry of a section."""
    if isinstance(entry, str):
        return [] if entry == NONE else [entry]
    if "call" in entry:
        return [] if entry["call"] == NONE or entry.get("unlisted") else [entry["call"]]
    if "slot" in entry or "variable" in entry:
        return []
    return list(entry.values())


def _replaced(entry, old, new):
    """An entry with one of its calls in another form."""
    if entry is None or isinstance(entry, str):
        return new if entry == old else entry
    return {name: new if value == old else value for name, value in entry.items()}


def _quoted(value):
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if re.fullmatch(r"[A-Za-z0-9_.]+", text) else '"' + text.replace('"', '\\"') + '"'


def _written_entry(name, value):
    if isinstance(value, str):
        return [f"  {name}: {_quoted(value)}"]
    lines = [f"  {name}:"]
    for field, inner in value.items():
        if isinstance(inner, list):
            lines.append(f"    {field}:" + (" []" if not inner else ""))
            lines += [f"      - {_quoted(item)}" for item in inner]
        elif isinstance(inner, dict):
            members = ", ".join(f"{key}: {member}" for key, member in inner.items())
            lines.append(f"    {field}: {{{members}}}")
        else:
            lines.append(f"    {field}: {inner if isinstance(inner, int) else _quoted(inner)}")
    return lines


def first_map(artifacts, revision):
    """The text of a first map."""
    return FirstMap(artifacts, revision).text()
