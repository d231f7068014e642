"""Stochastic gradient descent until the mean square is within 1 % of the least one; prints JSON.

usage: stochastic.py METHOD X.npy y.npy LEAST_MEAN_SQUARE

Methods: scikit-learn, numpy. Every 100,000 rows the method looks at its loss, which is timed too. Both get the best of
several step sizes.
"""

import json
import sys
import time

import numpy

CHUNK = 100_000
LONGEST_SECONDS = 10
# The first is the usual one: scikit-learn's eta0.
RATES = [0.01, 0.003, 0.001]


def scikit_learn(x, y, rate):
    from sklearn.linear_model import SGDRegressor

    model = SGDRegressor(fit_intercept=False, eta0=rate, average=False)

    def chunk(rows):
        model.partial_fit(x[rows], y[rows])
        return model.coef_

    return chunk


def scikit_learn_averaged(x, y, rate):
    from sklearn.linear_model import SGDRegressor

    model = SGDRegressor(fit_intercept=False, eta0=rate, average=True)

    def chunk(rows):
        model.partial_fit(x[rows], y[rows])
        return model.coef_

    return chunk


def numpy_loop(x, y, rate):
    w = numpy.zeros(x.shape[1])
    generator = numpy.random.default_rng(1)

    def chunk(rows):
        nonlocal w
        order = generator.permutation(numpy.arange(rows.start, rows.stop))
        for i in range(0, len(order), 32):
            batch = order[i : i + 32]
            xb = x[batch]
            w = w - rate * (2 / len(batch)) * (xb.T @ (xb @ w - y[batch]))
        return w

    return chunk


METHODS = {
    "scikit-learn": scikit_learn,
    "scikit-learn, averaged": scikit_learn_averaged,
    "numpy": numpy_loop,
}


def run(method, x, y, least, rate):
    chunk = METHODS[method](x, y, rate)
    seconds, rows = 0.0, 0
    while seconds < LONGEST_SECONDS:
        start = rows % len(x)
        part = slice(start, min(start + CHUNK, len(x)))
        begin = time.perf_counter()
        w = chunk(part)
        loss = float(numpy.mean((y - x @ w) ** 2))
        seconds += time.perf_counter() - begin
        rows += part.stop - part.start
        if loss <= 1.01 * least:
            return {"seconds": seconds, "rows": rows, "rate": rate, "ratio": loss / least}
        if not numpy.isfinite(loss):
            break
    return None


def main():
    method, x, y, least = sys.argv[1], numpy.load(sys.argv[2]), numpy.load(sys.argv[3]), float(sys.argv[4])
    rates = [float(r) for r in sys.argv[5:]] or RATES
    runs = {rate: run(method, x, y, least, rate) for rate in rates}
    good = [r for r in runs.values() if r is not None]
    best = min(good, key=lambda r: r["seconds"]) if good else {"seconds": -1, "rows": 0, "rate": 0, "ratio": 0}
    usual = runs.get(RATES[0])
    print(json.dumps({**best, "usualSeconds": usual["seconds"] if usual else -1}))


main()
