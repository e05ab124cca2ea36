#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How many blocks this thread has asked the C library for; 0 for ever where malloc can't be counted (not glibc).
unsigned long allocation_count(void);

#endif
