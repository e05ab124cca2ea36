#!/usr/bin/env python3
"""The market of `vamm simulate` as anybody would write it first: floats, numpy where it helps, no exactness.

    python3 Tests/scale/float_loop.py [SEED]

The same agents, rules, block order and measures as SPEC K2 to K12 say for the calm market (unhedged arbitrage, any cost
tolerated), on another stream of random numbers, so that figures agree in size and not in digits. It is the peer that
check_peer.py measures against.
"""
import heapq
import json
import math
import sys
import time

import numpy as np

YEAR = 365 * 86400


class Market:
    def __init__(self, seed, blocks=8640, seconds=300, traders=100, arbitrageurs=5, wait=86400.0, holding=86400.0):
        self.random = np.random.default_rng(seed)
        self.blocks, self.seconds, self.traders, self.arbitrageurs = blocks, seconds, traders, arbitrageurs
        self.wait, self.holding = wait, holding
        self.x, self.y, self.index = 25_000.0, 10_000_000.0, 400.0
        count = traders + arbitrageurs
        self.size = np.zeros(count)
        self.margin = np.zeros(count)
        self.open_notional = np.zeros(count)
        self.entry = np.zeros(count)
        self.cash = np.full(count, 1_000_000.0)
        self.fund, self.vault, self.premium, self.fees, self.calls, self.volume = 5_000_000.0, 0.0, 0.0, 0.0, 0, 0.0
        self.fee, self.maintenance = 0.001, 0.0625

    def swap(self, quote):
        """Base for quote, both signed for the trader."""
        base = self.x - self.x * self.y / (self.y + quote)
        self.x -= base
        self.y += quote
        return base

    def value(self, size):
        """What closing brings, or costs."""
        return abs(self.y - self.x * self.y / (self.x + size))

    def equity(self, who):
        size = self.size[who]
        pnl = math.copysign(1, size) * (self.value(size) - self.open_notional[who]) if size else 0.0
        return self.margin[who] + pnl - (self.premium - self.entry[who]) * size

    def settle(self, who):
        self.margin[who] -= (self.premium - self.entry[who]) * self.size[who]
        self.entry[who] = self.premium

    def trade(self, who, quote, leverage):
        """Opens, adds, reduces, or turns a position."""
        self.calls += 1
        size = self.size[who]
        if size and (size > 0) != (quote > 0):
            worth = self.value(size)
            if abs(quote) >= worth:
                rest = abs(quote) - worth
                self.close(who)
                return self.trade(who, math.copysign(rest, quote), leverage) if rest > 10 else None
            self.settle(who)
            pnl = math.copysign(1, size) * (worth - self.open_notional[who])
            base = self.swap(quote)
            part = abs(base / size)
            self.margin[who] += pnl * part
            self.open_notional[who] *= 1 - part
        else:
            self.settle(who)
            base = self.swap(quote)
            margin = abs(quote) / leverage
            self.cash[who] -= margin
            self.vault += margin
            self.margin[who] += margin
            self.open_notional[who] += abs(quote)
        self.size[who] += base
        self.pay_fee(who, abs(quote))

    def close(self, who):
        self.calls += 1
        size = self.size[who]
        equity = self.equity(who)
        quote = self.y - self.x * self.y / (self.x + size)
        self.x += size
        self.y -= quote
        if equity < 0:
            self.fund += equity
            self.vault -= equity
        paid = max(0.0, equity)
        self.vault -= paid
        self.cash[who] += paid
        self.size[who] = self.margin[who] = self.open_notional[who] = 0.0
        self.pay_fee(who, abs(quote))

    def pay_fee(self, who, notional):
        self.volume += notional
        self.cash[who] -= notional * self.fee
        self.fund += notional * self.fee
        self.fees += notional * self.fee

    def order(self, who):
        leverage = self.random.uniform(1, 5)
        notional = 5000 * math.exp(0.8 * self.random.standard_normal() - 0.32)
        side = 1 if self.random.random() < 0.5 else -1
        if who < self.traders // 5 and self.index != self.before:
            side = 1 if self.index > self.before else -1
        self.trade(who, side * min(notional, self.cash[who] * leverage / (1 + self.fee * leverage)), leverage)

    def arbitrage(self, block):
        for turn in range(self.arbitrageurs):
            who = self.traders + (turn + block) % self.arbitrageurs
            mark = self.y / self.x
            distance = abs(mark - self.index) / self.index
            side = 1 if mark < self.index else -1
            if distance > self.fee + 0.0005:
                best = abs(math.sqrt(self.x * self.y * self.index * (1 - side * self.fee)) - self.y)
                capital = self.cash[who] + (max(0.0, self.equity(who)) if self.size[who] * side < 0 else 0)
                notional = min(best, capital * 3 / (1 + self.fee * 3))
                if notional > 10:
                    self.trade(who, side * notional, 3)
            elif self.size[who] * side < 0:
                best = abs(math.sqrt(self.x * self.y * self.index) - self.y)
                if best >= self.value(self.size[who]):
                    self.close(who)
                elif best > 10:
                    self.trade(who, side * best, 3)
            if self.size[who]:
                wanted, held = self.open_notional[who] / 3, self.equity(who)
                if held < wanted * 0.75 or held > wanted * 1.25:
                    change = max(-self.margin[who], min(wanted - held, self.cash[who]))
                    if abs(change) > 10:
                        self.calls += 1
                        self.margin[who] += change
                        self.cash[who] -= change
                        self.vault += change

    def liquidate(self):
        held = self.size != 0
        if not held.any():
            return
        value = np.abs(self.y - self.x * self.y / (self.x + self.size))
        equity = self.margin + np.sign(self.size) * (value - self.open_notional)
        equity -= (self.premium - self.entry) * self.size
        for who in np.nonzero(held & (equity < self.maintenance * value))[0]:
            if self.size[who] and self.equity(who) < self.maintenance * self.value(self.size[who]):
                penalty = min(self.margin[who], 0.0125 * self.value(self.size[who]))
                self.margin[who] -= penalty
                self.fund += penalty / 2
                self.vault -= penalty
                self.close(who)

    def solvency(self):
        """Everyone closes, one after the other."""
        x, y, left = self.x, self.y, self.vault + self.fund
        for who in range(len(self.size)):
            size = self.size[who]
            equity = self.margin[who] - (self.premium - self.entry[who]) * size
            if size:
                quote = y - x * y / (x + size)
                x += size
                y -= quote
                equity += math.copysign(1, size) * (abs(quote) - self.open_notional[who])
            left -= max(0.0, equity)
        return left

    def run(self):
        step = 0.6 * math.sqrt(self.seconds / YEAR)
        due = [(self.random.exponential(self.wait), who) for who in range(self.traders)]
        heapq.heapify(due)
        past = [self.index] * 72
        tracking, slippage, depth, worst, reported = [], np.zeros(3), 0.0, math.inf, self.index
        notionals = np.array([1000.0, 10_000.0, 100_000.0])
        for block in range(1, self.blocks + 1):
            now = block * self.seconds
            self.index *= math.exp(step * self.random.standard_normal() - step * step / 2)
            self.before, past[block % 72] = past[block % 72], self.index
            if now % 900 == 0:
                reported = self.index
            if now % 3600 == 0:
                self.calls += 1
                fraction = (self.y / self.x - reported) / 24
                self.premium += fraction
                gain = fraction * self.size.sum()
                self.fund += gain
                self.vault -= gain
            while due[0][0] <= now:
                who = due[0][1]
                if self.size[who]:
                    self.close(who)
                else:
                    self.order(who)
                heapq.heapreplace(due, (now + self.random.exponential(self.holding if self.size[who] else self.wait), who))
            self.arbitrage(block)
            self.liquidate()
            mark = self.y / self.x
            tracking.append(abs(mark - self.index) / self.index)
            slippage += (self.y + notionals) / self.x / mark - 1
            depth += self.y * 0.004987562112089027
            if block % 12 == 0:
                worst = min(worst, self.solvency())
        return {
            "calls": self.calls, "volume": self.volume, "tracking.mean": float(np.mean(tracking)),
            "tracking.p99": float(np.quantile(tracking, 0.99)), "fees": self.fees, "fund.end": self.fund,
            "slippage": list(slippage / self.blocks), "depth": depth / self.blocks, "solvency.min": worst,
        }


def measure(seed, **settings):
    """Processor seconds of the loop alone, without the start of Python, and what it found."""
    started = time.process_time()
    result = Market(seed, **settings).run()
    return time.process_time() - started, result


if __name__ == "__main__":
    seconds, result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    print(json.dumps({"seconds": seconds, **result}, indent=1))
