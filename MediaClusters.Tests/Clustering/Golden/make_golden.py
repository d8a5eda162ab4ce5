#!/usr/bin/env python3
"""Writes dbscan.json and linkage.json: what scikit-learn and SciPy make of pets that GoldenPet.cs can draw again, bit for bit.

Needs python3-sklearn (and libopenblas0-pthread for speed). Run it in this folder after a change of the cases;
it fails when a pair lies so near epsilon that float32 could decide otherwise.
"""
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import DBSCAN
from sklearn.metrics import silhouette_score
from sklearn.metrics.pairwise import cosine_distances

MASK = (1 << 64) - 1
MARGIN = 1e-6

#        name                  seed  dim  group sizes         spread outliers copies  eps  min_samples
CASES = [
    ("empty",                     1,   8, [],                   0.0,   0,  0, 0.15, 2),
    ("one photo",                 2, 384, [],                   0.0,   1,  0, 0.15, 2),
    ("a pair",                    3, 384, [2],                  0.3,   0,  0, 0.15, 2),
    ("all copies of one",         4, 384, [],                   0.0,   1, 30, 0.15, 2),
    ("all noise",                 5, 384, [],                   0.0,  60,  0, 0.15, 2),
    ("one group",                 6, 512, [40],                 0.4,   0,  0, 0.15, 2),
    ("groups of unequal size",    7, 384, [60, 25, 9, 4, 2],    0.4,  12,  0, 0.15, 2),
    ("wide groups",               8, 512, [40, 30, 20],        0.62,  10,  0, 0.28, 2),
    ("wide groups, torn",        39, 512, [40, 30, 20],         0.6,  10,  0, 0.25, 4),
    ("bursts of copies",         10, 768, [20, 12, 8],          0.4,   6, 40, 0.15, 2),
    ("strict cores",             40, 384, [50, 20, 6, 3],       0.4,   8,  0, 0.15, 5),
    ("every photo its own",      12, 384, [10, 10],             0.9,   5,  0, 0.05, 1),
    ("singletons and pairs",     13,  16, [6, 6, 6],            0.5,  10,  0, 0.13, 1),
    ("chains, d=3",              14,   3, [],                   0.0, 150,  0, 0.02, 2),
    ("borders, d=3",             15,   3, [],                   0.0, 200,  0, 0.02, 5),
    ("borders, d=4",             16,   4, [30, 30],             0.8, 140,  0, 0.05, 6),
    ("borders, d=5",             17,   5, [],                   0.0, 250,  0, 0.08, 6),
    ("borders, d=8",             18,   8, [40, 40, 40],         0.9,  60, 20, 0.16, 8),
    ("borders, tight, d=3",      19,   3, [],                   0.0, 260,  0, 0.008, 4),
    ("wider than a right angle", 20,   6, [10],                 0.5,  20,  0, 1.2, 3),
    ("large",                    21, 384, [120, 80, 60, 40, 8], 0.41, 42, 30, 0.15, 2),
]

# A few dozen more, over dimensions in which borders are frequent and in which they are not.
for k in range(24):
    dim = [3, 4, 5, 6, 8, 384][k % 6]
    CASES.append((
        f"drawn {k}, d={dim}", 100 + k, dim, [12 + k, 30 - k], 0.5 + 0.02 * (k % 10), 30 + 5 * k, 3 * (k % 4),
        [0.02, 0.05, 0.08, 0.1, 0.16, 0.25][k % 6] * (1 + k // 6 / 4), 2 + k // 3))


class SplitMix64:
    """Steele, Lea and Flood 2014."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def signed(self):
        """Uniform in [-1, 1)."""
        return (self.next() >> 11) * 2.0 ** -53 * 2 - 1

    def vector(self, dimensions):
        return [self.signed() for _ in range(dimensions)]


def draw(seed, dimensions, sizes, spread, outliers, copies):
    random = SplitMix64(seed)
    rows = []
    for size in sizes:
        centre = random.vector(dimensions)
        for _ in range(size):
            rows.append([value + spread * random.signed() for value in centre])
    rows += [random.vector(dimensions) for _ in range(outliers)]
    rows += [rows[random.next() % len(rows)] for _ in range(copies)]
    for i in range(len(rows) - 1, 0, -1):
        j = random.next() % (i + 1)
        rows[i], rows[j] = rows[j], rows[i]
    return np.array(rows, dtype=np.float32).reshape(len(rows), dimensions)


def solve(case):
    name, seed, dimensions, sizes, spread, outliers, copies, epsilon, min_samples = case
    photos = draw(seed, dimensions, sizes, spread, outliers, copies)
    doubles = photos.astype(np.float64)
    labels = np.array([], dtype=int)
    if len(photos):
        near = np.abs(cosine_distances(doubles) - epsilon).min()
        if near < MARGIN:
            sys.exit(f"{name}: a pair is {near:.1e} from epsilon; take another seed")
        labels = DBSCAN(eps=epsilon, min_samples=min_samples, metric="cosine").fit_predict(doubles)

    grouped = labels >= 0
    groups = len(set(labels[grouped]))
    silhouette = None
    if 2 <= groups < grouped.sum():
        silhouette = round(float(silhouette_score(doubles[grouped], labels[grouped], metric="cosine")), 9)
    elif groups >= 2:
        silhouette = 0.0  # scikit-learn refuses, but counts a photo alone in its group 0
    print(f"{name}: {len(photos)} photos, {groups} groups, {(~grouped).sum()} noise, silhouette {silhouette}")
    return {
        "name": name, "seed": seed, "dimensions": dimensions, "sizes": sizes, "spread": spread,
        "outliers": outliers, "copies": copies, "epsilon": epsilon, "min_samples": min_samples,
        "probe": [float(photos[0, 0]), float(photos[-1, -1])] if len(photos) else [],
        "silhouette": silhouette, "labels": labels.tolist(),
    }


def link(case):
    """Heights of the merges by average linkage, and the groups at a few cuts between two of them."""
    name, seed, dimensions, sizes, spread, outliers, copies, _, _ = case
    photos = draw(seed, dimensions, sizes, spread, outliers, copies).astype(np.float64)
    distances = cosine_distances(photos)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), method="average")
    heights = tree[:, 2]
    cuts = []
    for share in (0.2, 0.5, 0.8, 0.95):
        first = int(share * (len(heights) - 1))
        # Within a few merges around, the widest gap: no rounding moves a merge across its middle.
        window = range(max(first - 4, 0), min(first + 4, len(heights) - 1))
        place = max(window, key=lambda i: heights[i + 1] - heights[i], default=None)
        if place is not None and heights[place + 1] - heights[place] > 1e-5:
            cut = float((heights[place] + heights[place + 1]) / 2)
            cuts.append({"height": cut, "labels": first_seen(fcluster(tree, cut, criterion="distance"))})
    print(f"{name}: {len(photos)} photos, root at {heights[-1]:.3f}, {len(cuts)} cuts")
    return {
        "name": name, "seed": seed, "dimensions": dimensions, "sizes": sizes, "spread": spread,
        "outliers": outliers, "copies": copies,
        "heights": [round(float(height), 8) for height in heights], "cuts": cuts,
    }


def first_seen(labels):
    """Labels renumbered by the first photo that bears them."""
    numbers = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels.tolist()]


def write(name, version, solved):
    with open(name, "w", encoding="utf-8") as file:
        file.write(f'{{"made_with": "{version}", "cases": [\n')
        file.write(",\n".join(json.dumps(case) for case in solved))
        file.write("\n]}\n")


write("dbscan.json", f"scikit-learn {sklearn.__version__}", [solve(case) for case in CASES])
write("linkage.json", f"SciPy {scipy.__version__}", [
    link(case) for case in CASES if 2 <= sum(case[3]) + case[5] + case[6] <= 200])
