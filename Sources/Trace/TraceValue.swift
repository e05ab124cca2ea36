/// A value of a trace: nothing, a whole number, or a text.
enum TraceValue: Hashable, Sendable {
    /// Nothing is known, or the column does not apply to the row.
    case null
    /// A counter, a block's number or time, a number that stands for something, or 0 and 1 for false and true.
    case integer(Int64)
    /// A name, or an amount as the decimal digits of a whole number.
    case text(String)
}
