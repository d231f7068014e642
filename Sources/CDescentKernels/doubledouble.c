#include "dispatch.h"

#if defined(__x86_64__)
#define DECLARE(name, parameters)               \
  void descent_dd_##name##_portable parameters; \
  void descent_dd_##name##_avx2 parameters;     \
  void descent_dd_##name##_avx512 parameters;
#else
#define DECLARE(name, parameters) void descent_dd_##name##_portable parameters;
#endif

DECLARE(pack, (const double *x, ptrdiff_t stride, ptrdiff_t n, const int32_t *columns, const int32_t *powers,
               const int32_t *exponents, ptrdiff_t terms, double *high, double *low, ptrdiff_t ld))
void descent_dd_pack(const double *x, ptrdiff_t stride, ptrdiff_t n, const int32_t *columns, const int32_t *powers,
                     const int32_t *exponents, ptrdiff_t terms, double *high, double *low, ptrdiff_t ld) {
  BEST(descent_dd_pack, x, stride, n, columns, powers, exponents, terms, high, low, ld)
}

DECLARE(weigh, (const double *weights, ptrdiff_t n, const double *high, const double *low, ptrdiff_t columns,
                double *weighted_high, double *weighted_low, ptrdiff_t ld))
void descent_dd_weigh(const double *weights, ptrdiff_t n, const double *high, const double *low, ptrdiff_t columns,
                      double *weighted_high, double *weighted_low, ptrdiff_t ld) {
  BEST(descent_dd_weigh, weights, n, high, low, columns, weighted_high, weighted_low, ld)
}

DECLARE(solve_panel, (const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p, double *high,
                      double *low, ptrdiff_t ld))
void descent_dd_solve_panel(const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p, double *high,
                            double *low, ptrdiff_t ld) {
  BEST(descent_dd_solve_panel, r_high, r_low, kept, p, high, low, ld)
}

DECLARE(gram, (const double *a_high, const double *a_low, const double *b_high, const double *b_low,
               ptrdiff_t columns, ptrdiff_t ld, double *sum_high, double *sum_low))
void descent_dd_gram(const double *a_high, const double *a_low, const double *b_high, const double *b_low,
                     ptrdiff_t columns, ptrdiff_t ld, double *sum_high, double *sum_low) {
  BEST(descent_dd_gram, a_high, a_low, b_high, b_low, columns, ld, sum_high, sum_low)
}

DECLARE(products, (const double *a_high, const double *a_low, ptrdiff_t columns, const double *b_high,
                   const double *b_low, ptrdiff_t ld, double *sum_high, double *sum_middle, double *sum_low))
void descent_dd_products(const double *a_high, const double *a_low, ptrdiff_t columns, const double *b_high,
                         const double *b_low, ptrdiff_t ld, double *sum_high, double *sum_middle, double *sum_low) {
  BEST(descent_dd_products, a_high, a_low, columns, b_high, b_low, ld, sum_high, sum_middle, sum_low)
}

DECLARE(add_three, (double *target_high, double *target_middle, double *target_low, const double *source_high,
                    const double *source_middle, const double *source_low, ptrdiff_t count))
void descent_dd_add_three(double *target_high, double *target_middle, double *target_low, const double *source_high,
                          const double *source_middle, const double *source_low, ptrdiff_t count) {
  BEST(descent_dd_add_three, target_high, target_middle, target_low, source_high, source_middle, source_low, count)
}

DECLARE(residual, (const double *high, const double *low, ptrdiff_t p, const double *beta_high,
                   const double *beta_low, ptrdiff_t ld, double *r_high, double *r_low))
void descent_dd_residual(const double *high, const double *low, ptrdiff_t p, const double *beta_high,
                         const double *beta_low, ptrdiff_t ld, double *r_high, double *r_low) {
  BEST(descent_dd_residual, high, low, p, beta_high, beta_low, ld, r_high, r_low)
}

DECLARE(add, (double *target_high, double *target_low, const double *source_high, const double *source_low,
              ptrdiff_t count))
void descent_dd_add(double *target_high, double *target_low, const double *source_high, const double *source_low,
                    ptrdiff_t count) {
  BEST(descent_dd_add, target_high, target_low, source_high, source_low, count)
}

DECLARE(cholesky, (double *high, double *low, ptrdiff_t p, double tolerance, uint8_t *kept))
void descent_dd_cholesky(double *high, double *low, ptrdiff_t p, double tolerance, uint8_t *kept) {
  BEST(descent_dd_cholesky, high, low, p, tolerance, kept)
}

DECLARE(invert_triangle, (const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p, double *z_high,
                          double *z_low))
void descent_dd_invert_triangle(const double *r_high, const double *r_low, const uint8_t *kept, ptrdiff_t p,
                                double *z_high, double *z_low) {
  BEST(descent_dd_invert_triangle, r_high, r_low, kept, p, z_high, z_low)
}

DECLARE(multiply_triangles, (const double *a_high, const double *a_low, const double *b_high, const double *b_low,
                             ptrdiff_t p, double *c_high, double *c_low))
void descent_dd_multiply_triangles(const double *a_high, const double *a_low, const double *b_high,
                                   const double *b_low, ptrdiff_t p, double *c_high, double *c_low) {
  BEST(descent_dd_multiply_triangles, a_high, a_low, b_high, b_low, p, c_high, c_low)
}
