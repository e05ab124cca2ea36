#include "cpeers.h"

#include <gmp.h>
#include <string.h>

static mp_size_t significant(const mp_limb_t *limbs, mp_size_t count) {
    while (count > 0 && limbs[count - 1] == 0) count--;
    return count;
}

// SPEC P2, step by step on fixed buffers with GMP's mpn layer, for amounts and reserves that do not revert.
void cpeers_mpn(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]) {
    for (size_t i = 0; i < count; i++) {
        const cpeers_quote *quote = quotes + i;
        mp_limb_t product[8], after[4], quotient[8] = {0}, remainder[4] = {0}, base[4] = {0};
        mpn_mul_n(product, (mp_srcptr)quote->quote_reserve, (mp_srcptr)quote->base_reserve, 4);
        // K · 10^18 = the product less its remainder by 10^18.
        mpn_sub_1(product, product, 8, mpn_mod_1(product, 8, 1000000000000000000u));
        if (quote->adding) mpn_add_n(after, (mp_srcptr)quote->quote_reserve, (mp_srcptr)quote->amount, 4);
        else mpn_sub_n(after, (mp_srcptr)quote->quote_reserve, (mp_srcptr)quote->amount, 4);
        mp_size_t divisor = significant(after, 4), dividend = significant(product, 8);
        if (dividend >= divisor) mpn_tdiv_qr(quotient, remainder, 0, product, dividend, after, divisor);
        memcpy(base, quote->base_reserve, sizeof base);
        if (mpn_cmp(quotient, base, 4) < 0) mpn_sub_n(base, base, quotient, 4);
        else mpn_sub_n(base, quotient, base, 4);
        if (significant(remainder, divisor) != 0) {
            if (quote->adding) mpn_sub_1(base, base, 4, 1);
            else mpn_add_1(base, base, 4, 1);
        }
        memcpy(results[i], base, sizeof base);
    }
}
