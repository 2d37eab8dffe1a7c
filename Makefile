# Reading the Declaration of Buenos Aires: every command of the project. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BUILD := _build
HTML := $(BUILD)/html
PORT ?= 8000

NOTEBOOKS := $(wildcard chapters/*.ipynb exercises/*/*.ipynb instructor/assignments/*/*.ipynb)
PAGES := _config.yml _toc.yml index.md $(wildcard chapters/*.ipynb exercises/*/*.ipynb)
PACKAGE := $(shell find declaration data -type f -not -path '*/__pycache__/*')
DRESS := $(wildcard assets/* _templates/*)

export JUPYTER_PLATFORM_DIRS := 1
export PYDEVD_DISABLE_FILE_VALIDATION := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help book test lint unit nbval browser lab serve notebooks figures questions release demo-class bench bench-grading pins clean

help:  ## list the commands
	@sed -n 's/^\([a-z][a-z-]*\):.*  ## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-16s %s\n", $$1, $$2}'

book: $(HTML)/.built  ## build the book (installs what it needs into .venv)
	@echo "The book is at $(HTML)/index.html: open that file in a browser, or run 'make serve'."

test: lint unit nbval browser  ## run every check: lint, types, unit tests, every notebook, the book in a browser
	@echo "All checks passed."

lint: $(READY)  ## ruff and mypy --strict
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary

unit: $(READY)  ## unit tests: the text, the tables, the questions, the exercises
	@$(BIN)/pytest -q -n auto -m "not browser"

nbval: $(BUILD)/.nbval  ## run every notebook as a test (those that changed since they last passed)

browser: $(HTML)/.built  ## the built book in headless Chromium
	@$(BIN)/pytest -q -n auto -m browser

lab: $(READY)  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=. chapters/introduction.ipynb

serve: book  ## serve the built book on http://localhost:8000
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(HTML) $(PORT)

notebooks: $(READY)  ## run the notebooks again and store their outputs
	@$(BIN)/python -m declaration notebooks

figures: $(READY)  ## draw the pictures of data/figures/ from the charts and the tables
	@$(BIN)/python -m declaration figures

questions: $(READY)  ## check every question bank: faults, holes in what it covers, what a guesser earns
	@$(BIN)/python -m declaration questions

release: $(READY)  ## make the students' exercises/ from instructor/
	@$(BIN)/python -m declaration release

demo-class: $(READY)  ## make a toy class of thirty students in _build/demo-class, some of them broken, and grade it
	@$(BIN)/python -m declaration demo-class

bench: $(READY)  ## measure the quiz engine beside jupyterquiz and plain ipywidgets (installs the first)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@$(BIN)/python bench/quiz_engines.py

bench-grading: $(READY)  ## measure grading beside nbgrader's autograde, and for classes of 100, 1,000 and 10,000
	@$(BIN)/python bench/grading.py

pins: $(READY)  ## compile requirements.txt from pyproject.toml (needs uv)
	@cp requirements.txt $(BUILD)/pins.txt  # versions that still fit stay
	@uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-emit-index-url --no-header pyproject.toml -o $(BUILD)/pins.txt
	@{ sed -n 1p requirements.txt; cat $(BUILD)/pins.txt; tail -n 2 requirements.txt; } > $(BUILD)/requirements.txt
	@mv $(BUILD)/requirements.txt requirements.txt

clean:  ## remove what was built (the environment stays; remove .venv to be rid of that too)
	@rm -rf $(BUILD) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The environment. Each line that can fail on a bare machine says what to do.
$(READY): requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer: on Debian, 'sudo apt-get install python3 python3-venv'. If it has another name: 'make PYTHON=python3.12'." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is $$($(PYTHON) -V); the course needs Python 3.11 or newer. Install one and name it: 'make PYTHON=python3.12'." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks its venv module. On Debian: 'sudo apt-get install python3-venv'." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) (once; a few minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt || { echo "The packages could not be installed. Is a package index in reach (network, proxy, PIP_INDEX_URL)? Then run the same command again: it goes on where it stopped." >&2; exit 1; }
	@touch $@

# The book. Jupyter Book keeps what it executed and read; words, data or code that changed make that worthless, so it goes.
# A failed build goes too: Sphinx would not repeat the warnings of pages that it has read already.
$(BUILD)/.inputs: $(PACKAGE) _config.yml $(READY)
	@rm -rf $(BUILD)/.jupyter_cache $(BUILD)/.doctrees $(HTML)
	@mkdir -p $(BUILD) && touch $@

$(HTML)/.built: $(BUILD)/.inputs $(PAGES) $(DRESS)
	@DECLARATION_RECORDING_OFF=1 $(BIN)/jupyter-book build . -W -n --keep-going --quiet || { rm -rf $(BUILD)/.doctrees $(HTML); echo "The book was not built: the first WARNING or ERROR above names the page and the line. Mend it and run 'make book' again." >&2; exit 1; }
	@touch $@

# Every notebook under strict nbval. Where only notebooks changed, only those run again.
$(BUILD)/.nbval: $(NOTEBOOKS) $(PACKAGE) $(READY)
	@mkdir -p $(BUILD)
	@$(BIN)/pytest -q --nbval -p no:cacheprovider $(if $(filter-out %.ipynb,$?),$(NOTEBOOKS),$?) || { echo "A notebook failed, or shows something else than what is stored. If the new output is right: 'make notebooks' (and 'make release')." >&2; exit 1; }
	@touch $@
