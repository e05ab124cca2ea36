/// A value of a trace: nothing, a whole number, or a text.
public enum TraceValue: Hashable, Sendable {
    /// Nothing is known, or the column does not apply to the row.
    case null
    /// A counter, a block's number or time, a number that stands for something, or 0 and 1 for false and true.
    case integer(Int64)
    /// A name, or an amount as the decimal digits of a whole number.
    case text(String)

    /// A text that may not be there.
    public static func text(orNull text: String?) -> TraceValue { text.map { .text($0) } ?? .null }

    /// A whole number that may not be there.
    public static func integer(orNull number: Int?) -> TraceValue { number.map { .integer(Int64($0)) } ?? .null }
}
