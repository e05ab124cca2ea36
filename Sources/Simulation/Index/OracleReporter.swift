internal import FixedPoint

/// When the oracle of one pool reports, and what (SPEC K4).
struct OracleReporter: Sendable {
    private let settings: OracleSettings
    private let startTime: UInt64
    private var nextTime: UInt64
    /// What the index was, from `delay` ago on, earliest first.
    private var past: [IndexPoint]

    init(_ settings: OracleSettings, startTime: UInt64, price: Decimal18) {
        self.settings = settings
        self.startTime = startTime
        nextTime = startTime + settings.period
        past = [IndexPoint(timestamp: startTime, price: price)]
    }

    /// The price to report in a block; nil where none is due, or where the oracle is out.
    mutating func report(index: Decimal18, at time: UInt64) -> Decimal18? {
        past.append(IndexPoint(timestamp: time, price: index))
        let known = time - min(time, settings.delay)
        // The latest that was known then; what is earlier is not asked for again.
        let later = past.firstIndex { $0.timestamp > known } ?? past.count
        if later > 1 { past.removeFirst(later - 1) }
        guard time >= nextTime else { return nil }
        // Reports stay on their beat, however long the blocks are.
        nextTime += ((time - nextTime) / settings.period + 1) * settings.period
        let offset = time - startTime
        guard !settings.outages.contains(where: { offset >= $0.start && offset - $0.start < $0.seconds }) else {
            return nil
        }
        return past[0].price
    }
}
