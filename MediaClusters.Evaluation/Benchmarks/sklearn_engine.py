"""Times scikit-learn's engine, DBSCAN and silhouette by cosine, on vectors from files; one thread.

Arguments: rounds, eps, min_samples, then a file, the photos and the dimensions of each pet. The files hold float32,
row by row; the vectors are clustered as they are, and as float64, which is what lists of Python's numbers become.
Prints a line of JSON with the environment, then two for each pet. Needs Debian's python3-sklearn and
libopenblas0-pthread.
"""

import json
import sys
import time

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_info, threadpool_limits

WARM_UP = 3


def engine(vectors, eps, min_samples):
    start = time.perf_counter()
    labels = DBSCAN(eps=eps, min_samples=min_samples, metric="cosine").fit(vectors).labels_
    middle = time.perf_counter()
    grouped = labels >= 0
    groups = len(set(labels[grouped]))
    if 2 <= groups < grouped.sum():
        silhouette_score(vectors[grouped], labels[grouped], metric="cosine")
    return 1000 * (middle - start), 1000 * (time.perf_counter() - middle), groups


def main(rounds, eps, min_samples, *pets):
    (np.ones((64, 64), np.float32) @ np.ones((64, 64), np.float32)).sum()
    blas = [library for library in threadpool_info() if library["user_api"] == "blas"]
    if [library["internal_api"] for library in blas] != ["openblas"]:
        sys.exit(f"numpy's linear algebra is {[library['internal_api'] for library in blas] or 'its own'}, not OpenBLAS: "
                 "install libopenblas0-pthread")
    with threadpool_limits(limits=1):
        busy = [library["prefix"] for library in threadpool_info() if library["num_threads"] != 1]
        if busy:
            sys.exit(f"{busy} would not keep to one thread")
        print(json.dumps({"sklearn": sklearn.__version__, "numpy": np.__version__,
                          "blas": f"OpenBLAS {blas[0]['version']} {blas[0]['architecture']}"}))
        for path, photos, dimensions in zip(pets[::3], pets[1::3], pets[2::3]):
            stored = np.fromfile(path, "<f4").reshape(int(photos), int(dimensions))
            for vectors in stored, stored.astype(np.float64):
                for _ in range(WARM_UP):
                    engine(vectors, float(eps), int(min_samples))
                runs = [engine(vectors, float(eps), int(min_samples)) for _ in range(int(rounds))]
                print(json.dumps({"photos": int(photos), "dimensions": int(dimensions), "type": str(vectors.dtype),
                                  "groups": runs[0][2], "cluster": [run[0] for run in runs],
                                  "silhouette": [run[1] for run in runs]}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
