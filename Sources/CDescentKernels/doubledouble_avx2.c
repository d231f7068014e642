#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define KERNEL(name) descent_dd_##name##_avx2
#include "doubledouble.inc.h"
#pragma clang attribute pop

#endif
