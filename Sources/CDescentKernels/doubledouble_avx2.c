#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
typedef double half __attribute__((vector_size(32)));

#define LOWER(v) __builtin_shufflevector(v, v, 0, 1, 2, 3)
#define UPPER(v) __builtin_shufflevector(v, v, 4, 5, 6, 7)
#define JOIN(lower, upper) __builtin_shufflevector(lower, upper, 0, 1, 2, 3, 4, 5, 6, 7)

#define HOLD(v) __asm__("" : "+x"(v))
#define HOLD_LANES(v)                               \
  do {                                              \
    half lower = LOWER(v), upper = UPPER(v);        \
    __asm__("" : "+x"(lower), "+x"(upper));         \
    v = JOIN(lower, upper);                         \
  } while (0)
#define MULTIPLY_ADD(sum, a, b) __asm__("vfmadd231sd %2, %1, %0" : "+x"(sum) : "x"(a), "x"(b))
#define MULTIPLY_ADD_LANES(sum, a, b)                                                                \
  do {                                                                                               \
    half lower = LOWER(sum), upper = UPPER(sum);                                                     \
    __asm__("vfmadd231pd %2, %1, %0" : "+x"(lower) : "x"(LOWER(a)), "x"(LOWER(b)));                  \
    __asm__("vfmadd231pd %2, %1, %0" : "+x"(upper) : "x"(UPPER(a)), "x"(UPPER(b)));                  \
    sum = JOIN(lower, upper);                                                                        \
  } while (0)

#define KERNEL(name) descent_dd_##name##_avx2
#include "doubledouble.inc.h"
#pragma clang attribute pop

#endif
