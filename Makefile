# One command for everything. Needs bash, a Python >= 3.12 and a package registry; nothing else.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
VENV ?= .venv
PYTHON := $(VENV)/bin/python
ARGS ?=
ONCE ?=
DATA ?= ../shared/data/ner

.PHONY: help venv demo test image-test lint format bench model constraints clean

help: ## Show what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

venv: ## Make .venv with the pinned packages (or bring it up to date)
	@tools/venv $(VENV)

demo: venv ## Send real prompts through a running gateway and show what each side saw (ONCE=1 ends by itself)
	@$(PYTHON) -m demo.run $(if $(ONCE),--once) $(ARGS)

test: venv ## Run every test, lint, types and import rules among them (ARGS="-m 'not slow'" for the fast ones)
	@$(PYTHON) -m pytest --cov --cov-report=term $(ARGS)

image-test: venv ## Build the container image with buildah (root, some five minutes) and run a gateway in it
	@SCHLEUSE_TEST_IMAGE=1 $(PYTHON) -m pytest tests/image $(ARGS)

lint: venv ## Lint, format check, types, import rules
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache

format: venv ## Format the code
	@$(VENV)/bin/ruff check --fix
	@$(VENV)/bin/ruff format

bench: venv ## Measure gateway and detection beside what they build on (needs a quiet machine); writes docs/benchmarks.md
	@$(PYTHON) -m benchmarks.bench_gateway $(ARGS)
	@$(PYTHON) -m benchmarks.bench_detection $(ARGS)

model: venv ## Train models/de_schleuse anew (DATA=folder of the corpora; takes long, see models/README.md)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train]'
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PYTHON) -m models.train --data $(DATA) $(ARGS)

constraints: ## Pin anew what an empty environment resolves to (only when dependencies change)
	@tools/constraints

clean: ## Remove what make has made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage* htmlcov dist build
