"""What the tests share: the folders, the program that checks, vectors, and the example contracts compiled."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent
ROOT = PACKAGE.parents[2]
EXAMPLE = PACKAGE / "example"
RECORDED = Path(os.environ.get("VAMM_VECTORS", ROOT / "Vectors" / "recorded"))
VAMM = os.environ.get("VAMM", str(ROOT / ".build" / "release" / "vamm"))
MARKETS = [name for name in ("market-v2", "directed-v2", "edges-v2") if (RECORDED / f"{name}.json").is_file()]
LEFT_OUT = {"liquidateWithSlippage", "settlePosition", "openPositionWithReferral", "closePositionWithReferral",
            "removeToken"}

sys.path[:0] = [str(HERE), str(PACKAGE)]
import build_contracts  # noqa: E402


def vectors(name):
    """A vector file."""
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


def is_left_out(step):
    """Whether the example's clearing house does not have the call."""
    return step["call"] in LEFT_OUT


def as_far_as_the_house_goes(file):
    """A vector file, each case up to the first call that the example's clearing house leaves out."""
    file = copy.deepcopy(file)
    for case in file["cases"]:
        end = next((index for index, step in enumerate(case["steps"]) if is_left_out(step)), len(case["steps"]))
        del case["steps"][end:]
    file["cases"] = [case for case in file["cases"] if case["steps"]]
    return file


def steps_of(file):
    """How many steps a vector file has."""
    return sum(len(case["steps"]) for case in file["cases"])


def check(files, *arguments, only="*"):
    """Runs `vamm check` on the cases of files whose name fits; its report as JSON."""
    peer = " ".join([sys.executable, "-m", "vamm_evm", *map(str, arguments)])
    command = [VAMM, "check", "--json", f"--filter={only}", "--exec", peer, *map(str, files)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=PACKAGE)
    assert run.returncode in (0, 1), run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """The example contracts, compiled; those of example/out where they are newer than their sources."""
    sources = max(path.stat().st_mtime for path in EXAMPLE.glob("*.vy"))
    names = ("Pool", "House", "Fund")
    ready = [EXAMPLE / "out" / f"{name}.json" for name in names]
    if all(path.is_file() and path.stat().st_mtime > sources for path in ready):
        return EXAMPLE / "out"
    folder = tmp_path_factory.mktemp("out")
    for name in names:
        build_contracts.write(EXAMPLE / f"{name}.vy", folder, "cancun")
    return folder


@pytest.fixture(scope="session")
def market(tmp_path_factory):
    """The recorded markets of the second revision, as far as the example goes."""
    folder = tmp_path_factory.mktemp("vectors")
    paths = []
    for name in MARKETS:
        path = folder / f"{name}.json"
        path.write_text(json.dumps(as_far_as_the_house_goes(vectors(name))))
        paths.append(path)
    return paths
