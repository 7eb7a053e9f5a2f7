// A fixed set of threads that run the lanes of one task after another.
//
// A task is announced by a new generation number. Workers spin on it for a moment, since in a network the next
// task is microseconds away, then sleep. The counters `sleeping` and `waiting` make waking up free when nobody
// sleeps: they and the value slept on are sequentially consistent, so that either the sleeper sees the new value
// or the waker sees the sleeper.

#define _POSIX_C_SOURCE 200809L
#include "CPlatform.h"
#include "thread.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { SPIN_NANOSECONDS = 30000, STACK_BYTES = 1 << 20 };

typedef struct worker {
  struct hsp_pool *pool;
  pthread_t thread;
  int32_t lane;
} worker;

struct hsp_pool {
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  pthread_cond_t done;
  hsp_lane_task task;
  void *context;
  int32_t lanes;
  int32_t spins;     // whether there is a processor for every lane
  int32_t stopping;  // set before the last generation
  _Alignas(64) uint32_t generation;
  uint32_t sleeping;
  _Alignas(64) int32_t pending;
  int32_t waiting;
  worker workers[];
};

static uint32_t read_shared(const uint32_t *value) { return __atomic_load_n(value, __ATOMIC_SEQ_CST); }

static void pause_processor(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#elif defined(__arm__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/** Spins until *value is not `old`, for a short time; returns whether it changed. */
static int spin_while(const hsp_pool *pool, const uint32_t *value, uint32_t old) {
  if (!pool->spins) return __atomic_load_n(value, __ATOMIC_ACQUIRE) != old;
  int64_t deadline = nanoseconds() + SPIN_NANOSECONDS;
  do {
    for (int turn = 0; turn < 32; turn++) {
      if (__atomic_load_n(value, __ATOMIC_ACQUIRE) != old) return 1;
      pause_processor();
    }
  } while (nanoseconds() < deadline);
  return 0;
}

/** Waits for a generation after `seen` and returns it. */
static uint32_t await_generation(hsp_pool *pool, uint32_t seen) {
  if (!spin_while(pool, &pool->generation, seen)) {
    pthread_mutex_lock(&pool->mutex);
    __atomic_fetch_add(&pool->sleeping, 1, __ATOMIC_SEQ_CST);
    while (read_shared(&pool->generation) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
    __atomic_fetch_sub(&pool->sleeping, 1, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&pool->mutex);
  }
  return __atomic_load_n(&pool->generation, __ATOMIC_ACQUIRE);
}

static void announce(hsp_pool *pool) {
  __atomic_fetch_add(&pool->generation, 1, __ATOMIC_SEQ_CST);
  if (read_shared(&pool->sleeping) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_broadcast(&pool->wake);
  pthread_mutex_unlock(&pool->mutex);
}

static void finish_lane(hsp_pool *pool) {
  if (__atomic_fetch_sub(&pool->pending, 1, __ATOMIC_SEQ_CST) != 1) return;
  if (__atomic_load_n(&pool->waiting, __ATOMIC_SEQ_CST) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_signal(&pool->done);
  pthread_mutex_unlock(&pool->mutex);
}

static void *work(void *argument) {
  worker *self = argument;
  hsp_pool *pool = self->pool;
  // A new thread inherits its creator's modes, which are the host program's.
  hsp_fp_enter();
  for (uint32_t seen = 0;;) {
    seen = await_generation(pool, seen);
    if (pool->stopping) return NULL;
    pool->task(pool->context, self->lane);
    finish_lane(pool);
  }
}

/** Waits until every worker has finished its lane. */
static void await_lanes(hsp_pool *pool) {
  int64_t deadline = 0;
  while (__atomic_load_n(&pool->pending, __ATOMIC_ACQUIRE) != 0) {
    if (pool->spins && deadline == 0) deadline = nanoseconds() + SPIN_NANOSECONDS;
    if (pool->spins && nanoseconds() < deadline) {
      for (int turn = 0; turn < 32 && __atomic_load_n(&pool->pending, __ATOMIC_ACQUIRE) != 0; turn++)
        pause_processor();
      continue;
    }
    pthread_mutex_lock(&pool->mutex);
    __atomic_store_n(&pool->waiting, 1, __ATOMIC_SEQ_CST);
    // Two sequentially consistent accesses need no fence, but emulators of Arm on x86 are known to let a load
    // overtake the store before it: the worker would not see the waiter, and the waiter would sleep for ever.
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    while (__atomic_load_n(&pool->pending, __ATOMIC_SEQ_CST) != 0) pthread_cond_wait(&pool->done, &pool->mutex);
    __atomic_store_n(&pool->waiting, 0, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&pool->mutex);
  }
}

/* ---- interface */

size_t hsp_pool_size(int32_t lanes) {
  return sizeof(hsp_pool) + (lanes > 1 ? (size_t)(lanes - 1) * sizeof(worker) : 0);
}

int32_t hsp_pool_start(void *memory, int32_t lanes) {
  if (lanes < 1) return EINVAL;
  hsp_pool *pool = memory;
  *pool = (hsp_pool){.lanes = lanes, .spins = sysconf(_SC_NPROCESSORS_ONLN) >= lanes};
  int result = pthread_mutex_init(&pool->mutex, NULL);
  if (result != 0) return result;
  if ((result = pthread_cond_init(&pool->wake, NULL)) == 0) {
    if ((result = pthread_cond_init(&pool->done, NULL)) == 0) {
      for (int32_t lane = 1; lane < lanes; lane++) {
        worker *self = &pool->workers[lane - 1];
        self->pool = pool;
        self->lane = lane;
        if ((result = hsp_thread_start(&self->thread, STACK_BYTES, work, self)) != 0) {
          pool->lanes = lane;
          hsp_pool_stop(pool);
          return result;
        }
      }
      return 0;
    }
    pthread_cond_destroy(&pool->wake);
  }
  pthread_mutex_destroy(&pool->mutex);
  return result;
}

void hsp_pool_run(hsp_pool *pool, hsp_lane_task task, void *context) {
  if (pool->lanes > 1) {
    pool->task = task;
    pool->context = context;
    __atomic_store_n(&pool->pending, pool->lanes - 1, __ATOMIC_RELAXED);
    announce(pool);
  }
  task(context, 0);
  if (pool->lanes > 1) await_lanes(pool);
}

void hsp_pool_stop(hsp_pool *pool) {
  pool->stopping = 1;
  announce(pool);
  for (int32_t lane = 1; lane < pool->lanes; lane++) pthread_join(pool->workers[lane - 1].thread, NULL);
  pthread_cond_destroy(&pool->done);
  pthread_cond_destroy(&pool->wake);
  pthread_mutex_destroy(&pool->mutex);
}
