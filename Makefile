# `make` builds the program and the handbook in content/; `make test` proves
# them. Both use the release profile, so that the layout engine is compiled once.

CARGO ?= cargo
PHASEBOOK := target/release/phasebook
VENV := .venv
PYTHON := $(VENV)/bin/python

.PHONY: all program test tools lint bless pictures clean

all: program
	$(PHASEBOOK) build . --out out

program:
	$(CARGO) build --release --locked

# Everything that the tests need and that is not Rust: outside validators and
# readers, in this folder's own $(VENV), and poppler and qpdf from the system.
tools: $(VENV)/.installed
	@tests/judges/install-system-tools

$(VENV)/.installed: tests/judges/requirements.txt
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

test: program tools lint
	$(CARGO) test --release --locked

lint:
	$(CARGO) fmt --check
	$(CARGO) clippy --release --locked --all-targets -- -D warnings

# Writes what the reader makes of the golden cases now. Read the difference.
bless:
	BLESS=1 $(CARGO) test --release --locked --test reading

# The picture in the README, from what `make` built.
pictures: all tools
	$(PYTHON) docs/overview.py out docs/overview.png

clean:
	rm -rf out $(VENV)
	$(CARGO) clean
