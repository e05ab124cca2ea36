import WideIntegers

/// Trades that look for the limits of every path to a price: an amount, the reserve that it moves and the one that
/// answers.
package struct QuoteOperands: Sendable {
    package var isRemoving: Bool
    package var amount: UInt256
    package var moved: UInt256
    package var answering: UInt256

    /// The next trade, of one of nine kinds.
    package init(_ generator: inout SeededGenerator) {
        let kind = generator.next() % 9
        isRemoving = generator.next() % 2 == 0
        moved = 0
        answering = 0
        amount = 0
        switch kind {
        case 0: setSizes(moved: 20...64, answering: 20...64, &generator)
        case 1: setSizes(moved: 78...110, answering: 78...110, &generator)
        case 2: setProduct(near: UInt256(1) << 255, &generator)
        case 3: setProduct(near: .max, &generator)
        case 4:
            // Each number on or beside a power of two, where a limb or a path ends.
            moved = Self.besidePowerOfTwo(&generator)
            answering = Self.besidePowerOfTwo(&generator)
            amount = Self.besidePowerOfTwo(&generator)
        case 5:
            // The divisor on or beside a power of two.
            moved = Operands.random(bits: 40 + Int(generator.next() % 120), &generator)
            answering = Operands.random(bits: 60 + Int(generator.next() % 60), &generator)
            let divisor = Self.besidePowerOfTwo(&generator)
            amount = isRemoving ? moved &- divisor : divisor &- moved
        case 6:
            // Hardly anything is left, or a little more than there is is asked for.
            setSizes(moved: 40...200, answering: 20...90, &generator)
            amount = moved &+ UInt256(generator.next() % 16) &- 12
        case 7:
            // Amounts so small that the remainder by 10^18 decides.
            setSizes(moved: 60...126, answering: 40...126, &generator)
            amount = UInt256(generator.next() >> (generator.next() % 64))
        default:
            moved = Operands.unsigned(&generator)
            answering = Operands.unsigned(&generator)
            amount = Operands.unsigned(&generator)
        }
    }

    /// The next trade of a size that a quotient of 112 bits and its parts have: what vector units are good for.
    package init(production generator: inout SeededGenerator) {
        isRemoving = generator.next() % 2 == 0
        moved = 0
        answering = 0
        amount = 0
        setSizes(moved: 64...115, answering: 40...112, &generator)
        // Exact divisions, and those that miss exactness by one: the last digit has to be right.
        if generator.next() % 4 == 0 {
            let divisor = isRemoving ? moved &- amount : moved &+ amount
            let scale = UInt256(1_000_000_000_000_000_000)
            if !divisor.isZero { answering = divisor / scale &* scale &+ UInt256(generator.next() % 3) &- 1 }
            if answering >> 112 > 0 { answering = answering & ((UInt256(1) << 111) - 1) }
        }
    }

    /// Reserves of some bits, and a part of the one that moves.
    private mutating func setSizes(
        moved movedBits: ClosedRange<Int>, answering answeringBits: ClosedRange<Int>, _ generator: inout SeededGenerator
    ) {
        moved = Self.number(movedBits, &generator)
        answering = Self.number(answeringBits, &generator)
        amount = moved >> Int(generator.next() % 24)
        amount = amount &- amount / UInt256(1 + generator.next() % 1000)
    }

    /// Reserves whose product is beside a limit.
    private mutating func setProduct(near limit: UInt256, _ generator: inout SeededGenerator) {
        moved = Self.number(70...180, &generator)
        answering = limit / moved &+ UInt256(generator.next() % 5) &- 2
        amount = moved >> Int(generator.next() % 100)
    }

    private static func number(_ bits: ClosedRange<Int>, _ generator: inout SeededGenerator) -> UInt256 {
        let count = bits.lowerBound + Int(generator.next() % UInt64(bits.count))
        return Operands.random(bits: count, &generator) | UInt256(1) << (count - 1)
    }

    private static func besidePowerOfTwo(_ generator: inout SeededGenerator) -> UInt256 {
        (UInt256(1) << Int(1 + generator.next() % 170)) &+ UInt256(generator.next() % 5) &- 2
    }
}
