#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "gram_block.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#define NAME descent_gram_avx2
#define WIDTH 4
#define DEPTH 3
#define FMA __builtin_elementwise_fma
#include "gram_kernel.h"

#pragma clang attribute pop

#endif
