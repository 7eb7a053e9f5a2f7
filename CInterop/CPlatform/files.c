// Files: read by mapping them, written beside their final place and renamed.

#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE  // madvise
#define _FILE_OFFSET_BITS 64
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- reading */

// The largest block that a file system's cache is managed in.
enum { CACHE_BLOCK_BYTES = 2 << 20 };

int32_t hsp_map_descriptor(int32_t descriptor, const void **base, uint64_t *size) {
  *base = NULL;
  *size = 0;
  struct stat status;
  if (fstat(descriptor, &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  if (status.st_size == 0) return 0;
  uint64_t length = (uint64_t)status.st_size;
  if (length > SIZE_MAX / 2) return EFBIG;
  void *mapped = mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapped == MAP_FAILED) return errno;
  *base = mapped;
  *size = length;
  return 0;
}

int32_t hsp_file_open(const char *path, int32_t *descriptor) {
  // O_NONBLOCK: a FIFO that nobody writes to must not hang the open call.
  do *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  while (*descriptor < 0 && errno == EINTR);
  return *descriptor < 0 ? errno : 0;
}

int32_t hsp_file_duplicate(int32_t descriptor, int32_t *copy) {
  *copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  return *copy < 0 ? errno : 0;
}

void hsp_file_close(int32_t descriptor) { close(descriptor); }

void hsp_unmap(const void *base, uint64_t size) { munmap((void *)(uintptr_t)base, (size_t)size); }

int32_t hsp_file_read_at(int32_t descriptor, uint64_t offset, void *destination, size_t size) {
  char *next = destination;
  while (size > 0) {
    ssize_t count = pread(descriptor, next, size < 1u << 30 ? size : 1u << 30, (off_t)offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return HSP_FILE_ENDS;
    next += count;
    offset += (uint64_t)count;
    size -= (size_t)count;
  }
  return 0;
}

int32_t hsp_file_stamp(int32_t descriptor, int64_t stamp[3]) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return errno;
  stamp[0] = (int64_t)status.st_size;
#ifdef __APPLE__
  stamp[1] = (int64_t)status.st_mtimespec.tv_sec;
  stamp[2] = (int64_t)status.st_mtimespec.tv_nsec;
#else
  stamp[1] = (int64_t)status.st_mtim.tv_sec;
  stamp[2] = (int64_t)status.st_mtim.tv_nsec;
#endif
  return 0;
}

void hsp_file_forget(int32_t descriptor, uint64_t offset, uint64_t size) {
#ifdef POSIX_FADV_DONTNEED
  // Only whole blocks of the cache are dropped: begin earlier, where a part read before may share one.
  uint64_t first = offset < CACHE_BLOCK_BYTES ? 0 : (offset - CACHE_BLOCK_BYTES) / CACHE_BLOCK_BYTES * CACHE_BLOCK_BYTES;
  if (size > 0) posix_fadvise(descriptor, (off_t)first, (off_t)(offset - first + size), POSIX_FADV_DONTNEED);
#else
  (void)descriptor, (void)offset, (void)size;
#endif
}

void hsp_map_expect(const void *base, uint64_t size, int32_t single_pages) {
#ifdef MADV_RANDOM
  madvise((void *)(uintptr_t)base, (size_t)size, single_pages ? MADV_RANDOM : MADV_NORMAL);
#else
  (void)base, (void)size, (void)single_pages;
#endif
}

void hsp_map_forget(const void *base, uint64_t size) {
#ifdef MADV_DONTNEED
  // Of a private map that nobody writes to, pages come back from the file.
  madvise((void *)(uintptr_t)base, (size_t)size, MADV_DONTNEED);
#else
  (void)base, (void)size;
#endif
}

/* ---- writing */

/** Appends a number in decimal and returns the end. */
static char *append_number(char *end, uint32_t number) {
  char digits[10];
  int count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  while (count > 0) *end++ = digits[--count];
  return end;
}

/** Makes "<path>.<pid>-<counter>.part"; the caller has checked that it fits. */
static void name_temporary(hsp_output *output, size_t length, uint32_t counter) {
  memcpy(output->temporary, output->path, length);
  char *end = output->temporary + length;
  *end++ = '.';
  end = append_number(end, (uint32_t)getpid());
  *end++ = '-';
  end = append_number(end, counter);
  memcpy(end, ".part", 6);
}

int32_t hsp_output_begin(hsp_output *output, const char *path) {
  output->descriptor = -1;
  size_t length = strnlen(path, sizeof output->path);
  // 28: two numbers of at most ten digits, ".", "-", ".part" and the NUL.
  if (length + 28 > sizeof output->temporary) return ENAMETOOLONG;
  if (length == 0) return ENOENT;
  memcpy(output->path, path, length + 1);
  struct stat status;
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) return S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
  for (uint32_t counter = 0; counter < 1000; counter++) {
    name_temporary(output, length, counter);
    do output->descriptor = open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    while (output->descriptor < 0 && errno == EINTR);
    if (output->descriptor >= 0) return 0;
    if (errno != EEXIST) return errno;
  }
  return EEXIST;
}

int32_t hsp_output_write(hsp_output *output, const void *bytes, size_t size) {
  const char *next = bytes;
  while (size > 0) {
    ssize_t written = write(output->descriptor, next, size < 1u << 30 ? size : 1u << 30);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    next += written;
    size -= (size_t)written;
  }
  return 0;
}

int32_t hsp_output_commit(hsp_output *output) {
  if (output->descriptor < 0) return EBADF;
  int32_t result;
  do result = fsync(output->descriptor) == 0 ? 0 : errno;
  while (result == EINTR);
  // Some file systems have nothing to flush and say EINVAL.
  if (result == EINVAL) result = 0;
  if (close(output->descriptor) != 0 && errno != EINTR && result == 0) result = errno;
  output->descriptor = -1;
  if (result == 0 && rename(output->temporary, output->path) != 0) result = errno;
  if (result != 0) unlink(output->temporary);
  return result;
}

void hsp_output_abandon(hsp_output *output) {
  if (output->descriptor < 0) return;
  close(output->descriptor);
  unlink(output->temporary);
  output->descriptor = -1;
}

void hsp_errno_text(int32_t code, char *text, size_t size) {
  if (size == 0) return;
  text[0] = 0;
  // The POSIX strerror_r: what does not fit is cut.
  (void)!strerror_r(code, text, size);
  text[size - 1] = 0;
}
