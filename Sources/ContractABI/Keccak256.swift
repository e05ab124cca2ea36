/// The Keccak-256 hash of Ethereum: selectors of functions and topics of events are parts of it.
func keccak256(_ message: some Collection<UInt8>) -> [UInt8] {
    let rate = 136
    var padded = Array(message)
    padded.append(0x01)
    padded += Array(repeating: 0, count: (rate - padded.count % rate) % rate)
    padded[padded.count - 1] |= 0x80
    var state = KeccakState()
    for start in stride(from: 0, to: padded.count, by: rate) { state.absorb(padded[start..<start + rate]) }
    return state.bytes(32)
}

/// The selector of a function: the first four bytes of its signature's hash.
func selector(of signature: String) -> UInt32 {
    keccak256(signature.utf8)[..<4].reduce(0) { $0 << 8 | UInt32($1) }
}

/// The 25 words of Keccak, in rows of five.
private struct KeccakState {
    private var words = Array(repeating: UInt64(0), count: 25)

    /// Mixes in as many bytes as the rate.
    mutating func absorb(_ block: ArraySlice<UInt8>) {
        for (index, byte) in block.enumerated() { words[index / 8] ^= UInt64(byte) << UInt64(index % 8 * 8) }
        for constant in Self.roundConstants { permute(constant) }
    }

    func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }

    /// One of 24 rounds: theta, rho with pi, chi, iota.
    private mutating func permute(_ constant: UInt64) {
        var columns = Array(repeating: UInt64(0), count: 5)
        for index in 0..<25 { columns[index % 5] ^= words[index] }
        for index in 0..<25 {
            let x = index % 5
            words[index] ^= columns[(x + 4) % 5] ^ Self.rotated(columns[(x + 1) % 5], 1)
        }
        var moved = words
        for index in 0..<25 {
            let (x, y) = (index % 5, index / 5)
            moved[y + 5 * ((2 * x + 3 * y) % 5)] = Self.rotated(words[index], Self.rotations[index])
        }
        for index in 0..<25 {
            let (x, row) = (index % 5, index / 5 * 5)
            words[index] = moved[index] ^ (~moved[row + (x + 1) % 5] & moved[row + (x + 2) % 5])
        }
        words[0] ^= constant
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
        count == 0 ? word : word << count | word >> (64 - count)
    }

    private static let rotations: [UInt64] = [
        0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
    ]

    private static let roundConstants: [UInt64] = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
        0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}
