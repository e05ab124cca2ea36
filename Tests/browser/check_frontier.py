#!/usr/bin/env python3
"""Opens what `vamm frontier --report` writes in Chromium, and looks at it as check_report.py looks at reports.

    python3 Tests/browser/check_frontier.py [VAMM] [--keep DIRECTORY]

Sweeps small grids first: a frontier with a knee, two fields with points that are beaten, a single point, and names that
try to be markup. --keep leaves pages and screenshots. Ends with "N passed, M failed".
"""
import json
import subprocess

from check_report import MEASURE, ROOT, Check, run

CHARTS = ["Slippage against tracking error", "Slippage against the fund's drawdown"]
MARKET = {"extends": "thin-arbitrage", "run": {"blocks": "48", "secondsPerBlock": "3600"},
          "traders": {"count": "10", "trendBlocks": "6"}}
STEPS = {"from": "0.125", "to": "8", "steps": "7", "scale": "geometric"}
GRIDS = {
    "knee": {"market": MARKET, "vary": {"k.multiplier": STEPS}, "seeds": 10},
    "two-fields": {"market": MARKET, "seeds": 4,
                   "vary": {"k.multiplier": STEPS, "arbitrageurs.capital": ["20000", "50000", "200000"]}},
    "many-points": {"market": {**MARKET, "run": {"blocks": "4", "secondsPerBlock": "3600"}}, "seeds": 1,
                    "vary": {"k.multiplier": {**STEPS, "steps": "40"}, "traders.longBias": ["0.2", "0.4", "0.6"]}},
    "one-point": {"market": MARKET, "vary": {}, "seeds": 3},
    "markup": {"market": {**MARKET, "name": "<script>alert(1)</script>&\"'"}, "vary": {"k.multiplier": STEPS},
               "seeds": 2},
}


class FrontierCheck(Check):
    def page(self, name, grid):
        source, results = self.folder / f"{name}.json", self.folder / f"{name}.jsonl"
        file = self.folder / f"{name}.html"
        source.write_text(json.dumps(grid))
        results.unlink(missing_ok=True)
        for arguments in [["sweep", source, "-o", results], ["frontier", results, "--report", file]]:
            subprocess.run([self.program, *map(str, arguments)], cwd=ROOT, check=True, capture_output=True)
        size = file.stat().st_size
        self.count(f"{name}: size", [f"{size} bytes"] if size > 1_000_000 else [])
        for width in [1280, 390, 360]:
            for scheme in ["light", "dark"]:
                self.browser.open(file, width, scheme)
                faults = self.browser.run(MEASURE)
                titles = self.browser.run("[...document.querySelectorAll('figure.chart h3')].map(h => h.textContent)")
                self.count(f"{name}: {width} {scheme}", faults + self.noise())
                self.count(f"{name}: charts", [] if titles == CHARTS else [f"{titles}"])
                self.keep(f"{name}-{width}-{scheme}")
        self.count(f"{name}: paper", self.paper(name))


def look_at_frontiers(check):
    for name, grid in GRIDS.items():
        check.page(name, grid)


if __name__ == "__main__":
    run(FrontierCheck, look_at_frontiers)
