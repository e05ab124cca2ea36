# pragma version ~=0.4.3
"""
@title The insurance fund: the list of pools, and tokens for the clearing house when its vault runs short (M3)
"""

import Ownable
import Transfers

initializes: Ownable
exports: Ownable.__interface__

event Withdrawn:
    withdrawer: address
    amount: uint256


event AmmAdded:
    amm: address


event AmmRemoved:
    amm: address


beneficiary: public(address)
isExistedAmm: public(HashMap[address, bool])


@deploy
def __init__():
    Ownable.__init__()


@external
def addAmm(amm: address):
    Ownable.only_owner()
    assert not self.isExistedAmm[amm], "amm already added"
    self.isExistedAmm[amm] = True
    log AmmAdded(amm=amm)


@external
def removeAmm(amm: address):
    Ownable.only_owner()
    assert self.isExistedAmm[amm], "amm not existed"
    self.isExistedAmm[amm] = False
    log AmmRemoved(amm=amm)


@external
def setBeneficiary(beneficiary: address):
    Ownable.only_owner()
    self.beneficiary = beneficiary


@external
def withdraw(quoteToken: address, amount: uint256):
    assert msg.sender == self.beneficiary, "caller is not beneficiary"
    assert Transfers.held(quoteToken, self) >= amount, "Fund not enough"
    Transfers.push(quoteToken, msg.sender, amount)
    log Withdrawn(withdrawer=msg.sender, amount=amount)
