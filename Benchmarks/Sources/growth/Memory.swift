import CPeers
import Workloads

/// What the allocator says a market holds.
struct Memory {
    var bytesPerSnapshot: Double
    var bytesPerPosition: Double

    /// Nil where the allocator can't say, and for sizes that say nothing.
    static func measure(most: Int) throws -> Memory? {
        guard most >= 10_000, let few = try bytes(positions: 100, snapshots: most),
            let many = try bytes(positions: most, snapshots: most)
        else { return nil }
        return Memory(
            bytesPerSnapshot: Double(few) / Double(most), bytesPerPosition: Double(many - few) / Double(most - 100 + 1))
    }

    private static func bytes(positions: Int, snapshots: Int) throws -> Int? {
        guard let before = bytesInUse() else { return nil }
        let market = try GrownMarket(positions: positions, snapshots: snapshots)
        guard let after = bytesInUse() else { return nil }
        return withExtendedLifetime(market) { after - before }
    }

    private static func bytesInUse() -> Int? {
        let bytes = cpeers_bytes_in_use()
        return bytes == 0 ? nil : Int(bytes)
    }
}
