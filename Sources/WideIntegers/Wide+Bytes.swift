extension UInt256 {
    /// The 32 bytes, most significant first, as the EVM stores a word.
    public var bigEndianBytes: [UInt8] { littleEndianBytes.reversed() }

    /// The 32 bytes, least significant first.
    public var littleEndianBytes: [UInt8] {
        [low, high].flatMap { half in (0..<16).map { UInt8(truncatingIfNeeded: half &>> (8 * UInt128($0))) } }
    }

    /// The number in 32 bytes, most significant first; nil for any other number of bytes.
    public init?(bigEndianBytes bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self = bytes.reduce(into: .zero) { value, byte in
            value = value &<< 8 | UInt256(high: 0, low: UInt128(byte))
        }
    }

    /// The number in 32 bytes, least significant first; nil for any other number of bytes.
    public init?(littleEndianBytes bytes: some Collection<UInt8>) {
        self.init(bigEndianBytes: bytes.reversed())
    }
}

extension Int256 {
    /// The 32 bytes of the two's complement, most significant first, as the EVM stores a word.
    public var bigEndianBytes: [UInt8] { bitPattern.bigEndianBytes }
    /// The 32 bytes of the two's complement, least significant first.
    public var littleEndianBytes: [UInt8] { bitPattern.littleEndianBytes }

    /// The number in 32 bytes of two's complement, most significant first; nil for any other number of bytes.
    public init?(bigEndianBytes bytes: some Collection<UInt8>) {
        guard let bits = UInt256(bigEndianBytes: bytes) else { return nil }
        self.init(bitPattern: bits)
    }

    /// The number in 32 bytes of two's complement, least significant first; nil for any other number of bytes.
    public init?(littleEndianBytes bytes: some Collection<UInt8>) {
        guard let bits = UInt256(littleEndianBytes: bytes) else { return nil }
        self.init(bitPattern: bits)
    }
}
