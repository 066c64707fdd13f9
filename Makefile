# The front page: `make` alone lists what can be done here. The environment makes itself.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

## help                                     list what can be done here
help:
	@sed -n 's/^## /  make /p' Makefile

# ---------------------------------------------------------------------------------------------------
# The environment in .venv: made anew when the lock has changed or the folder has moved.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check install --no-deps
ENVIRONMENT := $(VENV)/ready

$(VENV)/locked: requirements.lock $(if $(filter-out $(CURDIR),$(shell cat $(VENV)/locked 2>/dev/null)),FORCE)
	@python=$$(command -v python3.11 || command -v python3 || echo false); \
	"$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2> /dev/null || { \
	  echo "Python 3.11 is needed, and neither python3.11 nor python3 is one: install it, then say this again." >&2; exit 1; }; \
	total=$$(grep -c == requirements.lock); \
	echo "Making the environment in $(VENV): $$total packages, a minute or two, once"; \
	"$$python" -m venv --clear $(VENV); \
	$(PIP) --require-hashes --requirement requirements.lock 2>&1 | awk -v total=$$total ' \
	  /^(Collecting|Processing)/ { if (++n % 30 == 0) print "  " n " of " total; fflush(); next } \
	  /^Installing/ { print "  installing"; fflush() } \
	  /^ERROR/ { failed = 1 } \
	  failed { print > "/dev/stderr" }'
	@echo '$(CURDIR)' > $@

$(ENVIRONMENT): $(VENV)/locked pyproject.toml
	@$(PIP) -qq --no-build-isolation --editable .
	@$(PYTHON) -m ipykernel install --sys-prefix --name ind-tables --display-name "IND tables" > /dev/null
	@mkdir -p $(VENV)/etc/jupyter
	@echo '{"MappingKernelManager": {"transport_encryption": "auto"}}' > $(VENV)/etc/jupyter/jupyter_config.json
	@touch $@

# ---------------------------------------------------------------------------------------------------

## test                                     lint, types, every test, the notebooks, the report from end to end
test: lint
	@$(PYTHON) -m pytest -n 2 --dist loadfile --cov --nbval tests notebooks

## lint                                     the style of code and notebooks, and the types
lint: $(ENVIRONMENT)
	@$(PYTHON) -m ruff check --quiet
	@$(PYTHON) -m ruff format --check --quiet
	@$(PYTHON) -m mypy

## lab                                      open JupyterLab on the notebooks
lab: $(ENVIRONMENT)
	@$(PYTHON) -m jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks

## lock                                     pin every version anew, as far as pyproject.toml allows
lock: $(ENVIRONMENT)
	@$(PYTHON) -m uv pip compile pyproject.toml --extra dev --upgrade --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header \
	  | sed -E "s/python_full_version < '3\.12' and //; s/ (;|and) python_full_version < '3\.12'//" \
	  > requirements.lock.new
	@mv requirements.lock.new requirements.lock

## clean                                    remove the environment, outputs and caches
clean:
	@rm -rf $(VENV) outputs build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find ind_tables tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

FORCE:
.PHONY: help test lint lab lock clean FORCE
