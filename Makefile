# The commands of the project. Everything runs in .venv, which is made anew when its requirements change.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: book test notebooks live live-tests browser libraries cheatsheet lint mutants seeds fuzz benchmarks clean

book: .venv/ready
	$(BIN)/jupyter-book build . -W -n --keep-going

# A file runs in one process, so that the cells of a notebook stay together.
test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist loadfile

notebooks: .venv/ready
	$(BIN)/python tools/run_notebooks.py run

# The book with Python in it: the calculator, cells that run, a JupyterLite copy. Needs Node and npm.
live: book
	$(BIN)/python tools/make_live.py
	$(BIN)/python tools/make_lite.py

live-tests: live
	$(BIN)/python -m pip install --quiet -r tests/browser/requirements.txt
	node tools/live_chapters.mjs
	$(BIN)/python -m pytest tests/live --override-ini=norecursedirs=_build

browser: .venv/ready
	$(BIN)/python -m pip install --quiet -r tests/browser/requirements.txt
	$(BIN)/python -m pytest tests/browser --override-ini=norecursedirs=_build

libraries: .venv/ready
	$(BIN)/python -m pip install --quiet -r tests/libraries/requirements.txt
	$(BIN)/python -m pytest tests/test_operators.py tests/libraries

cheatsheet: .venv/ready
	$(BIN)/python -m pip install --quiet -r tests/browser/requirements.txt
	$(BIN)/python tools/print_page.py chapters/cheat-sheet.html _build/cheat-sheet.pdf

lint: .venv/ready
	$(BIN)/python -m pip install --quiet "ruff>=0.14,<1"
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

mutants: .venv/ready
	$(BIN)/python tools/mutants.py --write

seeds: .venv/ready
	$(BIN)/python tools/seeds.py --write

fuzz: .venv/ready
	$(BIN)/python tools/fuzz_parse.py
	$(BIN)/python -m tests.random_expressions 100000
	$(BIN)/python -m tests.test_random_code 10000

benchmarks: .venv/ready
	$(BIN)/python -m benchmarks.shortness
	$(BIN)/python -m benchmarks.derivation
	$(BIN)/python -m benchmarks.catalogue
	$(BIN)/python -m benchmarks.operators
	$(BIN)/python -m benchmarks.compiled

clean:
	rm -rf _build

.venv/ready: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@
