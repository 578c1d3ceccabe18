"""Reference values of the text vectorizers and hashes. Writes text.json."""
import gzip, json, os
import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer, HashingVectorizer
from sklearn.utils import murmurhash3_32

here = os.path.dirname(os.path.abspath(__file__))
lines = gzip.open(os.path.join(here, "../../../Sources/Datasets/Resources/genesis.txt.gz"), "rt", encoding="utf-8").read().split("\n")
extra = ["Größe und Maß: ÄÖÜ straße", "naïve café, déjà-vu 42 times", "日本語の文章 です", "snake_case x1 a b c", "", "tab\tand  spaces\n here"]
texts = lines + extra

def summary(x, names=None):
    x = x.tocsr(); x.sum_duplicates(); x.eliminate_zeros()
    n = len(lines); rows = [0, 7, 100, n - 1, n, n + 1, n + 3]
    out = {"shape": list(x.shape), "stored": int((x.data != 0).sum()), "sum": float(x.sum()),
           "squares": float(x.multiply(x).sum()),
           "rows": [{"row": r, "columns": x[r].indices[np.argsort(x[r].indices)].tolist(),
                     "values": x[r].data[np.argsort(x[r].indices)].tolist()} for r in rows]}
    if names is not None:
        out["first"] = list(names[:5]); out["last"] = list(names[-5:])
    return out

options = {
    "count": dict(), "pairs": dict(ngram_range=(1, 2), min_df=2), "binary": dict(binary=True, max_df=0.5),
    "most": dict(max_features=50), "stop": dict(stop_words=["and", "the", "of"]),
    "char": dict(analyzer="char", ngram_range=(2, 3)), "char_wb": dict(analyzer="char_wb", ngram_range=(3, 4)),
    "capitals": dict(lowercase=False),
}
out = {"version": sklearn.__version__}
for k, o in options.items():
    v = CountVectorizer(**o); x = v.fit_transform(texts); out[k] = summary(x, v.get_feature_names_out())
for k, o in {"tfidf": dict(), "tfidf_sub": dict(sublinear_tf=True, norm="l1"), "tfidf_plain": dict(smooth_idf=False, norm=None)}.items():
    v = TfidfVectorizer(**o); x = v.fit_transform(texts); out[k] = summary(x, v.get_feature_names_out())
for k, o in {"hash": dict(n_features=1 << 12), "hash_pairs": dict(n_features=997, ngram_range=(1, 2), alternate_sign=False, norm="l1")}.items():
    out[k] = summary(HashingVectorizer(**o).fit_transform(texts))
words = ["", "a", "ab", "abc", "abcd", "hello", "日本語", "Größe", "the quick brown fox"]
out["murmur"] = [[w, int(murmurhash3_32(w, seed=0)), int(murmurhash3_32(w, seed=42))] for w in words]
json.dump(out, open(os.path.join(here, "text.json"), "w"), separators=(",", ":"), ensure_ascii=True)
print(sklearn.__version__)
