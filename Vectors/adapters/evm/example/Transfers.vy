# pragma version ~=0.4.3
"""
@title Transfers of 18-decimal amounts of a token with its own decimals
@notice Rule M1 of SPEC.md. The truncated amount moves, and the receiver must have it afterwards.
"""

import Checked


interface Token:
    def decimals() -> uint8: view
    def balanceOf(account: address) -> uint256: view


@internal
@view
def held(token: address, account: address) -> uint256:
    return Checked.decimal(
        staticcall Token(token).balanceOf(account), convert(staticcall Token(token).decimals(), uint256))


@internal
@view
def units(token: address, amount: uint256) -> uint256:
    return Checked.units(amount, convert(staticcall Token(token).decimals(), uint256))


@internal
def _check_arrival(token: address, receiver: address, before: uint256, moved: uint256):
    decimals: uint256 = convert(staticcall Token(token).decimals(), uint256)
    expected: uint256 = Checked.add(before, Checked.decimal(moved, decimals))
    assert self.held(token, receiver) == expected, "DecimalERC20: balance inconsistent"


@internal
def _succeeded(success: bool, answer: Bytes[32]) -> bool:
    return success and (len(answer) == 0 or convert(answer, uint256) != 0)


@internal
def push(token: address, receiver: address, amount: uint256):
    """@notice From this contract."""
    before: uint256 = self.held(token, receiver)
    moved: uint256 = self.units(token, amount)
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token, abi_encode(receiver, moved, method_id=method_id("transfer(address,uint256)")),
        max_outsize=32, revert_on_failure=False)
    assert self._succeeded(success, answer), "DecimalERC20: transfer failed"
    self._check_arrival(token, receiver, before, moved)


@internal
def pull(token: address, payer: address, receiver: address, amount: uint256):
    """@notice From an account that allowed it."""
    before: uint256 = self.held(token, receiver)
    moved: uint256 = self.units(token, amount)
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        token, abi_encode(payer, receiver, moved, method_id=method_id("transferFrom(address,address,uint256)")),
        max_outsize=32, revert_on_failure=False)
    assert self._succeeded(success, answer), "DecimalERC20: transferFrom failed"
    self._check_arrival(token, receiver, before, moved)
