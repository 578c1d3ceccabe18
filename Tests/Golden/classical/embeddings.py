"""The spread over ten seeds of t-SNE, UMAP and topic models: scikit-learn and umap-learn on 150 rows of five real data sets."""

import json
import sys
import warnings

import numpy as np
import sklearn
import umap
from sklearn.decomposition import LatentDirichletAllocation
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import kneighbors_graph

from decomposition import positive, sets

warnings.filterwarnings("ignore")
SEEDS = range(10)
ROWS = 150


def scaled(x):
    """As `DecompositionGolden.scaled`."""
    deviation = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(deviation > 0, deviation, 1)


def divergence(x, y, perplexity):
    """KL(P‖Q) with all pairs in Q, P over 3 perplexity + 1 neighbours as scikit-learn has it."""
    graph = kneighbors_graph(x, min(len(x) - 1, int(3 * perplexity + 1)), mode="distance")
    graph.data **= 2
    p = _joint_probabilities_nn(graph, perplexity, 0).tocoo()
    q = 1 / (1 + ((y[:, None] - y[None]) ** 2).sum(axis=2))
    np.fill_diagonal(q, 0)
    q /= q.sum()
    kept = p.data > 0
    return float((p.data[kept] * np.log(p.data[kept] / q[p.row[kept], p.col[kept]])).sum())


def counts(x):
    """Whole numbers 0 to 10: `DecompositionGolden.counts`."""
    y = positive(x)
    top = y.max(axis=0)
    return np.floor(10 * y / np.where(top > 0, top, 1))


def case(name, x):
    z = scaled(x)
    out = {"name": name, "tsne": [], "umap": [], "topics": [], "online": []}
    for seed in SEEDS:
        y = TSNE(random_state=seed, init="random" if seed else "pca", n_jobs=1).fit_transform(z).astype(float)
        out["tsne"].append([divergence(z, y, 30), trustworthiness(z, y, n_neighbors=5)])
        y = umap.UMAP(random_state=seed).fit_transform(z)
        out["umap"].append([trustworthiness(z, y, n_neighbors=15)])
        for key, method in (("topics", "batch"), ("online", "online")):
            model = LatentDirichletAllocation(5, learning_method=method, random_state=seed, max_iter=20)
            out[key].append([model.fit(counts(x)).perplexity(counts(x))])
    print(name, flush=True)
    return out


if __name__ == "__main__":
    # embeddings.py [FILE [NAME ...]]: some of the sets, or all.
    path, names = (sys.argv + ["embeddings.json"])[1], sys.argv[2:]
    spread = lambda x: x[np.linspace(0, len(x) - 1, ROWS).astype(int)]
    result = {
        "versions": f"scikit-learn {sklearn.__version__}, umap-learn {umap.__version__}, NumPy {np.__version__}",
        "cases": [case(name, spread(x)) for name, x in sets() if not names or name in names],
    }
    with open(path, "w") as file:
        json.dump(result, file, separators=(",", ":"))
