"""A map bound to artifacts: every call, getter, view and event checked against an ABI before the first question."""

from dataclasses import dataclass, field, replace

from .artifacts import Contract
from .expressions import Argument, Call, constant, parse_call, parse_event
from .mapfile import NONE
from .problem import Problem, nearest

ACCOUNT = "account"
KIND_ROLES = {"quote": ("amm",), "amm": ("amm", "priceFeed", "quoteToken"),
              "market": ("amm", "priceFeed", "quoteToken", "clearingHouse")}
DEFAULT_ROLES = {"position": "clearingHouse", "balance": "quoteToken"}


@dataclass(frozen=True)
class Bound:
    """A call with the function that it is."""

    call: Call
    signature: object
    where: str


@dataclass(frozen=True)
class Place:
    """A place in a contract's storage."""

    role: str
    slot: int
    keys: tuple
    offset: int
    size: int
    is_vyper: bool
    element: object = None
    stride: int = 1
    word: int = 0


@dataclass(frozen=True)
class Step:
    """A step of the setup."""

    name: str
    kind: str  # deploy, call or store
    role: str
    where: str
    sender: str
    through: str
    each: str
    condition: str
    arguments: tuple = ()
    bound: Bound | None = None
    writes: tuple = ()  # (Place, Argument)


@dataclass
class Plan:
    """All that the driver needs to know, looked up and checked."""

    name: str
    revision: str
    map: object
    contracts: dict = field(default_factory=dict)  # {role: Contract, or None for an account}
    libraries: dict = field(default_factory=dict)  # {(source, library): Contract}
    kinds: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    missing: dict = field(default_factory=dict)  # {(section, name): why}

    @property
    def fields(self):
        return self.map.fields

    def contract(self, role, where):
        """The contract that plays a part."""
        if role not in self.contracts:
            known = [name for name, contract in self.contracts.items() if contract]
            raise Problem(f"no contract plays {role or 'the part that is called'}", where, nearest(role, known))
        contract = self.contracts[role]
        if contract is None:
            raise Problem(f"{role} is an account without code", where, "name a contract")
        return contract

    def bind(self, text, role, section, name, is_listed=True):
        """A call of the map with its function."""
        where = self.map.where(section, name)
        call = parse_call(text, role, where)
        return Bound(call, call.bound(self.contract(call.role, where), where, is_listed), where)

    def place(self, fields, role, where):
        """A place in storage, by the artifact's layout or by its number."""
        role = fields.get("contract", role)
        contract = self.contract(role, where)
        slot, offset, size = fields.get("slot"), fields.get("offset", 0), fields.get("bytes")
        variable = fields.get("variable")
        if variable is not None and contract.layout:
            found = contract.layout.get(variable) or contract.layout.get(f"_{variable}")
            if found is None:
                raise Problem(f"{contract.name} has no variable {variable} in its storage layout", where,
                              nearest(variable, contract.layout))
            slot = found[0]
            if not fields.get("keys") and "offset" not in fields and fields.get("element") is None:
                offset, size = found[1], size or min(found[2], 32 - found[1])
        if slot is None:
            raise Problem(f"{contract.title} has no storage layout to find {variable} in", where,
                          "compile with the layout in the output, or give its slot")
        keys = tuple(argument_of(key, where) for key in fields.get("keys", ()))
        element = fields.get("element")
        return Place(role, slot, keys, offset, size or 32 - offset, contract.is_vyper,
                     None if element is None else argument_of(element, where), fields.get("stride", 1),
                     fields.get("word", 0))


def argument_of(value, where):
    """A name or a constant outside of a call."""
    if isinstance(value, (bool, int)):
        return Argument(constant=value)
    found = constant(value)
    return Argument(value) if found is None else Argument(constant=found)


def _resolve_contracts(plan, artifacts):
    for role, choice in plan.fields["contracts"].items():
        names = [choice] if isinstance(choice, str) else choice
        where = plan.map.where("contracts", role)
        for name in names:
            if name == NONE:
                break
            if name == ACCOUNT:
                plan.contracts[role] = None
                break
            if name == names[-1] and (role in ("amm",) or plan.map.is_said("contracts", role)):
                plan.contracts[role] = artifacts.get(name, where)
                break
            found = artifacts.find(name)
            if found is not None:
                plan.contracts[role] = artifacts.get(found.title if found.source else name, where) \
                    if not name.startswith("builtin:") else found
                break
    for contract in [one for one in plan.contracts.values() if one]:
        _resolve_libraries(plan, artifacts, contract)


def _resolve_libraries(plan, artifacts, contract):
    for source, library in contract.links:
        if (source, library) not in plan.libraries:
            found = artifacts.get(f"{source}:{library}", contract.file)
            plan.libraries[source, library] = found
            _resolve_libraries(plan, artifacts, found)


def _steps(plan):
    """The setup's steps, without those about parts that are none."""
    for name, step in plan.fields["setup"].items():
        where = plan.map.where("setup", name)
        common = {
            "name": name, "where": where, "sender": step.get("from", "owner"), "through": step.get("through", ""),
            "each": step.get("each", ""), "condition": step.get("if", ""),
        }
        text = step.get("call")
        role = step.get("deploy") or step.get("store") or parse_call(text, "", where).role
        if role in plan.fields["contracts"] and role not in plan.contracts:
            continue
        if "deploy" in step and plan.contracts.get(role, role) is None:
            continue
        yield step, Step(kind=_kind_of(step), role=role, **common)


def _kind_of(step):
    return next(kind for kind in ("deploy", "call", "store") if kind in step)


def steps_of(plan, kind):
    """The bound steps of the setup of a kind of vectors.

    Raises a Problem, that of the fork's own map where there are several.
    """
    steps, problems = [], []
    for fields, step in _steps(plan):
        if fields.get("when", kind) != kind:
            continue
        try:
            steps.append(_bound_step(plan, fields, step))
        except Problem as problem:
            problems.append((plan.map.is_said("setup", step.name), problem))
    _raise_first(problems, False)
    return steps


def _bound_step(plan, fields, step):
    contract = plan.contract(step.role, step.where)
    if step.kind == "deploy":
        arguments = tuple(argument_of(value, step.where) for value in fields.get("arguments", ()))
        expected = contract.interface.constructor
        if len(expected.leaves) != len(arguments):
            raise Problem(f"the constructor of {contract.name} is {expected.text}, and {len(arguments)} arguments "
                          "are given", step.where, "write arguments, one for each word")
        return replace(step, arguments=arguments)
    if step.kind == "call":
        return replace(step, bound=plan.bind(fields["call"], "", "setup", step.name))
    writes = tuple((plan.place(write, step.role, step.where), argument_of(write["value"], step.where))
                   for write in fields.get("values", ()))
    return replace(step, writes=writes)


def _raise_first(problems, is_counted):
    """Raises the first of problems that the fork's own map made, or else the first."""
    if not problems:
        return
    first = max(problems, key=lambda one: one[0])[1]
    others = len(problems) - 1
    raise Problem(f"{first} (and {others} more: vamm-evm init lists them)") if others and is_counted else first


def state_sources(plan, prefixes):
    """Where each state key is read: {key: Bound or Place}; keys that are none are left out.

    Raises one Problem for all that is missing.
    """
    sources, problems = {}, []
    for key, source in plan.fields["state"].items():
        prefix = key.split(".")[0]
        if source == NONE:
            plan.missing["state", key] = f"{key}: the map says that there is none"
        if prefix not in prefixes or source == NONE:
            continue
        role = DEFAULT_ROLES.get(prefix, prefix)
        try:
            if isinstance(source, str):
                sources[key] = plan.bind(source, role, "state", key)
            else:
                sources[key] = plan.place(source, role, plan.map.where("state", key))
        except Problem as problem:
            problems.append((plan.map.is_said("state", key), problem))
    _raise_first(problems, True)
    return sources


def _try(plan, section, name, bind, role=None):
    """What `bind` gives; where it raises for something that the fork's map says of a part that is there, that is an
    error, else it is missing."""
    role = role or DEFAULT_ROLES.get(name.split(".")[0], name.split(".")[0])
    try:
        return bind()
    except Problem as problem:
        if plan.map.is_said(section, name) and role in plan.contracts:
            raise
        plan.missing[section, name] = str(problem)
        return None


def quotes_of(plan):
    """The prices on given reserves: {name: Bound}; without all of them the kind quote is not offered."""
    quotes = {}
    for name, text in plan.fields["quotes"].items():
        bound = None if text == NONE else _try(
            plan, "quotes", name, lambda: plan.bind(text, "amm", "quotes", name), "amm")
        if bound:
            quotes[name] = bound
        elif "quote" in plan.kinds:
            plan.kinds.remove("quote")
            why = plan.missing.get(("quotes", name), f"{name} is none")
            plan.notes.append(f"{why}; vectors of kind quote are skipped")
    return quotes


def calls_of(plan):
    """The calls that can be made: {"target.call": (Bound, returns, through)}."""
    calls = {}
    for name, entry in plan.fields["calls"].items():
        fields = {"call": entry} if isinstance(entry, str) else entry
        role = name.split(".")[0]
        if fields["call"] == NONE:
            plan.missing["calls", name] = f"{name}: the map says that there is none"
            continue
        bound = _try(plan, "calls", name, lambda: plan.bind(
            fields["call"], role, "calls", name, not fields.get("unlisted", False)))
        if bound:
            calls[name] = (bound, fields.get("returns"), fields.get("through", ""))
    return calls


def views_of(plan):
    """The views that can be asked: {name: Bound or {field: Bound}}."""
    views = {}
    for name, entry in plan.fields["views"].items():
        role = DEFAULT_ROLES.get(name.split(".")[0], name.split(".")[0])
        if entry == NONE:
            plan.missing["views", name] = f"{name}: the map says that there is none"
            continue
        if isinstance(entry, str):
            bound = _try(plan, "views", name, lambda: plan.bind(entry, role, "views", name))
        else:
            bound = _try(plan, "views", name, lambda: {
                field: plan.bind(text, role, "views", name) for field, text in entry.items()})
        if bound:
            views[name] = bound
    return views


def events_of(plan):
    """The events that are told: {(role, topic): (Event, our name, our names of its parameters)}."""
    events = {}
    for name, text in plan.fields["events"].items():
        role, ours = name.split(".")
        contract: Contract = plan.contracts.get(role)
        if text == NONE or contract is None:
            continue
        where = plan.map.where("events", name)
        theirs, parameters = parse_event(text, where)
        found = [event for event in contract.interface.events.values() if event.name == theirs]
        fitting = [event for event in found if parameters is None or len(event.parameters) == len(parameters)]
        if not fitting and plan.map.is_said("events", name):
            raise Problem(f"{contract.name} has no event {text}", where,
                          nearest(theirs, {event.text for event in contract.interface.events.values()}))
        for event in fitting:
            events[role, event.topic] = (event, ours, parameters)
    return events


def make_plan(complete_map, artifacts, name):
    """Binds a map to artifacts.

    Raises a Problem for the first thing that can't be.
    """
    fields = complete_map.fields
    plan = Plan(fields.get("name", name), fields["revision"], complete_map)
    _resolve_contracts(plan, artifacts)
    plan.kinds = [kind for kind, roles in KIND_ROLES.items() if all(role in plan.contracts for role in roles)]
    if "market" not in plan.kinds:
        plan.notes.append(
            "no contract plays clearingHouse, so that vectors of kind market are skipped; name it under contracts")
    return plan
