PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BACKEND := $(VENV)/.backend
STAMP := $(VENV)/.installed
STAMP_DEV := $(VENV)/.installed-dev
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run test check bench soak clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The build backend is pinned like everything else, so that two installs a month apart are the same.
$(BACKEND): constraints.txt | $(BIN)/python
	$(PIP) hatchling editables
	touch $@

$(STAMP): pyproject.toml $(BACKEND)
	$(PIP) --no-build-isolation -e .
	touch $@

$(STAMP_DEV): pyproject.toml $(BACKEND)
	$(PIP) --no-build-isolation -e '.[test,dev]'
	touch $@ $(STAMP)

run: $(STAMP)
	$(BIN)/python -m ocop run $(if $(LAN),--lan) $(if $(PORT),--port $(PORT))

test: $(STAMP_DEV)
	$(BIN)/python tests/prerequisites.py
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered
	$(BIN)/python tests/coverage_floors.py

check: $(STAMP_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP_DEV)
	$(BIN)/python -m benchmarks

soak: $(STAMP_DEV)
	OCOP_SOAK=1 $(BIN)/python -m pytest -m soak

clean:
	rm -rf $(VENV) build dist
