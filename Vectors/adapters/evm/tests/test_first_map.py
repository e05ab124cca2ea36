"""vamm-evm init: a first map, and what is left to say."""

import yaml
from conftest import EXAMPLE, RECORDED, check
from original import write_artifacts
from test_mistakes import run, said

from vamm_evm.artifacts import Artifacts
from vamm_evm.first_map import first_map


def test_the_first_map_of_the_example_has_what_could_be_matched_and_lists_the_rest(example):
    text = first_map(Artifacts(example), "v2")
    fields = yaml.safe_load(text)
    written = yaml.safe_load((EXAMPLE / "example.yaml").read_text())
    assert fields["contracts"] == {name: written["contracts"][name] for name in (
        "amm", "clearingHouse", "viewer", "insuranceFund")}
    assert fields["setup"]["pool"] == written["setup"]["pool"]
    assert fields["setup"]["house"] == written["setup"]["house"]
    assert fields["state"]["amm.settlementPrice"] == "settlementPrice()"
    assert "#   state.position.size: House has no getUnadjustedPosition with 2 arguments; perhaps getPosition" in text
    assert "#   calls.clearingHouse.settlePosition: House has no settlePosition with 1 argument" in text


def test_the_first_map_gives_prices_as_it_is_for_a_pool(example, tmp_path):
    text = first_map(Artifacts(example), "v2").replace("clearingHouse: House", "clearingHouse: none")
    line = "  amm.baseAssetDeltaThisFundingPeriod: baseAssetDelta()\n"
    path = tmp_path / "fork.yaml"
    path.write_text(text.replace("state:\n", f"state:\n{line}"))
    report = check([RECORDED / "amm-v2.json"], "--artifacts", example, "--map", path, only="*00?")
    assert report["failed"] == 0 and report["passed"] > 100


def test_the_first_map_of_the_original_interface_says_nothing_but_names(tmp_path):
    for revision in ("v1", "v2"):
        path = write_artifacts(tmp_path / "artifacts.json", revision)
        text = first_map(Artifacts(path), revision)
        fields = yaml.safe_load(text)
        assert set(fields) <= {"format", "revision", "contracts", "calls"}
        # What interface.txt does not list, but the recorded contracts have.
        unlisted = {"openPositionWithReferral", "closePositionWithReferral", "removeToken"}
        assert {name.split(".")[1] for name in fields["calls"]} <= unlisted


def test_a_map_is_never_written_over(example, tmp_path):
    path = tmp_path / "fork.yaml"
    answers, note, status = run("init", "--artifacts", example, "-o", path)
    assert status == 0 and "is written" in note and path.read_text().startswith("# A first map")
    assert "can't be written: File exists; name a file that is not there yet" in said(
        "init", "--artifacts", example, "-o", path)


def test_artifacts_without_a_pool_are_told(tmp_path):
    path = tmp_path / "out.json"
    path.write_text('{"abi": [], "bytecode": "0x00", "contractName": "Greeter"}')
    assert "no contract looks like a pool; there is Greeter; write contracts.amm in a map" in said(
        "init", "--artifacts", path)
