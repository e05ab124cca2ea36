import BigInt
import BoostPeer
import CNativePeers
import CPeers
import FixedPoint
import VirtualAMM
import WideIntegers
import Workloads

/// An implementation of the input price, with its inputs in its own form.
struct Peer {
    var name: String
    /// Prices every input and returns the nanoseconds it took.
    var run: () -> Double
    /// The results of the last run, to be compared.
    var results: () -> [UInt256]

    /// A peer of this process.
    init(name: String, run: @escaping () -> Void, results: @escaping () -> [UInt256]) {
        self.name = name
        self.results = results
        self.run = {
            let start = ContinuousClock.now
            run()
            let duration = (ContinuousClock.now - start).components
            return Double(duration.seconds) * 1e9 + Double(duration.attoseconds) / 1e9
        }
    }

    /// A peer that keeps its own time.
    init(name: String, timed run: @escaping () -> Double, results: @escaping () -> [UInt256]) {
        self.name = name
        self.results = results
        self.run = run
    }
}

/// Results that outlive a run; written by index so that no run grows an array.
private final class Results<Value>: @unchecked Sendable {
    var values: [Value]
    init(_ count: Int, _ value: Value) { values = Array(repeating: value, count: count) }
}

func ours(_ inputs: [QuoteInput]) -> Peer {
    let results = Results(inputs.count, Decimal18.zero)
    return Peer(
        name: "ours",
        run: {
            results.values.withUnsafeMutableBufferPointer { results in
                for (index, input) in inputs.enumerated() {
                    do throws(Revert) {
                        results[index] = try Curve.inputPrice(
                            input.direction, quoteAssetAmount: Decimal18(raw: input.amount),
                            quoteAssetReserve: Decimal18(raw: input.quoteAssetReserve),
                            baseAssetReserve: Decimal18(raw: input.baseAssetReserve))
                    } catch {
                        results[index] = .zero
                    }
                }
            }
        }, results: { results.values.map(\.raw) })
}

func oursInBatches(_ inputs: [QuoteInput]) -> Peer {
    var batch = QuoteBatch()
    for input in inputs {
        batch.append(
            input.direction, amount: Decimal18(raw: input.amount),
            quoteAssetReserve: Decimal18(raw: input.quoteAssetReserve),
            baseAssetReserve: Decimal18(raw: input.baseAssetReserve))
    }
    let quotes = batch
    var prices = QuotePrices()
    return Peer(
        name: "ours, batch", run: { quotes.inputPrices(into: &prices) }, results: { prices.values.map(\.raw) })
}

/// The same batch on all cores.
func oursOnAllCores(_ inputs: [QuoteInput]) -> Peer {
    var batch = QuoteBatch()
    for input in inputs {
        batch.append(
            input.direction, amount: Decimal18(raw: input.amount),
            quoteAssetReserve: Decimal18(raw: input.quoteAssetReserve),
            baseAssetReserve: Decimal18(raw: input.baseAssetReserve))
    }
    let quotes = batch
    let results = Results(0, Decimal18.zero)
    return Peer(
        name: "ours, all cores",
        run: {
            waiting { results.values = await quotes.inputPricesOnAllCores().values }
        }, results: { results.values.map(\.raw) })
}

/// Boost.Multiprecision's checked 256-bit integers.
func boost(_ inputs: [QuoteInput]) -> Peer {
    let limbs = inputs.flatMap { input in
        [input.amount, input.quoteAssetReserve, input.baseAssetReserve].flatMap { number in
            [number.limbs.0, number.limbs.1, number.limbs.2, number.limbs.3]
        }
    }
    let quotes = boostpeer_create(limbs, inputs.map { $0.direction == .addToAmm ? 1 : 0 }, inputs.count)
    return Peer(
        name: "Boost checked", run: { boostpeer_run(quotes) },
        results: {
            var limbs = Array(repeating: UInt64(0), count: inputs.count * 4)
            boostpeer_results(quotes, &limbs)
            return stride(from: 0, to: limbs.count, by: 4).map {
                UInt256(limbs: (limbs[$0], limbs[$0 + 1], limbs[$0 + 2], limbs[$0 + 3]))
            }
        })
}

/// Nil where there is no python3.
func python(_ inputs: [QuoteInput]) -> Peer? {
    PythonPeer(inputs).map { python in
        Peer(name: "CPython", timed: { python.run() ?? .nan }, results: { python.results() })
    }
}

/// A function of `CPeers` that prices quotes.
typealias CPricer = (UnsafePointer<cpeers_quote>, Int, UnsafeMutablePointer<Limbs>?) -> Void

/// A number in four limbs, as C sees it.
typealias Limbs = (UInt64, UInt64, UInt64, UInt64)

func inC(_ name: String, _ inputs: [QuoteInput], _ price: @escaping CPricer) -> Peer {
    let quotes = inputs.map { input in
        cpeers_quote(
            amount: input.amount.limbs, quote_reserve: input.quoteAssetReserve.limbs,
            base_reserve: input.baseAssetReserve.limbs, adding: input.direction == .addToAmm ? 1 : 0)
    }
    let results = Results<Limbs>(inputs.count, (0, 0, 0, 0))
    return Peer(
        name: name,
        run: { results.values.withUnsafeMutableBufferPointer { price(quotes, quotes.count, $0.baseAddress) } },
        results: { results.values.map { UInt256(limbs: $0) } })
}

/// The algorithm of ours in C: portable, with a division instruction, and both compiled for this processor.
func inTwoLimbs(_ inputs: [QuoteInput]) -> [Peer] {
    [
        inC("C two-limb", inputs) { _ = cpeers_two_limb($0, $1, $2) },
        inC("C with division", inputs) { _ = cpeers_two_limb_division($0, $1, $2) },
        inC("C native", inputs) { _ = cnativepeers_two_limb($0, $1, $2) },
        inC("C native, division", inputs) { _ = cnativepeers_two_limb_division($0, $1, $2) },
    ]
}

func attaswift(_ inputs: [QuoteInput]) -> Peer {
    let converted = inputs.map { input in
        (
            adding: input.direction == .addToAmm, amount: BigInt(input.amount), quote: BigInt(input.quoteAssetReserve),
            base: BigInt(input.baseAssetReserve)
        )
    }
    let results = Results(inputs.count, BigInt(0))
    let one = BigInt(1_000_000_000_000_000_000)
    return Peer(
        name: "attaswift/BigInt",
        run: {
            for (index, input) in converted.enumerated() {
                let k = input.quote * input.base / one
                let after = input.adding ? input.quote + input.amount : input.quote - input.amount
                let (quotient, remainder) = (k * one).quotientAndRemainder(dividingBy: after)
                let distance = BigInt((quotient - input.base).magnitude)
                results.values[index] = remainder == 0 ? distance : input.adding ? distance - 1 : distance + 1
            }
        }, results: { results.values.map { UInt256($0) } })
}
