#!/usr/bin/env python3
"""Writes the reference values of the distribution tests, from 80-digit arithmetic (mpmath 1.3).

    python3 scripts/make-distribution-references.py > Tests/DescentRegressionTests/Distributions/ReferenceValues.swift

Tails are evaluated by the textbook continued fractions (DLMF 8.17.22, 8.9.2) and positive power series at 80 digits,
neither of which the library uses in that form, and compared with mpmath's own betainc, gammainc and erfc where those
can be trusted (moderate parameters). The arguments are doubles taken exactly. A quantile is that of the tail rounded
to double: the argument plus a Newton step, whose error is of second order in 1e-16 (more steps near one).
"""
import math
import sys

from mpmath import betainc, erfc, exp, gammainc, log, loggamma, mp, mpf, npdf, sqrt

mp.dps = 80
TINY = mpf(10) ** -72


def fraction(terms):
    """b0 + a1/(b1 + a2/(b2 + ...)) by the modified Lentz method; terms yields b0, then (a, b)."""
    f = c = next(terms)
    d = mpf(0)
    for a, b in terms:
        d = 1 / (b + a * d)
        c = b + a / c
        f *= c * d
        if abs(c * d - 1) < TINY:
            return f
    raise ArithmeticError


def beta_front(a, b, x, y):
    return exp(a * log(x) + b * log(y) + loggamma(a + b) - loggamma(a) - loggamma(b))


def beta_side(a, b, x, front):
    """I_x(a, b) from its front x^a y^b / B(a, b)."""
    if b * x < 2 and x < 0.9:
        total = term = mpf(1)
        n = 1
        while term > TINY * total:
            term *= (a + b + n - 1) / (a + n) * x
            total += term
            n += 1
        return front * total / a

    def terms():
        yield mpf(1)
        m = 0
        while True:
            yield -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), mpf(1)
            m += 1
            yield m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), mpf(1)

    return front / a / fraction(terms())


def beta_tails(a, b, x, y):
    """I_x(a, b), its complement, and the derivative with respect to the log odds."""
    front = beta_front(a, b, x, y)
    series_x, series_y = b * x < 2 and x < 0.9, a * y < 2 and y < 0.9
    if series_x or (x <= a / (a + b) and not series_y):
        lower = beta_side(a, b, x, front)
        return lower, 1 - lower, front
    upper = beta_side(b, a, y, front)
    return 1 - upper, upper, front


def gamma_tails(a, x):
    """P(a, x), Q(a, x), and the derivative of P with respect to log x."""
    front = exp(a * log(x) - x - loggamma(a))
    if x < max(a, 2):
        total = term = mpf(1)
        n = 1
        while term > TINY * total:
            term *= x / (a + n)
            total += term
            n += 1
        lower = front * total / a
        return lower, 1 - lower, front

    def terms():
        yield x + 1 - a
        n = 1
        while True:
            yield n * (a - n), x + 1 - a + 2 * n
            n += 1

    upper = front / fraction(terms())
    return 1 - upper, upper, front


def check(ours, theirs):
    assert abs(ours / theirs - 1) < mpf(10) ** -40, (ours, theirs)


def student(nu, t):
    """Upper tail and density at t > 0."""
    nu, t = mpf(nu), mpf(t)
    x, y = nu / (nu + t * t), t * t / (nu + t * t)
    lower, _, front = beta_tails(nu / 2, mpf(1) / 2, x, y)
    if nu <= 1000 and 0.1 < t < 100:
        check(lower, betainc(nu / 2, mpf(1) / 2, 0, x, regularized=True))
    return lower / 2, front / t


def fisher(d1, d2, f):
    """Lower tail, upper tail, density."""
    d1, d2, f = mpf(d1), mpf(d2), mpf(f)
    x, y = d1 * f / (d1 * f + d2), d2 / (d1 * f + d2)
    lower, upper, front = beta_tails(d1 / 2, d2 / 2, x, y)
    if max(d1, d2) <= 500 and 0.01 < f < 100:
        check(lower, betainc(d1 / 2, d2 / 2, 0, x, regularized=True))
    return lower, upper, front / f


def chi_squared(k, x):
    """Lower tail, upper tail, density."""
    k, x = mpf(k), mpf(x)
    lower, upper, front = gamma_tails(k / 2, x / 2)
    if k <= 1000 and 0.01 < x < 2000:
        check(lower, gammainc(k / 2, 0, x / 2, regularized=True))
        check(upper, gammainc(k / 2, x / 2, regularized=True))
    return lower, upper, front / x


def normal(z):
    """Upper tail and density."""
    z = mpf(z)
    return erfc(z / sqrt(2)) / 2, npdf(z)


def inverse(x, tail, density, increasing, again):
    """The tail rounded to double and the quantile of that; again gives tail and density elsewhere."""
    rounded = float(tail)
    if rounded > 1 - 1e-12:
        return rounded, math.nan
    x = mpf(x)
    for _ in range(1 if rounded < 1 - 1e-6 else 4):
        shift = (mpf(rounded) - tail) / density
        x += shift if increasing else -shift
        if rounded >= 1 - 1e-6:
            tail, density = again(x)
    return rounded, x


def row(*values):
    """A line of the table; what is missing or below the normal range of a double is not a number."""
    values = [float(v) for v in values]
    missing = [math.isnan(v) or 0 < abs(v) < sys.float_info.min for v in values]
    return "    " + ", ".join(".nan" if no else repr(v) for no, v in zip(missing, values)) + ","


def usable(tail):
    return 1e-300 <= tail


def reaching(target, upper, start, factor):
    """A short argument whose tail is about the target, by bisection in the exponent."""
    low, high = start, start
    while upper(high) > target:
        low, high = high, high * factor
        if not 1e-290 < high < 1e290:
            return None
    for _ in range(40):
        middle = math.sqrt(low) * math.sqrt(high)
        low, high = (middle, high) if upper(middle) > target else (low, middle)
    return float(f"{math.sqrt(low) * math.sqrt(high):.12g}")


def student_rows():
    for nu in [0.1, 0.5, 1, 1.7, 2, 3, 5, 9.3, 14, 30, 100, 250.5, 1e3, 2e4, 1e6, 1e8, 1e10]:
        points = [1e-12, 0.03, 0.7, 1, 1.3, 2, 5, 20]
        for target in [1e-9, 1e-40, 1e-150, 3e-300]:
            points.append(reaching(target, lambda t: student(nu, t)[0], 1.0, 4.0))
        for t in points:
            if t is None:
                continue
            upper, density = student(nu, t)
            if usable(upper):
                rounded, quantile = inverse(t, upper, density, False, None)
                # The quantile of a tail near one half is that of the rounded tail minus one half.
                yield row(nu, t, rounded, density, quantile)


def fisher_rows():
    pairs = [(0.1, 0.1), (0.1, 7), (0.5, 1e6), (1, 1), (1, 10), (2, 2), (2, 1e6), (3, 0.4), (3, 20), (4.5, 30),
             (6, 9), (10, 1), (12, 1e4), (50, 1e6), (60, 60), (99, 101), (101, 99), (150, 150), (200, 5), (1e3, 2e3),
             (1e4, 3), (1e5, 1e5), (1e6, 1), (1e6, 40), (1e6, 1e6), (7, 1e8), (1e8, 300), (1e8, 1e8)]
    for d1, d2 in pairs:
        points = [0.4, 1, 1.25, 3]
        for target in [1e-9, 1e-80, 2e-300]:
            points.append(reaching(target, lambda f: fisher(d1, d2, f)[1], 1.0, 1.02 if d1 > 1e4 < d2 else 8.0))
            points.append(reaching(target, lambda f: fisher(d1, d2, f)[0], 1.0, 0.98 if d1 > 1e4 < d2 else 0.125))
        for f in points:
            if f is not None:
                yield from two_sided((d1, d2), f, lambda f: fisher(d1, d2, f))


def chi_squared_rows():
    for k in [0.1, 0.7, 1, 2, 3, 7.5, 20, 59.9, 60, 61, 100, 1e3, 12345.6, 1e6, 1e8]:
        points = [0.3 * k, k, 1.1 * k, 3 * k, 0.01]
        for target in [1e-9, 1e-80, 2e-300]:
            points.append(reaching(target, lambda x: chi_squared(k, x)[1], k, 1.01 if k > 1e5 else 2.0))
            points.append(reaching(target, lambda x: chi_squared(k, x)[0], k, 0.99 if k > 1e5 else 0.25))
        for x in points:
            if x is not None:
                x = float(f"{x:.12g}")
                yield from two_sided((k,), x, lambda x: chi_squared(k, x))


def two_sided(parameters, x, tails):
    """A row of both tails, both quantiles; tails(x) gives lower tail, upper tail, density."""
    lower, upper, density = tails(x)
    if not (usable(lower) and usable(upper)):
        return
    low, lower_quantile = inverse(x, lower, density, True, lambda x: tails(x)[::2])
    up, upper_quantile = inverse(x, upper, density, False, lambda x: tails(x)[1:])
    # The quantile of a tail that is one but for a few roundings is left out.
    yield row(*parameters, x, low, up, density, lower_quantile, upper_quantile)


def normal_rows():
    for z in [1e-15, 1e-3, 0.1, 0.5, 0.6744897501960817, 1, 1.959963984540054, 2.5, 5, 8.3, 12.34567, 20.1, 27.7,
              33.3, 36.9, 37.0471]:
        upper, density = normal(z)
        rounded, quantile = inverse(z, upper, density, False, None)
        yield row(z, rounded, density, quantile)


TABLES = [
    ("studentT", "ν, t > 0, upper tail, density, upper quantile of that tail", 5, student_rows),
    ("fDistribution", "d₁, d₂, f, lower tail, upper tail, density, quantile and upper quantile of those", 8,
     fisher_rows),
    ("chiSquared", "k, x, lower tail, upper tail, density, quantile and upper quantile of those", 7, chi_squared_rows),
    ("normal", "z > 0, upper tail, density, upper quantile of that tail", 4, normal_rows),
]

if __name__ == "__main__":
    print("// Written by scripts/make-distribution-references.py from 80-digit arithmetic; do not edit.")
    print("// swift-format-ignore-file\n")
    print("/// Reference values, correct to the last digit of a double.")
    print("enum ReferenceValues {")
    for index, (name, columns, width, rows) in enumerate(TABLES):
        lines = list(rows())
        print(name, len(lines), file=sys.stderr)
        print(("\n" if index else "") + f"  /// Rows of {width}: {columns}.")
        print(f"  static let {name}: [Double] = [")
        print("\n".join(lines))
        print("  ]")
    print("}")
