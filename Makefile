# Names the two commands and the developer's chores; everything is done by run.py and the tools it installed.

PYTHON := .venv/bin/python
RUFF := .venv/bin/ruff
# The modules of benchmarks/ that answer a question, not those they share.
BENCHMARKS = $(basename $(notdir $(shell grep -l __main__ benchmarks/*.py)))
export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help serve test check format pins audit soak journey benchmarks screenshots

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

serve: ## set up and serve with the example campaign
	python3 run.py

test: ## set up and run every test
	python3 run.py test

check: ## lint, formatting, types, directions of imports (after `make test` has set up)
	$(RUFF) check .
	$(RUFF) format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m inspect_app.cli export-protocol --check
	$(PYTHON) -m tools.npm_tool tsc --project tsconfig.json
	$(PYTHON) -m tools.npm_tool tsc --project tsconfig.worker.json
	$(PYTHON) -m tools.npm_tool biome lint --error-on-warnings

format: ## put Python files into the common form
	$(RUFF) check --fix .
	$(RUFF) format .

pins: ## make requirements*.txt anew from requirements*.in; add ARGS=--upgrade to move to newer versions
	$(PYTHON) -m tools.pins $(ARGS)

audit: ## ask the advisory database about the pinned Python packages (needs the internet)
	.venv/bin/uv tool run pip-audit --require-hashes --disable-pip --requirement requirements.txt

soak: ## run the sync simulation for ten minutes (ARGS="--minutes 60" for longer)
	$(PYTHON) -m tests.sync.soak $(or $(ARGS),--minutes 10)

journey: ## only the day's journey in Chromium
	python3 run.py test tests/journeys

benchmarks: ## run every benchmark quickly
	@for name in $(BENCHMARKS); do $(PYTHON) -m benchmarks.$$name --quick || exit 1; done

screenshots: ## draw docs/screenshots anew in Chromium (ARGS=FOLDER for every page in every size)
	$(PYTHON) -m tests.screenshots $(ARGS)
