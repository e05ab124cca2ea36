"""Every mistake gives one line: what, where, what to do."""

import json
import subprocess
import sys

import pytest
from conftest import EXAMPLE, PACKAGE, vectors

HEAD = ("format: vamm-evm/1\nrevision: v2\n"
        "contracts: {amm: Pool, clearingHouse: House, insuranceFund: Fund, viewer: none}\n")


def run(*arguments, questions=()):
    """What vamm-evm says to questions: its answers, its one line on standard error, and its status."""
    done = subprocess.run([sys.executable, "-m", "vamm_evm", *map(str, arguments)], capture_output=True, text=True,
                          cwd=PACKAGE, input="".join(json.dumps(one) + "\n" for one in questions))
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.returncode


def said(*arguments):
    answers, text, status = run(*arguments)
    assert status == 2 and not answers, text
    assert text.count("\n") == 1 and "Traceback" not in text
    return text


def written(tmp_path, text, name="fork.yaml"):
    path = tmp_path / name
    path.write_text(text)
    return path


MAPS = {
    "a misspelt section": ("cals: {}", "fork.yaml:4: cals: no such field; did you mean calls?"),
    "a misspelt call": ("calls:\n  amm.swapInptu: swap()", "fork.yaml:5: calls.amm.swapInptu: no such name; did"),
    "a misspelt state key": ("state:\n  amm.opne: open()", "fork.yaml:5: state.amm.opne: no such name; did you mean"),
    "a misspelt field of a step": ("setup:\n  pool: {deploi: amm}", "fork.yaml:5: setup.pool: has no field deploy"),
    "a field twice": ("evm: cancun\nevm: london", "fork.yaml:5: evm: evm is there twice"),
    "no such rules": ("evm: paris", 'fork.yaml:4: evm: "paris" is none of ["istanbul"'),
    "a broken bracket": ("calls: [", "fork.yaml:5: is not YAML"),
    "a slot that is text": ("state:\n  amm.open: {slot: x}",
                            "fork.yaml:5: state.amm.open.slot: 'x' is not of type 'integer'"),
    "no such contract": ("contracts: {amm: Poool}", "contracts is there twice"),
    "a call that is none": ("calls:\n  amm.shutdown: shutdown",
                            'fork.yaml:5: calls.amm.shutdown: "shutdown" is no call'),
    "a missing function": ("calls:\n  amm.shutdown: shutDown()",
                           "fork.yaml:5: calls.amm.shutdown: Pool has no function shutDown with no argument; did"),
    "a wrong number of arguments": ("calls:\n  amm.setOpen: setOpen(open, open)",
                                    "Pool has no function setOpen with 2 arguments; it has setOpen(bool)"),
    "a wrong signature": ("calls:\n  amm.setOpen: setOpen(uint256 open)",
                          "Pool has no function setOpen(uint256); it has setOpen(bool)"),
    "a missing event": ("events:\n  amm.SwapInput: Swapped(dir)", "Pool has no event Swapped(dir)"),
    "a missing variable": ("state:\n  amm.open: {variable: opened}",
                           "Pool has no variable opened in its storage layout; did you mean open"),
    "a step after none": ("setup:\n  more: {call: amm.shutdown(), after: nothing}", "no step is called nothing"),
}


@pytest.mark.parametrize("name", MAPS)
def test_a_mistake_in_a_map(name, example, tmp_path):
    text, expected = MAPS[name]
    path = written(tmp_path, HEAD + text + "\n")
    assert expected in said("--artifacts", example, "--map", path)


def test_a_contract_that_is_not_there(example, tmp_path):
    path = written(tmp_path, "format: vamm-evm/1\nrevision: v2\ncontracts: {amm: Poool}\n")
    line = said("--artifacts", example, "--map", path)
    assert "fork.yaml:3: contracts.amm: no contract is named Poool in" in line and "did you mean Pool?" in line


def test_artifacts_that_are_none(tmp_path):
    fork = EXAMPLE / "example.yaml"
    assert "no artifacts are given; say --artifacts" in said("--revision", "v2")
    assert "is not there; name a folder" in said("--artifacts", tmp_path / "none", "--map", fork)
    assert "no JSON file is in this folder; build" in said("--artifacts", tmp_path, "--map", fork)
    assert "is not JSON" in said("--artifacts", written(tmp_path, "{", "a.json"), "--map", fork)
    odd = written(tmp_path, json.dumps({"contracts": {"a": 3}}), "a.json")
    assert "is no compiler's output that is known" in said("--artifacts", odd, "--map", fork)
    odd = written(tmp_path, json.dumps({"abi": {}, "bytecode": "0x00", "contractName": "Pool"}), "a.json")
    assert "has no ABI" in said("--artifacts", odd, "--map", fork)
    odd = written(tmp_path, json.dumps({"abi": [], "bytecode": "0xzz", "contractName": "Pool"}), "a.json")
    assert "is not hexadecimal" in said("--artifacts", odd, "--map", fork)
    odd = written(tmp_path, json.dumps({"abi": [], "bytecode": "0x", "contractName": "Pool"}), "a.json")
    assert "has no bytecode: an interface" in said("--artifacts", odd, "--map", fork)


def test_the_abi_of_another_contract(example, tmp_path):
    pool = json.loads((example / "Pool.json").read_text())
    pool["Pool.vy"]["abi"] = json.loads((example / "Fund.json").read_text())["Fund.vy"]["abi"]
    (tmp_path / "Pool.json").write_text(json.dumps(pool))
    line = said("--artifacts", tmp_path, "--map", written(tmp_path, "format: vamm-evm/1\nrevision: v2\ncontracts: "
                                                          "{amm: Pool, clearingHouse: none}\n"))
    assert "Pool has no function" in line or "the constructor of Pool is constructor()" in line


def test_a_map_that_is_not_there(example):
    assert "none.yaml: can't be read: No such file or directory; name a map" in said(
        "--artifacts", example, "--map", "none.yaml")


def test_a_state_key_without_a_getter_names_the_first_and_counts_the_others(example, tmp_path):
    text = (EXAMPLE / "example.yaml").read_text().replace("  amm.settlementPrice: settlementPrice()\n", "")
    text = text.replace("  amm.maxHoldingBaseAsset: maxHoldingBaseAsset()\n", "")
    line = said("--artifacts", example, "--map", written(tmp_path, text))
    assert "Pool has no function getSettlementPrice with no argument" in line
    assert "(and 1 more: vamm-evm init lists them)" in line


def test_steps_that_do_not_fit_the_contracts(example, tmp_path):
    text = (EXAMPLE / "example.yaml").read_text()
    line = said("--artifacts", example, "--map", written(tmp_path, text.replace("      - pool.spreadRatio\n", "")))
    assert "setup.pool: the constructor of Pool is constructor(uint256" in line and "and 9 arguments are given" in line
    more = text.replace("setup:\n", "setup:\n  more: {call: registry.register()}\n")
    assert "setup.more: no contract plays registry; there is" in said(
        "--artifacts", example, "--map", written(tmp_path, more))


def setup_answer(example, tmp_path, change):
    text = change((EXAMPLE / "example.yaml").read_text())
    case = vectors("market-v2")["cases"][0]
    questions = [{"do": "setup", "kind": "market", "setup": case["setup"]}]
    answers, _, status = run("--artifacts", example, "--map", written(tmp_path, text), questions=questions)
    assert status == 0
    return answers[0]


def test_a_constructor_that_reverts_says_why_and_what_it_was_given(example, tmp_path):
    answer = setup_answer(example, tmp_path, lambda text: text.replace("- pool.baseAssetReserve", "- 0"))
    assert "setup.pool: the constructor of Pool reverted: invalid input; it was given (870420000000000, 0," in (
        answer["error"])


def test_a_setup_call_that_reverts_says_why(example, tmp_path):
    answer = setup_answer(example, tmp_path, lambda text: text.replace(
        "setup:\n", "setup:\n  more: {call: insuranceFund.addAmm(amm), each: pool, when: market, after: fund.pool}\n"))
    assert "setup.more: Fund.addAmm(0x" in answer["error"] and "reverted: amm already added" in answer["error"]


def test_a_name_that_stands_for_nothing(example, tmp_path):
    answer = setup_answer(example, tmp_path, lambda text: text.replace("pool.tollRatio", "pool.tolRatio"))
    assert "pool.tolRatio stands for nothing here; did you mean pool.tollRatio" in answer["error"]


def test_a_setup_of_the_other_revision_is_refused(example):
    case = vectors("market-v1")["cases"][0]
    questions = [{"do": "setup", "kind": "market", "setup": case["setup"]}]
    answers, _, _ = run("--artifacts", example, "--map", EXAMPLE / "example.yaml", questions=questions)
    assert answers == [{
        "error": "the setup is of revision v1, the map of v2; check the vector files of the map's revision"}]


def test_questions_that_are_none_are_answered_with_errors(example):
    questions = [{"do": "math", "op": "decimal.mul", "x": "1", "y": "1"}, {"do": "step"}, 3, {"do": "setup"}, {},
                 {"do": "quote", "op": "inputPrice"}, {"do": "reset"},
                 {"do": "quote", "op": "inputPrice", "direction": "up", "amount": "1", "quoteAssetReserve": "1",
                  "baseAssetReserve": "1"}]
    answers, _, status = run("--artifacts", example, "--map", EXAMPLE / "example.yaml", questions=questions)
    assert status == 0 and len(answers) == len(questions)
    assert all(("error" in answer) != (answer == {"ok": True}) for answer in answers)


def test_contracts_for_pools_only_answer_two_kinds(example, tmp_path):
    text = (EXAMPLE / "example.yaml").read_text().replace("clearingHouse: House", "clearingHouse: none")
    answers, note, _ = run("--artifacts", example, "--map", written(tmp_path, text),
                           questions=[{"do": "hello", "protocol": "vamm-check/1"}])
    assert answers[0]["kinds"] == ["quote", "amm"]
    assert "no contract plays clearingHouse" in note


def test_a_pool_without_prices_on_given_reserves_skips_that_kind(example, tmp_path):
    text = (EXAMPLE / "example.yaml").read_text() + "quotes: {inputPrice: none}\n"
    answers, note, _ = run("--artifacts", example, "--map", written(tmp_path, text),
                           questions=[{"do": "hello", "protocol": "vamm-check/1"}])
    assert answers[0]["kinds"] == ["amm", "market"]
    assert "inputPrice is none; vectors of kind quote are skipped" in note
    wrong = text.replace("{inputPrice: none}", "{inputPrice: amm.getPrice(direction)}")
    assert "quotes.inputPrice: Pool has no function getPrice with 1 argument" in said(
        "--artifacts", example, "--map", written(tmp_path, wrong))


def undescribed(schema, at, definitions):
    """The fields of a schema that no sentence describes."""
    for name, field in schema.get("properties", {}).items():
        inner = field
        while "description" not in inner and "$ref" in inner:
            inner = definitions
            for part in field["$ref"].removeprefix("#/").split("/"):
                inner = inner[part]
        if "description" not in inner:
            yield f"{at}.{name}"
        yield from undescribed(field, f"{at}.{name}", definitions)


def test_every_field_of_a_map_is_documented():
    from vamm_evm.mapfile import schema
    whole = schema()
    parts = [(whole, "map"), *((part, name) for name, part in whole["$defs"].items())]
    assert [field for part, name in parts for field in undescribed(part, name, whole)] == []
    done = subprocess.run([sys.executable, "-m", "vamm_evm", "schema"], capture_output=True, text=True, cwd=PACKAGE)
    assert json.loads(done.stdout) == whole
