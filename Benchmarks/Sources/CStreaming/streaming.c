#include "CStreaming.h"

typedef double lanes __attribute__((vector_size(64), aligned(8)));

// Eight stretches side by side, 2 KiB prefetched in each: one stretch alone leaves a quarter of the bandwidth unused.
#define BODY                                                                      \
  ptrdiff_t length = n / 64 * 8;                                                  \
  lanes sums[8] = {0};                                                            \
  for (ptrdiff_t i = 0; i < length; i += 8)                                       \
    for (int k = 0; k < 8; k++) {                                                 \
      __builtin_prefetch(x + k * length + i + 256, 0, 3);                         \
      sums[k] += *(const lanes *)(x + k * length + i);                            \
    }                                                                             \
  double sum = 0;                                                                 \
  for (int k = 0; k < 8; k++)                                                     \
    for (int j = 0; j < 8; j++) sum += sums[k][j];                                \
  for (ptrdiff_t i = 8 * length; i < n; i++) sum += x[i];                         \
  return sum;

#if defined(__x86_64__)

__attribute__((target("avx512f"))) static double sum_avx512(const double *x, ptrdiff_t n) { BODY }
__attribute__((target("avx2"))) static double sum_avx2(const double *x, ptrdiff_t n) { BODY }

#endif

static double sum_portable(const double *x, ptrdiff_t n) { BODY }

double descent_bench_sum(const double *x, ptrdiff_t n) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return sum_avx512(x, n);
  if (__builtin_cpu_supports("avx2")) return sum_avx2(x, n);
#endif
  return sum_portable(x, n);
}
