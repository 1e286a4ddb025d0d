# Everything goes through `.venv/bin/python -m ...`: console scripts carry absolute paths, which
# break when a folder moves. Paths are relative, so that one with spaces works.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV_PYTHON := .venv/bin/python
FILE ?=
FORCE ?=
TESTS ?=
export FILE FORCE

.DEFAULT_GOAL := help
.PHONY: help run test test-oldest lint openapi backup restore manage lock environment environment-dev

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo "  PORT=8000  FACTSTORE_HOME=.factstore  DATABASE_URL=  FACTSTORE_PG_BIN=  (docs/settings.md)"

run: environment ## Start the fact store on 127.0.0.1 (PORT=8000)
	@exec $(VENV_PYTHON) -m config.launch run --with-parent

# Both are run, whatever the checks find, and pytest speaks last. The virtual environment's tools
# are put on the path for the client generators, which call them by name.
test: environment-dev ## Run every check and test (TESTS="tests/running -x" for some)
	@$(MAKE) --no-print-directory lint; checked=$$?; \
	PATH="$$PWD/.venv/bin:$$PATH" $(VENV_PYTHON) -m pytest -n 2 --dist loadfile $(TESTS) || exit $$?; \
	exit $$checked

# What the database itself holds must hold on the oldest PostgreSQL that is supported, too.
test-oldest: environment-dev ## Run the tests of tables on PostgreSQL 15 (FACTSTORE_PG_BIN=...)
	@FACTSTORE_PG_BIN="$${FACTSTORE_PG_BIN:-/usr/lib/postgresql/15/bin}" \
	$(VENV_PYTHON) -m pytest -q -n 2 --dist loadfile -m database --ignore-glob=$(PAGES) $(wildcard $(TABLES))

TABLES := tests/accounts tests/ledger tests/sources tests/quotes tests/entities tests/facts
PAGES := "*/test_admin*.py"

lint: environment-dev ## Check style, types and import contracts
	@$(VENV_PYTHON) -m ruff check --quiet .
	@$(VENV_PYTHON) -m ruff format --check --quiet .
	@$(VENV_PYTHON) -m mypy
	@$(VENV_PYTHON) -c 'import sys; from importlinter.cli import lint_imports_command as run; run()'

openapi: environment-dev ## Write docs/openapi.yaml and docs/errors.md anew from the code
	@FACTSTORE_SECRET_KEY=none $(VENV_PYTHON) manage.py spectacular --file docs/openapi.yaml --validate --fail-on-warn
	@FACTSTORE_SECRET_KEY=none $(VENV_PYTHON) manage.py list_errors --file docs/errors.md

backup: environment ## Dump the store (FILE=..., default: a new file in the home's backups)
	@$(VENV_PYTHON) -m config.launch backup

restore: environment ## Load a dump (FILE=...); the present database stays, under another name
	@$(VENV_PYTHON) -m config.launch restore

manage: environment ## Run Django's command line over the store (CMD="check --deploy")
	@exec $(VENV_PYTHON) -m config.launch manage $(CMD)

lock: environment-dev ## Resolve pyproject.toml into the two lock files
	@$(VENV_PYTHON) -m uv pip compile $(LOCK_OPTIONS) pyproject.toml -o requirements.lock
	@$(VENV_PYTHON) -m uv pip compile $(LOCK_OPTIONS) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --no-config $(UPGRADE)

environment:
	@test -n "$(PYTHON)" || { echo "factstore needs Python 3.11 or newer; none was found."; exit 1; }
	@$(PYTHON) config/environment.py requirements.lock

environment-dev:
	@test -n "$(PYTHON)" || { echo "factstore needs Python 3.11 or newer; none was found."; exit 1; }
	@$(PYTHON) config/environment.py requirements.lock requirements-dev.lock
