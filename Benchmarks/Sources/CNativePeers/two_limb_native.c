#include "cnativepeers.h"

#define CPEERS_TWO_LIMB cnativepeers_two_limb
#include "../CPeers/two_limb.c"
