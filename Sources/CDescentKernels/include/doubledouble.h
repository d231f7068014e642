#ifndef DESCENT_DOUBLEDOUBLE_H
#define DESCENT_DOUBLEDOUBLE_H

#include <stddef.h>
#include <stdint.h>

// Dense linear algebra in double-double: a number is the unevaluated sum high + low of two doubles, with
// |low| ≤ ulp(high)/2, about 106 bits. Products and sums are error-free transformations (TwoProd by FMA; TwoSum of
// Knuth 1969; Dekker 1971). Every operation below is elementwise on eight lanes, so that AVX-512, AVX2 and portable code
// give the same bits.
//
// A panel holds some rows of a matrix column by column: column j is high[j * ld ...] and low[j * ld ...]; ld is a
// multiple of 8, and rows behind the last one are zero. Triangles are row by row, p×p, of which the upper half is used.

/// Packs n rows of the terms (2^exponent · x[column])^power of a row-major matrix into a panel; power 0 is 1. Powers are
/// formed in double-double: relative error 2^-103 for each multiplication.
void descent_dd_pack(const double *x, ptrdiff_t stride, ptrdiff_t n, const int32_t *columns, const int32_t *powers,
                     const int32_t *exponents, ptrdiff_t terms, double *high, double *low, ptrdiff_t ld);

/// Multiplies the rows of a panel by n weights, into another panel.
void descent_dd_weigh(const double *weights, ptrdiff_t n, const double *high, const double *low, ptrdiff_t columns,
                      double *weighted_high, double *weighted_low, ptrdiff_t ld);

/// B ← B R⁻¹ for the first p columns of a panel; columns whose `kept` is 0 are passed over.
void descent_dd_solve_panel(const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p, double *high,
                            double *low, ptrdiff_t ld);

/// Adds AᵀB to the upper half of a columns×columns matrix; AᵀB has to be symmetric.
void descent_dd_gram(const double *a_high, const double *a_low, const double *b_high, const double *b_low,
                     ptrdiff_t columns, ptrdiff_t ld, double *sum_high, double *sum_low);

/// sum[j] += Aⱼᵀ b for the columns of a panel and one column b, in three parts of about 150 bits together: the gradient at
/// the solution cancels to nothing, and what its sums lose comes back multiplied by the square of the condition number.
void descent_dd_products(const double *a_high, const double *a_low, ptrdiff_t columns, const double *b_high,
                         const double *b_low, ptrdiff_t ld, double *sum_high, double *sum_middle, double *sum_low);

/// target += source, `count` numbers in three parts.
void descent_dd_add_three(double *target_high, double *target_middle, double *target_low, const double *source_high,
                          const double *source_middle, const double *source_low, ptrdiff_t count);

/// r ← r − Bβ for one column r of a panel.
void descent_dd_residual(const double *high, const double *low, ptrdiff_t p, const double *beta_high,
                         const double *beta_low, ptrdiff_t ld, double *r_high, double *r_low);

/// target += source, `count` numbers.
void descent_dd_add(double *target_high, double *target_low, const double *source_high, const double *source_low,
                    ptrdiff_t count);

/// Cholesky, in place: A = RᵀR. Column k is dropped (kept[k] = 0, its row of R zero) where its pivot, the square of its
/// distance from the columns before it, is at most tolerance · aₖₖ, or not a number. p³/3 multiplications.
void descent_dd_cholesky(double *high, double *low, ptrdiff_t p, double tolerance, uint8_t *kept);

/// Z ← R⁻¹ over the kept rows and columns, the others zero. p³/3 multiplications.
void descent_dd_invert_triangle(const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p,
                                double *z_high, double *z_low);

/// C ← A B of upper triangles. p³/3 multiplications.
void descent_dd_multiply_triangles(const double *a_high, const double *a_low, const double *b_high, const double *b_low,
                                   ptrdiff_t p, double *c_high, double *c_low);

#endif
