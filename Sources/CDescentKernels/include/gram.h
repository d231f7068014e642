// The Gram matrix of blocks of rows: register tiles straight from row-major data, one instruction set a file.
#pragma once

#include <stddef.h>

/// Rows of data, with what is to be summed over them besides the Gram matrix.
typedef struct {
  /// Row-major, `x_stride` elements from one row to the next.
  const double *x;
  size_t x_stride, row_count, column_count;
  /// Row-major, `target_stride` elements from one row to the next; may be null where `target_count` is 0.
  const double *targets;
  size_t target_stride, target_count;
  /// One for each row, or null for weights of 1.
  const double *weights;
} descent_gram_rows;

/// Where the sums go, with E for the matrix of a column of ones and the targets.
typedef struct {
  /// XᵀWX, of which what is on and above the diagonal has a meaning.
  double *gram;
  /// EᵀWX, or null if not wanted.
  double *products;
  /// Σ w e and Σ w e² for the columns of E, or null if not wanted.
  double *sums, *squares;
  /// From one row of `gram` and of `products` to the next: the number of columns, rounded up to a multiple of 8, or
  /// more. `gram` has so many rows too; `products` has as many rows, and `sums` and `squares` have as many elements,
  /// as E has columns, rounded up in the same way.
  size_t stride;
  /// So many elements behind each sum stands what rounding has taken off it, to be added to it in the end; 0 where that is
  /// not wanted.
  size_t rest;
} descent_gram_sums;

/// The elements of scratch memory that `descent_gram_add` needs.
size_t descent_gram_scratch_count(size_t column_count, size_t target_count);

/// Adds the sums over these rows, formed over at most 120 rows at a time, with the instructions of that level (see
/// `descent_kernel_level`).
void descent_gram_add(int level, const descent_gram_rows *rows, const descent_gram_sums *sums, double *scratch);
