// The part of GMP's low-level layer that WideIntegers uses. The mpn_* names are macros in C, which Swift can't see, so
// each gets a static inline wrapper. Nothing here allocates for the sizes that WideIntegers asks for, at most 24 limbs.
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

/// GMP's own version text, for `vamm --version`.
static inline const char *cgmp_version(void) { return gmp_version; }

#endif
