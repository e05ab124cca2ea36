#!/usr/bin/env python3
"""Checks the speed and the memory of simulated markets.

    python3 Tests/scale/check_simulation.py [VAMM]

A year of hourly blocks with 100 traders takes less than 10 seconds; a busy market makes at least 200,000 calls on the core
in a second on one core; ten times the blocks take no more memory. Times are the least of three runs, as the machine may be
busy with something else. Ends with "N passed, M failed".
"""
from simulated import checker, simulate

YEAR = ["run.blocks=8760", "run.secondsPerBlock=3600", "traders.count=100"]
BUSY = YEAR + ["traders.meanWait=3600", "traders.meanHolding=3600"]


def main():
    check, end = checker()
    seconds = min(simulate(YEAR)[0] for _ in range(3))
    check("a year of hourly blocks with 100 traders in less than 10 s", seconds < 10, f"{seconds:.2f} s")
    runs = [simulate(BUSY) for _ in range(3)]
    seconds, calls = min(run[0] for run in runs), runs[0][2]["calls"]
    check("200,000 calls a second", calls / seconds >= 200_000, f"{calls / seconds:,.0f}, of {calls:,} calls")
    short, long = (simulate(YEAR + [f"run.blocks={blocks}"])[1].ru_maxrss * 1024 for blocks in (4_000, 40_000))
    check("ten times the blocks, as much memory", long < short * 1.25,
          f"{short / 2**20:.1f} MiB, then {long / 2**20:.1f} MiB")
    end()


main()
