internal import FixedPoint
internal import WideIntegers

/// A field of a configuration and its value, both as text.
public struct ConfigurationEntry: Hashable, Sendable {
    /// Where it stands, such as "traders.count".
    public var path: String
    /// Its value.
    public var value: String

    /// A field and its value.
    public init(path: String, value: String) {
        self.path = path
        self.value = value
    }
}

/// A numeric field of a configuration: its path, unit and range, and how to read and set it.
public struct ConfigurationField: Sendable {
    /// A decimal field, a signed one, or a whole number, of `Root`.
    enum Place<Root>: Sendable {
        case decimal(any WritableKeyPath<Root, Decimal18> & Sendable, ClosedRange<Decimal18>)
        case signed(any WritableKeyPath<Root, SignedDecimal18> & Sendable, ClosedRange<SignedDecimal18>)
        case count(any WritableKeyPath<Root, UInt64> & Sendable, ClosedRange<UInt64>)
    }

    /// Where it stands, such as "traders.count".
    public let path: String
    /// The unit, such as "quote" or "seconds".
    public let unit: String
    let place: Place<MarketConfiguration>

    /// What values it takes, such as "0 to 1".
    public var range: String { place.range }
    /// Whether only whole numbers will do.
    public var isWhole: Bool { place.isWhole }
}

extension ConfigurationField.Place {
    var isWhole: Bool {
        if case .count = self { true } else { false }
    }

    var range: String {
        switch self {
        case .decimal(_, let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .signed(_, let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .count(_, let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    func text(in root: Root) -> String {
        switch self {
        case .decimal(let place, _): root[keyPath: place].description
        case .signed(let place, _): root[keyPath: place].description
        case .count(let place, _): root[keyPath: place].description
        }
    }

    /// Sets a value in range.
    func set(_ text: String, in root: inout Root, path: String) throws(ConfigurationError) {
        do {
            switch self {
            case .decimal(let place, let range):
                let value = try Decimal18(parsing: text)
                if range.contains(value) { return root[keyPath: place] = value }
            case .signed(let place, let range):
                let value = try SignedDecimal18(parsing: text)
                if range.contains(value) { return root[keyPath: place] = value }
            case .count(let place, let range):
                if let value = UInt64(text), range.contains(value) { return root[keyPath: place] = value }
            }
        } catch DecimalFormatError.negative {
            throw ConfigurationError(path: path, value: text, message: "this can't be negative; give \(range)")
        } catch {
            throw ConfigurationError(path: path, value: text, message: "\(error); give \(range)")
        }
        throw ConfigurationError(path: path, value: text, message: "give \(range)")
    }

    /// Whether the value is in range.
    func validate(_ root: Root, path: String) throws(ConfigurationError) {
        let isInRange =
            switch self {
            case .decimal(let place, let range): range.contains(root[keyPath: place])
            case .signed(let place, let range): range.contains(root[keyPath: place])
            case .count(let place, let range): range.contains(root[keyPath: place])
            }
        guard isInRange else {
            throw ConfigurationError(path: path, value: text(in: root), message: "give \(range)")
        }
    }
}
