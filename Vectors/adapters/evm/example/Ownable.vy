# pragma version ~=0.4.3
"""
@title Ownership that moves in two steps
@notice Rule P16 of SPEC.md.
"""

event OwnershipTransferred:
    previousOwner: indexed(address)
    newOwner: indexed(address)


owner: public(address)
candidate: public(address)


@deploy
def __init__():
    self.owner = msg.sender


@internal
@view
def only_owner():
    assert msg.sender == self.owner, "PerpFiOwnableUpgrade: caller is not the owner"


@external
def setOwner(newOwner: address):
    self.only_owner()
    assert newOwner != empty(address), "PerpFiOwnableUpgrade: zero address"
    assert newOwner != self.owner, "PerpFiOwnableUpgrade: same as original"
    assert newOwner != self.candidate, "PerpFiOwnableUpgrade: same as candidate"
    self.candidate = newOwner


@external
def updateOwner():
    assert self.candidate != empty(address), "PerpFiOwnableUpgrade: candidate is zero address"
    assert msg.sender == self.candidate, "PerpFiOwnableUpgrade: not the new owner"
    log OwnershipTransferred(previousOwner=self.owner, newOwner=msg.sender)
    self.owner = msg.sender
    self.candidate = empty(address)


@external
def renounceOwnership():
    self.only_owner()
    log OwnershipTransferred(previousOwner=self.owner, newOwner=empty(address))
    self.owner = empty(address)
