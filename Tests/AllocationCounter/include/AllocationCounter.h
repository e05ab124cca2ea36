#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>

/// How many blocks this thread has asked the C library for; 0 for ever where malloc can't be counted.
unsigned long allocation_count(void);

/// Whether malloc can be counted: with glibc.
bool allocation_counter_counts(void);

#endif
