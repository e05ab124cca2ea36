"""Calls and events as words of 32 bytes.

A parameter is seen as its words: a struct of one integer is one word, a struct of five members five. So a map names an
argument for each word, and a decimal may be `uint256` in one fork and `(uint256)` in another.
"""

import re
from dataclasses import dataclass

from eth_abi import decode as abi_decode
from eth_abi import encode as abi_encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils import keccak

from .problem import Problem

WORD = re.compile(r"(uint|int|bytes)(\d+)|bool|address")
ARRAY = re.compile(r"(.+)\[(\d*)\]")


class DoesNotFit(ValueError):
    """A value that its type can't hold."""


def canonical(entry):
    """The type of a parameter as signatures have it."""
    kind = entry["type"]
    if kind.startswith("tuple"):
        return "(" + ",".join(canonical(member) for member in entry["components"]) + ")" + kind[5:]
    return kind


def named_words(entry):
    """The names of a parameter's words: its own, or those of its members."""
    members = entry.get("components") if entry["type"] == "tuple" else None
    if members and len(members) > 1:
        return [name for member in members for name in named_words(member)]
    return [entry.get("name", "")] * len(leaves_of(canonical(entry)))


def words_of(kind):
    """The types of a type's words; None where it has no fixed number of words."""
    array = ARRAY.fullmatch(kind)
    if array:
        inner = words_of(array[1])
        return inner * int(array[2]) if inner is not None and array[2] else None
    if kind.startswith("("):
        members = [words_of(member) for member in split(kind[1:-1])]
        return None if None in members else [word for member in members for word in member]
    return [kind] if WORD.fullmatch(kind) else None


def leaves_of(kind):
    """The words of a type, a text or a list of any length counted as one."""
    if kind.startswith("(") and kind.endswith(")"):
        return [leaf for member in split(kind[1:-1]) for leaf in leaves_of(member)]
    array = ARRAY.fullmatch(kind)
    if array and array[2]:
        return leaves_of(array[1]) * int(array[2])
    return [kind]


def split(text):
    """The parts between commas that are in no brackets."""
    parts, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts] if text.strip() else []


def encode_word(kind, value):
    """A word of that type."""
    if kind == "address":
        return bytes(12) + bytes.fromhex(value[2:])
    if kind == "bool":
        return int(bool(value)).to_bytes(32, "big")
    if kind.startswith("bytes"):
        raw = bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else value
        if len(raw) > int(kind[5:]):
            raise DoesNotFit(f"{value} does not fit {kind}")
        return raw.ljust(32, b"\0")
    is_signed = kind.startswith("int")
    bits = int(kind.lstrip("uint"))
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if is_signed else (0, (1 << bits) - 1)
    if not least <= value <= most:
        raise DoesNotFit(f"{value} does not fit {kind}")
    return value.to_bytes(32, "big", signed=is_signed)


def decode_word(kind, word):
    """The value of a word: an integer, a truth value, an address or hexadecimal text."""
    if kind == "address":
        return "0x" + word[12:].hex()
    if kind == "bool":
        return any(word)
    if kind.startswith("bytes"):
        return "0x" + word[:int(kind[5:])].hex()
    return int.from_bytes(word, "big", signed=kind.startswith("int"))


def _nested(kind, leaves):
    """The values of leaves in the shape of their type, for eth-abi."""
    if kind.startswith("(") and kind.endswith(")"):
        return tuple(_nested(member, leaves) for member in split(kind[1:-1]))
    array = ARRAY.fullmatch(kind)
    if array and array[2]:
        return [_nested(array[1], leaves) for _ in range(int(array[2]))]
    value = next(leaves)
    return bytes.fromhex(value.removeprefix("0x")) if kind.startswith("bytes") and isinstance(value, str) else value


def _flat(value):
    if isinstance(value, (tuple, list)):
        return [leaf for member in value for leaf in _flat(member)]
    return ["0x" + value.hex() if isinstance(value, bytes) else value]


class Signature:
    """A name with the types of its parameters, and what it answers."""

    def __init__(self, name, inputs, outputs=(), names=()):
        self.name, self.inputs, self.outputs = name, list(inputs), list(outputs)
        self.names = list(names)  # of the words of its parameters
        self.text = f"{name}({','.join(self.inputs)})"
        self.leaves = [leaf for kind in self.inputs for leaf in leaves_of(kind)]
        words = [words_of(kind) for kind in self.inputs]
        self.is_static = None not in words
        answers = [words_of(kind) for kind in self.outputs]
        self.answer_words = None if None in answers else [word for words in answers for word in words]
        self.selector = keccak(text=self.text)[:4]

    def arguments(self, values):
        """The encoded arguments, one value a word."""
        if self.is_static:
            return b"".join(encode_word(kind, value) for kind, value in zip(self.leaves, values))
        leaves = iter(values)
        try:
            return abi_encode(self.inputs, [_nested(kind, leaves) for kind in self.inputs])
        except (EncodingError, ValueError, TypeError) as error:
            raise DoesNotFit(f"the arguments of {self.text}: {error}") from None

    def encode(self, values):
        """The calldata of a call."""
        return self.selector + self.arguments(values)

    def answer(self, data, index):
        """The value of one word of an answer; None where the answer is too short."""
        if self.answer_words is None:
            try:
                return _flat(abi_decode(self.outputs, data))[index]
            except (DecodingError, IndexError, OverflowError):
                return None
        word = data[32 * index:32 * index + 32]
        return decode_word(self.answer_words[index], word) if len(word) == 32 else None


@dataclass(frozen=True)
class Event:
    """An event's parameters in order: type, and whether it is indexed."""

    name: str
    parameters: tuple
    topic: str

    @property
    def text(self):
        return f"{self.name}({','.join(kind for kind, _ in self.parameters)})"

    def values(self, topics, data):
        """The values of a log, a text or list in a topic as the hash that it is."""
        plain = [kind for kind, is_indexed in self.parameters if not is_indexed]
        flat = [words_of(kind) for kind in plain]
        if None in flat or any(len(words) != 1 for words in flat):
            others = iter([_flat(value) if isinstance(value, tuple) else value for value in abi_decode(plain, data)])
            others = (value[0] if isinstance(value, list) and len(value) == 1 else value for value in others)
        else:
            others = (decode_word(words[0], data[32 * i:32 * i + 32]) for i, words in enumerate(flat))
        indexed = iter(topics[1:])
        return [self._topic(kind, next(indexed)) if is_indexed else next(others)
                for kind, is_indexed in self.parameters]

    @staticmethod
    def _topic(kind, topic):
        words = words_of(kind)
        raw = bytes.fromhex(topic[2:])
        return decode_word(words[0], raw) if words and len(words) == 1 else topic


class Interface:
    """What a contract's ABI says."""

    def __init__(self, abi, where):
        if not isinstance(abi, list):
            raise Problem("has no ABI: \"abi\" is no list", where, "compile with the ABI in the output")
        self.functions, self.events, self.errors, self.constructor = {}, {}, {}, Signature("constructor", [])
        try:
            for entry in abi:
                self._add(entry)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise Problem(f"has an ABI with an entry that is none: {error!r}", where,
                          "give the compiler's own output") from None

    def _add(self, entry):
        kind = entry.get("type", "function")
        inputs = [canonical(parameter) for parameter in entry.get("inputs") or []]
        names = [name for parameter in entry.get("inputs") or [] for name in named_words(parameter)]
        if kind == "constructor":
            self.constructor = Signature("constructor", inputs, (), names)
        elif kind == "function":
            outputs = [canonical(parameter) for parameter in entry.get("outputs") or []]
            self.functions.setdefault(entry["name"], []).append(Signature(entry["name"], inputs, outputs, names))
        elif kind == "event" and not entry.get("anonymous"):
            parameters = tuple(
                (canonical(parameter), bool(parameter.get("indexed"))) for parameter in entry.get("inputs") or [])
            text = f"{entry['name']}({','.join(kind for kind, _ in parameters)})"
            event = Event(entry["name"], parameters, "0x" + keccak(text=text).hex())
            self.events[event.topic] = event
        elif kind == "error":
            signature = Signature(entry["name"], inputs)
            self.errors[signature.selector] = signature
