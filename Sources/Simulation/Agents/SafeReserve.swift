internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// From which quote reserve on a position is above maintenance, whatever the averages say (SPEC K8).
///
/// On a curve of x·y = K a long of size s is closed for V = y²·s / (K + s·y), which rises with y, and a short for
/// V = y²·s / (K − s·y), which does too. A position is safe by spot where margin and profit are above m times the
/// larger of V and its open notional, m being the maintenance ratio. That gives the V, and V gives the y.
enum SafeReserve {
    /// What bounds hold for: a curve, and as much funding as they allow for.
    struct Basis: Sendable {
        private let snapshots: Int
        private let root: Decimal18
        let constantProduct: UInt256
        let premium: SignedDecimal18
        /// Funding per base that may still come: a two-hundredth of the price.
        let allowance: Decimal18

        init(_ market: SimulatedMarket, _ pool: PoolID) {
            let state = market.state(pool)
            snapshots = market.house.markets[pool.rawValue].pool.liquiditySnapshots.count
            root = market.rootOfK(pool)
            // Reserves are below 2¹²⁸ wei, as their bounds in the configuration and of changes of K see to.
            constantProduct = state.quoteAssetReserve.raw &* state.baseAssetReserve.raw
            premium = market.house.markets[pool.rawValue].cumulativePremiumFraction
            allowance = Decimal18(raw: (try? state.spotPrice().raw / 200) ?? .zero)
        }

        /// Whether bounds for this hold for another one: K grows by rounding alone, and funding is within the
        /// allowance.
        func covers(_ other: Basis) -> Bool {
            guard snapshots == other.snapshots, let drift = other.root.relativeDistance(from: root) else {
                return false
            }
            let funding = other.premium.subtractingWrapped(premium).magnitude
            return drift <= SafeReserve.slack && funding <= allowance
        }
    }

    /// 10⁻⁹, by which bounds are on the safe side of what rounding may do.
    fileprivate static let slack = Decimal18(raw: 1_000_000_000)

    /// A long is safe from here on upward, a short up to here; nil where nothing can be said.
    static func bound(
        of position: Position, _ basis: Basis, _ market: SimulatedMarket, _ pool: PoolID
    ) -> Decimal18? {
        let snapshots = market.house.markets[pool.rawValue].pool.liquiditySnapshots.count
        guard market.house.revision == .v2 || position.liquidityHistoryIndex == snapshots - 1,
            let value = value(of: position, basis, market)
        else { return nil }
        let size = position.size.magnitude.raw
        let (product, overflow) = value.raw.multipliedReportingOverflow(by: basis.constantProduct / size)
        let (square, squareOverflow) = value.raw.multipliedReportingOverflow(by: value.raw)
        guard !overflow, !squareOverflow, product < UInt256.max &>> 3, square < UInt256.max &>> 3 else { return nil }
        // y = (√(V² + 4·V·K / s) ± V) / 2
        let root = (square &+ product &+ product &+ product &+ product).squareRoot()
        if position.size.isPositive {
            let reserve = (root &+ value.raw) &>> 1
            return Decimal18(raw: reserve &+ reserve / 100_000_000 &+ 2)
        }
        let reserve = (root &- value.raw) &>> 1
        return Decimal18(raw: reserve &- reserve / 100_000_000).subtractingFloored(Decimal18(raw: 2))
    }

    /// The least V of a safe long, the most of a safe short; nil where none is safe. Rounded to the safe side.
    private static func value(of position: Position, _ basis: Basis, _ market: SimulatedMarket) -> Decimal18? {
        let ratio = market.setup.parameters.maintenanceMarginRatio
        let owed = basis.premium.subtractingWrapped(position.lastUpdatedCumulativePremiumFraction)
        guard let funding = try? owed.multiplied(by: position.size),
            let allowance = try? position.size.magnitude.multiplied(by: basis.allowance), ratio < .one,
            let share = try? position.openNotional.multiplied(by: ratio)
        else { return nil }
        let open = SignedDecimal18(wrapping: position.openNotional)
        let margin = SignedDecimal18(wrapping: position.margin).subtractingWrapped(funding)
            .subtractingWrapped(SignedDecimal18(wrapping: allowance))
        let needed = SignedDecimal18(wrapping: share)
        let less = SignedDecimal18(wrapping: .one).subtractingWrapped(SignedDecimal18(wrapping: ratio))
        let more = Decimal18.one.addingSaturated(ratio)
        if position.size.isPositive {
            let debt = open.subtractingWrapped(margin)
            guard let ofValue = try? debt.divided(byUnsigned: less.magnitude) else { return nil }
            let least = max(ofValue, debt.addingWrapped(needed))
            // Safe at any price: a bound of next to nothing.
            return least.isPositive ? least.magnitude.addingSaturated(Decimal18(raw: 4)) : Decimal18(raw: 4)
        }
        let means = margin.addingWrapped(open)
        guard let ofValue = try? means.divided(byUnsigned: more) else { return nil }
        let most = min(ofValue, means.subtractingWrapped(needed))
        return most.isPositive ? most.magnitude.subtractingFloored(Decimal18(raw: 4)) : nil
    }
}
