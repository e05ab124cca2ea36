"""vamm-evm state: a market on a chain (eth-tester, py-evm), read through web3, against the same market on revm."""

import argparse
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from conftest import EXAMPLE, ROOT, VAMM
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from test_mistakes import run, said
from web3 import EthereumTesterProvider, Web3

from vamm_evm.artifacts import Artifacts, builtin
from vamm_evm.chain import read_state
from vamm_evm.cli import plan_of
from vamm_evm.driver import Driver
from vamm_evm.names import feed_key

ONE = 10**18
MOST = 2**256 - 1
TRADERS = ("alice", "bob", "carol")
POOL = {"quoteAssetReserve": 1000 * ONE, "baseAssetReserve": 100 * ONE, "tradeLimitRatio": 9 * ONE // 10,
        "fundingPeriod": 3600, "fluctuationLimitRatio": 0, "tollRatio": ONE // 1000, "spreadRatio": ONE // 1000}
RATIOS = {"initMarginRatio": ONE // 10, "maintenanceMarginRatio": ONE // 16, "liquidationFeeRatio": ONE // 80,
          "partialLiquidationRatio": ONE // 4}
HELD = 5000 * 10**6


class Provider(EthereumTesterProvider):
    """eth-tester wants the block of a storage request as a number, and web3 leaves it in hexadecimal."""

    def make_request(self, method, params):
        if method == "eth_getStorageAt" and str(params[2]).startswith("0x"):
            params = [*params[:2], int(params[2], 16)]
        return super().make_request(method, params)


class Chain:
    """The example contracts on a chain, with the means to trade on them."""

    def __init__(self, example):
        self.web3 = Web3(Provider())
        accounts = self.web3.eth.accounts
        self.owner, self.toll_pool = accounts[0], accounts[9]
        self.accounts = dict(zip(TRADERS, accounts[1:]))
        artifacts = Artifacts(example)
        self.token = self.deploy(builtin("builtin:Token"), 6)
        self.feed = self.deploy(builtin("builtin:PriceFeed"))
        self.fund = self.deploy(artifacts.get("Fund", ""))
        self.pool = self.deploy(artifacts.get("Pool", ""), *[
            POOL[name] for name in ("quoteAssetReserve", "baseAssetReserve", "tradeLimitRatio", "fundingPeriod")],
            self.feed.address, bytes.fromhex(feed_key("ETH")[2:]), self.token.address,
            *[POOL[name] for name in ("fluctuationLimitRatio", "tollRatio", "spreadRatio")])
        self.house = self.deploy(artifacts.get("House", ""), *RATIOS.values(), self.fund.address, self.toll_pool)
        self.key = bytes.fromhex(feed_key("ETH")[2:])
        self.send(self.fund.functions.setBeneficiary(self.house.address))
        self.send(self.fund.functions.addAmm(self.pool.address))
        self.send(self.pool.functions.setCounterParty(self.house.address))
        self.price(10 * ONE, 1)
        self.send(self.pool.functions.setOpen(True))
        self.opened = self.block()
        for account in self.accounts.values():
            self.send(self.token.functions.mint(account, HELD))
            self.send(self.token.functions.approve(self.house.address, MOST), account)
        self.send(self.token.functions.mint(self.fund.address, HELD))

    def deploy(self, contract, *arguments):
        abi = json.loads(Path(contract.file).read_text())[f"{contract.name}.vy"]["abi"]
        made = self.web3.eth.contract(abi=abi, bytecode="0x" + contract.bytecode)
        receipt = self.web3.eth.wait_for_transaction_receipt(
            made.constructor(*arguments).transact({"from": self.owner, "gas": 15_000_000}))
        return self.web3.eth.contract(address=receipt["contractAddress"], abi=abi)

    def send(self, call, sender=None):
        receipt = self.web3.eth.wait_for_transaction_receipt(
            call.transact({"from": sender or self.owner, "gas": 5_000_000}))
        assert receipt["status"] == 1
        return receipt

    def block(self, number="latest"):
        header = self.web3.eth.get_block(number)
        return {"number": header["number"], "timestamp": header["timestamp"]}

    def later(self, seconds):
        self.web3.provider.ethereum_tester.time_travel(self.block()["timestamp"] + seconds)

    def price(self, price, round_id, timestamp=None):
        timestamp = timestamp or self.block()["timestamp"]
        self.prices = [*getattr(self, "prices", ()), {"price": str(price), "timestamp": timestamp}]
        self.send(self.feed.functions.setLatestData(self.key, price, timestamp, round_id))

    def map(self, folder):
        """The example's map with the addresses of this chain."""
        fields = yaml.safe_load((EXAMPLE / "example.yaml").read_text())
        fields["chain"] = {
            "amms": {"ETH": self.pool.address},
            "contracts": {"clearingHouse": self.house.address, "quoteToken": self.token.address,
                          "insuranceFund": self.fund.address, "priceFeed": self.feed.address,
                          "tollPool": self.toll_pool},
            "accounts": {"owner": self.owner, **self.accounts}}
        path = folder / "chain.yaml"
        path.write_text(yaml.safe_dump(fields, sort_keys=False))
        return path


@pytest.fixture(scope="module")
def chain(example):
    return Chain(example)


def calls(chain):
    """A short life of a market: what is done on both sides, as (caller, call, arguments)."""
    pool = chain.pool.address
    return [
        ("alice", "openPosition", {"side": "buy", "quoteAssetAmount": 100 * ONE, "leverage": 2 * ONE}),
        ("bob", "openPosition", {"side": "sell", "quoteAssetAmount": 60 * ONE, "leverage": 3 * ONE}),
        ("carol", "addMargin", {"addedMargin": 7 * ONE}),
        ("alice", "openPosition", {"side": "sell", "quoteAssetAmount": 50 * ONE, "leverage": ONE}),
        ("carol", "payFunding", {}),
        ("bob", "removeMargin", {"removedMargin": ONE}),
    ], pool


ORDERS = {"openPosition": ("side", "quoteAssetAmount", "leverage"), "addMargin": ("addedMargin",),
          "removeMargin": ("removedMargin",), "payFunding": (), "closePosition": ()}
LIMITS = {"openPosition": "baseAssetAmountLimit", "closePosition": "quoteAssetAmountLimit"}


def on_chain(chain, caller, call, arguments):
    """Makes a call on the chain; the block it ran in."""
    values = [{"buy": 0, "sell": 1}.get(arguments[name], arguments[name]) for name in ORDERS[call]]
    values += [0] if call in LIMITS else []
    receipt = chain.send(chain.house.functions[call](chain.pool.address, *values), chain.accounts[caller])
    return chain.block(receipt["blockNumber"])


def on_revm(driver, block, caller, call, arguments):
    """Makes the same call on revm."""
    told = {name: str(value) if isinstance(value, int) else value for name, value in arguments.items()}
    told["amm"] = "ETH"
    if call in LIMITS:
        told[LIMITS[call]] = "0"
    answer = driver.answer({"do": "step", "block": block, "target": "clearingHouse", "call": call, "caller": caller,
                            "args": told, "views": []})
    assert "state" in answer, answer
    return answer


def twin(chain, example, prices):
    """A driver on revm with the market of the chain as it was opened."""
    arguments = argparse.Namespace(map=str(EXAMPLE / "example.yaml"), artifacts=str(example), revision=None)
    driver = Driver(plan_of(arguments), print)
    answer = driver.answer({"do": "setup", "kind": "market", "setup": {
        "revision": "v2", "block": chain.opened, "quoteToken": {"decimals": 6},
        "amms": {"ETH": {**{name: str(value) for name, value in POOL.items()}, "fundingPeriod": POOL["fundingPeriod"],
                         "maxHoldingBaseAsset": "0", "openInterestNotionalCap": "0", "spotPriceTwapInterval": 3600,
                         "prices": prices}},
        "clearingHouse": {name: str(value) for name, value in RATIOS.items()}, "whitelist": None, "backstop": [],
        "balances": {**{name: str(HELD) for name in TRADERS}, "insuranceFund": str(HELD)}}})
    assert "state" in answer, answer
    return driver


def plan(chain, example, folder):
    return plan_of(argparse.Namespace(map=str(chain.map(folder)), artifacts=str(example), revision=None))


def validator():
    schemas = [json.loads(path.read_text()) for path in (ROOT / "Vectors" / "schemas").glob("*.schema.json")]
    registry = Registry().with_resources([(schema["$id"], Resource.from_contents(schema)) for schema in schemas])
    schema = next(schema for schema in schemas if schema["$id"] == "state.schema.json")
    return Draft202012Validator(schema, registry=registry)


@pytest.fixture(scope="module")
def traded(chain, example, tmp_path_factory):
    """The chain after trades, its twin on revm, and the chain's document."""
    driver = twin(chain, example, list(chain.prices))
    steps, _ = calls(chain)
    for caller, call, arguments in steps:
        if call == "payFunding":
            chain.later(3600)
        on_revm(driver, on_chain(chain, caller, call, arguments), caller, call, arguments)
    folder = tmp_path_factory.mktemp("chain")
    return chain, driver, read_state(plan(chain, example, folder), chain.web3), folder


def moved(state, chain):
    """A state without what differs because the chain opened its pool in a later block than it was created in."""
    return {key: value for key, value in state.items() if key != "amm.ETH.snapshotCount"}


def test_the_document_fits_its_schema(traded):
    assert list(validator().iter_errors(traded[2])) == []


def test_the_state_read_from_the_chain_is_that_of_the_same_trades_on_revm(traded):
    chain, driver, document, _ = traded
    told = driver._undone(driver.reader.everything)
    assert moved(document["state"], chain) == moved(told, chain)
    assert document["state"]["position.ETH.bob.size"].startswith("-")
    assert document["state"]["amm.ETH.fundingRate"] != "0"


def test_the_histories_are_whole_and_agree_with_the_state(traded):
    chain, _, document, _ = traded
    pool, state = document["amms"]["ETH"], document["state"]
    snapshots = pool["reserveSnapshots"]
    assert snapshots["skipped"] + len(snapshots["entries"]) == int(state["amm.ETH.snapshotCount"]) == 4
    last = snapshots["entries"][-1]
    assert last["quoteAssetReserve"] == state["amm.ETH.quoteAssetReserve"]
    assert last["baseAssetReserve"] == state["amm.ETH.baseAssetReserve"]
    assert last["timestamp"] == chain.block(last["blockNumber"])["timestamp"]
    assert pool["liquiditySnapshots"] == {"skipped": 0, "entries": [{
        "cumulativeNotional": "0", "quoteAssetReserve": str(1000 * ONE), "baseAssetReserve": str(100 * ONE),
        "totalPositionSize": "0"}]}
    assert pool["prices"] == {"skipped": 0, "entries": chain.prices}


def test_roles_and_allowances_are_read(traded):
    _, _, document, _ = traded
    pool = document["amms"]["ETH"]
    assert (pool["owner"], pool["counterParty"], pool["priceFeed"], pool["candidate"], pool["isListed"]) == (
        "owner", "clearingHouse", "priceFeed", None, True)
    assert document["clearingHouse"] == {
        "owner": "owner", "candidate": None, "tollPool": "tollPool", "whitelist": None, "backstop": []}
    assert document["insuranceFund"] == {"owner": "owner", "candidate": None, "beneficiary": "clearingHouse"}
    assert set(document["allowances"]) == set(TRADERS)
    assert document["quoteToken"] == {"decimals": 6}


def test_traders_are_found_by_their_events_or_taken_from_a_file(traded, example):
    chain, _, document, folder = traded
    assert {key.split(".")[2] for key in document["state"] if key.startswith("position.")} == set(TRADERS)
    path = folder / "traders.txt"
    path.write_text(f"# who counts\ncarol {chain.accounts['carol']}\n{chain.web3.eth.accounts[7]}\n")
    other = read_state(plan(chain, example, folder), chain.web3, traders=str(path))
    stranger = chain.web3.eth.accounts[7].lower()
    assert other["state"]["position.ETH.carol.margin"] == str(7 * ONE)
    assert other["state"][f"position.ETH.{stranger}.size"] == "0"


def test_only_the_last_entries_and_an_earlier_block(traded, example):
    chain, _, document, folder = traded
    short = read_state(plan(chain, example, folder), chain.web3, snapshots=2)
    entries = document["amms"]["ETH"]["reserveSnapshots"]["entries"]
    assert short["amms"]["ETH"]["reserveSnapshots"] == {"skipped": 2, "entries": entries[-2:]}
    number = entries[1]["blockNumber"]
    early = read_state(plan(chain, example, folder), chain.web3, number)
    assert early["block"] == chain.block(number)
    assert early["state"]["amm.ETH.quoteAssetReserve"] == entries[1]["quoteAssetReserve"]


def test_the_next_calls_agree_on_both_sides(traded, example):
    chain, driver, document, folder = traded
    for caller, call, arguments in (
            ("bob", "closePosition", {}),
            ("carol", "openPosition", {"side": "buy", "quoteAssetAmount": 33 * ONE, "leverage": 5 * ONE}),
            ("alice", "removeMargin", {"removedMargin": 3 * ONE})):
        before = read_state(plan(chain, example, folder), chain.web3, traders=str(folder / "traders-all.txt")) \
            if (folder / "traders-all.txt").exists() else None
        answer = on_revm(driver, on_chain(chain, caller, call, arguments), caller, call, arguments)
        (folder / "traders-all.txt").write_text("".join(f"{name} {at}\n" for name, at in chain.accounts.items()))
        after = read_state(plan(chain, example, folder), chain.web3, traders=str(folder / "traders-all.txt"))["state"]
        for key, value in moved(answer["state"], chain).items():
            assert after[key] == value, (call, key)
        if before:
            changed = {key: value for key, value in after.items() if before["state"][key] != value}
            assert moved(changed, chain) == moved(answer["state"], chain)


def test_the_reference_goes_on_from_the_document(traded, example):
    """`vamm run` starts from what was read, and comes to what the chain comes to: state, histories, roles."""
    chain, _, _, folder = traded
    read = lambda: read_state(plan(chain, example, folder), chain.web3)
    (folder / "market.state.json").write_text(json.dumps(read()))
    steps = []
    for caller, call, arguments in (
            ("bob", "openPosition", {"side": "sell", "quoteAssetAmount": 10 * ONE, "leverage": 2 * ONE}),
            ("carol", "addMargin", {"addedMargin": 2 * ONE}),
            ("bob", "openPosition", {"side": "buy", "quoteAssetAmount": 3 * ONE, "leverage": 2 * ONE}),
            ("carol", "payFunding", {}), ("bob", "closePosition", {})):
        if call == "payFunding":
            chain.later(3600)
        block = on_chain(chain, caller, call, arguments)
        told = {name: f"{value} wei" if isinstance(value, int) else value for name, value in arguments.items()}
        steps.append({"call": call, "caller": caller, "block": block, "args": told})
    path, after = folder / "next.scenario.json", folder / "after.state.json"
    path.write_text(json.dumps({"setup": {"state": "market.state.json"}, "steps": steps}))
    done = subprocess.run([VAMM, "run", str(path), "--save-state", str(after)], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done
    expected, got = read(), json.loads(after.read_text())
    for part in ("block", "quoteToken", "state", "amms", "clearingHouse", "insuranceFund", "accounts"):
        assert got[part] == expected[part], part


class Server:
    """A JSON-RPC endpoint in front of the chain."""

    def __init__(self, web3):
        ask, one_at_a_time = web3.provider.request_func(web3, web3.middleware_onion), threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                try:
                    with one_at_a_time:
                        answer = ask(question["method"], question["params"])
                except Exception as error:
                    answer = {"error": {"code": -32000, "message": str(error) or type(error).__name__}}
                answer = {name: answer[name] for name in ("result", "error") if answer.get(name) is not None or (
                    name == "result" and "error" not in answer)}
                text = Web3.to_json({"jsonrpc": "2.0", "id": question["id"], **answer}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def server(chain):
    server = Server(chain.web3)
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_the_command_reads_through_json_rpc(traded, example, server):
    chain, _, _, folder = traded
    output = folder / "state.json"
    path = chain.map(folder)
    _, text, status = run("state", "--artifacts", example, "--map", path, "--rpc", server.url, "-o", output)
    assert status == 0, text
    document = json.loads(output.read_text())
    assert list(validator().iter_errors(document)) == []
    assert document == read_state(plan(chain, example, folder), chain.web3)


def test_mistakes_of_the_command(chain, example, server, tmp_path):
    path = chain.map(tmp_path)

    def state(*arguments, at=path, rpc=server.url):
        return said("state", "--artifacts", example, "--map", at, "--rpc", rpc, *arguments)

    silent = state(rpc="http://127.0.0.1:9")
    assert "no answer" in silent and "name a JSON-RPC endpoint" in silent
    assert "block 99999 can't be read" in state("--block", "99999")
    traders = tmp_path / "traders.txt"
    traders.write_text("alice 0x12\n")
    assert 'traders.txt:1: "alice 0x12" is no trader; write an address' in state("--traders", traders)
    assert "none.txt: can't be read" in state("--traders", "none.txt")
    text = path.read_text()
    other = tmp_path / "other.yaml"
    other.write_text(text.replace(f"ETH: '{chain.pool.address}'", "ETH: '0x" + "11" * 20 + "'"))
    assert "chain.amms.ETH: 0x1111111111111111111111111111111111111111 has no code at block" in state(at=other)
    other.write_text(text.replace(f"    insuranceFund: '{chain.fund.address}'\n", ""))
    assert "the map does not say where insuranceFund is" in state(at=other)
    assert "the map does not say where the pools are; write chain:" in state(at=EXAMPLE / "example.yaml")
