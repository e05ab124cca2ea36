#!/usr/bin/env python3
"""Checks Vectors/examples/sweep_dask.py on a local cluster of two workers: the same bytes as one machine.

    python3 Tests/dask/check_dask.py [VAMM]

Needs the pip package dask[distributed]. Ends with "N passed, M failed".
"""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
VAMM = str(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".build" / "release" / "vamm").resolve())
EXAMPLE = ROOT / "Vectors" / "examples" / "sweep_dask.py"
GRID = """
market:
  extends: thin-arbitrage
  run: {blocks: 48, secondsPerBlock: 3600}
  traders: {count: 10, trendBlocks: 6}
vary:
  k.multiplier: {from: 0.25, to: 4, steps: 5, scale: geometric}
seeds: 8
"""


def dask(grid, output, *options):
    command = [sys.executable, str(EXAMPLE), str(grid), str(output), "--vamm", VAMM, "--workers", "2", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def check(folder):
    """What has to hold, and whether it does."""
    grid, alone, together = folder / "grid.yaml", folder / "alone.jsonl", folder / "together.jsonl"
    grid.write_text(GRID)
    subprocess.run([VAMM, "sweep", str(grid), "-o", str(alone)], check=True, capture_output=True)
    for shards in ["2", "5"]:
        run = dask(grid, together, "--shards", shards)
        yield f"{shards} shards go through: {run.stderr[-2000:]}", run.returncode == 0
        yield f"{shards} shards give the same bytes", together.exists() and together.read_bytes() == alone.read_bytes()
        together.unlink(missing_ok=True)
    grid.write_text(GRID.replace("seeds: 8", "seeds: -1"))
    run = dask(grid, together, "--shards", "2")
    yield "a wrong grid is told", run.returncode != 0 and "at least 1" in run.stderr
    yield "a wrong grid leaves no results", not together.exists()


def main():
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for what, holds in check(pathlib.Path(folder)):
            results.append(holds)
            if not holds:
                print(f"FAILED {what}")
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
