/// The tables of a trace, version 2. Vectors/TRACE.md says what each column is.
///
/// Every row belongs to a run; most belong to a step of it. Amounts are the decimal digits of whole numbers in TEXT,
/// for SQLite's own integers end at 2⁶³. Columns that a contract has a name for are called by that.
public enum TraceTable: Int, CaseIterable, Sendable {
    case runs, pools, accounts, steps, calls, events, poolStates, positions, houseStates,
        balances, poolViews, positionViews, viewReverts

    /// The number that a database keeps in its `user_version`.
    static let schemaVersion: Int32 = 2
    /// What marks a database as a trace, in its `application_id`: "vamm" in ASCII.
    static let applicationID: Int32 = 0x7661_6D6D

    /// The table's name.
    public var name: String {
        switch self {
        case .runs: "runs"
        case .pools: "pools"
        case .accounts: "accounts"
        case .steps: "steps"
        case .calls: "calls"
        case .events: "events"
        case .poolStates: "pool_states"
        case .positions: "positions"
        case .houseStates: "house_states"
        case .balances: "balances"
        case .poolViews: "pool_views"
        case .positionViews: "position_views"
        case .viewReverts: "view_reverts"
        }
    }

    /// The columns in their order; the first is always the run.
    public var columns: [TraceColumn] { [.key("run", references: self == .runs ? nil : "runs(run)")] + ownColumns }

    private var ownColumns: [TraceColumn] {
        switch self {
        case .runs:
            [
                .text("name"), .optionalText("comment"), .text("file"), .text("implementation"), .text("revision"),
                .integer("token_decimals"), .integer("steps"), .text("setup"),
            ]
        case .pools: [.key("pool"), .text("name")]
        case .accounts: [.key("account"), .text("name"), .text("role")]
        case .steps:
            [
                .key("step"), .integer("block"), .integer("timestamp"), .text("outcome"), .optionalText("reason"),
                .optionalText("returns"), .integer("unmet"), .optionalText("decidingRatio"),
                .optionalText("decidingPrice"), .optionalText("badDebt"), .optionalText("badDebtKind"),
            ]
        case .calls: [.key("step"), .integer("caller"), .text("target"), .text("name")] + Self.callArguments
        case .events: [.key("step"), .key("event"), .text("emitter"), .text("name")] + Self.eventArguments
        case .poolStates: [.key("step"), .key("pool")] + Self.poolFields
        case .positions: [.key("step"), .key("pool"), .key("trader")] + Self.positionFields
        case .houseStates: [.key("step")] + Self.houseFields
        case .balances: [.key("step"), .key("account"), .text("units")]
        case .poolViews: [.key("step"), .key("pool")] + Self.poolViewFields
        case .positionViews: [.key("step"), .key("pool"), .key("trader")] + Self.positionViewFields
        case .viewReverts: [.key("step"), .key("view"), .optionalText("reason")]
        }
    }
}

/// A column of a trace's table.
public struct TraceColumn: Hashable, Sendable {
    /// What the values of a column stand for.
    public enum Kind: Sendable {
        /// A text or an amount, or a number that may be too large for SQLite.
        case text
        /// A whole number.
        case integer
        /// The number of a pool, or of an account; a name is turned into it.
        case pool, account
        /// 0 or 1.
        case flag
    }

    /// The column's name.
    public let name: String
    /// What its values stand for.
    public let kind: Kind
    /// Whether it is part of the primary key.
    public let isKey: Bool
    /// Whether there may be nothing in it.
    public let isOptional: Bool
    /// The column of another table that it is a number of.
    let references: String?

    static func key(_ name: String, references: String? = nil) -> TraceColumn {
        let isName = name == "view"
        return TraceColumn(
            name: name, kind: isName ? .text : .integer, isKey: true, isOptional: false, references: references)
    }
    static func text(_ name: String) -> TraceColumn {
        TraceColumn(name: name, kind: .text, isKey: false, isOptional: false, references: nil)
    }
    static func integer(_ name: String) -> TraceColumn {
        TraceColumn(name: name, kind: .integer, isKey: false, isOptional: false, references: nil)
    }
    static func flag(_ name: String) -> TraceColumn {
        TraceColumn(name: name, kind: .flag, isKey: false, isOptional: false, references: nil)
    }
    static func optionalText(_ name: String) -> TraceColumn { optional(name, .text) }
    static func optional(_ name: String, _ kind: Kind) -> TraceColumn {
        TraceColumn(name: name, kind: kind, isKey: false, isOptional: true, references: nil)
    }
}
