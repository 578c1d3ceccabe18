"""The peer of PreparationTiming.swift: the best of three, in seconds."""
import gzip, os, time
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer, HashingVectorizer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

here = os.path.dirname(os.path.abspath(__file__))
text = gzip.open(os.path.join(here, "../../../Sources/Datasets/Resources/genesis.txt.gz"), "rt", encoding="utf-8").read()
texts = [line for line in text.split("\n") if line] * 10

def best(name, work):
    least = min(timed(work) for _ in range(3))
    print("timing", name, least)

def timed(work):
    start = time.perf_counter(); work(); return time.perf_counter() - start

best("tfidf", lambda: TfidfVectorizer().fit_transform(texts))
best("tfidf-pairs", lambda: TfidfVectorizer(ngram_range=(1, 2)).fit_transform(texts))
best("hashing", lambda: HashingVectorizer().fit_transform(texts))
x = np.random.default_rng(1).integers(0, 50, size=(200_000, 10)) * 3.0
best("one-hot", lambda: OneHotEncoder().fit_transform(x))
z = np.random.default_rng(1).standard_normal((200_000, 50))
best("standard", lambda: StandardScaler().fit_transform(z))
