internal import Clearing
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// The addresses of a system's accounts and contracts: those that its state document says, and made-up ones for all
/// others.
///
/// A made-up address is the end of the Keccak-256 hash of `vamm-evm account NAME`, as the driver for compiled contracts
/// makes them up; of contracts that are no accounts, of `vamm-evm contract NAME`.
struct AddressBook {
    /// The contracts that are no accounts and no pools.
    static let contracts = ["quoteToken", "viewer"]

    /// What accounts are called; whoever turns up is added.
    private(set) var roster: Roster
    private var accounts: [UInt256: Account] = [:]
    private var pools: [UInt256: PoolID] = [:]
    private var addresses: [Account: UInt256] = [:]
    private var poolAddresses: [UInt256] = []
    private var contractAddresses: [String: UInt256] = [:]

    /// The addresses that a document says go before those that are made up.
    init(_ roster: Roster, given: [(name: String, address: String)]) {
        self.roster = roster
        let given = Dictionary(
            given.compactMap { entry in UInt256(entry.address.dropFirst(2), radix: 16).map { (entry.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        for (index, name) in roster.pools.enumerated() {
            let address = given[name] ?? Self.madeUp("contract \(name)")
            poolAddresses.append(address)
            pools[address] = pools[address] ?? PoolID(rawValue: index)
        }
        for name in Self.contracts { contractAddresses[name] = given[name] ?? Self.madeUp("contract \(name)") }
        for account in roster.namedAccounts {
            let name = roster.name(of: account)
            note(account, at: given[name] ?? UInt256(address: name) ?? Self.madeUp("account \(name)"))
        }
    }

    private mutating func note(_ account: Account, at address: UInt256) {
        addresses[account] = address
        accounts[address] = accounts[address] ?? account
    }

    private static func madeUp(_ text: String) -> UInt256 {
        UInt256(bigEndian: keccak256("vamm-evm \(text)".utf8)[12...])
    }

    /// The account at an address, which is a new one where nobody was there; nil for the zero address.
    mutating func account(at address: UInt256) -> Account? {
        if address.isZero { return nil }
        if let known = accounts[address] { return known }
        let account = roster.add("0x" + hexadecimal(address.word[12...]))
        note(account, at: address)
        return account
    }

    /// The pool at an address; nil where none is.
    func pool(at address: UInt256) -> PoolID? { pools[address] }

    /// The contract that is no account at an address; nil where none is.
    func contract(at address: UInt256) -> String? { contractAddresses.first { $0.value == address }?.key }

    /// Where an account is; the zero address for nobody.
    func address(of account: Account?) -> UInt256 { account.flatMap { addresses[$0] } ?? .zero }

    /// Where a pool is.
    func address(of pool: PoolID) -> UInt256 {
        poolAddresses.indices.contains(pool.rawValue) ? poolAddresses[pool.rawValue] : .zero
    }

    /// Where a contract that is no account is.
    func address(ofContract name: String) -> UInt256 { contractAddresses[name] ?? .zero }

    /// Where an account is, by its name.
    func address(ofAccount name: String) -> UInt256 { address(of: roster.account(named: name)) }

    /// Every name with its address, pools first, then contracts, then accounts.
    var entries: [(name: String, address: String)] {
        let pools = zip(roster.pools, poolAddresses).map { ("amm.\($0)", $1) }
        let contracts = Self.contracts.map { ($0, address(ofContract: $0)) }
        let accounts = roster.namedAccounts.map { (roster.name(of: $0), address(of: $0)) }
        return (pools + contracts + accounts).map { ($0.0, "0x" + hexadecimal($0.1.word[12...])) }
    }
}

extension UInt256 {
    /// The address that a text writes: 0x and 40 hexadecimal digits; nil for any other text.
    init?(address text: some StringProtocol) {
        guard text.hasPrefix("0x"), text.utf8.count == 42, let value = UInt256(text.dropFirst(2), radix: 16) else {
            return nil
        }
        self = value
    }

    /// Whether it fits into the 20 bytes of an address.
    var isAddress: Bool { (self >> 160).isZero }
}
