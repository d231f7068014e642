#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "CDescentKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define LEVEL avx2
#define LANES 4
typedef double vector __attribute__((vector_size(32)));

#define INLINE static inline __attribute__((always_inline))

INLINE vector multiply(vector a, vector b) {
  vector product = a * b;
  __asm__("" : "+x"(product));
  return product;
}
INLINE vector multiply_add(vector a, vector b, vector c) { return _mm256_fmadd_pd(a, b, c); }
INLINE vector multiply_subtract(vector a, vector b, vector c) { return _mm256_fmsub_pd(a, b, c); }

INLINE __m256i mask(ptrdiff_t count) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
}
INLINE vector held(vector value) {
  __asm__("" : "+x"(value));
  return value;
}

INLINE vector load_double(const double *from) { return _mm256_loadu_pd(from); }
INLINE vector load_float(const float *from) { return _mm256_cvtps_pd(_mm_loadu_ps(from)); }

INLINE vector load_double_part(const double *from, ptrdiff_t count) { return _mm256_maskload_pd(from, mask(count)); }
INLINE vector load_float_part(const float *from, ptrdiff_t count) {
  __m128i lanes = _mm_cmpgt_epi32(_mm_set1_epi32((int)count), _mm_setr_epi32(0, 1, 2, 3));
  return _mm256_cvtps_pd(_mm_maskload_ps(from, lanes));
}
INLINE void store(double *to, vector value) { _mm256_storeu_pd(to, value); }
INLINE void store_part(double *to, vector value, ptrdiff_t count) { _mm256_maskstore_pd(to, mask(count), value); }
INLINE vector first_lanes(vector value, ptrdiff_t count) {
  return _mm256_and_pd(value, _mm256_castsi256_pd(mask(count)));
}

INLINE vector left_of_pairs(int width, vector a, vector b) {
  return width == 1 ? __builtin_shufflevector(a, b, 0, 4, 2, 6) : __builtin_shufflevector(a, b, 0, 1, 4, 5);
}
INLINE vector right_of_pairs(int width, vector a, vector b) {
  return width == 1 ? __builtin_shufflevector(a, b, 1, 5, 3, 7) : __builtin_shufflevector(a, b, 2, 3, 6, 7);
}

#include "gradient.inc.h"

#pragma clang attribute pop

#endif
