public import Clearing
internal import FixedPoint
internal import Messages
package import VirtualAMM
internal import WideIntegers

// Views by the names that vectors have for them: `amm.ETH.twapPrice.900`, `position.ETH.alice.marginRatio`.

extension Roster {
    /// The view of a name; nil for one that the revision does not have.
    public func view(named name: String) -> View? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 2, let pool = pool(named: String(parts[1])) else { return nil }
        if parts[0] == "amm" {
            return PoolView(Array(parts.dropFirst(2)), revision: revision).map { .pool(pool, $0) }
        }
        guard hasClearingHouse, parts[0] == "position", parts.count == 4,
            let trader = account(named: String(parts[2])),
            let view = PositionView(rawValue: String(parts[3])), view.exists(in: revision)
        else { return nil }
        return .position(pool, trader, view)
    }

    /// What to say of a name that no view has.
    package func unknownView(_ name: String) -> String {
        let ids = pools.indices.map { PoolID(rawValue: $0) }
        let known = ids.flatMap { pool in
            usualViews(of: pool, trader: nil)
                + (hasClearingHouse
                    ? traders.prefix(100).flatMap { trader in
                        PositionView.allCases.filter { $0.exists(in: revision) }.map { .position(pool, trader, $0) }
                    } : [])
        }
        let hint = nearest(to: name, among: known.map { self.name(of: $0) }).map { "did you mean \"\($0)\"?" }
        let example =
            "amm.\(pools[0]).twapPrice.900"
            + (hasClearingHouse ? " or position.\(pools[0]).TRADER.marginRatio" : "")
        return "unknown view \"\(shortened(name))\"; \(hint ?? "a view is one such as \(example)")"
    }

    /// The name of a view.
    public func name(of view: View) -> String {
        switch view {
        case .pool(let pool, let view): "amm.\(name(of: pool)).\(view.name)"
        case .position(let pool, let trader, let view):
            "position.\(name(of: pool)).\(name(of: trader)).\(view.rawValue)"
        }
    }

    /// The views that recorded vectors ask after a step on a pool, and about a trader's position on it.
    package func usualViews(of pool: PoolID, trader: Account?) -> [View] {
        let poolViews: [PoolView] =
            [
                .spotPrice, .twapPrice(interval: 900), .twapPrice(interval: 3600), .underlyingPrice,
                .underlyingTwapPrice(interval: 3600),
            ] + (revision == .v2 ? [.isOverSpreadLimit] : [])
        let views = poolViews.map { View.pool(pool, $0) }
        guard hasClearingHouse, let trader, isTrader(trader) else { return views }
        return views
            + PositionView.allCases.filter { $0.exists(in: revision) }.map { .position(pool, trader, $0) }
    }
}

/// The views of both revisions without pools, traders and arguments: `amm.twapPrice`, `position.marginRatio`.
package let generalViewNames: [String] = {
    let (direction, amount) = (Direction.addToAmm, Decimal18(raw: 0))
    let views: [PoolView] = [
        .spotPrice, .twapPrice(interval: 0), .underlyingPrice, .underlyingTwapPrice(interval: 0),
        .inputPrice(direction, amount), .outputPrice(direction, amount), .inputTwap(direction, amount),
        .outputTwap(direction, amount), .calcFee(amount), .isOverSpreadLimit,
        .isOverFluctuationLimit(direction, amount),
    ]
    return views.map { "amm.\($0.name.prefix { $0 != "." })" } + PositionView.allCases.map { "position.\($0.rawValue)" }
}()

extension PoolView {
    /// Reads the parts of a name behind the pool's; nil where there is no such view in the revision.
    fileprivate init?(_ parts: [Substring], revision: Revision) {
        let number = parts.last.flatMap { text in
            UInt256(text, radix: 10).flatMap { $0.description == text ? $0 : nil }
        }
        switch (parts[0], parts.count) {
        case ("spotPrice", 1): self = .spotPrice
        case ("underlyingPrice", 1): self = .underlyingPrice
        case ("isOverSpreadLimit", 1) where revision == .v2: self = .isOverSpreadLimit
        case ("twapPrice", 2):
            guard let number else { return nil }
            self = .twapPrice(interval: number)
        case ("underlyingTwapPrice", 2):
            guard let number else { return nil }
            self = .underlyingTwapPrice(interval: number)
        case ("calcFee", 2):
            guard let number else { return nil }
            self = .calcFee(Decimal18(raw: number))
        case (let name, 3):
            guard let direction = Direction(rawValue: String(parts[1])), let number else { return nil }
            let amount = Decimal18(raw: number)
            switch name {
            case "inputPrice": self = .inputPrice(direction, amount)
            case "outputPrice": self = .outputPrice(direction, amount)
            case "inputTwap": self = .inputTwap(direction, amount)
            case "outputTwap": self = .outputTwap(direction, amount)
            case "isOverFluctuationLimit" where revision == .v2: self = .isOverFluctuationLimit(direction, amount)
            default: return nil
            }
        default: return nil
        }
    }

    fileprivate var name: String {
        func with(_ name: String, _ direction: Direction, _ amount: Decimal18) -> String {
            "\(name).\(direction.rawValue).\(amount.raw)"
        }
        return switch self {
        case .spotPrice: "spotPrice"
        case .underlyingPrice: "underlyingPrice"
        case .isOverSpreadLimit: "isOverSpreadLimit"
        case .twapPrice(let interval): "twapPrice.\(interval)"
        case .underlyingTwapPrice(let interval): "underlyingTwapPrice.\(interval)"
        case .calcFee(let amount): "calcFee.\(amount.raw)"
        case .inputPrice(let direction, let amount): with("inputPrice", direction, amount)
        case .outputPrice(let direction, let amount): with("outputPrice", direction, amount)
        case .inputTwap(let direction, let amount): with("inputTwap", direction, amount)
        case .outputTwap(let direction, let amount): with("outputTwap", direction, amount)
        case .isOverFluctuationLimit(let direction, let amount): with("isOverFluctuationLimit", direction, amount)
        }
    }
}
