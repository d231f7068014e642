#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "CDescentKernels.h"

#define LEVEL portable
#define LANES 2
typedef double vector __attribute__((vector_size(16)));

#define INLINE static inline __attribute__((always_inline))

INLINE vector multiply(vector a, vector b) {
  vector product = a * b;
#if defined(__x86_64__)
  __asm__("" : "+x"(product));
#elif defined(__aarch64__)
  __asm__("" : "+w"(product));
#endif
  return product;
}

#if defined(__FP_FAST_FMA)
INLINE vector multiply_add(vector a, vector b, vector c) { return __builtin_elementwise_fma(a, b, c); }
#else
INLINE vector multiply_add(vector a, vector b, vector c) { return a * b + c; }
#endif

// For the error of a product, which has to be exact: by the C library where the processor has no such instruction.
INLINE vector multiply_subtract(vector a, vector b, vector c) {
  return (vector){__builtin_fma(a[0], b[0], -c[0]), __builtin_fma(a[1], b[1], -c[1])};
}

INLINE vector held(vector value) {
#if defined(__x86_64__)
  __asm__("" : "+x"(value));
#elif defined(__aarch64__)
  __asm__("" : "+w"(value));
#endif
  return value;
}

INLINE vector load_double(const double *from) { return (vector){from[0], from[1]}; }
INLINE vector load_float(const float *from) { return (vector){from[0], from[1]}; }
INLINE vector load_double_part(const double *from, ptrdiff_t count) {
  return (vector){from[0], count > 1 ? from[1] : 0};
}
INLINE vector load_float_part(const float *from, ptrdiff_t count) { return (vector){from[0], count > 1 ? from[1] : 0}; }
INLINE void store(double *to, vector value) {
  to[0] = value[0];
  to[1] = value[1];
}
INLINE void store_part(double *to, vector value, ptrdiff_t count) {
  to[0] = value[0];
  if (count > 1) to[1] = value[1];
}
INLINE vector first_lanes(vector value, ptrdiff_t count) { return (vector){value[0], count > 1 ? value[1] : 0}; }

INLINE vector left_of_pairs(int width, vector a, vector b) {
  (void)width;
  return __builtin_shufflevector(a, b, 0, 2);
}
INLINE vector right_of_pairs(int width, vector a, vector b) {
  (void)width;
  return __builtin_shufflevector(a, b, 1, 3);
}

#include "gradient.inc.h"
