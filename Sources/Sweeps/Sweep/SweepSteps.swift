internal import FixedPoint
internal import Simulation
internal import WideIntegers

/// Values at even distances, or at even ratios, from one number to another: exact, in wei of the field or in wholes.
///
/// Linear: value i of n + 1 is from + (to − from) · i / n. Geometric: the n-th root of fromⁿ⁻ⁱ · toⁱ. What does not
/// come out even is cut off: a linear step towards from, a geometric step towards 0. The first value is from and the
/// last is to.
struct SweepSteps {
    /// The most values of a geometric axis; every one of them is an exact root.
    static let mostGeometric = 64

    let path: String
    let isWhole: Bool
    let from: String
    let to: String
    let count: Int

    /// At even distances.
    func linear() throws(ConfigurationError) -> [String] {
        let (start, end) = (try number(from), try number(to))
        let (span, overflow) = end.subtractingReportingOverflow(start)
        guard !overflow, span.magnitude <= UInt256.max >> 32 else { throw fail(to, "too far from \(from)") }
        let steps = Int256(count - 1)
        return (0..<count).map { text(start &+ span &* Int256($0) / steps) }
    }

    /// At even ratios.
    func geometric() throws(ConfigurationError) -> [String] {
        guard count <= Self.mostGeometric else {
            throw fail("\(count)", "at most \(Self.mostGeometric) geometric steps; give fewer, or a list")
        }
        let (start, end) = (try number(from), try number(to))
        guard start > 0, end > 0 else { throw fail("\(min(start, end))", "geometric steps need ends above 0") }
        return (0..<count).map { step in
            text(
                Int256(
                    bitPattern: IntegerRoot.geometricStep(
                        from: start.magnitude, to: end.magnitude, step: step, of: count - 1)))
        }
    }

    /// In wei, or in wholes.
    private func number(_ text: String) throws(ConfigurationError) -> Int256 {
        if isWhole {
            guard let value = UInt64(text) else { throw fail(text, "give a whole number") }
            return Int256(value)
        }
        do throws(DecimalFormatError) {
            return try SignedDecimal18(parsing: text).raw
        } catch {
            throw fail(text, error.description)
        }
    }

    private func text(_ number: Int256) -> String {
        isWhole ? number.description : SignedDecimal18(raw: number).description
    }

    private func fail(_ value: String, _ message: String) -> ConfigurationError {
        ConfigurationError(path: path, value: value, message: message)
    }
}
