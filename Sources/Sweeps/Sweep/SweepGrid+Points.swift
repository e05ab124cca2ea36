internal import Files
internal import FixedPoint
internal import Markets
public import Simulation
internal import WideIntegers

// The points of a grid and the markets they stand for.

extension SweepGrid {
    /// The values of a point, one an axis.
    public func values(ofPoint point: Int) -> [String] {
        var rest = point
        var values = Array(repeating: "", count: axes.count)
        for group in groups.reversed() {
            let (next, place) = rest.quotientAndRemainder(dividingBy: axes[group[0]].values.count)
            for axis in group { values[axis] = axes[axis].values[place] }
            rest = next
        }
        return values
    }

    /// Which point and which seed a run is.
    public func place(ofRun run: Int) -> (point: Int, seed: UInt64) {
        let (point, seed) = run.quotientAndRemainder(dividingBy: seeds.count)
        return (point, seeds[seed])
    }

    /// The market of a point: its values are set in the order of the axes, and the multiplier of K is applied last.
    ///
    /// - Throws: Where a value does not go with another.
    public func configuration(ofPoint point: Int) throws(ConfigurationError) -> MarketConfiguration {
        var configuration = market
        var multiplier: String?
        for (axis, value) in zip(axes, values(ofPoint: point)) {
            if axis.path == Self.multiplierPath {
                multiplier = value
            } else {
                try configuration.set(axis.path, to: value)
            }
        }
        if let multiplier { try Self.multiply(&configuration, by: Self.multiplier(multiplier)) }
        return configuration
    }

    /// Whether every point is a market that can be run.
    ///
    /// - Throws: What is wrong with the first that can't.
    public func validate() throws(ConfigurationError) {
        for point in 0..<pointCount {
            do throws(SimulationError) {
                let configuration = try configuration(ofPoint: point, orElse: SimulationError.configuration)
                _ = try Self.simulation(configuration, seed: seeds[0])
            } catch {
                throw Self.located(error, values: zip(axes, values(ofPoint: point)).map { "\($0.path) = \($1)" })
            }
        }
    }

    private func configuration(
        ofPoint point: Int, orElse wrap: (ConfigurationError) -> SimulationError
    ) throws(SimulationError) -> MarketConfiguration {
        do throws(ConfigurationError) { return try configuration(ofPoint: point) } catch { throw wrap(error) }
    }

    private static func located(_ error: SimulationError, values: [String]) -> ConfigurationError {
        let place = values.isEmpty ? "" : " (at \(values.joined(separator: ", ")))"
        switch error {
        case .configuration(let error):
            return ConfigurationError(path: error.path, value: error.value, message: error.message + place)
        case .law(let violation): return Self.error("vary", violation.description + place)
        }
    }

    /// A simulation at its start, with the policy that its configuration names.
    static func simulation(
        _ configuration: MarketConfiguration, seed: UInt64, checksLaws: Bool = false
    ) throws(SimulationError) -> Simulation {
        let policy: (any KPolicy)?
        do throws(FileError) {
            policy = try MarketDocument(configuration, file: configuration.name).makePolicy()
        } catch {
            throw .configuration(ConfigurationError(path: error.place, value: nil, message: error.message))
        }
        return try Simulation(configuration, seed: seed, policy: policy, checksLaws: checksLaws)
    }

    static func multiplier(_ text: String) throws(ConfigurationError) -> Decimal18 {
        guard let value = Decimal18(text), !value.isZero else {
            throw ConfigurationError(
                path: multiplierPath, value: text, message: "give a decimal above 0, such as 0.5 or 2")
        }
        return value
    }

    /// Both reserves times a multiplier, each rounded to 10⁻¹⁸, which the price stays the same up to.
    private static func multiply(
        _ configuration: inout MarketConfiguration, by multiplier: Decimal18
    ) throws(ConfigurationError) {
        let paths = [
            ("pool.quoteAssetReserve", configuration.pool.quoteAssetReserve),
            ("pool.baseAssetReserve", configuration.pool.baseAssetReserve),
        ]
        for (path, reserve) in paths {
            guard let product = try? reserve.multiplied(by: multiplier) else {
                throw ConfigurationError(
                    path: multiplierPath, value: multiplier.description, message: "\(path) becomes too large; give less"
                )
            }
            try configuration.set(path, to: product.description)
        }
    }
}
