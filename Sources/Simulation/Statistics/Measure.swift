/// One figure that a run is measured by (SPEC K12).
public struct Measure: Hashable, Sendable {
    /// Its name, such as "tracking.mean".
    public var name: String
    /// Its unit: "ratio", "quote", "count" …
    public var unit: String
    /// Its value as an exact decimal.
    public var value: String
}
