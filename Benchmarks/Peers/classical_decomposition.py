"""A part of the cases of `cairn-bench classical`: name -> library -> a function that builds the inputs and returns the call to time."""


def pca():
    from classical import features
    from sklearn.decomposition import PCA

    x = features(50_000, 100)
    return lambda: PCA(10).fit(x)


def tsne():
    from sklearn.datasets import load_digits
    from sklearn.manifold import TSNE

    x = load_digits().data
    return lambda: TSNE(perplexity=30, n_jobs=2).fit(x)


def umap_digits():
    import umap
    from sklearn.datasets import load_digits

    x = load_digits().data
    # The first run compiles, which is not timed; without a seed it runs on all threads.
    umap.UMAP(n_neighbors=15, n_jobs=2).fit(x)
    return lambda: umap.UMAP(n_neighbors=15, n_jobs=2).fit(x)


CASES = {"pca": {"sklearn": pca}, "tsne": {"sklearn": tsne}, "umap": {"umap": umap_digits}}
