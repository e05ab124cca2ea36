internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A pool as a scenario leaves it, for calls that ask for its state.
public struct ContractState: Sendable {
    private let house: ClearingHouse
    private let pool: Int
    private let block: Block

    /// Runs a scenario, or the beginning of one.
    ///
    /// - Parameters:
    ///   - steps: After how many of its steps; nil for all.
    ///   - amm: Which pool; nil where there is one only.
    ///   - timestamp: When to ask, in seconds since 1970; nil for the block of the last step.
    /// - Throws: `VectorError` for a setup that reverts, for a step or a pool that is not there, for a time that runs
    ///   back.
    public init(
        _ scenario: Scenario, steps: Int? = nil, amm: String? = nil, timestamp: UInt64? = nil
    ) throws(VectorError) {
        func error(_ message: String) -> VectorError { VectorError(file: scenario.file, message: message) }
        let names = scenario.setup.amms.map(\.name)
        guard let index = amm.map({ names.firstIndex(of: $0) }) ?? (names.count == 1 ? 0 : nil) else {
            let which = amm.map { "there is no pool \"\(shortened($0))\"" } ?? "there are several pools; say which"
            throw error("\(which); it has \(names.joined(separator: ", "))")
        }
        let count = steps ?? scenario.steps.count
        guard (0...scenario.steps.count).contains(count) else {
            throw error("there is no step \(count); it has \(scenario.steps.count)")
        }
        var system = try MarketSystem(of: scenario)
        for step in scenario.steps.prefix(count) {
            let sender = scenario.setup.accounts[step.caller] ?? scenario.setup.accounts.owner
            // A step that reverts changes nothing, as in a run.
            _ = try? system.execute(step.call, caller: sender, block: step.block)
        }
        var block = count > 0 ? scenario.steps[count - 1].block : scenario.setup.block
        if let timestamp {
            guard timestamp >= block.timestamp else {
                throw error("the time \(timestamp) is before the last step's, \(block.timestamp)")
            }
            if timestamp > block.timestamp { block = Block(number: block.number + 1, timestamp: timestamp) }
        }
        house = system.house
        pool = index
        self.block = block
    }

    /// The return data of a view.
    func answer(_ view: PoolView) throws(Revert) -> [UInt8] {
        let market = house.markets[pool]
        let value = try market.pool.answer(view, feed: market.feed, block: block)
        if let members = value.members { return members.flatMap { $0.value.word } }
        return value.word
    }
}

extension JSONValue {
    /// A view's value as a word: a number in its decimal digits, or a truth value.
    fileprivate var word: [UInt8] {
        if case .bool(let truth) = content { return UInt256(truth ? 1 : 0).word }
        return (text.flatMap { UInt256($0, radix: 10) } ?? .zero).word
    }
}
