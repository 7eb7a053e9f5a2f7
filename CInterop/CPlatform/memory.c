#define _POSIX_C_SOURCE 200809L
#include "CPlatform.h"

#include <stdlib.h>
#include <string.h>

void *hsp_system_allocate(size_t size, size_t alignment) {
  if (alignment < sizeof(void *)) alignment = sizeof(void *);
  void *memory = NULL;
  return posix_memalign(&memory, alignment, size ? size : 1) == 0 ? memory : NULL;
}

void hsp_system_release(void *memory) { free(memory); }

int32_t hsp_compare(const void *left, const void *right, size_t size) { return memcmp(left, right, size); }

const void *hsp_zeros(void) {
  static const _Alignas(64) uint8_t zeros[64] = {0};
  return zeros;
}
