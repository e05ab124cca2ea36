import FixedPoint
import Simulation
import TestSupport
import Testing
import WideIntegers

/// The formulas of a change of K (SPEC KC1 to KC4).
@Suite struct KChangeTests {
    /// The published figures: x = 66.667, y = 1500, d = 33.333.
    private let published = try? curve("1500", "66.667", "33.333")

    @Test(arguments: [("2", "100"), ("0.5", "-125")])
    func thePublishedCostsToTheLastDigitGiven(scale: String, cost: String) throws {
        let exact = try #require(published).cost(ofScale: parsed(scale))
        #expect(rounded(exact, digits: 0) == cost)
    }

    @Test func thePublishedMaximumAndScalesToTheLastDigitGiven() throws {
        let curve = try #require(published)
        #expect(rounded(curve.maximumCost, digits: 0) == "250")
        #expect(rounded(Rational(try curve.scale(forBudget: parsedSigned("50")).raw), digits: 3) == "1.375")
        #expect(rounded(Rational(try curve.scale(forBudget: parsedSigned("-50")).raw), digits: 2) == "0.75")
    }

    /// The same three times as large, where x = 200 / 3 is whole: nothing is rounded.
    @Test func thePublishedFiguresAreExactOnThirds() throws {
        let curve = try Self.curve("4500", "200", "100")
        #expect(try curve.cost(ofScale: parsed("2")) == wei("300"))
        #expect(try curve.cost(ofScale: parsed("0.5")) == wei("-375"))
        #expect(try curve.maximumCost == wei("750"))
        #expect(try curve.scale(forBudget: parsedSigned("150")) == parsed("1.375"))
        #expect(try curve.scale(forBudget: parsedSigned("-150")) == parsed("0.75"))
    }

    @Test func shortsMirrorLongs() throws {
        let curve = try Self.curve("1500", "100", "-50")
        #expect(try curve.closingValue == wei("-1500"))
        // Half of it after doubling: 2·1500·50 / 150 = 1000 instead of 1500.
        #expect(try curve.cost(ofScale: parsed("2")) == wei("500"))
        #expect(try curve.maximumCost == wei("750"))
        #expect(try curve.scale(forBudget: parsedSigned("500")) == parsed("2"))
    }

    @Test func theRepegOfASquare() throws {
        // K = 40000 · 100 at 400; at 100 the reserves are 20000 and 200.
        let curve = try Self.curve("40000", "100", "10")
        let moved = try curve.repegged(to: parsed("100"))
        #expect(try moved.quoteAssetReserve == parsed("20000") && moved.baseAssetReserve == parsed("200"))
        // 40000·10/110 = 3636.36… before, 20000·10/210 = 952.38… after.
        #expect(try curve.payment(to: moved) == parsedSigned("-2683.982683982683982684"))
        #expect(try curve.repegPrice(toward: parsed("100"), budget: .zero) == parsed("100"))
        // Raising the price costs: a budget below that buys a part of the way.
        let full = try curve.payment(to: curve.repegged(to: parsed("900")))
        let price = try curve.repegPrice(toward: parsed("900"), budget: parsedSigned("1000"))
        let thousand = try parsedSigned("1000")
        #expect(full > thousand)
        #expect(try parsed("400")...decimal("899") ~= price)
        let paid = try curve.payment(to: curve.repegged(to: price))
        #expect(try paid <= thousand && paid > parsedSigned("999.999999999999"))
    }

    @Test func errorsNameTheirOperands() throws {
        #expect(throws: KChangeError.emptyReserve(quote: try parsed("1"), base: .zero)) {
            try Self.curve("1", "0", "0")
        }
        let short = KChangeError.shortExceedsReserve(
            netPosition: try parsedSigned("-5"), baseAssetReserve: try parsed("5"))
        #expect(throws: short) { try Self.curve("1", "5", "-5") }
        #expect(short.description.contains("net short by 5 base and the pool has 5"))
        let curve = try Self.curve("1500", "100", "50")
        #expect(throws: KChangeError.noNetPosition) {
            try Self.curve("1", "1", "0").scale(forBudget: parsedSigned("1"))
        }
        #expect(
            throws: KChangeError.budgetCoversEveryScale(budget: try parsedSigned("250"), maximum: try parsed("250"))
        ) {
            try curve.scale(forBudget: parsedSigned("250"))
        }
        #expect(
            throws: KChangeError.budgetIsOutOfReach(budget: try parsedSigned("-500"), least: try parsedSigned("-500"))
        ) {
            try curve.scale(forBudget: parsedSigned("-500"))
        }
        #expect(throws: KChangeError.scaleIsTooSmall(scale: .zero, netPosition: try parsedSigned("50"))) {
            try curve.cost(ofScale: .zero)
        }
        #expect(throws: KChangeError.scaleIsTooSmall(scale: try parsed("0.5"), netPosition: try parsedSigned("-50"))) {
            try Self.curve("1500", "100", "-50").cost(ofScale: parsed("0.5"))
        }
        #expect(throws: KChangeError.priceIsZero) { try curve.repegged(to: .zero) }
        #expect(throws: KChangeError.self) { try curve.scaled(by: Decimal18(raw: .max)) }
    }

    /// Over random curves of both signs: a budget is never overspent and, but for rounding, spent; costs grow with the
    /// scale and stay below the maximum; the inverses invert.
    @Test func lawsOfCosts() throws {
        var generator = SeededGenerator()
        var spent = 0
        for _ in 0..<3_000 {
            let curve = try Self.random(&generator)
            if curve.netPosition.isZero { continue }
            let scales = (0..<2).map { _ in Decimal18(raw: Operands.random(bits: 64, &generator)) }.sorted()
            if let low = try? curve.cost(ofScale: scales[0]), let high = try? curve.cost(ofScale: scales[1]) {
                #expect(low <= high && high < curve.maximumCost)
            }
            let budget = Self.budget(for: curve, &generator)
            guard let scale = try? curve.scale(forBudget: budget), let after = try? curve.scaled(by: scale) else {
                continue
            }
            spent += 1
            let paid = try curve.payment(to: after)
            #expect(paid <= budget, "\(curve) \(budget)")
            // A wei of scale or of a reserve is worth at most this much of closing value.
            let sum = Rational(after.baseAssetReserve.raw) + Rational(curve.netPosition.raw)
            let d = Rational(curve.netPosition.raw).magnitude
            let y = Rational(after.quoteAssetReserve.raw)
            let one = Rational(UInt256.one)
            let slope = (y * d).divided(by: sum * sum) ?? .zero
            let perScale =
                (Rational(curve.quoteAssetReserve.raw) * d * d)
                .divided(by: sum * sum * Rational(Decimal18.oneInWei)) ?? .zero
            // The core truncates K to a wei, which the divisor of a close makes larger where reserves are below 1.
            let sumBefore = Rational(curve.baseAssetReserve.raw) + Rational(curve.netPosition.raw)
            let truncation = [sum, sumBefore].reduce(one) {
                $0 + (Rational(Decimal18.oneInWei).divided(by: $1) ?? .zero)
            }
            let most = (slope + perScale + (d.divided(by: sum) ?? .zero) + truncation) * Rational(UInt256(16))
            #expect(Rational(budget.raw) - Rational(paid.raw) <= most, "\(curve) \(budget) \(paid)")
        }
        #expect(spent > 1_000)
    }

    @Test func lawsOfResizingAndRepegging() throws {
        var generator = SeededGenerator()
        for _ in 0..<1_000 {
            let curve = try Self.random(&generator)
            let multiplier = Decimal18(raw: Operands.random(bits: 61, &generator) | 1 << 58)
            if !curve.netPosition.isZero, let size = try? curve.resizedNetPosition(byMultiplier: multiplier) {
                let m = Rational(multiplier.raw).divided(by: Rational(Decimal18.oneInWei)) ?? .zero
                let (x, y) = (Rational(curve.baseAssetReserve.raw), Rational(curve.quoteAssetReserve.raw))
                #expect((m * y * size).divided(by: m * x + size) == curve.closingValue)
                #expect(try curve.multiplier(resizingTo: size) == m)
            }
            let price = Decimal18(raw: Operands.random(bits: 70, &generator) | 1 << 50)
            if let moved = try? curve.repegged(to: price) {
                #expect(moved.product <= curve.product)
                let above = Rational(moved.baseAssetReserve.raw) + Rational(UInt256.one)
                let right = Rational(moved.quoteAssetReserve.raw) + Rational(UInt256.one)
                #expect(above * right > curve.product)
            }
        }
    }

    private static func random(_ generator: inout SeededGenerator) throws -> CurveExposure {
        let base = Operands.random(bits: 50 + Int(generator.next() % 50), &generator) | 1 << 40
        let quote = Operands.random(bits: 50 + Int(generator.next() % 50), &generator) | 1 << 40
        let size = Operands.random(bits: 100, &generator) % base
        let position = Int256(bitPattern: size)
        return try CurveExposure(
            quoteAssetReserve: Decimal18(raw: quote), baseAssetReserve: Decimal18(raw: base),
            netPosition: SignedDecimal18(raw: generator.next() % 2 == 0 ? position : 0 - position))
    }

    /// Within what the curve can cost or earn, mostly.
    private static func budget(for curve: CurveExposure, _ generator: inout SeededGenerator) -> SignedDecimal18 {
        let most = Int256(curve.maximumCost.truncated.description, radix: 10) ?? .one
        let value = Int256(curve.closingValue.magnitude.truncated.description, radix: 10) ?? .one
        let part = Int256(Int64(generator.next() % 1_000))
        return SignedDecimal18(raw: generator.next() % 2 == 0 ? most / 1_000 * part : 0 - value / 1_000 * part)
    }

    static func curve(_ quote: String, _ base: String, _ position: String) throws -> CurveExposure {
        try CurveExposure(
            quoteAssetReserve: parsed(quote), baseAssetReserve: parsed(base), netPosition: parsedSigned(position))
    }
}

func parsed(_ text: String) throws -> Decimal18 { try Decimal18(parsing: text) }
func parsedSigned(_ text: String) throws -> SignedDecimal18 { try SignedDecimal18(parsing: text) }
func wei(_ text: String) throws -> Rational { Rational(try parsedSigned(text).raw) }

/// An amount in wei as a decimal, rounded half away from zero.
private func rounded(_ wei: Rational, digits: Int) -> String {
    let scale = (0..<18 - digits).reduce(Rational(UInt256.one)) { scale, _ in scale * Rational(UInt256(10)) }
    let half = Rational(UInt256.one).divided(by: Rational(UInt256(2))) ?? .zero
    let whole = (((wei.magnitude.divided(by: scale)) ?? .zero) + half).truncated
    let unit = (0..<digits).reduce(Rational(UInt256.one)) { unit, _ in unit * Rational(UInt256(10)) }
    return (wei.isNegative ? "-" : "") + ((whole.divided(by: unit) ?? .zero).decimal(fractionDigits: 18))
}
