"""Run a grid on many machines with Dask: the shards of `vamm sweep`, merged to the bytes that one machine would write.

    python3 sweep_dask.py GRID OUTPUT --shards 8 --scheduler tcp://host:8786

Without --scheduler a cluster of --workers processes is started on this machine. Every worker needs the program `vamm`
(--vamm says where it is there) and nothing else: the grid is sent to it, and the shard's results are sent back. A market
that the grid names has to be a ready one, or a file that is at the same place everywhere. Needs dask[distributed].
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

from dask.distributed import Client, LocalCluster, as_completed


def sweep(vamm, name, grid, shard):
    """Runs a shard on a worker; the result file's bytes."""
    with tempfile.TemporaryDirectory() as folder:
        source, results = pathlib.Path(folder, name), pathlib.Path(folder, "results.jsonl")
        source.write_bytes(grid)
        command = [vamm, "sweep", str(source), "--shard", shard, "-j", "1", "-o", str(results)]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"shard {shard}: {run.stderr.strip() or run.returncode}")
        return results.read_bytes()


def sweep_all(client, vamm, grid, output, shards):
    """Maps the shards over the workers and merges what comes back."""
    grid = pathlib.Path(grid)
    names = [f"{number}/{shards}" for number in range(1, shards + 1)]
    # A worker that is lost takes its shard with it; Dask then runs it again elsewhere.
    content = grid.read_bytes()
    futures = [client.submit(sweep, vamm, grid.name, content, name, pure=False) for name in names]
    with tempfile.TemporaryDirectory(dir=pathlib.Path(output).resolve().parent) as folder:
        parts = []
        for _, result in as_completed(futures, with_results=True):
            part = pathlib.Path(folder, f"{len(parts)}.jsonl")
            part.write_bytes(result)
            parts.append(str(part))
            print(f"{len(parts)} of {shards} shards", file=sys.stderr)
        subprocess.run([vamm, "sweep", "merge", str(output), *parts], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("grid")
    parser.add_argument("output")
    parser.add_argument("--shards", type=int, default=8, help="more than workers, so that none waits for long")
    parser.add_argument("--scheduler", help="the address of a running cluster")
    parser.add_argument("--workers", type=int, default=2, help="processes of a cluster on this machine")
    parser.add_argument("--vamm", default="vamm", help="the program, as workers find it")
    options = parser.parse_args()
    if options.shards < 1 or options.workers < 1:
        parser.error("--shards and --workers are numbers from 1")
    if options.scheduler:
        with Client(options.scheduler) as client:
            sweep_all(client, options.vamm, options.grid, options.output, options.shards)
        return
    # Workers are processes of one thread each: a simulation is one thread's work.
    with LocalCluster(n_workers=options.workers, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            sweep_all(client, options.vamm, options.grid, options.output, options.shards)


if __name__ == "__main__":
    main()
