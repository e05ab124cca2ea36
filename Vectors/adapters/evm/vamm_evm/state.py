"""Reading the state: every key from its getter or its place in storage, and which keys a step changed."""

from .abi import DoesNotFit
from .names import Scope
from .plan import Place, state_sources
from .problem import Problem
from .system import resolved_slot

MOST_POSITIONS = 64  # up to here all is read after each step
SWEEP = 64           # beyond that all is read once in so many steps
SIGNED = {
    "amm.totalPositionSize", "amm.cumulativeNotional", "amm.baseAssetDeltaThisFundingPeriod", "amm.fundingRate",
    "clearingHouse.cumulativePremiumFraction", "position.size", "position.lastUpdatedCumulativePremiumFraction",
}
OF_POOL = {"openInterestNotional", "cumulativePremiumFraction", "lastRestrictionBlock"}
PREFIXES = {"amm": ("amm",), "market": ("amm", "clearingHouse", "position", "balance")}


def _told(value):
    return value if isinstance(value, bool) else str(value)


class Getter:
    """One call that answers one key or several."""

    def __init__(self, address, data, signature):
        self.address, self.data, self.signature = address, data, signature
        self.keys = []  # (key, word)
        self.answer = None

    def changes(self, machine, told):
        answer = machine.ask(self.address, self.data)
        if answer == self.answer:
            return
        for key, word in self.keys:
            value = None if answer is None else self.signature.answer(answer, word)
            if value is None:
                raise Problem(f"{key} can't be read: {self.signature.text} "
                              f"{'fails' if answer is None else 'answers too little'}",
                              advice="give another getter for it under state in the map")
            if self.answer is None or self.signature.answer(self.answer, word) != value:
                told[key] = _told(value)
        self.answer = answer


class Word:
    """A key in storage."""

    def __init__(self, address, slot, place, key, template):
        self.address, self.slot, self.place, self.key = address, slot, place, key
        self.is_signed, self.is_flag = template in SIGNED, template in ("amm.open", "clearingHouse.paused")
        self.answer = None

    def changes(self, machine, told):
        word = machine.storage(self.address, self.slot) >> 8 * self.place.offset
        bits = 8 * self.place.size
        word &= (1 << bits) - 1
        if word != self.answer:
            self.answer = word
            value = word - (1 << bits) if self.is_signed and word >> bits - 1 else word
            told[self.key] = bool(value) if self.is_flag else str(value)


class StateReader:
    """The state of one system."""

    def __init__(self, plan, kind, names, setup, machine):
        self.machine, self.names = machine, names
        self.readers = {}  # {(pool, account): [Getter or Word]}; None where it is about no pool or no account
        self.getters = {}
        sources = state_sources(plan, PREFIXES[kind])
        traders = [name for name in setup.get("balances", {}) if name != "insuranceFund"]
        holders = [*traders, *(role for role in ("clearingHouse", "insuranceFund", "tollPool"))]
        for template, source in sources.items():
            for key, pool, account in self._keys(template, setup["amms"], traders, holders):
                self._add(template, source, key, pool, account)
        self.all = [reader for readers in self.readers.values() for reader in readers]
        positions = len(setup["amms"]) * len(traders)
        self.is_whole = plan.fields["reads"] == "all" or kind == "amm" or positions <= MOST_POSITIONS
        self.steps = 0

    @staticmethod
    def _keys(template, pools, traders, holders):
        """The keys of a template, each with the pool and the account that it is about."""
        prefix, _, name = template.partition(".")
        if prefix == "balance":
            yield from ((f"balance.{account}", None, account) for account in holders)
        elif prefix == "position":
            yield from ((f"position.{pool}.{trader}.{name}", pool, trader) for pool in pools for trader in traders)
        elif prefix == "amm" or name in OF_POOL:
            yield from ((f"{prefix}.{pool}.{name}", pool, None) for pool in pools)
        else:
            yield template, None, None

    def _add(self, template, source, key, pool, account):
        values = {}
        if account is not None:
            address = self.names.account(account)
            values = {"account": address, "trader": address}
        scope = Scope(self.names, pool, **values)
        if isinstance(source, Place):
            address = self.names.part(source.role, pool, template)
            reader = Word(address, resolved_slot(source, scope, template), source, key, template)
            self.readers.setdefault((pool, account), []).append(reader)
            return
        address = self.names.part(source.call.role, pool, source.where)
        try:
            data = source.signature.encode(scope.arguments(source.call, source.where))
        except DoesNotFit as error:
            raise Problem(str(error), source.where) from None
        words = source.signature.answer_words
        if words is not None and source.call.word >= len(words):
            raise Problem(f"{source.signature.text} answers {len(words)} words, so there is no word {source.call.word}",
                          source.where, "count the words of its answer from 0")
        getter = self.getters.get((address, data))
        if getter is None:
            getter = self.getters[address, data] = Getter(address, data, source.signature)
            self.readers.setdefault((pool, account), []).append(getter)
        getter.keys.append((key, source.call.word))

    def everything(self):
        """The whole state."""
        told = {}
        for reader in self.all:
            reader.answer = None
            reader.changes(self.machine, told)
        return told

    def changed(self, pools, accounts):
        """The keys that changed since the last reading, of those that are read."""
        told = {}
        for reader in self._read_now(pools, accounts):
            reader.changes(self.machine, told)
        return told

    def _read_now(self, pools, accounts):
        self.steps += 1
        if self.is_whole or self.steps % SWEEP == 0:
            return self.all
        pools, accounts = {*pools, None}, {*accounts, "clearingHouse", "insuranceFund", "tollPool", None}
        return [reader for pool in pools for account in accounts for reader in self.readers.get((pool, account), ())]
