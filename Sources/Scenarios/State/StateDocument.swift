public import Clearing
public import Files
public import JSON
public import VirtualAMM

/// A market from the middle of its life: everything that its next calls can depend on, as a file of its own
/// (`vamm-state/1`, Vectors/schemas/state.schema.json).
///
/// The flat map `state` has the keys of the observable state; what that leaves out stands beside it: histories, roles,
/// allowances, addresses.
public struct StateDocument: Sendable {
    static let format = "vamm-state/1"

    /// What its pools and accounts are called.
    public let roster: Roster
    /// The last block that the state has seen; what comes next runs in it or in a later one.
    public let block: Block
    /// The system.
    public let house: ClearingHouse
    /// The addresses of accounts and pools that have one, by name, as 0x and 40 hexadecimal digits.
    public let addresses: [(name: String, address: String)]
    /// Where it was read, or who computed it.
    package let source: JSONValue
    /// What makes no sense in it, and yet can be gone on from.
    public let warnings: [StateWarning]

    /// Reads a file; "-" is standard input.
    ///
    /// - Throws: `FileError` for a file that is no such document, or one that no market can have.
    public init(path: String) throws(FileError) {
        self = try JSONDocument(path: path).reading { value throws(PlacedError) in try StateDocument(value, place: "") }
    }

    /// The document of a system as calls left it.
    ///
    /// - Parameters:
    ///   - replay: The system, with its block.
    ///   - source: Where it comes from, for the reader.
    ///   - addresses: The addresses of accounts and pools, where they are known.
    public init(of replay: Replay, source: JSONValue, addresses: [(name: String, address: String)] = []) {
        self.init(replay.house, roster: replay.roster, block: replay.block, source: source, addresses: addresses)
    }

    /// The document of a system in a block.
    package init(
        _ house: ClearingHouse, roster: Roster, block: Block, source: JSONValue,
        addresses: [(name: String, address: String)]
    ) {
        (self.house, self.roster, self.block) = (house, roster, block)
        (self.source, self.addresses, warnings) = (source, addresses, [])
    }

    init(
        roster: Roster, block: Block, house: ClearingHouse, addresses: [(name: String, address: String)],
        source: JSONValue, unknown: [StateWarning]
    ) {
        (self.roster, self.block, self.house) = (roster, block, house)
        (self.addresses, self.source) = (addresses, source)
        warnings = unknown + StateChecks(roster: roster, block: block, house: house).warnings
    }
}

/// Something of a state document that makes no sense, or that the market does not say.
public struct StateWarning: Hashable, Sendable, CustomStringConvertible {
    /// What was looked at.
    public enum Name: String, CaseIterable, Sendable {
        /// The sizes of the positions add up to that of the pool (SPEC L3).
        case sizes
        /// The vault holds what everyone would be paid out (SPEC L5).
        case vault
        /// The latest reserve snapshot has the pool's reserves (SPEC P8).
        case snapshots
        /// The histories reach back as far as averages look (SPEC P9, O3).
        case history
        /// Nothing was changed in a block that has not been yet.
        case blocks
        /// The pool has a price to settle funding by (SPEC O2).
        case prices
        /// What the document says of the contracts is something that they have.
        case contracts
    }

    /// What was looked at.
    public let name: Name
    /// What is wrong.
    public let message: String

    /// The name and what is wrong.
    public var description: String { "\(name.rawValue): \(message)" }
}
