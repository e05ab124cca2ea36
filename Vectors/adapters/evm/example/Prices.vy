# pragma version ~=0.4.3
"""
@title The price of a trade on given reserves
@notice Rules P2 and P3 of SPEC.md.
"""

import Checked

ADD: constant(uint256) = 0  # to the pool
REMOVE: constant(uint256) = 1
ONE: constant(uint256) = 10**18


@internal
@pure
def _after(reserve: uint256, amount: uint256, direction: uint256) -> uint256:
    if direction == ADD:
        return Checked.add(reserve, amount)
    return Checked.sub(reserve, amount)


@internal
@pure
def _answer(product: uint256, after: uint256, answering: uint256, direction: uint256) -> uint256:
    """@notice The distance the answering reserve moves, one wei against the trader where the division is inexact."""
    signed_after: int256 = Checked.signed(after)
    answering_after: int256 = Checked.div_signed_decimal(Checked.signed(product), signed_after)
    distance: uint256 = Checked.magnitude(Checked.sub_signed(answering_after, Checked.signed(answering)))
    if Checked.mul(product, ONE) % after == 0:
        return distance
    if direction == ADD:
        return Checked.sub(distance, 1)
    return Checked.add(distance, 1)


@internal
@pure
def input_price(direction: uint256, amount: uint256, quote: uint256, base: uint256) -> uint256:
    if amount == 0:
        return 0
    product: uint256 = Checked.mul_decimal(quote, base)
    after: uint256 = self._after(quote, amount, direction)
    assert after != 0, "quote asset after is 0"
    return self._answer(product, after, base, direction)


@internal
@pure
def output_price(direction: uint256, amount: uint256, quote: uint256, base: uint256) -> uint256:
    if amount == 0:
        return 0
    product: uint256 = Checked.mul_decimal(quote, base)
    after: uint256 = self._after(base, amount, direction)
    assert after != 0, "base asset after is 0"
    return self._answer(product, after, quote, direction)
