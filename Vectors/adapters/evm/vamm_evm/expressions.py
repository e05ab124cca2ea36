"""The notation of calls in a map: `role.function(argument, …).word`.

An argument is a name (of an argument in the vectors, a part of the system or a figure of the setup), a number, `true`,
`false` or hexadecimal. It may have a type before it, as in `uint8 direction`; where all have one, the function is that
of exactly these types. `.word` picks a word of the answer, counted from 0; it is 0 where nothing is said.
"""

import re
from dataclasses import dataclass

from .abi import Signature, split, words_of
from .problem import Problem, nearest

CALL = re.compile(r"(?:([A-Za-z_]\w*)\.)?([A-Za-z_$][\w$]*)\((.*)\)(?:\.(\d+))?", re.DOTALL)
EVENT = re.compile(r"([A-Za-z_$][\w$]*)(?:\((.*)\))?", re.DOTALL)
NAME = re.compile(r"[A-Za-z_][\w.]*")
NUMBER = re.compile(r"-?\d+|0x[0-9a-fA-F]+")


@dataclass(frozen=True)
class Argument:
    """A name or a constant, with a type where the map gives one."""

    name: str = ""
    constant: object = None
    kind: str = ""


@dataclass(frozen=True)
class Call:
    """A function of a part of the system, with its arguments."""

    role: str
    function: str
    arguments: tuple
    word: int
    text: str

    def bound(self, contract, where, is_listed=True):
        """The function in a contract's ABI.

        Raises a Problem where it has none with so many words, or several.
        """
        if self.arguments and all(argument.kind for argument in self.arguments) or not is_listed:
            signature = Signature(self.function, [argument.kind for argument in self.arguments])
            listed = [one for one in contract.interface.functions.get(self.function, []) if one.text == signature.text]
            if listed or not is_listed:
                return (listed or [signature])[0]
            raise Problem(f"{contract.name} has no function {signature.text}", where, self._advice(contract))
        named = contract.interface.functions.get(self.function, [])
        found = [signature for signature in named if len(signature.leaves) == len(self.arguments)]
        if not found:
            raise Problem(f"{contract.name} has no function {self.function} with {self.count()}", where,
                          self._advice(contract))
        if len(found) > 1:
            raise Problem(f"{contract.name} has {len(found)} functions {self.function} with {self.count()}", where,
                          "write the types: " + " or ".join(sorted(signature.text for signature in found)))
        return found[0]

    def count(self):
        """How many arguments it has, in words."""
        words = len(self.arguments)
        return "no argument" if words == 0 else f"{words} argument{'s' if words > 1 else ''}"

    def _advice(self, contract):
        functions = contract.interface.functions
        if self.function in functions:
            return "it has " + ", ".join(signature.text for signature in functions[self.function])
        return nearest(self.function, functions) + ", or write none where the fork has no such thing"


def constant(text):
    """A number, a truth value or hexadecimal; None for a name."""
    if text in ("true", "false"):
        return text == "true"
    if not NUMBER.fullmatch(text):
        return None
    if text.startswith("0x"):
        return text.lower() if len(text) in (42, 66) else int(text, 16)
    return int(text)


def parse_argument(text, where):
    """An argument of a call."""
    kind, _, name = text.rpartition(" ")
    kind, name = kind.strip(), name.strip()
    if kind and words_of(kind) is None:
        raise Problem(f"\"{kind}\" is no type of fixed size", where, "write types as in uint256 or (uint256)")
    value = constant(name)
    if value is None and not NAME.fullmatch(name):
        raise Problem(f"\"{text}\" is no argument", where, "write a name, a number, true or false")
    return Argument("" if value is not None else name, value, kind)


def parse_call(text, role, where):
    """A call in the notation of maps; `role` is meant where it names none."""
    match = CALL.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        raise Problem(f"\"{text}\" is no call", where, "write one as in getPrice(uint8 direction, amount).0")
    arguments = tuple(parse_argument(part, where) for part in split(match[3]))
    return Call(match[1] or role, match[2], arguments, int(match[4] or 0), text.strip())


def parse_event(text, where):
    """The name of an event and ours for its parameters; `_` is left out. None where no parameters are named."""
    match = EVENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        raise Problem(f"\"{text}\" is no event", where, "write one as in Swapped(dir, quoteAssetAmount, _)")
    return match[1], None if match[2] is None else tuple(split(match[2]))
