"""State documents, vamm-state/1: a market from the middle of its life. The only place that knows their form.

The flat map `state` has the keys and values of a vector's initialState. What that map leaves out stands beside it:
histories (the last entries, and how many came before them), who has which role, allowances, and addresses.
"""

import json

from .problem import Problem

FORMAT = "vamm-state/1"


def history(entries, skipped=0):
    """The last entries of a history, oldest first, and how many older ones are left out."""
    return {"skipped": skipped, "entries": entries}


def pool(figures, roles, snapshots, liquidity, premiums, prices, is_listed):
    """What a document says of a pool beyond its state keys."""
    return {
        "tradeLimitRatio": str(figures["tradeLimitRatio"]), "fundingPeriod": figures["fundingPeriod"], **roles,
        "isListed": is_listed, "reserveSnapshots": snapshots, "liquiditySnapshots": liquidity,
        "cumulativePremiumFractions": premiums, "prices": prices,
    }


def document(revision, block, decimals, state, pools, house, fund, allowances, accounts, source):
    """A whole document."""
    return {
        "format": FORMAT, "revision": revision, "source": source, "block": block,
        "quoteToken": {"decimals": decimals}, "state": state, "amms": pools, "clearingHouse": house,
        "insuranceFund": fund, "allowances": allowances, "accounts": accounts,
    }


def write(value, path):
    """Writes a document to a file, or to standard output where there is none."""
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    if path is None:
        print(text, end="")
        return
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Problem(f"can't be written: {error.strerror}", path) from None
