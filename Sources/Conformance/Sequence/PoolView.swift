internal import FixedPoint
internal import JSON
internal import VirtualAMM
internal import WideIntegers

/// A read-only call to a pool, as named in the vectors behind `amm.<name>.`.
enum PoolView: Sendable {
    case spotPrice
    case twapPrice(interval: UInt256)
    case underlyingPrice
    case underlyingTwapPrice(interval: UInt256)
    case inputPrice(Direction, Decimal18)
    case outputPrice(Direction, Decimal18)
    case inputTwap(Direction, Decimal18)
    case outputTwap(Direction, Decimal18)
    case calcFee(Decimal18)
    case isOverSpreadLimit
    case isOverFluctuationLimit(Direction, Decimal18)

    /// Reads the parts of a view's name; nil where there is no such view in the revision.
    init?(_ parts: some Collection<Substring>, revision: Revision) {
        let parts = Array(parts)
        let number = parts.last.flatMap { text in UInt256(text, radix: 10).flatMap { $0.description == text ? $0 : nil }
        }
        let amount = number.map { Decimal18(raw: $0) }
        switch (parts.first, parts.count) {
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
            guard let amount else { return nil }
            self = .calcFee(amount)
        case (let name?, 3):
            guard let direction = Direction(rawValue: String(parts[1])), let amount else { return nil }
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
}

extension Pool {
    /// Answers a view.
    func answer(_ view: PoolView, feed: PriceFeed, block: Block) throws(Revert) -> JSONValue {
        let now = block.timestamp
        return switch view {
        case .spotPrice: .wei(try spotPrice())
        case .twapPrice(let interval): .wei(try twapPrice(interval: interval, now: now))
        case .underlyingPrice: .wei(try feed.price())
        case .underlyingTwapPrice(let interval): .wei(try feed.twapPrice(interval: interval, now: now))
        case .inputPrice(let direction, let amount):
            .wei(try inputPrice(direction, quoteAssetAmount: amount))
        case .outputPrice(let direction, let amount):
            .wei(try outputPrice(direction, baseAssetAmount: amount))
        case .inputTwap(let direction, let amount):
            .wei(try inputTwap(direction, quoteAssetAmount: amount, now: now))
        case .outputTwap(let direction, let amount):
            .wei(try outputTwap(direction, baseAssetAmount: amount, now: now))
        case .calcFee(let amount):
            try fee(amount)
        case .isOverSpreadLimit: .bool(try isOverSpreadLimit(oracle: feed))
        case .isOverFluctuationLimit(let direction, let amount):
            .bool(try isOverFluctuationLimit(direction, baseAssetAmount: amount, block: block))
        }
    }

    private func fee(_ amount: Decimal18) throws(Revert) -> JSONValue {
        let fee = try calcFee(quoteAssetAmount: amount)
        return .object(["toll": .wei(fee.toll), "spread": .wei(fee.spread)])
    }
}
