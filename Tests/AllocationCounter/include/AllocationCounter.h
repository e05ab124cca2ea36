#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>

/// How many blocks this thread has asked the C library for; 0 for ever where malloc can't be counted.
unsigned long allocation_count(void);

/// How many bytes of what this thread has asked for it has not given back, with the room that the C library adds; 0 for
/// ever where malloc can't be counted. Blocks that one thread asks for and another gives back count on both.
long allocation_bytes(void);

/// Whether malloc can be counted: with glibc.
bool allocation_counter_counts(void);

#endif
