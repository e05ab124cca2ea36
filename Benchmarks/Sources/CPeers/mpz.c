#include "cpeers.h"

#include <gmp.h>
#include <string.h>

static void import(mpz_t rop, const uint64_t limbs[4]) {
    mpz_import(rop, 4, -1, sizeof(uint64_t), 0, 0, limbs);
}

// SPEC P2, step by step as a C programmer would write it with mpz, for amounts and reserves that do not revert.
void cpeers_mpz(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]) {
    static mpz_t amount, quote, base, k, quotient, remainder, one;
    static int ready;
    if (!ready) {
        mpz_inits(amount, quote, base, k, quotient, remainder, one, NULL);
        mpz_set_ui(one, 1000000000000000000UL);
        // Room for every intermediate, so that none of them grows in the loop.
        mpz_t *all[] = {&amount, &quote, &base, &k, &quotient, &remainder};
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) mpz_realloc2(*all[i], 576);
        ready = 1;
    }
    for (size_t i = 0; i < count; i++) {
        import(amount, quotes[i].amount);
        import(quote, quotes[i].quote_reserve);
        import(base, quotes[i].base_reserve);
        mpz_mul(k, quote, base);
        mpz_tdiv_q(k, k, one);
        if (quotes[i].adding) mpz_add(quote, quote, amount);
        else mpz_sub(quote, quote, amount);
        mpz_mul(k, k, one);
        mpz_tdiv_qr(quotient, remainder, k, quote);
        mpz_sub(base, quotient, base);
        mpz_abs(base, base);
        if (mpz_sgn(remainder) != 0) {
            if (quotes[i].adding) mpz_sub_ui(base, base, 1);
            else mpz_add_ui(base, base, 1);
        }
        memset(results[i], 0, sizeof results[i]);
        mpz_export(results[i], NULL, -1, sizeof(uint64_t), 0, 0, base);
    }
}
