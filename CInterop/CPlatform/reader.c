// Reads parts of a file past the system's cache, and ahead of their use on a thread.

#define _GNU_SOURCE  // O_DIRECT
#define _FILE_OFFSET_BITS 64
#include "CPlatform.h"
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum { STACK_BYTES = 256 << 10, POLL_NANOSECONDS = 20000000 };

int32_t hsp_file_open_direct(int32_t descriptor) {
#if defined(__linux__) && defined(O_DIRECT)
  // A new description of the same file: flags of the old one are its owner's.
  char name[32] = "/proc/self/fd/";
  char digits[10];
  int count = 0, end = 14;
  uint32_t rest = (uint32_t)descriptor;
  do digits[count++] = (char)('0' + rest % 10);
  while ((rest /= 10) != 0);
  while (count > 0) name[end++] = digits[--count];
  return open(name, O_RDONLY | O_CLOEXEC | O_DIRECT);
#else
  (void)descriptor;
  return -1;
#endif
}

/** Reads whole units; 0, an errno, or HSP_FILE_ENDS when fewer than `needed` bytes are left. */
static int32_t read_direct(const hsp_read *part, size_t needed) {
  uint64_t first = part->offset - part->offset % HSP_READ_UNIT;
  size_t size = (needed + HSP_READ_UNIT - 1) / HSP_READ_UNIT * HSP_READ_UNIT;
  for (size_t done = 0;;) {
    ssize_t count = pread(part->direct, (char *)part->destination + done, size - done, (off_t)(first + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    done += (size_t)count;
    if (done >= needed) return 0;
    // Less than a unit comes only from the end of the file.
    if (count == 0 || done % HSP_READ_UNIT != 0) return HSP_FILE_ENDS;
  }
}

int32_t hsp_file_read_units(const hsp_read *part) {
  size_t before = (size_t)(part->offset % HSP_READ_UNIT);
  if (part->direct >= 0) {
    int32_t result = read_direct(part, before + part->size);
    // EINVAL: the file system wants larger units, or none of this.
    if (result != EINVAL) return result;
  }
  int32_t result =
      hsp_file_read_at(part->descriptor, part->offset, (char *)part->destination + before, part->size);
  hsp_file_forget(part->descriptor, part->offset, part->size);
  return result;
}

/* ---- a thread that reads ahead */

struct hsp_reader {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  pthread_t thread;
  hsp_read parts[HSP_READ_PARTS];
  int32_t count;
  int32_t result;
  int32_t pending;   // parts are being read
  int32_t stopping;
};

static int32_t read_all(const hsp_read *parts, int32_t count) {
  int32_t result = 0;
  for (int32_t index = 0; index < count && result == 0; index++) result = hsp_file_read_units(&parts[index]);
  return result;
}

static void *serve(void *argument) {
  hsp_reader *reader = argument;
  pthread_mutex_lock(&reader->mutex);
  for (;;) {
    while (!reader->pending && !reader->stopping) pthread_cond_wait(&reader->changed, &reader->mutex);
    if (reader->stopping) break;
    // Nobody changes the parts while they are pending.
    pthread_mutex_unlock(&reader->mutex);
    int32_t result = read_all(reader->parts, reader->count);
    pthread_mutex_lock(&reader->mutex);
    reader->result = result;
    reader->pending = 0;
    pthread_cond_broadcast(&reader->changed);
  }
  pthread_mutex_unlock(&reader->mutex);
  return NULL;
}

size_t hsp_reader_size(void) { return sizeof(hsp_reader); }

int32_t hsp_reader_start(void *memory) {
  hsp_reader *reader = memory;
  *reader = (hsp_reader){.pending = 0};
  int result = pthread_mutex_init(&reader->mutex, NULL);
  if (result != 0) return result;
  if ((result = pthread_cond_init(&reader->changed, NULL)) == 0) {
    if ((result = hsp_thread_start(&reader->thread, STACK_BYTES, serve, reader)) == 0) return 0;
    pthread_cond_destroy(&reader->changed);
  }
  pthread_mutex_destroy(&reader->mutex);
  return result;
}

void hsp_reader_begin(hsp_reader *reader, const hsp_read *parts, int32_t count) {
  pthread_mutex_lock(&reader->mutex);
  for (int32_t index = 0; index < count; index++) reader->parts[index] = parts[index];
  reader->count = count;
  reader->pending = 1;
  pthread_cond_broadcast(&reader->changed);
  pthread_mutex_unlock(&reader->mutex);
}

int32_t hsp_reader_wait(hsp_reader *reader, const int32_t *cancel, int32_t *result) {
  pthread_mutex_lock(&reader->mutex);
  while (reader->pending && hsp_atomic_load(cancel) == 0) {
    // A signal handler sets the flag and can wake nobody: look from time to time.
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += POLL_NANOSECONDS;
    if (until.tv_nsec >= 1000000000) {
      until.tv_nsec -= 1000000000;
      until.tv_sec++;
    }
    pthread_cond_timedwait(&reader->changed, &reader->mutex, &until);
  }
  int32_t finished = !reader->pending;
  if (finished) *result = reader->result;
  pthread_mutex_unlock(&reader->mutex);
  return finished;
}

void hsp_reader_stop(hsp_reader *reader) {
  pthread_mutex_lock(&reader->mutex);
  reader->stopping = 1;
  pthread_cond_broadcast(&reader->changed);
  pthread_mutex_unlock(&reader->mutex);
  pthread_join(reader->thread, NULL);
  pthread_cond_destroy(&reader->changed);
  pthread_mutex_destroy(&reader->mutex);
}
