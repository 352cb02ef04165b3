# The commands of the project. Everything runs in .venv, which is made anew when its requirements change.

PYTHON ?= python3
PORT ?= 8000
# CI sets LOCK=requirements.lock, and gets exactly those versions.
LOCK ?=
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet $(addprefix -c ,$(LOCK))
LINTERS := "ruff>=0.14,<1" "mypy>=2,<3"

.PHONY: book test notebooks live live-tests serve browser libraries cheatsheet pdf lint mutants seeds fuzz benchmarks lock clean

book: .venv/ready
	$(BIN)/jupyter-book build . -W -n --keep-going

# A file runs in one process, so that the cells of a notebook stay together; the long notebooks come first.
test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

notebooks: .venv/ready
	$(BIN)/python tools/run_notebooks.py run

# The book with Python in it: the calculator, cells that run, a JupyterLite copy. Needs Node and npm.
live: book
	$(BIN)/python tools/make_live.py
	$(BIN)/python tools/make_lite.py

live-tests: live
	$(INSTALL) -r tests/browser/requirements.txt
	node tools/live_chapters.mjs
	$(BIN)/python -m pytest tests/live -n auto --dist loadfile --override-ini=norecursedirs=_build

# What `make book` or `make live` has made; no browser loads modules into a page that is opened from the disk.
serve:
	@test -f _build/html/index.html || { echo "no book in _build/html: run make book or make live first"; exit 1; }
	@echo "The book is at http://localhost:$(PORT)/ until you press Ctrl+C; make serve PORT=8001 takes another port."
	@$(PYTHON) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

browser: .venv/ready
	$(INSTALL) -r tests/browser/requirements.txt
	$(BIN)/python -m pytest tests/browser -n auto --override-ini=norecursedirs=_build

libraries: .venv/ready
	$(INSTALL) -r tests/libraries/requirements.txt
	$(BIN)/python -m pytest tests/program tests/libraries -n auto --dist loadfile

cheatsheet: .venv/ready
	$(INSTALL) -r tests/browser/requirements.txt
	$(BIN)/python tools/print_page.py chapters/cheat-sheet.html _build/cheat-sheet.pdf

# The whole book as it was built, in some minutes.
pdf: .venv/ready
	$(INSTALL) -r tests/browser/requirements.txt
	$(BIN)/python -m tools.print_book _build/html/veckron.pdf

lint: .venv/ready
	$(INSTALL) $(LINTERS)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

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

# The newest versions that the requirements permit, wheels only, one file for every Python from 3.11 on.
lock:
	$(PYTHON) -m venv _build/lock-env
	_build/lock-env/bin/python -m pip install --quiet "uv>=0.9,<1"
	printf '%s\n' $(LINTERS) | _build/lock-env/bin/uv pip compile - requirements.txt tests/*/requirements.txt --quiet --upgrade \
	  --universal --python-version 3.11 --only-binary :all: --no-binary veckron --no-emit-package veckron \
	  --no-annotate --custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf _build

.venv/ready: requirements.txt pyproject.toml $(LOCK)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt
	touch $@
