#include "cnativepeers.h"

#define CPEERS_TWO_LIMB cnativepeers_two_limb_division
#define CPEERS_DIVIDES
#include "../CPeers/two_limb.c"
