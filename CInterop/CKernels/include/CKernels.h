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

#include "hsp_bytes.h"
#include "hsp_vectors.h"

#ifdef __clang__
#pragma clang assume_nonnull begin
/* Swift: the struct itself is safe to use, only its pointers are not. */
#define HSP_SAFE __attribute__((swift_attr("safe")))
#else
#define HSP_SAFE
#endif

/** How values of a picture are stored. */
typedef enum hsp_format {
  HSP_FORMAT_F32 = 0,
  HSP_FORMAT_F16 = 1,
  HSP_FORMAT_I8 = 2 /* -127 ... 127 with one scale for each pixel */
} hsp_format;

/** Pixels to read: channels are neighbours, strides count values. */
typedef struct HSP_SAFE hsp_pixels {
  const void *base;
  const float *_Nullable scales; /* I8: one for each pixel */
  ptrdiff_t stride;              /* values between pixels; 0 repeats one pixel */
  int32_t format;
} hsp_pixels;

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
  const void *_Nullable residual; /* added last: [pixel][residual_stride], F32 or F16 */
  ptrdiff_t residual_stride;
  int32_t residual_format;
  int32_t out_format;           /* F32 or F16 */
  void *out;                    /* [pixel][out_stride] */
  ptrdiff_t out_stride;
  ptrdiff_t lanes;              /* 1 ... 16: lanes that exist in residual and out */
} hsp_contraction;

/** Pixels brought into the shape that a contraction reads: scaled, shifted, through SiLU. */
typedef struct HSP_SAFE hsp_conditioning {
  hsp_pixels source;
  float *out;
  ptrdiff_t out_stride;
  ptrdiff_t pixels;
  ptrdiff_t channels;
  const float *_Nullable scale; /* [channels], with shift: y = scale x + shift */
  const float *_Nullable shift;
  int32_t silu;                 /* then y / (1 + exp(-y)) */
} hsp_conditioning;

/** Per-channel moments of up to HSP_MOMENT_LANES neighbouring channels over a picture, for group norm. */
typedef struct HSP_SAFE hsp_moments {
  hsp_pixels source;            /* first channel of pixel 0 */
  ptrdiff_t height, width;
  ptrdiff_t lanes;              /* 1 ... HSP_MOMENT_LANES */
  double *mean;                 /* [lanes] */
  double *squares;              /* [lanes]: sum of squared differences from the mean */
  float *lowest;                /* [lanes]: smallest value */
  float *highest;
} hsp_moments;

#define HSP_MOMENT_LANES 32

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

#define HSP_QUERY_TILE 64
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

/**
 * Pixels brought into 16-bit integers: scaled, shifted, through SiLU, times factor, to the nearest integer.
 * Magnitudes must stay below 32768. Channels up to `padded` become 0.
 */
typedef struct HSP_SAFE hsp_quantisation {
  hsp_pixels source;
  int16_t *out;
  ptrdiff_t out_stride;
  ptrdiff_t pixels;
  ptrdiff_t channels;
  ptrdiff_t padded;             /* at least channels */
  const float *_Nullable scale; /* [channels], with shift: y = scale x + shift */
  const float *_Nullable shift;
  int32_t silu;
  float factor;
} hsp_quantisation;

/** What a 3 x 3 convolution reads of a picture: the picture, or the picture with every pixel repeated 2 x 2. */
typedef enum hsp_winograd {
  HSP_DIRECT = 0,   /* no transform */
  HSP_WINOGRAD = 1, /* 16 products for 2 x 2 outputs */
  HSP_FOLDED = 2,   /* 9 products for the 2 x 2 outputs of a repeated pixel: the others are zero */
  HSP_WIDE = 3      /* 24 products for 2 x 4 outputs, 2 down and 4 across */
} hsp_winograd;

/** Winograd's input transform (Lavin, Gray 2016, F(2 x 2, 3 x 3)): a row of tiles, B' d B. */
typedef struct HSP_SAFE hsp_spreading {
  const int16_t *_Nonnull rows[4];       /* HSP_FOLDED: the first three; first pixel of tile 0 */
  ptrdiff_t channels;           /* a multiple of 16; neighbouring pixels are that far apart */
  ptrdiff_t tiles;              /* 2 pixels apart, HSP_WIDE: 4, HSP_FOLDED: 1 */
  int16_t *out;                 /* [plane][tile][channels] */
  ptrdiff_t plane_stride;
  int32_t winograd;
} hsp_spreading;

/** int8 weights of one block of 16 outputs as hsp_multiply reads them; for Winograd transformed, in integers. */
typedef struct HSP_SAFE hsp_expansion {
  const int8_t *weights;        /* [tap][quad][part][16][4] */
  ptrdiff_t taps;               /* 9 for Winograd */
  ptrdiff_t quads;              /* groups of 4 inputs */
  ptrdiff_t parts;              /* 1, or 2: a weight is 4 times the first plus the second */
  int16_t *out;                 /* [tap or plane][2 quads][32] */
  int32_t winograd;
} hsp_expansion;

/** Integer products: sums[pixel][lane] = sum over taps and channels, modulo 2^32. Magnitudes are at most 32639. */
typedef struct HSP_SAFE hsp_product {
  const int16_t *source;        /* first tap of pixel 0; arranged */
  const ptrdiff_t *taps;        /* offsets from a pixel's source, in values, multiples of 4 */
  ptrdiff_t tap_count;
  ptrdiff_t quads;              /* channels / 4 at each tap, at least 1 */
  ptrdiff_t first;              /* pixel, counted row after row */
  ptrdiff_t pixels;
  ptrdiff_t width;              /* pixels in a row */
  ptrdiff_t pixel_stride;       /* values between neighbouring pixels, a multiple of 4 */
  ptrdiff_t row_stride;         /* likewise */
  const int16_t *weights;       /* of hsp_expansion, arranged: [tap][quad][64] */
  int32_t weight_bytes;         /* as they were arranged */
  int32_t *sums;                /* [pixel][16], from pixel `first` on */
} hsp_product;

/** Sums become values: through Winograd's output transform A' m A, scaled, biased, the residual added. */
typedef struct HSP_SAFE hsp_finishing {
  const int32_t *sums;          /* [plane][tile][16] */
  ptrdiff_t plane_stride;
  ptrdiff_t tiles;              /* pixels, or tiles in one row of them */
  int32_t winograd;
  const float *scale;           /* 16 values: of a unit of the sum */
  const float *start;           /* 16 values */
  const void *_Nullable residual; /* as out */
  int32_t residual_format;      /* F32 or F16 */
  int32_t out_format;
  void *out;                    /* first pixel */
  ptrdiff_t stride;             /* values between pixels, in residual and out */
  ptrdiff_t row_stride;         /* values between rows */
  ptrdiff_t columns;            /* pixels that exist in a row of tiles */
  ptrdiff_t rows;               /* 1 or 2 */
  ptrdiff_t lanes;              /* 1 ... 16 */
} hsp_finishing;

/** Pixels as 8-bit integers: value = out * scales[pixel], scale = largest magnitude / 127. */
typedef struct HSP_SAFE hsp_packing {
  hsp_pixels source;            /* F32 or F16 */
  ptrdiff_t pixels;
  ptrdiff_t channels;
  int8_t *out;                  /* [pixel][channels] */
  float *scales;
} hsp_packing;

#define HSP_LIMIT_BYTES 8192

typedef struct HSP_SAFE hsp_kernels {
  void (*contract)(const hsp_contraction *job);
  void (*condition)(const hsp_conditioning *job);
  void (*moments)(const hsp_moments *job);
  void (*attend)(const hsp_attention *job);
  void (*combine)(const hsp_combination *job);
  /* Widens count f16 values (a multiple of 16). */
  void (*widen)(const uint16_t *source, float *out, ptrdiff_t count);
  void (*quantise)(const hsp_quantisation *job);
  void (*spread)(const hsp_spreading *job);
  void (*expand)(const hsp_expansion *job);
  /* Bring what multiply reads into the order that it wants, in place; both NULL where that is how it comes. The first for
     values that were spread, or quantised for HSP_DIRECT: count is a multiple of 16. The second for weights that were
     expanded, for so many taps or planes: weight_bytes is 1 where all fit 8 bits, else 2. */
  void (*_Nullable arrange_values)(int16_t *values, ptrdiff_t count);
  void (*_Nullable arrange_weights)(int16_t *weights, ptrdiff_t taps, ptrdiff_t quads, int32_t weight_bytes);
  void (*multiply)(const hsp_product *job);
  void (*finish)(const hsp_finishing *job);
  void (*pack)(const hsp_packing *job);
  /* The largest magnitude of a row of pixels, at least `largest`. */
  float (*peak)(const hsp_pixels *source, ptrdiff_t pixels, ptrdiff_t channels, float largest);
  /* The main loops of contract and multiply on HSP_LIMIT_BYTES of scratch, aligned to 64: `rounds` times as many
     multiply-adds as they return. */
  ptrdiff_t (*limit_floats)(float *scratch, ptrdiff_t rounds);
  ptrdiff_t (*limit_integers)(int16_t *scratch, ptrdiff_t rounds);
} hsp_kernels;

void hsp_kernels_base(hsp_kernels *out);
void hsp_kernels_avx2(hsp_kernels *out);
void hsp_kernels_avx512(hsp_kernels *out);
/* Replaces some of the base kernels, which must be there. */
void hsp_kernels_dotprod(hsp_kernels *out);
void hsp_kernels_i8mm(hsp_kernels *out);

#ifdef __clang__
#pragma clang assume_nonnull end
#endif
#endif
