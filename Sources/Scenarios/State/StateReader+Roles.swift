internal import Clearing
internal import FixedPoint
internal import JSON
internal import Messages
internal import VirtualAMM
internal import WideIntegers

// Who has which role in clearing house, fund and token, and what accounts let the clearing house take.

extension StateReader {
    mutating func readHouse() throws(PlacedError) {
        house.ownership = Ownership(
            owner: try clearingHouse.anybodyOrNull("owner", roster),
            candidate: try clearingHouse.anybodyOrNull("candidate", roster))
        house.accounts.tollPool = try clearingHouse.anybodyOrNull("tollPool", roster)
        house.whitelisted = try clearingHouse.anybodyOrNull("whitelist", roster)
        let place = clearingHouse.place(of: "backstop")
        let providers = try clearingHouse.array("backstop").mapThrowing { value throws(PlacedError) in
            guard let account = value.text.flatMap({ roster.account(named: $0) }) else {
                throw PlacedError(
                    message: "expected an account's name, found \(value.kindName)", place: place, offset: value.offset)
            }
            return account
        }
        guard roster.revision == .v2 || providers.isEmpty, Set(providers).count == providers.count else {
            throw PlacedError(
                message: roster.revision == .v2 ? "an account stands twice" : "v1 has no backstop providers",
                place: place, offset: clearingHouse.offset)
        }
        house.backstopProviders = Set(providers)
        try clearingHouse.finish()
        try readFund()
    }

    private mutating func readFund() throws(PlacedError) {
        let owner = try insuranceFund.anybodyOrNull("owner", roster)
        if let candidate = try insuranceFund.anybodyOrNull("candidate", roster) {
            unknown.append(
                StateWarning(
                    name: .contracts,
                    message: "\(roster.name(of: candidate)) may take over the insurance fund; no call here does that"))
        }
        let beneficiary = try insuranceFund.required("beneficiary")
        var fund = house.insuranceFund
        fund.owner = owner ?? Roster.nobody
        if beneficiary.text == Self.zeroAddress {
            fund.beneficiary = nil
        } else if let account = try insuranceFund.anybodyOrNull("beneficiary", roster) {
            fund.beneficiary = account
        }
        if insuranceFund.has("supportsQuoteToken") {
            fund.supportsQuoteToken = try insuranceFund.bool("supportsQuoteToken")
        }
        try insuranceFund.finish()
        house.insuranceFund = fund
    }

    /// What accounts let the clearing house take, and what of the token the state leaves out.
    mutating func readAllowances() throws(PlacedError) {
        for name in allowances.names {
            let units = try allowances.integer(name, UInt256.self)
            // Nobody can have more than there is, so that this much is any amount.
            guard units < .max, let account = roster.account(named: name) else { continue }
            house.ledger.allow(units, by: account)
        }
        if token.has("paused") { house.ledger.isPaused = try token.bool("paused") }
        if token.has("balances") {
            var balances = try token.fields("balances")
            for name in balances.names {
                let units = try balances.integer(name, UInt256.self)
                guard let account = roster.account(named: name), !roster.isHolder(account),
                    house.restore(balance: units, of: account)
                else {
                    throw PlacedError(
                        message: "the balance of \"\(shortened(name))\" belongs into the state, or is out of range",
                        place: balances.place, offset: balances.offset)
                }
            }
        }
        try token.finish()
    }
}
