internal import FixedPoint
internal import Messages
internal import WideIntegers

// Parameters as texts.

extension ConfigurablePolicy {
    /// The policy with some parameters given.
    init(_ parameters: [(name: String, text: String)]) throws(KPolicyError) {
        self.init()
        var given: [String] = []
        for (name, text) in parameters {
            if given.contains(name) { throw .repeatedParameter(name, policy: Self.name) }
            given.append(name)
            guard let setting = Self.settings.first(where: { $0.name == name }) else {
                let known = Self.settings.map(\.name)
                throw .unknownParameter(
                    name, policy: Self.name, known: known, meant: nearest(to: name, among: known))
            }
            guard setting.place.set(text, of: &self) else {
                throw .badValue(text, parameter: name, policy: Self.name, expected: setting.place.range)
            }
        }
    }

    /// The parameters with their ranges and defaults.
    static var parameters: [PolicyParameter] {
        let defaults = Self()
        return settings.map { setting in
            PolicyParameter(
                name: setting.name, summary: setting.summary, range: setting.place.range,
                defaultValue: setting.place.text(of: defaults))
        }
    }
}

extension PolicySetting.Place {
    /// Sets the parameter; false, and nothing is set, where the text is not one of its values.
    func set(_ text: String, of policy: inout Policy) -> Bool {
        switch self {
        case .decimal(let path, let range):
            guard let value = Decimal18(text), range.contains(value) else { return false }
            policy[keyPath: path] = value
        case .signed(let path):
            guard let value = SignedDecimal18(text) else { return false }
            policy[keyPath: path] = value
        case .count(let path, let range):
            guard text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text), range.contains(value) else {
                return false
            }
            policy[keyPath: path] = value
        case .flag(let path):
            guard text == "yes" || text == "no" else { return false }
            policy[keyPath: path] = text == "yes"
        case .way(let path):
            guard let value = KWay(rawValue: text) else { return false }
            policy[keyPath: path] = value
        case .statistic(let path):
            guard let value = TradeStatistic(rawValue: text) else { return false }
            policy[keyPath: path] = value
        case .schedule(let path):
            guard let value = ScheduledMultiplier.list(text) else { return false }
            policy[keyPath: path] = value
        }
        return true
    }

    /// The parameter's value as a text.
    func text(of policy: Policy) -> String {
        switch self {
        case .decimal(let path, _): policy[keyPath: path].description
        case .signed(let path): policy[keyPath: path].description
        case .count(let path, _): policy[keyPath: path].description
        case .flag(let path): policy[keyPath: path] ? "yes" : "no"
        case .way(let path): policy[keyPath: path].rawValue
        case .statistic(let path): policy[keyPath: path].rawValue
        case .schedule(let path): policy[keyPath: path].map(\.description).joined(separator: ",")
        }
    }

    /// The values it may have, in words.
    var range: String {
        switch self {
        case .decimal(_, let range):
            range.upperBound == .largest
                ? "a decimal from \(range.lowerBound)" : "a decimal from \(range.lowerBound) to \(range.upperBound)"
        case .signed: "a decimal, may be negative"
        case .count(_, let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "yes or no"
        case .way: "resize, or pay (an extension, not in the contracts)"
        case .statistic: "average or quantile"
        case .schedule: "time:multiplier,… in seconds since 1970, times rising"
        }
    }
}

extension Decimal18 {
    /// The largest decimal.
    static var largest: Decimal18 { Decimal18(raw: .max) }
}

extension ClosedRange<Decimal18> {
    /// 0 to 1.
    static var ratio: ClosedRange<Decimal18> { .zero ... .one }
    /// Any.
    static var any: ClosedRange<Decimal18> { .zero ... .largest }
    /// Any but 0.
    static var positive: ClosedRange<Decimal18> { Decimal18(raw: 1) ... .largest }
}
