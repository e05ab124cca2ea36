"""The EVM: calls with their outcome, deployments, storage, and going back."""

import re
from dataclasses import dataclass

import pyrevm
from eth_abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils import keccak

from .problem import Problem

OUTPUT = re.compile(r"output: 0x([0-9a-fA-F]*)")
ERROR_SELECTOR, PANIC_SELECTOR = bytes.fromhex("08c379a0"), bytes.fromhex("4e487b71")
INVALID_REASONS = ("InvalidFEOpcode",)
UNKNOWN_OPCODES = ("OpcodeNotFound", "NotActivated")
MOST_GAS = 1 << 62
MOST_CODE = 1 << 30


@dataclass(frozen=True)
class Outcome:
    """What came of a call: its answer and logs, a revert's data, or the INVALID opcode."""

    answer: bytes = b""
    logs: tuple = ()
    revert: bytes | None = None
    is_invalid: bool = False

    @property
    def is_success(self):
        return self.revert is None and not self.is_invalid


class Machine:
    """One chain of contracts in memory."""

    def __init__(self, rules, gas):
        environment = pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=1, limit_contract_code_size=MOST_CODE))
        self.evm = pyrevm.EVM(environment, gas_limit=MOST_GAS, spec_id=rules.upper())
        self.rules, self.gas = rules, gas
        self.block = None
        self.written = []  # storage that was there before it was written from outside
        self.points = []

    def set_block(self, number, timestamp):
        """The block in which calls run from now on."""
        if self.block != (number, timestamp):
            self.block = (number, timestamp)
            self.evm.set_block_env(
                pyrevm.BlockEnv(number=number, timestamp=timestamp, gas_limit=MOST_GAS, basefee=0))

    def call(self, sender, receiver, data):
        """A transaction from an account without code."""
        self.evm.reset_transient_storage()
        try:
            answer = self.evm.message_call(sender, receiver, data, gas=self.gas)
        except RuntimeError as error:
            return self._failure(str(error))
        return Outcome(bytes(answer), tuple(self.evm.result.logs))

    def ask(self, receiver, data):
        """The answer to a call whose effects, if any, are undone by the caller of this; None where it fails."""
        try:
            return bytes(self.evm.message_call("0x" + "00" * 19 + "ff", receiver, data, gas=self.gas))
        except RuntimeError:
            return None

    def _failure(self, text):
        if text.startswith("Revert"):
            output = OUTPUT.search(text)
            return Outcome(revert=bytes.fromhex(output[1]) if output else b"")
        if any(reason in text for reason in INVALID_REASONS):
            return Outcome(is_invalid=True)
        if "OutOfGas" in text:
            raise Problem(f"a call ran out of its {self.gas} gas", advice="set gas in the map")
        if any(reason in text for reason in UNKNOWN_OPCODES):
            raise Problem(f"the code has an opcode that the rules of {self.rules} do not know",
                          advice="set evm in the map to what the contracts are compiled for")
        if "RejectCallerWithCode" in text:
            raise Problem("the caller is a contract, which can't send a transaction")
        raise Problem(f"the EVM says: {text}")

    def deploy(self, sender, code):
        """The address of a new contract, and what came of it where it failed."""
        self.evm.reset_transient_storage()
        try:
            return self.evm.deploy(sender, code, gas=self.gas).lower(), None
        except RuntimeError as error:
            return None, self._failure(str(error))

    def storage(self, address, slot):
        """A word of storage."""
        return self.evm.storage(address, slot)

    def write_storage(self, address, slot, value):
        """Writes a word from outside; `restore` undoes it."""
        self.written.append((address, slot, self.evm.storage(address, slot)))
        self.evm.insert_account_storage(address, slot, value)

    def snapshot(self):
        """A point to come back to; every one counts as a call's depth, so few may be open at a time."""
        self.points.append((self.evm.snapshot(), len(self.written)))
        return len(self.points)

    def restore(self, point):
        """Goes back to a point; it and later ones are gone."""
        while len(self.points) >= point:
            checkpoint, writes = self.points.pop()
            self.evm.revert(checkpoint)
        while len(self.written) > writes:
            self.evm.insert_account_storage(*self.written.pop())


def _said(value):
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def revert_text(data, errors):
    """A revert's text: that of Error(string), a panic as Panic(0x11), a custom error as Name(arguments)."""
    selector, body = data[:4], data[4:]
    try:
        if selector == ERROR_SELECTOR:
            return decode(["string"], body)[0]
        if selector == PANIC_SELECTOR:
            return f"Panic(0x{decode(['uint256'], body)[0]:02x})"
        if selector in errors:
            signature = errors[selector]
            values = decode(signature.inputs, body)
            return f"{signature.name}({', '.join(_said(value) for value in values)})"
    except (DecodingError, OverflowError, UnicodeDecodeError):
        pass
    return "0x" + data.hex() if data else ""


def slot_of(base, keys, is_vyper):
    """The slot of an entry of a mapping, its keys from the outer to the inner."""
    slot = base
    for key in keys:
        word = slot.to_bytes(32, "big")
        slot = int.from_bytes(keccak(word + key if is_vyper else key + word), "big")
    return slot


def array_slot(slot, is_vyper):
    """Where the first element of a dynamic array is, whose length is in `slot`."""
    return slot + 1 if is_vyper else int.from_bytes(keccak(slot.to_bytes(32, "big")), "big")
