# Everything happens in .venv, which the first target that needs it sets up. CONTRIBUTING.md has the same without make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test check format docs picture hooks clean

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(VENV)/.ready ## Set up .venv and show the ten-second tour
	@$(BIN)/samspil demo

test: $(VENV)/.ready-dev ## Run the tests
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

check: $(VENV)/.ready-dev ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.ready-dev ## Put the code in the house format and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.ready-dev ## Write the tables in docs/ anew from the declarations in the code
	$(BIN)/python scripts/write_docs.py

picture: $(VENV)/.ready-dev ## Draw the picture of the README anew
	$(BIN)/python scripts/draw_picture.py

hooks: $(VENV)/.ready-dev ## Run `make check` before every git commit
	$(BIN)/pre-commit install

clean: ## Remove .venv, builds and caches (never results in out/)
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. A stamp is renewed when what is to be installed changed; the venv itself stays.

$(VENV)/pyvenv.cfg:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "There is no command '$(PYTHON)'. samspil needs Python 3.11 or newer: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("samspil needs Python 3.11 or newer; \
	$(PYTHON) is %d.%d. Name a newer one: make PYTHON=python3.12 ..." % v[:2])'
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "Setting up $(VENV): about a minute, once." >&2
	"$(PYTHON)" -m venv $(VENV)

$(VENV)/.ready: pyproject.toml constraints.txt | $(VENV)/pyvenv.cfg
	$(PIP) --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	$(PIP) --editable '.[dev]'
	@touch $@
