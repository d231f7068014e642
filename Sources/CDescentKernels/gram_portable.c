#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "gram_block.h"

// Vectors of 4 are two registers here. Where there is no instruction for it, a * b + c is rounded twice.

#define NAME descent_gram_portable
#define WIDTH 4
#if defined(__aarch64__)
#define DEPTH 3
#define FMA __builtin_elementwise_fma
#else
#define DEPTH 1
#define FMA(a, b, c) ((a) * (b) + (c))
#endif
#include "gram_kernel.h"
