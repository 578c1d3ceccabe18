# The two commands of a newcomer are `make tour` and `make test`; both install what is missing.
# `make help` lists the rest.

SWIFT ?= swift
# Homebrew keeps OpenBLAS out of the default search path.
ifeq ($(shell uname),Darwin)
export PKG_CONFIG_PATH := $(shell brew --prefix openblas 2>/dev/null)/lib/pkgconfig:$(PKG_CONFIG_PATH)
endif

# The cases of the second page of benchmarks.
STATISTICS := table|sample|cdf|pdf|quantile
# Those of the third.
TRAINING := mlp-|lenet|resconv|lstm
# Those of the fifth.
LANGUAGE := attention-|gpt-|smollm2-|minilm-|tokenizer-|wordpiece-|bpe-train
# Those of the fourth.
CLASSICAL := linreg|ridge|lasso|logreg|tree|forest100|boosting100|gaussian-nb|isolation-forest|svc-rbf|knn-predict|kmeans|dbscan|ward|pca|tsne|umap
PARITY_ROWS := $(abspath .build/parity.jsonl)

.PHONY: help tour test setup parity docs benchmark compare threads models lint format sanitize fuzz client clean

help:                ## this list
	@grep -E '^[a-z]+: .*##' Makefile | sed -E 's/:.*##/\t/' | expand -t 16

tour: setup          ## run every lesson, check its number and budget, write tour/index.html
	$(SWIFT) run -c release tour --report tour $(TOUR_FLAGS)

test: setup          ## run all tests (release mode: numerics at full speed)
	$(SWIFT) test -c release

setup:
	@Scripts/setup

parity: setup        ## run the tests and write Docs/Parity.md
	@rm -f $(PARITY_ROWS)
	CAIRN_PARITY=$(PARITY_ROWS) $(SWIFT) test -c release
	$(SWIFT) run -c release parity-report $(PARITY_ROWS) Docs/Parity.md

docs: setup          ## build the documentation of all modules into site/, warnings as errors
	Scripts/docs

benchmark: setup     ## measure the kernels of this machine
	cd Benchmarks && $(SWIFT) build -c release && env -u OPENBLAS_CORETYPE .build/release/cairn-bench kernels

compare: setup       ## measure ours and NumPy, SciPy, PyTorch, pandas in turn (a venv is made on demand), write Docs/Benchmarks*.md
	Benchmarks/Peers/compare.sh --filter '^(?!$(STATISTICS)|$(TRAINING)|$(LANGUAGE)|($(CLASSICAL))$$)' $(COMPARE_FLAGS)
	Benchmarks/Peers/compare.sh --filter '^($(STATISTICS))' --title 'Benchmarks of statistics and tables' \
	    --output Docs/BenchmarksStatistics.md $(COMPARE_FLAGS)
	Benchmarks/Peers/compare.sh --filter '^($(TRAINING))' --title 'Benchmarks of training steps' --libraries torch \
	    --output Docs/BenchmarksTraining.md $(COMPARE_FLAGS)
	Benchmarks/Peers/compare.sh --filter '^($(CLASSICAL))$$' --title 'Benchmarks of classical models' \
	    --libraries sklearn,xgboost,lightgbm,umap --output Docs/BenchmarksClassical.md $(COMPARE_FLAGS)
	Benchmarks/Peers/compare.sh --filter '^($(LANGUAGE))' --title 'Benchmarks of attention and language models' \
	    --libraries torch,llama,sentences,tokenizers --output Docs/BenchmarksLanguage.md $(COMPARE_FLAGS)

models:              ## fetch the real weights (SmolLM2, MiniLM, GPT-2's vocabulary) that lessons and tests use
	@Scripts/models

threads: setup       ## measure the thread policies, write the table of Docs/Threads.md
	Scripts/threads

lint:                ## check the format, and pointers into values without a name
	Scripts/lint-pointers
	$(SWIFT) format lint --strict --recursive --configuration .swift-format Package.swift Sources Tests Examples Benchmarks/Sources

format:              ## mend the format
	$(SWIFT) format --in-place --recursive --configuration .swift-format Package.swift Sources Tests Examples Benchmarks/Sources

sanitize: setup      ## run the tests under the address and the thread sanitizer
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test -c release --sanitize=address --scratch-path .build-asan
	TSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/tsan-suppressions $(SWIFT) test -c release --sanitize=thread --scratch-path .build-tsan

client: setup        ## build a package that depends on this one and uses LinearAlgebra only
	Scripts/client

clean:               ## remove all build products
	rm -rf .build .build-* Benchmarks/.build tour site
