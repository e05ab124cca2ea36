"""Answers to the questions of vamm-check/1."""

from .abi import DoesNotFit
from .machine import revert_text
from .names import Scope
from .plan import calls_of, events_of, quotes_of, views_of
from .problem import Problem, nearest
from .state import StateReader
from .system import Builder, forwarded

PROTOCOL = "vamm-check/1"
QUOTE_SETUP = {
    "block": {"number": 1, "timestamp": 1_600_000_000}, "quoteToken": {"decimals": 18}, "whitelist": None,
    "balances": {}, "backstop": [], "counterParty": "owner",
    "amms": {"ETH": {
        "quoteAssetReserve": str(10**21), "baseAssetReserve": str(10**20), "tradeLimitRatio": str(9 * 10**17),
        "fundingPeriod": 86400, "fluctuationLimitRatio": "0", "tollRatio": "0", "spreadRatio": "0",
        "maxHoldingBaseAsset": "0", "openInterestNotionalCap": "0", "spotPriceTwapInterval": 3600,
        "prices": [{"price": str(10**19), "timestamp": 1_599_999_000}],
    }},
    "clearingHouse": {name: str(10**17) for name in (
        "initMarginRatio", "maintenanceMarginRatio", "liquidationFeeRatio", "partialLiquidationRatio")},
}


class Driver:
    """One conversation: a system, if one was set up, and what its map says."""

    def __init__(self, plan, note, declares=False):
        self.plan, self.note, self.declares = plan, note, declares
        self.calls, self.views, self.events = calls_of(plan), views_of(plan), events_of(plan)
        self.quotes = quotes_of(plan)
        self.reverts = plan.fields["reverts"] or {}
        self.errors = {}
        for contract in plan.contracts.values():
            if contract:
                self.errors.update(contract.interface.errors)
        self.builders, self.noted = {}, set()
        self.reset()

    def answer(self, question):
        """The answer to a question; an error where there is none."""
        try:
            do = question.get("do") if isinstance(question, dict) else None
            method = getattr(self, f"_{do}", None) if do in ("hello", "quote", "setup", "step") else None
            if do == "reset":
                self.reset()
                return {"ok": True}
            if method is None:
                return {"error": f"vamm-evm answers hello, quote, setup, step and reset, not {do}"}
            return method(question)
        except Problem as problem:
            return {"error": str(problem)}
        except DoesNotFit as error:
            return {"error": f"{error}: the contract's argument is too small for the vector's"}
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            return {"error": f"the question is not as the protocol says: {error!r}"}

    def reset(self):
        """Forgets the system; its builder remembers how to put it together."""
        self.kind = self.names = self.reader = None
        self.rounds, self.prepared = {}, {}

    def _hello(self, question):
        if question.get("protocol") != PROTOCOL:
            raise Problem(f"it speaks {question.get('protocol')}, not {PROTOCOL}")
        answer = {"protocol": PROTOCOL, "name": self.plan.name, "kinds": self.plan.kinds}
        if self.declares and self.plan.missing:
            without = {}
            for section, name in self.plan.missing:
                without.setdefault(section, []).append(name)
            answer["without"] = without
        return answer

    # Systems.

    def _build(self, kind, setup):
        if kind not in self.plan.kinds:
            raise Problem(f"the map has no contracts for vectors of kind {kind}", advice="name them under contracts")
        if kind not in self.builders:
            self.builders[kind] = Builder(self.plan, kind)
        self.reset()
        builder = self.builders[kind]
        self.names = builder.build(setup)
        self.kind, self.machine = kind, builder.machine

    def _setup(self, question):
        kind, setup = question["kind"], question["setup"]
        if setup["revision"] != self.plan.revision:
            raise Problem(f"the setup is of revision {setup['revision']}, the map of {self.plan.revision}",
                          advice="check the vector files of the map's revision")
        self._build(kind, setup)
        self.pools = list(setup["amms"])
        self.rounds = {pool: len(fields["prices"]) for pool, fields in setup["amms"].items()}
        self.reader = StateReader(self.plan, kind, self.names, setup, self.machine)
        return {"state": self._undone(self.reader.everything)}

    def _undone(self, act):
        """What `act` gives, with all that it did to the contracts undone."""
        before = self.machine.snapshot()
        try:
            return act()
        finally:
            self.machine.restore(before)

    def _failure(self, outcome):
        if outcome.is_invalid:
            return {"invalid": True}
        text = revert_text(outcome.revert, self.errors)
        return {"revert": self.reverts.get(text, text)}

    # Prices.

    def _quote(self, question):
        if self.names is None or self.reader is not None:
            self._build("quote", QUOTE_SETUP)
        op = question["op"]
        if op not in self.quotes:
            raise Problem(f"no price is called {op}", advice=nearest(op, self.quotes))
        values = {name: self.names.value(name, question[name], "the question")
                  for name in ("direction", "amount", "quoteAssetReserve", "baseAssetReserve")}
        asked = self._prepared(self.quotes[op], Scope(self.names, "ETH", **values))
        told = self._undone(lambda: self._asked(asked))
        return told if isinstance(told, dict) else {"result": told}

    def _prepared(self, bound, scope):
        """A getter ready to be asked: its address, calldata, and how to read the answer."""
        target = self.names.part(bound.call.role, scope.pool, bound.where)
        return target, bound.signature.encode(scope.arguments(bound.call, bound.where)), bound

    def _asked(self, prepared):
        """The answer of a getter as the vectors write it; an object where it fails."""
        target, data, bound = prepared
        answer = self.machine.ask(target, data)
        if answer is None:
            return self._failure(self.machine.call(self.names.account("owner"), target, data))
        value = bound.signature.answer(answer, bound.call.word)
        if value is None:
            raise Problem(f"{bound.signature.text} answers too little", bound.where, "is it another function?")
        return value if isinstance(value, bool) else str(value)

    # Steps.

    def _step(self, question):
        if self.reader is None:
            raise Problem("a step came before a setup")
        block = question["block"]
        self.machine.set_block(block["number"], block["timestamp"])
        role, _, pool = question["target"].partition(".")
        arguments = question["args"]
        pool = pool or arguments.get("amm")
        outcome, call = self._called(question, role, pool if pool in self.names.pools else None)
        if outcome.is_success:
            answer = self._success(outcome, call, role)
            answer["state"] = self._undone(lambda: self.reader.changed(*self._parties(question, answer["events"])))
        else:
            answer = self._failure(outcome)
        answer["views"] = self._viewed(question["views"])
        return answer

    def _called(self, question, role, pool):
        name = f"{role}.{question['call']}"
        if name not in self.calls:
            why = self.plan.missing.get(("calls", name)) or f"no call is named {name}; {nearest(name, self.calls)}"
            raise Problem(why)
        bound, returns, through = call = self.calls[name]
        where = bound.where
        values = {key: self.names.value(key, value, name) for key, value in question["args"].items()}
        if name == "priceFeed.setLatestData":
            values["round"] = self.rounds.get(pool, 0) + 1
        scope = Scope(self.names, pool, **values)
        target = self.names.part(bound.call.role, pool, where)
        data = bound.signature.encode(scope.arguments(bound.call, where))
        sender = self.names.account(question["caller"])
        if through and question["caller"] == "owner":
            data, target = forwarded(target, data), self.names.part(through, pool, where)
        outcome = self.machine.call(sender, target, data)
        if outcome.is_success and name == "priceFeed.setLatestData":
            self.rounds[pool] = values["round"]
        return outcome, call

    def _success(self, outcome, call, role):
        bound, returns, _ = call
        answer = {"events": self._told_events(outcome.logs)}
        if self.kind == "market" and role == "amm":
            returns = None  # recorded markets leave out what a pool returns to who calls it directly
        if returns is not None:
            words = returns if isinstance(returns, dict) else {"": returns}
            values = {name: bound.signature.answer(outcome.answer, word) for name, word in words.items()}
            if None in values.values():
                raise Problem(f"{bound.signature.text} answers too little", bound.where, "change returns in the map")
            told = {name: value if isinstance(value, bool) else str(value) for name, value in values.items()}
            answer["returns"] = told if isinstance(returns, dict) else told[""]
        return answer

    def _told_events(self, logs):
        events = []
        for log in logs:
            address = log.address.lower()
            emitter = self.names.by_address.get(address)
            role = "amm" if emitter in self.names.pools else emitter
            topics = log.topics
            known = self.events.get((role, topics[0])) if topics else None
            if known is None:
                self._note_unknown(role, topics)
                continue
            event, name, parameters = known
            values = event.values(topics, log.data[1])
            names = parameters or [str(index) for index in range(len(values))]
            told = {ours: self.names.told(ours, value) for ours, value in zip(names, values) if ours != "_"}
            events.append({"emitter": emitter, "name": name, "args": told})
        return events

    def _note_unknown(self, role, topics):
        contract = self.plan.contracts.get(role)
        if contract is None or not topics or role in ("quoteToken", "priceFeed", "bridge"):
            return
        event = contract.interface.events.get(topics[0])
        text = event.text if event else topics[0]
        if (role, text) not in self.noted:
            self.noted.add((role, text))
            self.note(f"{role} emits {text}, which the map does not name; it is left out")

    def _parties(self, question, events):
        """The pools and accounts that a step and its events name."""
        named = {question["caller"], question["target"].partition(".")[2]}
        named.update(value for value in question["args"].values() if isinstance(value, str))
        for event in events:
            named.add(event["emitter"])
            named.update(value for value in event["args"].values() if isinstance(value, str))
        return [name for name in named if name in self.names.pools], named

    # Views.

    def _viewed(self, names):
        return self._undone(lambda: {name: self._view(name) for name in names}) if names else {}

    def _view(self, name):
        prepared = self.prepared.get(name)
        if prepared is None:
            prepared = self.prepared[name] = self._prepared_view(name)
        if not isinstance(prepared, dict):
            return self._asked(prepared)
        fields = {}
        for field, one in prepared.items():
            fields[field] = self._asked(one)
            if isinstance(fields[field], dict):
                return fields[field]
        return fields

    def _prepared_view(self, name):
        template, pool, values = self._taken_apart(name)
        known = self.views.get(template)
        if known is None:
            raise Problem(self.plan.missing.get(("views", template)) or
                          f"no view is named {name}; {nearest(template, self.views)}")
        scope = Scope(self.names, pool, **values)
        if isinstance(known, dict):
            return {field: self._prepared(bound, scope) for field, bound in known.items()}
        return self._prepared(known, scope)

    def _taken_apart(self, name):
        """A view's name without pool, trader and arguments, and these."""
        kind, pool, *rest = name.split(".")
        if pool not in self.names.pools:
            raise Problem(f"no pool is called {pool}", f"view {name}", nearest(pool, self.names.pools))
        if kind == "position":
            trader, view = rest
            return f"position.{view}", pool, {"trader": self.names.account(trader)}
        view, *arguments = rest
        values = {}
        if len(arguments) == 2:
            values["direction"] = self.names.value("direction", arguments.pop(0), f"view {name}")
        if arguments:
            values["amount"] = values["seconds"] = int(arguments[0])
        return f"{kind}.{view}", pool, values
