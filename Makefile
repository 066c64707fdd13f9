# The front page. `make` alone lists what can be done here; the environment makes itself.
#
#   make report MONTH=2025-12                  the bundled edition
#   make report MONTH=2026-01                  data/2026-01.pdf
#   make report MONTH=2026-01 PDF=path         any other place

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

help:  ## list what can be done here
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-28s %s\n", $$1, $$2 }' Makefile

# ---------------------------------------------------------------------------------------------------
# The environment: .venv, made again when the lock has changed or the folder has moved.

VENV := .venv
PYTHON := $(VENV)/bin/python
ENVIRONMENT := $(VENV)/installed

$(VENV)/locked: requirements.lock $(if $(filter $(CURDIR),$(shell cat $(VENV)/locked 2>/dev/null)),,FORCE)
	@python=$$(command -v python3.11 || command -v python3 || true); \
	if ! "$${python:-false}" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then \
	  echo "Python 3.11 is needed and was not found (python3.11, python3): install it, then say make again." >&2; exit 1; fi; \
	total=$$(grep -c == requirements.lock); \
	echo "Making the environment in $(VENV): $$total packages, once"; \
	"$$python" -m venv --clear $(VENV); \
	$(PIP) --require-hashes -r requirements.lock | awk -v total=$$total \
	  '/^Collecting/ && ++n % 30 == 0 { print "  " n " of " total; fflush() } /^Installing/ { print "  installing"; fflush() }'
	@echo '$(CURDIR)' > $@

$(ENVIRONMENT): $(VENV)/locked pyproject.toml
	@$(PIP) --quiet --no-deps --no-build-isolation --editable .
	@$(PYTHON) -m ipykernel install --sys-prefix --name ind-tables --display-name "IND tables" > /dev/null
	@mkdir -p $(VENV)/etc/jupyter && echo '{"KernelManager": {"transport": "ipc"}}' > $(VENV)/etc/jupyter/jupyter_config.json
	@touch $@

PIP = $(PYTHON) -m pip --disable-pip-version-check install
FORCE:

# ---------------------------------------------------------------------------------------------------

test: $(ENVIRONMENT)  ## lint, types, every test, the notebooks, the report end to end
	@$(MAKE) lint
	@$(PYTHON) -m pytest -n 2 --dist loadfile --cov --nbval tests notebooks

lint: $(ENVIRONMENT)  ## the style of code and notebooks, and the types
	@$(PYTHON) -m ruff check --quiet
	@$(PYTHON) -m ruff format --check --quiet
	@$(PYTHON) -m mypy

lab: $(ENVIRONMENT)  ## open JupyterLab on the notebooks
	@$(PYTHON) -m jupyter lab notebooks

lock: $(ENVIRONMENT)  ## pin every version anew from pyproject.toml
	@$(PYTHON) -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --quiet \
	  | sed -E "s/ ?; python_full_version < '3\.12' / /; s/( and )?python_full_version < '3\.12'( and )?//" > requirements.lock.new
	@mv requirements.lock.new requirements.lock

clean:  ## remove outputs and caches; the environment too
	@rm -rf $(VENV) outputs build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help report test lint lab lock notebooks clean FORCE
