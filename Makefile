# `make run` and `make test` are the two commands of the README; the rest serves the people who build this.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip install --quiet --require-hashes

.PHONY: setup run test lint bench lock clean

# Prepares and starts nothing: a virtual environment with what `make run` needs.
setup: $(VENV)/.runtime

$(VENV)/.uv: requirements-uv.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.runtime: $(VENV)/.uv requirements.lock
	$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(INSTALL) -r requirements-dev.lock
	@touch $@

# The demonstration: loads the papers into an empty database, prints an address and four accounts, serves.
run: setup
	@$(BIN)/python manage.py demonstration

# Everything: the unit suite on PostgreSQL, then what differs on SQLite; beside them the browser suite.
test: setup $(VENV)/.dev
	@$(BIN)/python tests/run.py

lint: setup $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check templates
	$(BIN)/mypy

# Measures every page beside an empty page and Django admin's own list; writes benchmarks/RESULTS.md.
bench: setup $(VENV)/.dev
	$(BIN)/python benchmarks/run.py

# Makes the lock files again from pyproject.toml, for every supported Python, with hashes and no index address.
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock: $(VENV)/.uv
	echo uv | $(COMPILE) - -o requirements-uv.lock
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis staticfiles
