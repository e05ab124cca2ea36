internal import Clearing
internal import FixedPoint
internal import VirtualAMM
internal import WideIntegers

/// A read-only call to the pool contract as it travels: a selector of four bytes and words of 32.
public struct ContractCall: Sendable {
    /// What the contract answers.
    public enum Answer: Hashable, Sendable {
        /// The return data.
        case returned([UInt8])
        /// The revert data: `Error(string)`, or nothing for a revert without data and for the INVALID opcode.
        case reverted([UInt8])
    }

    /// What calldata can ask for.
    enum Query: Sendable {
        case inputPriceWithReserves(Direction, Decimal18, quote: Decimal18, base: Decimal18)
        case outputPriceWithReserves(Direction, Decimal18, quote: Decimal18, base: Decimal18)
        case view(PoolView)
    }

    /// The function's signature, such as `getSpotPrice()`.
    public let signature: String
    let query: Query

    /// The signatures that are known, in the order of their names.
    public static var signatures: [String] { ContractFunction.allCases.map(\.signature).sorted() }

    /// Reads calldata.
    ///
    /// - Throws: `CalldataError` for an unknown selector, for data that is too short or too long, and for arguments out
    ///   of range: what no caller that encodes by the ABI sends.
    public init(calldata: [UInt8]) throws(CalldataError) {
        guard calldata.count >= 4 else {
            throw CalldataError("calldata of \(calldata.count) bytes has no selector; four bytes name the function")
        }
        let selector = calldata[..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard let function = ContractFunction(rawValue: selector) else {
            throw CalldataError(
                "no function has the selector 0x\(hexadecimal(calldata[..<4])); vamm call --help lists the known ones")
        }
        signature = function.signature
        var words = try ABIWords(calldata[4...], count: function.argumentCount, signature: signature)
        query = try function.query(&words)
    }

    /// Makes the call; `state` is nil for the pure price functions.
    ///
    /// - Throws: `CalldataError` where a state is needed and there is none.
    public func answer(on state: ContractState?) throws(CalldataError) -> Answer {
        switch query {
        case .inputPriceWithReserves(let direction, let amount, let quote, let base):
            return Answer { () throws(Revert) in
                try Curve.inputPrice(
                    direction, quoteAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base
                ).raw.word
            }
        case .outputPriceWithReserves(let direction, let amount, let quote, let base):
            return Answer { () throws(Revert) in
                try Curve.outputPrice(
                    direction, baseAssetAmount: amount, quoteAssetReserve: quote, baseAssetReserve: base
                ).raw.word
            }
        case .view(let view):
            guard let state else {
                throw CalldataError("\(signature) asks for the state of a pool; name one with --state")
            }
            return Answer { () throws(Revert) in try state.answer(view) }
        }
    }
}

extension ContractCall.Answer {
    fileprivate init(catching body: () throws(Revert) -> [UInt8]) {
        do throws(Revert) { self = .returned(try body()) } catch { self = .reverted(error.data) }
    }
}

/// Why calldata can't be read: what is wrong and what to do.
public struct CalldataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The message.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// The functions by their selectors, the first four bytes of the Keccak-256 hash of their signatures.
private enum ContractFunction: UInt32, CaseIterable {
    case getInputPriceWithReserves = 0x5079_9c81
    case getOutputPriceWithReserves = 0x9bf5_d1d4
    case getInputPrice = 0xe1f1_027f
    case getOutputPrice = 0xda0c_5927
    case getInputTwap = 0x4894_d183
    case getOutputTwap = 0x6fa4_2ede
    case getSpotPrice = 0xdc76_fabc
    case getTwapPrice = 0xf1b5_df86
    case getUnderlyingPrice = 0x468f_02d2
    case getUnderlyingTwapPrice = 0x3495_3249
    case calcFee = 0x6226_7955
    case isOverSpreadLimit = 0x9e01_0362
    case isOverFluctuationLimit = 0x1302_34cf

    private var parameters: String {
        switch self {
        case .getInputPriceWithReserves, .getOutputPriceWithReserves: "uint8,(uint256),(uint256),(uint256)"
        case .getInputPrice, .getOutputPrice, .getInputTwap, .getOutputTwap, .isOverFluctuationLimit:
            "uint8,(uint256)"
        case .getTwapPrice, .getUnderlyingTwapPrice: "uint256"
        case .calcFee: "(uint256)"
        case .getSpotPrice, .getUnderlyingPrice, .isOverSpreadLimit: ""
        }
    }

    var signature: String { "\(self)(\(parameters))" }

    /// How many words of arguments there are: every argument is one.
    var argumentCount: Int { parameters.isEmpty ? 0 : parameters.split(separator: ",").count }

    func query(_ words: inout ABIWords) throws(CalldataError) -> ContractCall.Query {
        switch self {
        case .getInputPriceWithReserves:
            .inputPriceWithReserves(
                try words.direction(), words.decimal(), quote: words.decimal(), base: words.decimal())
        case .getOutputPriceWithReserves:
            .outputPriceWithReserves(
                try words.direction(), words.decimal(), quote: words.decimal(), base: words.decimal())
        case .getInputPrice: .view(.inputPrice(try words.direction(), words.decimal()))
        case .getOutputPrice: .view(.outputPrice(try words.direction(), words.decimal()))
        case .getInputTwap: .view(.inputTwap(try words.direction(), words.decimal()))
        case .getOutputTwap: .view(.outputTwap(try words.direction(), words.decimal()))
        case .getSpotPrice: .view(.spotPrice)
        case .getTwapPrice: .view(.twapPrice(interval: words.number()))
        case .getUnderlyingPrice: .view(.underlyingPrice)
        case .getUnderlyingTwapPrice: .view(.underlyingTwapPrice(interval: words.number()))
        case .calcFee: .view(.calcFee(words.decimal()))
        case .isOverSpreadLimit: .view(.isOverSpreadLimit)
        case .isOverFluctuationLimit: .view(.isOverFluctuationLimit(try words.direction(), words.decimal()))
        }
    }
}
