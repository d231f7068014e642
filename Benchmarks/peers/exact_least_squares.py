"""Solves least-squares problems in rational arithmetic (FLINT) and prints the answers as JSON.

usage: exact_least_squares.py FOLDER COUNT

FOLDER holds 0-x.npy, 0-y.npy, 1-x.npy, …: matrices with all their columns, that of an intercept included. For each problem:
coefficients and standard errors as the sums of two doubles, ‖r‖, and the digits of numpy.linalg.lstsq's worst coefficient.
"""

import json
import math
import sys
from fractions import Fraction

import flint
import numpy


def integer_columns(matrix):
    """The columns as integers, and the exponents of the powers of two that they were divided by."""
    mantissas, exponents = numpy.frexp(matrix)
    mantissas = numpy.ldexp(mantissas, 53).astype(numpy.int64)
    exponents = exponents - 53
    exponents[mantissas == 0] = 2**30
    least = exponents.min(axis=0)
    least[least == 2**30] = 0
    shifts = numpy.where(mantissas == 0, 0, exponents - least)
    return [[m << s for m, s in zip(*row)] for row in zip(mantissas.tolist(), shifts.tolist())], least.tolist()


def rational(value):
    return Fraction(int(value.p), int(value.q))


def pair(value):
    """A Fraction as the sum of two doubles."""
    high = value.numerator / value.denominator
    return [high, float(value - Fraction(high))]


def root(value):
    """The root of a Fraction to 200 bits."""
    shift = max(0, 200 - (value.numerator.bit_length() - value.denominator.bit_length()) // 2)
    return Fraction(math.isqrt((value.numerator << 2 * shift) // value.denominator), 1 << shift)


def digits(values, truth):
    """−log₁₀ of the worst relative error, from 0 to 17."""
    worst = max(abs((Fraction(float(v)) - t) / t) if math.isfinite(v) else Fraction(1) for v, t in zip(values, truth))
    return 17.0 if worst < Fraction(1, 10**17) else max(0.0, -math.log10(worst))


def solve(x, y):
    n, p = x.shape
    rows, units = integer_columns(numpy.column_stack([x, y]))
    moments = flint.fmpz_mat(n, p + 1, [value for row in rows for value in row])
    moments = moments.transpose() * moments
    gram = flint.fmpz_mat([[moments[i, j] for j in range(p)] for i in range(p)])
    inverse = gram.inv()
    solution = inverse * flint.fmpz_mat([[moments[i, p]] for i in range(p)])
    # In units of the target's square.
    residual = Fraction(int(moments[p, p])) - sum(
        int(moments[i, p]) * rational(solution[i, 0]) for i in range(p)
    )
    powers = [Fraction(2) ** (units[p] - units[j]) for j in range(p)]
    coefficients = [rational(solution[j, 0]) * powers[j] for j in range(p)]
    variances = [residual / (n - p) * rational(inverse[j, j]) * powers[j] ** 2 for j in range(p)]
    return {
        "coefficients": [pair(value) for value in coefficients],
        "standardErrors": [pair(root(value)) for value in variances],
        "residualNorm": float(root(residual) * Fraction(2) ** units[p]),
        "peerDigits": digits(numpy.linalg.lstsq(x, y)[0], coefficients),
    }


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    answers = [solve(numpy.load(f"{folder}/{i}-x.npy"), numpy.load(f"{folder}/{i}-y.npy")) for i in range(count)]
    print(json.dumps({"library": f"numpy {numpy.__version__}", "answers": answers}))


if __name__ == "__main__":
    main()
