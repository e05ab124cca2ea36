"""Compiled contracts, as Foundry, Hardhat, solc and Vyper write them."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from .abi import Interface
from .problem import Problem, nearest

BUILTIN = "builtin:"
BUILTIN_FOLDER = Path(__file__).parent / "contracts"
SKIPPED_FOLDERS = {"build-info", "node_modules", ".git", "cache"}
PLACEHOLDER = re.compile("__.{36}__")


@dataclass(frozen=True)
class Contract:
    """A compiled contract: what can be called, what is deployed, and where its state lies."""

    name: str
    source: str
    file: str
    interface: Interface
    bytecode: str
    links: dict = field(default_factory=dict)  # {(source, library): [first byte, …]}
    layout: dict = field(default_factory=dict)  # {variable: (slot, first byte, bytes)}
    is_vyper: bool = False

    @property
    def title(self):
        return f"{self.source}:{self.name}" if self.source else self.name

    def linked(self, addresses):
        """The bytes to deploy, with the addresses of libraries put in."""
        code = self.bytecode
        for library, starts in self.links.items():
            for start in starts:
                code = code[:2 * start] + addresses[library][2:] + code[2 * start + 40:]
        if PLACEHOLDER.search(code):
            raise Problem(
                f"{self.title} has a library that is not linked, and no linkReferences that name it", self.file,
                "compile with linkReferences in the output, or link it")
        return bytes.fromhex(code)


def _hexadecimal(value, file, name):
    text = value.get("object", "") if isinstance(value, dict) else value
    if not isinstance(text, str):
        raise Problem(f"the bytecode of {name} is no text", file, "give the compiler's own output")
    text = text.removeprefix("0x")
    if not re.fullmatch("(?:[0-9a-fA-F]|__.{36}__)*", text) or len(text) % 2:
        raise Problem(f"the bytecode of {name} is not hexadecimal", file, "give the compiler's own output")
    return text


def _links(references):
    return {
        (source, library): [place["start"] for place in places]
        for source, libraries in (references or {}).items() for library, places in libraries.items()
    }


def _solidity_layout(storage_layout):
    types = (storage_layout or {}).get("types") or {}
    return {
        variable["label"]: (
            int(variable["slot"]), variable.get("offset", 0),
            int(types.get(variable["type"], {}).get("numberOfBytes", 32)))
        for variable in (storage_layout or {}).get("storage") or []
    }


def _vyper_layout(layout):
    """Variables by name; those of modules also by module.name."""
    places = {}

    def add(variables, prefix):
        for name, place in variables.items():
            if "slot" in place:
                places[prefix + name] = places[name] = (place["slot"], 0, 32)
            else:
                add(place, f"{prefix}{name}.")

    add((layout or {}).get("storage_layout") or {}, "")
    return places


def _contract(name, source, file, abi, bytecode, links=None, layout=None, is_vyper=False):
    if isinstance(abi, str):
        abi = json.loads(abi)
    code = _hexadecimal(bytecode if bytecode is not None else "", file, name)
    return Contract(name, source, file, Interface(abi, f"{file}: {name}"), code, links or {}, layout or {}, is_vyper)


def _from_standard_output(output, file):
    for source, contracts in output["contracts"].items():
        for name, entry in contracts.items():
            code = (entry.get("evm") or {}).get("bytecode") or {}
            is_vyper = source.endswith((".vy", ".json")) or "vyper" in str(output.get("compiler", "")).lower()
            layout = entry.get("layout") if is_vyper else entry.get("storageLayout")
            yield _contract(
                name, source, file, entry.get("abi"), code.get("object", ""), _links(code.get("linkReferences")),
                (_vyper_layout if is_vyper else _solidity_layout)(layout), is_vyper)


def _from_combined_output(output, file):
    if isinstance(output.get("contracts"), dict):  # solc --combined-json abi,bin
        for title, entry in output["contracts"].items():
            source, _, name = title.rpartition(":")
            layout = entry.get("storage-layout")
            layout = json.loads(layout) if isinstance(layout, str) else layout
            yield _contract(name, source, file, entry.get("abi"), entry.get("bin"), None, _solidity_layout(layout))
        return
    for source, entry in output.items():  # vyper -f combined_json
        if isinstance(entry, dict) and "abi" in entry:
            yield _contract(
                Path(source).stem, source, file, entry["abi"], entry.get("bytecode"), None,
                _vyper_layout(entry.get("layout")), True)


def _contracts_in(document, file, stem):
    """The contracts in one JSON document, whatever wrote it."""
    if not isinstance(document, dict):
        return
    if "output" in document and isinstance(document["output"], dict) and "contracts" in document["output"]:
        document = document["output"]  # Hardhat's build-info
    contracts = document.get("contracts")
    if isinstance(contracts, dict):
        is_combined = any(":" in title and "abi" in entry for title, entry in contracts.items())
        yield from (_from_combined_output if is_combined else _from_standard_output)(document, file)
    elif "abi" in document:
        source = document.get("sourceName") or ""
        target = ((document.get("metadata") or {}) if isinstance(document.get("metadata"), dict) else {})
        for path, name in ((target.get("settings") or {}).get("compilationTarget") or {}).items():
            source, stem = path, name
        code = document.get("bytecode")
        links = document.get("linkReferences") or (code.get("linkReferences") if isinstance(code, dict) else None)
        yield _contract(
            document.get("contractName") or stem, source, file, document["abi"], code, _links(links),
            _solidity_layout(document.get("storageLayout")))
    else:
        yield from _from_combined_output(document, file)


def read_file(path):
    """The contracts in a file."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"can't be read: {error.strerror}", str(path)) from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Problem(f"is not JSON: {error}", str(path), "give a compiler's output") from None
    try:
        return list(_contracts_in(document, str(path), path.name.split(".")[0]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Problem(f"is no compiler's output that is known: {error!r}", str(path),
                      "give Foundry's out/, Hardhat's artifacts/, or the JSON output of solc or Vyper") from None


class Artifacts:
    """The contracts of a folder or a file, found by name. Files are read when something in them is asked for."""

    def __init__(self, path):
        self.path = Path(path)
        if self.path.is_dir():
            self.files = sorted(
                file for file in self.path.rglob("*.json")
                if not file.name.endswith((".dbg.json", ".metadata.json"))
                and not SKIPPED_FOLDERS & set(file.relative_to(self.path).parts[:-1]))
            if not self.files:
                raise Problem("no JSON file is in this folder", str(self.path), "build the contracts first")
        elif self.path.exists():
            self.files = [self.path]
        else:
            raise Problem("is not there", str(self.path), "name a folder of artifacts or a compiler's JSON output")
        self.read = {}

    def _of_file(self, file):
        if file not in self.read:
            self.read[file] = read_file(file)
        return self.read[file]

    def all(self):
        """Every contract; a file that is no compiler's output is an error only where it is the only one."""
        contracts = []
        for file in self.files:
            try:
                contracts += self._of_file(file)
            except Problem:
                if len(self.files) == 1:
                    raise
        return contracts

    def find(self, name):
        """The contract of that name or `source:name`, or None."""
        if name.startswith(BUILTIN):
            return builtin(name)
        source, _, short = name.rpartition(":")
        named = [file for file in self.files if file.name.split(".")[0] == short]
        found = [contract for file in named for contract in self._of_file(file)]
        matches = self._matches(found, source, short) or self._matches(self.all(), source, short)
        deployable = [contract for contract in matches if contract.bytecode]
        matches = deployable or matches
        if len(matches) > 1:
            titles = ", ".join(sorted(contract.title for contract in matches))
            raise Problem(f"{len(matches)} contracts are named {name}: {titles}", str(self.path),
                          "write source:name in the map")
        return matches[0] if matches else None

    @staticmethod
    def _matches(contracts, source, name):
        found = [contract for contract in contracts
                 if contract.name == name and (not source or contract.source == source)]
        unique = {(contract.source, contract.bytecode): contract for contract in found}
        return list(unique.values())

    def get(self, name, where):
        """The contract of that name.

        Raises a Problem where there is none, or none that can be deployed.
        """
        contract = self.find(name)
        if contract is None:
            raise Problem(f"no contract is named {name} in {self.path}", where,
                          nearest(name.rpartition(":")[2], {contract.name for contract in self.all()}))
        if not contract.bytecode:
            raise Problem(f"{contract.title} has no bytecode: an interface or an abstract contract", where,
                          "name the contract that implements it")
        return contract


def builtin(name):
    """A contract that comes with this package."""
    short = name.removeprefix(BUILTIN)
    path = BUILTIN_FOLDER / f"{short}.json"
    if not path.is_file():
        raise Problem(f"no contract {name} comes with vamm-evm",
                      advice=nearest(short, {file.stem for file in BUILTIN_FOLDER.glob("*.json")}))
    return read_file(path)[0]
