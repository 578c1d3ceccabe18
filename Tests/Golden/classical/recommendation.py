"""Golden values of the recommenders: implicit's ALS from given factors, and NumPy transcripts of explicit ALS, neighbourhoods and rankings.

Run: /work/venv/py/bin/python recommendation.py
"""

import json
import os
import pathlib

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import implicit
import numpy
import scipy.sparse
from implicit.als import AlternatingLeastSquares
from sklearn.metrics import ndcg_score

rng = numpy.random.default_rng(11)
users, items, f = 40, 25, 4
mask = rng.random((users, items)) < 0.25
stars = numpy.clip(numpy.round(3.5 + rng.standard_normal((users, items))), 1, 5) * mask
u, i = numpy.nonzero(stars)
P = 0.1 * rng.standard_normal((users, f))
Q = 0.1 * rng.standard_normal((items, f))

# implicit's confidence of a use is the value itself: 1 + αr with α = 2.
alpha = 2.0
matrix = scipy.sparse.csr_matrix(numpy.where(stars > 0, 1 + alpha * stars, 0))
model = AlternatingLeastSquares(factors=f, regularization=0.5, iterations=6, use_cg=False, use_native=True,
                                dtype=numpy.float64, num_threads=1, alpha=1.0)
model.user_factors, model.item_factors = P.copy(), Q.copy()
model.fit(matrix, show_progress=False)


def explicit(P, Q, turns, penalty):
    mean = stars[u, i].mean()
    p = numpy.hstack([P, numpy.zeros((users, 1))])
    q = numpy.hstack([Q, numpy.zeros((items, 1))])

    def turn(own, other, rated, axis):
        for k in range(len(own)):
            on = numpy.nonzero(rated[k])[0]
            if len(on) == 0:
                own[k] = 0
                continue
            x = numpy.hstack([other[on, :f], numpy.ones((len(on), 1))])
            y = rated[k, on] - mean - other[on, f]
            own[k] = numpy.linalg.solve(x.T @ x + penalty * numpy.eye(f + 1), x.T @ y)

    for _ in range(turns):
        turn(p, q, stars, 0)
        turn(q, p, stars.T, 1)
    return mean + p[:, f:] + q[:, f] + p[:, :f] @ q[:, :f].T


def neighbourhood(by_items, k, shrink, bias):
    mean = stars[u, i].mean()
    ib = numpy.array([(stars[:, j][mask[:, j]] - mean).sum() / (bias + mask[:, j].sum()) for j in range(items)])
    ub = numpy.array([(stars[a][mask[a]] - mean - ib[mask[a]]).sum() / (bias + mask[a].sum()) for a in range(users)])
    base = mean + ub[:, None] + ib[None, :]
    rest = numpy.where(mask, stars - base, 0.0)
    r, m = (rest, mask) if by_items else (rest.T, mask.T)
    n = r.shape[1]
    s = numpy.zeros((n, n))
    for a in range(n):
        for b in range(n):
            on = m[:, a] & m[:, b]
            size = numpy.sqrt((r[on, a] ** 2).sum() * (r[on, b] ** 2).sum())
            if a != b and size > 0:
                s[a, b] = on.sum() / (on.sum() + shrink) * (r[on, a] @ r[on, b]) / size
    out = base.copy()
    for a in range(users):
        for j in range(items):
            if by_items:
                votes = [(s[j, o], rest[a, o]) for o in numpy.nonzero(mask[a])[0]]
            else:
                votes = [(s[a, o], rest[o, j]) for o in numpy.nonzero(mask[:, j])[0]]
            votes = sorted([v for v in votes if v[0] > 0], key=lambda v: -v[0])[:k]
            if votes:
                out[a, j] += sum(x * y for x, y in votes) / sum(x for x, _ in votes)
    return out


truth = [3, 7, 9, 12]
order = [5, 7, 1, 3, 9, 2, 0, 12]
relevance = numpy.array([[1.0 if k in truth else 0.0 for k in range(13)]])
ranking = numpy.array([[100.0 - order.index(k) if k in order else -k for k in range(13)]])
result = {
    "version": implicit.__version__, "users": u.tolist(), "items": i.tolist(), "stars": stars[u, i].tolist(),
    "P": P.ravel().tolist(), "Q": Q.ravel().tolist(),
    "implicitUsers": numpy.asarray(model.user_factors).ravel().tolist(),
    "implicitItems": numpy.asarray(model.item_factors).ravel().tolist(),
    "explicit": explicit(P, Q, 5, 0.7).ravel().tolist(),
    "byItems": neighbourhood(True, 100, 3, 2).ravel().tolist(),
    "byUsers": neighbourhood(False, 100, 3, 2).ravel().tolist(),
    "ndcg5": ndcg_score(relevance, ranking, k=5),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(result))
print(path.stat().st_size, model.user_factors.dtype)
