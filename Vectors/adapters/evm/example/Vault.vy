# pragma version ~=0.4.3
"""
@title The tokens of the clearing house, with the insurance fund behind them
@notice Rules M2 and M4 to M6 of SPEC.md, revision v2.
"""

import Checked
import IFund
import IPool
import Transfers

insuranceFund: public(address)
tollPool: public(address)
prepaidBadDebt: public(HashMap[address, uint256])  # of a token


@deploy
def __init__(insurance_fund: address, toll_pool: address):
    self.insuranceFund = insurance_fund
    self.tollPool = toll_pool


@internal
def withdraw(token: address, receiver: address, amount: uint256):
    vault: uint256 = Transfers.held(token, self)
    if vault < amount:
        shortage: uint256 = Checked.sub(amount, vault)
        self.prepaidBadDebt[token] = Checked.add(self.prepaidBadDebt[token], shortage)
        extcall IFund(self.insuranceFund).withdraw(token, shortage)
    Transfers.push(token, receiver, amount)


@internal
def pay_fund(token: address, amount: uint256):
    Transfers.push(token, self.insuranceFund, min(amount, Transfers.held(token, self)))


@internal
def realize_bad_debt(token: address, amount: uint256):
    prepaid: uint256 = self.prepaidBadDebt[token]
    if prepaid > amount:
        self.prepaidBadDebt[token] = prepaid - amount
    else:
        extcall IFund(self.insuranceFund).withdraw(token, Checked.sub(amount, prepaid))
        self.prepaidBadDebt[token] = 0


@internal
def charge_fee(amm: address, token: address, quote: uint256) -> uint256:
    toll: uint256 = 0
    spread: uint256 = 0
    toll, spread = staticcall IPool(amm).calcFee(quote)
    if spread != 0:
        Transfers.pull(token, msg.sender, self.insuranceFund, spread)
    if toll != 0:
        assert self.tollPool != empty(address), "Invalid feePool"
        Transfers.pull(token, msg.sender, self.tollPool, toll)
    return Checked.add(toll, spread)
