"""Every compiler's output is read alike."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXAMPLE, RECORDED, check

from vamm_evm.artifacts import Artifacts, builtin
from vamm_evm.problem import Problem

NAMES = ("Pool", "House", "Fund")


def entries(example):
    """The example's contracts as {name: the compiler's entry}."""
    return {name: json.loads((example / f"{name}.json").read_text())[f"{name}.vy"] for name in NAMES}


def foundry(example, folder):
    for name, entry in entries(example).items():
        path = folder / "out" / f"{name}.sol" / f"{name}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({
            "abi": entry["abi"], "bytecode": {"object": entry["bytecode"], "linkReferences": {}},
            "metadata": {"settings": {"compilationTarget": {f"src/{name}.sol": name}}}}))
    return folder / "out"


def hardhat(example, folder):
    for name, entry in entries(example).items():
        path = folder / "artifacts" / "contracts" / f"{name}.sol" / f"{name}.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({
            "_format": "hh-sol-artifact-1", "contractName": name, "sourceName": f"contracts/{name}.sol",
            "abi": entry["abi"], "bytecode": entry["bytecode"], "linkReferences": {}}))
        path.with_suffix(".dbg.json").write_text("{}")
    (folder / "artifacts" / "build-info").mkdir()
    (folder / "artifacts" / "build-info" / "1.json").write_text("not read")
    return folder / "artifacts"


def standard(example, folder):
    path = folder / "output.json"
    path.write_text(json.dumps({"contracts": {f"{name}.sol": {name: {
        "abi": entry["abi"], "evm": {"bytecode": {"object": entry["bytecode"][2:]}}}}
        for name, entry in entries(example).items()}}))
    return path


def combined(example, folder):
    path = folder / "combined.json"
    path.write_text(json.dumps({"version": "0.8", "contracts": {
        f"src/{name}.sol:{name}": {"abi": entry["abi"], "bin": entry["bytecode"][2:]}
        for name, entry in entries(example).items()}}))
    return path


def vyper_standard(example, folder):
    for name in ("Pool",):
        run = subprocess.run(
            [sys.executable, "-m", "vyper.cli.vyper_compile", "-f", "solc_json", f"{name}.vy"], cwd=EXAMPLE,
            check=True, capture_output=True, text=True)
        question = json.loads(run.stdout)
        question["settings"]["outputSelection"] = {f"{name}.vy": ["abi", "evm.bytecode", "layout"]}
        answer = subprocess.run([Path(sys.executable).with_name("vyper-json")], input=json.dumps(question), check=True,
                                capture_output=True, text=True, cwd=folder)
        (folder / f"{name}.json").write_text(answer.stdout)
    return folder


@pytest.mark.parametrize("write", [foundry, hardhat, standard, combined, vyper_standard], ids=lambda one: one.__name__)
def test_prices_of_the_pool_pass_whatever_wrote_the_artifacts(write, example, tmp_path):
    path = write(example, tmp_path)
    pool_only = tmp_path / "pool.yaml"
    text = (EXAMPLE / "example.yaml").read_text()
    pool_only.write_text(text.replace("clearingHouse: House", "clearingHouse: none").replace(": Fund\n", ": none\n"))
    report = check([RECORDED / "quote.json"], "--artifacts", path, "--map", pool_only, only="*00?")
    assert report["failed"] == 0 and report["passed"] >= 40


def test_a_contract_of_two_sources_is_named_with_its_source(example, tmp_path):
    path = standard(example, tmp_path)
    document = json.loads(path.read_text())
    document["contracts"]["old/Pool.sol"] = {"Pool": {**document["contracts"]["Pool.sol"]["Pool"],
                                                      "evm": {"bytecode": {"object": "00"}}}}
    path.write_text(json.dumps(document))
    with pytest.raises(Problem, match="2 contracts are named Pool: Pool.sol:Pool, old/Pool.sol:Pool"):
        Artifacts(path).get("Pool", "fork.yaml:3")
    assert Artifacts(path).get("old/Pool.sol:Pool", "fork.yaml:3").bytecode == "00"


def test_libraries_are_linked_by_their_references(tmp_path):
    placeholder = "__$" + "a" * 34 + "$__"
    entry = {"abi": [], "evm": {"bytecode": {"object": "73" + placeholder + "00", "linkReferences": {
        "M.sol": {"Maths": [{"start": 1, "length": 20}]}}}}}
    path = tmp_path / "output.json"
    path.write_text(json.dumps({"contracts": {"P.sol": {"Pool": entry}}}))
    pool = Artifacts(path).get("Pool", "")
    assert pool.linked({("M.sol", "Maths"): "0x" + "11" * 20}).hex() == "73" + "11" * 20 + "00"
    entry["evm"]["bytecode"]["linkReferences"] = {}
    path.write_text(json.dumps({"contracts": {"P.sol": {"Pool": entry}}}))
    with pytest.raises(Problem, match="a library that is not linked"):
        Artifacts(path).get("Pool", "").linked({})


def test_layouts_of_solidity_and_vyper_are_read(example, tmp_path):
    layout = {"storage": [{"label": "open", "slot": "228", "offset": 20, "type": "t_bool"}],
              "types": {"t_bool": {"numberOfBytes": "1"}}}
    path = tmp_path / "output.json"
    path.write_text(json.dumps({"contracts": {"P.sol": {"Pool": {
        "abi": [], "evm": {"bytecode": {"object": "00"}}, "storageLayout": layout}}}}))
    assert Artifacts(path).get("Pool", "").layout == {"open": (228, 20, 1)}
    house = Artifacts(example).get("House", "")
    assert house.is_vyper and house.layout["owner"] == (0, 0, 32)


def test_the_contracts_that_come_with_the_driver_are_those_of_their_sources(tmp_path):
    import build_contracts
    for source in sorted(build_contracts.BUILTINS.glob("*.vy")):
        shutil.copy(source, tmp_path)
        written = build_contracts.write(tmp_path / source.name, tmp_path / "out", "london")
        assert written.read_text() == source.with_suffix(".json").read_text(), source.name
        assert builtin(f"builtin:{source.stem}").bytecode
