#ifndef CVECTORQUOTES_H
#define CVECTORQUOTES_H

#include <stddef.h>
#include <stdint.h>

/// Whether this processor has the vector units that `cvectorquotes_price` needs (AVX-512 with IFMA).
int cvectorquotes_available(void);

/// 256-bit numbers in four 64-bit limbs each, least significant first, `stride` bytes from one to the next; with a
/// stride of 0 it is always the same.
typedef struct {
    const void *first;
    size_t stride;
} cvectorquotes_numbers;

/// Prices trades by SPEC P2 (P3 with the reserves exchanged), eight at a time.
///
/// Each trade moves its number of `moved` by its number of `amounts`: out of the pool where its byte of `removing` is
/// 1, into it where it is 0. Those bytes are `removing_stride` apart.
///
/// Writes the distance of the answering reserve for every trade that it can price, and 0 for the others, as numbers
/// one after the other; bit j of undone[b] says that trade 8 * b + j is one of the others. None that it prices reverts.
///
/// Handles only blocks of eight: count is rounded down. Must be called only where it is available.
void cvectorquotes_price(
    cvectorquotes_numbers amounts, cvectorquotes_numbers moved, cvectorquotes_numbers answering,
    const uint8_t *removing, size_t removing_stride, size_t count, void *distances, uint8_t *undone);

#endif
