internal import Clearing
internal import VirtualAMM
internal import WideIntegers

/// An event as a contract logs it.
public struct ContractLog: Hashable, Sendable {
    /// The contract, in 20 bytes.
    public let address: [UInt8]
    /// The hash of the event's signature, then its indexed arguments, 32 bytes each.
    public let topics: [[UInt8]]
    /// The other arguments, a word each.
    public let data: [UInt8]
    /// The event's signature, such as `SwapInput(uint8,uint256,uint256)`.
    public let signature: String

    init(_ event: Event, _ book: AddressBook) {
        let emitter: UInt256 =
            switch event.emitter {
            case .clearingHouse: book.address(ofAccount: "clearingHouse")
            case .insuranceFund: book.address(ofAccount: "insuranceFund")
            case .quoteToken: book.address(ofContract: "quoteToken")
            case .amm(let pool): book.address(of: pool)
            }
        address = Array(emitter.word[12...])
        signature = "\(event.name)(\(event.fields.map(\.value.type).joined(separator: ",")))"
        let indexed = Self.indexed[event.name] ?? []
        topics =
            [keccak256(signature.utf8)]
            + event.fields.filter { indexed.contains($0.name) }.map { $0.value.word(book) }
        data = event.fields.filter { !indexed.contains($0.name) }.flatMap { $0.value.word(book) }
    }

    /// The arguments that are topics, by event.
    private static let indexed: [String: Set<String>] = [
        "PositionChanged": ["trader", "amm"], "PositionLiquidated": ["trader", "amm"],
        "PositionAdjusted": ["trader", "amm"], "PositionSettled": ["trader", "amm"],
        "MarginChanged": ["sender", "amm"], "BackstopLiquidityProviderChanged": ["account", "isProvider"],
        "OwnershipTransferred": ["previousOwner", "newOwner"],
    ]
}
