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

        mutating func feed(wide number: UInt256) {
            feed(pair: number.low)
            feed(pair: number.high)
        }

        /// A value, or the text of a revert.
        mutating func feed(_ outcome: () throws(Revert) -> Decimal18) {
            do throws(Revert) {
                let value = try outcome()
                feed(2)
                feed(wide: value.raw)
            } catch {
                feed(3)
                for byte in error.rawValue.utf8 { feed(UInt64(byte)) }
            }
        }

        mutating func number(_ choice: UInt64, from bit: UInt64) -> UInt128 {
            let upper = next()
            return (UInt128(upper) &<< 64 | UInt128(next())) &>> UInt128(choice &>> bit & 127)
        }

        /// A trade of numbers of up to 128 bits.
        mutating func shortTrade() -> Trade {
            let choice = next()
            let moved = number(choice, from: 1)
            let answering = number(choice, from: 8)
            let amount = number(choice, from: 15)
            return Trade(
                direction: choice & 1 == 0 ? .addToAmm : .removeFromAmm, amount: UInt256(high: 0, low: amount),
                moved: UInt256(high: 0, low: moved), answering: UInt256(high: 0, low: answering))
        }

        private mutating func pair() -> UInt128 {
            let upper = next()
            return UInt128(upper) &<< 64 | UInt128(next())
        }

        /// A number of any length up to 256 bits.
        mutating func wide(_ choice: UInt64, from bit: UInt64) -> UInt256 {
            let upper = pair()
            return UInt256(high: upper, low: pair()) >> Int(choice &>> bit & 255)
        }

        /// A trade of any size; at times all of the reserve.
        mutating func trade() -> Trade {
            let choice = next()
            let moved = wide(choice, from: 1)
            let answering = wide(choice, from: 9)
            let amount = wide(choice, from: 17)
            return Trade(
                direction: choice & 1 == 0 ? .addToAmm : .removeFromAmm,
                amount: choice &>> 25 & 63 == 0 ? moved : amount, moved: moved, answering: answering)
        }
    }

    private struct Trade {
        var direction: Direction
        var amount, moved, answering: UInt256
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
            // The proved one is that from multiplications, whichever this processor takes.
            let reciprocal = Reciprocal64.reciprocalByMultiplication(ofNormalized: divisor.divisor)
            #expect(divisor.reciprocal == reciprocal)
            stream.feed(reciprocal)
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

    @Test func divisionByThreeLimbsIsTheProvedOne() throws {
        try Self.digest("with-a-tail") { stream in
            let choice = stream.next()
            let upper = stream.shape(choice, from: 0) | 1 &<< 63
            let divisor = Reciprocal128(UInt128(upper) &<< 64 | UInt128(stream.shape(choice, from: 8)))
            let high = stream.shape(choice, from: 16)
            let u = UInt128(high) &<< 64 | UInt128(stream.shape(choice, from: 24))
            let (next, last) = (stream.shape(choice, from: 32), stream.shape(choice, from: 40))
            let (quotient, remainder) = divisor.divide(
                u >= divisor.divisor ? u &- divisor.divisor : u, next, last, tail: stream.shape(choice, from: 48))
            stream.feed(quotient)
            stream.feed(pair: remainder.upper)
            stream.feed(remainder.last)
        }
    }

    @Test func theDifferenceFormOnWordsIsTheProvedOne() throws {
        try Self.digest("distance") { stream in
            let trade = stream.shortTrade()
            guard
                let distance = ReserveDifference.distance(
                    trade.direction, amount: trade.amount.low, moved: trade.moved.low, answering: trade.answering.low)
            else { return stream.feed(1) }
            stream.feed(2)
            stream.feed(pair: distance.low)
        }
    }

    @Test func theFormWithOneDivisionOnWordsIsTheProvedOne() throws {
        try Self.digest("wide-distance") { stream in
            let trade = stream.trade()
            guard
                let distance = ReserveDifference.wideDistance(
                    trade.direction, amount: trade.amount, moved: trade.moved, answering: trade.answering)
            else { return stream.feed(1) }
            stream.feed(2)
            stream.feed(wide: distance)
        }
    }

    /// SPEC P2: whichever path decides, what it comes to or why it fails.
    @Test func thePriceIsThatOfTheProvedDefinition() throws {
        try Self.digest("rule") { stream in
            let trade = stream.trade()
            stream.feed { () throws(Revert) in
                try Curve.inputPrice(
                    trade.direction, quoteAssetAmount: Decimal18(raw: trade.amount),
                    quoteAssetReserve: Decimal18(raw: trade.moved), baseAssetReserve: Decimal18(raw: trade.answering))
            }
        }
    }

    /// SPEC P2, by the vector kernel where the processor has it.
    @Test func thePricesOfABatchAreThoseOfTheProvedDefinition() throws {
        var (generator, batch, prices) = (Stream(), QuoteBatch(), QuotePrices())
        var next = 0
        try Self.digest("batch") { stream in
            if next == batch.count {
                batch.removeAll()
                for _ in 0..<4000 {
                    let trade = generator.shortTrade()
                    batch.append(
                        trade.direction, amount: Decimal18(raw: trade.amount),
                        quoteAssetReserve: Decimal18(raw: trade.moved),
                        baseAssetReserve: Decimal18(raw: trade.answering))
                }
                batch.inputPrices(into: &prices)
                next = 0
            }
            stream.feed { () throws(Revert) in
                if let revert = prices.reverts[next] { throw revert }
                return prices.values[next]
            }
            next += 1
        }
    }

    /// SPEC O3: the walk, and the average from sums.
    @Test func averagesAreThoseOfTheProvedDefinitions() throws {
        try Self.digest("averages") { stream in
            let choice = stream.next()
            var time = 1000 + stream.next() & 1023
            var feed = PriceFeed()
            for _ in 0...(choice &>> 7 & 7) {
                let price = Decimal18(raw: stream.wide(choice, from: 32))
                try? feed.setLatestData(price: price, timestamp: time)
                time += 1 + stream.next() & 1023
            }
            let now = time - 1 + stream.next() & 511 - choice &>> 10 & 255
            let interval = UInt256(high: 0, low: UInt128(stream.next() & 8191))
            for fromSums in [false, true] {
                stream.feed { () throws(Revert) in
                    try feed.twapPrice(interval: interval, now: now, fromSums: fromSums)
                }
            }
        }
    }
}
