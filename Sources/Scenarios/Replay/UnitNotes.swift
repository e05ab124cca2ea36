public import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// Scenarios have whole units where vectors have wei, and a step that is pasted from one into the other is off by 10^18.

extension Replay {
    /// What to say of amounts of a call that look like wei where whole units are meant: they are beyond anything that
    /// there is, and 10^-18 of them would not be. Nothing for any other call.
    public func unitNotes(_ call: Call) -> [String] {
        roster.arguments(of: call).compactMap { field in
            let (raw, one, written): (UInt256, UInt256, String)
            switch field.value {
            case .amount(let amount): (raw, one, written) = (amount.raw, Decimal18.oneInWei, amount.description)
            case .tokenUnits(let units) where call.function.name == "transfer":
                one = (0..<house.ledger.decimals.count).reduce(1) { power, _ in power * 10 }
                (raw, written) = (units, (units / one).description)
            default: return nil
            }
            guard let most = ceiling(field, of: call), one > 1 else { return nil }
            let (asWei, rest) = raw.quotientAndRemainder(dividingBy: one)
            // Nobody means a sum of billionths.
            guard rest.isZero, raw > most.value, asWei <= most.value, asWei >= one / UInt256(1_000_000_000) else {
                return nil
            }
            let meant = field.value.isTokenUnits ? "\(asWei) units" : Decimal18(raw: asWei).description
            return "\(field.name) \(written) is \(most.text); did you mean \"\(written) wei\", which is \(meant)?"
        }
    }

    /// The most that an argument can sensibly be, in its own unit, and what it is to be more; nil where there is no
    /// such bound.
    private func ceiling(_ field: Field, of call: Call) -> (value: UInt256, text: String)? {
        switch field.name {
        case "quoteAssetAmount", "addedMargin", "removedMargin", "amount":
            let supply = house.ledger.totalSupply
            if field.value.isTokenUnits { return (supply, "more than all accounts hold") }
            guard let all = try? house.ledger.decimals.decimal(ofUnits: supply) else { return nil }
            return (all.raw, "more than all accounts hold (\(all))")
        case "baseAssetAmount":
            guard let pool = call.pool else { return nil }
            let reserve = house.markets[pool.rawValue].pool.state.baseAssetReserve
            return (reserve.raw, "more than the pool's base reserve (\(reserve))")
        case "price":
            guard let pool = call.pool, let spot = try? house.markets[pool.rawValue].pool.spotPrice(),
                let most = try? spot.multiplied(byScalar: 1_000_000)
            else { return nil }
            return (most.raw, "more than a million times the pool's price (\(spot))")
        case let name where name == "leverage" || name.hasSuffix("Ratio") || name.hasSuffix("Multiplier"):
            return (Decimal18.oneInWei * 1000, "more than a thousand")
        default: return nil
        }
    }
}

extension FieldValue {
    fileprivate var isTokenUnits: Bool { if case .tokenUnits = self { true } else { false } }
}
