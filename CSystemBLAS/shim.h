// The C interfaces of OpenBLAS and LAPACKE. Complex arithmetic is not used, so the complex types of LAPACKE are
// given as plain structs: this keeps <complex.h>, whose macros Swift cannot import, out of the module.
#pragma once

typedef struct { float real, imag; } descent_complex_float;
typedef struct { double real, imag; } descent_complex_double;
#define lapack_complex_float descent_complex_float
#define lapack_complex_double descent_complex_double

#include <cblas.h>
#include <lapacke.h>
