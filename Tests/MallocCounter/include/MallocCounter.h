/*
 * MallocCounter.h - counts the calls of the C allocator that chosen threads make in a test.
 */
#ifndef MALLOC_COUNTER_H
#define MALLOC_COUNTER_H

#include <stdint.h>

/** Counts this thread's calls in *calls from now on; NULL: no longer. Returns the counter before. */
int64_t *_Nullable malloc_counter_watch(int64_t *_Nullable calls);

#endif
