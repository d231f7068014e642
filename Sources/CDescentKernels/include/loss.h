// Losses of generalized linear models and their batched gradients, with every row read from memory once.
#pragma once

#include <stddef.h>

/// ℓ(η, y) of a row, and its pull u, with which the gradient is made:
///
///   logistic   log(1 + e^η) - yη, y of 0 or 1                    u = y - 1/(1 + e^-η)
///   Poisson    e^η - yη; infinite where e^η overflows            u = y - e^η
///   Huber      r² for r = y - η, |r| ≤ δ; δ(2|r| - δ) beyond     u = r, between -δ and δ
enum { DESCENT_LOGISTIC_LOSS = 1, DESCENT_POISSON_LOSS = 2, DESCENT_HUBER_LOSS = 3 };

// All of these look at n rows of p elements as the functions of gradient.h do. With η = offset + offsets[row] +
// x·coefficients of a row (offsets = NULL: 0) and its weight w (weights = NULL: 1):
//
//   gradient += Σ w u x            (NULL: left out)
//   sums     += Σ w ℓ, Σ w u
//
// Single-threaded. What they add up depends on the arguments and on descent_kernel_level() only.

/// Elements in double precision.
void descent_loss_double(int loss, double threshold, const double *x, ptrdiff_t stride, const ptrdiff_t *rows,
                         ptrdiff_t n, ptrdiff_t p, const double *y, const double *offsets, const double *weights,
                         const double *coefficients, double offset, double *gradient, double sums[2]);

/// Elements in single precision, which are computed with in double precision.
void descent_loss_float(int loss, double threshold, const float *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n,
                        ptrdiff_t p, const float *y, const float *offsets, const float *weights,
                        const double *coefficients, double offset, double *gradient, double sums[2]);

/// result[i] = eˣ of each of n numbers, off by about 1 ulp at most; `result` may be `x`.
void descent_exponentials(const double *x, ptrdiff_t n, double *result);

/// result[i] = log(1 + t) of each of n numbers from 0 to 1, off by less than 2 ulp; `result` may be `t`.
void descent_logarithms_of_one_plus(const double *t, ptrdiff_t n, double *result);

// The same by the instructions of one level, for tests, as in gradient.h.

#define DESCENT_DECLARE_LOSSES(level)                                                                                  \
  void descent_loss_double_##level(int loss, double threshold, const double *x, ptrdiff_t stride,                      \
                                   const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p, const double *y,                   \
                                   const double *offsets, const double *weights, const double *coefficients,           \
                                   double offset, double *gradient, double sums[2]);                                   \
  void descent_loss_float_##level(int loss, double threshold, const float *x, ptrdiff_t stride, const ptrdiff_t *rows, \
                                  ptrdiff_t n, ptrdiff_t p, const float *y, const float *offsets,                      \
                                  const float *weights, const double *coefficients, double offset, double *gradient,   \
                                  double sums[2]);                                                                     \
  void descent_exponentials_##level(const double *x, ptrdiff_t n, double *result);                                     \
  void descent_logarithms_of_one_plus_##level(const double *t, ptrdiff_t n, double *result);

DESCENT_DECLARE_LOSSES(portable)
DESCENT_DECLARE_LOSSES(avx2)
DESCENT_DECLARE_LOSSES(avx512)
