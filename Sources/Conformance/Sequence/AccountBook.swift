internal import JSON
internal import Messages
internal import VirtualAMM

/// The accounts of a sequence by name, and the numbers that stand for them in the core.
struct AccountBook: Sendable {
    /// The accounts that every sequence has besides those with a balance.
    static let builtIn = ["owner", "clearingHouse", "insuranceFund", "tollPool"]

    private let names: [String]
    private let accounts: [String: Account]

    init(named holders: [String]) {
        names = Self.builtIn + holders.filter { !Self.builtIn.contains($0) }
        accounts = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($1, Account(rawValue: UInt64($0))) })
    }

    /// The accounts that trade: those with a balance that have no role.
    var traders: [String] { Array(names.dropFirst(Self.builtIn.count)) }

    /// Whether a name is that of an account that trades. The built-in accounts have the first numbers.
    func isTrader(_ name: String) -> Bool {
        accounts[name].map { $0.rawValue >= Self.builtIn.count } ?? false
    }

    /// The number of a known name.
    subscript(name: String) -> Account? { accounts[name] }

    /// The name of an account of this book.
    func name(of account: Account) -> String {
        account.rawValue < names.count ? names[Int(account.rawValue)] : "account \(account.rawValue)"
    }

    /// A value that has to be the name of a known account: in a scenario a trader, or the owner where that is said; in
    /// a vector any.
    func name(
        _ value: JSONValue, _ notation: Notation, orOwner: Bool = false, place: String
    ) throws(PlacedError) -> String {
        guard let name = value.text else {
            throw PlacedError(
                message: "expected an account's name, found \(value.kindName)", place: place, offset: value.offset)
        }
        let isAllowed = isTrader(name) || accounts[name] != nil && (notation == .vector || orOwner && name == "owner")
        guard isAllowed else {
            let known = notation == .vector ? names : orOwner ? ["owner"] + traders : traders
            let hint = nearest(to: name, among: known).map { "did you mean \"\($0)\"?" }
            throw PlacedError(
                message: "unknown account \"\(shortened(name))\"; "
                    + (hint ?? "known are " + known.prefix(20).joined(separator: ", ")),
                place: place, offset: value.offset)
        }
        return name
    }
}

extension Fields {
    /// The name of a known account.
    mutating func account(
        _ name: String, _ book: AccountBook, orOwner: Bool = false
    ) throws(PlacedError) -> String {
        try book.name(try required(name), notation, orOwner: orOwner, place: place(of: name))
    }

    /// The name of a known account, or null for none.
    mutating func accountOrNull(_ name: String, _ book: AccountBook) throws(PlacedError) -> String? {
        let value = try required(name)
        if case .null = value.content { return nil }
        return try book.name(value, notation, place: place(of: name))
    }
}
