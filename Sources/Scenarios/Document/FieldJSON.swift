package import Clearing
internal import FixedPoint
package import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

// Values as vectors write them: amounts as decimal strings of wei.

extension Roster {
    package func json(_ value: FieldValue) -> JSONValue {
        switch value {
        case .pool(let pool): .string(name(of: pool))
        case .account(let account): account.map { .string(name(of: $0)) } ?? .null
        case .contract(let contract): .string(contract.rawValue)
        case .side(let side): .string(side.rawValue)
        case .direction(let direction): .string(direction.rawValue)
        case .amount(let amount): .string(amount.raw.description)
        case .signedAmount(let amount): .string(amount.raw.description)
        case .tokenUnits(let number), .number(let number): .string(number.description)
        case .time(let seconds): .number(seconds)
        case .bytes(let bytes): .string(FieldValue.hexadecimal(bytes))
        case .flag(let flag): .bool(flag)
        }
    }

    package func json(_ fields: [Field]) -> JSONValue { .object(fields.map { .init($0.name, json($0.value)) }) }

    package func json(_ returned: ReturnValue) -> JSONValue {
        switch returned {
        case .single(let value): json(value)
        case .fields(let fields): json(fields)
        }
    }

    package func json(_ event: Event) -> JSONValue {
        .object([
            "emitter": .string(name(of: event.emitter)), "name": .string(event.name), "args": json(event.fields),
        ])
    }

    /// The emitter of an event: a pool by its name.
    package func name(of emitter: Emitter) -> String {
        switch emitter {
        case .clearingHouse: "clearingHouse"
        case .insuranceFund: "insuranceFund"
        case .quoteToken: "quoteToken"
        case .amm(let pool): name(of: pool)
        }
    }

    /// What a call is made on, as vectors write it: a pool is `amm.` and its name.
    package func target(of call: Call) -> String {
        let contract = call.function.contract
        return contract == .amm ? "amm." + (call.pool.map { name(of: $0) } ?? "") : contract.rawValue
    }

    /// The arguments of a call.
    package func arguments(of call: Call) -> [Field] { call.arguments(in: revision) }
}

/// Arguments of a call as members of an object.
struct ArgumentReader: CallArguments {
    var fields: ObjectReader
    let roster: Roster
    let block: Block
    /// Decimals of the quote token.
    let decimals: Int

    mutating func pool() throws(PlacedError) -> PoolID { try fields.pool(roster) }
    mutating func account(_ name: String) throws(PlacedError) -> Account { try fields.account(name, roster) }
    mutating func accountOrNobody(_ name: String) throws(PlacedError) -> Account? {
        try fields.anybodyOrNull(name, roster)
    }
    mutating func side() throws(PlacedError) -> Side { try fields.choice("side") }
    mutating func direction() throws(PlacedError) -> Direction { try fields.choice("direction") }
    mutating func number(_ name: String) throws(PlacedError) -> UInt256 { try fields.integer(name, UInt256.self) }

    mutating func tokenUnits(_ name: String) throws(PlacedError) -> UInt256 {
        try fields.tokenUnits(name, decimals: decimals)
    }

    mutating func bytes(_ name: String) throws(PlacedError) -> UInt256 {
        let text = try fields.string(name)
        guard text.utf8.count == 64, let bytes = UInt256(text, radix: 16), FieldValue.hexadecimal(bytes) == text else {
            throw fields.error(
                "\"\(shortened(text))\" is no 32 bytes: 64 hexadecimal digits, in small letters and without 0x", name,
                try fields.required(name))
        }
        return bytes
    }

    mutating func amount(_ name: String, default standard: Decimal18?) throws(PlacedError) -> Decimal18 {
        if let standard { try fields.decimal(name, default: standard) } else { try fields.decimal(name) }
    }

    mutating func time(_ name: String) throws(PlacedError) -> UInt64 {
        try fields.counter(name, default: block.timestamp)
    }

    mutating func flag(_ name: String, default standard: Bool?) throws(PlacedError) -> Bool {
        if let standard { try fields.bool(name, default: standard) } else { try fields.bool(name) }
    }
}
