# MCP Loupe. `make` alone lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NPM_STAMP := tests/npm/node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench binary self-test clean libraries window-libraries binary-tools

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(STAMP) window-libraries  ## open the window, connected to the servers that come with the program
	$(BIN)/mcp-loupe --demo

test: $(STAMP) libraries $(NPM_STAMP)  ## run all tests, offscreen
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(ARGS)

lint: $(STAMP)  ## ruff, mypy and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## measure against a thin loop and the official SDK
	$(BIN)/python -m tests.bench

binary: $(STAMP) window-libraries binary-tools  ## build the one-folder program into dist/
	$(BIN)/python -m PyInstaller --noconfirm --log-level WARN build.spec
	@du -sh dist/mcp-loupe

self-test: binary  ## build, and let the packaged program check itself
	dist/mcp-loupe/mcp-loupe --self-test

clean:  ## remove what was built and installed
	rm -rf $(VENV) build dist tests/npm/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(STAMP): pyproject.toml
	@.ci/make-venv $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(NPM_STAMP): tests/npm/package-lock.json $(STAMP)
	@.ci/npm-servers $(VENV)

libraries:
	@.ci/qt-libraries offscreen

window-libraries:
	@.ci/qt-libraries window

binary-tools: $(STAMP)
	@.ci/binary-tools $(BIN)/python
