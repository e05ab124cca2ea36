internal import Clearing
internal import FixedPoint
internal import Scenarios
internal import VirtualAMM
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
    public var caller: String { record.map { $0.roster.name(of: $0.step.caller) } ?? "" }

    /// The call in one line: amounts cut to six digits behind the point, limits of 0 left out; empty for the start.
    public var callText: String { record.map { $0.roster.shortText(of: $0.step.call) } ?? "" }

    /// The name of the call; empty for the start.
    public var callName: String { record?.step.call.function.name ?? "" }

    /// What was called: "clearingHouse", "amm.ETH", "priceFeed"; empty for the start.
    public var target: String { record.map { $0.roster.target(of: $0.step.call) } ?? "" }

    /// The arguments of the call.
    public var arguments: [NamedText] { record.map { text($0.roster.arguments(of: $0.step.call)) } ?? [] }

    /// How it ended, where it did not go through: `revert "over limit"`.
    public var revertText: String? {
        guard case .failure(let revert)? = record?.step.outcome else { return nil }
        return Outcome<Bool>(revert).text { _ in "" }
    }

    /// Whether it went as the scenario expects, or the scenario does not say.
    public var isAsExpected: Bool { record?.isAsExpected ?? true }

    /// What the call returned.
    public var returns: [NamedText] {
        switch try? record?.step.outcome.get().returned {
        case .single(let value)?: text([Field("returned", value)])
        case .fields(let fields)?: text(fields)
        case nil: []
        }
    }

    /// What the call emitted, in order.
    public var events: [EventText] {
        guard let record else { return [] }
        return record.step.events.map { event in
            EventText(
                emitter: record.roster.name(of: event.emitter), name: event.name, arguments: text(event.fields))
        }
    }

    /// What the call changed.
    public var changes: [ChangeText] {
        guard let record else { return [] }
        return record.step.changes.map { change in
            ChangeText(
                key: record.roster.name(of: change.key), before: text(change.before, record.roster),
                after: text(change.after, record.roster))
        }
    }

    private func text(_ fields: [Field]) -> [NamedText] {
        guard let roster = record?.roster else { return [] }
        return fields.map { NamedText(name: $0.name, value: text($0.value, roster)) }
    }

    private func text(_ value: FieldValue, _ roster: Roster) -> String {
        switch value {
        case .pool(let pool): roster.name(of: pool)
        case .account(let account): account.map { roster.name(of: $0) } ?? "nobody"
        case .side(let side): side.rawValue
        case .direction(let direction): direction.rawValue
        case .amount(let amount): amount.description
        case .signedAmount(let amount): amount.description
        case .tokenUnits(let units): tokenText(units)
        case .number(let number): number.description
        case .time(let time): time.description
        case .flag(let flag): flag ? "true" : "false"
        case .contract(let contract): contract.rawValue
        case .bytes(let bytes): FieldValue.hexadecimal(bytes)
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
