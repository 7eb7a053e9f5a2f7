// What depends on the processor: the floating-point environment and the instruction sets.

#include "CPlatform.h"

#ifdef __aarch64__
#include <sys/auxv.h>
#endif

#if defined(__x86_64__) || defined(__SSE__)

// All exceptions masked, round to nearest, neither flush-to-zero nor denormals-are-zero.
uint64_t hsp_fp_enter(void) {
  uint64_t saved = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(0x1F80);
  return saved;
}

void hsp_fp_leave(uint64_t saved) { __builtin_ia32_ldmxcsr((uint32_t)saved); }

#elif defined(__aarch64__)

// FPCR 0: round to nearest, no flushing, no default NaN, no traps.
uint64_t hsp_fp_enter(void) {
  uint64_t saved;
  __asm__ volatile("mrs %0, fpcr" : "=r"(saved));
  __asm__ volatile("msr fpcr, xzr" : : : "memory");
  return saved;
}

void hsp_fp_leave(uint64_t saved) { __asm__ volatile("msr fpcr, %0" : : "r"(saved) : "memory"); }

#elif defined(__arm__)

// The same of FPSCR. NEON would flush subnormal numbers whatever it says: the library is built without it there.
uint64_t hsp_fp_enter(void) {
  uint32_t saved;
  __asm__ volatile("vmrs %0, fpscr" : "=r"(saved));
  __asm__ volatile("vmsr fpscr, %0" : : "r"(0) : "memory");
  return saved;
}

void hsp_fp_leave(uint64_t saved) { __asm__ volatile("vmsr fpscr, %0" : : "r"((uint32_t)saved) : "memory"); }

#elif defined(__riscv)

// Round to nearest, ties to even; there is nothing to flush or to trap.
uint64_t hsp_fp_enter(void) {
  unsigned long saved;
  __asm__ volatile("fsrm %0, zero" : "=r"(saved) : : "memory");
  return saved;
}

void hsp_fp_leave(uint64_t saved) { __asm__ volatile("fsrm %0" : : "r"((unsigned long)saved) : "memory"); }

#else

uint64_t hsp_fp_enter(void) { return 0; }
void hsp_fp_leave(uint64_t saved) { (void)saved; }

#endif

uint32_t hsp_processor(void) {
  uint32_t sets = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
    sets |= HSP_ISA_AVX2;
    // The vector part of x86-64-v4 and integer products; the rest of that level came earlier in every processor that
    // has it.
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vnni") &&
        __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
      sets |= HSP_ISA_AVX512;
  }
#elif defined(__aarch64__)
  sets |= HSP_ISA_NEON;
  // HWCAP_ASIMDDP and HWCAP2_I8MM of the kernel's interface, by their values.
  if (getauxval(AT_HWCAP) & 1ul << 20) {
    sets |= HSP_ISA_DOTPROD;
    if (getauxval(AT_HWCAP2) & 1ul << 13) sets |= HSP_ISA_I8MM;
  }
#endif
  return sets;
}
