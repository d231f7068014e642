#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "CDescentKernels.h"

#if defined(__x86_64__)
#define BEST(name, ...)                                                                                               \
  switch (descent_kernel_level()) {                                                                                   \
    case 2: return name##_avx512(__VA_ARGS__);                                                                        \
    case 1: return name##_avx2(__VA_ARGS__);                                                                          \
    default: return name##_portable(__VA_ARGS__);                                                                     \
  }
#else
#define BEST(name, ...) name##_portable(__VA_ARGS__)
#endif

void descent_gradient_double(const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
                             const double *y, const double *weights, const double *coefficients, double offset,
                             double *gradient, double sums[2], double *residuals) {
  BEST(descent_gradient_double, x, stride, rows, n, p, y, weights, coefficients, offset, gradient, sums, residuals)
}

void descent_gradient_float(const float *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
                            const float *y, const float *weights, const double *coefficients, double offset,
                            double *gradient, double sums[2], double *residuals) {
  BEST(descent_gradient_float, x, stride, rows, n, p, y, weights, coefficients, offset, gradient, sums, residuals)
}

void descent_gradient_doubledouble(const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
                                   const double *y, const double *weights, const double *coefficients_high,
                                   const double *coefficients_low, double offset_high, double offset_low,
                                   double *gradient_high, double *gradient_low, double sums[4], double *residuals) {
  BEST(descent_gradient_doubledouble, x, stride, rows, n, p, y, weights, coefficients_high, coefficients_low,
       offset_high, offset_low, gradient_high, gradient_low, sums, residuals)
}

void descent_add_doubledouble(double *high, double *low, const double *other_high, const double *other_low,
                              ptrdiff_t count) {
  for (ptrdiff_t j = 0; j < count; ++j) {
    double sum = high[j] + other_high[j], added = sum - high[j];
    double error = (high[j] - (sum - added)) + (other_high[j] - added);
    double rest = low[j] + (error + other_low[j]);
    high[j] = sum + rest;
    added = high[j] - sum;
    low[j] = (sum - (high[j] - added)) + (rest - added);
  }
}
