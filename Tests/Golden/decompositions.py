"""Reference values of SciPy for the decompositions: writes decompositions.json beside this file.

    python decompositions.py        # numpy 2.4.6, scipy 1.17.1
"""
import json, pathlib
import numpy as np, scipy, scipy.linalg as sl

eps = np.finfo(float).eps

def sample(m, n, seed=0):
    """Element (i, j) is a fraction of a hash: the same number on every machine, and in the Swift tests."""
    i, j = np.arange(m, dtype=np.int64)[:, None], np.arange(n, dtype=np.int64)[None, :]
    x = ((i * 1009 + j * 9176 + seed * 7 + 12345) * 1103515245 + 12345) % 2**31
    x = ((x >> 7) ^ x) * 69069 % 2**31
    x = ((x >> 11) ^ x) * 1664525 % 2**31
    return x / 2**31 - 0.5

def symmetric(n, seed=0):
    a = sample(n, n, seed)
    return (a + a.T) / 2

def definite(n, seed=0):
    return symmetric(n, seed) + n * np.eye(n)

def norm(a): return float(np.linalg.norm(a))
def flat(a): return np.asarray(a, float).ravel().tolist()
def error(residual, a): return norm(residual) / (max(a.shape) * eps * norm(a))

out = {"numpy": np.__version__, "scipy": scipy.__version__}
n = 12
a, tall, wide = sample(n, n), sample(16, 9, 1), sample(7, 11, 2)
b = sample(n, 3, 5)
lu, piv = sl.lu_factor(a)
p, l, u = sl.lu(a)
out["lu"] = {"l": flat(l), "u": flat(u), "permutation": np.argmax(p.T, axis=1).tolist()}
lt, ut = sl.lu(tall)[1:]
out["luTall"] = {"l": flat(lt), "u": flat(ut)}
out["solve"] = flat(sl.solve(a, b))
out["inverse"] = flat(sl.inv(a))
out["determinant"] = float(sl.det(a))
sign, logdet = np.linalg.slogdet(a)
out["slogdet"] = [float(sign), float(logdet)]
out["cholesky"] = flat(sl.cholesky(definite(n), lower=True))
out["choSolve"] = flat(sl.cho_solve(sl.cho_factor(definite(n)), b))
for name, m in (("qrTall", tall), ("qrWide", wide)):
    q, r = sl.qr(m, mode="economic")
    out[name] = {"q": flat(q), "r": flat(r)}
q, r, order = sl.qr(tall, mode="economic", pivoting=True)
out["qrPivoted"] = {"q": flat(q), "r": flat(r), "permutation": order.tolist()}
for name, m in (("svdTall", tall), ("svdWide", wide)):
    u, s, vt = sl.svd(m, full_matrices=False)
    out[name] = {"u": flat(u), "s": flat(s), "vt": flat(vt)}
w, v = sl.eigh(symmetric(n, 3))
out["eigh"] = {"values": flat(w), "vectors": flat(v)}
w, v = sl.eigh(symmetric(n, 3), definite(n, 4))
out["eighGeneralised"] = {"values": flat(w), "vectors": flat(v)}
w = sl.eigvals(a)
w = w[np.lexsort((w.imag, w.real))]
out["eig"] = {"real": flat(w.real), "imaginary": flat(w.imag)}
w = sl.eigvals(a, definite(n, 4))
w = w[np.lexsort((w.imag, w.real))]
out["eigGeneralised"] = {"real": flat(w.real), "imaginary": flat(w.imag)}
t, z = sl.schur(a)
out["schurMagnitudes"] = flat(np.abs(t))
h, q = sl.hessenberg(a, calc_q=True)
out["hessenberg"] = flat(np.abs(h))
x, residuals, rank, s = np.linalg.lstsq(tall, sample(16, 2, 6), rcond=None)
out["lstsq"] = {"x": flat(x), "residuals": flat(residuals), "s": flat(s)}
deficient = tall @ sample(9, 9, 8) @ np.diag([1.] * 5 + [0.] * 4)
out["lstsqDeficient"] = flat(np.linalg.lstsq(deficient, sample(16, 2, 6), rcond=None)[0])
out["pinv"] = flat(sl.pinv(deficient))
out["cond"] = float(np.linalg.cond(tall))
out["orthProjector"] = flat(sl.orth(deficient) @ sl.orth(deficient).T)
out["nullProjector"] = flat(sl.null_space(wide) @ sl.null_space(wide).T)
out["norms"] = [float(np.linalg.norm(tall, k)) for k in (1, 2, np.inf, "fro", "nuc")]
out["expm"] = {str(k): flat(sl.expm(k * a)) for k in (0.01, 1, 30)}
out["sqrtm"] = flat(np.real(sl.sqrtm(definite(n) + 0.5 * sample(n, n, 9))))
out["logm"] = flat(np.real(sl.logm(definite(n) + 0.5 * sample(n, n, 9))))
u, h = sl.polar(a)
out["polar"] = {"u": flat(u), "p": flat(h)}
band = np.zeros((4, 12))
for i in range(12):
    for j in range(max(0, i - 2), min(12, i + 2)):
        band[1 + i - j, j] = definite(12, 4)[i, j]
out["banded"] = flat(sl.solve_banded((2, 1), band, sample(12, 1, 6)[:, 0]))
out["tridiagonal"] = flat(sl.eigvalsh_tridiagonal(sample(12, 1, 7)[:, 0], sample(11, 1, 8)[:, 0]))
out["kron"] = flat(np.kron(sample(3, 2), sample(2, 4, 1)))

import scipy.sparse as sp, scipy.sparse.linalg as spl
sparse = sp.csr_array(np.where(np.abs(sample(30, 20, 11)) > 0.4, sample(30, 20, 11), 0))
out["sparse"] = {
    "offsets": sparse.indptr.tolist(), "indices": sparse.indices.tolist(),
    "cscOffsets": sparse.tocsc().indptr.tolist(), "cscIndices": sparse.tocsc().indices.tolist(),
    "vector": flat(sparse @ sample(20, 1, 12)[:, 0]), "dense": flat(sparse @ sample(20, 4, 12)),
    "gram": flat((sparse @ sparse.T).toarray())}
out["lanczos"] = flat(spl.eigsh(symmetric(40, 2), k=4, which="LA")[0])

# SciPy's own backward errors, in units of n·eps·norm, on a larger matrix.
size = 150
big, sym, spd = sample(size, size), symmetric(size), definite(size)
identity = np.eye(size)
p, l, u = sl.lu(big)
back = {"lu": error(p @ l @ u - big, big)}
c = sl.cholesky(spd, lower=True)
back["cholesky"] = error(c @ c.T - spd, spd)
q, r = sl.qr(big)
back["qr"], back["qrOrthogonality"] = error(q @ r - big, big), error(q.T @ q - identity, identity)
u, s, vt = sl.svd(big)
back["svd"], back["svdOrthogonality"] = error(u * s @ vt - big, big), error(u.T @ u - identity, identity)
w, v = sl.eigh(sym)
back["eigh"], back["eighOrthogonality"] = error(v * w @ v.T - sym, sym), error(v.T @ v - identity, identity)
w, v = sl.eig(big)
back["eig"] = error(big @ v - v * w, big)
t, z = sl.schur(big)
back["schur"] = error(z @ t @ z.T - big, big)
h, q = sl.hessenberg(big, calc_q=True)
back["hessenberg"] = error(q @ h @ q.T - big, big)
rhs = sample(size, 1, 3)
x = sl.solve(big, rhs)
back["solve"] = norm(big @ x - rhs) / (size * eps * norm(big) * norm(x))
back["inverse"] = norm(big @ sl.inv(big) - identity) / (size * eps * np.linalg.cond(big))
out["backwardErrors"] = back

path = pathlib.Path(__file__).with_suffix(".json")
text = json.dumps(out)
path.write_text(text)
print(path, len(text), back)
