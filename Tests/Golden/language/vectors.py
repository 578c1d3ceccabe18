"""Word vectors as gensim writes them, in text and in binary: pip install --target FOLDER gensim, then PYTHONPATH=FOLDER."""

import os

import gensim
import numpy
from gensim.models import KeyedVectors

here = os.path.dirname(os.path.abspath(__file__))
print("gensim", gensim.__version__)
vectors = KeyedVectors(vector_size=5)
generator = numpy.random.default_rng(0)
rows = generator.normal(size=(4, 5)).astype(numpy.float32)
rows[0] = [1, 1 / 2, 1 / 3, 1e-30, -1e30]
vectors.add_vectors(["the", "naïve", "雨", "don't"], rows)
vectors.save_word2vec_format(f"{here}/vectors/vectors.txt", binary=False)
vectors.save_word2vec_format(f"{here}/vectors/vectors.bin", binary=True)
