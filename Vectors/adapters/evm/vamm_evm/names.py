"""Names of the vectors and the values that stand for them in calls: addresses, keys, numbers."""

from eth_utils import keccak

from .problem import Problem, nearest

NOBODY = "0x" + "00" * 20
MOST = 2**256 - 1
ACCOUNT_ARGUMENTS = {"trader", "account", "newOwner", "to", "spender", "priceFeed"}
NAMED_PARTS = {"clearingHouse", "insuranceFund", "tollPool", "priceFeed", "quoteToken"}  # by the vectors
ENUMERATIONS = {"direction": "direction", "dir": "direction", "side": "side"}


def account_address(name):
    """The address of an account that the driver makes up."""
    return "0x" + keccak(text=f"vamm-evm account {name}")[12:].hex()


def feed_key(pool):
    """The key of a pool's prices: its name, or the hash of one that is too long."""
    raw = pool.encode()
    return "0x" + (raw.ljust(32, b"\0") if len(raw) <= 32 else keccak(raw)).hex()


class Names:
    """The addresses of a system, by name and back."""

    def __init__(self, enumerations):
        self.enumerations = enumerations
        self.pools, self.parts, self.parts_of_pool, self.accounts = {}, {}, {}, {}
        self.by_address = {NOBODY: None}

    def add_pool(self, name, address):
        self.pools[name] = address
        self.by_address[address] = name

    def add_part(self, role, address, pool=None):
        """A part of the system, or one of a pool's own."""
        if pool is None:
            self.parts[role] = address
        else:
            self.parts_of_pool[pool, role] = address
        self.by_address.setdefault(address, role)

    def account(self, name):
        """The address of an account or a part; accounts are made up as they are named."""
        if name is None:
            return NOBODY
        if name in NAMED_PARTS and name in self.parts:
            return self.parts[name]
        if name not in self.accounts:
            self.accounts[name] = account_address(name)
            self.by_address[self.accounts[name]] = name
        return self.accounts[name]

    def part(self, role, pool, where):
        """The address of a part, a pool's own where it has one."""
        if role == "amm":
            if pool is None:
                raise Problem("amm is not known here", where, "say each: pool")
            return self.pool(pool, where)
        address = self.parts_of_pool.get((pool, role)) or self.parts.get(role)
        if address is None:
            raise Problem(f"{role} is not deployed yet", where, nearest(role, self.parts))
        return address

    def pool(self, name, where):
        """The address of a pool."""
        if name not in self.pools:
            raise Problem(f"no pool is called {name}", where, nearest(str(name), self.pools))
        return self.pools[name]

    def value(self, name, value, where):
        """What an argument of a vector stands for in a call."""
        if name == "amm":
            return self.pool(value, where)
        if name in ACCOUNT_ARGUMENTS:
            return self.account(value)
        if name in ENUMERATIONS:
            numbers = self.enumerations[ENUMERATIONS[name]]
            if value not in numbers:
                raise Problem(f"{value} is no {ENUMERATIONS[name]}", where, nearest(str(value), numbers))
            return numbers[value]
        if isinstance(value, (bool, int)):
            return value
        if name == "referralCode":
            return "0x" + value.removeprefix("0x")
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Problem(f"{name} is no integer: {value}", where) from None

    def told(self, name, value):
        """How a value of an event is told in the vectors' terms."""
        if isinstance(value, bool):
            return value
        if isinstance(value, int):
            if name in ENUMERATIONS:
                numbers = self.enumerations[ENUMERATIONS[name]]
                return next((word for word, number in numbers.items() if number == value), str(value))
            return str(value)
        if isinstance(value, str) and len(value) == 42:
            return self.by_address.get(value, value)
        return value


class Scope:
    """What names in expressions stand for: a chain of dictionaries, then parts, accounts and constants."""

    def __init__(self, names, pool=None, **values):
        self.names, self.pool, self.values = names, pool, values

    def get(self, argument, where):
        """The value of an argument."""
        name = argument.name
        if not name:
            return argument.constant
        if name in self.values:
            return self.values[name]
        if name == "amm":
            return self.names.part("amm", self.pool, where)
        if name == "feedKey" and self.pool is not None:
            return feed_key(self.pool)
        head, _, rest = name.partition(".")
        if head == "account" and rest:
            return self.names.account(rest)
        if head in self.names.enumerations and rest in self.names.enumerations[head]:
            return self.names.enumerations[head][rest]
        if name == "max":
            return MOST
        if name == "null":
            return NOBODY
        if name == "owner":
            return self.names.account("owner")
        if (self.pool, name) in self.names.parts_of_pool or name in self.names.parts:
            return self.names.part(name, self.pool, where)
        known = {*self.values, *self.names.parts, "owner", "null", "max", "feedKey", "amm"}
        raise Problem(f"{name} stands for nothing here", where, nearest(name, known))

    def arguments(self, call, where):
        """The values of a call's arguments."""
        return [self.get(argument, where) for argument in call.arguments]
