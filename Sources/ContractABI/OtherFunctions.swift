internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

// Views of the contracts around pools and clearing house.

/// A view of the insurance fund.
enum FundFunction: String, CaseIterable, ContractView {
    case candidate, getAllAmms, isExistedAmm, owner

    var parameters: String { self == .isExistedAmm ? "address" : "" }

    func evaluation(
        _ words: inout ABIWords, _ state: inout ContractState, _ pool: PoolID
    ) throws(CalldataError) -> Evaluation {
        let (house, book) = (state.house, state.book)
        let data: [UInt8]
        switch self {
        case .isExistedAmm:
            let pool = book.pool(at: try words.address())
            data = UInt256(pool.map { house.markets[$0.rawValue].isListed } == true ? 1 : 0).word
        case .getAllAmms:
            let listed = house.markets.indices.filter { house.markets[$0].isListed }
            data =
                UInt256(32).word + UInt256(UInt64(listed.count)).word
                + listed.flatMap { book.address(of: PoolID(rawValue: $0)).word }
        case .owner: data = book.address(of: house.insuranceFund.owner).word
        // No call here names one.
        case .candidate: data = UInt256.zero.word
        }
        return { () throws(Revert) in data }
    }
}

/// A view of the oracle. The key of a pool's prices is its name in 32 bytes, or the hash of a longer one.
enum FeedFunction: String, CaseIterable, ContractView {
    case candidate, getLatestTimestamp, getPrice, getPriceFeedLength, getTwapPrice, owner, priceFeedKeys, priceFeedMap

    var parameters: String {
        switch self {
        case .candidate, .owner: ""
        case .getLatestTimestamp, .getPrice, .getPriceFeedLength, .priceFeedMap: "bytes32"
        case .getTwapPrice: "bytes32,uint256"
        case .priceFeedKeys: "uint256"
        }
    }

    func evaluation(
        _ words: inout ABIWords, _ state: inout ContractState, _ pool: PoolID
    ) throws(CalldataError) -> Evaluation {
        switch self {
        case .owner:
            let owner = state.book.address(of: state.house.accounts.owner).word
            return { () throws(Revert) in owner }
        case .candidate: return { () throws(Revert) in UInt256.zero.word }
        case .priceFeedMap:
            let isKnown = state.pool(ofKey: words.number()) != nil
            return { () throws(Revert) in UInt256(isKnown ? 1 : 0).word }
        case .priceFeedKeys:
            let index = words.number()
            guard let place = Int(exactly: index), state.house.markets.indices.contains(place) else {
                throw CalldataError("priceFeedKeys: there is no key \(index); there are \(state.house.markets.count)")
            }
            let key = state.feedKey(of: PoolID(rawValue: place)).word
            return { () throws(Revert) in key }
        case .getLatestTimestamp, .getPrice, .getPriceFeedLength, .getTwapPrice: return try ofFeed(&words, state)
        }
    }

    private func ofFeed(_ words: inout ABIWords, _ state: ContractState) throws(CalldataError) -> Evaluation {
        let pool = try state.requirePool(ofKey: words.number())
        let (feed, now) = (state.house[feed: pool], state.block.timestamp)
        let interval = self == .getTwapPrice ? words.number() : .zero
        return { () throws(Revert) in
            switch self {
            case .getLatestTimestamp: UInt256(feed.entries.last?.timestamp ?? 0).word
            case .getPrice: try feed.price().raw.word
            case .getTwapPrice: try feed.twapPrice(interval: interval, now: now).raw.word
            default: UInt256(feed.entries.last?.roundID ?? 0).word
            }
        }
    }
}

/// A view of the quote token.
enum TokenFunction: String, CaseIterable, ContractView {
    case allowance, balanceOf, decimals, totalSupply

    var parameters: String {
        switch self {
        case .allowance: "address,address"
        case .balanceOf: "address"
        case .decimals, .totalSupply: ""
        }
    }

    func evaluation(
        _ words: inout ABIWords, _ state: inout ContractState, _ pool: PoolID
    ) throws(CalldataError) -> Evaluation {
        let ledger = state.house.ledger
        let number: UInt256
        switch self {
        case .balanceOf: number = try words.account(&state.book).map(ledger.balance) ?? .zero
        case .decimals: number = UInt256(UInt64(ledger.decimals.count))
        case .totalSupply: number = ledger.totalSupply
        case .allowance:
            let (holder, spender) = (try words.account(&state.book), try words.account(&state.book))
            guard spender == state.house.accounts.vault else {
                throw CalldataError("allowance: only what the clearing house may take is kept")
            }
            number = holder.map { ledger.allowance(of: $0) ?? .max } ?? .zero
        }
        return { () throws(Revert) in number.word }
    }
}
