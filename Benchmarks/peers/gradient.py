"""Least-squares gradients X.T @ (y - X @ b) by NumPy, one for each line on standard input.

usage: gradient.py VALUES.npy TARGET.npy COEFFICIENTS.npy

VALUES holds the elements of X row by row. A line with a number p says how many columns X has from then on, and is
answered by the gradient; an empty line by the seconds that computing it once more took. Every answer is a line of JSON,
the first one the name of the library.
"""

import json
import sys
import time

import numpy


def main():
    values, target, coefficients = (numpy.load(path).reshape(-1) for path in sys.argv[1:4])
    print(json.dumps(f"numpy {numpy.__version__}"), flush=True)
    x = y = b = None
    for line in sys.stdin:
        if line.strip():
            p = int(line)
            n = len(values) // p
            x, y, b = values[: n * p].reshape(n, p), target[:n], coefficients[:p]
            print(json.dumps((x.T @ (y - x @ b)).tolist()), flush=True)
        else:
            start = time.perf_counter()
            x.T @ (y - x @ b)
            print(json.dumps(time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()
