/*
 * MallocCounter.h - counts the calls of the C allocator that chosen threads make in a test.
 */
#ifndef MALLOC_COUNTER_H
#define MALLOC_COUNTER_H

#include <stdint.h>

/** Counts this thread's calls from now on (on is not 0), or no longer. */
void malloc_counter_watch(int32_t on);
/** Returns the calls of all watched threads so far. */
int64_t malloc_counter_calls(void);

#endif
