#ifndef CPEERS_H
#define CPEERS_H

#include <stddef.h>
#include <stdint.h>

/// One quote: a price by SPEC P2, all numbers as 256-bit limbs, least significant first.
typedef struct {
    uint64_t amount[4];
    uint64_t quote_reserve[4];
    uint64_t base_reserve[4];
    uint8_t adding;
} cpeers_quote;

/// Prices every quote with GMP's mpz, in variables that live as long as the process, and writes the results.
void cpeers_mpz(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]);

/// Prices every quote with GMP's mpn layer on fixed buffers, and writes the results.
void cpeers_mpn(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]);

/// Prices quotes by the same algorithm as ours in plain C, up to the first that it can't (numbers of 2^127 and more, a
/// quotient or divisor of another size), and returns how many it priced.
size_t cpeers_two_limb(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]);

/// The same with one division instruction for the reciprocal's upper limb, where there is one (x86-64).
size_t cpeers_two_limb_division(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]);

/// The bytes that the allocator has handed out; 0 where it doesn't say.
size_t cpeers_bytes_in_use(void);

#endif
