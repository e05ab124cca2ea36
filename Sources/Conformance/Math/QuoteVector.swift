public import Files
public import FixedPoint
internal import Messages
internal import Scenarios
public import VirtualAMM

/// The trade of one case of a quote vector file.
public struct QuoteVector: Sendable {
    /// Which amount is given.
    public let kind: QuoteKind
    /// Which way the given asset moves.
    public let direction: Direction
    /// The given amount.
    public let amount: Decimal18
    /// Quote reserve before the trade.
    public let quoteAssetReserve: Decimal18
    /// Base reserve before the trade.
    public let baseAssetReserve: Decimal18

    /// What the file says that the contract did: the price, or `revert "…"`.
    public let recorded: String

    /// Reads a case; "-" is standard input.
    ///
    /// - Throws: `FileError` for a file that is no quote vector file, or has no such case.
    public init(path: String, caseID: String) throws(FileError) {
        let stream = try CaseStream(path: path)
        var ids = [String]()
        while let raw = try stream.next() {
            let header = try VectorHeader(partial: stream.header, file: stream.file)
            guard let header, header.kind == .quote else {
                throw FileError(
                    file: stream.file, message: "not a file of quote vectors; only single quotes can be explained yet")
            }
            guard let found = try raw.read(.quote, file: stream.file, filter: nil) as? QuoteCase else { continue }
            if found.id != caseID {
                ids.append(found.id)
                continue
            }
            kind = found.operation == .inputPrice ? .input : .output
            (direction, amount) = (found.direction, found.amount)
            (quoteAssetReserve, baseAssetReserve) = (found.quoteAssetReserve, found.baseAssetReserve)
            recorded = found.expected.text { $0 }
            return
        }
        let hint = nearest(to: caseID, among: ids).map { "; did you mean \"\($0)\"?" } ?? ""
        throw FileError(file: stream.file, message: "there is no case \"\(shortened(caseID))\"\(hint)")
    }
}
