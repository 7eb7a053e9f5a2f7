#include "MallocCounter.h"

#include <errno.h>
#include <stddef.h>

/* glibc's own names: what is taken here can be given back with its free, which stays as it is. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local int64_t *watching;

/* Its own function, so that a debugger can stop at a call that should not be. */
static __attribute__((noinline)) void malloc_counter_hit(void) { __atomic_fetch_add(watching, 1, __ATOMIC_RELAXED); }

static void count(void) {
  if (watching) malloc_counter_hit();
}

int64_t *malloc_counter_watch(int64_t *calls) {
  int64_t *before = watching;
  watching = calls;
  return before;
}

/* Definitions in the program come before those of the C library, for every library in the process. */

void *malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
  count();
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  count();
  void *block = __libc_memalign(alignment, size);
  if (block == NULL) return ENOMEM;
  *memory = block;
  return 0;
}
