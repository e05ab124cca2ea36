"""The original contracts' interface, read from interface.txt, as a compiler's output."""

import re
from pathlib import Path

from vamm_evm.abi import split

TEXT = (Path(__file__).parent / "interface.txt").read_text(encoding="utf-8")
SECTION = re.compile(r"^## (v[12]) (\w+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
FUNCTION = re.compile(r"^(\w+)\((.*?)\)(?: → (.*))?$")


def parameter(text):
    """An ABI parameter written as `type name`, an indexed one with that word between."""
    kind, name = text, ""
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == " " and depth == 0:
            kind, name = text[:index], text[index + 1:]
            break
    entry = {"name": name.removeprefix("indexed ").strip(), "type": kind}
    if name.startswith("indexed"):
        entry["indexed"] = True
    if kind.startswith("("):
        entry["type"] = "tuple"
        entry["components"] = [parameter(member) for member in split(kind[1:-1])]
    return entry


def parameters(text):
    return [parameter(part) for part in split(text or "")]


def entry(line):
    """An ABI entry of a line, or None."""
    is_event = line.startswith("event ")
    line = line.removeprefix("event ").strip()
    opening = line.find("(")
    if opening < 0:
        return None
    depth, end = 0, None
    for index in range(opening, len(line)):
        depth += (line[index] == "(") - (line[index] == ")")
        if depth == 0:
            end = index
            break
    name, inputs, rest = line[:opening], line[opening + 1:end], line[end + 1:].removeprefix(" → ")
    if is_event:
        return {"type": "event", "name": name, "inputs": parameters(inputs)}
    return {"type": "function", "name": name, "inputs": parameters(inputs), "outputs": parameters(rest)}


def interfaces(revision):
    """The ABIs of a revision: {contract: [entry]}."""
    return {
        name: [one for line in body.splitlines() if (one := entry(line))]
        for found, name, body in SECTION.findall(TEXT) if found == revision
    }
