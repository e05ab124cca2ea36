# pragma version ~=0.4.3
"""
@title Checked 256-bit integers and 18-decimal fixed point, with the protocol's revert texts
@notice Rules N2 to N10 of SPEC.md. Amounts are integers in wei: 10**18 is 1.
"""

ONE: constant(uint256) = 10**18


@internal
@pure
def add(x: uint256, y: uint256) -> uint256:
    total: uint256 = unsafe_add(x, y)
    assert total >= x, "SafeMath: addition overflow"
    return total


@internal
@pure
def sub(x: uint256, y: uint256) -> uint256:
    assert y <= x, "SafeMath: subtraction overflow"
    return unsafe_sub(x, y)


@internal
@pure
def mul(x: uint256, y: uint256) -> uint256:
    if x == 0:
        return 0
    product: uint256 = unsafe_mul(x, y)
    assert unsafe_div(product, x) == y, "SafeMath: multiplication overflow"
    return product


@internal
@pure
def div(x: uint256, y: uint256) -> uint256:
    assert y != 0, "SafeMath: division by zero"
    return unsafe_div(x, y)


@internal
@pure
def mul_decimal(x: uint256, y: uint256) -> uint256:
    return unsafe_div(self.mul(x, y), ONE)


@internal
@pure
def div_decimal(x: uint256, y: uint256) -> uint256:
    return self.div(self.mul(x, ONE), y)


@internal
@pure
def signed(x: uint256) -> int256:
    """@notice N7: an unsigned decimal enters a signed formula."""
    assert x <= convert(max_value(int256), uint256), "MixedDecimal: uint value is bigger than _INT256_MAX"
    return convert(x, int256)


@internal
@pure
def magnitude(x: int256) -> uint256:
    """@notice N9: the absolute value, also of -2**255."""
    if x >= 0:
        return convert(x, uint256)
    if x == min_value(int256):
        return 2**255
    return convert(-x, uint256)


@internal
@pure
def add_signed(x: int256, y: int256) -> int256:
    total: int256 = unsafe_add(x, y)
    assert (y >= 0 and total >= x) or (y < 0 and total < x), "SignedSafeMath: addition overflow"
    return total


@internal
@pure
def sub_signed(x: int256, y: int256) -> int256:
    difference: int256 = unsafe_sub(x, y)
    assert (y >= 0 and difference <= x) or (y < 0 and difference > x), "SignedSafeMath: subtraction overflow"
    return difference


@internal
@pure
def mul_signed(x: int256, y: int256) -> int256:
    if x == 0:
        return 0
    assert x != -1 or y != min_value(int256), "SignedSafeMath: multiplication overflow"
    product: int256 = unsafe_mul(x, y)
    assert unsafe_div(product, x) == y, "SignedSafeMath: multiplication overflow"
    return product


@internal
@pure
def div_signed(x: int256, y: int256) -> int256:
    assert y != 0, "SignedSafeMath: division by zero"
    assert y != -1 or x != min_value(int256), "SignedSafeMath: division overflow"
    return unsafe_div(x, y)


@internal
@pure
def mul_signed_decimal(x: int256, y: int256) -> int256:
    return unsafe_div(self.mul_signed(x, y), convert(ONE, int256))


@internal
@pure
def div_signed_decimal(x: int256, y: int256) -> int256:
    return self.div_signed(self.mul_signed(x, convert(ONE, int256)), y)


@internal
@pure
def units(amount: uint256, decimals: uint256) -> uint256:
    """@notice N10: a decimal in the token's own units, truncated."""
    if decimals <= 18:
        return amount // 10 ** (18 - decimals)
    return self.mul(amount, 10 ** (decimals - 18))


@internal
@pure
def decimal(amount: uint256, decimals: uint256) -> uint256:
    """@notice N10: units of the token as a decimal."""
    if decimals <= 18:
        return self.mul(amount, 10 ** (18 - decimals))
    return amount // 10 ** (decimals - 18)
