"""Reference values of decompositions and embeddings: scikit-learn on five real data sets, every number to 12 digits."""

import json
import sys

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.decomposition import NMF, PCA, FactorAnalysis, FastICA, IncrementalPCA, KernelPCA, TruncatedSVD
from sklearn.manifold import ClassicalMDS, Isomap, LocallyLinearEmbedding, smacof
from sklearn.metrics import pairwise_distances

ROWS = 300


def sets():
    yield "iris", datasets.load_iris().data
    yield "wine", datasets.load_wine().data
    yield "breast cancer", datasets.load_breast_cancer().data[:ROWS]
    yield "digits", datasets.load_digits().data[:ROWS]
    yield "diabetes", datasets.load_diabetes().data[:ROWS]


def jittered(x):
    """Standardised, and moved a little so that no two distances are equal: `DecompositionGolden.jittered`."""
    i, j = np.indices(x.shape)
    deviation = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(deviation > 0, deviation, 1) + 1e-2 * np.sin(12.9898 * i + 78.233 * j)


def positive(x):
    return x - x.min(axis=0)


def start(rows, columns):
    """`DecompositionGolden.start`."""
    i, j = np.indices((rows, columns))
    return 1.25 + np.sin(1.7 * i + 2.3 * j)


def sample(values):
    """Every 10th row."""
    return clean(np.asarray(values)[::10])


def clean(values):
    return json.loads(json.dumps(np.asarray(values, dtype=float).tolist()), parse_float=lambda t: float(f"{float(t):.12g}"))


def case(name, x):
    n, p = x.shape
    out = {"name": name}
    pca = PCA(3, svd_solver="full").fit(x)
    out["pca"] = {
        "components": clean(pca.components_), "variance": clean(pca.explained_variance_),
        "ratio": clean(pca.explained_variance_ratio_), "noise": float(pca.noise_variance_),
        "places": sample(pca.transform(x)), "likelihood": clean(PCA(3).fit(jittered(x)).score_samples(jittered(x))[::10]),
    }
    part = IncrementalPCA(3, batch_size=50).fit(x)
    out["incremental"] = {"components": clean(part.components_), "variance": clean(part.explained_variance_)}
    svd = TruncatedSVD(3, algorithm="arpack", random_state=0).fit(x)
    out["svd"] = {
        "components": clean(svd.components_), "values": clean(svd.singular_values_),
        "ratio": clean(svd.explained_variance_ratio_),
    }
    z = jittered(x)
    out["kernel"] = {
        "gaussian": sample(KernelPCA(2, kernel="rbf", eigen_solver="dense").fit_transform(z)),
        "polynomial": sample(KernelPCA(2, kernel="poly", degree=2, eigen_solver="dense").fit(z[: n // 2]).transform(z)),
    }
    factors = FactorAnalysis(2, svd_method="lapack", tol=1e-8, max_iter=400).fit(z)
    turned = FactorAnalysis(2, svd_method="lapack", tol=1e-8, max_iter=400, rotation="varimax").fit(z)
    out["factors"] = {
        "components": clean(factors.components_), "noise": clean(factors.noise_variance_),
        "places": sample(factors.transform(z)), "score": float(factors.score(z)), "varimax": clean(turned.components_),
    }
    y, w, h = positive(x), start(n, 4), start(4, p)
    out["nmf"] = {}
    for key, options in {
        "descent": dict(solver="cd"), "squares": dict(solver="mu"),
        "divergence": dict(solver="mu", beta_loss="kullback-leibler"),
        "penalized": dict(solver="cd", alpha_W=0.001, l1_ratio=0.5),
    }.items():
        model = NMF(4, init="custom", tol=0, max_iter=40, **options)
        weights = model.fit_transform(y, W=w.copy(), H=h.copy())
        out["nmf"][key] = {
            "components": clean(model.components_), "weights": sample(weights), "error": float(model.reconstruction_err_)}
    ica = FastICA(3, whiten="unit-variance", tol=1e-12, max_iter=2000, w_init=start(3, 3) + 3 * np.eye(3))
    out["ica"] = {"places": sample(ica.fit_transform(z))}
    isomap = Isomap(n_neighbors=8, n_components=2, eigen_solver="dense").fit(z)
    out["isomap"] = {"places": sample(isomap.embedding_), "new": clean(isomap.transform(z[:20] * 0.99 + 0.01))}
    # The first 50 rows of iris lie apart from the others, and the graph of all would have two parts.
    whole = z[50:] if name == "iris" else z
    for key in ("standard", "modified"):
        lle = LocallyLinearEmbedding(n_neighbors=12, n_components=2, eigen_solver="dense", method=key).fit(whole)
        out["lle " + key] = {"places": sample(lle.embedding_), "error": float(lle.reconstruction_error_)}
    d = pairwise_distances(z)
    out["scaling"] = {"classical": sample(ClassicalMDS(2).fit_transform(z))}
    for key, metric in {"metric": True, "nonmetric": False}.items():
        places, stress = smacof(
            d[:60, :60], metric=metric, n_components=2, init=start(60, 2), n_init=1, max_iter=30, eps=0,
            normalized_stress=False)
        out["scaling"][key] = {"places": clean(places), "stress": float(stress)}
    return out


if __name__ == "__main__":
    result = {
        "versions": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}",
        "cases": [case(name, x) for name, x in sets()],
    }
    with open(sys.argv[1] if len(sys.argv) > 1 else "decomposition.json", "w") as file:
        json.dump(result, file, separators=(",", ":"))
