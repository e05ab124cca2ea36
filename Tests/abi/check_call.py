#!/usr/bin/env python3
"""Checks `vamm call` against eth-abi: 10,000 random calls, encoded and decoded by somebody else's code.

    python3 Tests/abi/check_call.py [VAMM] [SEED]

Selectors come from eth-utils' Keccak, encodings from eth-abi, prices from Vectors/examples/adapter.py, views from what
`vamm run --json` prints. Needs the pip packages eth-abi and eth-hash[pycryptodome]. Ends with "N passed, M failed".
"""
import json
import pathlib
import random
import subprocess
import sys

from eth_abi import encode
from eth_utils import keccak

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Vectors" / "examples"))
import adapter  # noqa: E402

VAMM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build" / "release" / "vamm")
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32)
SCENARIO = ROOT / "Vectors" / "scenarios" / "liquidation-cascade.scenario.json"
PRICES = {"getInputPriceWithReserves": "inputPrice", "getOutputPriceWithReserves": "outputPrice"}
PARAMETERS = ["uint8", "(uint256)", "(uint256)", "(uint256)"]


def calldata(name, types, values):
    return keccak(text=f"{name}({','.join(types)})")[:4] + encode(types, values)


def reverted(text):
    return "revert 0x" + (keccak(text="Error(string)")[:4] + encode(["string"], [text])).hex()


def number(generator):
    """A number of any length, often beside a power of two, at times 0."""
    bits = generator.randrange(257)
    beside = (1 << bits) + generator.randrange(-2, 3) if generator.random() < 0.2 else generator.getrandbits(bits or 1)
    return min(max(beside, 0), 2**256 - 1)


def price_call(generator):
    """A call of a price function, and the line that should answer it."""
    name = generator.choice(list(PRICES))
    direction = generator.randrange(2)
    if generator.random() < 0.5:
        reserves = [generator.getrandbits(generator.randrange(60, 115)) + 1 for _ in range(2)]
        amount = reserves[generator.randrange(2)] // generator.randrange(1, 10**6)
    else:
        amount, *reserves = (number(generator) for _ in range(3))
    data = calldata(name, PARAMETERS, [direction, (amount,), (reserves[0],), (reserves[1],)])
    question = {
        "do": "quote", "op": PRICES[name], "direction": ("addToAmm", "removeFromAmm")[direction],
        "amount": amount, "quoteAssetReserve": reserves[0], "baseAssetReserve": reserves[1],
    }
    answer = adapter.answer(question)
    if "revert" in answer:
        return data, reverted(answer["revert"])
    return data, "0x" + encode(["uint256"], [int(answer["result"])]).hex()


def damaged(generator):
    """Calldata that no encoder makes: cut, lengthened, with another selector or a direction out of range."""
    data, _ = price_call(generator)
    kind = generator.randrange(4)
    if kind == 0:
        return data[:generator.randrange(len(data))]
    if kind == 1:
        return data + generator.randbytes(generator.randrange(1, 100))
    if kind == 2:
        return generator.randbytes(3) + b"\xff" + data[4:]
    return data[:4] + encode(["uint256"], [generator.randrange(2, 2**256)]) + data[36:]


def ask(lines, *arguments):
    text = "".join(line + "\n" for line in lines)
    run = subprocess.run([VAMM, "call", "--stdin", *arguments], input=text, capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 0, run
    return run.stdout.splitlines()


def view_calls():
    """The views of the scenario's last step as calls, with the lines that should answer them."""
    run = subprocess.run([VAMM, "run", "--json", SCENARIO], capture_output=True, text=True, check=True, cwd=ROOT)
    for name, value in json.loads(run.stdout)["steps"][-1]["views"].items():
        kind, _, view, *arguments = name.split(".")
        if kind != "amm":
            continue
        function = view if view.startswith("is") else "get" + view[0].upper() + view[1:]
        types = ["uint256"] * len(arguments)
        word = ["bool"] if isinstance(value, bool) else ["uint256"]
        yield (calldata(function, types, [int(argument) for argument in arguments]),
               "0x" + encode(word, [value if isinstance(value, bool) else int(value)]).hex())


def fee_call(generator):
    """calcFee on the scenario's pool, which has no fees set unless its setup says so."""
    setup = json.loads(SCENARIO.read_text())["setup"]
    pool = next(iter(setup["amms"].values()))
    amount = generator.getrandbits(100)
    ratios = [round(float(pool.get(name, "0")) * 10**18) for name in ("tollRatio", "spreadRatio")]
    return (calldata("calcFee", ["(uint256)"], [(amount,)]),
            "0x" + encode(["uint256", "uint256"], [amount * ratio // 10**18 for ratio in ratios]).hex())


def main():
    print(f"seed {SEED}")
    generator = random.Random(SEED)
    prices = [price_call(generator) for _ in range(9000)]
    broken = [damaged(generator) for _ in range(1000)]
    views = [*view_calls(), *(fee_call(generator) for _ in range(100))]
    passed = failed = 0
    for cases, arguments in ((prices, ()), (views, ("--state", str(SCENARIO)))):
        answers = ask(["0x" + data.hex() for data, _ in cases], *arguments)
        assert len(answers) == len(cases), f"{len(answers)} answers to {len(cases)} calls"
        for (data, expected), got in zip(cases, answers):
            passed += got == expected
            if got != expected:
                failed += 1
                print(f"FAIL 0x{data.hex()}\n  expected {expected}\n  got      {got}")
    answers = ask([data.hex() for data in broken])
    assert len(answers) == len(broken)
    for data, got in zip(broken, answers):
        passed += got.startswith("error ")
        if not got.startswith("error "):
            failed += 1
            print(f"FAIL 0x{data.hex()}\n  expected an error\n  got      {got}")
    kinds = {line.split()[0][:6] for _, line in prices}
    assert len(kinds) > 1 and len(views) > 104, "the cases say nothing"
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
