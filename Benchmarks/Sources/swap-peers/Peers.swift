import BigInt
import CPeers
import FixedPoint
import VirtualAMM
import WideIntegers

/// An implementation of the input price, with its inputs in its own form.
struct Peer {
    var name: String
    /// Prices every input; what is timed.
    var run: () -> Void
    /// The results of the last run, to be compared.
    var results: () -> [UInt256]
}

/// Results that outlive a run; written by index so that no run grows an array.
private final class Results<Value> {
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
