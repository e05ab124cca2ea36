#!/usr/bin/env python3
"""Asks a program that speaks Vectors/PROTOCOL.md every case of vector files and compares each answer to the recording.

    python3 Tests/Proofs/check_vectors.py PROGRAM FILE...

This is the part of `vamm check` that the proofs need, in one page, so that they can be checked without Swift. It stops
at the first case of a file that differs, says where, and ends with "N passed, M failed".
"""
import json
import subprocess
import sys

RESERVED = {"events", "returns", "state", "views", "revert", "invalid"}


class Peer:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"the program ended at {json.dumps(question)[:200]}")
        return json.loads(line)


def expect(place, got, wanted):
    if got != wanted:
        raise AssertionError(f"{place}\n  got    {json.dumps(got)[:600]}\n  wanted {json.dumps(wanted)[:600]}")


def check_number(peer, kind, case):
    outcome = {key: case[key] for key in ("result", "revert", "invalid") if key in case}
    question = {key: value for key, value in case.items() if key != "id" and key not in outcome}
    expect(case["id"], peer.ask({"do": kind, **question}), outcome)


def check_sequence(peer, kind, case):
    expect(case["id"], peer.ask({"do": "setup", "kind": kind, "setup": case["setup"]}), {"state": case["initialState"]})
    for number, step in enumerate(case["steps"], 1):
        question = {key: value for key, value in step.items() if key not in RESERVED}
        answer = peer.ask({"do": "step", **question, "views": list(step.get("views", {}))})
        wanted = {key: step[key] for key in RESERVED if key in step}
        wanted.setdefault("views", {})
        expect(f"{case['id']} step {number}", answer, wanted)
    peer.ask({"do": "reset"})


def main(program, paths):
    peer = Peer(program)
    kinds = peer.ask({"do": "hello", "protocol": "vamm-check/1"})["kinds"]
    passed, failed = 0, 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        kind = document["kind"]
        if kind not in kinds:
            sys.exit(f"{path}: the program does not answer the kind {kind}")
        check = check_number if kind in ("math", "quote") else check_sequence
        for case in document["cases"]:
            try:
                check(peer, kind, case)
                passed += 1
            except AssertionError as difference:
                failed += 1
                if failed <= 10:
                    print(difference)
        print(f"{path}: {len(document['cases'])} cases")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
