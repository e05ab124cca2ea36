internal import Clearing
internal import FixedPoint
package import JSON
package import VirtualAMM
internal import WideIntegers

extension Setup {
    /// The setup as a vector file has it: everything said, amounts in wei.
    package var json: JSONValue {
        if let start { return .object(["state": start.json]) }
        var members: [JSONValue.Member] = [
            .init("revision", .string(revision.rawValue)), .init("block", block.json),
            .init("quoteToken", .object(["decimals": .number(quoteTokenDecimals.count)])),
            .init("amms", .object(amms.map { .init($0.name, $0.json) })),
            .init("clearingHouse", .object(clearingHouse.members(revision))),
            .init("balances", .object(balances.map { .init($0.account, .string($0.units.description)) })),
            .init("whitelist", whitelist.map { .string(roster.name(of: $0)) } ?? .null),
        ]
        if revision == .v2 { members.append(.init("backstop", .array(backstop.map { .string(roster.name(of: $0)) }))) }
        if let counterParty { members.append(.init("counterParty", .string(roster.name(of: counterParty)))) }
        return .object(members)
    }
}

extension ClearingHouseParameters {
    fileprivate func members(_ revision: Revision) -> [JSONValue.Member] {
        [
            .init("initMarginRatio", .wei(initMarginRatio)),
            .init("maintenanceMarginRatio", .wei(maintenanceMarginRatio)),
            .init("liquidationFeeRatio", .wei(liquidationFeeRatio)),
        ] + (revision == .v2 ? [.init("partialLiquidationRatio", .wei(partialLiquidationRatio))] : [])
    }
}

extension Setup.Amm {
    fileprivate var json: JSONValue {
        .object([
            "quoteAssetReserve": .wei(parameters.quoteAssetReserve),
            "baseAssetReserve": .wei(parameters.baseAssetReserve),
            "tradeLimitRatio": .wei(parameters.tradeLimitRatio),
            "fundingPeriod": JSONValue(.number(parameters.fundingPeriod.description)),
            "fluctuationLimitRatio": .wei(parameters.fluctuationLimitRatio),
            "tollRatio": .wei(parameters.tollRatio), "spreadRatio": .wei(parameters.spreadRatio),
            "maxHoldingBaseAsset": .wei(maxHoldingBaseAsset),
            "openInterestNotionalCap": .wei(openInterestNotionalCap),
            "spotPriceTwapInterval": .number(spotPriceTwapInterval),
            "prices": .array(
                prices.map { .object(["price": .wei($0.price), "timestamp": .number($0.timestamp)]) }),
        ])
    }
}

extension Block {
    /// The block as a vector file has it.
    package var json: JSONValue { .object(["number": .number(number), "timestamp": .number(timestamp)]) }
}

extension JSONValue {
    fileprivate static func wei(_ value: Decimal18) -> JSONValue { .string(value.raw.description) }
}
