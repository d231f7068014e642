// What the kernels of the Gram matrix share, whatever their instructions are.
#pragma once

#include "CDescentKernels.h"

/// The rows of a block: few enough that 64 columns stay in a first cache of 32 KiB.
#define BLOCK_ROWS 48

/// Row-major elements: that of row k and column j stands at `base[k * row + j]`.
typedef struct {
  const double *base;
  size_t row;
} matrix;

/// A block of rows: X; E, a column of ones and the targets; the weights, or null.
typedef struct {
  matrix x, extras;
  const double *weights;
  size_t count, extra_count;
} block;

/// What to fetch from memory while the kernels work: `step` bytes with each row.
typedef struct {
  const char *address;
  size_t step;
} ahead;

void descent_gram_portable(const descent_gram_rows *x, const descent_gram_sums *sums, double *scratch);
void descent_gram_avx2(const descent_gram_rows *x, const descent_gram_sums *sums, double *scratch);
void descent_gram_avx512(const descent_gram_rows *x, const descent_gram_sums *sums, double *scratch);
