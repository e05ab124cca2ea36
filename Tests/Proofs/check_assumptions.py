#!/usr/bin/env python3
"""Prints what each theorem assumes, which has to be nothing. Run where the proofs were built (Tests/Proofs/check does)."""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CLOSED = "Closed under the global context"


def main():
    files = [name for name in (HERE / "_CoqProject").read_text().split() if name.endswith(".v")]
    theorems = []
    for name in files:
        module = "VAMM." + name[:-2].replace("/", ".")
        theorems += [f"{module}.{theorem}"
                     for theorem in re.findall(r"^Theorem (\w+)", (HERE / name).read_text(), re.MULTILINE)]
    script = "".join(f"Require VAMM.{name[:-2].replace('/', '.')}.\n" for name in files)
    script += "".join(f"Print Assumptions {theorem}.\n" for theorem in theorems)
    (HERE / "Assumptions.v").write_text(script)
    run = subprocess.run(["coqc", "-q", "-R", ".", "VAMM", "Assumptions.v"], cwd=HERE, capture_output=True, text=True)
    closed = run.stdout.count(CLOSED)
    for theorem in theorems:
        print(theorem)
    if run.returncode or closed != len(theorems):
        sys.exit(f"not every theorem is closed:\n{run.stdout}{run.stderr}")
    print(f"{closed} theorems, each closed under the global context")


if __name__ == "__main__":
    main()
