import Clearing
import FixedPoint
import Simulation
import Testing
import VirtualAMM
import WideIntegers

/// The index path and what the oracle tells of it (SPEC K3, K4), seen at the end of every block.
@Suite struct IndexTests {
    /// A market without agents.
    private static func records(
        blocks: UInt64 = 48, seed: UInt64 = 1, _ change: (inout MarketConfiguration) -> Void
    ) throws -> [BlockRecord] {
        var records: [BlockRecord] = []
        var simulation = try Simulation(
            TestMarket.market(blocks: blocks) {
                $0.traders.count = 0
                $0.arbitrageurs.count = 0
                $0.index.segments[0].volatility = .zero
                $0.oracle.period = 3600
                change(&$0)
            }, seed: seed)
        simulation.onBlock = { records.append($0) }
        _ = try simulation.run()
        return records
    }

    private static func isNear(_ price: Decimal18, _ expected: String) throws -> Bool {
        try #require(price.relativeDistance(from: try decimal(expected))) < (try decimal("0.00000000000001"))
    }

    @Test func nothingMovesAQuietIndex() throws {
        #expect(try Self.records { _ in }.allSatisfy { $0.indexPrice == Decimal18(whole: 400) })
    }

    @Test func aMoveAndAGapArriveWhereTheyShould() throws {
        let records = try Self.records {
            $0.index.segments[0].seconds = 12 * 3600
            $0.index.segments.append(IndexSegment())
            $0.index.segments[1].volatility = .zero
            $0.index.segments[1].seconds = 24 * 3600
            $0.index.segments[1].move = SignedDecimal18("-0.35") ?? .zero
            $0.index.segments.append(IndexSegment())
            $0.index.segments[2].volatility = .zero
            $0.index.segments[2].gap = SignedDecimal18("0.25") ?? .zero
        }
        #expect(records[11].indexPrice == Decimal18(whole: 400))
        #expect(records[12].indexPrice < Decimal18(whole: 400))
        #expect(try Self.isNear(records[35].indexPrice, "260"))
        #expect(try Self.isNear(records[36].indexPrice, "325"))
        #expect(records[47].indexPrice == records[36].indexPrice)
    }

    /// 400 hours at 50 % a year, 20 seeds: the root of the sum of squares is 0.5 within five standard errors.
    @Test func volatilityIsAsConfigured() throws {
        var (squares, count) = (0.0, 0.0)
        for seed in UInt64(1)...20 {
            var previous = 400.0
            for record in try Self.records(
                blocks: 400, seed: seed, { $0.index.segments[0].volatility = .percent(50) })
            {
                let price = try #require(Double(record.indexPrice.description))
                let change = price / previous - 1
                squares += change * change
                count += 1
                previous = price
            }
        }
        let yearly = (squares / count * 8760).squareRoot()
        #expect(abs(yearly / 0.5 - 1) < 5 / (2 * count).squareRoot())
    }

    @Test func aSeriesIsFollowed() throws {
        let start = MarketConfiguration().run.startTime
        let records = try Self.records(blocks: 6) {
            $0.index.series = [
                IndexPoint(timestamp: start - 50, price: Decimal18(whole: 100)),
                IndexPoint(timestamp: start + 7200, price: Decimal18(whole: 110)),
                IndexPoint(timestamp: start + 7201, price: Decimal18(whole: 120)),
                IndexPoint(timestamp: start + 14_000, price: Decimal18(whole: 130)),
            ]
        }
        #expect(records.map(\.indexPrice) == [100, 110, 120, 130, 130, 130].map { Decimal18(whole: $0) })
    }

    @Test func theOracleLagsAndGoesOut() throws {
        let start = MarketConfiguration().run.startTime
        let records = try Self.records(blocks: 8) {
            $0.index.series = (0...8).map {
                IndexPoint(timestamp: start + $0 * 3600, price: Decimal18(whole: 100 + $0))
            }
            $0.oracle.period = 7200
            $0.oracle.delay = 3600
            $0.oracle.outages = [OracleOutage(start: 5 * 3600, seconds: 2 * 3600)]
        }
        // Reports are due in blocks 2, 4, 6 and 8, an hour late; the third falls into the outage.
        #expect(records.map(\.oraclePrice) == [100, 101, 101, 103, 103, 103, 103, 107].map { Decimal18(whole: $0) })
    }

    @Test func aPathStaysWithinItsBounds() throws {
        let records = try Self.records(blocks: 2000) {
            $0.index.segments[0].volatility = Decimal18(whole: 100)
        }
        #expect(
            records.allSatisfy { !$0.indexPrice.isZero && $0.indexPrice <= Decimal18(whole: 1_000_000_000_000_000) })
    }
}
