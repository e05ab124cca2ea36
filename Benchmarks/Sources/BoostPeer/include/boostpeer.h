#ifndef BOOSTPEER_H
#define BOOSTPEER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Quotes in the numbers of Boost.Multiprecision's checked_uint256_t.
typedef struct boostpeer_quotes boostpeer_quotes;

/// Takes quotes as 256-bit limbs, least significant first: four for the amount, four for each reserve.
boostpeer_quotes *boostpeer_create(const uint64_t *limbs, const uint8_t *adding, size_t count);

/// Prices every quote by SPEC P2.
void boostpeer_run(boostpeer_quotes *quotes);

/// The results of the last run, four limbs each.
void boostpeer_results(const boostpeer_quotes *quotes, uint64_t *limbs);

void boostpeer_destroy(boostpeer_quotes *quotes);

#ifdef __cplusplus
}
#endif

#endif
