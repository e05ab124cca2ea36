/// Why a call failed, in the contract's own words.
///
/// One error for the whole system, thrown typed from end to end. The raw value is the exact text of the on-chain
/// revert; the table of SPEC, "Revert texts", says which rule raises which. The exception is `invalidOpcode`, which is
/// no revert: the EVM ran into its INVALID instruction, which carries no text.
public enum Revert: String, Error, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    // Numbers (SPEC N)
    case additionOverflow = "SafeMath: addition overflow"
    case subtractionOverflow = "SafeMath: subtraction overflow"
    case multiplicationOverflow = "SafeMath: multiplication overflow"
    case divisionByZero = "SafeMath: division by zero"
    case moduloByZero = "SafeMath: modulo by zero"
    case signedAdditionOverflow = "SignedSafeMath: addition overflow"
    case signedSubtractionOverflow = "SignedSafeMath: subtraction overflow"
    case signedMultiplicationOverflow = "SignedSafeMath: multiplication overflow"
    case signedDivisionByZero = "SignedSafeMath: division by zero"
    case signedDivisionOverflow = "SignedSafeMath: division overflow"
    case unsignedValueTooBig = "MixedDecimal: uint value is bigger than _INT256_MAX"

    // Pool (SPEC P)
    case invalidInput = "invalid input"
    case quoteAssetAfterIsZero = "quote asset after is 0"
    case baseAssetAfterIsZero = "base asset after is 0"
    case ammWasClosed = "amm was closed"
    case callerIsNotCounterParty = "caller is not counterParty"
    case overTradingLimit = "over trading limit"
    case lessThanMinimalBaseToken = "Less than minimal base token"
    case moreThanMaximalBaseToken = "More than maximal base token"
    case lessThanMinimalQuoteToken = "Less than minimal quote token"
    case moreThanMaximalQuoteToken = "More than maximal quote token"
    case priceIsAlreadyOverFluctuationLimit = "price is already over fluctuation limit"
    case priceIsOverFluctuationLimit = "price is over fluctuation limit"
    case settleFundingTooEarly = "settle funding too early"
    case underlyingPriceIsZero = "underlying price is 0"
    case callerIsNotTheOwner = "PerpFiOwnableUpgrade: caller is not the owner"
    case ownerIsZeroAddress = "PerpFiOwnableUpgrade: zero address"
    case ownerIsTheSame = "PerpFiOwnableUpgrade: same as original"
    case candidateIsTheSame = "PerpFiOwnableUpgrade: same as candidate"
    case noOwnershipCandidate = "PerpFiOwnableUpgrade: candidate is zero address"
    case notTheNewOwner = "PerpFiOwnableUpgrade: not the new owner"
    case intervalCannotBeSetToZero = "can not set interval to 0"
    case invalidPriceFeedAddress = "invalid PriceFeed address"
    case notOwnerNorGlobalShutdown = "not owner nor globalShutdown"
    case multiplierCannotBeOne = "multiplier can't be 1"
    case illegalLiquidityMultiplier = "illegal liquidity multiplier"

    // Oracle (SPEC O)
    case incorrectTimestamp = "incorrect timestamp"
    case intervalCannotBeZero = "interval can't be 0"
    case callerIsNotTheBridge = "!ambBridge"

    // Money and clearing house (SPEC M, C)
    case transferFromFailed = "DecimalERC20: transferFrom failed"
    case transferFailed = "DecimalERC20: transfer failed"
    case balanceInconsistent = "DecimalERC20: balance inconsistent"
    case transferExceedsBalance = "ERC20: transfer amount exceeds balance"
    case transferToZeroAddress = "ERC20: transfer to the zero address"
    case approveToZeroAddress = "ERC20: approve to the zero address"
    case transferWhilePaused = "ERC20Pausable: token transfer while paused"
    case fundNotEnough = "Fund not enough"
    case callerIsNotBeneficiary = "caller is not beneficiary"
    case assetIsNotSupported = "Asset is not supported"
    case exchangeSwapError = "Exchange swap error"
    case tokenNotExisted = "token not existed"
    case ammAlreadyAdded = "amm already added"
    case ammNotExisted = "amm not existed"
    case invalidFeePool = "Invalid feePool"
    case invalidFeePoolV1 = "Invalid FeePool"
    case paused = "Pausable: paused"
    case notPaused = "Pausable: not paused"
    case ammNotFound = "amm not found"
    case ammIsOpen = "amm is open"
    case invalidTokenAmount = "invalid token amount"
    case inputIsZero = "input is 0"
    case marginRatioNotMet = "Margin ratio not meet criteria"
    case onlyOneActionAllowed = "only one action allowed"
    case overLimit = "over limit"
    case hitPositionSizeUpperBound = "hit position size upper bound"
    case positionSizeIsZero = "positionSize is 0"
    case valueOfOpenNotionalNotPositive = "value of openNotional <= 0"
    case reduceAnUnderwaterPosition = "reduce an underwater position"
    case badDebt = "bad debt"
    case marginIsNotEnough = "margin is not enough"
    case freeCollateralIsNotEnough = "free collateral is not enough"
    case notBackstopProvider = "not backstop LP"
    case invalidPartialLiquidationRatio = "invalid partial liquidation ratio"

    /// A revert without data, as of a call that the contract does not have.
    case withoutData = ""
    /// The INVALID opcode (SPEC N5): no text.
    case invalidOpcode = "INVALID"

    /// The revert text, or "INVALID" for the opcode that has none.
    public var description: String { rawValue }

    /// The exact revert text, or nil for the INVALID opcode, which carries none.
    public var text: String? { self == .invalidOpcode ? nil : rawValue }
}
