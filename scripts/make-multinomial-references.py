#!/usr/bin/env python3
"""Writes the reference values of the multinomial tests, from 60-digit arithmetic (mpmath 1.3).

    python3 scripts/make-multinomial-references.py \
        > Tests/DescentRegressionTests/GeneralizedLinear/Multinomial/MultinomialReferenceModels.swift

Newton's method on the log-likelihood until no coefficient changes in its first 50 digits (30 of the largest one); standard errors from the
information at that point, figures by their definitions. Data are taken as the doubles that are written.
"""
import contextlib
import csv
import io
import pathlib
import random

from mpmath import exp, inverse, log, loggamma, lu_solve, matrix, mp, mpf, nstr, sqrt

mp.dps = 60


def fit(columns, counts, weights=None, intercept=True):
    """columns of X, counts[row][class], class 0 the reference."""
    n, classes = len(counts), len(counts[0])
    rows = [([mpf(1)] if intercept else []) + [mpf(column[i]) for column in columns] for i in range(n)]
    q, m = len(rows[0]), classes - 1
    v = [mpf(w) for w in weights] if weights else [mpf(1)] * n
    y = [[mpf(c) for c in row] for row in counts]
    totals = [sum(row) for row in y]
    # In columns of mean square 1, so that digits are lost to no units.
    scale = [sqrt(sum(r[j] ** 2 for r in rows) / n) for j in range(q)]
    z = [[r[j] / scale[j] for j in range(q)] for r in rows]

    def probabilities(theta):
        found = []
        for r in z:
            e = [mpf(1)] + [exp(sum(theta[k * q + j] * r[j] for j in range(q))) for k in range(m)]
            s = sum(e)
            found.append([value / s for value in e])
        return found

    def likelihood(pi):
        return sum(v[i] * y[i][k] * log(pi[i][k]) for i in range(n) for k in range(classes) if y[i][k])

    theta = [mpf(0)] * (m * q)
    pi = probabilities(theta)
    value = likelihood(pi)
    for _ in range(100):
        score, information = matrix(m * q, 1), matrix(m * q, m * q)
        for i in range(n):
            for k in range(m):
                pull = v[i] * (y[i][k + 1] - totals[i] * pi[i][k + 1])
                for a in range(q):
                    score[k * q + a] += pull * z[i][a]
                for l in range(m):
                    w = v[i] * totals[i] * pi[i][k + 1] * ((1 if k == l else 0) - pi[i][l + 1])
                    for a in range(q):
                        for b in range(q):
                            information[k * q + a, l * q + b] += w * z[i][a] * z[i][b]
        step = lu_solve(information, score)
        size = max(abs(step[j]) for j in range(m * q))
        while True:
            moved = [theta[j] + step[j] for j in range(m * q)]
            pi = probabilities(moved)
            new = likelihood(pi)
            if new >= value or size < mpf(10) ** -20:
                break
            step = step / 2
        theta, value = moved, new
        if size < mpf(10) ** (10 - mp.dps):
            break
    else:
        raise ArithmeticError("no convergence")
    covariance = inverse(information)
    shares = [sum(v[i] * y[i][k] for i in range(n)) for k in range(classes)]
    null = [s / sum(shares) for s in shares] if intercept else [mpf(1) / classes] * classes
    saturated = sum(v[i] * y[i][k] * log(y[i][k] / totals[i]) for i in range(n) for k in range(classes) if y[i][k])
    factorials = sum(
        v[i] * (loggamma(totals[i] + 1) - sum(loggamma(c + 1) for c in y[i])) for i in range(n))
    nullvalue = likelihood([null] * n)
    return {
        "coefficients": [theta[index] / scale[index % q] for index in range(m * q)],
        "standardErrors": [sqrt(covariance[index, index]) / scale[index % q] for index in range(m * q)],
        "deviance": 2 * (saturated - value),
        "nullDeviance": 2 * (saturated - nullvalue),
        "pearson": sum(
            v[i] * (y[i][k] - totals[i] * pi[i][k]) ** 2 / (totals[i] * pi[i][k])
            for i in range(n) for k in range(classes)),
        "logLikelihood": value + factorials,
        "mcFadden": 1 - value / nullvalue,
        "firstRow": pi[0],
    }


def indicators(codes, classes):
    return [[1 if code == k else 0 for k in range(classes)] for code in codes]


def drawn(seed, n, p, classes, slope=1.0, digits=3):
    """Columns and classes that overlap."""
    source = random.Random(seed)
    columns = [[round(source.uniform(-2, 2), digits) for _ in range(n)] for _ in range(p)]
    betas = [[slope * source.gauss(0, 1) for _ in range(p + 1)] for _ in range(classes - 1)]
    codes = []
    for i in range(n):
        e = [1.0] + [
            2.718281828 ** (b[0] + sum(b[j + 1] * columns[j][i] for j in range(p))) for b in betas]
        u = source.random() * sum(e)
        k = 0
        while u > e[k]:
            u -= e[k]
            k += 1
        codes.append(k)
    return columns, codes


def literals(values):
    return "[" + ", ".join(nstr(value, 22, strip_zeros=False) for value in values) + "]"


def numbers(values):
    return "[" + ", ".join(repr(value) for value in values) + "]"


def emit(name, columns, result, codes=None, counts=None, weights=None, intercept=True):
    print(f"    MultinomialReference(")
    print(f'      name: "{name}", hasIntercept: {"true" if intercept else "false"},')
    print("      columns: [" + ", ".join(numbers(column) for column in columns) + "],")
    print(f"      codes: {numbers(codes) if codes else 'nil'},")
    print("      counts: " + ("[" + ", ".join(numbers(row) for row in counts) + "]," if counts else "nil,"))
    print(f"      weights: {numbers(weights) if weights else 'nil'},")
    figures(result)


def figures(result):
    for key in ("coefficients", "standardErrors"):
        print(f"      {key}: {literals(result[key])},")
    for key in ("deviance", "nullDeviance", "pearson", "logLikelihood", "mcFadden"):
        print(f"      {key}: {nstr(result[key], 22, strip_zeros=False)},")
    print(f"      firstRow: {literals(result['firstRow'])}),")


print("""// Written by scripts/make-multinomial-references.py from 60-digit arithmetic; do not edit.
// swift-format-ignore-file
import Descent
import Testing

/// A small fit, with its solution computed with 60 digits. Data are taken as the doubles that stand here.
struct MultinomialReference: Sendable, CustomTestStringConvertible {
  var name: String
  var hasIntercept: Bool
  var columns: [[Double]]
  /// The class of each row.
  var codes: [Int]?
  /// Or the counts of each row.
  var counts: [[Double]]?
  var weights: [Double]?
  /// Those of a class behind those of the one before.
  var coefficients, standardErrors: [Double]
  var deviance, nullDeviance, pearson, logLikelihood, mcFadden: Double
  /// The probabilities of the first row.
  var firstRow: [Double]

  var testDescription: String { name }

  static let all: [MultinomialReference] = [""")
# Agresti (2002), table 7.1: food of alligators by lake and size; fish, invertebrates, reptiles, birds, others.
food = [[23, 4, 2, 2, 8], [7, 0, 1, 3, 5], [5, 11, 1, 0, 3], [13, 8, 6, 1, 0], [5, 11, 2, 1, 5], [8, 7, 6, 3, 5],
        [16, 19, 1, 2, 3], [17, 1, 0, 1, 3]]
lakes = [[1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 0, 0], [1, 0, 1, 0, 1, 0, 1, 0]]
emit("alligators", lakes, fit(lakes, food), counts=food)
columns, codes = drawn(1, 40, 2, 3)
emit("three classes", columns, fit(columns, indicators(codes, 3)), codes=codes)
columns, codes = drawn(7, 30, 2, 2)
emit("two classes", columns, fit(columns, indicators(codes, 2)), codes=codes)
columns, codes = drawn(2, 60, 3, 4, slope=0.7)
source = random.Random(3)
weights = [round(source.uniform(0.2, 3), 2) for _ in range(60)]
emit("four classes, weights, no intercept", columns,
     fit(columns, indicators(codes, 4), weights=weights, intercept=False), codes=codes, weights=weights, intercept=False)
columns, codes = drawn(4, 80, 1, 3, slope=0.5)
power = [[100 + value for value in columns[0]]]
power.append([value * value for value in power[0]])
emit("nearly dependent columns", power, fit(power, indicators(codes, 3)), codes=codes)
columns, codes = drawn(12, 120, 2, 3, slope=3)
codes = [0 if i in (5, 50, 77) else code or 1 for i, code in enumerate(codes)]
emit("rare reference, steep slopes", columns, fit(columns, indicators(codes, 3)), codes=codes)
print("  ]\n")
# Visits to the doctor: none, one or two, more; rows are counted by their frequencies.
with open(pathlib.Path(__file__).parent.parent / "Fixtures/randhie.csv") as file:
    table = list(csv.DictReader(file))
visits = [0 if float(r["mdvis"]) == 0 else 1 if float(r["mdvis"]) <= 2 else 2 for r in table]
names = ["lncoins", "idp", "physlm", "disea"]
columns = [[float(r[name]) for r in table] for name in names]
print("  /// Fixtures/randhie.csv by lncoins, idp, physlm and disea, the classes 0, 1 and 2, 3 and more visits.")
print("  static let visits = MultinomialReference(")
print('      name: "visits", hasIntercept: true, columns: [], codes: nil, counts: nil, weights: nil,')
mp.dps = 40
text = io.StringIO()
with contextlib.redirect_stdout(text):
    figures(fit(columns, indicators(visits, 3), weights=[float(r["count"]) for r in table]))
print(text.getvalue().rstrip()[:-1])
print("}")
