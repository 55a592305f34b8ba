# MCP Loupe. `make` alone lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM_SERVERS := tests/npm/node_modules/.installed
PYPI_SERVERS := tests/pypi/.venv/.installed
SCHEMAS := tests/schemas/suite/.fetched

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench binary self-test clean installed libraries window-libraries binary-tools
.NOTPARALLEL:  # what installs packages must not meet another that does

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: installed window-libraries  ## open the window, connected to the servers that come with the program
	$(BIN)/mcp-loupe --demo

test: installed libraries $(NPM_SERVERS) $(PYPI_SERVERS) $(SCHEMAS)  ## run all tests, offscreen
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(ARGS)

lint: installed  ## ruff, mypy and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: installed  ## lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: installed  ## measure against a thin loop and the official SDK
	$(BIN)/python -m tests.bench $(ARGS)

binary: installed window-libraries binary-tools  ## build the one-folder program into dist/
	$(BIN)/python -m PyInstaller --noconfirm --log-level WARN build.spec
	@du -sh dist/mcp-loupe

self-test: binary  ## build, and let the packaged program check itself
	dist/mcp-loupe/mcp-loupe --self-test

clean:  ## remove what was built and installed
	rm -rf $(VENV) build dist tests/npm/node_modules tests/pypi/.venv tests/schemas/node_modules tests/schemas/suite .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

installed:
	@.ci/make-venv $(PYTHON) $(VENV)

$(NPM_SERVERS): tests/npm/package-lock.json | installed
	@.ci/npm-servers $(VENV)

$(PYPI_SERVERS): tests/pypi/requirements.txt | installed
	@.ci/pypi-servers $(VENV)

$(SCHEMAS): tests/schemas/package-lock.json tests/schemas/requirements.txt | installed
	@.ci/schema-suites $(VENV)

libraries:
	@.ci/qt-libraries offscreen

window-libraries:
	@.ci/qt-libraries window

binary-tools: installed
	@.ci/binary-tools $(BIN)/python
