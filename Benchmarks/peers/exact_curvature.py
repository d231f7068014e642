"""Whether bounds of eigenvalues hold, in exact rational arithmetic by FLINT.

Every line on standard input is a JSON object: `matrix`, the rows of a symmetric A; or `x`, the rows of X with `ridge` and
`first_penalized`, for (2/n) XᵀX + ridge · D; and `bounds`, the two ends for the largest eigenvalue and the two for the
smallest, and `floor`, a number that no eigenvalue is below by construction, where there is one. Every answer is a line of JSON: the
list of the statements that are false.
"""

import json
import sys
from fractions import Fraction

from flint import fmpz


def integers(values):
    """All numbers times the power of two that makes integers of them, and its exponent."""
    pairs = [value.as_integer_ratio() for value in values]
    shift = max((denominator.bit_length() - 1 for _, denominator in pairs), default=0)
    return [numerator << (shift - denominator.bit_length() + 1) for numerator, denominator in pairs], shift


def is_positive_definite(matrix):
    """Sylvester's criterion by elimination without fractions (Bareiss 1968)."""
    m = [[fmpz(value) for value in row] for row in matrix]
    size, previous = len(m), fmpz(1)
    for k in range(size):
        pivot = m[k][k]
        if pivot <= 0:
            return False
        for i in range(k + 1, size):
            row, left = m[i], m[i][k]
            for j in range(i, size):
                row[j] = (row[j] * pivot - left * m[k][j]) // previous
            for j in range(k + 1, i):
                row[j] = m[j][i]
        previous = pivot
    return True


def scaled_hessian(problem):
    """The integers of c · 2^shift · H, with c and shift."""
    if "matrix" in problem:
        p = len(problem["matrix"])
        flat, shift = integers([value for row in problem["matrix"] for value in row])
        return [flat[i * p : (i + 1) * p] for i in range(p)], 1, shift
    rows, ridge = problem["x"], problem["ridge"]
    n, p = len(rows), len(rows[0])
    flat, shift = integers([value for row in rows for value in row] + [ridge])
    columns = [flat[j : n * p : p] for j in range(p)]
    gram = [[2 * sum(a * b for a, b in zip(left, right)) for right in columns] for left in columns]
    for j in range(problem["first_penalized"], p):
        gram[j][j] += n * flat[-1] << shift
    return gram, n, 2 * shift


def false_statements(problem):
    hessian, factor, shift = scaled_hessian(problem)
    size = len(hessian)

    def is_definite(number, sign):
        """Whether sign · (H − number · I) is positive definite."""
        value = Fraction(number) * factor * 2**shift
        return is_positive_definite(
            [
                [sign * (hessian[i][j] * value.denominator - (value.numerator if i == j else 0)) for j in range(size)]
                for i in range(size)
            ]
        )

    low_max, high_max, low_min, high_min = problem["bounds"]
    result = []
    if not is_definite(high_max, -1):
        result.append("the largest is at most")
    if is_definite(low_max, -1):
        result.append("the largest is at least")
    if low_min != problem.get("floor") and not is_definite(low_min, 1):
        result.append("the smallest is at least")
    if is_definite(high_min, 1):
        result.append("the smallest is at most")
    return result


def main():
    for line in sys.stdin:
        print(json.dumps(false_statements(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
