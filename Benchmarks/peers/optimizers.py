"""What SciPy's minimizers need for the problems of mgh_problems.py.

usage: optimizers.py counts FILE
       optimizers.py overhead FILE ITERATIONS

counts: FILE holds, as JSON, a list of {"name", "n", "minima"}; printed is, for each problem and each method, the number of
values with gradients up to the first that is within 1e-10 max(1, |f*|) of one of the minima, or null where none is. Hessians
are central differences of gradients, which are not counted.

overhead: FILE holds a start of the extended Rosenbrock function as raw doubles. For each line of the standard input one
run of L-BFGS-B, answered by a line of JSON: the seconds of the run, those within the function, evaluations, iterations.
"""

import json
import os
import sys
import time
import warnings

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402, after the number of threads
import scipy  # noqa: E402
import scipy.optimize  # noqa: E402

import mgh_problems  # noqa: E402

METHODS = ["BFGS", "L-BFGS-B", "CG", "trust-exact"]


class Reached(Exception):
    pass


def differences(problem):
    def hessian(x):
        rows = []
        for i in range(len(x)):
            step = np.zeros(len(x))
            step[i] = 1e-5 * max(1, abs(x[i]))
            rows.append((problem(x + step)[1] - problem(x - step)[1]) / (2 * step[i]))
        h = np.array(rows)
        return (h + h.T) / 2

    return hessian


def count(problem, method, minima):
    calls = 0

    def function(x):
        nonlocal calls
        calls += 1
        value, gradient = problem(x)
        if value <= min(minima) or any(abs(value - m) <= 1e-10 * max(1, abs(m)) for m in minima):
            raise Reached
        return value, gradient

    options = {"gtol": 1e-12, "maxiter": 20000}
    if method == "L-BFGS-B":
        options.update(ftol=0, maxfun=50000)
    hessian = differences(problem) if method == "trust-exact" else None
    try:
        scipy.optimize.minimize(function, problem.start, jac=True, hess=hessian, method=method, options=options)
    except Reached:
        return calls
    except (ValueError, np.linalg.LinAlgError):
        pass
    return None


def counts(path):
    with open(path, encoding="utf-8") as file:
        problems = json.load(file)
    answers = []
    for entry in problems:
        problem = mgh_problems.by_name(entry["name"], entry["n"])
        answers.append([count(problem, method, entry["minima"]) for method in METHODS])
    print(json.dumps({"library": f"SciPy {scipy.__version__}", "evaluations": answers}))


def overhead(path, iterations):
    start = np.fromfile(path, dtype="<f8")
    inside = 0.0
    calls = 0

    def function(x):
        nonlocal inside, calls
        before = time.perf_counter()
        odd, even = x[0::2], x[1::2]
        a, b = 1 - odd, even - odd * odd
        gradient = np.empty_like(x)
        gradient[0::2] = -2 * a - 400 * odd * b
        gradient[1::2] = 200 * b
        value = a @ a + 100 * (b @ b)
        inside += time.perf_counter() - before
        calls += 1
        return value, gradient

    options = {"maxiter": iterations, "maxfun": 10**6, "gtol": 0, "ftol": 0, "maxcor": 10}
    for _ in sys.stdin:
        inside, calls = 0.0, 0
        before = time.perf_counter()
        result = scipy.optimize.minimize(function, start, jac=True, method="L-BFGS-B", options=options)
        seconds = time.perf_counter() - before
        answer = {"seconds": seconds, "inside": inside, "evaluations": calls, "iterations": int(result.nit)}
        print(json.dumps(answer | {"value": float(result.fun)}), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[1] == "counts":
        counts(sys.argv[2])
    else:
        overhead(sys.argv[2], int(sys.argv[3]))
