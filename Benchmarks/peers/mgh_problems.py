"""The test problems of the library target DescentTestProblems in NumPy, for optimizers of other libraries.

Each problem has a name, the number it has in Moré, Garbow, Hillstrom (1981), "Testing Unconstrained Optimization Software",
its start, and a function that returns the value and the gradient at a point together:

    problem = by_name("Extended Rosenbrock", 1000)
    scipy.optimize.minimize(problem, problem.start, jac=True, method="L-BFGS-B")

usage: mgh_problems.py [POINTS]

POINTS is a JSON file with a list of {"name", "n", "point"}; printed, as JSON, are the values and gradients there. Without
it, the table of names, dimensions and values at the starts.
"""

import dataclasses
import json
import sys
import typing

import numpy as np


@dataclasses.dataclass(frozen=True)
class Problem:
    name: str
    number: int | None
    start: np.ndarray
    evaluate: typing.Callable

    def __call__(self, x):
        return self.evaluate(np.asarray(x, dtype=float))


def squares(r, jacobian):
    """The sum of squares of the residuals r with its gradient."""
    return r @ r, 2 * (r @ jacobian)


def columns(*elements):
    return np.stack(np.broadcast_arrays(*elements), axis=-1)


def count_from_one(n):
    return np.arange(1, n + 1, dtype=float)


# Two parameters


def rosenbrock(x):
    return extended_rosenbrock(x)


def freudenstein_roth(x):
    x1, x2 = x
    r = np.array([-13 + x1 + ((5 - x2) * x2 - 2) * x2, -29 + x1 + ((x2 + 1) * x2 - 14) * x2])
    return squares(r, np.array([[1, (10 - 3 * x2) * x2 - 2], [1, (3 * x2 + 2) * x2 - 14]]))


def powell_badly_scaled(x):
    x1, x2 = x
    r = np.array([1e4 * x1 * x2 - 1, np.exp(-x1) + np.exp(-x2) - 1.0001])
    return squares(r, np.array([[1e4 * x2, 1e4 * x1], [-np.exp(-x1), -np.exp(-x2)]]))


def brown_badly_scaled(x):
    x1, x2 = x
    return squares(np.array([x1 - 1e6, x2 - 2e-6, x1 * x2 - 2]), np.array([[1, 0], [0, 1], [x2, x1]]))


def beale(x):
    x1, x2 = x
    i = np.arange(1, 4)
    r = np.array([1.5, 2.25, 2.625]) - x1 * (1 - x2**i)
    return squares(r, columns(x2**i - 1, x1 * i * x2 ** (i - 1)))


def jennrich_sampson(x):
    i = count_from_one(10)
    growth = np.exp(np.outer(i, x))
    return squares(2 + 2 * i - growth.sum(axis=1), -i[:, None] * growth)


# Three parameters


def helical_valley(x):
    x1, x2, x3 = x
    square = x1 * x1 + x2 * x2
    radius = np.sqrt(square)
    # The angle is cut along the negative half of the second axis.
    if x1 == 0:
        turn = np.sign(x2) / 4
    else:
        turn = np.arctan(x2 / x1) / (2 * np.pi) + (0.5 if x1 < 0 else 0)
    r = np.array([10 * (x3 - 10 * turn), 10 * (radius - 1), x3])
    factor = 50 / (np.pi * square)
    jacobian = [[factor * x2, -factor * x1, 10], [10 * x1 / radius, 10 * x2 / radius, 0], [0, 0, 1]]
    return squares(r, np.array(jacobian))


BARD = np.array([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39])


def bard(x):
    u = count_from_one(15)
    v = 16 - u
    w = np.minimum(u, v)
    denominator = v * x[1] + w * x[2]
    slope = u / denominator**2
    return squares(BARD - (x[0] + u / denominator), columns(-1.0, slope * v, slope * w))


GAUSSIAN = np.array([0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989])
GAUSSIAN = np.concatenate([GAUSSIAN, GAUSSIAN[-2::-1]])


def gaussian(x):
    x1, x2, x3 = x
    d = (8 - count_from_one(15)) / 2 - x3
    bell = np.exp(-x2 * d * d / 2)
    return squares(x1 * bell - GAUSSIAN, bell[:, None] * columns(1.0, -x1 * d * d / 2, x1 * x2 * d))


MEYER = np.array(
    [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872], dtype=float
)


def meyer(x):
    x1, x2, x3 = x
    q = 1 / (45 + 5 * count_from_one(16) + x3)
    growth = np.exp(x2 * q)
    return squares(x1 * growth - MEYER, growth[:, None] * columns(1.0, x1 * q, -x1 * x2 * q * q))


def gulf(x):
    x1, x2, x3 = x
    t = count_from_one(99) / 100
    d = 25 + np.cbrt(np.square(50 * np.log(t))) - x2
    power = np.abs(d) ** x3
    decay = np.exp(-power / x1)
    jacobian = decay[:, None] * columns(power / x1**2, power * x3 / (x1 * d), -power * np.log(np.abs(d)) / x1)
    return squares(decay - t, jacobian)


def box_3d(x):
    x1, x2, x3 = x
    t = count_from_one(10) / 10
    e1, e2, target = np.exp(-t * x1), np.exp(-t * x2), np.exp(-t) - np.exp(-10 * t)
    return squares(e1 - e2 - x3 * target, columns(-t * e1, t * e2, -target))


# Four to eleven parameters


def powell_singular(x):
    return extended_powell_singular(x)


def wood(x):
    x1, x2, x3, x4 = x
    a, b = np.sqrt(90), np.sqrt(10)
    r = np.array([10 * (x2 - x1 * x1), 1 - x1, a * (x4 - x3 * x3), 1 - x3, b * (x2 + x4 - 2), (x2 - x4) / b])
    jacobian = [
        [-20 * x1, 10, 0, 0],
        [-1, 0, 0, 0],
        [0, 0, -2 * a * x3, a],
        [0, 0, -1, 0],
        [0, b, 0, b],
        [0, 1 / b, 0, -1 / b],
    ]
    return squares(r, np.array(jacobian))


KOWALIK_Y = np.array([0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246])
KOWALIK_U = np.array([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625])


def kowalik_osborne(x):
    u = KOWALIK_U
    numerator, denominator = u * (u + x[1]), u * (u + x[2]) + x[3]
    q = numerator / denominator
    slope = x[0] * q / denominator
    return squares(KOWALIK_Y - x[0] * q, columns(-q, -x[0] * u / denominator, slope * u, slope))


def brown_dennis(x):
    t = count_from_one(20) / 5
    p, q = x[0] + t * x[1] - np.exp(t), x[2] + np.sin(t) * x[3] - np.cos(t)
    return squares(p * p + q * q, 2 * columns(p, t * p, q, np.sin(t) * q))


OSBORNE_1 = np.array(
    [0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751]
    + [0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490]
    + [0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406]
)


def osborne_1(x):
    t = 10 * np.arange(33.0)
    e4, e5 = np.exp(-t * x[3]), np.exp(-t * x[4])
    r = OSBORNE_1 - (x[0] + x[1] * e4 + x[2] * e5)
    return squares(r, columns(-1.0, -e4, -e5, x[1] * t * e4, x[2] * t * e5))


def biggs_exp6(x):
    x1, x2, x3, x4, x5, x6 = x
    t = count_from_one(13) / 10
    e1, e2, e5 = np.exp(-t * x1), np.exp(-t * x2), np.exp(-t * x5)
    r = x3 * e1 - x4 * e2 + x6 * e5 - (np.exp(-t) - 5 * np.exp(-10 * t) + 3 * np.exp(-4 * t))
    return squares(r, columns(-t * x3 * e1, t * x4 * e2, e1, -e2, -t * x6 * e5, e5))


OSBORNE_2 = np.array(
    [1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608]
    + [0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661]
    + [0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428]
    + [0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559]
    + [0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054]
)


def osborne_2(x):
    t = np.arange(65.0) / 10
    decay = np.exp(-t * x[4])
    d = t[:, None] - x[8:]
    bells = np.exp(-d * d * x[5:8])
    r = OSBORNE_2 - (x[0] * decay + bells @ x[1:4])
    jacobian = np.empty((65, 11))
    jacobian[:, 0] = -decay
    jacobian[:, 1:4] = -bells
    jacobian[:, 4] = x[0] * t * decay
    jacobian[:, 5:8] = x[1:4] * d * d * bells
    jacobian[:, 8:] = -2 * x[1:4] * x[5:8] * d * bells
    return squares(r, jacobian)


# Any number of parameters


def watson(x):
    n = len(x)
    t = count_from_one(29) / 29
    powers = t[:, None] ** np.arange(n)
    derivative = np.zeros((29, n))
    derivative[:, 1:] = np.arange(1, n) * powers[:, :-1]
    s = powers @ x
    r = np.concatenate([derivative @ x - s * s - 1, [x[0], x[1] - x[0] * x[0] - 1]])
    jacobian = np.zeros((31, n))
    jacobian[:29] = derivative - 2 * s[:, None] * powers
    jacobian[29, 0] = 1
    jacobian[30, :2] = -2 * x[0], 1
    return squares(r, jacobian)


def extended_rosenbrock(x):
    odd, even = x[0::2], x[1::2]
    valley, slope = even - odd * odd, 1 - odd
    gradient = np.empty_like(x)
    gradient[0::2] = -400 * odd * valley - 2 * slope
    gradient[1::2] = 200 * valley
    return 100 * (valley @ valley) + slope @ slope, gradient


def extended_powell_singular(x):
    x1, x2, x3, x4 = x[0::4], x[1::4], x[2::4], x[3::4]
    a, b, c, d = x1 + 10 * x2, x3 - x4, x2 - 2 * x3, x1 - x4
    c3, d3 = c**3, d**3
    gradient = np.empty_like(x)
    gradient[0::4] = 2 * a + 40 * d3
    gradient[1::4] = 20 * a + 4 * c3
    gradient[2::4] = 10 * b - 8 * c3
    gradient[3::4] = -10 * b - 40 * d3
    return a @ a + 5 * (b @ b) + c @ c3 + 10 * (d @ d3), gradient


def penalty_1(x):
    shifted, excess = x - 1, x @ x - 0.25
    return 1e-5 * (shifted @ shifted) + excess**2, 2e-5 * shifted + 4 * excess * x


def penalty_2(x):
    n = len(x)
    growth, i = np.exp(x / 10), count_from_one(n)
    pairs = growth[1:] + growth[:-1] - (np.exp(i[1:] / 10) + np.exp(i[:-1] / 10))
    single = growth[1:] - np.exp(-0.1)
    weights = i[::-1]
    excess = weights @ (x * x) - 1
    gradient = 4 * excess * weights * x
    gradient[0] += 2 * (x[0] - 0.2)
    gradient[1:] += 2e-6 * growth[1:] * (pairs + single)
    gradient[:-1] += 2e-6 * growth[:-1] * pairs
    return (x[0] - 0.2) ** 2 + 1e-5 * (pairs @ pairs + single @ single) + excess**2, gradient


def variably_dimensioned(x):
    shifted, weights = x - 1, count_from_one(len(x))
    s = weights @ shifted
    return shifted @ shifted + s**2 + s**4, 2 * shifted + (2 * s + 4 * s**3) * weights


def trigonometric(x):
    i = count_from_one(len(x))
    sine, cosine = np.sin(x), np.cos(x)
    r = (1 - cosine).sum() + i * (1 - cosine) - sine
    return r @ r, 2 * (r.sum() * sine + r * (i * sine - cosine))


def brown_almost_linear(x):
    n = len(x)
    r = x + x.sum() - (n + 1)
    product = np.prod(x) - 1
    before = np.concatenate([[1], np.cumprod(x[:-1])])
    after = np.concatenate([np.cumprod(x[:0:-1])[::-1], [1]])
    r[-1] = 0
    return r @ r + product**2, 2 * (r + r.sum() + product * before * after)


def discrete_boundary_value(x):
    h = 1 / (len(x) + 1)
    shifted = x + h * count_from_one(len(x)) + 1
    padded = np.concatenate([[0], x, [0]])
    r = 2 * x - padded[:-2] - padded[2:] + h**2 * shifted**3 / 2
    padded = np.concatenate([[0], r, [0]])
    return r @ r, 2 * (r * (2 + 1.5 * h**2 * shifted**2) - padded[:-2] - padded[2:])


def discrete_integral_equation(x):
    h = 1 / (len(x) + 1)
    t = h * count_from_one(len(x))
    shifted = x + t + 1
    kernel = np.minimum.outer(t, t) * (1 - np.maximum.outer(t, t))
    r = x + h / 2 * (kernel @ shifted**3)
    return r @ r, 2 * (r + 1.5 * h * (kernel @ r) * shifted**2)


def broyden_tridiagonal(x):
    padded = np.concatenate([[0], x, [0]])
    r = (3 - 2 * x) * x - padded[:-2] - 2 * padded[2:] + 1
    padded = np.concatenate([[0], r, [0]])
    return r @ r, 2 * (r * (3 - 4 * x) - 2 * padded[:-2] - padded[2:])


def broyden_banded(x):
    n, product = len(x), x * (1 + x)
    neighbours = [(shift, slice(max(0, shift), n + min(0, shift))) for shift in (-1, 1, 2, 3, 4, 5) if abs(shift) < n]
    r = x * (2 + 5 * x * x) + 1
    for shift, rows in neighbours:
        r[rows] -= product[rows.start - shift : rows.stop - shift]
    gradient = 2 * r * (2 + 15 * x * x)
    for shift, rows in neighbours:
        to = slice(rows.start - shift, rows.stop - shift)
        gradient[to] -= 2 * r[rows] * (1 + 2 * x[to])
    return r @ r, gradient


def linear_full_rank(x, m=20):
    n = len(x)
    mean = 2 / m * x.sum() + 1
    r = np.full(m, -mean)
    r[:n] += x
    return r @ r, 2 * r[:n] - 4 / m * r.sum()


def linear_rank_one(x, m=20):
    weights, i = count_from_one(len(x)), count_from_one(m)
    r = i * (weights @ x) - 1
    return r @ r, 2 * (r @ i) * weights


def linear_rank_one_with_zeros(x, m=20):
    weights, i = count_from_one(len(x)), np.arange(float(m))
    weights[0] = weights[-1] = i[-1] = 0
    r = i * (weights @ x) - 1
    return r @ r, 2 * (r @ i) * weights


def chebyquad(x):
    n = len(x)
    y = 2 * x - 1
    previous, current = np.ones(n), y
    previous_slope, slope = np.zeros(n), np.full(n, 2.0)
    value, gradient = 0.0, np.zeros(n)
    for i in range(1, n + 1):
        r = current.sum() / n + (1 / (i * i - 1) if i % 2 == 0 else 0)
        value += r * r
        gradient += 2 * r / n * slope
        previous_slope, slope = slope, 4 * current + 2 * y * slope - previous_slope
        previous, current = current, 2 * y * current - previous
    return value, gradient


# Beside the collection of 1981


def himmelblau(x):
    x1, x2 = x
    return squares(np.array([x1 * x1 + x2 - 11, x1 + x2 * x2 - 7]), np.array([[2 * x1, 1], [1, 2 * x2]]))


def double_well(x):
    (x1,) = x
    return x1**4 - 4 * x1**2 + x1, np.array([4 * x1**3 - 8 * x1 + 1])


def saddle(x):
    x1, x2 = x
    return x1**4 / 4 - x1**2 / 2 + x2**2 / 2, np.array([x1**3 - x1, x2])


def rastrigin(x):
    angle = 2 * np.pi * x
    return x @ x + 10 * (1 - np.cos(angle)).sum(), 2 * x + 20 * np.pi * np.sin(angle)


def styblinski_tang(x):
    return ((x**2 - 16) * x**2 + 5 * x).sum() / 2, 2 * x**3 - 16 * x + 2.5


def nesterov_quadratic(x):
    padded = np.concatenate([[0], x, [0]])
    gradient = (2 * x - padded[:-2] - padded[2:]) / 4
    gradient[0] -= 0.25
    return 0.5 * (x @ gradient) - x[0] / 8, gradient


def log_sum_exp(x):
    """The dual of the distribution of most entropy on the faces of a die with the mean 4.5 and the variance 1.5."""
    face = count_from_one(6)
    d = face - 4.5
    features = columns(d, d * d - 1.5)
    exponents = features @ x
    largest = exponents.max()
    weights = np.exp(exponents - largest)
    return largest + np.log(weights.sum()), weights @ features / weights.sum()


def ramp(n):
    return count_from_one(n) / (n + 1)


def pattern(*values):
    return lambda n: np.tile(np.array(values, dtype=float), n // len(values))


def fixed(*values):
    return lambda n: np.array(values, dtype=float)


# Name, number, evaluation, start for n parameters, usual n.
TABLE = [
    ("Rosenbrock", 1, rosenbrock, fixed(-1.2, 1), 2),
    ("Freudenstein–Roth", 2, freudenstein_roth, fixed(0.5, -2), 2),
    ("Powell badly scaled", 3, powell_badly_scaled, fixed(0, 1), 2),
    ("Brown badly scaled", 4, brown_badly_scaled, fixed(1, 1), 2),
    ("Beale", 5, beale, fixed(1, 1), 2),
    ("Jennrich–Sampson", 6, jennrich_sampson, fixed(0.3, 0.4), 2),
    ("Helical valley", 7, helical_valley, fixed(-1, 0, 0), 3),
    ("Bard", 8, bard, fixed(1, 1, 1), 3),
    ("Gaussian", 9, gaussian, fixed(0.4, 1, 0), 3),
    ("Meyer", 10, meyer, fixed(0.02, 4000, 250), 3),
    ("Gulf research and development", 11, gulf, fixed(5, 2.5, 0.15), 3),
    ("Box three-dimensional", 12, box_3d, fixed(0, 10, 20), 3),
    ("Powell singular", 13, powell_singular, fixed(3, -1, 0, 1), 4),
    ("Wood", 14, wood, fixed(-3, -1, -3, -1), 4),
    ("Kowalik–Osborne", 15, kowalik_osborne, fixed(0.25, 0.39, 0.415, 0.39), 4),
    ("Brown–Dennis", 16, brown_dennis, fixed(25, 5, -5, -1), 4),
    ("Osborne 1", 17, osborne_1, fixed(0.5, 1.5, -1, 0.01, 0.02), 5),
    ("Biggs EXP6", 18, biggs_exp6, fixed(1, 2, 1, 1, 1, 1), 6),
    ("Osborne 2", 19, osborne_2, fixed(1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5), 11),
    ("Watson", 20, watson, np.zeros, 6),
    ("Extended Rosenbrock", 21, extended_rosenbrock, pattern(-1.2, 1), 10),
    ("Extended Powell singular", 22, extended_powell_singular, pattern(3, -1, 0, 1), 12),
    ("Penalty I", 23, penalty_1, count_from_one, 4),
    ("Penalty II", 24, penalty_2, lambda n: np.full(n, 0.5), 4),
    ("Variably dimensioned", 25, variably_dimensioned, lambda n: 1 - count_from_one(n) / n, 10),
    ("Trigonometric", 26, trigonometric, lambda n: np.full(n, 1 / n), 10),
    ("Brown almost-linear", 27, brown_almost_linear, lambda n: np.full(n, 0.5), 10),
    ("Discrete boundary value", 28, discrete_boundary_value, lambda n: ramp(n) * (ramp(n) - 1), 10),
    ("Discrete integral equation", 29, discrete_integral_equation, lambda n: ramp(n) * (ramp(n) - 1), 10),
    ("Broyden tridiagonal", 30, broyden_tridiagonal, lambda n: np.full(n, -1.0), 10),
    ("Broyden banded", 31, broyden_banded, lambda n: np.full(n, -1.0), 10),
    ("Linear, full rank", 32, linear_full_rank, np.ones, 10),
    ("Linear, rank 1", 33, linear_rank_one, np.ones, 10),
    ("Linear, rank 1 with zero columns and rows", 34, linear_rank_one_with_zeros, np.ones, 10),
    ("Chebyquad", 35, chebyquad, ramp, 8),
    ("Himmelblau", None, himmelblau, fixed(0, 0), 2),
    ("Double well", None, double_well, fixed(0.4), 1),
    ("Saddle", None, saddle, fixed(1e-6, 1), 2),
    ("Rastrigin", None, rastrigin, lambda n: np.full(n, 2.2), 4),
    ("Styblinski–Tang", None, styblinski_tang, np.zeros, 4),
    ("Nesterov's quadratic", None, nesterov_quadratic, np.zeros, 20),
    ("Log-sum-exp", None, log_sum_exp, fixed(0, 0), 2),
]


def by_name(name, n=None):
    """The problem of that name, with n parameters where it can have any number."""
    for entry, number, evaluate, start, usual in TABLE:
        if entry == name:
            return Problem(name, number, start(n or usual), evaluate)
    raise KeyError(name)


def all_problems():
    return [by_name(entry[0]) for entry in TABLE]


def main():
    if len(sys.argv) > 1:
        answers = []
        with open(sys.argv[1], encoding="utf-8") as file:
            points = json.load(file)
        for item in points:
            value, gradient = by_name(item["name"], item["n"])(item["point"])
            answers.append({"value": float(value), "gradient": gradient.tolist()})
        print(json.dumps(answers))
        return
    for problem in all_problems():
        value, _ = problem(problem.start)
        print(f"{problem.number or '':>2} {problem.name:42} n = {len(problem.start):2}  f(start) = {value:.10g}")


if __name__ == "__main__":
    main()
