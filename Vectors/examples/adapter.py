#!/usr/bin/env python3
"""A second implementation of numbers and prices behind the line protocol of ../PROTOCOL.md.

    vamm check --exec "python3 Vectors/examples/adapter.py" Vectors/recorded/math.json Vectors/recorded/quote.json

Written from SPEC.md N2 to N9, P2 and P3. To check an implementation of your own, keep `serve` and replace what it
calls.
"""
import json
import sys

ONE = 10**18
UNSIGNED, SIGNED = range(0, 2**256), range(-(2**255), 2**255)


class Revert(Exception):
    """A revert with its text."""


class Invalid(Exception):
    """The INVALID opcode."""


def inside(value, numbers, text):
    if value not in numbers:
        raise Revert(text)
    return value


def truncated(x, y):
    """Division toward zero; Python's goes down."""
    return abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)


class Unsigned:
    """Checked 256-bit integers (N2), and decimals on them (N4, N5, N8, N9)."""

    def __init__(self, numbers=UNSIGNED, library="SafeMath"):
        self.numbers, self.library = numbers, library

    def check(self, value, operation):
        return inside(value, self.numbers, f"{self.library}: {operation} overflow")

    def add(self, x, y):
        return self.check(x + y, "addition")

    def sub(self, x, y):
        return self.check(x - y, "subtraction")

    def mul(self, x, y):
        return self.check(x * y, "multiplication")

    def div(self, x, y):
        if y == 0:
            raise Revert(f"{self.library}: division by zero")
        return self.check(truncated(x, y), "division")

    def mod(self, x, y):
        if y == 0:
            raise Revert(f"{self.library}: modulo by zero")
        return x % y

    def decimal_mul(self, x, y):
        return truncated(self.mul(x, y), ONE)

    def decimal_div(self, x, y):
        return self.div(self.mul(x, ONE), y)

    def decimal_mod(self, x, y):
        scaled = self.mul(x, ONE)
        if y == 0:
            raise Invalid
        return scaled % y


WHOLE, INTEGER = Unsigned(), Unsigned(SIGNED, "SignedSafeMath")


def mixed(y):
    """An unsigned number as a signed one (N7)."""
    return inside(y, SIGNED, "MixedDecimal: uint value is bigger than _INT256_MAX")


def decimal(numbers):
    """The operations of a decimal on its integers."""
    return {
        "add": numbers.add, "sub": numbers.sub, "mul": numbers.decimal_mul, "div": numbers.decimal_div,
        "mulScalar": numbers.mul, "divScalar": numbers.div,
    }


OPERATIONS = {
    **{f"uint256.{name}": getattr(WHOLE, name) for name in ("add", "sub", "mul", "div", "mod")},
    **{f"int256.{name}": getattr(INTEGER, name) for name in ("add", "sub", "mul", "div")},
    **{f"decimal.{name}": operation for name, operation in decimal(WHOLE).items()},
    **{f"signedDecimal.{name}": operation for name, operation in decimal(INTEGER).items()},
    **{
        f"mixedDecimal.{name}": lambda x, y, operation=operation: operation(x, mixed(y))
        for name, operation in decimal(INTEGER).items()
    },
    "decimal.mod": WHOLE.decimal_mod,
    "decimal.cmp": lambda x, y: (x > y) - (x < y),
    "signedDecimal.abs": abs,
    "mixedDecimal.fromDecimal": mixed,
    "mixedDecimal.toUint": abs,
}


def price(op, adding, amount, quote, base):
    """The price of a trade (P2, P3)."""
    moved, answering, name = (quote, base, "quote") if op == "inputPrice" else (base, quote, "base")
    if amount == 0:
        return 0
    k = mixed(WHOLE.decimal_mul(moved, answering))
    after = WHOLE.add(moved, amount) if adding else WHOLE.sub(moved, amount)
    if after == 0:
        raise Revert(f"{name} asset after is 0")
    answering_after = INTEGER.decimal_div(k, mixed(after))
    distance = abs(INTEGER.sub(answering_after, mixed(answering)))
    if WHOLE.decimal_mod(k, after) == 0:
        return distance
    return WHOLE.sub(distance, 1) if adding else WHOLE.add(distance, 1)


def answer(question):
    """The answer to one question."""
    do = question["do"]
    if do == "hello":
        return {"protocol": "vamm-check/1", "name": "adapter.py", "kinds": ["math", "quote"]}
    try:
        if do == "math":
            operands = [int(question[name]) for name in ("x", "y") if name in question]
            return {"result": str(OPERATIONS[question["op"]](*operands))}
        if do == "quote":
            numbers = [int(question[name]) for name in ("amount", "quoteAssetReserve", "baseAssetReserve")]
            return {"result": str(price(question["op"], question["direction"] == "addToAmm", *numbers))}
    except Revert as revert:
        return {"revert": str(revert)}
    except Invalid:
        return {"invalid": True}
    return {"error": f"this adapter answers hello, math and quote, not {do}"}


def serve():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
