"""Reads a CSV file with one of the peers and prints, as JSON, how long that took and how much memory.

usage: read_csv.py read_csv|loadtxt FILE [REFERENCE]

REFERENCE holds the values as raw doubles, row by row; given, the values that differ in any bit are counted.
"""

import json
import sys
import time

import numpy
import pandas

READERS = {
    "read_csv": lambda path: pandas.read_csv(path),
    "loadtxt": lambda path: numpy.loadtxt(path, delimiter=",", skiprows=1),
}


def resident(key):
    """A line of /proc/self/status, in bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(key + ":"):
                return int(line.split()[1]) * 1024
    return 0


def main():
    method, path = sys.argv[1:3]
    before = resident("VmRSS")
    start = time.perf_counter()
    data = READERS[method](path)
    seconds = time.perf_counter() - start
    peak = resident("VmHWM") - before
    values = data.to_numpy() if hasattr(data, "to_numpy") else data
    answer = {"seconds": seconds, "peakGrowth": peak, "rows": values.shape[0], "columns": values.shape[1]}
    if len(sys.argv) > 3:
        reference = numpy.fromfile(sys.argv[3], dtype="<u8").reshape(values.shape)
        found = numpy.ascontiguousarray(values, dtype="<f8").view("<u8")
        answer["different"] = int((found != reference).sum())
    library = numpy if method == "loadtxt" else pandas
    answer["library"] = f"{library.__name__} {library.__version__}"
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
