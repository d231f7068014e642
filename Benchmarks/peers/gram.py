"""Forms X.T @ X with NumPy and prints, as JSON, how long that took.

usage: gram.py FILE COLUMNS THREADS [REFERENCE]

FILE holds X as raw doubles, row by row, REFERENCE its Gram matrix; given, the largest difference from it is printed too,
in units of the diagonal.
"""

import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = sys.argv[3]

import numpy  # noqa: E402, after the number of threads


def main():
    p = int(sys.argv[2])
    x = numpy.fromfile(sys.argv[1], dtype="<f8").reshape(-1, p)
    gram = x.T @ x
    start = time.perf_counter()
    gram = x.T @ x
    answer = {"seconds": time.perf_counter() - start}
    if len(sys.argv) > 4:
        reference = numpy.fromfile(sys.argv[4], dtype="<f8").reshape(p, p)
        scale = numpy.sqrt(numpy.diag(reference))
        answer["difference"] = float((abs(gram - reference) / numpy.outer(scale, scale)).max())
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
