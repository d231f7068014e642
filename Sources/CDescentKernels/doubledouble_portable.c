#pragma float_control(precise, on)
#pragma clang fp contract(off) reassociate(off)

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define KERNEL(name) descent_dd_##name##_portable
#include "doubledouble.inc.h"
