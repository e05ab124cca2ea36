"""The state of a market that is deployed on a chain, through JSON-RPC."""

import re
from concurrent.futures import ThreadPoolExecutor

from . import document
from .expressions import parse_call, parse_event
from .mapfile import NONE
from .names import NOBODY, Names, Scope
from .plan import Bound, Place
from .problem import Problem, nearest
from .state import StateReader
from .system import resolved_slot

ADDRESS = re.compile("0x[0-9a-fA-F]{40}")
LOG_BLOCKS = 5000
ROLES = ("clearingHouse", "quoteToken", "insuranceFund", "priceFeed", "viewer", "tollPool")


def connect(url):
    """A connection; imported here because only this command needs web3."""
    try:
        from web3 import HTTPProvider, Web3
    except ImportError:
        raise Problem("web3 is not installed", advice="pip install 'vamm-evm[chain]'") from None
    web3 = Web3(HTTPProvider(url))
    try:
        web3.eth.chain_id
    except Exception as error:
        raise Problem(f"no answer: {error}", url, "name a JSON-RPC endpoint") from None
    return web3


class ChainMachine:
    """What StateReader needs of a machine, at one block of a chain. Every call is asked once."""

    def __init__(self, web3, block, jobs=1):
        self.web3, self.jobs, self.answers = web3, jobs, {}
        try:
            self.header = web3.eth.get_block(block)
        except Exception as error:
            raise Problem(f"block {block} can't be read: {error}", advice="name a block that the node knows") from None
        self.number = self.header["number"]

    def ask(self, address, data):
        """The answer to a call; None where it fails."""
        if (address, data) not in self.answers:
            self.answers[address, data] = self._asked(address, data)
        return self.answers[address, data]

    def ask_ahead(self, calls):
        """Asks several calls at a time, whose answers `ask` will give."""
        calls = [call for call in dict.fromkeys(calls) if call not in self.answers]
        if self.jobs > 1 and len(calls) > 1:
            with ThreadPoolExecutor(self.jobs) as pool:
                self.answers.update(zip(calls, pool.map(lambda call: self._asked(*call), calls)))

    def _asked(self, address, data):
        from web3.exceptions import Web3Exception
        call = {"to": self.web3.to_checksum_address(address), "data": "0x" + data.hex(), "gas": 30_000_000}
        try:
            return bytes(self.web3.eth.call(call, self.number))
        except (Web3Exception, ValueError):
            return None
        except Exception as error:
            if type(error).__name__ in ("TransactionFailed", "ContractLogicError"):
                return None
            raise Problem(f"the node fails: {error}") from None

    def storage(self, address, slot):
        """A word of storage."""
        word = self.web3.eth.get_storage_at(self.web3.to_checksum_address(address), slot, self.number)
        return int.from_bytes(bytes(word), "big")

    def logs(self, address, topics, start):
        """The logs of a contract up to the block, asked for in parts."""
        for first in range(start, self.number + 1, LOG_BLOCKS):
            last = min(first + LOG_BLOCKS - 1, self.number)
            yield from self.web3.eth.get_logs({
                "address": self.web3.to_checksum_address(address), "topics": topics, "fromBlock": first,
                "toBlock": last})


def names_of(plan, machine):
    """The names of a deployed system, each address with code."""
    chain = plan.fields.get("chain") or {}
    if not chain.get("amms"):
        raise Problem("the map does not say where the pools are", plan.map.where("chain", "amms"),
                      "write chain: {amms: {ETH: 0x…}, contracts: {clearingHouse: 0x…, …}}")
    names = Names(plan.fields["enumerations"])
    for name, address in (chain.get("accounts") or {}).items():
        names.accounts[name] = address.lower()
        names.by_address[address.lower()] = name
    for role, address in (chain.get("contracts") or {}).items():
        if role not in ROLES:
            raise Problem("no such part", plan.map.where("chain", "contracts", role), nearest(role, ROLES))
        names.add_part(role, address.lower())
    for pool, address in chain["amms"].items():
        names.add_pool(pool, address.lower())
    needed = [role for role in ROLES if plan.contracts.get(role) and role not in names.parts]
    if needed:
        raise Problem(f"the map does not say where {needed[0]} is", plan.map.where("chain", "contracts"),
                      f"write {needed[0]}: 0x… under chain.contracts")
    for name, address in {**names.parts, **names.pools}.items():
        if plan.contracts.get(name, plan.contracts["amm"]) and not machine.web3.eth.get_code(
                machine.web3.to_checksum_address(address), machine.number):
            raise Problem(f"{address} has no code at block {machine.number}",
                          plan.map.where("chain", "amms" if name in names.pools else "contracts", name),
                          "is it the address of that chain, and is the block late enough?")
    return names


class Reader:
    """Reads what a state document needs."""

    def __init__(self, plan, machine, names, snapshots=None):
        self.plan, self.machine, self.names, self.most = plan, machine, names, snapshots
        self.sources = {}
        for name, source in plan.fields["document"].items():
            if source != NONE and name != "price.event":
                role = source.get("contract") if isinstance(source, dict) else parse_call(
                    source, "", plan.map.where("document", name)).role
                if role in plan.contracts:
                    where = plan.map.where("document", name)
                    self.sources[name] = plan.place(source, "", where) if isinstance(source, dict) else plan.bind(
                        source, "", "document", name)

    def get(self, name, pool=None, **values):
        """A figure of the document; None where the map has none."""
        source = self.sources.get(name)
        if source is None:
            return None
        scope = Scope(self.names, pool, **values)
        if isinstance(source, Place):
            address = self.names.part(source.role, pool, name)
            word = self.machine.storage(address, resolved_slot(source, scope, name)) >> 8 * source.offset
            value = word & (1 << 8 * source.size) - 1
            return "0x" + value.to_bytes(20, "big").hex() if source.size == 20 else value
        address, data = self._call(source, scope, pool)
        answer = self.machine.ask(address, data)
        value = None if answer is None else source.signature.answer(answer, source.call.word)
        if value is None:
            raise Problem(f"{source.signature.text} of {address} gives no answer", source.where,
                          "give another getter, or none")
        return value

    def role(self, name, pool=None):
        """An account's name, or its address."""
        address = self.get(name, pool)
        return None if address in (None, NOBODY) else self.names.by_address.get(address, address)

    def _call(self, source, scope, pool):
        """The address and calldata of a getter."""
        return (self.names.part(source.call.role, pool, source.where),
                source.signature.encode(scope.arguments(source.call, source.where)))

    def _entries(self, fields, prefix, count, pool):
        """The last entries of a history of so many."""
        first = max(0, count - self.most) if self.most is not None else 0
        getters = [source for field in fields if isinstance(source := self.sources.get(f"{prefix}.{field}"), Bound)]
        self.machine.ask_ahead(self._call(source, Scope(self.names, pool, index=index), pool)
                               for index in range(first, count) for source in getters)
        entries = []
        for index in range(first, count):
            values = {field: self.get(f"{prefix}.{field}", pool, index=index) for field in fields}
            entries.append({field: value if field in ("timestamp", "blockNumber") else str(value)
                            for field, value in values.items()})
        return document.history(entries, first)

    def _premiums(self, pool):
        if "premium.count" not in self.sources:
            return None
        count = self.get("premium.count", pool)
        first = max(0, count - self.most) if self.most is not None else 0
        words = [self.get("premium.fraction", pool, index=index) for index in range(first, count)]
        return document.history([str(word - 2**256 if word >> 255 else word) for word in words], first)

    def _prices(self, pool, start):
        """The oracle's entries from its events; the last one alone where there are none."""
        key = self.get("pool.priceFeedKey", pool)
        feed = self.get("pool.priceFeed", pool)
        entries = list(self._price_events(feed, key, start)) if feed is not None else []
        if not entries:
            last = {"price": self.get("price.price", pool, feedKey=key),
                    "timestamp": self.get("price.timestamp", pool, feedKey=key)}
            entries = [] if None in last.values() else [{**last, "price": str(last["price"])}]
        first = max(0, len(entries) - self.most) if self.most is not None else 0
        return document.history(entries[first:], first)

    def _price_events(self, feed, key, start):
        text = self.plan.fields["document"].get("price.event", NONE)
        contract = self.plan.contracts.get("priceFeed")
        if text == NONE or contract is None:
            return
        theirs, names = parse_event(text.removeprefix("priceFeed."), self.plan.map.where("document", "price.event"))
        event = next((one for one in contract.interface.events.values() if one.name == theirs), None)
        if event is None or names is None:
            return
        for log in self.machine.logs(feed, [event.topic], start):
            topics = ["0x" + bytes(topic).hex() for topic in log["topics"]]
            values = dict(zip(names, event.values(topics, bytes(log["data"]))))
            if "key" not in values or values["key"] == key:
                yield {"price": str(values["price"]), "timestamp": values["timestamp"]}

    def pool(self, pool, state, start):
        """What the document says of a pool."""
        figures = {name: self.get(f"pool.{name}", pool) for name in ("tradeLimitRatio", "fundingPeriod")}
        roles = {name: self.role(f"pool.{name}", pool) for name in (
            "owner", "candidate", "counterParty", "globalShutdown", "priceFeed")}
        snapshots = self._entries(("quoteAssetReserve", "baseAssetReserve", "timestamp", "blockNumber"), "snapshot",
                                  int(state[f"amm.{pool}.snapshotCount"]), pool)
        liquidity = self._entries(
            ("cumulativeNotional", "quoteAssetReserve", "baseAssetReserve", "totalPositionSize"), "liquidity",
            int(state[f"amm.{pool}.liquidityHistoryCount"]), pool)
        return document.pool(figures, roles, snapshots, liquidity, self._premiums(pool), self._prices(pool, start),
                             self.get("pool.isListed", pool))


def traders_of_file(path, names):
    """The names of the traders in a file: an address, or a name and an address, a line."""
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"can't be read: {error}", path) from None
    traders = []
    for number, line in enumerate(lines, 1):
        parts = line.split("#")[0].split()
        if not parts:
            continue
        if len(parts) > 2 or not ADDRESS.fullmatch(parts[-1]) or "." in parts[0]:
            raise Problem(f"\"{line.strip()}\" is no trader", f"{path}:{number}",
                          "write an address, or a name without dots and an address")
        traders.append(named(names, parts[-1].lower(), parts[0] if len(parts) == 2 else None))
    return traders


def named(names, address, name=None):
    """The name of an account; its address where it has none."""
    known = names.by_address.get(address)
    if known is None:
        known = name or address
        names.accounts[known] = address
        names.by_address[address] = known
    return known


def _trader_event(plan, name):
    """An event of the house with our names for its parameters."""
    contract = plan.contracts["clearingHouse"]
    theirs, parameters = parse_event(plan.fields["events"][name], plan.map.where("events", name))
    event = next((one for one in contract.interface.events.values()
                  if one.name == theirs and len(one.parameters) == len(parameters or ())), None)
    if event is None:
        raise Problem(f"{contract.name} has no event {theirs} to find traders by", plan.map.where("events", name),
                      "give --traders FILE")
    return event, parameters


def traders_of_events(plan, machine, names, start):
    """Everyone whose position or margin ever changed, by the house's events."""
    found = {}
    for name, trader in (("clearingHouse.PositionChanged", "trader"), ("clearingHouse.MarginChanged", "sender")):
        event, parameters = _trader_event(plan, name)
        for log in machine.logs(names.parts["clearingHouse"], [event.topic], start):
            topics = ["0x" + bytes(topic).hex() for topic in log["topics"]]
            found[dict(zip(parameters, event.values(topics, bytes(log["data"]))))[trader]] = True
    return [named(names, address) for address in found]


def read_state(plan, web3, block="latest", traders=None, start=0, snapshots=None, jobs=1):
    """The state document of a deployed market at a block."""
    machine = ChainMachine(web3, block, jobs)
    names = names_of(plan, machine)
    people = traders_of_file(traders, names) if traders else traders_of_events(plan, machine, names, start)
    pools = {pool: {} for pool in names.pools}
    reader = Reader(plan, machine, names, snapshots)
    if "tollPool" not in names.parts:
        names.add_part("tollPool", reader.get("house.tollPool") or NOBODY)
    keys = StateReader(plan, "market", names, {"amms": pools, "balances": dict.fromkeys(people)}, machine)
    machine.ask_ahead(keys.getters)
    whole = keys.everything()
    everyone = {*people, *names.accounts}
    house = {name: reader.role(f"house.{name}") for name in ("owner", "candidate", "tollPool", "whitelist")}
    house["backstop"] = sorted(
        name for name in everyone if reader.get("house.isProvider", account=names.account(name)))
    fund = {name: reader.role(f"fund.{name}") for name in ("owner", "candidate", "beneficiary")}
    header = machine.header
    return document.document(
        plan.revision, {"number": machine.number, "timestamp": header["timestamp"]}, reader.get("token.decimals"),
        whole, {pool: reader.pool(pool, whole, start) for pool in pools}, house, fund,
        {name: str(reader.get("token.allowance", account=names.account(name))) for name in people},
        {name: names.account(name) for name in sorted(everyone)},
        {"chainId": web3.eth.chain_id, "blockHash": "0x" + bytes(header["hash"]).hex(),
         "amms": names.pools, "contracts": names.parts})
