// The gradient kernels in terms of `vector` with its LANES and the functions that the including file defines on it:
// `multiply` (which no optimization merges with what is done to the product), multiply_add, multiply_subtract (exact before
// its one rounding), `held` (whose value no optimization looks into), loads and stores of all or the first lanes, and the
// parts of pairs for sums_of_rows.
//
// Up to LANES rows make a group. It is read from memory once, for the products with the coefficients, which end up one
// row a lane; residuals or losses, and weights, are computed lane by lane; then the rows, still in the first or second cache, are
// added to the gradient. Groups further ahead are fetched meanwhile: half of their rows in each of the two passes, so
// that the memory is never idle.

#include <stdint.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)

/// The bytes of X that a group of as many rows as there are lanes may have, to be in the first cache or close to it when
/// it is read again; of longer rows half as many are taken.
#ifndef GROUP_BYTES
#define GROUP_BYTES (24 << 10)
#endif
/// The bytes of X that half as many rows may have, to be in the second cache; of longer rows one is taken.
#ifndef LONG_GROUP_BYTES
#define LONG_GROUP_BYTES (512 << 10)
#endif
/// How many bytes ahead are fetched at the least.
#ifndef AHEAD_BYTES
#define AHEAD_BYTES (4 << 10)
#endif

INLINE vector broadcast(double value) { return value - (vector){}; }

INLINE double sum_of_lanes(vector value) {
  double sum = value[0];
  for (int k = 1; k < LANES; ++k) sum += value[k];
  return sum;
}

/// A lane for each vector, its sum.
INLINE vector sums_of_rows(vector rows[LANES]) {
  for (int width = 1; width < LANES; width *= 2)
    for (int k = 0; k < LANES / 2 / width; ++k)
      rows[k] = left_of_pairs(width, rows[2 * k], rows[2 * k + 1]) + right_of_pairs(width, rows[2 * k], rows[2 * k + 1]);
  return rows[0];
}

/// How many rows make a group.
INLINE int rows_of_group(ptrdiff_t row_bytes) {
  if (LANES * row_bytes <= GROUP_BYTES) return LANES;
  return LANES / 2 * row_bytes <= LONG_GROUP_BYTES ? LANES / 2 : 1;
}

/// How many rows ahead are fetched: whole groups.
INLINE ptrdiff_t rows_ahead(int group_rows, ptrdiff_t row_bytes) {
  ptrdiff_t group_bytes = group_rows * (row_bytes > 0 ? row_bytes : 1);
  return group_rows * ((AHEAD_BYTES + group_bytes - 1) / group_bytes);
}

#include "losses.inc.h"
#include "losses_arrays.inc.h"

#define ELEMENT double
#include "gradient_plain.inc.h"
#undef ELEMENT
#define ELEMENT float
#include "gradient_plain.inc.h"
#undef ELEMENT
#include "gradient_doubledouble.inc.h"
