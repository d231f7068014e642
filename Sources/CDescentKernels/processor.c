#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "CDescentKernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)

bool descent_cpu_has_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool descent_cpu_has_avx512(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512cd");
}

#else

bool descent_cpu_has_avx2(void) { return false; }
bool descent_cpu_has_avx512(void) { return false; }

#endif

static int find_kernel_level(void) {
  int best = descent_cpu_has_avx512() ? 2 : descent_cpu_has_avx2() ? 1 : 0;
  const char *wanted = getenv("DESCENT_KERNELS");
  if (wanted == NULL) return best;
  int most = strcmp(wanted, "portable") == 0 ? 0 : strcmp(wanted, "avx2") == 0 ? 1 : 2;
  return most < best ? most : best;
}

int descent_kernel_level(void) {
  // 0 until it is known; whoever is first, the answer is the same.
  static _Atomic int known = 0;
  int level = atomic_load_explicit(&known, memory_order_relaxed);
  if (level == 0) {
    level = 1 + find_kernel_level();
    atomic_store_explicit(&known, level, memory_order_relaxed);
  }
  return level - 1;
}
