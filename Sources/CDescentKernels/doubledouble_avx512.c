#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512cd,avx2,fma"))), apply_to = function)
#define HOLD(v) __asm__("" : "+v"(v))
#define HOLD_LANES(v) HOLD(v)
#define MULTIPLY_ADD(sum, a, b) __asm__("vfmadd231sd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b))
#define MULTIPLY_ADD_LANES(sum, a, b) __asm__("vfmadd231pd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b))

#define KERNEL(name) descent_dd_##name##_avx512
#include "doubledouble.inc.h"
#pragma clang attribute pop

#endif
