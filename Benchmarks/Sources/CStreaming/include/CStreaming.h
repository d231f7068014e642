#pragma once

#include <stddef.h>

/// The sum of n doubles, read as fast as one thread of this processor can: wide loads into eight sums, and prefetches far
/// enough ahead to hide what memory takes to answer.
double descent_bench_sum(const double *x, ptrdiff_t n);
