// The gradient kernels in terms of `vector` with its LANES and the functions that the including file defines on it.
//
// Up to LANES rows make a group. It is read from memory once, for the products with the coefficients, which end up one
// row a lane; weights and residuals are computed lane by lane; then the rows, still in the first or second cache, are
// added to the gradient. Groups further ahead are fetched meanwhile: half of their rows in each of the two passes, so
// that the memory is never idle.

#include <stdint.h>

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)

/// The bytes of X that a group may have, so that it is in the second cache still when it is read again.
#ifndef GROUP_BYTES
#define GROUP_BYTES (128 << 10)
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

/// How many rows make a group: as many as there are lanes, or fewer where they are long.
INLINE int rows_of_group(ptrdiff_t rowBytes) {
  int count = LANES;
  while (count > 1 && count * rowBytes > GROUP_BYTES) count /= 2;
  return count;
}

/// How many rows ahead are fetched: whole groups.
INLINE ptrdiff_t rows_ahead(int groupRows, ptrdiff_t rowBytes) {
  ptrdiff_t groupBytes = groupRows * (rowBytes > 0 ? rowBytes : 1);
  return groupRows * ((AHEAD_BYTES + groupBytes - 1) / groupBytes);
}

#define ELEMENT double
#include "gradient-plain.h"
#undef ELEMENT
#define ELEMENT float
#include "gradient-plain.h"
#undef ELEMENT
#include "gradient-doubledouble.h"
