#include "AllocationCounter.h"

#include <errno.h>
#include <stdlib.h>

static _Thread_local unsigned long count;
static _Thread_local long bytes;

unsigned long allocation_count(void) { return count; }

long allocation_bytes(void) { return bytes; }

#if defined(__GLIBC__)
bool allocation_counter_counts(void) { return true; }
#else
bool allocation_counter_counts(void) { return false; }
#endif

#if defined(__GLIBC__)
#include <malloc.h>

// The executable's own symbols come before the C library's, so everything in the process allocates through these.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static void *counted(void *block) {
    count++;
    if (block != NULL) bytes += (long)malloc_usable_size(block);
    return block;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }

void *calloc(size_t number, size_t size) { return counted(__libc_calloc(number, size)); }

void *realloc(void *block, size_t size) {
    const long before = block == NULL ? 0 : (long)malloc_usable_size(block);
    void *moved = __libc_realloc(block, size);
    // Where there is no room, what was there stays.
    if (moved != NULL || size == 0) bytes -= before;
    return counted(moved);
}

void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    *block = counted(__libc_memalign(alignment, size));
    return *block == NULL ? ENOMEM : 0;
}

void free(void *block) {
    if (block != NULL) bytes -= (long)malloc_usable_size(block);
    __libc_free(block);
}
#endif
