#!/usr/bin/env python3
"""Writes measures.json: what scikit-learn makes of pairs of labellings.

Needs python3-sklearn. Run it in this folder after a change of the cases. A negative label is a photo in no group;
scikit-learn is told that each such photo is a group of its own. Purity is no measure of scikit-learn's: it is counted
here on its contingency matrix.
"""
import json

import numpy as np
import sklearn
from sklearn.metrics import adjusted_rand_score, homogeneity_completeness_v_measure
from sklearn.metrics.cluster import contingency_matrix

random = np.random.default_rng(20)


def alone(labels):
    return [label if label >= 0 else -1 - i for i, label in enumerate(labels)]


def purity(truth, found):
    truth, found = np.array(truth), np.array(found)
    grouped = (truth >= 0) & (found >= 0)
    right = int(((truth < 0) & (found < 0)).sum())
    if grouped.any():
        right += int(contingency_matrix(truth[grouped], found[grouped]).max(axis=0).sum())
    return right / len(truth)


def noisy(labels, share, groups):
    """The labels with a share of them drawn again."""
    labels = np.array(labels)
    again = random.random(len(labels)) < share
    labels[again] = random.integers(-1, groups, again.sum())
    return labels.tolist()


def cases():
    yield "one photo", [0], [0]
    yield "one photo, left out", [0], [-1]
    yield "all noise, rightly", [-1] * 6, [-1] * 6
    yield "all noise, wrongly", [0, 0, 0, 1, 1, 1], [-1] * 6
    yield "one group, rightly", [0] * 6, [3] * 6
    yield "one group, wrongly", [0, 0, 0, 1, 1, -1], [0] * 6
    yield "one group of outliers", [-1] * 5, [0] * 5
    yield "other names", [0, 0, 1, 1, 2, -1], [7, 7, 0, 0, 4, -1]
    yield "split in two", [0] * 8, [0] * 4 + [1] * 4
    yield "worse than chance", [0, 0, 1, 1], [0, 1, 0, 1]
    yield "one astray", [0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1]
    for number, (count, groups, share) in enumerate([(12, 3, 0.2), (40, 5, 0.1), (40, 5, 0.5), (60, 12, 0.05), (60, 2, 1.0), (200, 9, 0.15)]):
        truth = random.integers(-1, groups, count).tolist()
        yield f"drawn {number}", truth, noisy(truth, share, groups + 1)


def solve(name, truth, found):
    homogeneity, completeness, v_measure = homogeneity_completeness_v_measure(alone(truth), alone(found))
    return {
        "name": name,
        "truth": truth,
        "found": found,
        "adjusted_rand": float(adjusted_rand_score(alone(truth), alone(found))),
        "homogeneity": float(homogeneity),
        "completeness": float(completeness),
        "v_measure": float(v_measure),
        "purity": purity(truth, found),
    }


solved = [solve(*case) for case in cases()]
with open("measures.json", "w", encoding="utf-8") as file:
    file.write(f'{{"made_with": "scikit-learn {sklearn.__version__}", "cases": [\n')
    file.write(",\n".join(json.dumps(case) for case in solved))
    file.write("\n]}\n")
