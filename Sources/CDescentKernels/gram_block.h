// What the kernels of the Gram matrix share, whatever their instructions are.
#pragma once

#include "CDescentKernels.h"

/// Rows of up to `UNPACKED_COLUMNS` elements are read where they stand, in blocks of `UNPACKED_ROWS`, of which 64
/// columns stay in a first cache of 32 KiB. Longer ones are first copied into slices, in blocks of `PACKED_ROWS`: then
/// the three slices that the vectors come from stay there.
#define UNPACKED_COLUMNS 200
#define UNPACKED_ROWS 48
#define PACKED_ROWS 120

/// Elements in slices of columns, as many as a vector has: that of row k and column j stands at
/// `base[k * row + j / width * slice + j % width]`. Plain row-major elements have slices that touch.
typedef struct {
  const double *base;
  size_t row, slice;
} matrix;

/// A block of rows: X; E, a column of ones and the targets; the weights, or null.
typedef struct {
  matrix x, extras;
  const double *weights;
  size_t count, extra_count;
} block;

/// What to fetch from memory while the kernels work: `step` bytes with each row. And where the rests of sums stand.
typedef struct {
  const char *address;
  size_t step;
  size_t rest;
} ahead;

void descent_gram_portable(const descent_gram_rows *x, const descent_gram_sums *sums, double *scratch);
void descent_gram_avx2(const descent_gram_rows *x, const descent_gram_sums *sums, double *scratch);
void descent_gram_avx512(const descent_gram_rows *x, const descent_gram_sums *sums, double *scratch);
