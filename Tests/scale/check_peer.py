#!/usr/bin/env python3
"""Compares the speed of simulated markets with the obvious loop in Python (float_loop.py), and few traders with many.

    python3 Tests/scale/check_peer.py [VAMM]

Both run the calm market for the same blocks, unhedged and with any cost tolerated, in turns in one session. Times are those
of the processor, the least of five, and the program's are without its start. At least ten times the loop; 10,000 traders
cost at most three times per call what 100 cost. Ends with "N passed, M failed".
"""
import float_loop
from simulated import checker, simulate

SAME = ["arbitrageurs.hedges=no", "traders.meanTolerance=0"]


def run(*settings):
    """Processor seconds, and what was measured."""
    _, usage, measured = simulate(settings)
    return usage.ru_utime + usage.ru_stime, measured


def main():
    check, end = checker()
    ours, loops = [], []
    for _ in range(5):
        start = run(*SAME, "run.blocks=1")[0]
        ours.append(run(*SAME)[0] - start)
        loops.append(float_loop.measure(1)[0])
    ratio = min(loops) / min(ours)
    check("ten times the float loop", ratio >= 10,
          f"{ratio:.1f} times: {min(ours) * 1000:.0f} ms, {min(loops) * 1000:.0f} ms")

    def per_call(traders):
        settings = [f"traders.count={traders}", "run.blocks=2000", *SAME]
        runs = [run(*settings) for _ in range(3)]
        return min(seconds for seconds, _ in runs) / runs[0][1]["calls"]

    few, many = per_call(100), per_call(10_000)
    check("10,000 traders at most three times per call", many <= 3 * few,
          f"{few * 1e6:.2f} and {many * 1e6:.2f} microseconds")
    end()


main()
