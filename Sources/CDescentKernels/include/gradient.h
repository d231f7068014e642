// Residuals and batched gradients of linear models, with every row read from memory once.
#pragma once

#include <stddef.h>

// All of these look at n rows of p elements. Row i begins at x + i·stride, or at x + rows[i]·stride where `rows` is not
// NULL; y and `weights` are indexed as the rows of x are. With r = y − offset − x·coefficients of a row (y = NULL: 0) and
// its weight w (weights = NULL: 1):
//
//   gradient     += Σ w r x        (NULL: left out)
//   sums         += Σ w r², Σ w r
//   residuals[i]  = r              (NULL: left out)
//
// Single-threaded. What they add up depends on the arguments and on descent_kernel_level() only.

/// Elements in double precision.
void descent_gradient_double(const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
                             const double *y, const double *weights, const double *coefficients, double offset,
                             double *gradient, double sums[2], double *residuals);

/// Elements in single precision, which are computed with in double precision.
void descent_gradient_float(const float *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
                            const float *y, const float *weights, const double *coefficients, double offset,
                            double *gradient, double sums[2], double *residuals);

/// Everything in double-double arithmetic (106 bits): coefficients, offset, the residual, the gradient and the sums,
/// each an unevaluated sum high + low; sums holds Σ w r² high, low, Σ w r high, low; `residuals` are rounded.
///
/// Products whose low part underflows (below about 2⁻⁹⁶⁹) lose it; what overflows is infinite in the high part or NaN.
void descent_gradient_doubledouble(const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
                                   const double *y, const double *weights, const double *coefficients_high,
                                   const double *coefficients_low, double offset_high, double offset_low,
                                   double *gradient_high, double *gradient_low, double sums[4], double *residuals);

// The same by the instructions of one level, for tests. Those of avx2 and avx512 exist on x86-64 only, and need a processor
// that has them.

#define DESCENT_DECLARE_GRADIENTS(level)                                                                               \
  void descent_gradient_double_##level(const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n,          \
                                       ptrdiff_t p, const double *y, const double *weights,                            \
                                       const double *coefficients, double offset, double *gradient, double sums[2],    \
                                       double *residuals);                                                             \
  void descent_gradient_float_##level(const float *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n,            \
                                      ptrdiff_t p, const float *y, const float *weights, const double *coefficients,   \
                                      double offset, double *gradient, double sums[2], double *residuals);             \
  void descent_gradient_doubledouble_##level(                                                                          \
      const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p, const double *y,             \
      const double *weights, const double *coefficients_high, const double *coefficients_low, double offset_high,      \
      double offset_low, double *gradient_high, double *gradient_low, double sums[4], double *residuals);

DESCENT_DECLARE_GRADIENTS(portable)
DESCENT_DECLARE_GRADIENTS(avx2)
DESCENT_DECLARE_GRADIENTS(avx512)
