// What Swift has no spelling for: the processor's abilities, a pause in a spin loop, and two calls of Linux.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "doubledouble.h"
#include "gradient.h"
#include "gram.h"
#include "loss.h"

/// Whether this processor, and the operating system under it, run AVX2 and FMA instructions.
bool descent_cpu_has_avx2(void);

/// Whether this processor, and the operating system under it, run the AVX-512 instructions of the Skylake server
/// generation (F, DQ, BW, VL, CD).
bool descent_cpu_has_avx512(void);

/// The instructions that the kernels use: 0 portable C, 1 AVX2 and FMA, 2 AVX-512. The best that this processor has, or
/// less where the environment variable DESCENT_KERNELS says so (portable, avx2 or avx512). Read once.
int descent_kernel_level(void);

/// The number of processors that this process may run on, at least 1.
long descent_processor_count(void);

/// Moves the pages of an anonymous mapping to the start of another, where the system can without copying them, and gives
/// up the place they were in.
bool descent_move_mapping(void *source, size_t source_length, void *target);

/// Tells the processor that this thread is waiting in a loop.
static inline void descent_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
