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

$(ENVIRONMENT): $(VENV)/locked pyproject.toml
	@$(PIP) -qq --no-build-isolation --editable .
	@$(PYTHON) -m ipykernel install --sys-prefix --name ind-tables --display-name "IND tables" > /dev/null
	@mkdir -p $(VENV)/etc/jupyter
	@echo '{"MappingKernelManager": {"transport_encryption": "auto"}}' > $(VENV)/etc/jupyter/jupyter_config.json
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@echo '$(LAB_SETTINGS)' > $(VENV)/share/jupyter/lab/settings/overrides.json
	@touch $@

# ---------------------------------------------------------------------------------------------------
# The report of a month. Each stage is a file in outputs/.work/MONTH and names what it is made from; only
# when all are there are they published, together, in outputs/MONTH.

## report MONTH=2025-12 [PDF=path]          the figures, findings, notebooks and report of a month
OUTPUTS := outputs
NOTEBOOKS := 1-cleaning 2-cross-checks 3-commentary

modules = $(patsubst %,ind_tables/%.py,$(1))
entries = $(patsubst %,ind_tables/catalogue/%.toml,$(1))
TEMPLATES := $(wildcard ind_tables/templates/*.* ind_tables/templates/*/*.*)

CODE := $(wildcard ind_tables/*.py ind_tables/catalogue/*.*) $(TEMPLATES)
BASE := $(call modules,__init__ errors files isolation catalogue editions labels pages words headers tables textlayer \
  extract observations layout report) $(call entries,document)
READING := $(BASE) $(call modules,corrections store provenance)
CHECKING := $(BASE) $(call modules,store feasibility rules misprints evidence localise) $(call entries,rules)
COMMENTING := $(BASE) $(call modules,store feasibility rules revisions indicators commentary drawings charts) \
  $(call entries,rules terms) $(TEMPLATES)
TELLING := $(COMMENTING) $(call modules,article source dictionary sdmx workbook datapackage) $(call entries,source columns)
SHOWING_1-cleaning := $(BASE) $(call modules,corrections exhibits) $(TEMPLATES)
SHOWING_2-cross-checks := $(CHECKING) $(call modules,revisions exhibits verdicts) $(TEMPLATES) \
  ind_tables/catalogue/power.csv
SHOWING_3-commentary := $(COMMENTING) $(call modules,exhibits chapters)

## reports                                  the reports of all editions there are, and a page that links them
reports: $(ENVIRONMENT)
	@for month in $$($(PYTHON) -c 'from ind_tables import editions; print(*editions.available())'); do \
	  $(MAKE) report MONTH=$$month; \
	done
	@$(PYTHON) -m ind_tables.report index $(OUTPUTS)
	@echo "All reports: $(OUTPUTS)/index.html"

## verify MONTH=2025-12 [PDF=path]          make the report again elsewhere and compare every byte
verify:
	@$(MAKE) report MONTH='$(MONTH)' PDF='$(PDF)'
	@elsewhere=$$(mktemp -d); trap 'rm -rf "$$elsewhere"' EXIT; \
	TZ=Pacific/Auckland LC_ALL=C PYTHONHASHSEED=7 $(MAKE) report MONTH='$(MONTH)' PDF='$(PDF)' OUTPUTS="$$elsewhere" > /dev/null; \
	diff -rq $(OUTPUTS)/'$(MONTH)' "$$elsewhere"/'$(MONTH)'; \
	echo "The same bytes again, in another folder and time zone: $$(ls "$$elsewhere"/'$(MONTH)' | wc -l) files of $(MONTH)"

ifneq ($(filter report,$(MAKECMDGOALS)),)

quoted = '$(subst ','\'',$(1))'
true = $(shell $(1) && echo true)

ifeq ($(MONTH),)
  $(error Which month? Say it as in: make report MONTH=2025-12)
endif
ifneq ($(call true,[[ $(call quoted,$(MONTH)) =~ ^20[0-9]{2}-(0[1-9]|1[0-2])$$ ]]),true)
  $(error MONTH=$(MONTH) is no month; expected year and month as in MONTH=2025-12)
endif

year := $(firstword $(subst -, ,$(MONTH)))
name := $(word $(patsubst 0%,%,$(lastword $(subst -, ,$(MONTH)))),januari februari maart april mei juni \
  juli augustus september oktober november december)
source := $(or $(PDF),$(wildcard data/$(MONTH).pdf),$(wildcard ind_tables/sample/*-$(name)-$(year).pdf))

ifeq ($(source),)
ifdef FETCHED
  $(error There is no PDF of $(MONTH); expected it as data/$(MONTH).pdf, or name it with PDF=path)
endif
report: $(ENVIRONMENT)
	@echo "$(MONTH)  there is no data/$(MONTH).pdf: looking on the IND's pages"
	@$(PYTHON) -m ind_tables fetch $(MONTH)
	@$(MAKE) report MONTH=$(MONTH) FETCHED=1
else

ifneq ($(call true,test -f $(call quoted,$(source))),true)
  $(error PDF=$(source): there is no such file; expected the PDF of $(MONTH))
endif

work := $(OUTPUTS)/.work/$(MONTH)
home := $(OUTPUTS)/$(MONTH)

# One run at a time works on a month: another waits for it.
ifndef ALONE
report: $(ENVIRONMENT)
	@$(PYTHON) -m ind_tables.files $(work) $(MAKE) report ALONE=1
else

stage = $(PYTHON) -m ind_tables.report
print := $(source) $(shell cksum < $(call quoted,$(source)))
published := $(addprefix $(home)/,observations.csv observations.parquet findings.csv suspects.csv report.html \
  report.nl.html workbook.xlsx sdmx.csv sdmx-structure.json datapackage.json run.json $(MONTH).pdf $(NOTEBOOKS:=.ipynb) $(NOTEBOOKS:=.html))

report: $(home)/run.json
	@echo "The report of $(MONTH): $(home)/report.html, in Dutch report.nl.html"

# The PDF that the work was made from. A newer one, another, or the same under another name begins anew.
known := $(shell cat $(work)/source 2> /dev/null)
newer := $(call true,test $(call quoted,$(source)) -nt $(work)/source)
$(work)/source: $(if $(newer)$(subst x$(print),,x$(known)),FORCE)
	@mkdir -p $(@D) && echo $(call quoted,$(print)) > $@

# The edition before, as the store holds it: what is new depends on it.
earlier := $(lastword $(shell ls data/store 2> /dev/null | sed -n 's/\.parquet$$//p' | awk '$$0 < "$(MONTH)"' | sort))
compared := $(if $(earlier),$(earlier) $(shell cksum < data/store/$(earlier).parquet))
$(work)/previous: $(if $(subst x$(compared),,x$(shell cat $(work)/previous 2> /dev/null)),FORCE)
	@mkdir -p $(@D) && echo '$(compared)' > $@

$(work)/observations.csv: $(work)/source $(READING) $(wildcard corrections/$(MONTH).toml) requirements.lock | $(ENVIRONMENT)
	@echo "$(MONTH)  reading $(source)"
	@$(stage) observations $(MONTH) $(call quoted,$(source)) $(work)

$(work)/findings.csv: $(work)/observations.csv $(work)/previous $(CHECKING)
	@echo "$(MONTH)  checking"
	@$(stage) checks $(MONTH) $(work)

$(foreach name,$(NOTEBOOKS),$(eval $(work)/$(name).html: $(SHOWING_$(name))))
$(work)/2-cross-checks.html $(work)/3-commentary.html: $(work)/previous
$(work)/%.html: notebooks/%.ipynb $(work)/observations.csv
	@echo "$(MONTH)  notebook $*"
	@$(stage) notebook $* $(MONTH) $(work)

$(work)/report.html: $(work)/findings.csv $(TELLING)
	@echo "$(MONTH)  writing the report"
	@$(stage) pages $(MONTH) $(work)

# In the order that keeps two cores busy: what takes longest comes first, and what others wait for.
LONGEST_FIRST := 3-commentary 1-cleaning 2-cross-checks
$(work)/1-cleaning.html $(work)/2-cross-checks.html: | $(work)/findings.csv
$(home)/run.json: $(work)/report.html $(LONGEST_FIRST:%=$(work)/%.html) $(CODE) $(if $(filter-out $(wildcard $(published)),$(published)),FORCE)
	@$(stage) publish $(MONTH) $(work) $(home)

endif
endif
endif

# ---------------------------------------------------------------------------------------------------

## fetch MONTH=2026-01                      get the PDF of a month from the IND's pages into data/
fetch: $(ENVIRONMENT)
	@$(PYTHON) -m ind_tables fetch $(MONTH)

## doctor                                   check this machine, and say what to do about what is missing
doctor: $(ENVIRONMENT)
	@$(PYTHON) -m ind_tables doctor

## test                                     lint, types, every test, the notebooks, the report from end to end
test: lint
	@$(PYTHON) -m pytest tests -n 2 --dist loadfile --no-loadscope-reorder --cov
	@$(PYTHON) -m pytest notebooks -p tests.kernels -n 2 --dist loadfile --nbval

## power                                    measure anew what the checks detect and find, ten minutes
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
	@$(PYTHON) -m tests.fuzz --seconds '$(or $(SECONDS),300)'

## lint                                     the style of code and notebooks, and the types
lint: $(ENVIRONMENT)
	@$(PYTHON) -m ruff check --quiet
	@$(PYTHON) -m ruff format --check --quiet
	@$(PYTHON) -m mypy

## lab                                      open JupyterLab on the notebooks
lab: $(ENVIRONMENT)
	@$(PYTHON) -m jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks/README.md \
	  $(if $(filter 0,$(shell id -u)),--allow-root)

## notebooks                                execute the committed notebooks anew on the bundled edition
notebooks: $(NOTEBOOKS:%=notebook-%)
notebook-%: $(ENVIRONMENT)
	@echo "executing notebooks/$*.ipynb"
	@$(PYTHON) -m ind_tables.report refresh $*

## lock                                     pin every version anew, as far as pyproject.toml allows
lock: $(ENVIRONMENT)
	@$(PYTHON) -m uv pip compile pyproject.toml --extra dev --upgrade --quiet --universal --python-version 3.11 \
	  --generate-hashes --no-header \
	  | sed -E "s/python_full_version < '3\.12' and //; s/ (;|and) python_full_version < '3\.12'//" \
	  > requirements.lock.new
	@mv requirements.lock.new requirements.lock

## clean                                    remove the environment, outputs and caches
clean:
	@rm -rf $(VENV) $(BENCH) outputs build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find ind_tables tests notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

FORCE:
.PHONY: help report reports verify fetch doctor test fuzz power bench years lint lab notebooks lock clean FORCE
