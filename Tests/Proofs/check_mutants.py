#!/usr/bin/env python3
"""Changes one sign in a definition, at one place after the other, and shows that a proof or a vector fails each time.

    python3 Tests/Proofs/check_mutants.py BUILD_FOLDER VECTOR_FILE...

BUILD_FOLDER is where Tests/Proofs/check has built; it is copied and not changed. Ends with "N passed, M failed": a
change that nothing notices has failed.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCES = pathlib.Path(__file__).resolve().parent

# File, the line's text, what it becomes.
CHANGES = [
    ("Spec/Integers.v", 'subtraction overflow" (x - y).', 'subtraction overflow" (x + y).'),
    ("Spec/Integers.v", 'Definition sadd (x y : Z) : outcome Z := signed_or "SignedSafeMath: addition overflow" (x + y).',
     'Definition sadd (x y : Z) : outcome Z := signed_or "SignedSafeMath: addition overflow" (x - y).'),
    ("Spec/Decimals.v", "Lt => -1", "Lt => 1"),
    ("Spec/Prices.v", "add => usub amount 1", "add => uadd amount 1"),
    ("Spec/Prices.v", "remove => uadd amount 1", "remove => usub amount 1"),
    ("Spec/Prices.v", "remove => usub x a", "remove => uadd x a"),
    ("Spec/Averages.v", "let! weight := usub previous start in", "let! weight := uadd previous start in"),
    ("Spec/Averages.v", "let! period := uadd period weight in", "let! period := usub period weight in"),
    ("Spec/Pool.v", "let! below := usub ONE ratio in", "let! below := uadd ONE ratio in"),
    ("Spec/Reserves.v", "add => msub (base_delta p) b", "add => madd (base_delta p) b"),
    ("Spec/Operator.v", "let! premium := ssub market index in", "let! premium := sadd market index in"),
    ("Spec/Migration.v", "smul x (-1)", "smul x 1"),
]


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def proof_that_fails(folder):
    made = run(["make", "-f", "Makefile.coq", "-j2"], folder)
    place = re.search(r'File "\./([^"]+)", line (\d+)', made.stderr)
    return None if made.returncode == 0 else f"{place.group(1)}:{place.group(2)}" if place else made.stderr[-200:]


def vectors_that_fail(folder, vectors):
    """How the program of the changed definitions does; the definitions compile, as only a number is another."""
    specification = [name for name in (folder / "_CoqProject").read_text().split() if name.startswith("Spec/")]
    for command in ([["make", "-f", "Makefile.coq"] + [name + "o" for name in specification],
                     ["sh", "build_program"]]):
        built = run(command, folder)
        if built.returncode:
            sys.exit(f"{' '.join(command)} failed:\n{built.stdout}{built.stderr}")
    checked = run([sys.executable, "check_vectors.py", "program/peer", *vectors], folder)
    return None if checked.returncode == 0 else checked.stdout.strip().split("\n")[-1] or "the program ended"


def main(build, vectors):
    vectors = [str(pathlib.Path(path).resolve()) for path in vectors]
    noticed = 0
    for name, old, new in CHANGES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch) / "proofs"
            shutil.copytree(build, folder)
            text = (folder / name).read_text()
            if text.count(old) < 1:
                sys.exit(f"{name} has no {old!r}")
            (folder / name).write_text(text.replace(old, new, 1))
            proof, vector = proof_that_fails(folder), vectors_that_fail(folder, vectors)
        noticed += bool(proof or vector)
        print(f"{name}: {new.strip()}\n    proof: {proof or 'none fails'}; vectors: {vector or 'all pass'}", flush=True)
    print(f"{noticed} passed, {len(CHANGES) - noticed} failed")
    sys.exit(0 if noticed == len(CHANGES) else 1)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:])
