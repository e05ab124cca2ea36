import ContractABI
import Testing

/// Calls as they travel, without the program around them.
@Suite struct ContractCallTests {
    private func word(_ digits: String) -> [UInt8] {
        let padded = String(repeating: "0", count: 64 - digits.count) + digits
        return stride(from: 0, to: 64, by: 2).compactMap { offset in
            let start = padded.index(padded.startIndex, offsetBy: offset)
            return UInt8(padded[start..<padded.index(start, offsetBy: 2)], radix: 16)
        }
    }

    /// getInputPriceWithReserves(uint8,(uint256),(uint256),(uint256)) on the published example.
    private func inputPrice(direction: String, amount: String) -> [UInt8] {
        let (quote, base) = ("878678326eac9000000", "56bc75e2d63100000")
        return [0x50, 0x79, 0x9C, 0x81] + word(direction) + word(amount) + word(quote) + word(base)
    }

    @Test func thePriceOfThePublishedExample() throws {
        // 1,000 in on 40,000 to 100: 2.439024390243902439 rounded in the pool's favour.
        let call = try ContractCall(calldata: inputPrice(direction: "0", amount: "3635c9adc5dea00000"))
        #expect(call.signature == "getInputPriceWithReserves(uint8,(uint256),(uint256),(uint256))")
        #expect(try call.answer(on: nil) == .returned(word("21d927c2ab0063e7")))
    }

    @Test func aRevertIsErrorOfString() throws {
        // All of the quote reserve out.
        let call = try ContractCall(calldata: inputPrice(direction: "1", amount: "878678326eac9000000"))
        guard case .reverted(let data) = try call.answer(on: nil) else { throw CancellationError() }
        #expect(data.prefix(4) == [0x08, 0xC3, 0x79, 0xA0] && data.count % 32 == 4)
    }

    @Test func aViewOfAPoolNeedsItsState() throws {
        let call = try ContractCall(calldata: [0xDC, 0x76, 0xFA, 0xBC])
        #expect(call.signature == "getSpotPrice()")
        let error = try #require(throws: CalldataError.self) { try call.answer(on: nil) }
        #expect(error.description.contains("asks for the state of a pool"))
    }

    @Test(arguments: [[], [0xDC], [0, 0, 0, 0], [0xDC, 0x76, 0xFA, 0xBC, 0]] as [[UInt8]])
    func whatNoEncoderMakesIsRefused(calldata: [UInt8]) {
        #expect(throws: CalldataError.self) { try ContractCall(calldata: calldata) }
    }
}
