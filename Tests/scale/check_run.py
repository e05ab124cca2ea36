#!/usr/bin/env python3
"""Checks that `vamm run` keeps up with long scenarios: memory, rate, and a trace that is whole.

    python3 Tests/scale/check_run.py [STEPS] [VAMM]

Makes a scenario of so many steps (1,000,000 unless said), runs it once as a table and once with --db, and asserts that
neither takes 1 GiB of memory and that the second keeps 20,000 steps a second, reading and checking included. The
scenario is the same for the same number of steps. Ends with "N passed, M failed".
"""
import os
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
VAMM = sys.argv[2] if len(sys.argv) > 2 else str(ROOT / ".build" / "release" / "vamm")
TRADERS = 8
MEMORY_LIMIT = 1 << 30
RATE_LIMIT = 20_000


def step(generator):
    """A step as text: mostly trades, with prices, margin and funding between them."""
    trader, kind = f"t{generator.randrange(TRADERS)}", generator.random()
    if kind < 0.70:
        side, amount = generator.choice(("buy", "sell")), f"{generator.randrange(1, 2000)}.{generator.randrange(1000)}"
        return (f'{{"caller":"{trader}","call":"openPosition","args":{{"side":"{side}",'
                f'"quoteAssetAmount":"{amount}","leverage":"{generator.randrange(1, 8)}"}}}}')
    if kind < 0.80:
        return f'{{"caller":"{trader}","call":"closePosition"}}'
    if kind < 0.90:
        return f'{{"caller":"{trader}","call":"addMargin","args":{{"addedMargin":"{generator.randrange(1, 100)}"}}}}'
    if kind < 0.95:
        return f'{{"call":"setLatestData","args":{{"price":"{generator.randrange(380, 420)}"}}}}'
    return f'{{"caller":"{trader}","call":"payFunding"}}'


def write_scenario(path):
    generator = random.Random(STEPS)
    balances = ",".join(f'"t{index}":"1000000000000"' for index in range(TRADERS))
    with open(path, "w", encoding="ascii") as file:
        file.write('{"format":"vamm-scenario/1","setup":{"amms":{"ETH":{"quoteAssetReserve":"40000000",'
                   f'"baseAssetReserve":"100000"}}}},"balances":{{{balances},"insuranceFund":"1000000000"}}}},"steps":[\n')
        for index in range(STEPS):
            file.write(step(generator) + (",\n" if index + 1 < STEPS else "\n"))
        file.write("]}\n")


def run(folder, *arguments):
    """Runs the program; seconds and bytes that it took at most, and what it printed last."""
    started = time.monotonic()
    output = os.path.join(folder, "output")
    with open(output, "wb") as file:
        process = os.posix_spawn(VAMM, [VAMM, "run", *arguments], os.environ,
                                 file_actions=[(os.POSIX_SPAWN_DUP2, file.fileno(), 1)])
        _, status, usage = os.wait4(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0, f"exit status {os.waitstatus_to_exitcode(status)}"
    unit = 1 if sys.platform == "darwin" else 1024
    with open(output, "rb") as file:
        file.seek(max(0, os.path.getsize(output) - 1000))
        last = file.read().decode().splitlines()[-1]
    return time.monotonic() - started, usage.ru_maxrss * unit, last


def main():
    results = []

    def check(what, is_met, figure):
        results.append(is_met)
        print(f"{'ok  ' if is_met else 'FAIL'} {what}: {figure}", flush=True)

    folder = tempfile.mkdtemp(prefix="vamm-scale-")
    try:
        scenario, database = os.path.join(folder, "scale.scenario.json"), os.path.join(folder, "trace.sqlite")
        write_scenario(scenario)
        print(f"{STEPS} steps, {os.path.getsize(scenario) >> 20} MiB", flush=True)
        for what, arguments in (("table", []), ("--db", ["--db", database])):
            seconds, memory, last = run(folder, scenario, *arguments)
            check(f"{what}: the last row is the last step", last.split()[0] == str(STEPS), last[:60])
            check(f"{what}: less than 1 GiB", memory < MEMORY_LIMIT, f"{memory >> 20} MiB")
            print(f"     {what}: {seconds:.1f} s", flush=True)
        rate = STEPS / seconds
        check("--db: 20,000 steps a second", rate >= RATE_LIMIT, f"{rate:,.0f}")
        with sqlite3.connect(database) as connection:
            count, last = connection.execute("SELECT count(*), max(step) FROM steps").fetchone()
            check("--db: every step is there", (count, last) == (STEPS, STEPS), f"{count} rows, the last is {last}")
            calls = connection.execute("SELECT count(*) FROM calls").fetchone()[0]
            check("--db: every call is there", calls == STEPS, f"{calls} rows")
            damage = connection.execute("PRAGMA quick_check").fetchone()[0]
            check("--db: the file is sound", damage == "ok", damage)
        print(f"     --db: {os.path.getsize(database) >> 20} MiB")
    finally:
        shutil.rmtree(folder)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return not all(results)


if __name__ == "__main__":
    sys.exit(main())
