#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "dispatch.h"

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

void descent_loss_double(int loss, double threshold, const double *x, ptrdiff_t stride, const ptrdiff_t *rows,
                         ptrdiff_t n, ptrdiff_t p, const double *y, const double *offsets, const double *weights,
                         const double *coefficients, double offset, double *gradient, double sums[2]) {
  BEST(descent_loss_double, loss, threshold, x, stride, rows, n, p, y, offsets, weights, coefficients, offset, gradient,
       sums)
}

void descent_loss_float(int loss, double threshold, const float *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n,
                        ptrdiff_t p, const float *y, const float *offsets, const float *weights,
                        const double *coefficients, double offset, double *gradient, double sums[2]) {
  BEST(descent_loss_float, loss, threshold, x, stride, rows, n, p, y, offsets, weights, coefficients, offset, gradient,
       sums)
}

void descent_gradient_doubledouble(const double *x, ptrdiff_t stride, const ptrdiff_t *rows, ptrdiff_t n, ptrdiff_t p,
                                   const double *y, const double *weights, const double *coefficients_high,
                                   const double *coefficients_low, double offset_high, double offset_low,
                                   double *gradient_high, double *gradient_low, double sums[4], double *residuals) {
  BEST(descent_gradient_doubledouble, x, stride, rows, n, p, y, weights, coefficients_high, coefficients_low,
       offset_high, offset_low, gradient_high, gradient_low, sums, residuals)
}

void descent_exponentials(const double *x, ptrdiff_t n, double *result) { BEST(descent_exponentials, x, n, result) }

void descent_logarithms_of_one_plus(const double *t, ptrdiff_t n, double *result) {
  BEST(descent_logarithms_of_one_plus, t, n, result)
}
