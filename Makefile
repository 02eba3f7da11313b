# make run: set everything up and open the chat.   make test: set everything up and pass the tests.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check install --constraint constraints.txt
TESTS  := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test coverage check format clean

run: $(VENV)/.installed
	@echo "Opening the chat; the first time it makes a library of the packaged reviews, which takes half a minute."
	@$(BIN)/python app.py

test: $(VENV)/.installed-dev
	@echo "Running all tests in two processes: about three minutes on two cores."
	@$(BIN)/python -m pytest $(TESTS)

coverage: $(VENV)/.installed-dev
	@echo "Running all tests and measuring what they cover: about five minutes on two cores."
	@$(BIN)/python -m pytest $(TESTS) --cov --cov-report=term:skip-covered

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV)

# A virtual environment needs Debian's python3-venv; where it is missing, virtualenv from PyPI would do as well.
$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian or Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing reviewqa and what it needs into $(VENV): one to five minutes and 2 GB, once."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests and checks need: half a minute, once."
	@$(PIP) --editable ".[dev]"
	@touch $@
