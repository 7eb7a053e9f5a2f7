/*
 * CKernels.h - the table through which everything above reaches the kernels.
 *
 * Kernels are compiled once per instruction set from one Swift source and must never be imported: an importer would
 * compile their bodies again with its own flags. They are reached through hsp_kernels alone.
 *
 * Every pointer is valid for what its comment says; kernels check nothing. Values are float, 16 lanes make a block.
 */
#ifndef HSP_CKERNELS_H
#define HSP_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#pragma clang assume_nonnull begin
/* Swift: the struct itself is safe to use, only its pointers are not. */
#define HSP_SAFE __attribute__((swift_attr("safe")))
#else
#define HSP_SAFE
#endif

/** A product of pixels with one block of 16 outputs: out[p][lane] = start[lane] + sum over taps and channels. */
typedef struct HSP_SAFE hsp_contraction {
  const float *source;          /* first tap of pixel 0 */
  const ptrdiff_t *taps;        /* tap_count offsets from a pixel's source, in floats */
  ptrdiff_t tap_count;
  ptrdiff_t channels;           /* contiguous values at each tap */
  ptrdiff_t pixels;             /* count, row after row */
  ptrdiff_t width;              /* pixels in a row */
  ptrdiff_t pixel_stride;       /* floats between sources of neighbouring pixels */
  ptrdiff_t row_stride;         /* floats between sources of neighbouring rows */
  const float *weights;         /* [tap][channel][16] */
  const float *start;           /* 16 values */
  const float *_Nullable residual; /* added last: [pixel][residual_stride] */
  ptrdiff_t residual_stride;
  float *out;                   /* [pixel][out_stride] */
  ptrdiff_t out_stride;
  ptrdiff_t lanes;              /* 1 ... 16: lanes that exist in residual and out */
} hsp_contraction;

/** Pixels brought into the shape that a contraction reads: scaled, shifted, through SiLU. */
typedef struct HSP_SAFE hsp_conditioning {
  const float *source;
  ptrdiff_t source_stride;      /* floats between pixels; 0 repeats one pixel */
  float *out;
  ptrdiff_t out_stride;
  ptrdiff_t pixels;
  ptrdiff_t channels;
  const float *_Nullable scale; /* [channels], with shift: y = scale x + shift */
  const float *_Nullable shift;
  int32_t silu;                 /* then y / (1 + exp(-y)) */
} hsp_conditioning;

/** Per-channel moments of up to 16 neighbouring channels over a picture, for group norm. */
typedef struct HSP_SAFE hsp_moments {
  const float *source;          /* first channel of pixel 0 */
  ptrdiff_t height, width;
  ptrdiff_t pixel_stride;       /* floats */
  ptrdiff_t lanes;              /* 1 ... 16 */
  double *mean;                 /* [lanes] */
  double *squares;              /* [lanes]: sum of squared differences from the mean */
} hsp_moments;

/** Attention of a tile of queries of one head over all keys, block of keys by block of keys. */
typedef struct HSP_SAFE hsp_attention {
  const float *query;           /* first query's first channel of this head */
  const float *key;
  const float *value;
  float *out;
  ptrdiff_t stride;             /* floats between tokens, in all four */
  ptrdiff_t queries;            /* 1 ... HSP_QUERY_TILE */
  ptrdiff_t keys;
  ptrdiff_t depth;              /* channels of the head */
  float scale;
  float *scratch;               /* hsp_attention_scratch(depth) floats, 64-byte aligned */
} hsp_attention;

#define HSP_QUERY_TILE 48
#define HSP_KEY_BLOCK 64

/** Floats of scratch that attention needs: packed keys and values, scores, sums, maxima, output tile. */
static inline ptrdiff_t hsp_attention_scratch(ptrdiff_t depth) {
  ptrdiff_t padded = (depth + 15) / 16 * 16;
  return HSP_KEY_BLOCK * padded * 2 + HSP_QUERY_TILE * (HSP_KEY_BLOCK + padded + 16) + 16;
}

/** out[i] = c[0] in[0][i] + c[1] in[1][i] + ... for count values; terms 1 ... 4; out may be one of them. */
typedef struct HSP_SAFE hsp_combination {
  const float *_Nullable in[4];
  float c[4];
  int32_t terms;
  ptrdiff_t count;
  float *out;
} hsp_combination;

typedef struct HSP_SAFE hsp_kernels {
  void (*contract)(const hsp_contraction *job);
  void (*condition)(const hsp_conditioning *job);
  void (*moments)(const hsp_moments *job);
  void (*attend)(const hsp_attention *job);
  void (*combine)(const hsp_combination *job);
  /* Widens count f16 values (a multiple of 16). */
  void (*widen)(const uint16_t *source, float *out, ptrdiff_t count);
} hsp_kernels;

void hsp_kernels_base(hsp_kernels *out);
void hsp_kernels_avx2(hsp_kernels *out);
void hsp_kernels_avx512(hsp_kernels *out);

#ifdef __clang__
/* In C, because Swift's widening of 16 integers is a generic function of its own in each build of the kernels. */
typedef uint16_t hsp_u16x16 __attribute__((ext_vector_type(16)));
typedef uint32_t hsp_u32x16 __attribute__((ext_vector_type(16)));
static inline __attribute__((always_inline)) hsp_u32x16 hsp_widen_u16(hsp_u16x16 values) {
  return __builtin_convertvector(values, hsp_u32x16);
}
#pragma clang assume_nonnull end
#endif
#endif
