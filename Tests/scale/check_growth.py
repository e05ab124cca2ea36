#!/usr/bin/env python3
"""Checks that a step costs what it touches: the time of a step with many traders or pools beside that with few.

    python3 Tests/scale/check_growth.py [STEPS] [VAMM] [--markdown FILE]

Makes scenarios of STEPS steps (16,000 unless said) in a system of 10 traders on 1 pool, of STEPS traders on 1 pool, and of
10 traders on STEPS / 10 pools; runs each through every command that walks a scenario, in interleaved rounds of which the
fastest counts; and asserts that a step in a large system takes at most 1.3 times what it takes in the small one. What it
costs to read and write the system once is part of it. Ends with "N passed, M failed".
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS = 3
MOST = 1.3


def scenario(path, steps, traders, pools):
    """Trades, margin and prices in turn, each trader on a pool of its own choice."""
    generator = random.Random(steps)
    setup = {
        "amms": {f"P{index}": {"quoteAssetReserve": "40000000", "baseAssetReserve": "100000"} for index in range(pools)},
        "balances": {**{f"t{index}": "1000000000" for index in range(traders)}, "insuranceFund": "1000000000"},
    }
    with open(path, "w", encoding="ascii") as file:
        file.write(f'{{"format":"vamm-scenario/1","setup":{json.dumps(setup)},"steps":[\n')
        for index in range(steps):
            trader, pool = f"t{index % traders}", f"P{index % pools}"
            kind = generator.random()
            if kind < 0.75:
                arguments = {"amm": pool, "side": generator.choice(("buy", "sell")),
                             "quoteAssetAmount": f"{generator.randrange(10, 200)}.{generator.randrange(100)}",
                             "leverage": str(generator.randrange(1, 5))}
                call = {"caller": trader, "call": "openPosition", "args": arguments}
            elif kind < 0.9:
                call = {"caller": trader, "call": "addMargin", "args": {"amm": pool, "addedMargin": "7"}}
            else:
                call = {"call": "setLatestData", "args": {"amm": pool, "price": str(generator.randrange(380, 420))}}
            file.write(json.dumps(call) + (",\n" if index + 1 < steps else "\n"))
        file.write("]}\n")


def processor_time(vamm, arguments):
    """Seconds of processor time that a run of the program takes: what else the machine does counts little in it."""
    process = subprocess.Popen([vamm, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"vamm {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime


def main():
    arguments = [argument for argument in sys.argv[1:]]
    markdown = arguments.pop(arguments.index("--markdown") + 1) if "--markdown" in arguments else None
    arguments = [argument for argument in arguments if argument != "--markdown"]
    steps = int(arguments[0]) if arguments else 16_000
    vamm = arguments[1] if len(arguments) > 1 else str(ROOT / ".build" / "release" / "vamm")
    folder = tempfile.mkdtemp(prefix="vamm-growth-")
    results, rows = [], []
    try:
        systems = {"10 traders": (10, 1), f"{steps:,} traders": (steps, 1), f"{steps // 10:,} pools": (10, steps // 10)}
        files = {}
        for name, (traders, pools) in systems.items():
            files[name] = os.path.join(folder, name.replace(" ", "-").replace(",", "") + ".scenario.json")
            scenario(files[name], steps, traders, pools)
        filled = {name: path.replace(".scenario.json", ".vectors.json") for name, path in files.items()}
        out = os.path.join(folder, "out")
        commands = {
            "run": lambda name: ["run", files[name]],
            "run --json": lambda name: ["run", files[name], "--json"],
            "run --fill": lambda name: ["run", files[name], "--fill", filled[name]],
            "verify": lambda name: ["verify", filled[name]],
            "run --db": lambda name: ["run", files[name], "--db", out + ".sqlite"],
            "run --ledger": lambda name: ["run", files[name], "--ledger"],
            "report": lambda name: ["report", files[name], "-o", out + ".html"],
        }
        for command, arguments_of in commands.items():
            best = dict.fromkeys(systems, float("inf"))
            for _ in range(ROUNDS):
                for name in systems:
                    for rest in ("out.sqlite", "out.html"):
                        pathlib.Path(folder, rest).unlink(missing_ok=True)
                    best[name] = min(best[name], processor_time(vamm, arguments_of(name)))
            few, *many = best
            cells = [f"{best[few] / steps * 1e6:.1f} µs"]
            for name in many:
                ratio = best[name] / best[few]
                results.append(ratio <= MOST)
                cells.append(f"{ratio:.2f}")
                print(f"{'ok  ' if ratio <= MOST else 'FAIL'} {command}: {name} {ratio:.2f} times", flush=True)
            rows.append(f"| `{command}` | " + " | ".join(cells) + " |")
        if markdown:
            header = [f"| a step of {steps:,} | " + " | ".join(systems) + " |", "| --- |" + " --- |" * len(systems)]
            pathlib.Path(markdown).write_text("\n".join(header + rows) + "\n", encoding="utf-8")
    finally:
        shutil.rmtree(folder)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main())
