// CRC-32C, by the processor's own instruction where it has one.

#define _POSIX_C_SOURCE 200809L
#include "CPlatform.h"

#include <string.h>

#include "crc32c_table.h"

static uint32_t crc_portable(uint32_t crc, const uint8_t *bytes, size_t size) {
  for (; size >= 4; bytes += 4, size -= 4) {
    crc ^= (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    crc = crc32c_table[3][crc & 255] ^ crc32c_table[2][crc >> 8 & 255] ^ crc32c_table[1][crc >> 16 & 255] ^
          crc32c_table[0][crc >> 24];
  }
  for (; size > 0; bytes++, size--) crc = crc >> 8 ^ crc32c_table[0][(crc ^ *bytes) & 255];
  return crc;
}

#if defined(__x86_64__)

static int has_instruction(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.2") != 0;
}

__attribute__((target("sse4.2"))) static uint32_t crc_instruction(uint32_t crc, const uint8_t *bytes, size_t size) {
  uint64_t wide = crc;
  for (; size >= 8; bytes += 8, size -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  crc = (uint32_t)wide;
  for (; size > 0; bytes++, size--) crc = __builtin_ia32_crc32qi(crc, *bytes);
  return crc;
}

#elif defined(__aarch64__) && defined(__linux__)

#include <sys/auxv.h>

// HWCAP_CRC32 of <asm/hwcap.h>, which cross toolchains may lack.
static int has_instruction(void) { return (getauxval(AT_HWCAP) >> 7 & 1) != 0; }

static uint32_t crc_instruction(uint32_t crc, const uint8_t *bytes, size_t size) {
  for (; size >= 8; bytes += 8, size -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    __asm__(".arch_extension crc\n\tcrc32cx %w0, %w0, %1" : "+r"(crc) : "r"(word));
  }
  for (; size > 0; bytes++, size--) {
    uint32_t byte = *bytes;
    __asm__(".arch_extension crc\n\tcrc32cb %w0, %w0, %w1" : "+r"(crc) : "r"(byte));
  }
  return crc;
}

#else

static int has_instruction(void) { return 0; }
#define crc_instruction crc_portable

#endif

uint32_t hsp_crc32c(uint32_t crc, const void *bytes, size_t size) {
  return ~(has_instruction() ? crc_instruction(~crc, bytes, size) : crc_portable(~crc, bytes, size));
}

uint32_t hsp_crc32c_portable(uint32_t crc, const void *bytes, size_t size) { return ~crc_portable(~crc, bytes, size); }
