#!/usr/bin/env python3
"""How many market steps a second go through the driver, with the example and the state compared after every step.

    python3 measure.py [REPEATS]

Wall-clock time needs a quiet machine; CPU time counts the driver, the EVM and vamm check together.
"""
import copy
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from conftest import EXAMPLE, as_far_as_the_house_goes, check, steps_of, vectors


def main():
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    file = as_far_as_the_house_goes(vectors("market-v2"))
    cases = file["cases"]
    file["cases"] = []
    for repeat in range(repeats):
        for case in cases:
            file["cases"].append({**copy.copy(case), "id": f"{case['id']}-{repeat}"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "market.json"
        path.write_text(json.dumps(file))
        start = time.monotonic()
        report = check([path], "--map", EXAMPLE / "example.yaml")
        seconds = time.monotonic() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    steps = steps_of(file)
    assert (report["passed"], report["failed"]) == (steps, 0), report
    print(f"{steps} steps: {steps / seconds:.0f} a second, {steps / processor:.0f} a CPU second, "
          f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
