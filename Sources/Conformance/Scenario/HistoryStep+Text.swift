internal import FixedPoint
internal import JSON
internal import WideIntegers

/// A name with a value as people read it.
public struct NamedText: Hashable, Sendable {
    /// What it is.
    public let name: String
    /// Amounts as exact decimals, counters as whole numbers, names as they are.
    public let value: String
}

/// An event as people read it.
public struct EventText: Sendable {
    /// What emitted it: a pool's name, "clearingHouse" or "insuranceFund".
    public let emitter: String
    /// By the contracts' name.
    public let name: String
    /// In the contracts' order.
    public let arguments: [NamedText]
}

/// A key of the observable state that a step changed.
public struct ChangeText: Sendable {
    /// As the vectors name it.
    public let key: String
    /// What it was.
    public let before: String
    /// What it is.
    public let after: String
}

extension HistoryStep {
    /// Who called; empty for the start.
    public var caller: String { record?.step.caller ?? "" }

    /// The call in one line: amounts cut to six digits behind the point, limits of 0 left out; empty for the start.
    public var callText: String { record?.step.shortText ?? "" }

    /// The name of the call; empty for the start.
    public var callName: String { record?.step.name ?? "" }

    /// What was called: "clearingHouse", "amm.ETH", "priceFeed"; empty for the start.
    public var target: String { record?.step.target ?? "" }

    /// The arguments of the call.
    public var arguments: [NamedText] { record?.step.arguments.map(Self.text) ?? [] }

    /// How it ended, where it did not go through: `revert "over limit"`.
    public var revertText: String? {
        guard let record, !isSuccess else { return nil }
        return record.run.outcome.text { _ in "" }
    }

    /// Whether it went as the scenario expects, or the scenario does not say.
    public var isAsExpected: Bool { record?.isAsExpected ?? true }

    /// What the call returned.
    public var returns: [NamedText] {
        guard case .success(let receipt)? = record?.run.outcome, let returned = receipt.returns else { return [] }
        return returned.members.map { $0.map(Self.text) } ?? [Self.text(JSONValue.Member("returned", returned))]
    }

    /// What the call emitted, in order.
    public var events: [EventText] {
        guard case .success(let receipt)? = record?.run.outcome else { return [] }
        return receipt.events.map { event in
            EventText(
                emitter: event["emitter"]?.text ?? "", name: event["name"]?.text ?? "",
                arguments: event["args"]?.members?.map(Self.text) ?? [])
        }
    }

    /// What the call changed.
    public var changes: [ChangeText] {
        record?.changes.map {
            ChangeText(key: $0.after.key, before: text($0.before), after: text($0.after))
        } ?? []
    }

    private static let counters: Set = [
        "timestamp", "blockNumber", "oldLiquidityIndex", "newLiquidityIndex", "snapshotCount", "liquidityHistoryCount",
        "liquidityHistoryIndex", "lastRestrictionBlock", "spotPriceTwapInterval", "nextFundingTime", "interval",
    ]
    private static let names: Set = [
        "amm", "trader", "account", "sender", "withdrawer", "liquidator", "side", "direction", "globalShutdown",
    ]

    private static func text(_ member: JSONValue.Member) -> NamedText {
        guard let text = member.value.text else {
            return NamedText(name: member.key, value: member.value.compactText)
        }
        return NamedText(
            name: member.key,
            value: names.contains(member.key) || counters.contains(member.key) ? text : decimalText(text) ?? text)
    }

    /// Whole wei as a decimal; nil for what is no number.
    private static func decimalText(_ wei: String) -> String? {
        if wei.hasPrefix("-") { return Int256(wei, radix: 10).map { SignedDecimal18(raw: $0).description } }
        return UInt256(wei, radix: 10).map { Decimal18(raw: $0).description }
    }

    private func text(_ entry: StateEntry) -> String {
        let field = entry.key.split(separator: ".").last.map(String.init) ?? entry.key
        switch entry.value {
        case .flag(let flag): return flag ? "true" : "false"
        case .signed(let value): return SignedDecimal18(raw: value).description
        case .unsigned(let value):
            if entry.key.hasPrefix("balance.") { return tokenText(value) }
            return Self.counters.contains(field) ? value.description : Decimal18(raw: value).description
        }
    }

    /// A balance as a decimal, or in token units where a decimal would lose digits.
    private func tokenText(_ units: UInt256) -> String {
        guard tokenDecimals.count <= 18, let decimal = try? tokenDecimals.decimal(ofUnits: units) else {
            return "\(units) units"
        }
        return decimal.description
    }
}
