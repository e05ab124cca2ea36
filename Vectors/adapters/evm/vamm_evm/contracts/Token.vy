# pragma version ~=0.4.3
"""
@title The quote token that the driver provides: any number of decimals, handed out without limit by its owner
"""

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    amount: uint256


event Approval:
    owner: indexed(address)
    spender: indexed(address)
    amount: uint256


event Paused:
    account: address


event Unpaused:
    account: address


decimals: public(uint8)
owner: public(address)
paused: public(bool)
totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])


@deploy
def __init__(decimals: uint8):
    self.decimals = decimals
    self.owner = msg.sender


@internal
def _only_owner():
    assert msg.sender == self.owner, "Ownable: caller is not the owner"


@internal
def _move(sender: address, receiver: address, amount: uint256):
    assert not self.paused, "ERC20Pausable: token transfer while paused"
    assert receiver != empty(address), "ERC20: transfer to the zero address"
    assert self.balanceOf[sender] >= amount, "ERC20: transfer amount exceeds balance"
    self.balanceOf[sender] -= amount
    assert self.balanceOf[receiver] <= max_value(uint256) - amount, "SafeMath: addition overflow"
    self.balanceOf[receiver] += amount
    log Transfer(sender=sender, receiver=receiver, amount=amount)


@external
def transfer(receiver: address, amount: uint256) -> bool:
    self._move(msg.sender, receiver, amount)
    return True


@external
def transferFrom(sender: address, receiver: address, amount: uint256) -> bool:
    self._move(sender, receiver, amount)
    assert self.allowance[sender][msg.sender] >= amount, "ERC20: transfer amount exceeds allowance"
    self.allowance[sender][msg.sender] -= amount
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    self.allowance[msg.sender][spender] = amount
    log Approval(owner=msg.sender, spender=spender, amount=amount)
    return True


@external
def mint(receiver: address, amount: uint256):
    self._only_owner()
    self.totalSupply = unsafe_add(self.totalSupply, amount)
    self.balanceOf[receiver] += amount
    log Transfer(sender=empty(address), receiver=receiver, amount=amount)


@external
def pause():
    self._only_owner()
    self.paused = True
    log Paused(account=msg.sender)


@external
def unpause():
    self._only_owner()
    self.paused = False
    log Unpaused(account=msg.sender)
