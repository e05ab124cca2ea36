"""Simulations of the calm market, timed: what the checks of their speed share."""
import json
import os
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VAMM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build" / "release" / "vamm")


def simulate(settings):
    """Seconds by the clock, what the system says was used, and what was measured."""
    arguments = [VAMM, "simulate", "calm", "--json"] + [part for setting in settings for part in ("--set", setting)]
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = os.posix_spawn(VAMM, arguments, os.environ,
                                 file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1)])
        _, status, usage = os.wait4(process, 0)
        seconds = time.monotonic() - started
        output.seek(0)
        if status != 0:
            sys.exit(f"vamm simulate ended with status {status}")
        return seconds, usage, json.load(output)


def checker():
    """A check that prints how it went, and the function that ends the program with "N passed, M failed"."""
    passed, failed = [], []

    def check(name, is_met, found):
        (passed if is_met else failed).append(name)
        print(f"{'ok  ' if is_met else 'FAIL'} {name}: {found}")

    def end():
        print(f"{len(passed)} passed, {len(failed)} failed")
        sys.exit(bool(failed))

    return check, end
