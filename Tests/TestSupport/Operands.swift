import WideIntegers

/// Operands that look for trouble: edges of every limb, of the decimal scale and of both ranges, and random numbers of
/// every length.
package enum Operands {
    package static let edges: [UInt256] = {
        let one = UInt256.one
        let scale = UInt256(1_000_000_000_000_000_000)
        var values: [UInt256] = [0, 1, 2, 3, .max, .max - 1, scale - 1, scale, scale + 1]
        for bits in [8, 16, 32, 63, 64, 65, 127, 128, 129, 191, 192, 193, 254, 255] {
            let power = one << bits
            values += [power - 1, power, power + 1]
        }
        return values + values.map { ~$0 }
    }()

    /// An edge, the neighbourhood of an edge, a product of edges, or a random number of random length.
    package static func unsigned(_ generator: inout SeededGenerator) -> UInt256 {
        switch generator.next() % 8 {
        case 0, 1: edge(&generator)
        case 2: edge(&generator) &+ UInt256(generator.next() % 16)
        case 3: edge(&generator) &- UInt256(generator.next() % 16)
        case 4: edge(&generator) &* edge(&generator)
        default: random(bits: Int(generator.next() % 257), &generator)
        }
    }

    package static func signed(_ generator: inout SeededGenerator) -> Int256 {
        Int256(bitPattern: unsigned(&generator))
    }

    /// A number of at most this many bits.
    package static func random(bits: Int, _ generator: inout SeededGenerator) -> UInt256 {
        let limbs = (generator.next(), generator.next(), generator.next(), generator.next())
        return bits == 0 ? 0 : UInt256(limbs: limbs) >> (256 - bits)
    }

    private static func edge(_ generator: inout SeededGenerator) -> UInt256 {
        edges[Int(generator.next() % UInt64(edges.count))]
    }
}
