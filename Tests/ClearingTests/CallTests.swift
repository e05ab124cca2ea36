import Clearing
import FixedPoint
import Testing
import VirtualAMM
import WideIntegers

/// One call, from arguments to receipt.
@Suite struct CallTests {
    /// Answers every argument by its name with a value that no other argument gets, and notes what was asked.
    private struct Answers: CallArguments {
        var fields: [Field] = []

        private mutating func note(_ name: String, _ value: FieldValue) { fields.append(Field(name, value)) }
        private var next: UInt64 { UInt64(fields.count + 7) }

        mutating func pool() throws(Never) -> PoolID {
            note("amm", .pool(PoolID(rawValue: 0)))
            return PoolID(rawValue: 0)
        }
        mutating func account(_ name: String) throws(Never) -> Account {
            let account = Account(rawValue: next)
            note(name, .account(account))
            return account
        }
        mutating func accountOrNobody(_ name: String) throws(Never) -> Account? { account(name) }
        mutating func side() throws(Never) -> Side {
            note("side", .side(.sell))
            return .sell
        }
        mutating func direction() throws(Never) -> Direction {
            note("direction", .direction(.removeFromAmm))
            return .removeFromAmm
        }
        mutating func amount(_ name: String, default: Decimal18?) throws(Never) -> Decimal18 {
            let amount = Decimal18(raw: UInt256(next))
            note(name, .amount(amount))
            return amount
        }
        mutating func number(_ name: String) throws(Never) -> UInt256 {
            let number = UInt256(next)
            note(name, .number(number))
            return number
        }
        mutating func tokenUnits(_ name: String) throws(Never) -> UInt256 {
            let units = UInt256(next)
            note(name, .tokenUnits(units))
            return units
        }
        mutating func bytes(_ name: String) throws(Never) -> UInt256 {
            let bytes = UInt256(next)
            note(name, .bytes(bytes))
            return bytes
        }
        mutating func time(_ name: String) throws(Never) -> UInt64 {
            let time = next
            note(name, .time(time))
            return time
        }
        mutating func flag(_ name: String, default: Bool?) throws(Never) -> Bool {
            note(name, .flag(true))
            return true
        }
    }

    @Test(arguments: Contract.allCases, Revision.allCases)
    func everyFunctionGivesBackTheArgumentsItWasReadFrom(_ contract: Contract, _ revision: Revision) throws {
        let functions = Call.Function.all(of: contract, in: revision)
        #expect(!functions.isEmpty)
        for function in functions {
            var answers = Answers()
            let call = Call(function, on: PoolID(rawValue: 0), reading: &answers, revision: revision)
            #expect(call.function == function)
            #expect(call.arguments(in: revision) == answers.fields, "\(function.name)")
            #expect(Call.Function(function.name, of: contract, in: revision) == function)
            #expect((call.pool != nil) == (contract == .amm || answers.fields.first?.name == "amm"))
        }
    }

    @Test(arguments: Revision.allCases)
    func aCallOnAPoolThatIsNotThereRevertsAndTouchesNothing(_ revision: Revision) throws {
        let owner = Account(rawValue: 1)
        var house = ClearingHouse(
            revision: revision,
            parameters: ClearingHouseParameters(
                initMarginRatio: .zero, maintenanceMarginRatio: .zero, liquidationFeeRatio: .zero),
            accounts: ClearingHouseAccounts(
                owner: owner, vault: Account(rawValue: 2), insuranceFund: Account(rawValue: 3), tollPool: nil),
            quoteTokenDecimals: try #require(TokenDecimals(18)))
        let context = CallContext(sender: owner, block: Block(number: 1, timestamp: 1))
        for function in Contract.allCases.flatMap({ Call.Function.all(of: $0, in: revision) }) {
            var answers = Answers()
            let call = Call(function, on: PoolID(rawValue: 0), reading: &answers, revision: revision)
            guard call.pool != nil else { continue }
            let before = house
            #expect(throws: Revert.self) { try house.execute(call, context: context) }
            #expect(house == before)
        }
    }
}
