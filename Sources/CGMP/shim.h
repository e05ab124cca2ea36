// The part of GMP's low-level layer that WideIntegers uses. The mpn_* names are macros in C, which Swift can't see, so
// each gets a static inline wrapper. Nothing of it allocates for the sizes that WideIntegers asks for, at most 24
// limbs; only the rationals (cgmp_q_*), which are for explanations and not for the protocol, do.
#ifndef VIRTUAL_AMM_CGMP_SHIM_H
#define VIRTUAL_AMM_CGMP_SHIM_H

#include <gmp.h>
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(mp_limb_t) == 8 && GMP_NUMB_BITS == 64 && GMP_NAIL_BITS == 0,
               "GMP with 64-bit limbs and no nails is required");

/// qp[0 ... nn-dn], rp[0 ..< dn] = np[0 ..< nn] divided by dp[0 ..< dn]; dp[dn-1] != 0, nn >= dn.
static inline void cgmp_tdiv_qr(uint64_t *qp, uint64_t *rp, const uint64_t *np, long nn, const uint64_t *dp, long dn) {
    mpn_tdiv_qr((mp_ptr)qp, (mp_ptr)rp, 0, (mp_srcptr)np, nn, (mp_srcptr)dp, dn);
}

/// Digits (values, not characters) of np[0 ..< nn] in base 2 ... 256, most significant first; np[nn-1] != 0, clobbered
/// unless the base is a power of two.
static inline size_t cgmp_get_str(uint8_t *digits, int base, uint64_t *np, long nn) {
    return mpn_get_str(digits, base, (mp_ptr)np, nn);
}

/// rp = the number written by `count` digit values in base 2 ... 256; returns the limbs written. digits[0] != 0.
static inline long cgmp_set_str(uint64_t *rp, const uint8_t *digits, size_t count, int base) {
    return mpn_set_str((mp_ptr)rp, digits, count, base);
}

/// sp[0 ..< (nn+1)/2] = floor(sqrt(np)), rp = the rest; returns the limbs of the rest. np[nn-1] != 0.
static inline long cgmp_sqrtrem(uint64_t *sp, uint64_t *rp, const uint64_t *np, long nn) {
    return mpn_sqrtrem((mp_ptr)sp, (mp_ptr)rp, (mp_srcptr)np, nn);
}

/// A rational number on the heap, as far as it goes; 0 at first.
typedef struct cgmp_q {
    mpq_t value;
} cgmp_q;

static inline void cgmp_q_init(cgmp_q *x) { mpq_init(x->value); }
static inline void cgmp_q_clear(cgmp_q *x) { mpq_clear(x->value); }
/// x = the number of four limbs, least significant first, negated where asked.
static inline void cgmp_q_set(cgmp_q *x, const uint64_t *limbs, int negative) {
    mpz_import(mpq_numref(x->value), 4, -1, 8, 0, 0, limbs);
    mpz_set_ui(mpq_denref(x->value), 1);
    if (negative) mpq_neg(x->value, x->value);
}
static inline void cgmp_q_add(cgmp_q *r, const cgmp_q *x, const cgmp_q *y) { mpq_add(r->value, x->value, y->value); }
static inline void cgmp_q_sub(cgmp_q *r, const cgmp_q *x, const cgmp_q *y) { mpq_sub(r->value, x->value, y->value); }
static inline void cgmp_q_mul(cgmp_q *r, const cgmp_q *x, const cgmp_q *y) { mpq_mul(r->value, x->value, y->value); }
/// y must not be 0.
static inline void cgmp_q_div(cgmp_q *r, const cgmp_q *x, const cgmp_q *y) { mpq_div(r->value, x->value, y->value); }
static inline int cgmp_q_compare(const cgmp_q *x, const cgmp_q *y) { return mpq_cmp(x->value, y->value); }
static inline int cgmp_q_sign(const cgmp_q *x) { return mpq_sgn(x->value); }
static inline int cgmp_q_is_whole(const cgmp_q *x) { return mpz_cmp_ui(mpq_denref(x->value), 1) == 0; }
/// r = x truncated toward zero.
static inline void cgmp_q_truncate(cgmp_q *r, const cgmp_q *x) {
    mpz_tdiv_q(mpq_numref(r->value), mpq_numref(x->value), mpq_denref(x->value));
    mpz_set_ui(mpq_denref(r->value), 1);
}
/// Bytes that cgmp_q_text needs.
static inline size_t cgmp_q_text_size(const cgmp_q *x) {
    return mpz_sizeinbase(mpq_numref(x->value), 10) + mpz_sizeinbase(mpq_denref(x->value), 10) + 3;
}
/// The number as "-12/5", or "3" for a whole one.
static inline void cgmp_q_text(char *text, const cgmp_q *x) { mpq_get_str(text, 10, x->value); }

/// GMP's own version text, for `vamm --version`.
static inline const char *cgmp_version(void) { return gmp_version; }

#endif
