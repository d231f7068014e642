"""Fits a generalized linear model with one of the peers and prints, as JSON, how long that took and the coefficients.

usage: glm.py available | glm.py METHOD FAMILY X.npy y.npy

`available` prints the methods whose libraries are installed, with name and version of the library. The intercept comes
first in the coefficients. scikit-learn stops at a gradient of the mean loss below 1e-10 (newton-cholesky) or 1e-8 (lbfgs),
statsmodels at its usual change of the deviance.
"""

import importlib
import json
import sys
import time
import warnings

import numpy

LIBRARIES = {
    "scikit-learn newton-cholesky": "sklearn",
    "scikit-learn lbfgs": "sklearn",
    "statsmodels": "statsmodels",
}


def scikit_learn(family, x, y, solver):
    from sklearn.linear_model import LogisticRegression, PoissonRegressor

    tolerance = 1e-10 if solver == "newton-cholesky" else 1e-8
    if family == "binomial":
        model = LogisticRegression(C=numpy.inf, solver=solver, tol=tolerance, max_iter=2000)
    else:
        model = PoissonRegressor(alpha=0, solver=solver, tol=tolerance, max_iter=2000)
    model.fit(x, y)
    return numpy.r_[numpy.ravel(model.intercept_), numpy.ravel(model.coef_)]


def prepare(method, x):
    """What a method gets for nothing: a column of ones for statsmodels."""
    return numpy.column_stack([numpy.ones(len(x)), x]) if method == "statsmodels" else x


def fit(method, family, x, y):
    if method.startswith("scikit-learn"):
        return scikit_learn(family, x, y, method.split()[1])
    import statsmodels.api as sm

    families = {"binomial": sm.families.Binomial, "poisson": sm.families.Poisson}
    return sm.GLM(y, x, family=families[family]()).fit().params


def version(method):
    """Name and version of a method's library; None where it is not installed."""
    try:
        module = importlib.import_module(LIBRARIES[method])
    except ImportError:
        return None
    return f"{module.__name__} {module.__version__}"


def main():
    warnings.simplefilter("ignore")
    if sys.argv[1] == "available":
        found = {method: version(method) for method in LIBRARIES}
        print(json.dumps({method: library for method, library in found.items() if library}))
        return
    method, family = sys.argv[1], sys.argv[2]
    x, y = prepare(method, numpy.load(sys.argv[3])), numpy.load(sys.argv[4])
    # Once with a few rows, so that code, threads and buffers are there.
    few = min(len(x), 40 * x.shape[1])
    fit(method, family, x[:few], y[:few])
    start = time.perf_counter()
    coefficients = fit(method, family, x, y)
    seconds = time.perf_counter() - start
    answer = {"library": version(method), "seconds": seconds, "coefficients": [float(value) for value in coefficients]}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
