// Wide integers are coded as one canonical decimal string: JSON numbers lose digits in most readers. Anything but the
// canonical form (leading zeros, "+", "-0", hexadecimal) is refused, so that equal numbers are equal texts.

extension UInt256: Codable {
    /// Reads a canonical decimal string.
    public init(from decoder: any Decoder) throws { self = try decodeCanonical(from: decoder) }
    /// Writes a canonical decimal string.
    public func encode(to encoder: any Encoder) throws { try encodeCanonical(self, to: encoder) }
}

extension Int256: Codable {
    /// Reads a canonical decimal string.
    public init(from decoder: any Decoder) throws { self = try decodeCanonical(from: decoder) }
    /// Writes a canonical decimal string.
    public func encode(to encoder: any Encoder) throws { try encodeCanonical(self, to: encoder) }
}

private func decodeCanonical<T: LosslessStringConvertible>(from decoder: any Decoder) throws -> T {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = T(text), value.description == text else {
        throw DecodingError.dataCorruptedError(
            in: container, debugDescription: "\"\(text.prefix(90))\" is not the canonical decimal text of a \(T.self)")
    }
    return value
}

private func encodeCanonical<T: CustomStringConvertible>(_ value: T, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value.description)
}
