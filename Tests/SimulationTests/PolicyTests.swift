import FixedPoint
import Simulation
import Testing
import WideIntegers

/// The rules that choose K, one by one (SPEC KC5).
@Suite struct PolicyTests {
    private func policy(_ name: String, _ parameters: (name: String, text: String)...) throws -> AnyKPolicy {
        try AnyKPolicy(named: name, parameters: parameters)
    }

    /// The exact fixture: x = 200, y = 4500, d = 100, at a price of 22.5.
    private func observation(_ change: (inout KObservation) throws -> Void = { _ in }) throws -> KObservation {
        var observation = KObservation(
            time: 1_000, quoteAssetReserve: try parsed("4500"), baseAssetReserve: try parsed("200"),
            netPosition: try parsedSigned("100"), indexPrice: try parsed("22.5"))
        observation.insuranceFund = try parsed("1000000")
        try change(&observation)
        return observation
    }

    private func scale(_ decision: KDecision?) -> String? {
        switch decision {
        case .pay(let scale): scale.description
        case .resize(let multiplier): "resize \(multiplier)"
        case .repeg(let price): "repeg \(price)"
        case nil: nil
        }
    }

    @Test func fixedActsOnce() throws {
        var policy = try policy("fixed", ("multiplier", "2"), ("way", "resize"))
        #expect(scale(policy.decide(try observation())) == "resize 2")
        #expect(policy.decide(try observation()) == nil)
    }

    @Test func aScheduleIsFollowed() throws {
        var policy = try policy("scheduled", ("schedule", "900:2,1000:1.5,2000:0.5"))
        #expect(policy.decide(try observation { $0.time = 899 }) == nil)
        #expect(scale(policy.decide(try observation { $0.time = 1_999 })) == "3")
        #expect(policy.decide(try observation { $0.time = 1_999 }) == nil)
        #expect(scale(policy.decide(try observation { $0.time = 5_000 })) == "0.500000000005000001")
    }

    @Test func aBudgetIsSpent() throws {
        let wide = [(name: "maxScale", text: "2"), (name: "fundShare", text: "1")]
        func budgeted(_ parameters: (String, String)...) throws -> AnyKPolicy {
            try AnyKPolicy(named: "budgeted", parameters: wide + parameters.map { ($0.0, $0.1) })
        }
        var given = try budgeted(("budget", "150"))
        #expect(scale(given.decide(try observation())) == "1.375")
        // Half of the fees come on top: 100 + 100 / 2 = 150.
        var withFees = try budgeted(("budget", "100"))
        #expect(scale(withFees.decide(try observation { $0.revenue = try parsed("100") })) == "1.375")
        // No more than the fund has.
        var poor = try budgeted(("budget", "500"))
        #expect(scale(poor.decide(try observation { $0.insuranceFund = try parsed("150") })) == "1.375")
        // p(-150) = 0.75 is more than 2.5 % down.
        var earning = try budgeted(("budget", "-150"))
        #expect(scale(earning.decide(try observation())) == "0.975")
        var rich = try budgeted(("budget", "1000"), ("maxQuoteReserve", "5000"))
        #expect(scale(rich.decide(try observation())) == "1.111111111111111111")
        #expect(rich.decide(try observation { $0.quoteAssetReserve = try parsed("5000") }) == nil)
        #expect(given.decide(try observation { $0.netPosition = .zero }) == nil)
    }

    /// Truncated to wei, a tiny pool's price would move.
    @Test func aBudgetThatMovesThePriceIsNotSpent() throws {
        let tiny = KObservation(
            time: 0, quoteAssetReserve: try parsed("0.5"), baseAssetReserve: Decimal18(raw: 12_345),
            netPosition: SignedDecimal18(raw: 1_000), indexPrice: try parsed("1"), insuranceFund: try parsed("1"))
        var strict = try policy("budgeted", ("budget", "0.001"))
        #expect(strict.decide(tiny) == nil)
        var loose = try policy("budgeted", ("budget", "0.001"), ("maxDrift", "1"))
        #expect(loose.decide(tiny) != nil)
    }

    @Test func revenueSharesGainsAndLosses() throws {
        // Funding gained 300: B = 150, p = 1.375, but a move is 0.001 at most, here half of that.
        var half = try policy("revenue", ("intensity", "50"))
        #expect(scale(half.decide(try observation { $0.fundingImbalance = try parsedSigned("300") })) == "1.0005")
        // It cost 4, fees brought 2: B = -1, p(-1) = 1498 / 1502 to be limited to 0.999 as well.
        var policy = try policy("revenue")
        let loss = try observation {
            $0.fundingImbalance = try parsedSigned("-4")
            $0.revenue = try parsed("2")
        }
        #expect(scale(policy.decide(loss)) == "0.999")
        #expect(policy.decide(try observation { $0.fundingImbalance = .zero }) == nil)
        var neverDown = try self.policy("revenue", ("allowsLowering", "no"))
        #expect(neverDown.decide(loss) == nil)
    }

    @Test func feeShareTakesTheRepegIntoAccount() throws {
        var policy = try policy("fee-share")
        // b = 600, B = 150.
        #expect(scale(policy.decide(try observation { $0.revenue = try parsed("600") })) == "1.375")
        // b = -153.8, B = -100: p = [45 - 3] / [45 + 6] in millions.
        #expect(
            scale(policy.decide(try observation { $0.fundingImbalance = try parsedSigned("-153.8") }))
                == "0.823529411764705882")
        // Moving a long skew up to a higher index costs, and so takes from the budget.
        let plain = policy.decide(try observation { $0.revenue = try parsed("600") })
        let repeg = policy.decide(
            try observation {
                $0.revenue = try parsed("600")
                $0.indexPrice = try parsed("22.6")
            })
        guard case .pay(let more) = plain, case .pay(let less) = repeg else {
            Issue.record("no decision")
            return
        }
        #expect(less < more)
        // The bounds close in on the base level.
        var decaying = try self.policy("fee-share", ("upperBound", "2"), ("decay", "0.5"))
        let rich = try observation { $0.revenue = try parsed("100000") }
        #expect(scale(decaying.decide(rich)) == "2")
        #expect(scale(decaying.decide(rich)) == "1.5")
        #expect(scale(decaying.decide(rich)) == "1.25")
    }

    @Test func slippageSetsTheDepth() throws {
        var policy = try policy("slippage", ("size", "90"), ("slippage", "0.01"))
        #expect(scale(policy.decide(try observation())) == "2")
        var banded = try self.policy("slippage", ("size", "49"), ("band", "0.1"))
        #expect(banded.decide(try observation()) == nil)
        var slow = try self.policy("slippage", ("size", "90"), ("maxChange", "0.25"))
        #expect(scale(slow.decide(try observation())) == "1.25")
    }

    @Test func volumeFollowsTheTypicalTrade() throws {
        let trades = try ["10", "20", "30", "300"].map { try parsed($0) }
        var mean = try policy("volume", ("maxChange", "0"))
        #expect(scale(mean.decide(try observation { $0.tradeSizes = trades })) == "2")
        var median = try policy(
            "volume", ("statistic", "quantile"), ("quantile", "0.5"), ("band", "0"), ("maxChange", "0"))
        #expect(scale(median.decide(try observation { $0.tradeSizes = trades })) == "0.500000000005000001")
        var none = try policy("volume")
        #expect(none.decide(try observation()) == nil)
        // What is older than the window is forgotten.
        var short = try policy("volume", ("window", "1"), ("maxChange", "0"))
        _ = short.decide(try observation { $0.tradeSizes = trades })
        #expect(scale(short.decide(try observation { $0.tradeSizes = [try parsed("90")] })) == "2")
    }

    @Test func openInterestCoversTheSkew() throws {
        var policy = try policy("open-interest", ("alpha", "4"), ("maxChange", "0"))
        // y = 4 · 100 · 22.5 = 9000.
        #expect(scale(policy.decide(try observation())) == "2")
        // x >= 22.5 · 100² / (0.5 · 900) − 100 = 400, y = 9000.
        var capped = try self.policy("open-interest", ("alpha", "1"), ("beta", "0.5"), ("maxChange", "0"))
        #expect(scale(capped.decide(try observation { $0.insuranceFund = try parsed("900") })) == "2")
        #expect(capped.decide(try observation { $0.insuranceFund = .zero }) == nil)
        // At least 1.05 times the skew, whatever alpha is.
        var thin = try self.policy("open-interest", ("alpha", "0.1"), ("maxChange", "0"), ("way", "resize"))
        #expect(scale(thin.decide(try observation())) == "resize 0.525")
    }

    @Test func volatilityLowersK() throws {
        // √1.21 − 1 = 0.1: 900 of capital move a quote reserve of 9000.
        var policy = try policy("volatility", ("maxChange", "0"))
        let calm = try observation {
            $0.volatility = try parsed("0.21")
            $0.arbitrageCapital = try parsed("900")
        }
        #expect(scale(policy.decide(calm)) == "2")
        // Four blocks: twice the volatility, √1.44 − 1 = 0.2, half of that less.
        var slower = try self.policy("volatility", ("blocks", "4"), ("maxChange", "0"), ("band", "0"))
        let wild = try observation {
            $0.volatility = try parsed("0.22")
            $0.arbitrageCapital = try parsed("450")
        }
        #expect(scale(slower.decide(wild)) == "0.500000000005000001")
        #expect(policy.decide(try observation()) == nil)
        var lowering = try self.policy("volatility", ("allowsRaising", "no"))
        #expect(lowering.decide(calm) == nil)
    }

    @Test func fundingLowersKWhileItCosts() throws {
        var policy = try policy("funding", ("step", "0.1"), ("recovery", "0.2"), ("window", "2"), ("floor", "0.5"))
        let loss = try observation { $0.fundingImbalance = try parsedSigned("-5") }
        #expect(scale(policy.decide(loss)) == "0.9")
        // Fees cover it: 5 paid over two periods, 6 earned; no higher than at the start.
        let covered = try observation { $0.revenue = try parsed("6") }
        #expect(policy.decide(covered) == nil)
        let lower = try observation {
            $0.revenue = try parsed("6")
            $0.quoteAssetReserve = try parsed("4000")
        }
        #expect(scale(policy.decide(lower)) == "1.125")
    }

    /// What all periods together spend ends with the budget, and a change is never more than a tenth unless it is told.
    @Test func aBudgetEndsWhenItIsSpent() throws {
        var policy = try AnyKPolicy(
            named: "budgeted", parameters: [("budget", "150"), ("fundShare", "0.1"), ("revenueShare", "0")])
        let seen = try observation { $0.insuranceFund = try parsed("1000") }
        let curve = try CurveExposure(
            quoteAssetReserve: seen.quoteAssetReserve, baseAssetReserve: seen.baseAssetReserve,
            netPosition: seen.netPosition)
        var spent = Rational.zero
        var decisions = 0
        while case .pay(let scale)? = policy.decide(seen) {
            #expect(scale <= (try parsed("1.1")))
            spent = spent + (try curve.cost(ofScale: scale))
            decisions += 1
            guard decisions < 100 else { break }
        }
        #expect((1..<100).contains(decisions))
        #expect(spent <= Rational(try parsed("100").raw))
    }

    @Test func aRepegGoesToTheIndexAsFarAsItMay() throws {
        var policy = try policy("repeg", ("band", "0.02"), ("maxChange", "0.05"), ("fundShare", "1"))
        func seen(_ ratio: String, fund: String = "1000000") throws -> KObservation {
            try observation {
                let price = try $0.quoteAssetReserve.divided(by: $0.baseAssetReserve)
                $0.indexPrice = try price.multiplied(by: try parsed(ratio))
                $0.insuranceFund = try parsed(fund)
            }
        }
        func ratio(_ decision: KDecision?, _ observation: KObservation) throws -> Double? {
            guard case .repeg(let price)? = decision else { return nil }
            let mark = try observation.quoteAssetReserve.divided(by: observation.baseAssetReserve)
            return Double(try price.divided(by: mark).description)
        }
        let near = try seen("1.019")
        #expect(try ratio(policy.decide(near), near) == nil)
        let far = try seen("1.04")
        #expect(abs(try #require(try ratio(policy.decide(far), far)) - 1.04) < 1e-12)
        let farther = try seen("1.3")
        #expect(abs(try #require(try ratio(policy.decide(farther), farther)) - 1.05) < 1e-12)
        // Longs gain by a higher price, and a fund with less than that moves it less.
        let poor = try seen("1.04", fund: "1")
        let moved = try #require(try ratio(policy.decide(poor), poor))
        #expect(moved > 1 && moved < 1.04)
    }

    // MARK: By name

    @Test func everyParameterTakesItsDefaultBack() throws {
        #expect(KPolicyRegistry.names.count == 11)
        for name in KPolicyRegistry.names {
            let parameters = KPolicyRegistry.parameters(of: name)
            #expect(parameters.contains { $0.name == "way" } == (name != "repeg"))
            _ = try AnyKPolicy(named: name, parameters: parameters.map { ($0.name, $0.defaultValue) })
            #expect(try AnyKPolicy(named: name).name == name)
        }
    }

    @Test func helpFitsEightyColumns() {
        for line in KPolicyRegistry.help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        for name in KPolicyRegistry.names { #expect(KPolicyRegistry.help.contains("\(name): ")) }
    }

    @Test func unknownNamesAndBadValues() throws {
        func message(_ name: String, _ parameters: (name: String, text: String)...) -> String {
            do {
                _ = try AnyKPolicy(named: name, parameters: parameters)
                return "no error"
            } catch {
                return "\(error)"
            }
        }
        #expect(message("slipage") == #"there is no policy "slipage"; did you mean "slippage"?"#)
        #expect(message("xyz").contains("known are fixed, scheduled"))
        #expect(message("slippage", ("sise", "1")).contains(#"no parameter "sise"; did you mean "size"?"#))
        #expect(message("slippage", ("size", "1"), ("size", "2")).contains("twice"))
        for (name, text) in [("size", "0"), ("size", "-1"), ("slippage", "1.1"), ("band", "x"), ("way", "repeg")] {
            #expect(message("slippage", (name, text)).contains("can't be"), "\(name) \(text)")
        }
        for text in ["5", "5:0", "5:1,5:2", "5:1,", "-5:1", "5:1:1"] {
            #expect(message("scheduled", ("schedule", text)).contains("times rising"), "\(text)")
        }
        #expect(message("volume", ("window", "0")).contains("from 1 to 100000"))
        #expect(message("revenue", ("intensity", "101")).contains("from 0 to 100"))
    }

    /// The example of the documentation.
    @Test func aPolicyOfOnesOwn() throws {
        struct QuietPolicy: KPolicy {
            let name = "quiet"

            mutating func decide(_ observation: KObservation) -> KDecision? {
                if observation.volume.isZero {
                    return .pay(scale: Decimal18(raw: 500_000_000_000_000_000))
                }
                let isBusy = observation.volume > observation.quoteAssetReserve
                return isBusy ? .pay(scale: Decimal18(whole: 2)) : nil
            }
        }
        var policy = AnyKPolicy(QuietPolicy())
        #expect(policy.name == "quiet" && !policy.mayResize)
        #expect(scale(policy.decide(try observation())) == "0.5")
        #expect(policy.decide(try observation { $0.volume = try parsed("1") }) == nil)
        #expect(scale(policy.decide(try observation { $0.volume = try parsed("4501") })) == "2")
    }
}
