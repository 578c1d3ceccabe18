"""Reference values of clustering and outlier detection; prints the versions and writes the JSON files beside it."""

import json
import pathlib
import sys
import warnings

import numpy as np
import scipy
import sklearn
from scipy.cluster import hierarchy
from sklearn import cluster, covariance, datasets, mixture, neighbors

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
VERSIONS = f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}"
GROUPS = {"iris": 3, "wine": 3, "breast-cancer": 2, "digits": 10, "diabetes": 4}


def scaled(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


DATA = {
    "iris": datasets.load_iris().data,
    "wine": scaled(datasets.load_wine().data),
    "breast-cancer": scaled(datasets.load_breast_cancer().data),
    "digits": datasets.load_digits().data,
    "diabetes": scaled(datasets.load_diabetes().data),
}


def ints(values):
    return [int(v) for v in values]


def floats(values, digits=12):
    return [float(f"{v:.{digits}g}") if np.isfinite(v) else -1.0 for v in np.ravel(values)]


def write(name, content):
    path = HERE / f"{name}.json"
    path.write_text(json.dumps({"versions": VERSIONS, **content}, separators=(",", ":")) + "\n")
    print(path.name, path.stat().st_size)


def radius(x):
    """A radius between the distances to the fifth neighbour, a little off any that occurs."""
    distances = neighbors.NearestNeighbors(n_neighbors=5).fit(x).kneighbors(x)[0][:, -1]
    return float(np.round(np.quantile(distances, 0.8), 3) + 0.00037)


def kmeans():
    result = {}
    for name, x in DATA.items():
        k = GROUPS[name]
        given = cluster.KMeans(k, init=x[:k], n_init=1, tol=1e-4).fit(x)
        spread = [cluster.KMeans(k, n_init=10, random_state=s).fit(x).inertia_ for s in range(10)]
        batch = [cluster.MiniBatchKMeans(k, n_init=3, random_state=s).fit(x).inertia_ for s in range(10)]
        weights = 1.0 + np.arange(len(x)) % 3
        weighted = cluster.KMeans(k, init=x[:k], n_init=1).fit(x, sample_weight=weights)
        result[name] = {
            "labels": ints(given.labels_), "centers": floats(given.cluster_centers_), "inertia": given.inertia_,
            "weightedInertia": weighted.inertia_, "spread": [min(spread), max(spread)],
            "batchSpread": [min(batch), max(batch)],
        }
    write("kmeans", {"sets": result})


def agglomerative():
    result = {}
    for name, x in DATA.items():
        result[name] = {}
        for linkage in ("ward", "complete", "average", "single"):
            model = cluster.AgglomerativeClustering(GROUPS[name], linkage=linkage).fit(x)
            tree = hierarchy.linkage(x, linkage)
            result[name][linkage] = {
                "labels": ints(model.labels_), "total": float(tree[:, 2].sum()), "last": floats(tree[-20:, 2]),
                "sizes": ints(tree[-20:, 3]),
            }
            if name == "wine":
                result[name][linkage]["tree"] = floats(tree)
    write("agglomerative", {"sets": result})


class StableNumPy:
    """NumPy whose argsort keeps the order of equals."""

    def __getattr__(self, name):
        return getattr(np, name)

    def argsort(self, values, *others, **options):
        return np.argsort(values, kind="stable")


def density():
    # Edges of equal length are common in mutual reachability. scikit-learn sorts them in an order that NumPy leaves open (it differs
    # between processors); here equals keep their order, and how many labels that changes is recorded.
    from sklearn.cluster._hdbscan import hdbscan

    result = {}
    for name, x in DATA.items():
        eps = radius(x)
        scan = cluster.DBSCAN(eps=eps, min_samples=5).fit(x)
        hdbscan.np = np
        unstable = cluster.HDBSCAN(min_cluster_size=5, copy=True).fit(x).labels_
        hdbscan.np = StableNumPy()
        eom = cluster.HDBSCAN(min_cluster_size=5, copy=True).fit(x)
        leaf = cluster.HDBSCAN(min_cluster_size=5, min_samples=3, cluster_selection_method="leaf", copy=True).fit(x)
        single = cluster.HDBSCAN(min_cluster_size=10, allow_single_cluster=True, copy=True).fit(x)
        optics = cluster.OPTICS(min_samples=5, algorithm="kd_tree").fit(x)
        width = cluster.estimate_bandwidth(x, quantile=0.3)
        shift = cluster.MeanShift(bandwidth=width).fit(x)
        result[name] = {
            "radius": eps, "dbscan": ints(scan.labels_), "core": len(scan.core_sample_indices_),
            "unstable": ints(unstable), "eom": ints(eom.labels_), "eomProbabilities": floats(eom.probabilities_, 8) if len(x) < 200 else [],
            "eomSum": float(eom.probabilities_.sum()),
            "leaf": ints(leaf.labels_), "leafSum": float(leaf.probabilities_.sum()),
            "single": ints(single.labels_),
            "ordering": ints(optics.ordering_), "reachabilitySum":
                float(optics.reachability_[np.isfinite(optics.reachability_)].sum()),
            "xi": ints(optics.labels_),
            "cut": ints(cluster.cluster_optics_dbscan(
                reachability=optics.reachability_, core_distances=optics.core_distances_,
                ordering=optics.ordering_, eps=eps)),
            "bandwidth": width, "meanShift": ints(shift.labels_), "modes": floats(shift.cluster_centers_[0]),
        }
    write("density", {"sets": result})


def spectral():
    result = {}
    for name, x in DATA.items():
        k = GROUPS[name]
        gamma = 1.0 / (x.shape[1] * x.var())
        rbf = cluster.SpectralClustering(k, gamma=gamma, random_state=0).fit(x)
        near = cluster.SpectralClustering(k, affinity="nearest_neighbors", n_neighbors=10, random_state=0).fit(x)
        result[name] = {"gamma": gamma, "rbf": ints(rbf.labels_), "neighbors": ints(near.labels_)}
    write("spectral", {"sets": result})


def mixtures():
    result = {}
    for name, x in DATA.items():
        k = GROUPS[name]
        if name == "digits":
            x = x[:, 17:23]
        start = cluster.KMeans(k, init=x[:k], n_init=1).fit(x).cluster_centers_
        spread = x.var(axis=0).mean()
        result[name] = {"start": floats(start, 17), "kinds": {}}
        for kind in ("full", "tied", "diag", "spherical"):
            p = x.shape[1]
            precisions = {
                "full": np.stack([np.eye(p) / spread] * k), "tied": np.eye(p) / spread,
                "diag": np.full((k, p), 1 / spread), "spherical": np.full(k, 1 / spread),
            }[kind]
            model = mixture.GaussianMixture(
                k, covariance_type=kind, weights_init=np.full(k, 1 / k), means_init=start, precisions_init=precisions,
                tol=1e-3, reg_covar=1e-6, max_iter=100).fit(x)
            result[name]["kinds"][kind] = {
                "weights": floats(model.weights_), "means": floats(model.means_),
                "variances": floats(np.trace(model.covariances_, axis1=-2, axis2=-1)
                                    if kind in ("full", "tied") else model.covariances_),
                "bound": float(model.lower_bound_), "score": float(model.score(x)), "bic": float(model.bic(x)),
                "aic": float(model.aic(x)), "turns": int(model.n_iter_),
                "labels": ints(model.predict(x)),
            }
    write("mixtures", {"sets": result})


def outliers():
    result = {}
    for name, x in DATA.items():
        lof = neighbors.LocalOutlierFactor(n_neighbors=20, contamination=0.1, algorithm="kd_tree").fit(x)
        novelty = neighbors.LocalOutlierFactor(n_neighbors=20, novelty=True, algorithm="kd_tree").fit(x[:100])
        entry = {
            "lof": floats(-lof.negative_outlier_factor_, 10) if len(x) < 600 else floats(
                -lof.negative_outlier_factor_[:200], 10),
            "lofOutliers": ints(np.flatnonzero(lof.fit_predict(x) < 0)),
            "novelty": floats(-novelty.score_samples(x[100:150]), 10),
        }
        # Columns of which less than half of the rows have the same value.
        y = x if name != "digits" else x[:, [10, 20, 28, 36, 43, 53]]
        if name == "breast-cancer":
            y = x[:, :10]
        spread = []
        for seed in range(10):
            model = covariance.EllipticEnvelope(random_state=seed).fit(y)
            spread.append(float(np.linalg.slogdet(model.raw_covariance_)[1]))
            if spread[-1] == min(spread):
                best = model
        entry |= {
            "logDeterminants": [min(spread), max(spread)],
            "location": floats(best.location_), "trace": float(np.trace(best.covariance_)),
            "logDeterminant": float(np.linalg.slogdet(best.covariance_)[1]),
            "distances": floats(best.dist_[:50]), "offset": float(-best.offset_),
            "support": int(best.support_.sum()),
        }
        result[name] = entry
    write("outliers", {"sets": result})


if __name__ == "__main__":
    print(VERSIONS)
    parts = {f.__name__: f for f in (kmeans, agglomerative, density, spectral, mixtures, outliers)}
    for name in sys.argv[1:] or parts:
        parts[name]()
