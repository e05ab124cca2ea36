internal import Clearing
public import Files
internal import FixedPoint
public import JSON
public import Scenarios
public import VirtualAMM
internal import WideIntegers

/// A market as a sequence of calls leaves it, with addresses for everything in it, to be asked and called on.
public struct ContractState: Sendable {
    var house: ClearingHouse
    var book: AddressBook
    /// The block that calls are made in.
    public private(set) var block: Block
    /// The pool that functions of a pool are sent to; nil where there are several and none was named.
    private var pool: PoolID?
    private let source: JSONValue

    /// Whose contracts.
    var revision: Revision { house.revision }

    /// Runs a scenario or a case of an amm or market vector file, or the beginning of one, or takes a state document;
    /// "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    ///   - steps: After how many of its steps; nil for all.
    ///   - amm: Which pool functions of a pool are sent to; nil where there is one only, or none is asked.
    /// - Throws: `FileError` for a file that is none of these, for a setup that reverts, for a case, a step or a pool
    ///   that is not there.
    public init(path: String, caseID: String? = nil, steps: Int? = nil, amm: String? = nil) throws(FileError) {
        let scenario = try Scenario(anyOf: path, caseID: caseID)
        let count = steps ?? scenario.stepCount
        guard (0...scenario.stepCount).contains(count) else {
            throw FileError(file: scenario.file, message: "there is no step \(count); it has \(scenario.stepCount)")
        }
        let replay = try scenario.replay(steps: count)
        (house, block) = (replay.house, replay.block)
        source = scenario.stateSource
        book = AddressBook(replay.roster, given: scenario.addresses)
        warnings = scenario.warnings
        pool = replay.roster.pools.count == 1 ? PoolID(rawValue: 0) : nil
        if let amm {
            guard let named = replay.roster.pool(named: amm) else {
                throw FileError(
                    file: scenario.file,
                    message: "there is no pool \"\(amm)\"; it has \(replay.roster.pools.joined(separator: ", "))")
            }
            pool = named
        }
    }

    /// What makes no sense in the state document that it comes from; nothing where it comes from none.
    public let warnings: [StateWarning]

    /// Goes on to a block, which can't be an earlier one.
    ///
    /// - Parameters:
    ///   - number: Its number; nil for the next one where the time is another, else for the same.
    ///   - timestamp: Its time; nil for the same.
    /// - Throws: `CalldataError` for a block that is before the last one or beyond 2⁵³ − 1.
    public mutating func move(toBlock number: UInt64?, timestamp: UInt64?) throws(CalldataError) {
        let time = timestamp ?? block.timestamp
        let next = Block(number: number ?? (time == block.timestamp ? block.number : block.number + 1), timestamp: time)
        guard next.number >= block.number, next.timestamp >= block.timestamp,
            next.number > block.number || next.timestamp == block.timestamp
        else {
            throw CalldataError(
                "block \(next.number) at \(next.timestamp) does not follow block \(block.number) at \(block.timestamp)")
        }
        guard next.number <= largestCounter, next.timestamp <= largestCounter else {
            throw CalldataError(
                "block \(next.number) at \(next.timestamp) is out of range: numbers and times of blocks go to 2^53 - 1")
        }
        block = next
    }

    /// The market as a state document.
    ///
    /// - Parameter source: Where it comes from, for the reader; what the document that it started from says of
    ///   addresses is kept.
    public func document(source: JSONValue) -> StateDocument {
        let kept = (self.source.members ?? []).filter { ["amms", "contracts", "chainId"].contains($0.key) }
        let addresses = book.entries.filter { entry in book.roster.account(named: entry.name) != nil }
        return StateDocument(
            house, roster: book.roster, block: block, source: .object((source.members ?? []) + kept),
            addresses: addresses)
    }

    /// Every name with its address: pools, contracts, accounts.
    public var addresses: [(name: String, address: String)] { book.entries }
}

// Who gets a call, and what it does.
extension ContractState {
    /// The function that a call means, and the pool where it is one's.
    func receiver(of call: ContractCall, target: String?) throws(CalldataError) -> (ContractFunction, PoolID?) {
        let (kind, pool) = if let target { try receiver(named: target) } else { (ContractKind?.none, PoolID?.none) }
        var found = call.functions.filter { kind == nil || $0.contract == kind }
        // The viewer answers what the clearing house answers.
        if kind == nil, found.contains(where: { $0.contract == .clearingHouse }) {
            found.removeAll { $0.contract == .viewer }
        }
        guard let function = found.first else {
            throw CalldataError("\(target ?? "") has no \(call.signature); \(call.owners) has it")
        }
        guard Set(found.map(\.contract)).count == 1 else {
            throw CalldataError(
                "\(call.signature) is a function of \(call.owners); say whom you call with --to")
        }
        // Of one selector and contract there are several where a swap has the same arguments in both revisions.
        let own = found.first { entry in
            if case .call(let made) = entry.body { made.exists(in: revision) } else { true }
        }
        guard function.contract == .amm else { return (own ?? function, nil) }
        let receiver = if let pool { pool } else { try anyPool(call) }
        return (own ?? function, receiver)
    }

    /// The pool that functions of a pool are sent to.
    func anyPool(_ call: ContractCall) throws(CalldataError) -> PoolID {
        if let pool { return pool }
        // Only those of a pool look at it.
        guard call.functions.contains(where: { $0.contract == .amm }) else { return PoolID(rawValue: 0) }
        throw CalldataError(
            "\(call.signature): there are several pools, \(book.roster.pools.joined(separator: ", ")); say which "
                + "with --amm"
        )
    }

    private func receiver(named text: String) throws(CalldataError) -> (ContractKind?, PoolID?) {
        let name = text.hasPrefix("amm.") ? String(text.dropFirst(4)) : text
        if let pool = book.roster.pool(named: name) { return (.amm, pool) }
        if let kind = ContractKind(rawValue: text), kind != .amm { return (kind, nil) }
        if let address = UInt256(address: text.lowercased()) {
            if let pool = book.pool(at: address) { return (.amm, pool) }
            let kinds: [(ContractKind, UInt256)] = [
                (.clearingHouse, book.address(of: house.accounts.vault)),
                (.insuranceFund, book.address(of: house.accounts.insuranceFund)),
                (.priceFeed, book.address(of: house.accounts.priceFeed)),
                (.quoteToken, book.address(ofContract: "quoteToken")), (.viewer, book.address(ofContract: "viewer")),
            ]
            if let found = kinds.first(where: { $0.1 == address }) { return (found.0, nil) }
        }
        throw CalldataError("there is no contract \(text); vamm call --addresses lists them")
    }

    /// An account by name or address, who may be new.
    private mutating func account(named text: String) throws(CalldataError) -> Account {
        if let account = book.roster.account(named: text) { return account }
        guard let address = UInt256(address: text.lowercased()), let account = book.account(at: address) else {
            throw CalldataError("there is no account \(text); name one, or say an address other than 0")
        }
        return account
    }

    mutating func make(
        _ function: Call.Function, of call: ContractCall, on pool: PoolID?, _ words: ABIWords, by sender: String
    ) throws(CalldataError) -> (answer: ContractCall.Answer, logs: [ContractLog]) {
        let caller = try account(named: sender)
        var reader = CallReader(words: words, state: self)
        if case .insuranceFund(.withdraw) = function { try reader.skipToken() }
        if case .insuranceFund(.removeToken) = function { try reader.skipToken() }
        let made = try Call(function, on: pool ?? PoolID(rawValue: 0), reading: &reader, revision: revision)
        book = reader.state.book
        do throws(Revert) {
            let receipt = try house.execute(made, context: CallContext(sender: caller, block: block))
            let returned = receipt.returned?.words(book) ?? function.truth
            return (.returned(returned), receipt.events.map { ContractLog($0, book) })
        } catch {
            return (.reverted(error.data), [])
        }
    }

    // MARK: Keys of the oracle

    /// What the oracle calls a pool: its name in 32 bytes, or the hash of a longer one.
    func feedKey(of pool: PoolID) -> UInt256 {
        let name = Array(book.roster.name(of: pool).utf8)
        return UInt256(
            bigEndian: name.count > 32 ? keccak256(name) : name + Array(repeating: 0, count: 32 - name.count))
    }

    /// The pool of a key; nil for an unknown one.
    func pool(ofKey key: UInt256) -> PoolID? {
        house.markets.indices.map { PoolID(rawValue: $0) }.first { feedKey(of: $0) == key }
    }

    func requirePool(ofKey key: UInt256) throws(CalldataError) -> PoolID {
        if let pool = pool(ofKey: key) { return pool }
        throw CalldataError(
            "no pool's prices have the key 0x\(hexadecimal(key.word)); it is the pool's name in 32 bytes")
    }
}

extension Call.Function {
    /// What a function returns that says nothing but that it went through.
    fileprivate var truth: [UInt8] {
        switch self {
        case .quoteToken(.transfer), .quoteToken(.approve): UInt256(1).word
        default: []
        }
    }
}

/// Arguments of a call, a word each, in the contracts' order, which is the order in which they are asked for.
private struct CallReader: CallArguments {
    var words: ABIWords
    var state: ContractState

    mutating func pool() throws(CalldataError) -> PoolID {
        // The oracle goes by keys.
        if words.isOfOracle { return try state.requirePool(ofKey: words.number()) }
        return try words.pool(state.book)
    }

    mutating func account(_ name: String) throws(CalldataError) -> Account { try words.trader(&state.book) }
    mutating func accountOrNobody(_ name: String) throws(CalldataError) -> Account? {
        try words.account(&state.book)
    }
    mutating func side() throws(CalldataError) -> Side { try words.side() }
    mutating func direction() throws(CalldataError) -> Direction { try words.direction() }
    mutating func amount(_ name: String, default: Decimal18?) throws(CalldataError) -> Decimal18 { words.decimal() }
    mutating func number(_ name: String) throws(CalldataError) -> UInt256 { words.number() }
    mutating func tokenUnits(_ name: String) throws(CalldataError) -> UInt256 { words.number() }
    mutating func bytes(_ name: String) throws(CalldataError) -> UInt256 { words.number() }
    mutating func time(_ name: String) throws(CalldataError) -> UInt64 { try words.time() }
    mutating func flag(_ name: String, default: Bool?) throws(CalldataError) -> Bool { try words.flag() }

    /// The fund is asked for one token only.
    mutating func skipToken() throws(CalldataError) {
        let token = try words.address()
        guard token == state.book.address(ofContract: "quoteToken") else {
            throw CalldataError(
                "0x\(hexadecimal(token.word[12...])) is not the quote token, the only one that there is")
        }
    }
}

extension ReturnValue {
    /// The value in words of the ABI.
    func words(_ book: AddressBook) -> [UInt8] {
        switch self {
        case .single(let value): value.word(book)
        case .fields(let fields): fields.flatMap { $0.value.word(book) }
        }
    }
}

extension FieldValue {
    /// The value as a word of the ABI.
    func word(_ book: AddressBook) -> [UInt8] {
        switch self {
        case .amount(let amount): amount.raw.word
        case .signedAmount(let amount): amount.word
        case .tokenUnits(let number), .number(let number), .bytes(let number): number.word
        case .time(let seconds): UInt256(seconds).word
        case .flag(let flag): UInt256(flag ? 1 : 0).word
        case .pool(let pool): book.address(of: pool).word
        case .account(let account): book.address(of: account).word
        case .contract(let contract): book.address(ofContract: contract.rawValue).word
        case .side(let side): UInt256(side == .buy ? 0 : 1).word
        case .direction(let direction): UInt256(direction == .addToAmm ? 0 : 1).word
        }
    }

    /// Its type in the ABI.
    var type: String {
        switch self {
        case .amount, .tokenUnits, .number, .time: "uint256"
        case .signedAmount: "int256"
        case .bytes: "bytes32"
        case .flag: "bool"
        case .pool, .account, .contract: "address"
        case .side, .direction: "uint8"
        }
    }
}
