#define CPEERS_TWO_LIMB cpeers_two_limb_division
#define CPEERS_DIVIDES
#include "two_limb.c"
