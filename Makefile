# Everything a person needs to run, test and measure Amparo. `make` alone explains itself.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PATH := $(CURDIR)/$(BIN):$(PATH)
export PATH
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Tests run in a process per core, four at most, a file at a time: each process starts its own demo once. The
# slowest folders come first by name, so the order stays as collected and no core waits long at the end.
AT_ONCE ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long check bench build vectors screenshots language catalogues format lock lock-browser clean services

help: ## Show this list
	@echo "Amparo: sealed in the browser, answered by people."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Set everything up and run portal and console with invented members (needs only Python)
	$(BIN)/python -m demo

test: $(VENV)/.dev node_modules/.installed services ## Set everything up and run every test (under 15 minutes)
	sh tools/with-services.sh $(BIN)/python -m pytest -m "not long" $(AT_ONCE)
	node --test --test-reporter=dot tests/unit/browser/*.test.mjs

test-long: $(VENV)/.dev node_modules/.installed services ## Twice 10,000 histories, and every byte of a report (5 to 20 minutes)
	sh tools/with-services.sh $(BIN)/python -m pytest -m long --timeout 3600

check: $(VENV)/.dev node_modules/.installed ## Style, types, arrows; vectors, bundle, worked example, API file, catalogues as committed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --explicit-package-bases --follow-imports silent tests/bench
	$(BIN)/lint-imports
	node tests/vectors/make.mjs --check
	node build.mjs --check
	$(BIN)/python -m pytest tests/unit/docs tests/unit/portal/test_openapi.py tests/unit/languages

bench: $(VENV)/.dev node_modules/.installed services ## Measure the budgets; writes build/bench.json
	sh tools/with-services.sh $(BIN)/python -m tests.bench

build: node_modules/.installed ## Build the reporter pages' scripts (committed, so running Amparo needs no Node)
	npm run --silent build

vectors: node_modules/.installed ## Make the test vectors again
	node tests/vectors/make.mjs

screenshots: $(VENV)/.dev ## Take every page in every language into build/screenshots (some 10 minutes); the README's into docs/images
	$(BIN)/python -m tests.screenshots

language: $(VENV)/.dev ## Start a language's catalogues: make language LANG=pt
	$(BIN)/python -m portal.translations new $(LANG)
	$(BIN)/python -m investigator_console.translations new $(LANG)

catalogues: $(VENV)/.dev ## Take today's sentences into both templates and every catalogue
	$(BIN)/python -m portal.translations
	$(BIN)/python -m investigator_console.translations

format: $(VENV)/.dev ## Put the Python code into house form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev ## Resolve and lock the Python dependencies with hashes
	sh tools/lock.sh

clean: ## Remove what was built, keep the downloaded environments
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis

setup: $(VENV)/.dev node_modules/.installed ## Install what developers need, run nothing

services:
	@sh tools/ensure.sh chromium postgres redis nginx

$(VENV)/bin/python:
	@sh tools/ensure.sh python
	$(PYTHON) -m venv $(VENV)

# From wheels alone: a member's machine has no compiler, so a locked package without a wheel must fail here.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/.runtime

node_modules/.installed: package.json package-lock.json | $(VENV)/bin/python
	@sh tools/ensure.sh node
	npm ci --ignore-scripts --no-audit --no-fund --silent
	touch $@
