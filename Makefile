# Everything starts here. `make help` lists the targets; a machine needs Python >= 3.11 and make.
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
UV_VERSION := 0.13.8
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
# two workers on small machines; each starts its own PostgreSQL and Valkey
WORKERS ?= 2

.PHONY: help setup demo up test check bench openapi format clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## Virtual environment with the locked dependencies; leaves .venv/bin/ksap

$(STAMP): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "KSAP needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	$(BIN)/uv sync --frozen --inexact --quiet
	@touch $@

demo: setup ## Run KSAP with four connected demo shops; prints the address and the login
	$(BIN)/ksap demo

up: setup ## Run KSAP; the first person to open it registers
	$(BIN)/ksap up

test: setup ## All tests, on real servers of their own
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: setup ## Lint, types, import rules, migrations, OpenAPI
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m app.checks

bench: setup ## Our figures against limits measured in the same run; writes bench/results.json
	$(BIN)/python -m bench.run

openapi: setup ## Write openapi.json anew
	$(BIN)/ksap openapi --to openapi.json

format: setup ## Bring the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what the other targets made, save the data in .ksap
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
