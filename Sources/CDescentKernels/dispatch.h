// Which of the kernels that are compiled for several sets of instructions runs is decided by the processor.
#pragma once

#include "CDescentKernels.h"

/// Calls name_avx512, name_avx2 or name_portable, as `descent_kernel_level` says.
#if defined(__x86_64__)
#define BEST(name, ...)              \
  switch (descent_kernel_level()) {  \
    case 2:                          \
      name##_avx512(__VA_ARGS__);    \
      break;                         \
    case 1:                          \
      name##_avx2(__VA_ARGS__);      \
      break;                         \
    default:                         \
      name##_portable(__VA_ARGS__);  \
  }
#else
#define BEST(name, ...) name##_portable(__VA_ARGS__);
#endif
