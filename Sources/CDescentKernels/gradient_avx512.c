#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "CDescentKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)

#define LEVEL avx512
#define LANES 8
typedef double vector __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

INLINE vector multiply(vector a, vector b) {
  return _mm512_mul_round_pd(a, b, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm512_fmadd_pd(a, b, c); }
INLINE vector multiply_subtract(vector a, vector b, vector c) { return _mm512_fmsub_pd(a, b, c); }

INLINE vector held(vector value) {
  __asm__("" : "+v"(value));
  return value;
}

INLINE vector load_double(const double *from) { return _mm512_loadu_pd(from); }
INLINE vector load_float(const float *from) { return _mm512_cvtps_pd(_mm256_loadu_ps(from)); }

INLINE vector load_double_part(const double *from, ptrdiff_t count) {
  return _mm512_maskz_loadu_pd((__mmask8)((1u << count) - 1), from);
}
INLINE vector load_float_part(const float *from, ptrdiff_t count) {
  return _mm512_cvtps_pd(_mm256_maskz_loadu_ps((__mmask8)((1u << count) - 1), from));
}
INLINE void store(double *to, vector value) { _mm512_storeu_pd(to, value); }
INLINE void store_part(double *to, vector value, ptrdiff_t count) {
  _mm512_mask_storeu_pd(to, (__mmask8)((1u << count) - 1), value);
}
INLINE vector first_lanes(vector value, ptrdiff_t count) {
  return _mm512_maskz_mov_pd((__mmask8)((1u << count) - 1), value);
}

INLINE vector left_of_pairs(int width, vector a, vector b) {
  switch (width) {
    case 1: return __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
    case 2: return __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13);
    default: return __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11);
  }
}
INLINE vector right_of_pairs(int width, vector a, vector b) {
  switch (width) {
    case 1: return __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
    case 2: return __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15);
    default: return __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

#include "gradient.inc.h"

#pragma clang attribute pop

#endif
