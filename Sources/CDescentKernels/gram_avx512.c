#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include "gram_block.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma"))), apply_to = function)

#define NAME descent_gram_avx512
#define WIDTH 8
#define DEPTH 3
#define FMA __builtin_elementwise_fma
#include "gram_kernel.h"

#pragma clang attribute pop

#endif
