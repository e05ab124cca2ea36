#!/usr/bin/env python3
"""Holds the sources of the proofs to the rules that a machine can check.

    python3 Tests/Proofs/check_sources.py SPEC.md

Each definition of a rule of SPEC.md stands under the line `(* SPEC P2 *)`. The rules so marked have to be those of the
table of README.md, and headings of SPEC.md. Nothing may be assumed or left open, a file has at most 400 lines, and a
script of more than 60 lines says in a comment how it goes.
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ASSUMED = re.compile(r"\b(Axioms?|Parameters?|Admitted|admit|Conjecture|Hypothesis|Hypotheses|Variables?)\b|bypass_check")


def rules(text):
    return re.findall(r"^\(\* SPEC ([A-Z]+\d+) \*\)$", text, re.MULTILINE)


def scripts(lines):
    """Where each proof begins, and its lines."""
    start = None
    for number, line in enumerate(lines):
        if re.match(r"\s*Proof\b", line):
            start = number
        if start is not None and re.search(r"\b(Qed|Defined)\.$", line):
            yield start + 1, lines[start:number + 1]
            start = None


def main(specification):
    complaints, covered = [], set()
    listed = (HERE / "_CoqProject").read_text().split()
    for path in sorted(HERE.rglob("*.v")):
        name = str(path.relative_to(HERE))
        text = path.read_text()
        lines = text.split("\n")
        covered |= set(rules(text))
        if name not in listed and name != "Peer/Extract.v":
            complaints.append(f"{name} is not in _CoqProject")
        if len(lines) > 400:
            complaints.append(f"{name} has {len(lines)} lines; is it about one thing?")
        for number, line in enumerate(lines, 1):
            if ASSUMED.search(re.sub(r"\(\*.*?\*\)", "", line)):
                complaints.append(f"{name}:{number} assumes something: {line}")
            if len(line) > 120 or line != line.rstrip() or "\t" in line:
                complaints.append(f"{name}:{number} is too long or has stray white space")
        for number, script in scripts(lines):
            if len(script) > 60 and not any("(*" in line for line in script):
                complaints.append(f"{name}:{number} is a script of {len(script)} lines that does not say how it goes")
    headings = set(re.findall(r"^### ([A-Z]+\d+) ", pathlib.Path(specification).read_text(), re.MULTILINE))
    section = re.search(r"^## The rules that are defined$(.*?)^## ", (HERE / "README.md").read_text(), re.M | re.S)
    table = set(re.findall(r"^\| ([A-Z]+\d+) \|", section.group(1), re.MULTILINE))
    complaints += [f"SPEC.md has no rule {rule}" for rule in sorted(covered - headings)]
    complaints += [f"README.md does not list the rule {rule}" for rule in sorted(covered - table)]
    complaints += [f"README.md lists the rule {rule}, which no definition is marked with" for rule in sorted(table - covered)]
    print("\n".join(complaints) or f"{len(covered)} rules are defined; no source assumes anything")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main(sys.argv[1])
