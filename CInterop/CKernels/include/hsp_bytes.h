/*
 * hsp_bytes.h - exact products of 16-bit integers by instructions that multiply bytes: Arm's dot product, its matrix product.
 *
 * An integer is 256 high + low, both signed bytes: high is rounded, low the rest. That holds up to 32639.
 */
#ifndef HSP_BYTES_H
#define HSP_BYTES_H

#include "hsp_vectors.h"

#ifdef __clang__

typedef int8_t hsp_i8x8 __attribute__((ext_vector_type(8)));

#define HSP_HIGH_BYTES(values) __builtin_convertvector(((values) + 128) >> 8, hsp_i8x16)
#define HSP_LOW_BYTES(values) __builtin_convertvector(values, hsp_i8x16)

/* 16 values in place: high bytes of four, their low bytes, those of the next four: [4][2][4]. */
HSP_INLINE void hsp_arrange_values(int16_t *_Nonnull values) {
#if defined(__aarch64__)
  int16x8_t first = vld1q_s16(values), second = vld1q_s16(values + 8);
  int8x16_t high = vrshrn_high_n_s16(vrshrn_n_s16(first, 8), second, 8);
  int8x16_t low = vuzp1q_s8(vreinterpretq_s8_s16(first), vreinterpretq_s8_s16(second));
  int32x4_t a = vreinterpretq_s32_s8(high), b = vreinterpretq_s32_s8(low);
  vst1q_s16(values, vreinterpretq_s16_s32(vzip1q_s32(a, b)));
  vst1q_s16(values + 8, vreinterpretq_s16_s32(vzip2q_s32(a, b)));
#else
  int8_t bytes[32];
  for (int index = 0; index < 16; index++) {
    bytes[index / 4 * 8 + index % 4] = (int8_t)((values[index] + 128) >> 8);
    bytes[index / 4 * 8 + index % 4 + 4] = (int8_t)values[index];
  }
  __builtin_memcpy(values, bytes, sizeof bytes);
#endif
}

/* The weights of either input of a pair for 16 outputs. */
#if defined(__aarch64__)
#define HSP_FIRST(pair) __builtin_shufflevector(pair, pair, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#define HSP_SECOND(pair)                                                                                               \
  __builtin_shufflevector(pair, pair, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31)
#else
#define HSP_FIRST(pair) __builtin_shufflevector(pair, pair, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define HSP_SECOND(pair) __builtin_shufflevector(pair, pair, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#endif
#define HSP_ZIP(a, b)                                                                                                  \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23, 8, 24, 9, 25, 10, 26, 11, 27,  \
                          12, 28, 13, 29, 14, 30, 15, 31)

/* One byte of the weights of four inputs, given as two pairs: [16][4]. */
#define HSP_ARRANGE(byte, pair, next)                                                                                  \
  HSP_ZIP((hsp_i16x16)HSP_ZIP(byte(HSP_FIRST(pair)), byte(HSP_SECOND(pair))),                                          \
          (hsp_i16x16)HSP_ZIP(byte(HSP_FIRST(next)), byte(HSP_SECOND(next))))
HSP_INLINE hsp_i16x32 hsp_arrange_high(hsp_i16x32 pair, hsp_i16x32 next) {
  return HSP_ARRANGE(HSP_HIGH_BYTES, pair, next);
}
HSP_INLINE hsp_i16x32 hsp_arrange_low(hsp_i16x32 pair, hsp_i16x32 next) {
  return HSP_ARRANGE(HSP_LOW_BYTES, pair, next);
}

/*
 * Products of bytes: sums[lane] += values[0 ... 3] . weights[lane][0 ... 3], modulo 2^32, of the values' high bytes or of
 * their low ones: `low` is a constant.
 */
HSP_INLINE hsp_i32x16 hsp_dot_bytes(hsp_i32x16 sums, hsp_i8x8 values, hsp_i16x32 weights, int low) {
#if defined(__ARM_FEATURE_DOTPROD)
  union { hsp_i16x32 all; int8x16_t part[4]; } w = {weights};
  union { hsp_i32x16 all; int32x4_t part[4]; } s = {sums};
  int8x8_t v = (int8x8_t)values;
  for (int part = 0; part < 4; part++)
    s.part[part] = low ? vdotq_lane_s32(s.part[part], w.part[part], v, 1)
                       : vdotq_lane_s32(s.part[part], w.part[part], v, 0);
  return s.all;
#else
  /* What the instruction does, for tests on other processors. */
  hsp_u32x16 words = (hsp_u32x16)weights, result = (hsp_u32x16)sums;
  for (int byte = 0; byte < 4; byte++) {
    hsp_i32x16 weight = (hsp_i32x16)(words << (24 - 8 * byte)) >> 24;
    result += (hsp_u32x16)(weight * values[4 * low + byte]);
  }
  return (hsp_i32x16)result;
#endif
}

/*
 * The matrix product takes eight inputs of two outputs and of two pixels. Weights of eight inputs, from those of twice four:
 * [8 pairs of outputs][2][8], in two halves.
 */
#define HSP_OCTETS(a, b, ...) (hsp_i16x32) __builtin_shufflevector((hsp_i32x16)a, (hsp_i32x16)b, __VA_ARGS__)
HSP_INLINE hsp_i16x32 hsp_first_octets(hsp_i16x32 quads, hsp_i16x32 next) {
  return HSP_OCTETS(quads, next, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
HSP_INLINE hsp_i16x32 hsp_second_octets(hsp_i16x32 quads, hsp_i16x32 next) {
  return HSP_OCTETS(quads, next, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
/* The high or the low bytes of eight arranged values of two pixels: [2][8]. `low` is a constant. */
HSP_INLINE hsp_i8x16 hsp_pixel_octets(hsp_i8x16 pixel, hsp_i8x16 next, int low) {
  typedef int32_t words __attribute__((ext_vector_type(4)));
  return low ? (hsp_i8x16)__builtin_shufflevector((words)pixel, (words)next, 1, 3, 5, 7)
             : (hsp_i8x16)__builtin_shufflevector((words)pixel, (words)next, 0, 2, 4, 6);
}
/* Sums of two pixels for 8 outputs, [4][2 outputs][2 pixels], from half of the octets of weights. Modulo 2^32. */
HSP_INLINE hsp_i32x16 hsp_multiply_octets(hsp_i32x16 sums, hsp_i8x16 values, hsp_i16x32 weights) {
#if defined(__ARM_FEATURE_MATMUL_INT8)
  union { hsp_i16x32 all; int8x16_t part[4]; } w = {weights};
  union { hsp_i32x16 all; int32x4_t part[4]; } s = {sums};
  for (int part = 0; part < 4; part++) s.part[part] = vmmlaq_s32(s.part[part], w.part[part], (int8x16_t)values);
  return s.all;
#else
  union { hsp_i16x32 all; int8_t byte[64]; } w = {weights};
  for (int lane = 0; lane < 16; lane++)
    for (int input = 0; input < 8; input++)
      sums[lane] = (int32_t)((uint32_t)sums[lane] + (uint32_t)(w.byte[lane / 2 * 8 + input] * values[lane % 2 * 8 + input]));
  return sums;
#endif
}
/* All 16 sums of either pixel. */
HSP_INLINE hsp_i32x16 hsp_first_pixel(hsp_i32x16 first, hsp_i32x16 second) {
  return __builtin_shufflevector(first, second, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
HSP_INLINE hsp_i32x16 hsp_second_pixel(hsp_i32x16 first, hsp_i32x16 second) {
  return __builtin_shufflevector(first, second, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

HSP_INLINE hsp_i32x16 hsp_times_256(hsp_i32x16 sums) { return (hsp_i32x16)((hsp_u32x16)sums << 8); }

#endif
#endif
