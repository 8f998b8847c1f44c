# Two commands on a fresh Debian 12 machine: `make demo` and `make test`.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
SEED ?= $(shell date +%Y%m%d)
PYTEST := $(BIN)/python -m pytest --hypothesis-seed=$(SEED)
ON_POSTGRES := $(addprefix tests/server/,test_inbox.py test_acknowledged.py test_jobs.py test_sign_in.py) \
	tests/contracts/test_postgres.py
WORKERS ?= -n auto --maxprocesses 4 --dist loadfile
export ACCORD_SEED := $(SEED)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check lint types unit slow postgres coverage api bench nightly lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(VENV)/.base ## Install Accord into .venv from the hash-locked requirements

setup-dev: $(VENV)/.dev ## Install what the tests need as well (Debian packages too, when root)

demo: setup ## Start Accord with its demo workspace and print a sign-in link
	@exec $(BIN)/accord demo

test: setup-dev lint types unit slow ## Run every test

check: setup-dev lint types unit ## Run the everyday part: style, types, layers, fast tests

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: setup-dev
	$(BIN)/mypy

unit: setup-dev
	@echo "seed $(SEED)"
	$(PYTEST) $(WORKERS) -m "not slow and not browser"

slow: setup-dev
	@echo "seed $(SEED)"
	$(PYTEST) $(WORKERS) -m "slow or browser"

postgres: setup-dev ## Run what teams rely on with PostgreSQL below (ACCORD_TEST_POSTGRES, or one that is started)
	@scripts/debian_packages.sh postgresql
	$(BIN)/python tests/postgres.py $(ON_POSTGRES) -q

coverage: setup-dev ## Show which branches the fast tests do not reach
	$(PYTEST) -m "not slow and not browser" --cov --cov-report=term:skip-covered

api: setup-dev ## Try the interface for programs against its description for ten minutes
	$(BIN)/python benchmarks/api.py --seconds 600

bench: setup-dev ## Measure speed and memory, as ratios within one run
	$(BIN)/python benchmarks/derive.py --events 1000000
	$(BIN)/python benchmarks/drain.py
	@scripts/debian_packages.sh wrk
	$(BIN)/python benchmarks/collect.py
	$(BIN)/python benchmarks/peak.py
	$(BIN)/python benchmarks/click.py
	$(BIN)/python benchmarks/import_csv.py
	$(BIN)/python benchmarks/sync.py --records 100000 --limited 152000

nightly: setup-dev ## Run the long form: more examples, more kills, 10 M activities
	ACCORD_NIGHTLY=1 $(PYTEST)
	$(BIN)/python benchmarks/derive.py --events 10000000 --increment

lock: ## Renew the lock files (needs uv)
	uv pip compile pyproject.toml --group build --group dev --universal --generate-hashes --no-header -q -o requirements-dev.lock
	uv pip compile pyproject.toml --group build -c requirements-dev.lock --universal --generate-hashes --no-header -q -o requirements.lock

clean: ## Remove what was installed and built, never a workspace
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@scripts/debian_packages.sh python3-venv
	python3 -m venv $(VENV)

$(VENV)/.base: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install -q --require-hashes -r requirements.lock
	$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.base
	@scripts/debian_packages.sh chromium
	$(PIP) install -q --require-hashes -r requirements-dev.lock
	@touch $@
