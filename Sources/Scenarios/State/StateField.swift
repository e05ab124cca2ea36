package import Clearing
package import FixedPoint
package import JSON
public import VirtualAMM
package import WideIntegers

// What can be observed of a system: each figure once, with its name, its unit, its type, and where it is read and set.
// The state of vectors and records, the columns of a trace, reports and explanations come from here.

/// What a figure of the state is counted in.
public enum StateUnit: Hashable, Sendable {
    /// Quote, in wei.
    case quote
    /// Base, in wei.
    case base
    /// Quote per base, in wei.
    case price
    /// A part of something, in wei.
    case ratio
    /// Units of the quote token.
    case tokenUnits
    /// Seconds.
    case seconds
    /// Seconds since 1970.
    case time
    /// A number of a block, an index, or how many of something there are.
    case count
    /// True or false.
    case flag
}

/// A figure of a pool (SPEC P1).
public enum PoolField: String, Hashable, Sendable, CaseIterable {
    case quoteAssetReserve, baseAssetReserve, fundingRate, fluctuationLimitRatio, tollRatio, spreadRatio
    case spotPriceTwapInterval, nextFundingTime, totalPositionSize, cumulativeNotional, settlementPrice
    case snapshotCount, liquidityHistoryCount, maxHoldingBaseAsset, openInterestNotionalCap
    case baseAssetDeltaThisFundingPeriod, open

    package var figure: Figure<Pool> {
        switch self {
        case .quoteAssetReserve: .init(.quote, .amount(\.state.quoteAssetReserve))
        case .baseAssetReserve: .init(.base, .amount(\.state.baseAssetReserve))
        case .fundingRate: .init(.ratio, .signedAmount(\.state.fundingRate))
        case .fluctuationLimitRatio: .init(.ratio, .amount(\.state.fluctuationLimitRatio))
        case .tollRatio: .init(.ratio, .amount(\.state.tollRatio))
        case .spreadRatio: .init(.ratio, .amount(\.state.spreadRatio))
        case .spotPriceTwapInterval: .init(.seconds, .number(\.state.spotPriceTwapInterval))
        case .nextFundingTime: .init(.time, .number(\.state.nextFundingTime))
        case .totalPositionSize: .init(.base, .signedAmount(\.state.totalPositionSize))
        case .cumulativeNotional: .init(.quote, .signedAmount(\.state.cumulativeNotional))
        case .settlementPrice: .init(.price, .amount(\.state.settlementPrice))
        case .snapshotCount: .init(.count, .count(\.reserveSnapshots.count))
        case .liquidityHistoryCount: .init(.count, .count(\.liquiditySnapshots.count))
        case .maxHoldingBaseAsset: .init(.base, .amount(\.state.maxHoldingBaseAsset))
        case .openInterestNotionalCap: .init(.quote, .amount(\.state.openInterestNotionalCap))
        case .baseAssetDeltaThisFundingPeriod: .init(.base, .signedAmount(\.state.baseAssetDeltaThisFundingPeriod))
        case .open: .init(.flag, .flag(\.state.isOpen))
        }
    }
}

/// A figure that the clearing house keeps for a pool.
public enum MarketField: String, Hashable, Sendable, CaseIterable {
    case openInterestNotional, cumulativePremiumFraction, lastRestrictionBlock

    package var figure: Figure<Market> {
        switch self {
        case .openInterestNotional: .init(.quote, .amount(\.openInterestNotional))
        case .cumulativePremiumFraction: .init(.price, .signedAmount(\.cumulativePremiumFraction))
        case .lastRestrictionBlock: .init(.count, .block(\.lastRestrictionBlock))
        }
    }
}

/// A figure of a position as it is stored (SPEC C1).
public enum PositionField: String, Hashable, Sendable, CaseIterable {
    case size, margin, openNotional, lastUpdatedCumulativePremiumFraction, liquidityHistoryIndex, blockNumber

    package var figure: Figure<Position> {
        switch self {
        case .size: .init(.base, .signedAmount(\.size))
        case .margin: .init(.quote, .amount(\.margin))
        case .openNotional: .init(.quote, .amount(\.openNotional))
        case .lastUpdatedCumulativePremiumFraction: .init(.price, .signedAmount(\.lastUpdatedCumulativePremiumFraction))
        case .liquidityHistoryIndex: .init(.count, .index(\.liquidityHistoryIndex))
        case .blockNumber: .init(.count, .block(\.blockNumber))
        }
    }
}

/// A figure of the clearing house that belongs to no pool.
public enum HouseField: String, Hashable, Sendable, CaseIterable {
    case prepaidBadDebt, paused, initMarginRatio, maintenanceMarginRatio, liquidationFeeRatio, partialLiquidationRatio

    /// The figures that a revision has.
    public static func all(in revision: Revision) -> [HouseField] {
        revision == .v2 ? allCases : allCases.filter { $0 != .partialLiquidationRatio }
    }

    package var figure: Figure<ClearingHouse> {
        switch self {
        case .prepaidBadDebt: .init(.quote, .amount(\.prepaidBadDebt))
        case .paused: .init(.flag, .flag(\.isPaused))
        case .initMarginRatio: .init(.ratio, .amount(\.parameters.initMarginRatio))
        case .maintenanceMarginRatio: .init(.ratio, .amount(\.parameters.maintenanceMarginRatio))
        case .liquidationFeeRatio: .init(.ratio, .amount(\.parameters.liquidationFeeRatio))
        case .partialLiquidationRatio: .init(.ratio, .amount(\.parameters.partialLiquidationRatio))
        }
    }
}

/// A figure of the state: what it is counted in, and where it is.
package struct Figure<Root> {
    /// Where a figure is, by its type. How many of something there are is counted, and can't be set.
    package enum Place {
        case amount(WritableKeyPath<Root, Decimal18>)
        case signedAmount(WritableKeyPath<Root, SignedDecimal18>)
        case number(WritableKeyPath<Root, UInt256>)
        case block(WritableKeyPath<Root, UInt64>)
        case index(WritableKeyPath<Root, Int>)
        case flag(WritableKeyPath<Root, Bool>)
        case count(KeyPath<Root, Int>)
    }

    package let unit: StateUnit
    private let place: Place

    package init(_ unit: StateUnit, _ place: Place) { (self.unit, self.place) = (unit, place) }

    package func read(_ root: Root) -> FieldValue {
        switch place {
        case .amount(let path): .amount(root[keyPath: path])
        case .signedAmount(let path): .signedAmount(root[keyPath: path])
        case .number(let path): .number(root[keyPath: path])
        case .block(let path): .counter(root[keyPath: path])
        case .index(let path): .counter(root[keyPath: path])
        case .flag(let path): .flag(root[keyPath: path])
        case .count(let path): .counter(root[keyPath: path])
        }
    }

    /// Reads a value of the figure as vectors write it.
    package func value(_ json: JSONValue, place: String) throws(PlacedError) -> FieldValue {
        switch self.place {
        case .amount: return .amount(Decimal18(raw: try parseInteger(json, UInt256.self, place: place)))
        case .signedAmount:
            return .signedAmount(SignedDecimal18(raw: try parseInteger(json, Int256.self, place: place)))
        case .number, .block, .index, .count: return .number(try parseInteger(json, UInt256.self, place: place))
        case .flag:
            guard case .bool(let flag) = json.content else {
                throw PlacedError(
                    message: "expected true or false, found \(json.kindName)", place: place, offset: json.offset)
            }
            return .flag(flag)
        }
    }

    /// Sets the figure; false for a value of another type or out of its range, and for what can't be set.
    package func set(_ value: FieldValue, in root: inout Root) -> Bool {
        switch (place, value) {
        case (.amount(let path), .amount(let amount)): root[keyPath: path] = amount
        case (.signedAmount(let path), .signedAmount(let amount)): root[keyPath: path] = amount
        case (.number(let path), .number(let number)): root[keyPath: path] = number
        case (.block(let path), .number(let number)):
            guard let block = UInt64(exactly: number) else { return false }
            root[keyPath: path] = block
        case (.index(let path), .number(let number)):
            guard let index = Int(exactly: number) else { return false }
            root[keyPath: path] = index
        case (.flag(let path), .flag(let flag)): root[keyPath: path] = flag
        default: return false
        }
        return true
    }
}
