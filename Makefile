# Everything starts here. `make help` lists the targets; a machine needs Python >= 3.11, make, and Node >= 20 for the dashboard.
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
UV_VERSION := 0.13.8
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
# two workers on small machines; each starts its own PostgreSQL and Valkey
WORKERS ?= 2

WEB := $(wildcard web/package.json)
NODE := $(if $(WEB),$(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' >/dev/null 2>&1 && echo yes))

.PHONY: help setup demo up test check audit-deps fuzz scan bench openapi format clean screenshots dashboard web-check web-test

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) dashboard ## Locked dependencies and the built dashboard; leaves .venv/bin/ksap

$(STAMP): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "KSAP needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	$(BIN)/uv sync --frozen --inexact --quiet
	@touch $@

ifeq ($(WEB),)
dashboard web-check web-test: ;
else ifeq ($(NODE),)
dashboard web-check web-test: # in CI a missing Node is a failure
	@printf '\n%s\n%s\n%s\n\n' \
		'!!!!  NO DASHBOARD: Node 20 or newer is missing (found: '"$$(node --version 2>/dev/null || echo none)"').' \
		'!!!!  KSAP runs without it, but browsers see its API only, and the dashboard is neither checked nor tested.' \
		'!!!!  Install it from https://nodejs.org and run: make setup' >&2; test -z "$$CI"
else
# built anew when the content of its sources changed, so that a checkout of the same files costs nothing
dashboard: web/node_modules/.package-lock.json
	@inputs=$$(find web \( -name node_modules -o -name dist -o -name screenshots -o -name test-results \
			-o -name playwright-report \) -prune -o -type f -not -path 'web/src/locales/*.ts' -print0 \
			| LC_ALL=C sort -z | xargs -0 cksum | cksum); \
		test "$$inputs" = "$$(cat web/dist/.inputs 2>/dev/null)" \
		|| { echo 'Building the dashboard …' && (cd web && npm run --silent build) && echo "$$inputs" > web/dist/.inputs; }

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

web-check: setup
	cd web && npm run --silent typecheck
	cd web && npm run --silent lint
	cd web && npm run --silent codegen
	git diff --exit-code web/src/api/gen
	cd web && npm run --silent budgets

web-test: setup
	cd web && npm test --silent
endif

demo: setup ## Run KSAP with four connected demo shops; prints the address and the login
	$(BIN)/ksap demo

up: setup ## Run KSAP; the first person to open it registers
	$(BIN)/ksap up

test: setup web-test ## All tests, on real servers of their own
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

check: setup web-check ## Lint, types, import rules, migrations, OpenAPI, bundle budgets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m app.checks

audit-deps: $(STAMP) ## Known vulnerabilities of the locked dependencies; needs the network, and says so loudly without
	@$(BIN)/python deploy/audit_deps.py

scan: $(STAMP) ## Look at a running KSAP from outside as an attacker would begin to: BASE=http://127.0.0.1:8000
	@$(BIN)/python deploy/scan.py $(or $(BASE),http://127.0.0.1:8000)

fuzz: $(STAMP) ## Schemathesis for long: EXAMPLES=200 requests of chance per call, beside those of every limit
	KSAP_FUZZ_EXAMPLES=$(or $(EXAMPLES),200) $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/fuzz

bench: setup ## Our figures against limits measured in the same run; writes bench/results.json
	$(BIN)/python -m bench.run

screenshots: setup ## Pictures of every page of the dashboard, in web/screenshots
	$(BIN)/python -m tests.dashboard.screenshots

openapi: $(STAMP) ## Write openapi.json and the pages of docs/reference anew
	$(BIN)/ksap openapi --to openapi.json
	$(BIN)/python -m app.reference

format: $(STAMP) ## Bring the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove what the other targets made, save the data in .ksap
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis web/node_modules web/dist
