#ifndef CNATIVEPEERS_H
#define CNATIVEPEERS_H

#include "cpeers.h"

/// `cpeers_two_limb`, compiled for this very processor.
size_t cnativepeers_two_limb(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]);

/// `cpeers_two_limb_division`, compiled for this very processor.
size_t cnativepeers_two_limb_division(const cpeers_quote *quotes, size_t count, uint64_t (*results)[4]);

#endif
