import FixedPoint
import Foundation
import Testing
import VirtualAMM
import WideIntegers

/// The word arithmetic that is proved in Tests/Proofs, on a million inputs each: the same digest as the definitions in
/// Coq give, which `make proofs` computes with the program made of them (Tests/Proofs/Peer/digests.ml).
@Suite struct ProvedWordsTests {
    /// SplitMix64, and one digest of what came out.
    private struct Stream {
        private var state: UInt64 = 20_240_229
        private(set) var digest: UInt64 = 0

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z &>> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z &>> 27) &* 0x94d0_49bb_1331_11eb
            return z ^ z &>> 31
        }

        mutating func feed(_ word: UInt64) { digest = (digest ^ word) &* 0x100_0000_01b3 }

        mutating func feed(pair words: UInt128) {
            feed(UInt64(truncatingIfNeeded: words))
            feed(UInt64(truncatingIfNeeded: words &>> 64))
        }

        /// A word of any length, at times beside the largest one.
        mutating func shape(_ choice: UInt64, from bit: UInt64) -> UInt64 {
            let (word, length) = (next(), choice &>> bit & 63)
            return switch choice &>> (bit &+ 6) & 3 {
            case 0: word &>> length
            case 1: ~(word &>> length)
            case 2: word &<< length
            default: word
            }
        }

        mutating func number(_ choice: UInt64, from bit: UInt64) -> UInt128 {
            let upper = next()
            return (UInt128(upper) &<< 64 | UInt128(next())) &>> UInt128(choice &>> bit & 127)
        }
    }

    private static func digest(_ name: String, round: (inout Stream) -> Void) throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Proofs/digests.txt")
        let line = try #require(
            String(contentsOf: file, encoding: .utf8).split(separator: "\n").first { $0.hasPrefix(name + " ") })
        let fields = line.split(separator: " ")
        var stream = Stream()
        for _ in 0..<(try #require(Int(fields[1]))) { round(&stream) }
        #expect(String(stream.digest, radix: 16) == fields[2])
    }

    @Test func divisionOfTwoLimbsByOneIsTheProvedOne() throws {
        try Self.digest("one-limb") { stream in
            let choice = stream.next()
            let divisor = Reciprocal64(stream.shape(choice, from: 0) | 1 &<< 63)
            let upper = stream.shape(choice, from: 8)
            let high = upper >= divisor.divisor ? upper &- divisor.divisor : upper
            let (quotient, remainder) = divisor.divide(
                UInt128(high) &<< 64 | UInt128(stream.shape(choice, from: 16)))
            stream.feed(divisor.reciprocal)
            stream.feed(quotient)
            stream.feed(remainder)
        }
    }

    @Test func divisionOfThreeLimbsByTwoIsTheProvedOne() throws {
        try Self.digest("two-limbs") { stream in
            let choice = stream.next()
            let upper = stream.shape(choice, from: 0) | 1 &<< 63
            let divisor = Reciprocal128(UInt128(upper) &<< 64 | UInt128(stream.shape(choice, from: 8)))
            let high = stream.shape(choice, from: 16)
            let u = UInt128(high) &<< 64 | UInt128(stream.shape(choice, from: 24))
            let (quotient, remainder) = divisor.divide(
                u >= divisor.divisor ? u &- divisor.divisor : u, stream.shape(choice, from: 32))
            stream.feed(divisor.reciprocal)
            stream.feed(quotient)
            stream.feed(pair: remainder)
        }
    }

    @Test func theDifferenceFormOnWordsIsTheProvedOne() throws {
        try Self.digest("distance") { stream in
            let choice = stream.next()
            let direction: Direction = choice & 1 == 0 ? .addToAmm : .removeFromAmm
            let x = stream.number(choice, from: 1)
            let y = stream.number(choice, from: 8)
            let a = stream.number(choice, from: 15)
            guard let distance = ReserveDifference.distance(direction, amount: a, moved: x, answering: y) else {
                return stream.feed(1)
            }
            stream.feed(2)
            stream.feed(pair: distance.low)
        }
    }
}
