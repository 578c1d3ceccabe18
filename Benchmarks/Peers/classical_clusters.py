"""A part of the cases of `cairn-bench classical`: name -> library -> a function that builds the inputs and returns the call to time."""

from classical import heaps


def kmeans():
    from sklearn.cluster import KMeans

    x = heaps(20_000, 16, 10)
    return lambda: KMeans(10, init="k-means++", n_init=10, algorithm="lloyd", tol=1e-4, max_iter=300, random_state=0).fit(x)


def dbscan():
    from sklearn.cluster import DBSCAN

    x = heaps(20_000, 16, 10)
    return lambda: DBSCAN(eps=4, min_samples=10, n_jobs=2).fit(x)


def ward():
    from sklearn.cluster import AgglomerativeClustering

    x = heaps(3000, 16, 10)
    return lambda: AgglomerativeClustering(10, linkage="ward").fit(x)


CASES = {"kmeans": {"sklearn": kmeans}, "dbscan": {"sklearn": dbscan}, "ward": {"sklearn": ward}}
