#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#define HOLD(v) __asm__("" : "+x"(v))
#elif defined(__aarch64__)
#define HOLD(v) __asm__("" : "+w"(v))
#else
#define HOLD(v) (void)0
#endif
#define HOLD_LANES(v)             \
  for (int i = 0; i < 8; i++) {   \
    double lane = v[i];           \
    HOLD(lane);                   \
    v[i] = lane;                  \
  }

// The library's function, by the instruction where the processor has it.
static double (*volatile library_fma)(double, double, double) = fma;
#define MULTIPLY_ADD(sum, a, b) sum = library_fma(a, b, sum)
#define MULTIPLY_ADD_LANES(sum, a, b) \
  for (int i = 0; i < 8; i++) sum[i] = library_fma(a[i], b[i], sum[i])

#define KERNEL(name) descent_dd_##name##_portable
#include "doubledouble.inc.h"
