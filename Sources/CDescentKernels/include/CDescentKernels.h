// Kernels in C for which Swift has no spelling: what the processor can do, and a pause in a spin loop.
#pragma once

#include <stdbool.h>

/// Whether this processor, and the operating system under it, run AVX2 and FMA instructions.
bool descent_cpu_has_avx2(void);

/// Whether this processor, and the operating system under it, run the AVX-512 instructions of the Skylake server
/// generation (F, DQ, BW, VL, CD).
bool descent_cpu_has_avx512(void);

/// Tells the processor that this thread is waiting in a loop.
static inline void descent_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
