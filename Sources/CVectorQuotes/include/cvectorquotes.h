#ifndef CVECTORQUOTES_H
#define CVECTORQUOTES_H

#include <stddef.h>
#include <stdint.h>

/// Whether this processor has the vector units that `cvectorquotes_price` needs (AVX-512 with IFMA).
int cvectorquotes_available(void);

/// Prices trades by SPEC P2 (P3 with the reserves exchanged), eight at a time.
///
/// All numbers are 256-bit, in four 64-bit limbs, least significant first, one after the other. Trade i moves number i
/// of `moved` by number i of `amounts`, out of the pool where removing[i] is 1 and into it where it is 0.
///
/// Writes the distance of the answering reserve for every trade that it can price, and 0 for the others; bit j of
/// undone[b] says that trade 8 * b + j is one of those. None of the trades that it prices reverts.
///
/// Handles only blocks of eight: count is rounded down. Must be called only where it is available.
void cvectorquotes_price(
    const void *amounts, const void *moved, const void *answering, const uint8_t *removing, size_t count,
    void *distances, uint8_t *undone);

#endif
