internal import Clearing
internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// Puts together a clearing house from the parts of a state document.
struct StateReader {
    let block: Block
    let roster: Roster
    let addresses: [(name: String, address: String)]
    var house: ClearingHouse
    var amms: ObjectReader
    var clearingHouse: ObjectReader
    var insuranceFund: ObjectReader
    var allowances: ObjectReader
    var token: ObjectReader
    /// What the document says and nothing here depends on.
    var unknown: [StateWarning] = []
    /// How long histories are by the state, by pool.
    var counts: [PoolID: (snapshots: UInt256, liquidity: UInt256)] = [:]

    /// The most entries of a history that may be left out: each takes up some room.
    static let mostSkipped: UInt64 = 10_000_000
    /// Nobody, where null says that nothing is known.
    static let zeroAddress = "0x" + String(repeating: "0", count: 40)

    init(_ fields: inout ObjectReader, revision: Revision, block: Block) throws(PlacedError) {
        self.block = block
        amms = try fields.fields("amms")
        guard !amms.names.isEmpty else {
            throw PlacedError(message: "a market needs at least one pool", place: amms.place, offset: amms.offset)
        }
        clearingHouse = try fields.fields("clearingHouse")
        insuranceFund = try fields.fields("insuranceFund")
        allowances = try fields.fields("allowances")
        token = try fields.fields("quoteToken")
        let count = try token.counter("decimals")
        guard count <= 77, let decimals = TokenDecimals(Int(count)) else {
            throw PlacedError(
                message: "a token has 0 to 77 decimals, not \(count)", place: token.place, offset: token.offset)
        }
        addresses = try Self.addresses(&fields)
        let (traders, others) = try Self.names(
            fields, [amms, clearingHouse, insuranceFund], accounts: addresses.map(\.name),
            holders: allowances.names + (token.has("balances") ? token.fields("balances").names : []))
        roster = Roster(revision: revision, pools: amms.names, traders: traders, others: others)
        house = ClearingHouse(
            revision: revision,
            parameters: ClearingHouseParameters(
                initMarginRatio: .zero, maintenanceMarginRatio: .zero, liquidationFeeRatio: .zero),
            accounts: ClearingHouseAccounts(
                owner: roster.owner, vault: roster.vault, insuranceFund: roster.insuranceFund,
                tollPool: roster.tollPool, priceFeed: Roster.oracle.account),
            quoteTokenDecimals: decimals)
    }

    private static func addresses(
        _ fields: inout ObjectReader
    ) throws(PlacedError) -> [(name: String, address: String)] {
        var list = try fields.fields("accounts")
        return try list.names.mapThrowing { name throws(PlacedError) in
            let text = try list.string(name)
            let digits = text.dropFirst(2)
            guard text.hasPrefix("0x"), digits.count == 40, digits.allSatisfy({ "0123456789abcdef".contains($0) })
            else {
                throw PlacedError(
                    message: "\"\(shortened(text))\" is no address: 0x and 40 hexadecimal digits in small letters",
                    place: list.place(of: name), offset: list.offset)
            }
            return (name, text)
        }
    }

    /// The accounts with a balance in the state, and all others that are named anywhere.
    private static func names(
        _ fields: ObjectReader, _ parts: [ObjectReader], accounts: [String], holders: [String]
    ) throws(PlacedError) -> (traders: [String], others: [String]) {
        var fields = fields
        let state = try fields.required("state")
        let roles = Roster.builtIn + [Roster.oracle.name]
        var known = Set(roles + [Self.zeroAddress])
        var traders: [String] = []
        for member in state.members ?? [] where member.key.hasPrefix("balance.") {
            let name = String(member.key.dropFirst("balance.".count))
            guard known.insert(name).inserted else { continue }
            guard !name.isEmpty, !name.contains(".") else {
                throw PlacedError(
                    message: "a trader can't be called \"\(shortened(name))\": no empty names, no dots",
                    place: "state.\(member.key)", offset: member.offset)
            }
            traders.append(name)
        }
        var others: [String] = []
        for name in accounts + parts.flatMap(mentioned) + holders where known.insert(name).inserted {
            others.append(name)
        }
        return (traders, others)
    }

    /// Every account that has a role in a part of the document, or in a pool of it.
    private static func mentioned(in part: ObjectReader) -> [String] {
        var part = part
        return part.names.flatMap { name -> [String] in
            guard let value = part.optional(name) else { return [] }
            switch value.content {
            case .array(let list) where name == "backstop": return list.compactMap(\.text)
            case .string(let account) where accountRoles.contains(name): return [account]
            case .object(let members):
                return members.compactMap { accountRoles.contains($0.key) ? $0.value.text : nil }
                    + (value["positions"]?.members ?? []).map(\.key)
            default: return []
            }
        }
    }

    private static let accountRoles: Set<String> = [
        "owner", "candidate", "counterParty", "globalShutdown", "priceFeed", "beneficiary", "tollPool", "whitelist",
    ]

    mutating func readState(_ fields: inout ObjectReader) throws(PlacedError) {
        let value = try fields.required("state")
        guard let members = value.members else {
            throw fields.error("expected an object, found \(value.kindName)", "state", value)
        }
        for (index, name) in amms.names.enumerated() {
            guard !name.isEmpty, !name.contains(".") else {
                throw PlacedError(
                    message: "a pool's name can't be empty or have a dot in it", place: amms.place, offset: amms.offset)
            }
            try addPool(PoolID(rawValue: index), name)
        }
        var seen = 0
        for member in members {
            let place = "\(fields.place(of: "state")).\(member.key)"
            guard let key = roster.stateKey(named: member.key) else {
                throw unknown(member, place: place)
            }
            seen += 1
            try set(key, member, place: place)
        }
        let keys = roster.stateKeys
        guard seen == keys.count else {
            let said = Set(members.map(\.key))
            let missing = keys.lazy.map(roster.name).first { !said.contains($0) } ?? ""
            throw PlacedError(
                message: "\"\(shortened(missing))\" is missing; the state has \(keys.count) keys, here are \(seen)",
                place: fields.place(of: "state"), offset: value.offset)
        }
    }

    private func unknown(_ member: JSONValue.Member, place: String) -> PlacedError {
        let known = generalStateNames
        let hint = nearest(to: generalName(member.key), among: known).map { "; is it \"\($0)\" of a known pool?" } ?? ""
        return PlacedError(message: "unknown state key\(hint)", place: place, offset: member.offset)
    }

    private mutating func set(
        _ key: StateKey, _ member: JSONValue.Member, place: String
    ) throws(PlacedError) {
        let value = try key.value(member.value, place: place)
        switch key {
        case .pool(.snapshotCount, let pool):
            if case .number(let count) = value { counts[pool, default: (0, 0)].snapshots = count }
            return
        case .pool(.liquidityHistoryCount, let pool):
            if case .number(let count) = value { counts[pool, default: (0, 0)].liquidity = count }
            return
        // Who has none has no position.
        case .position where value.isNothing: return
        default: break
        }
        guard key.set(value, in: &house) else {
            throw PlacedError(
                message: "\(shortened(member.value.text ?? "")) is out of range", place: place,
                offset: member.value.offset)
        }
    }

    private mutating func addPool(_ id: PoolID, _ name: String) throws(PlacedError) {
        var fields = try amms.fields(name)
        let one = Decimal18(raw: 1)
        let parameters = PoolParameters(
            quoteAssetReserve: one, baseAssetReserve: one, tradeLimitRatio: try fields.decimal("tradeLimitRatio"),
            fundingPeriod: UInt256(try fields.counter("fundingPeriod")))
        do throws(Revert) {
            let pool = try Pool(revision: roster.revision, parameters: parameters, owner: roster.owner, block: block)
            _ = try house.addPool(
                pool, feed: PriceFeed(), context: CallContext(sender: roster.owner, block: block))
        } catch {
            throw PlacedError(
                message: "the contracts refuse this pool: \(error); trade limit and funding period can't be 0",
                place: fields.place, offset: fields.offset)
        }
    }
}

extension FieldValue {
    /// Whether it is what a figure is before anything was done.
    fileprivate var isNothing: Bool {
        switch self {
        case .amount(let amount): amount.isZero
        case .signedAmount(let amount): amount.isZero
        case .number(let number), .tokenUnits(let number): number.isZero
        default: false
        }
    }
}
