// The difference form of SPEC P2 on eight trades at a time, in integer arithmetic on limbs of 52 bits.
//
// With x the reserve that moves, y the one that answers and r = x·y mod 10^18, the distance is ⌊(y·a + r) / (x + a)⌋
// for an amount added and ⌈(y·a − r) / (x − a)⌉ for one removed. A lane is left undone where its numbers are outside of
//
//     0 < a < 2^115,   x < 2^115,   y < 2^111,   D = x ± a ≥ 2^11,   y·a ± r ≥ 0,
//     ⌊a / 2^64⌋ < ⌊D / 2^64⌋ or a < D < 2^64,
//
// within which nothing reverts and the quotient is less than 2^112. Where D < 2^64 dividend and divisor are taken times
// 2^52, which changes neither the quotient nor whether there is a rest; so from here on D ≥ 2^63.
//
// The quotient comes in three digits, each from an estimate that is never too large. With B the bit length of D, let
// d = ⌊D / 2^(B−52)⌋, so that 2^51 ≤ d < 2^52, and let v be less than 2^103 / (d + 1) by at most E. For a rest
// R < D·2^m and ρ = ⌊R / 2^(B+m−52)⌋ < 2^52, the digit q = ⌊ρ·v / 2^53⌋ satisfies q·2^(m−50) ≤ R / D. What ρ cuts off
// makes the digit smaller by less than v / 2^53 < 1/2, what v lacks by less than (E + 2)·ρ / 2^53 < (E + 2) / 2, and
// rounding down by less than 1, so that R − q·2^(m−50)·D < (2.5 + E/2)·2^(m−50)·D. With E ≤ 16 that is below
// 2^(m−45)·D: m goes from 112 to 67 to 22. The third digit has weight 1 (the product is shifted by 103 − 22 bits),
// which leaves R < 2·D and one last comparison.

#include "cvectorquotes.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define VECTOR __attribute__((target("avx512f,avx512dq,avx512cd,avx512ifma"), always_inline)) static inline

typedef __m512i lanes;

/// 2^104, 2^156 and 2^208 modulo 10^18.
static const uint64_t powers[3] = {670423947251286016u, 767688728495783936u, 408394965837152256u};

/// A number in three limbs of 52 bits, least significant first.
typedef struct {
    lanes l0, l1, l2;
} number;

VECTOR lanes all(uint64_t value) { return _mm512_set1_epi64((long long)value); }
VECTOR lanes add(lanes a, lanes b) { return _mm512_add_epi64(a, b); }
VECTOR lanes sub(lanes a, lanes b) { return _mm512_sub_epi64(a, b); }
VECTOR lanes or(lanes a, lanes b) { return _mm512_or_si512(a, b); }
VECTOR lanes left(lanes a, unsigned bits) { return _mm512_slli_epi64(a, bits); }
VECTOR lanes right(lanes a, unsigned bits) { return _mm512_srli_epi64(a, bits); }
/// The lower 52 bits.
VECTOR lanes limb(lanes a) { return _mm512_and_si512(a, all((1ull << 52) - 1)); }
/// What is above the lower 52 bits, with its sign.
VECTOR lanes carry(lanes a) { return _mm512_srai_epi64(a, 52); }
/// sum + the lower 52 bits of the 104-bit product of two limbs; of a and b only 52 bits count.
VECTOR lanes lo(lanes sum, lanes a, lanes b) { return _mm512_madd52lo_epu64(sum, a, b); }
/// sum + the upper 52 bits of that product.
VECTOR lanes hi(lanes sum, lanes a, lanes b) { return _mm512_madd52hi_epu64(sum, a, b); }

/// Two neighbours of a column, of 32 bytes each.
VECTOR lanes loadPair(cvectorquotes_numbers from, size_t index) {
    const char *first = (const char *)from.first + index * from.stride;
    const __m512i lower = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)first));
    return _mm512_inserti64x4(lower, _mm256_loadu_si256((const __m256i *)(first + from.stride)), 1);
}

/// Two 64-bit words of each of eight numbers of four; all of the other two is or-ed into `rest`.
VECTOR void load(cvectorquotes_numbers from, size_t index, lanes *low, lanes *high, lanes *rest) {
    const lanes z0 = loadPair(from, index), z1 = loadPair(from, index + 2);
    const lanes z2 = loadPair(from, index + 4), z3 = loadPair(from, index + 6);
    const lanes order = _mm512_setr_epi64(0, 4, 8, 12, 1, 5, 9, 13);
    const lanes first = _mm512_permutex2var_epi64(z0, order, z1), second = _mm512_permutex2var_epi64(z2, order, z3);
    *low = _mm512_shuffle_i64x2(first, second, 0x44);
    *high = _mm512_shuffle_i64x2(first, second, 0xEE);
    *rest = or(*rest, or(or(z0, z1), or(z2, z3)));
}

/// Writes eight numbers of two words as numbers of four.
VECTOR void store(char *to, lanes low, lanes high) {
    const lanes order = _mm512_setr_epi64(0, 8, 0, 0, 1, 9, 0, 0);
    for (int i = 0; i < 4; i++) {
        const lanes index = add(order, all((uint64_t)(2 * i)));
        _mm512_storeu_si512(to + 64 * i, _mm512_maskz_permutex2var_epi64(0x33, low, index, high));
    }
}

VECTOR number split(lanes low, lanes high) {
    const number result = {limb(low), limb(or(right(low, 52), left(high, 12))), right(high, 40)};
    return result;
}

/// The product of two numbers of less than 2^116, in five limbs that have not handed on their carries.
VECTOR void multiply(number a, number b, lanes p[5]) {
    const lanes zero = _mm512_setzero_si512();
    p[0] = lo(zero, a.l0, b.l0);
    p[1] = lo(lo(hi(zero, a.l0, b.l0), a.l0, b.l1), a.l1, b.l0);
    p[2] = lo(lo(lo(zero, a.l0, b.l2), a.l1, b.l1), a.l2, b.l0);
    p[2] = add(p[2], hi(hi(zero, a.l0, b.l1), a.l1, b.l0));
    p[3] = hi(hi(hi(zero, a.l0, b.l2), a.l1, b.l1), a.l2, b.l0);
    p[3] = add(p[3], lo(lo(zero, a.l1, b.l2), a.l2, b.l1));
    p[4] = lo(hi(hi(zero, a.l1, b.l2), a.l2, b.l1), a.l2, b.l2);
}

VECTOR void handOn(lanes p[], int count) {
    for (int i = 0; i + 1 < count; i++) {
        p[i + 1] = add(p[i + 1], carry(p[i]));
        p[i] = limb(p[i]);
    }
}

/// Times 2^52 in some lanes; the uppermost limb has to be 0 there.
VECTOR void scale(lanes p[], int count, __mmask8 where) {
    for (int i = count - 1; i > 0; i--) p[i] = _mm512_mask_mov_epi64(p[i], where, p[i - 1]);
    p[0] = _mm512_mask_mov_epi64(p[0], where, _mm512_setzero_si512());
}

/// A product of five limbs modulo 10^18.
VECTOR lanes remainderByOne(const lanes p[5]) {
    lanes a0 = p[0], a1 = p[1], a2 = _mm512_setzero_si512();
    for (int i = 0; i < 3; i++) {
        const lanes lower = all(powers[i] & ((1ull << 52) - 1)), upper = all(powers[i] >> 52);
        a0 = lo(a0, p[i + 2], lower);
        a1 = lo(hi(a1, p[i + 2], lower), p[i + 2], upper);
        a2 = hi(a2, p[i + 2], upper);
    }
    a1 = add(a1, carry(a0));
    a0 = limb(a0);
    a2 = add(a2, carry(a1));
    a1 = limb(a1);
    // a2 is less than 2^10: once more leaves less than 2^104 + 2^72.
    const lanes lower = all(powers[0] & ((1ull << 52) - 1)), upper = all(powers[0] >> 52);
    a0 = lo(a0, a2, lower);
    a1 = lo(hi(a1, a2, lower), a2, upper);
    // ⌊2^110 / 10^18⌋ times the bits from 58 on is a quotient that is too small by one at most.
    const lanes zero = _mm512_setzero_si512(), one = all(1000000000000000000u);
    const lanes quotient = hi(zero, right(a1, 6), all(1298074214633706u));
    const lanes oneLower = all(1000000000000000000u & ((1ull << 52) - 1)), oneUpper = all(1000000000000000000u >> 52);
    const lanes upperPart = lo(hi(zero, quotient, oneLower), quotient, oneUpper);
    // Modulo 2^64: the true rest is less than 2 · 10^18.
    const lanes rest = sub(add(a0, left(sub(a1, upperPart), 52)), lo(zero, quotient, oneLower));
    return _mm512_mask_sub_epi64(rest, _mm512_cmpge_epu64_mask(rest, one), rest, one);
}

/// At most 2^103 / (d + 1), and less by at most 16, for 2^51 ≤ d < 2^52.
///
/// With δ = d / 2^52, x ≈ 1/δ in units of 2^−50. A parabola gives it to 1/99. A step x·(2 − δ·x) squares the relative
/// error and never comes out above 1/δ; taking the bracket too small by up to one unit and cutting off the product cost
/// at most 2 + 4 units. After three steps that is less than 7 units, of which (1/99)^8·2^51 < 1 is what the parabola
/// left. In units of 2^−51 it is 14, and 2 more go for d + 1 in place of d.
VECTOR lanes reciprocal(lanes d) {
    const lanes zero = _mm512_setzero_si512();
    // 140/33 − δ·(64/11 − δ·256/99), the best parabola, in units of 2^−49.
    const lanes inner = sub(all(3275345183542178u), hi(zero, d, all(1455708970463190u)));
    lanes x = left(sub(all(2388272529666172u), hi(zero, d, inner)), 1);
    for (int i = 0; i < 3; i++) {
        const lanes complement = sub(all((1ull << 51) - 1), hi(zero, d, x));
        x = left(hi(zero, x, complement), 2);
    }
    return sub(left(x, 1), all(2));
}

/// The limb of `rest` that begins at bit `position`, given the limbs around it; whatever is above has to be 0.
VECTOR lanes extract(lanes position, int first, lanes below, lanes middle, lanes above) {
    // position − 52 · first is from 0 to 103.
    const lanes inLower = sub(position, all((uint64_t)(52 * first)));
    const __mmask8 isUpper = _mm512_cmpge_epu64_mask(inLower, all(52));
    const lanes bits = _mm512_mask_sub_epi64(inLower, isUpper, inLower, all(52));
    const lanes from = _mm512_mask_blend_epi64(isUpper, below, middle);
    const lanes next = _mm512_mask_blend_epi64(isUpper, middle, above);
    return or(_mm512_srlv_epi64(from, bits), _mm512_sllv_epi64(next, sub(all(52), bits)));
}

/// rest −= q · d in three limbs; what lies above is 0 afterwards.
VECTOR void subtractProduct(lanes *r0, lanes *r1, lanes *r2, lanes q, number d) {
    const lanes zero = _mm512_setzero_si512();
    const lanes t0 = sub(*r0, lo(zero, q, d.l0));
    const lanes t1 = add(sub(*r1, lo(hi(zero, q, d.l0), q, d.l1)), carry(t0));
    const lanes t2 = add(sub(*r2, lo(hi(zero, q, d.l1), q, d.l2)), carry(t1));
    *r0 = limb(t0);
    *r1 = limb(t1);
    *r2 = limb(t2);
}

VECTOR number shifted(number d, unsigned bits) {
    const number result = {
        limb(left(d.l0, bits)), limb(or(left(d.l1, bits), right(d.l0, 52 - bits))),
        or(left(d.l2, bits), right(d.l1, 52 - bits))};
    return result;
}

/// Prices one block of eight; returns the lanes that are done.
VECTOR __mmask8 price(
    cvectorquotes_numbers amounts, cvectorquotes_numbers moved, cvectorquotes_numbers answering, __mmask8 out,
    size_t index, char *distances) {
    const lanes zero = _mm512_setzero_si512();
    lanes wide = zero, aLow, aHigh, xLow, xHigh, yLow, yHigh;
    load(amounts, index, &aLow, &aHigh, &wide);
    load(moved, index, &xLow, &xHigh, &wide);
    load(answering, index, &yLow, &yHigh, &wide);
    // Words 2 and 3 of any number: such blocks are rare, and are left alone as a whole.
    __mmask8 done = (_mm512_test_epi64_mask(wide, wide) & 0xCC) == 0 ? 0xFF : 0;
    done &= _mm512_cmplt_epu64_mask(or(aHigh, xHigh), all(1ull << 51));
    done &= _mm512_cmplt_epu64_mask(yHigh, all(1ull << 47));
    // An amount of 0 comes to 0, not to ⌊r / D⌋.
    done &= _mm512_test_epi64_mask(or(aLow, aHigh), or(aLow, aHigh));
    const number a = split(aLow, aHigh), x = split(xLow, xHigh), y = split(yLow, yHigh);

    // D = x ± a, and the bits of it from 52 on.
    lanes d[3] = {
        _mm512_mask_sub_epi64(add(x.l0, a.l0), out, x.l0, a.l0),
        _mm512_mask_sub_epi64(add(x.l1, a.l1), out, x.l1, a.l1),
        _mm512_mask_sub_epi64(add(x.l2, a.l2), out, x.l2, a.l2)};
    handOn(d, 3);
    done &= _mm512_cmpge_epi64_mask(d[2], zero);
    // a < D: by the bits from 64 on or, where D has none, by those below.
    const lanes dLow = or(left(d[1], 52), d[0]), dHigh = or(right(d[1], 12), left(d[2], 40));
    const __mmask8 isShort = _mm512_cmpeq_epi64_mask(dHigh, zero);
    done &= _mm512_cmplt_epu64_mask(aHigh, dHigh)
        | (isShort & _mm512_cmpeq_epi64_mask(aHigh, zero) & _mm512_cmplt_epu64_mask(aLow, dLow));
    // A divisor of one word is taken times 2^52, and so is the dividend.
    scale(d, 3, isShort);
    const number divisor = {d[0], d[1], d[2]};
    const lanes head = or(left(d[2], 52), d[1]);
    const lanes zeros = _mm512_lzcnt_epi64(head);
    done &= _mm512_cmple_epu64_mask(zeros, all(52));

    // N = y·a ± r.
    lanes product[5], n[5];
    multiply(x, y, product);
    handOn(product, 5);
    const lanes r = remainderByOne(product);
    multiply(y, a, n);
    n[0] = _mm512_mask_sub_epi64(add(n[0], limb(r)), out, n[0], limb(r));
    n[1] = _mm512_mask_sub_epi64(add(n[1], right(r, 52)), out, n[1], right(r, 52));
    handOn(n, 5);
    done &= _mm512_cmpge_epi64_mask(n[4], zero);
    scale(n, 5, isShort);

    // The bit length of D is 116 − zeros.
    const lanes top = or(_mm512_sllv_epi64(head, zeros), _mm512_srlv_epi64(d[0], sub(all(52), zeros)));
    const lanes v = reciprocal(right(top, 12));
    const lanes q1 = right(hi(zero, extract(sub(all(176), zeros), 2, n[2], n[3], n[4]), v), 1);
    subtractProduct(&n[1], &n[2], &n[3], q1, shifted(divisor, 10));
    const lanes q2 = right(hi(zero, extract(sub(all(131), zeros), 1, n[1], n[2], n[3]), v), 1);
    subtractProduct(&n[0], &n[1], &n[2], q2, shifted(divisor, 17));
    lanes q3 = right(hi(zero, extract(sub(all(86), zeros), 0, n[0], n[1], n[2]), v), 29);
    subtractProduct(&n[0], &n[1], &n[2], q3, divisor);

    lanes e[3] = {sub(n[0], d[0]), sub(n[1], d[1]), sub(n[2], d[2])};
    handOn(e, 3);
    const __mmask8 again = _mm512_cmpge_epi64_mask(e[2], zero);
    const lanes rest = _mm512_mask_blend_epi64(again, or(or(n[0], n[1]), n[2]), or(or(e[0], e[1]), e[2]));
    q3 = _mm512_mask_add_epi64(q3, again, q3, all(1));
    const __mmask8 up = out & _mm512_test_epi64_mask(rest, rest);
    q3 = _mm512_mask_add_epi64(q3, up, q3, all(1));

    // q1·2^62 + q2·2^17 + q3.
    const lanes lower = add(left(q2, 17), q3);
    const lanes low = add(lower, left(q1, 62));
    lanes high = add(right(q1, 2), right(q2, 47));
    high = _mm512_mask_add_epi64(high, _mm512_cmplt_epu64_mask(lower, q3), high, all(1));
    high = _mm512_mask_add_epi64(high, _mm512_cmplt_epu64_mask(low, lower), high, all(1));
    store(distances, _mm512_maskz_mov_epi64(done, low), _mm512_maskz_mov_epi64(done, high));
    return done;
}

int cvectorquotes_available(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512ifma");
}

__attribute__((target("avx512f,avx512dq,avx512cd,avx512ifma")))
void cvectorquotes_price(
    cvectorquotes_numbers amounts, cvectorquotes_numbers moved, cvectorquotes_numbers answering,
    const uint8_t *removing, size_t removing_stride, size_t count, void *distances, uint8_t *undone) {
    for (size_t index = 0; index + 8 <= count; index += 8) {
        __mmask8 out = 0;
        for (size_t i = 0; i < 8; i++) out |= (__mmask8)((removing[(index + i) * removing_stride] != 0) << i);
        const __mmask8 done = price(amounts, moved, answering, out, index, (char *)distances + index * 32);
        undone[index / 8] = (uint8_t)~done;
    }
}

#else

int cvectorquotes_available(void) { return 0; }

void cvectorquotes_price(
    cvectorquotes_numbers amounts, cvectorquotes_numbers moved, cvectorquotes_numbers answering,
    const uint8_t *removing, size_t removing_stride, size_t count, void *distances, uint8_t *undone) {
    (void)amounts, (void)moved, (void)answering, (void)removing, (void)removing_stride, (void)count;
    (void)distances, (void)undone;
}

#endif
