# The front page: `make` alone lists what can be done here. The environment makes itself.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory $(if $(filter 0,$(MAKELEVEL)),--jobs=2)

## help                                     list what can be done here
help:
	@sed -n 's/^## /  make /p' Makefile

# ---------------------------------------------------------------------------------------------------
# The environment in .venv: made anew when the lock has changed or the folder has moved.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check install --no-deps
ENVIRONMENT := $(VENV)/ready

LAB_SETTINGS := {"@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}}, \
  "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}

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

$(ENVIRONMENT): $(VENV)/locked pyproject.toml share/jupyter/kernels/ind-tables/kernel.json
	@$(PIP) -qq --no-build-isolation --editable .
	@mkdir -p $(VENV)/etc/jupyter
	@echo '{"MappingKernelManager": {"transport_encryption": "auto"}}' > $(VENV)/etc/jupyter/jupyter_config.json
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@echo '$(LAB_SETTINGS)' > $(VENV)/share/jupyter/lab/settings/overrides.json
	@touch $@

# ---------------------------------------------------------------------------------------------------
# What is given, as in MONTH=2025-12, is handed over in the environment as it stands: it never is text of make or the shell.

GIVEN := MONTH PDF OUTPUTS ACCEPT NOTEBOOK WING
OUTPUTS := outputs
MAKEOVERRIDES :=
$(foreach name,$(GIVEN),$(if $(filter-out undefined,$(origin $(name))),$(eval override export $(name) := $$(value $(name)))))

ifneq ($(origin SECONDS),undefined)  # a name that has a meaning of its own in bash
override export FUZZ_SECONDS := $(value SECONDS)
unexport SECONDS
endif

# -P: nothing is imported from the folder in which this is said.
IND_TABLES := $(PYTHON) -P -m ind_tables
REPORT := $(IND_TABLES) report "$${MONTH-}" $${PDF+"--pdf=$$PDF"} $${ACCEPT+"--accept=$$ACCEPT"} --output="$$OUTPUTS"

ifneq ($(filter report verify fetch,$(MAKECMDGOALS)),)
ifeq ($(MONTH),)
  $(error Which month? Say it as in: make $(firstword $(MAKECMDGOALS)) MONTH=2025-12)
endif
ifneq ($(filter $(addprefix 20%-,01 02 03 04 05 06 07 08 09 10 11 12),$(MONTH)),$(MONTH))
  $(error MONTH=$(MONTH) is no month; expected year and month as in MONTH=2025-12)
endif
endif

## report MONTH=2025-12 [PDF=path]          the figures, findings, notebooks and report of a month
## report MONTH=2026-07 ACCEPT=incomplete   the same of an edition that lacks something known; it is named at the top
report: $(ENVIRONMENT)
	@$(REPORT)

## reports                                  the reports of all editions there are, and their front page
reports: $(ENVIRONMENT)
	@$(IND_TABLES) reports --output="$$OUTPUTS"

## verify MONTH=2025-12 [PDF=path]          make the report again elsewhere and compare every byte
verify: report
	@elsewhere=$$(mktemp -d); trap 'rm -rf "$$elsewhere"' EXIT; made=$$OUTPUTS; \
	find "$$(realpath "$$made")" -maxdepth 1 -name '20??-??' ! -name "$$MONTH" -exec ln -s -t "$$elsewhere" {} +; \
	SOURCE_DATE_EPOCH=$$(date -u -d "$$(sed -n 's/^ *"written": "\(.*\)",\{0,1\}$$/\1/p' "$$made/$$MONTH/run.json")" +%s); \
	TZ=Pacific/Auckland LC_ALL=C PYTHONHASHSEED=7 OUTPUTS=$$elsewhere; export TZ LC_ALL PYTHONHASHSEED SOURCE_DATE_EPOCH; \
	$(REPORT) > /dev/null; \
	diff -rq "$$made/$$MONTH" "$$elsewhere/$$MONTH"; \
	echo "The same bytes again, in another folder and time zone: $$(ls "$$elsewhere/$$MONTH" | wc -l) files of $$MONTH"

# ---------------------------------------------------------------------------------------------------

## fetch MONTH=2026-01                      get the PDF of a month from the IND's pages into data/
fetch: $(ENVIRONMENT)
	@$(IND_TABLES) fetch -- "$${MONTH-}"

## doctor                                   check this machine, and say what to do about what is missing
doctor: $(ENVIRONMENT)
	@$(IND_TABLES) doctor

## test [WING=checking]                     what a change can break: style, types, tests, notebooks; five minutes
PYTEST := $(PYTHON) -m pytest -p no:nbval -n 2 --dist worksteal
NBVAL := $(PYTHON) -m pytest -p tests.kernels --nbval
ifeq ($(origin WING),undefined)
test: lint
	@$(PYTEST) tests -m "not full"
	@$(NBVAL) -n 2 --dist loadfile notebooks
else
test: $(ENVIRONMENT)
	@$(PYTEST) "tests/$$WING" -m "not full"
endif

## test-quick                               the part of it that reads no edition, starts no program and tells no whole report
test-quick: lint
	@$(PYTEST) tests -m "not full and not slow"

## test-rest                                what test leaves out, and that the tests reach 95 % of the code
test-rest: $(ENVIRONMENT)
	@$(PYTEST) tests -m full
	@$(PYTEST) tests -m "not full and not no_cover" --cov

## test-all                                 everything there is to test
test-all: lint
	@$(PYTEST) tests --cov
	@$(NBVAL) -n 2 --dist loadfile notebooks

## check-notebooks [NOTEBOOK=1-cleaning]    hold the committed notebooks, or one, against what they show now
check-notebooks: $(ENVIRONMENT)
	@$(NBVAL) "notebooks$${NOTEBOOK+/$$NOTEBOOK.ipynb}"

## power                                    measure anew what the checks detect and find, a quarter of an hour
power: $(ENVIRONMENT)
	@$(PYTHON) -m tests.bench.power --write

## bench                                    measure reading against other readers, and the report against its floor
BENCH := .bench
$(BENCH)/ready: tests/bench/requirements.txt
	@echo "Making an environment for the other readers in $(BENCH), once"
	@$(PYTHON) -m venv --clear $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --requirement tests/bench/requirements.txt
	@touch $@
bench: $(ENVIRONMENT) $(BENCH)/ready
	@$(PYTHON) -m tests.bench.reading --others $(BENCH)/bin/python --write
	@$(PYTHON) -m tests.bench.report --write

## years                                    measure the reports of five years of made-up editions, half an hour
years: $(ENVIRONMENT)
	@$(PYTHON) -m tests.bench.editions --write

## fuzz SECONDS=300                         spoil good PDFs in ever new ways; each is read exactly or refused
fuzz: $(ENVIRONMENT)
	@$(PYTHON) -m tests.documents.fuzz --seconds="$${FUZZ_SECONDS-300}"

## lint                                     the style of code and notebooks, and the types
lint: $(ENVIRONMENT)
	@$(PYTHON) -m ruff check --quiet
	@$(PYTHON) -m ruff format --check --quiet
	@$(PYTHON) -m mypy

## lab                                      open JupyterLab on the notebooks
lab: $(ENVIRONMENT)
	@$(PYTHON) -P -m nbformat.sign notebooks/*.ipynb > /dev/null
	@$(PYTHON) -P -m jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/README.md \
	  $(if $(filter 0,$(shell id -u)),--allow-root)

## notebooks [NOTEBOOK=1-cleaning]          execute the committed notebooks, or one, anew on the bundled edition
notebooks: $(ENVIRONMENT)
	@$(PYTHON) -P -m ind_tables.run.notebooks $${NOTEBOOK+"$$NOTEBOOK"}

## lock                                     pin every version anew, as far as pyproject.toml allows
lock: $(ENVIRONMENT)
	@$(PYTHON) -m uv pip compile pyproject.toml --all-extras --upgrade --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header \
	  | sed -E "s/python_full_version < '3\.12' and //; s/ (;|and) python_full_version < '3\.12'//" \
	  > requirements.lock.new
	@mv requirements.lock.new requirements.lock

## clean                                    remove the environment, outputs and caches
clean:
	@rm -rf $(VENV) $(BENCH) outputs build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find ind_tables tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

FORCE:
.PHONY: help report reports verify fetch doctor test test-quick test-rest test-all check-notebooks fuzz power bench years lint lab notebooks lock clean FORCE
