/*
 * hsp_vectors.h - the few vector operations that Swift cannot express well, for 16 lanes.
 *
 * Compiled into each build of the kernels with its instruction set. Every variant gives the same bits.
 */
#ifndef HSP_VECTORS_H
#define HSP_VECTORS_H

#include <stdint.h>

#ifdef __clang__
#ifdef __aarch64__
#include <arm_neon.h>
#endif

typedef uint8_t hsp_u8x16 __attribute__((ext_vector_type(16)));
typedef int8_t hsp_i8x16 __attribute__((ext_vector_type(16)));
typedef uint16_t hsp_u16x16 __attribute__((ext_vector_type(16)));
typedef int16_t hsp_i16x16 __attribute__((ext_vector_type(16)));
typedef int16_t hsp_i16x32 __attribute__((ext_vector_type(32)));
typedef uint32_t hsp_u32x16 __attribute__((ext_vector_type(16)));
typedef int32_t hsp_i32x16 __attribute__((ext_vector_type(16)));
typedef float hsp_f32x16 __attribute__((ext_vector_type(16)));

#define HSP_INLINE static inline __attribute__((always_inline))

/* Conversions. In C, because Swift's are generic functions of their own in each build of the kernels. */
HSP_INLINE hsp_u32x16 hsp_widen_u16(hsp_u16x16 values) { return __builtin_convertvector(values, hsp_u32x16); }
HSP_INLINE hsp_f32x16 hsp_float_i32(hsp_i32x16 values) { return __builtin_convertvector(values, hsp_f32x16); }
HSP_INLINE hsp_f32x16 hsp_float_i8(hsp_i8x16 values) { return __builtin_convertvector(values, hsp_f32x16); }
/* a x b + c, rounded once. In C, because Swift's is a loop over lanes that stays one in large functions. */
#if defined(__FMA__) || defined(__aarch64__)
HSP_INLINE hsp_f32x16 hsp_multiply_add(hsp_f32x16 a, hsp_f32x16 b, hsp_f32x16 c) {
  return __builtin_elementwise_fma(a, b, c);
}
#else
/* Without the instruction each lane is a call: in one place. */
#ifdef __x86_64__
__attribute__((noinline, unused)) static
#else
HSP_INLINE
#endif
hsp_f32x16 hsp_multiply_add(hsp_f32x16 a, hsp_f32x16 b, hsp_f32x16 c) {
  for (int lane = 0; lane < 16; lane++) c[lane] = __builtin_fmaf(a[lane], b[lane], c[lane]);
  return c;
}
#endif
/* Keep the low bits. */
HSP_INLINE hsp_i16x16 hsp_narrow_i16(hsp_i32x16 values) { return __builtin_convertvector(values, hsp_i16x16); }
HSP_INLINE hsp_i8x16 hsp_narrow_i8(hsp_i32x16 values) { return __builtin_convertvector(values, hsp_i8x16); }

#if defined(__F16C__) || defined(__aarch64__)
typedef _Float16 hsp_f16x16 __attribute__((ext_vector_type(16)));
HSP_INLINE hsp_f32x16 hsp_float_f16(hsp_u16x16 halves) {
  return __builtin_convertvector((hsp_f16x16)halves, hsp_f32x16);
}
/* To nearest, ties to even. Magnitudes are at most 65504. */
HSP_INLINE hsp_u16x16 hsp_half(hsp_f32x16 values) {
  return (hsp_u16x16)__builtin_convertvector(values, hsp_f16x16);
}
#else
/*
 * A normal number's exponent grows by 112; a subnormal one is its fraction times 2^-24. What is not a number becomes a
 * quiet one, as in hardware.
 */
HSP_INLINE hsp_f32x16 hsp_float_f16(hsp_u16x16 halves) {
  hsp_u32x16 bits = __builtin_convertvector(halves, hsp_u32x16);
  hsp_u32x16 magnitude = bits & 0x7fff, normal = (magnitude << 13) + (112u << 23);
  hsp_u32x16 subnormal = (hsp_u32x16)(__builtin_convertvector((hsp_i32x16)magnitude, hsp_f32x16) * 0x1p-24f);
  hsp_u32x16 isSmall = (hsp_u32x16)(magnitude < 0x400u);
  hsp_u32x16 isInfinite = (hsp_u32x16)(magnitude >= 0x7c00u), isNaN = (hsp_u32x16)(magnitude > 0x7c00u);
  hsp_u32x16 result = (subnormal & isSmall) | (normal & ~isSmall) | (isInfinite & 0x7f800000u) | (isNaN & 0x400000u);
  return (hsp_f32x16)(result | (bits & 0x8000) << 16);
}
/* To nearest, ties to even. Magnitudes are at most 65504. */
HSP_INLINE hsp_u16x16 hsp_half(hsp_f32x16 values) {
  hsp_u32x16 bits = (hsp_u32x16)values;
  hsp_u32x16 sign = bits & 0x80000000u;
  hsp_u32x16 magnitude = bits ^ sign;
  /* Half of a unit in the last place, less one for even values, carries into the bits that stay. */
  hsp_u32x16 normal = (magnitude + 0xfff + (magnitude >> 13 & 1) - (112u << 23)) >> 13;
  /* Adding 0.5 leaves a subnormal half's value in the low bits of the sum. */
  hsp_u32x16 subnormal = (hsp_u32x16)((hsp_f32x16)magnitude + 0.5f) - 0x3f000000u;
  hsp_u32x16 isSmall = (hsp_u32x16)(magnitude < 0x38800000u);
  hsp_u32x16 result = (subnormal & isSmall) | (normal & ~isSmall);
  hsp_u32x16 isNaN = (hsp_u32x16)(magnitude > 0x7f800000u), quiet = 0x7e00u | (magnitude >> 13 & 0x3ff);
  result = (quiet & isNaN) | (result & ~isNaN) | sign >> 16;
  return __builtin_convertvector(result, hsp_u16x16);
}
#endif

/*
 * Products of pairs: sums[lane] += pair[0] * weights[lane, 0] + pair[1] * weights[lane, 1], modulo 2^32.
 * hsp_pairs_low and _high make the weights of inputs 0, 1 and 2, 3 from quads: four int8 in each lane. Where a pair's two
 * weights lie in the 32 is the instruction set's affair; any lane by lane arithmetic on them is allowed.
 */
#if defined(__aarch64__)
/* [2][16] */
#define HSP_JOIN(a, b)                                                                                               \
  __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, \
                          24, 25, 26, 27, 28, 29, 30, 31)
HSP_INLINE hsp_i16x32 hsp_pairs_high(hsp_i32x16 quads) {
  hsp_i32x16 first = quads << 8 >> 24, second = quads >> 24;
  return HSP_JOIN(__builtin_convertvector(first, hsp_i16x16), __builtin_convertvector(second, hsp_i16x16));
}
HSP_INLINE hsp_i16x32 hsp_pairs_low(hsp_i32x16 quads) {
  hsp_i32x16 first = quads << 24 >> 24, second = quads << 16 >> 24;
  return HSP_JOIN(__builtin_convertvector(first, hsp_i16x16), __builtin_convertvector(second, hsp_i16x16));
}
HSP_INLINE hsp_i32x16 hsp_dot_pairs(hsp_i32x16 sums, int32_t pair, hsp_i16x32 weights) {
  union { hsp_i16x32 all; int16x4_t part[8]; } w = {weights};
  union { hsp_i32x16 all; int32x4_t part[4]; } s = {sums};
  int16x4_t values = vreinterpret_s16_s32(vdup_n_s32(pair));
  for (int part = 0; part < 4; part++) {
    s.part[part] = vmlal_lane_s16(s.part[part], w.part[part], values, 0);
    s.part[part] = vmlal_lane_s16(s.part[part], w.part[part + 4], values, 1);
  }
  return s.all;
}
#else
/* [16][2] */
HSP_INLINE hsp_i16x32 hsp_pairs_high(hsp_i32x16 quads) {
  return (hsp_i16x32)((quads << 8 >> 24 & 0xffff) | (quads >> 24 << 16));
}
HSP_INLINE hsp_i16x32 hsp_pairs_low(hsp_i32x16 quads) {
  return (hsp_i16x32)((quads << 24 >> 24 & 0xffff) | (quads << 16 >> 24 << 16));
}
#if defined(__AVX512VNNI__)
HSP_INLINE hsp_i32x16 hsp_dot_pairs(hsp_i32x16 sums, int32_t pair, hsp_i16x32 weights) {
  hsp_i32x16 values = {};
  return __builtin_ia32_vpdpwssd512(sums, (hsp_i16x32)(values + pair), weights);
}
#elif defined(__AVX2__)
typedef short hsp_i16x16_gcc __attribute__((vector_size(32)));
typedef int hsp_i32x8_gcc __attribute__((vector_size(32)));
HSP_INLINE hsp_i32x16 hsp_dot_pairs(hsp_i32x16 sums, int32_t pair, hsp_i16x32 weights) {
  hsp_i32x8_gcc values = {pair, pair, pair, pair, pair, pair, pair, pair};
  union { hsp_i16x32 all; hsp_i16x16_gcc part[2]; } w = {weights};
  union { hsp_i32x16 all; hsp_i32x8_gcc part[2]; } s = {sums};
  s.part[0] += __builtin_ia32_pmaddwd256((hsp_i16x16_gcc)values, w.part[0]);
  s.part[1] += __builtin_ia32_pmaddwd256((hsp_i16x16_gcc)values, w.part[1]);
  return s.all;
}
#elif defined(__SSE2__)
typedef short hsp_i16x8_gcc __attribute__((vector_size(16)));
typedef int hsp_i32x4_gcc __attribute__((vector_size(16)));
HSP_INLINE hsp_i32x16 hsp_dot_pairs(hsp_i32x16 sums, int32_t pair, hsp_i16x32 weights) {
  hsp_i32x4_gcc values = {pair, pair, pair, pair};
  union { hsp_i16x32 all; hsp_i16x8_gcc part[4]; } w = {weights};
  union { hsp_i32x16 all; hsp_i32x4_gcc part[4]; } s = {sums};
  for (int part = 0; part < 4; part++)
    s.part[part] += __builtin_ia32_pmaddwd128((hsp_i16x8_gcc)values, w.part[part]);
  return s.all;
}
#else
HSP_INLINE hsp_i32x16 hsp_dot_pairs(hsp_i32x16 sums, int32_t pair, hsp_i16x32 weights) {
  hsp_u32x16 words = (hsp_u32x16)weights;
  hsp_i32x16 first = (hsp_i32x16)(words << 16) >> 16, second = (hsp_i32x16)words >> 16;
  return (hsp_i32x16)((hsp_u32x16)sums + (hsp_u32x16)(first * (int16_t)pair) +
                      (hsp_u32x16)(second * (int16_t)((uint32_t)pair >> 16)));
}
#endif
#endif

#endif
#endif
