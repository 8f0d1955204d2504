# The project's verbs; `make` alone lists them. They need make and Python 3.11 or newer, and nothing else.

VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 8000
GATEWAY_PORT ?= 8080
ROUNDS ?= 1
# the first Python that is new enough, unless one is named: make PYTHON=/path/to/python3 …
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)

PY := $(VENV)/bin/python
# the PostgreSQL wheel warns where no desktop session is
LANE := $(PY) -W "ignore:XDG_RUNTIME_DIR" -m tests.lanes
CLIENTS := edx braze
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
NPM := $(shell command -v npm)
AXE := tests/acceptance/window/axe

.DEFAULT_GOAL := help
.PHONY: help install demo up test check test-sqlite test-postgres test-redis test-journeys chromium npm screens messages lock bench faults clean

help: ## lists the verbs
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  HOST=, PORT=, GATEWAY_PORT=, PYTHON= and VENV= may be given, as in: make demo PORT=8001"

install: $(VENV)/.installed ## installs what the tracker runs with, into .venv

demo: $(VENV)/.installed ## runs everything beside a stand-in for Braze, with a customer's traffic
	@exec $(PY) -m braze_tracker.keeper demo --host $(HOST) --port $(PORT) --gateway-port $(GATEWAY_PORT)

up: $(VENV)/.installed ## runs the tracker for real use; data is kept in var/
	@exec $(PY) -m braze_tracker.keeper up --host $(HOST) --port $(PORT) --gateway-port $(GATEWAY_PORT)

test: check chromium $(VENV)/.clients $(VENV)/.axe ## checks, then every lane of tests
	@$(LANE) sqlite postgres redis journeys

check: $(VENV)/.installed-dev ## style, types, import contracts, Django's own checks, migrations, translations
	@$(call title,checks)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@$(call in_scratch,,-m mypy)
	$(VENV)/bin/lint-imports --no-logo
	@$(call in_scratch,BRAZE_TRACKER_BEHIND_TLS=1,manage.py check --deploy --fail-level WARNING)
	@$(call in_scratch,,manage.py makemigrations --check --dry-run)
	@$(call in_scratch,,-m tests.lanes.messages --check)

test-sqlite: $(VENV)/.installed-dev chromium ## the tests on SQLite
	@$(LANE) sqlite

test-postgres: $(VENV)/.installed-dev chromium ## the database's tests on a real PostgreSQL
	@$(LANE) postgres

test-redis: $(VENV)/.installed-dev ## the broker's journeys on a real Redis
	@$(LANE) redis

test-journeys: $(VENV)/.installed-dev chromium $(VENV)/.clients $(VENV)/.axe ## journeys through the real processes, kill -9 included
	@$(LANE) journeys

chromium: ## installs the browser that the tests of the pages drive, where it may
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		$(call title,installing Chromium for the tests of the pages); \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	else \
		echo "The tests of the pages drive Chromium, and there is none. Install it first, for example:" >&2; \
		echo "    sudo apt-get install chromium" >&2; exit 1; \
	fi
endif

npm: ## installs npm, which fetches the finder of barriers in the pages, where it may
ifeq ($(NPM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		$(call title,installing npm for the tests of the pages); \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm; \
	else \
		echo "The tests of the pages use axe-core, which npm fetches, and there is no npm. Install it first, for example:" >&2; \
		echo "    sudo apt-get install npm" >&2; exit 1; \
	fi
endif

screens: $(VENV)/.installed-dev chromium ## pictures of every screen, in both languages and themes, into build/screens
	@$(PY) -m pytest tests/acceptance/window/pictures.py

messages: $(VENV)/.installed-dev ## gathers the texts to translate and compiles the translations
	@$(call in_scratch,,-m tests.lanes.messages)

lock: $(VENV)/.installed-dev ## resolves the requirements anew into the hashed locks
	$(call locked,requirements)
	$(call locked,requirements-dev)
	$(call locked,requirements-install)
	$(call locked,tests/acceptance/clients/edx,--no-deps)
	$(call locked,tests/acceptance/clients/braze,--no-deps)
	cd $(AXE) && npm install --package-lock-only --ignore-scripts --no-audit --no-fund

bench: $(VENV)/.installed-dev ## measures recording, drain, follow-up and gateway beside their alternatives, and pages and pruning at size
	$(PY) -m benchmarks.recording_cost
	$(PY) -m benchmarks.drain_rate
	$(PY) -m benchmarks.drain_lag
	$(PY) -m benchmarks.sizes --calls 20000
	$(PY) -m benchmarks.memory --calls 100000
	$(PY) -m benchmarks.sync_rate
	$(PY) -m benchmarks.gateway
	$(PY) -W "ignore:XDG_RUNTIME_DIR" -m benchmarks.pages --calls 20000,200000 --rounds 3
	$(PY) -W "ignore:XDG_RUNTIME_DIR" -m benchmarks.retention --calls 20000 --months 2

faults: $(VENV)/.installed-dev ## harms every part in turn under load, and counts what was lost: nothing. ROUNDS=20
	$(PY) -W "ignore:XDG_RUNTIME_DIR" -m tests.faults --rounds $(ROUNDS)

clean: ## removes the venv and every cache; var/ with your data stays
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

title = printf '\n━━━ %s ━━━\n' "$(1)"
# Django's commands in a data folder of their own: a check must neither need nor touch the operator's
in_scratch = scratch="$$(mktemp -d)"; trap 'rm -rf "$$scratch"' EXIT; \
	echo "python $(2)"; env -u DATABASE_URL -u CELERY_BROKER_URL BRAZE_TRACKER_DATA="$$scratch" $(1) $(PY) $(2)
locked = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(2) $(1).txt -o $(1).lock

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "braze-tracker needs Python 3.11 or newer, and found none. Install it, or name it: make PYTHON=/path/to/python3 …" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "$(PYTHON) is not Python 3.11 or newer. Name one that is: make PYTHON=/path/to/python3 …" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# uv installs in a second what takes pip ten; without it pip does the same from the same lock
$(VENV)/.uv: requirements-install.lock | $(VENV)/bin/python
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-install.lock \
		|| echo "uv is not to be had here; pip will do its work." >&2
	@touch $@

$(VENV)/.installed: requirements.lock $(VENV)/.uv
	@$(call installed,requirements.lock)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.uv
	@$(call installed,requirements-dev.lock)
	@touch $@ $(VENV)/.installed

# clients that nobody here wrote: each in a folder of its own, since both call themselves braze
$(VENV)/.clients: $(CLIENTS:%=tests/acceptance/clients/%.lock) $(VENV)/.installed-dev
	@rm -rf $(VENV)/clients
	@set -e; for client in $(CLIENTS); do \
		$(call installed,tests/acceptance/clients/$$client.lock,--no-deps --target $(VENV)/clients/$$client); done
	@touch $@

# held to the lock's checksum; no script of the package is run
$(VENV)/.axe: $(AXE)/package.json $(AXE)/package-lock.json $(VENV)/.installed-dev | npm
	@echo "installing $(AXE) into $(VENV)"
	@rm -rf $(VENV)/axe && mkdir -p $(VENV)/axe && cp $(AXE)/package.json $(AXE)/package-lock.json $(VENV)/axe
	@cd $(VENV)/axe && npm ci --ignore-scripts --no-audit --no-fund --silent \
		|| { echo "npm could not fetch axe-core; 'npm ci' in $(VENV)/axe says why." >&2; exit 1; }
	@touch $@

# the machine's own certificates count, as they do for pip; where uv cannot fetch, pip may
installed = echo "installing $(1) into $(VENV)"; \
	UV_SYSTEM_CERTS=1 $(PY) -m uv pip install --quiet --python $(PY) --require-hashes $(2) -r $(1) \
	|| $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes $(2) -r $(1)
