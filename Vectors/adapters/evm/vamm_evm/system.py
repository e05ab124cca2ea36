"""Putting a system together as the map says, and doing as little as needed where it was put together before."""

from dataclasses import dataclass

from eth_abi import encode
from eth_utils import keccak

from .abi import DoesNotFit, encode_word
from .machine import Machine, array_slot, revert_text, slot_of
from .names import MOST, Names, Scope
from .plan import steps_of
from .problem import Problem

FORWARD = keccak(text="forward(address,bytes)")[:4]
GROUPED = ("pool", "price")
MOST_POINTS = 40  # points of a setup to go back to; a later difference goes back to the last of them


def forwarded(target, data):
    """The calldata that makes a bridge pass a call on."""
    return FORWARD + encode(["address", "bytes"], [target, data])


@dataclass
class Done:
    """An action of a setup that was carried out, and the address where it deployed something."""

    key: tuple
    act: object
    before: int | None  # the point before it, for the first actions
    address: str | None


class Builder:
    """Builds systems on one machine; actions that a setup begins with are not repeated where the last began alike."""

    def __init__(self, plan, kind):
        self.plan = plan
        self.steps = steps_of(plan, kind)
        self.machine = Machine(plan.fields["evm"], plan.fields["gas"])
        self.done, self.end = [], None
        self.position = 0

    def build(self, setup):
        """The names of a new system; the machine is at its setup's block."""
        self._go_back_to_setup()
        names = Names(self.plan.fields["enumerations"])
        self.setup, self.names, self.position = setup, names, 0
        self.libraries = {}
        block = setup["block"]["number"], setup["block"]["timestamp"]
        self.machine.set_block(*block)
        names.account("owner")
        for role, contract in self.plan.contracts.items():
            if contract is None:
                names.add_part(role, names.account(role))
        for step, pool, values in self._order():
            self._take(step, Scope(names, pool, **values))
        for account in (*setup.get("balances", {}), setup.get("counterParty"), setup.get("whitelist")):
            if account is not None:
                names.account(account)
        self._cut_off()
        self.end = self.machine.snapshot()
        return names

    def _go_back_to_setup(self):
        """Undoes the steps of the last case."""
        if self.end is not None:
            self.machine.restore(self.end)
            self.end = None

    def _cut_off(self):
        """Undoes actions of the last setup beyond those of this one."""
        if self.position >= len(self.done):
            return
        last = min(self.position, MOST_POINTS - 1)
        self.machine.restore(self.done[last].before)
        again = self.done[last:self.position]
        del self.done[last:]
        for done in again:
            self._do(done.key, done.act)

    def _do(self, key, act):
        before = self.machine.snapshot() if len(self.done) < MOST_POINTS else None
        address = act()
        self.done.append(Done(key, act, before, address))
        return address

    # The order of steps.

    def _order(self):
        """Each step with its pool and the values of names in it."""
        pending = []
        for step in self.steps:
            if step.each in GROUPED:
                pending.append(step)
                continue
            yield from self._by_pool(pending)
            pending = []
            yield from self._each(step)
        yield from self._by_pool(pending)

    def _common(self):
        setup = self.setup
        values = {
            "whitelist": None, "counterParty": None, "token.decimals": setup["quoteToken"]["decimals"], "max": MOST,
            **{f"house.{name}": int(value) for name, value in setup.get("clearingHouse", {}).items()},
        }
        for name in ("whitelist", "counterParty"):
            if setup.get(name) is not None:
                values[name] = self.names.account(setup[name])
        return values

    def _by_pool(self, steps):
        for pool, fields in self.setup["amms"].items() if steps else ():
            numbers = {f"pool.{name}": int(value) for name, value in fields.items() if name != "prices"}
            for step in steps:
                if step.each == "pool":
                    yield step, pool, {**self._common(), **numbers}
                    continue
                for index, price in enumerate(fields["prices"]):
                    yield step, pool, {
                        **self._common(), **numbers, "round": index + 1,
                        **{f"price.{name}": int(value) for name, value in price.items()},
                    }

    def _each(self, step):
        common = self._common()
        if step.each == "provider":
            for name in self.setup.get("backstop", ()):
                yield step, None, {**common, "provider": self.names.account(name)}
        elif step.each == "holder":
            for name, balance in self.setup.get("balances", {}).items():
                yield step, None, {**common, "holder": self.names.account(name), "holder.balance": int(balance)}
        elif step.each == "spender":
            spenders = [name for name in self.setup.get("balances", {}) if name != "insuranceFund"]
            if self.plan.contracts.get("tollPool", self) is None:
                spenders.append("tollPool")
            for name in spenders:
                yield step, None, {**common, "spender": self.names.account(name)}
        elif not step.condition or common.get(step.condition) is not None:
            yield step, None, common

    # Carrying steps out.

    def _take(self, step, scope):
        sender = self.names.account(step.sender) if step.sender not in scope.values else scope.values[step.sender]
        try:
            if step.kind == "deploy":
                self._deploy(step, scope, sender)
            elif step.kind == "call":
                self._call(step, scope, sender)
            else:
                for place, argument in step.writes:
                    self._write(step, scope, place, argument)
        except DoesNotFit as error:
            raise Problem(str(error), step.where, "an argument of this step has another type") from None

    def _once(self, key, act):
        """Carries an action out, unless the last setup began with the same ones."""
        key = (self.machine.block, *key)
        if self.position < len(self.done):
            if self.done[self.position].key == key:
                self.position += 1
                return self.done[self.position - 1].address
            self._cut_off()
        address = self._do(key, act)
        self.position += 1
        return address

    def _deploy(self, step, scope, sender):
        contract = self.plan.contract(step.role, step.where)
        arguments = [scope.get(argument, step.where) for argument in step.arguments]
        code = contract.linked(self._linked(contract, sender, step))
        code += contract.interface.constructor.arguments(arguments)
        address = self._once(("deploy", sender, code), lambda: self._created(sender, code, contract, step, arguments))
        if step.role == "amm":
            self.names.add_pool(scope.pool, address)
        else:
            self.names.add_part(step.role, address, scope.pool)

    def _linked(self, contract, sender, step):
        """The addresses of a contract's libraries, which are deployed where they are needed first."""
        for place in contract.links:
            if place not in self.libraries:
                library = self.plan.libraries[place]
                code = library.linked(self._linked(library, sender, step))
                self.libraries[place] = self._once(
                    ("deploy", sender, code), lambda: self._created(sender, code, library, step, []))
        return self.libraries

    def _created(self, sender, code, contract, step, arguments):
        address, failure = self.machine.deploy(sender, code)
        if failure is not None:
            given = ", ".join(str(argument) for argument in arguments)
            raise Problem(f"the constructor of {contract.name} {self._how(failure, contract)}", step.where,
                          f"it was given ({given})")
        return address

    def _how(self, outcome, contract):
        if outcome.is_invalid:
            return "ran into the INVALID opcode"
        text = revert_text(outcome.revert, contract.interface.errors)
        return f"reverted: {text}" if text else "reverted without a text"

    def _call(self, step, scope, sender):
        bound = step.bound
        target = self.names.part(bound.call.role, scope.pool, step.where)
        values = scope.arguments(bound.call, step.where)
        data = bound.signature.encode(values)
        if step.through:
            data, target = forwarded(target, data), self.names.part(step.through, scope.pool, step.where)

        def act():
            outcome = self.machine.call(sender, target, data)
            if not outcome.is_success:
                contract = self.plan.contracts[step.role]
                given = ", ".join(str(value) for value in values)
                called = f"{contract.name}.{bound.call.function}({given})"
                raise Problem(f"{called} {self._how(outcome, contract)}", step.where,
                              "change this step, put it elsewhere, or write none")

        self._once(("call", sender, target, data), act)

    def _write(self, step, scope, place, argument):
        address = self.names.part(place.role, scope.pool, step.where)
        value = scope.get(argument, step.where)
        word = int(value, 16) if isinstance(value, str) else int(value) % 2**256
        slot = resolved_slot(place, scope, step.where)

        def act():
            mask = (1 << 8 * place.size) - 1
            if word > mask:
                raise Problem(f"{argument.name or word} does not fit {place.size} bytes", step.where)
            old = self.machine.storage(address, slot)
            kept = old & ~(mask << 8 * place.offset)
            self.machine.write_storage(address, slot, kept | word << 8 * place.offset)

        self._once(("store", address, slot, place.offset, place.size, word), act)


def resolved_slot(place, scope, where):
    """The slot of a place, its keys looked up."""
    keys = []
    for argument in place.keys:
        value = scope.get(argument, where)
        keys.append(encode_word("address" if isinstance(value, str) and len(value) == 42 else
                                "bytes32" if isinstance(value, str) else "uint256", value))
    slot = slot_of(place.slot, keys, place.is_vyper) + place.word
    if place.element is not None:
        slot = array_slot(slot, place.is_vyper) + int(scope.get(place.element, where)) * place.stride
    return slot % 2**256
