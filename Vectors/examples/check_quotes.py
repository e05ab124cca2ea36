"""Check the price of a trade, and three decimal operations, against recorded/quote.json and recorded/math.json."""
import json
import pathlib

ONE = 10**18
NUMBERS = ("x", "y", "amount", "quoteAssetReserve", "baseAssetReserve")
DECIMALS, QUOTES = ("decimal.mul", "decimal.div", "decimal.mod"), ("inputPrice", "outputPrice")

def need(condition, text):
    if not condition:
        raise ArithmeticError(text)

def unsigned(value, operation):
    need(0 <= value < 2**256, f"SafeMath: {operation} overflow")
    return value

def signed(value, text="MixedDecimal: uint value is bigger than _INT256_MAX"):
    need(value < 2**255, text)
    return value

def price(op, adding, amount, quote, base):
    own, other, name = (quote, base, "quote") if op == "inputPrice" else (base, quote, "base")
    if amount == 0:
        return 0
    k = signed(unsigned(own * other, "multiplication") // ONE)
    after = unsigned(own + amount, "addition") if adding else unsigned(own - amount, "subtraction")
    need(after > 0, f"{name} asset after is 0")
    after, scaled = signed(after), signed(k * ONE, "SignedSafeMath: multiplication overflow")
    traded, inexact = abs(scaled // after - signed(other)), min(scaled % after, 1)
    return unsigned(traded - inexact, "subtraction") if adding else traded + inexact

def decimal(op, x, y):
    product = unsigned(x * (y if op == "decimal.mul" else ONE), "multiplication")
    need(y > 0 or op != "decimal.div", "SafeMath: division by zero")
    return product // ONE if op == "decimal.mul" else product // y if op == "decimal.div" else product % y

def outcome(case):
    op, numbers = case["op"], [int(case[name]) for name in NUMBERS if name in case]
    try:
        quote = op in QUOTES
        result = price(op, case["direction"] == "addToAmm", *numbers) if quote else decimal(op, *numbers)
        return {"result": str(result)}
    except ZeroDivisionError:
        return {"invalid": True}
    except ArithmeticError as error:
        return {"revert": str(error)}

for file, ops in (("math.json", DECIMALS), ("quote.json", QUOTES)):
    cases = json.loads((pathlib.Path(__file__).parents[1] / "recorded" / file).read_text())["cases"]
    checked = [case for case in cases if case["op"] in ops]
    for case in checked:
        have, want = outcome(case), {name: case[name] for name in ("result", "revert", "invalid") if name in case}
        assert have == want, f"{case['id']}: want {want}, have {have}"
    print(f"{file}: {len(checked)} of {len(cases)} cases checked, all as recorded")
