internal import FixedPoint
public import Simulation
internal import VirtualAMM

/// A market's time series as lines of a CSV file: a line for each pool at the end of each block.
public enum SeriesFile {
    /// The names of the columns.
    public static let header = [
        "block", "timestamp", "pool", "indexPrice", "oraclePrice", "markPrice", "quoteAssetReserve", "baseAssetReserve",
        "rootOfK", "netPosition", "openInterest", "insuranceFund", "vault", "arbitrageCapital", "volume", "fees",
        "liquidations", "kCost",
    ].joined(separator: ",")

    /// A line; a price that can't be computed is empty.
    public static func line(_ record: BlockRecord) -> String {
        [
            "\(record.block.number)", "\(record.block.timestamp)", "\(record.pool)", "\(record.indexPrice)",
            "\(record.oraclePrice)", record.spotPrice?.description ?? "", "\(record.quoteAssetReserve)",
            "\(record.baseAssetReserve)", "\(record.rootOfK)", "\(record.netPosition)", "\(record.openInterest)",
            "\(record.insuranceFund)", "\(record.vault)", "\(record.arbitrageCapital)", "\(record.volume)",
            "\(record.fees)", "\(record.liquidations)", "\(record.kCost)",
        ].joined(separator: ",")
    }
}
