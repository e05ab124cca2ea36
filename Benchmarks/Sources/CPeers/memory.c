#include "cpeers.h"

#if defined(__GLIBC__)

#include <malloc.h>

size_t cpeers_bytes_in_use(void) {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

#else

size_t cpeers_bytes_in_use(void) { return 0; }

#endif
