#include "boostpeer.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <vector>

using boost::multiprecision::checked_uint256_t;

namespace {

struct Quote {
    checked_uint256_t amount, quote_reserve, base_reserve;
    bool adding;
};

checked_uint256_t number(const uint64_t *limbs) {
    checked_uint256_t value = limbs[3];
    for (int i = 2; i >= 0; i--) value = (value << 64) | limbs[i];
    return value;
}

}  // namespace

struct boostpeer_quotes {
    std::vector<Quote> quotes;
    std::vector<checked_uint256_t> results;
};

boostpeer_quotes *boostpeer_create(const uint64_t *limbs, const uint8_t *adding, size_t count) {
    auto *peer = new boostpeer_quotes;
    for (size_t i = 0; i < count; i++, limbs += 12) {
        peer->quotes.push_back({number(limbs), number(limbs + 4), number(limbs + 8), adding[i] != 0});
    }
    peer->results.resize(count);
    return peer;
}

void boostpeer_run(boostpeer_quotes *peer) {
    const checked_uint256_t one = 1000000000000000000u;
    checked_uint256_t quotient, remainder;
    for (size_t i = 0; i < peer->quotes.size(); i++) {
        const Quote &quote = peer->quotes[i];
        const checked_uint256_t k = quote.quote_reserve * quote.base_reserve / one;
        const checked_uint256_t after =
            quote.adding ? quote.quote_reserve + quote.amount : quote.quote_reserve - quote.amount;
        const checked_uint256_t numerator = k * one;
        divide_qr(numerator, after, quotient, remainder);
        checked_uint256_t &distance = peer->results[i];
        if (quotient < quote.base_reserve) distance = quote.base_reserve - quotient;
        else distance = quotient - quote.base_reserve;
        if (!remainder.is_zero()) {
            if (quote.adding) --distance;
            else ++distance;
        }
    }
}

void boostpeer_results(const boostpeer_quotes *peer, uint64_t *limbs) {
    for (const checked_uint256_t &result : peer->results) {
        for (int i = 0; i < 4; i++, limbs++) *limbs = static_cast<uint64_t>((result >> (64 * i)) & UINT64_MAX);
    }
}

void boostpeer_destroy(boostpeer_quotes *peer) { delete peer; }
