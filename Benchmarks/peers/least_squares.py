"""Fits with one of the peers and prints, as JSON, how long that took, how much memory, and the coefficients.

usage: least_squares.py available | least_squares.py METHOD X.npy y.npy

`available` prints the methods whose libraries are installed, with name and version of the library.
"""

import importlib
import json
import sys
import time

import numpy

LIBRARIES = {
    "normal equations": "numpy",
    "numpy lstsq": "numpy",
    "scipy lstsq": "scipy",
    "scikit-learn": "sklearn",
    "statsmodels": "statsmodels",
}


def normal_equations(x, y):
    return numpy.linalg.solve(x.T @ x, x.T @ y)


def numpy_lstsq(x, y):
    return numpy.linalg.lstsq(x, y)[0]


def scipy_lstsq(x, y):
    import scipy.linalg

    return scipy.linalg.lstsq(x, y, check_finite=False)[0]


def scikit_learn(x, y):
    from sklearn.linear_model import LinearRegression

    return LinearRegression(fit_intercept=False).fit(x, y).coef_


def statsmodels(x, y):
    from statsmodels.regression.linear_model import OLS

    return OLS(y, x).fit().params


METHODS = {
    "normal equations": normal_equations,
    "numpy lstsq": numpy_lstsq,
    "scipy lstsq": scipy_lstsq,
    "scikit-learn": scikit_learn,
    "statsmodels": statsmodels,
}


def version(method):
    """Name and version of a method's library; None where it is not installed."""
    try:
        module = importlib.import_module(LIBRARIES[method])
    except ImportError:
        return None
    return f"{module.__name__} {module.__version__}"


def resident(key):
    """A line of /proc/self/status, in bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(key + ":"):
                return int(line.split()[1]) * 1024
    return 0


def main():
    if sys.argv[1] == "available":
        found = {method: version(method) for method in METHODS}
        print(json.dumps({method: library for method, library in found.items() if library}))
        return
    method = sys.argv[1]
    x, y = numpy.load(sys.argv[2]), numpy.load(sys.argv[3])
    # Once with a few rows, so that code, threads and buffers are there.
    few = min(len(x), 4 * x.shape[1])
    METHODS[method](x[:few], y[:few])
    with open("/proc/self/clear_refs", "w") as references:
        references.write("5")
    before = resident("VmRSS")
    start = time.perf_counter()
    coefficients = METHODS[method](x, y)
    seconds = time.perf_counter() - start
    answer = {
        "library": version(method),
        "seconds": seconds,
        "peakGrowth": resident("VmHWM") - before,
        "coefficients": [float(value) for value in coefficients],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
