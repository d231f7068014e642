"""Paths of penalized linear models with scikit-learn, one run for each line of standard input; prints JSON.

usage: penalized.py X.npy y.npy

A line holds the share of the absolute values in the penalty, 1 for the lasso. The columns are centred and standardized
beforehand, which is not timed. Answers are the seconds, and the largest violation of the conditions of optimality in
relation to the penalty.
"""

import json
import sys
import time

import numpy
import sklearn
from sklearn.linear_model import enet_path, lasso_path


def violation(x, y, ratio, penalties, coefficients):
    worst = 0.0
    for penalty, beta in zip(penalties, coefficients.T):
        slope = x.T @ (y - x @ beta) / len(y) - penalty * (1 - ratio) * beta
        miss = numpy.where(
            beta == 0, numpy.abs(slope) - penalty * ratio, numpy.abs(slope - penalty * ratio * numpy.sign(beta)))
        worst = max(worst, miss.max() / (penalty * ratio))
    return float(worst)


def main():
    x, y = numpy.load(sys.argv[1]), numpy.load(sys.argv[2]).ravel()
    x = numpy.asfortranarray((x - x.mean(axis=0)) / x.std(axis=0))
    y = y - y.mean()
    for line in sys.stdin:
        ratio = float(line)
        start = time.perf_counter()
        if ratio == 1:
            penalties, coefficients, _ = lasso_path(x, y, eps=1e-4, alphas=100)
        else:
            penalties, coefficients, _ = enet_path(x, y, l1_ratio=ratio, eps=1e-4, alphas=100)
        seconds = time.perf_counter() - start
        print(json.dumps({
            "library": f"scikit-learn {sklearn.__version__}",
            "seconds": seconds,
            "violation": violation(x, y, ratio, penalties, coefficients),
            "models": len(penalties),
        }), flush=True)


if __name__ == "__main__":
    main()
