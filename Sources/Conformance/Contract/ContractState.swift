public import Files
internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

/// A pool as a sequence of calls leaves it, for calls that ask for its state.
public struct ContractState: Sendable {
    private let pool: Pool
    private let feed: PriceFeed
    private let block: Block

    /// Runs a scenario or a case of an amm or market vector file, or the beginning of one; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    ///   - steps: After how many of its steps; nil for all.
    ///   - amm: Which pool; nil where there is one only.
    ///   - timestamp: When to ask, in seconds since 1970; nil for the block of the last step.
    /// - Throws: `FileError` for a file that is neither, for a setup that reverts, for a case, a step or a pool that
    ///   is not there, for a time that runs back.
    public init(
        path: String, caseID: String? = nil, steps: Int? = nil, amm: String? = nil, timestamp: UInt64? = nil
    ) throws(FileError) {
        let document = try JSONDocument(path: path)
        if document.value["kind"]?.text == VectorKind.amm.rawValue {
            let vector = try document.reading { value throws(PlacedError) in
                try SequenceCase<PoolSystem>(caseOf: value, caseID: caseID)
            }
            try self.init(
                PoolSystem.self, file: document.file, vector.setup, vector.steps, count: steps, amm: amm,
                timestamp: timestamp)
        } else {
            let scenario = try document.reading { value throws(PlacedError) in
                if value["cases"] == nil { return try Scenario(scenario: value, file: document.file, caseID: caseID) }
                if value["kind"]?.text != VectorKind.market.rawValue {
                    throw PlacedError(
                        message: "no pool in it; name a scenario, or a vector file of the kind \"amm\" or \"market\"",
                        place: "", offset: 0)
                }
                return try Scenario(vectors: value, file: document.file, caseID: caseID)
            }
            try self.init(
                MarketSystem.self, file: document.file, scenario.setup, scenario.steps, count: steps, amm: amm,
                timestamp: timestamp)
        }
    }

    private init<System: SequenceSystem>(
        _: System.Type, file: String, _ setup: Setup, _ steps: [Step<System>], count: Int?, amm: String?,
        timestamp: UInt64?
    ) throws(FileError) {
        func error(_ message: String) -> FileError { FileError(file: file, message: message) }
        let names = setup.amms.map(\.name)
        guard let index = amm.map({ names.firstIndex(of: $0) }) ?? (names.count == 1 ? 0 : nil) else {
            let which =
                amm.map { "there is no pool \"\(shortened($0))\"" } ?? "there are several pools; say which with --amm"
            throw error("\(which); it has \(names.joined(separator: ", "))")
        }
        let count = count ?? steps.count
        guard (0...steps.count).contains(count) else {
            throw error("there is no step \(count); it has \(steps.count)")
        }
        var block = count > 0 ? steps[count - 1].block : setup.block
        if let timestamp {
            guard timestamp >= block.timestamp else {
                throw error("the time \(timestamp) is before the last step's, \(block.timestamp)")
            }
            if timestamp > block.timestamp { block = Block(number: block.number + 1, timestamp: timestamp) }
        }
        do throws(Revert) {
            var system = try System(setup)
            for step in steps.prefix(count) {
                let sender = setup.accounts[step.caller] ?? setup.accounts.owner
                // A step that reverts changes nothing, as in a run.
                _ = try? system.execute(step.call, caller: sender, block: step.block)
            }
            (pool, feed) = system.pool(index)
        } catch let refused {
            throw error("the contracts refuse this setup: " + Outcome<Bool>(refused).text { _ in "" })
        }
        self.block = block
    }

    /// The return data of a view.
    func answer(_ view: PoolView) throws(Revert) -> [UInt8] {
        let value = try pool.answer(view, feed: feed, block: block)
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
