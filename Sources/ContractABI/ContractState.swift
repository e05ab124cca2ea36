internal import Clearing
public import Files
internal import FixedPoint
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// A pool as a sequence of calls leaves it, for calls that ask for its state.
public struct ContractState: Sendable {
    private let house: ClearingHouse
    private let pool: PoolID
    private let block: Block

    /// Runs a scenario or a case of an amm or market vector file, or the beginning of one; "-" is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - caseID: Which case of a vector file; may be nil where it has only one.
    ///   - steps: After how many of its steps; nil for all.
    ///   - amm: Which pool; nil where there is one only.
    ///   - timestamp: When to ask, in seconds since 1970; nil for the block of the last step.
    /// - Throws: `FileError` for a file that is neither, for a setup that reverts, for a case, a step or a pool that is
    ///   not there, for a time that runs back or is beyond 2⁵³ − 1.
    public init(
        path: String, caseID: String? = nil, steps: Int? = nil, amm: String? = nil, timestamp: UInt64? = nil
    ) throws(FileError) {
        let scenario = try Scenario(anyOf: path, caseID: caseID)
        let state = try ScenarioState(scenario, steps: steps, amm: amm)
        (house, pool) = (state.house, state.pool)
        guard let timestamp, timestamp != state.block.timestamp else {
            block = state.block
            return
        }
        guard timestamp > state.block.timestamp else {
            throw FileError(
                file: scenario.file,
                message: "the time \(timestamp) is before the last step's, \(state.block.timestamp)")
        }
        guard timestamp <= largestCounter, state.block.number < largestCounter else {
            throw FileError(
                file: scenario.file,
                message: "the block after \(state.block.number) at \(timestamp) is out of range: numbers and times of"
                    + " blocks go to 2^53 - 1")
        }
        block = Block(number: state.block.number + 1, timestamp: timestamp)
    }

    /// The return data of a view of the pool.
    func answer(_ view: PoolView) throws(Revert) -> [UInt8] {
        try house.answer(.pool(pool, view), in: block).words
    }
}

extension ReturnValue {
    /// The value in words of the ABI.
    fileprivate var words: [UInt8] {
        switch self {
        case .single(let value): value.word
        case .fields(let fields): fields.flatMap(\.value.word)
        }
    }
}

extension FieldValue {
    /// The value as a word of the ABI.
    fileprivate var word: [UInt8] {
        switch self {
        case .amount(let amount): amount.raw.word
        case .signedAmount(let amount): amount.raw.bitPattern.word
        case .tokenUnits(let number), .number(let number): number.word
        case .time(let seconds): UInt256(seconds).word
        case .flag(let flag): UInt256(flag ? 1 : 0).word
        case .pool(let pool): UInt256(UInt64(pool.rawValue)).word
        case .account(let account): UInt256(account?.rawValue ?? 0).word
        case .contract: UInt256.zero.word
        case .bytes(let bytes): bytes.word
        case .side(let side): UInt256(side == .buy ? 0 : 1).word
        case .direction(let direction): UInt256(direction == .addToAmm ? 0 : 1).word
        }
    }
}
