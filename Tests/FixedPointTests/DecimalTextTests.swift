import FixedPoint
import TestSupport
import Testing
import WideIntegers

/// SPEC N11: decimals as people write them.
@Suite struct DecimalTextTests {
    @Test(arguments: [
        ("97.560975609756097560", "97560975609756097560", "97.56097560975609756"), ("0", "0", "0"),
        ("0.000000000000000001", "1", "0.000000000000000001"), ("1", "1000000000000000000", "1"),
        ("007.50", "7500000000000000000", "7.5"),
        (
            "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
            UInt256.max.description, "115792089237316195423570985008687907853269984665640564039457.584007913129639935"
        ),
    ])
    func readsAndPrintsWithoutLoss(text: String, raw: String, printed: String) throws {
        let value = try Decimal18(parsing: text)
        #expect(value.raw.description == raw)
        #expect(value.description == printed)
    }

    @Test func everyValueSurvivesItsText() {
        var generator = SeededGenerator()
        for _ in 0..<20_000 {
            let unsigned = Decimal18(raw: Operands.unsigned(&generator))
            let signed = SignedDecimal18(raw: Operands.signed(&generator))
            #expect(Decimal18(unsigned.description) == unsigned)
            #expect(SignedDecimal18(signed.description) == signed)
        }
    }

    @Test(arguments: [
        ("", DecimalFormatError.missingDigits), (".", .missingDigits), (".5", .missingDigits), ("5.", .missingDigits),
        ("-1", .negative), ("1.0000000000000000001", .tooManyFractionDigits(count: 19)),
        ("0.1000000000000000000", .tooManyFractionDigits(count: 19)), ("1,5", .unexpectedCharacter(",", offset: 1)),
        ("1e18", .unexpectedCharacter("e", offset: 1)), ("+1", .unexpectedCharacter("+", offset: 0)),
        ("1.2.3", .unexpectedCharacter(".", offset: 3)), (" 1", .unexpectedCharacter(" ", offset: 0)),
        ("٣", .unexpectedCharacter("٣", offset: 0)), ("0x10", .unexpectedCharacter("x", offset: 1)),
        ("115792089237316195423570985008687907853269984665640564039457.584007913129639936", .outOfRange),
        (String(repeating: "9", count: 10_000), .outOfRange),
    ])
    func refusesWhatWouldLoseOrGuess(text: String, error: DecimalFormatError) {
        #expect(throws: error) { try Decimal18(parsing: text) }
    }

    @Test func signedTextHasItsOwnRange() throws {
        #expect(try SignedDecimal18(parsing: "-0.5").raw == -500_000_000_000_000_000)
        #expect(try SignedDecimal18(parsing: "-0").raw == 0)
        #expect(SignedDecimal18(raw: .min).description == "-" + Decimal18(raw: UInt256(1) << 255).description)
        #expect(try SignedDecimal18(parsing: SignedDecimal18(raw: .min).description).raw == .min)
        let tooMuch = Decimal18(raw: UInt256(1) << 255).description
        #expect(throws: DecimalFormatError.outOfRange) { try SignedDecimal18(parsing: tooMuch) }
        #expect(throws: DecimalFormatError.unexpectedCharacter("-", offset: 1)) { try SignedDecimal18(parsing: "--1") }
    }
}
