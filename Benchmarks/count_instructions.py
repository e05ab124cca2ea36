#!/usr/bin/env python3
"""Counts the instructions of every workload under callgrind and compares them with the committed counts.

    count_instructions.py            check: fails where a workload takes over 3 % more than instructions.json says
    count_instructions.py --update   write the counts of this machine to instructions.json
    count_instructions.py --parts    where the instructions of a quote go, from the C peer of the same algorithm

Instruction counts repeat where nanoseconds don't. Valgrind knows no AVX-512, so that batches take the scalar path here.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
COUNTS = HERE / "instructions.json"
TOLERANCE = 0.03
# What is not worth the time under valgrind, or differs from run to run.
SKIPPED = ("recorded vectors", "market replay", "quote, production, batch")


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, capture_output=True, cwd=HERE, **options).stdout


def strip_binary(source, folder):
    """Valgrind can't read the debug information of recent Swift compilers."""
    stripped = pathlib.Path(folder) / "calls"
    shutil.copy(source, stripped)
    run("strip", "-g", stripped)
    return stripped


def dumps(folder, name):
    """The totals of callgrind's dumps in their order, with what triggered each."""
    files = sorted(pathlib.Path(folder).glob(name + ".*"), key=lambda path: int(path.suffix[1:]))
    for path in files:
        text = path.read_text()
        yield re.search(r"desc: Trigger: (.*)", text)[1], int(re.search(r"^totals: (\d+)", text, re.MULTILINE)[1])


def count(binary):
    """Instructions a call, by workload."""
    workloads = json.loads(run(binary, "--list"))
    chosen = [workload for workload in workloads if not workload["name"].startswith(SKIPPED)]
    with tempfile.TemporaryDirectory() as folder:
        run(
            "valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
            "--dump-before=*measurementBegins*", "--dump-before=*measurementEnds*",
            strip_binary(binary, folder), "--rounds", "1", "--exactly", *(workload["name"] for workload in chosen),
            env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
        totals = [total for trigger, total in dumps(folder, "out") if "measurementEnds" in trigger]
    if len(totals) != len(chosen):
        sys.exit(f"{len(totals)} measurements for {len(chosen)} workloads: the markers were not found")
    return {workload["name"]: round(total / workload["count"]) for workload, total in zip(chosen, totals)}


def check(binary):
    expected, failures = json.loads(COUNTS.read_text()), []
    counts = count(binary)
    print(f"{'instructions a call':50} {'now':>9} {'committed':>9}")
    for name in [*counts, *(name for name in expected if name not in counts)]:
        now, then = counts.get(name), expected.get(name)
        verdict = ""
        if now is None or then is None:
            verdict = "  only on one side: run with --update"
        elif now > then * (1 + TOLERANCE):
            verdict = f"  {now / then - 1:+.1%}"
        elif now < then * (1 - 2 * TOLERANCE):
            print(f"{name:50} {now:9} {then:9}  {now / then - 1:+.1%}; better: run with --update")
            continue
        if verdict:
            failures.append(name)
        print(f"{name:50} {now if now is not None else '-':>9} {then if then is not None else '-':>9}{verdict}")
    if failures:
        sys.exit(f"{len(failures)} of {len(counts)} workloads are not as committed: {', '.join(failures)}")


def parts():
    """The instructions of each part of a quote, with each part kept a function of its own."""
    source = HERE / "Sources" / "CPeers" / "two_limb.c"
    names = {
        "multiply": "two full products: x · y and y · a",
        "remainder_by_one": "x · y mod 10^18",
        "reciprocal_3by2": "reciprocal of the divisor, two limbs",
        "reciprocal_2by1": "  of which: of its upper limb",
        "divide_3by2": "two limbs of the quotient",
        "cpeers_two_limb": "loads, signs, checks, shifts, result",
    }
    main = """
        #include "cpeers.h"
        #include <stdio.h>
        #include <stdlib.h>
        int main(void) {
            enum { COUNT = 10000 };
            cpeers_quote *quotes = calloc(COUNT, sizeof *quotes);
            uint64_t (*results)[4] = calloc(COUNT, sizeof *results), state = 1;
            for (int i = 0; i < COUNT; i++) {
                uint64_t limbs[6];
                for (int j = 0; j < 6; j++) limbs[j] = state = state * 6364136223846793005u + 1442695040888963407u;
                quotes[i].quote_reserve[0] = limbs[0];
                quotes[i].quote_reserve[1] = limbs[1] >> 20 | 1ull << 43;
                quotes[i].base_reserve[0] = limbs[2];
                quotes[i].base_reserve[1] = limbs[3] >> 20 | 1ull << 43;
                quotes[i].amount[0] = limbs[4];
                quotes[i].amount[1] = limbs[5] >> 30;
                quotes[i].adding = limbs[4] & 1;
            }
            return cpeers_two_limb(quotes, COUNT, results) == COUNT ? 0 : 1;
        }
        """
    with tempfile.TemporaryDirectory() as folder:
        split = pathlib.Path(folder) / "split.c"
        split.write_text(re.sub(r"static inline (uint64_t|void) (\w+)\(",
                                r"__attribute__((noinline)) static \1 \2(", source.read_text()))
        (pathlib.Path(folder) / "main.c").write_text(main)
        program = f"{folder}/parts"
        run("cc", "-O2", "-Wall", "-I", HERE / "Sources" / "CPeers" / "include", split, f"{folder}/main.c", "-o", program)
        run("valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", program)
        listing = run("callgrind_annotate", "--threshold=100", f"{folder}/out")
    print("instructions a quote, each part as a function of its own (so with the cost of calling it)")
    for name, meaning in names.items():
        match = re.search(rf"^ *([\d,]+) .*:{name}\b", listing, re.MULTILINE)
        if not match:
            sys.exit(f"{name} is not in the profile")
        print(f"{int(match[1].replace(',', '')) / 10000:6.0f}  {meaning}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write instructions.json")
    parser.add_argument("--parts", action="store_true", help="only the parts of a quote")
    options = parser.parse_args()
    if options.parts:
        parts()
        return
    binary = HERE / ".build" / "release" / "calls"
    if not binary.exists():
        sys.exit("build first: swift build -c release --product calls")
    if options.update:
        COUNTS.write_text(json.dumps(count(binary), indent=4) + "\n")
        print(f"wrote {COUNTS}")
    else:
        check(binary)


if __name__ == "__main__":
    main()
