internal import Clearing
internal import FixedPoint
internal import Scenarios
internal import VirtualAMM
internal import WideIntegers

/// A call to one of the contracts as it travels: a selector of four bytes and words of 32.
public struct ContractCall: Sendable {
    /// What the contract answers.
    public enum Answer: Hashable, Sendable {
        /// The return data.
        case returned([UInt8])
        /// The revert data: `Error(string)`, or nothing for a revert without data and for the INVALID opcode.
        case reverted([UInt8])
    }

    /// The function's signature, such as `getSpotPrice()`.
    public let signature: String
    /// The functions that have the selector: more than one where several contracts have it.
    let functions: [ContractFunction]
    private let words: ABIWords

    /// The signatures that are known, in the order of their names, by contract.
    public static var signatures: [(contract: String, signatures: [String])] {
        ContractKind.allCases.map { kind in
            (kind.rawValue, Set(ContractFunction.all.filter { $0.contract == kind }.map(\.signature)).sorted())
        }
    }

    /// Reads calldata.
    ///
    /// - Throws: `CalldataError` for an unknown selector and for data that is too short or too long: what no caller
    ///   that encodes by the ABI sends.
    public init(calldata: [UInt8]) throws(CalldataError) {
        guard calldata.count >= 4 else {
            throw CalldataError("calldata of \(calldata.count) bytes has no selector; four bytes name the function")
        }
        functions = ContractFunction.all(selector: calldata[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        guard let first = functions.first else {
            throw CalldataError(
                "no function has the selector 0x\(hexadecimal(calldata[..<4])); vamm call --help lists the known ones")
        }
        signature = first.signature
        words = try ABIWords(calldata[4...], count: first.argumentCount, signature: signature)
    }

    /// Asks; `state` is nil for the pure price functions.
    ///
    /// - Throws: `CalldataError` where a state is needed and there is none, for a call that changes it, and for
    ///   arguments out of range.
    public func answer(on state: ContractState?) throws(CalldataError) -> Answer {
        if case .price(let function)? = functions.first?.body {
            var words = words
            return Answer(catching: try function.evaluation(&words))
        }
        guard var state else {
            throw CalldataError("\(signature) asks for the state of \(owners); name one with --state")
        }
        return try answer(on: &state).answer
    }

    /// Makes the call, or asks.
    ///
    /// - Parameters:
    ///   - state: What it is made on; as before where the call reverts.
    ///   - target: What it is sent to, by name or address; nil for the one contract that has the function.
    ///   - sender: Who makes it, by name or address; nil for nobody, who can only ask.
    /// - Returns: What the contract answers, and what it logged.
    /// - Throws: `CalldataError` for arguments out of range, an unknown target, and a call without a sender.
    public func answer(
        on state: inout ContractState, to target: String? = nil, by sender: String? = nil
    ) throws(CalldataError) -> (answer: Answer, logs: [ContractLog]) {
        let (function, pool) = try state.receiver(of: self, target: target)
        var words = words
        switch function.body {
        case .price(let price): return (Answer(catching: try price.evaluation(&words)), [])
        case .view(let view):
            guard view.exists(in: state.revision) else { return (.reverted([]), []) }
            let pool = if let pool { pool } else { try state.anyPool(self) }
            return (Answer(catching: try view.evaluation(&words, &state, pool)), [])
        case .call(let call):
            guard let sender else {
                throw CalldataError("\(signature) acts for its sender; say who that is with --sender")
            }
            guard call.exists(in: state.revision) else { return (.reverted([]), []) }
            return try state.make(call, of: self, on: pool, words, by: sender)
        }
    }

    /// The contracts that have the function, in words.
    var owners: String { Array(Set(functions.map(\.contract.title))).sorted().joined(separator: " or ") }
}

extension ContractCall.Answer {
    init(catching body: Evaluation) {
        do throws(Revert) { self = .returned(try body()) } catch { self = .reverted(error.data) }
    }

    /// Whether the call went through.
    public var isSuccess: Bool {
        if case .returned = self { true } else { false }
    }

    /// The return data, or the revert data.
    public var data: [UInt8] {
        switch self {
        case .returned(let data), .reverted(let data): data
        }
    }

    /// `abi.encode(bool, bytes)` of whether the call went through, and its data.
    public var encoded: [UInt8] { Self.encoded(isSuccess, data) }

    /// `abi.encode(false, bytes)` of `Error(string)` for what could not be asked.
    public static func encoded(_ error: CalldataError) -> [UInt8] { encoded(false, errorData(error.description)) }

    private static func encoded(_ isSuccess: Bool, _ data: [UInt8]) -> [UInt8] {
        UInt256(isSuccess ? 1 : 0).word + UInt256(64).word + UInt256(UInt64(data.count)).word + data
            + Array(repeating: 0, count: (32 - data.count % 32) % 32)
    }
}

/// Why calldata can't be read: what is wrong and what to do.
public struct CalldataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The message.
    public let description: String

    init(_ description: String) { self.description = description }
}
