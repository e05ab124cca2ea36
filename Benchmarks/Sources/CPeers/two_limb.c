#include "cpeers.h"

// The difference form of SPEC P2 for numbers below 2^127, with reciprocals after Möller and Granlund: the same algorithm
// as ours, as a C programmer would tune it.
//
// Other files include this one under another name, and with the processor's division for the first reciprocal.

#ifndef CPEERS_TWO_LIMB
#define CPEERS_TWO_LIMB cpeers_two_limb
#endif

typedef unsigned __int128 u128;
typedef __int128 s128;

static inline u128 join(uint64_t high, uint64_t low) { return (u128)high << 64 | low; }
static inline uint64_t upper(u128 x) { return (uint64_t)(x >> 64); }

#if defined(CPEERS_DIVIDES) && defined(__x86_64__)

static inline uint64_t reciprocal_2by1(uint64_t d) {
    uint64_t quotient, remainder;
    // ⌊(2^128 − 1) / d⌋ − 2^64: the upper half, ~d, is less than d as d has its top bit.
    __asm__("divq %4" : "=a"(quotient), "=d"(remainder) : "a"(~0ull), "d"(~d), "r"(d) : "cc");
    return quotient;
}

#else

static inline uint64_t reciprocal_2by1(uint64_t d) {
    uint64_t d40 = (d >> 24) + 1, d63 = (d >> 1) + (d & 1);
    uint64_t v0 = ((1u << 19) - 3 * (1u << 8)) / (uint32_t)(d >> 55);
    uint64_t v1 = (v0 << 11) - ((v0 * v0 * d40) >> 40) - 1;
    uint64_t v2 = (v1 << 13) + ((v1 * ((1ull << 60) - v1 * d40)) >> 47);
    uint64_t e = ((v2 >> 1) & (0 - (d & 1))) - v2 * d63;
    uint64_t v3 = (v2 << 31) + (upper((u128)v2 * e) >> 1);
    return v3 - upper((u128)v3 * d + d) - d;
}

#endif

static inline uint64_t reciprocal_3by2(u128 d) {
    uint64_t d1 = upper(d), d0 = (uint64_t)d, v = reciprocal_2by1(d1), p = d1 * v + d0;
    uint64_t first = 0 - (uint64_t)(p < d0), second = first & (0 - (uint64_t)(p >= d1));
    v += first + second;
    p -= (d1 & first) + (d1 & second);
    u128 t = (u128)v * d0;
    p += upper(t);
    uint64_t third = 0 - (uint64_t)(p < upper(t));
    return v + third + (third & (0 - (uint64_t)(join(p, (uint64_t)t) >= d)));
}

static inline uint64_t divide_3by2(u128 u, uint64_t next, u128 d, uint64_t v, u128 *remainder) {
    u128 q = (u128)v * upper(u) + u;
    uint64_t q1 = upper(q);
    u128 r = join((uint64_t)u - q1 * upper(d), next) - (u128)(uint64_t)d * q1 - d;
    uint64_t back = 0 - (uint64_t)(upper(r) >= (uint64_t)q);
    q1 += 1 + back;
    r += d & join(back, back);
    if (__builtin_expect(r >= d, 0)) {
        q1++;
        r -= d;
    }
    *remainder = r;
    return q1;
}

/// p mod 10^18 for p below 2^255.
static inline uint64_t remainder_by_one(u128 high, u128 low) {
    const uint64_t one = 1000000000000000000u, d = one << 4, v = 0x2725dd1d243aba0eu;
    u128 f = (u128)upper(high) * 0x04eecadb58280000u + (u128)(uint64_t)high * 0x0532df7974c40000u +
             (u128)upper(low) * 0x0633275e3af80000u + (uint64_t)low;
    u128 u = ((u128)upper(f) * 0x0633275e3af80000u + (uint64_t)f) << 4;
    u128 q = (u128)v * upper(u) + u;
    uint64_t q1 = upper(q) + 1, r = (uint64_t)u - q1 * d;
    r += d & (0 - (uint64_t)(r > (uint64_t)q));
    if (__builtin_expect(r >= d, 0)) r -= d;
    return r >> 4;
}

static inline void multiply(u128 a, u128 b, u128 *high, u128 *low) {
    u128 ll = (u128)(uint64_t)a * (uint64_t)b, lh = (u128)(uint64_t)a * upper(b), hl = (u128)upper(a) * (uint64_t)b;
    u128 middle = (u128)upper(ll) + (uint64_t)lh + (uint64_t)hl;
    *low = join((uint64_t)middle, (uint64_t)ll);
    *high = (u128)upper(a) * upper(b) + upper(lh) + upper(hl) + upper(middle);
}

size_t CPEERS_TWO_LIMB(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]) {
    for (size_t i = 0; i < count; i++) {
        const cpeers_quote *quote = quotes + i;
        u128 a = join(quote->amount[1], quote->amount[0]);
        u128 x = join(quote->quote_reserve[1], quote->quote_reserve[0]);
        u128 y = join(quote->base_reserve[1], quote->base_reserve[0]);
        u128 removing = (u128)0 - (u128)!quote->adding, divisor = x + (a ^ removing) - removing;
        u128 high, low;
        multiply(x, y, &high, &low);
        uint64_t long_limbs = quote->amount[2] | quote->amount[3] | quote->quote_reserve[2] | quote->quote_reserve[3] |
                              quote->base_reserve[2] | quote->base_reserve[3];
        if (long_limbs != 0 || (s128)(a | x | y | high) < 0 || a == 0 || (s128)divisor <= 0) return i;
        u128 rest = ((u128)remainder_by_one(high, low) ^ removing) - removing, dividend;
        multiply(y, a, &high, &dividend);
        low = dividend + rest;
        high += (u128)((s128)rest >> 127) + (low < dividend);
        if (high >= divisor || upper(divisor) == 0) return i;
        int shift = __builtin_clzll(upper(divisor));
        u128 d = divisor << shift, u = high << shift | (low >> 1) >> (127 - shift), r;
        low <<= shift;
        uint64_t v = reciprocal_3by2(d), q1 = divide_3by2(u, upper(low), d, v, &r);
        u128 q = join(q1, divide_3by2(r, (uint64_t)low, d, v, &r)) + (removing & (u128)(r != 0));
        results[i][0] = (uint64_t)q;
        results[i][1] = upper(q);
        results[i][2] = results[i][3] = 0;
    }
    return count;
}
