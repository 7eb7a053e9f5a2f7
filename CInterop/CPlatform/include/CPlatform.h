/*
 * CPlatform.h - what the library needs from the system: memory, files, threads, atomics, processor features.
 */
#ifndef HSP_CPLATFORM_H
#define HSP_CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

/* ---- memory */

/** malloc with alignment (a power of two); NULL when there is none. */
void *_Nullable hsp_system_allocate(size_t size, size_t alignment);
void hsp_system_release(void *_Nullable memory);

/** memcmp. */
int32_t hsp_compare(const void *left, const void *right, size_t size);
/** 64 bytes of zero, aligned to 64, for padding. */
const void *hsp_zeros(void);
/** CRC-32C of what crc covers followed by size bytes; crc of nothing is 0. */
uint32_t hsp_crc32c(uint32_t crc, const void *bytes, size_t size);
/** The same without processor instructions. */
uint32_t hsp_crc32c_portable(uint32_t crc, const void *bytes, size_t size);

/* ---- files: results are 0 or an errno */

int32_t hsp_file_open(const char *path, int32_t *descriptor);
int32_t hsp_file_duplicate(int32_t descriptor, int32_t *copy);
void hsp_file_close(int32_t descriptor);
/** hsp_file_read_at: the file ends before the bytes do. No errno is negative. */
#define HSP_FILE_ENDS (-1)
/** Reads exactly size bytes at offset. Any number of threads may read at once. */
int32_t hsp_file_read_at(int32_t descriptor, uint64_t offset, void *destination, size_t size);
/** Size and time of the last change: differs when the file was written to. */
int32_t hsp_file_stamp(int32_t descriptor, int64_t stamp[_Nonnull 3]);
/** Lets the system drop its copy of a range, and of what was read before it. */
void hsp_file_forget(int32_t descriptor, uint64_t offset, uint64_t size);

/** Maps a regular file read-only. *base is NULL for an empty file. EISDIR, EINVAL: not a regular file; EFBIG: too big. */
int32_t hsp_map_descriptor(int32_t descriptor, const void *_Nullable *_Nonnull base, uint64_t *size);
void hsp_unmap(const void *base, uint64_t size);
/** Whether single pages of a map will be touched, so that reading ahead of them would be in vain. */
void hsp_map_expect(const void *base, uint64_t size, int32_t single_pages);
/** Takes a map's pages out of the process; they come back when they are touched. base is aligned to a page. */
void hsp_map_forget(const void *base, uint64_t size);

/** A descriptor that reads the same file past the system's cache, or -1. */
int32_t hsp_file_open_direct(int32_t descriptor);

/** Such a descriptor reads whole units to memory aligned to one. */
#define HSP_READ_UNIT 4096
/** A part of a file, and where it is read to: to destination + offset % HSP_READ_UNIT. */
typedef struct hsp_read {
  int32_t descriptor;
  int32_t direct; /* of hsp_file_open_direct, or -1 */
  uint64_t offset;
  uint64_t size;
  void *destination; /* aligned to a unit, with room for all units that the part touches */
} hsp_read;
/** Reads a part and leaves nothing in the system's cache; HSP_FILE_ENDS as hsp_file_read_at. */
int32_t hsp_file_read_units(const hsp_read *part);

/** A thread that reads while others work. */
typedef struct hsp_reader hsp_reader;
/** Most parts of one request. */
#define HSP_READ_PARTS 2
/** Bytes for a reader, to be aligned to 64. */
size_t hsp_reader_size(void);
/** Starts the thread in memory of hsp_reader_size bytes; 0 or an errno. */
int32_t hsp_reader_start(void *memory);
/** Begins reading parts; the last request must have been waited for. */
void hsp_reader_begin(hsp_reader *reader, const hsp_read *parts, int32_t count);
/** Waits until everything is read and returns 1 and the result, or 0 soon after *cancel is not 0: wait again then. */
int32_t hsp_reader_wait(hsp_reader *reader, const int32_t *cancel, int32_t *result);
/** Waits for what is being read and ends the thread. */
void hsp_reader_stop(hsp_reader *reader);

/** A file being written beside its final place. Lives on the caller's stack. */
typedef struct hsp_output {
  int32_t descriptor;
  char path[4096];
  char temporary[4096];
} hsp_output;

/** Refuses names that are too long, and to replace what is not a regular file. */
int32_t hsp_output_begin(hsp_output *output, const char *path);
int32_t hsp_output_write(hsp_output *output, const void *bytes, size_t size);
/** Flushes, closes, renames; on failure the temporary file is removed. */
int32_t hsp_output_commit(hsp_output *output);
/** Removes the temporary file; no effect after commit. */
void hsp_output_abandon(hsp_output *output);

/** Copies the system's words for an errno; never more than size bytes, NUL included. */
void hsp_errno_text(int32_t code, char *text, size_t size);

/* ---- threads */

typedef void (*hsp_lane_task)(void *context, int32_t lane);

/** A fixed set of waiting threads; the calling thread is lane 0. */
typedef struct hsp_pool hsp_pool;
/** Bytes for a pool, to be aligned to 64. */
size_t hsp_pool_size(int32_t lanes);
/** Starts lanes - 1 threads in memory of hsp_pool_size bytes, aligned to 64; 0 or an errno. */
int32_t hsp_pool_start(void *memory, int32_t lanes);
/** Runs task on every lane, lane 0 on the calling thread; one run at a time. Workers have hsp_fp_enter's modes. */
void hsp_pool_run(hsp_pool *pool, hsp_lane_task task, void *context);
/** Ends the threads; the memory is the caller's again. */
void hsp_pool_stop(hsp_pool *pool);

/* ---- atomics, floating-point environment, processor */

static inline int32_t hsp_atomic_load(const int32_t *value) { return __atomic_load_n(value, __ATOMIC_ACQUIRE); }
static inline void hsp_atomic_store(int32_t *value, int32_t desired) {
  __atomic_store_n(value, desired, __ATOMIC_RELEASE);
}
static inline void hsp_atomic_max(int32_t *value, int32_t other) {
  int32_t seen = __atomic_load_n(value, __ATOMIC_RELAXED);
  while (seen < other && !__atomic_compare_exchange_n(value, &seen, other, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
  }
}
static inline int32_t hsp_atomic_add(int32_t *value, int32_t amount) {
  return __atomic_fetch_add(value, amount, __ATOMIC_ACQ_REL);
}

/** Sets round-to-nearest without flushing; returns what was before. */
uint64_t hsp_fp_enter(void);
void hsp_fp_leave(uint64_t saved);

/** Instruction sets that this processor has. */
#define HSP_ISA_AVX2 1u
#define HSP_ISA_AVX512 2u
#define HSP_ISA_NEON 4u
#define HSP_ISA_DOTPROD 8u
#define HSP_ISA_I8MM 16u
uint32_t hsp_processor(void);

/* ---- clock */

/** Nanoseconds since some moment, never running backwards; 0 where there is no clock. */
uint64_t hsp_clock(void);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
