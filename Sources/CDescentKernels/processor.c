#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "CDescentKernels.h"

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
