PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help setup demo test lint bench clean
help:  ## what one can make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(BIN)/python:
	$(PYTHON) -m venv .venv

# A stamp a set: nothing is installed again until what it was installed from changes.
.venv/train.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --constraint constraints.txt --editable '.[train]'
	@touch $@

.venv/dev.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --constraint constraints.txt --editable '.[train,dev]'
	@touch $@ .venv/train.stamp

setup: .venv/train.stamp  ## .venv with the `segue` command in it

demo: setup  ## build what is missing and talk to the bot, no Telegram needed
	$(BIN)/segue demo

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint  ## every check: ruff, mypy, import-linter, pytest
	$(BIN)/pytest

bench: .venv/dev.stamp  ## the measured figures of README
	$(BIN)/python tests/bench/figures.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist
