# `make` builds the program and the handbook in content/; `make test` proves
# them. Both use the release profile, so that the layout engine is compiled once.

CARGO ?= cargo
PHASEBOOK := target/release/phasebook
VENV := .venv
PYTHON := $(VENV)/bin/python
CRATES := .tools/bin

.PHONY: all program guide install deb test tools system-tools lint bless bench pictures deny licences dist release readers fuzz hostile clean

all: program
	$(PHASEBOOK) build . --out out

program:
	$(CARGO) build --release --locked

# The user's guide, which is a site like any other.
guide: program
	$(PHASEBOOK) build docs/guide --out out/guide

# Puts what `make` built, its manual pages, completions and licences below $(DESTDIR)$(PREFIX).
# It compiles nothing, so that it may be run as root.
PREFIX ?= /usr/local
ZSH ?= $(PREFIX)/share/zsh/site-functions
SHARE = $(DESTDIR)$(PREFIX)/share
BASH = $(SHARE)/bash-completion/completions
FISH = $(SHARE)/fish/vendor_completions.d

install:
	install -D -m 755 $(PHASEBOOK) $(DESTDIR)$(PREFIX)/bin/phasebook
	$(PHASEBOOK) man $(SHARE)/man/man1 >/dev/null
	mkdir -p $(BASH) $(FISH) $(DESTDIR)$(ZSH)
	$(PHASEBOOK) completions bash > $(BASH)/phasebook
	$(PHASEBOOK) completions fish > $(FISH)/phasebook.fish
	$(PHASEBOOK) completions zsh > $(DESTDIR)$(ZSH)/_phasebook
	install -D -m 644 -t $(SHARE)/doc/phasebook LICENSE CHANGELOG.md

# A Debian package, out/phasebook_VERSION_ARCHITECTURE.deb.
deb: program
	packaging/deb $(PHASEBOOK) out

# Everything that the tests need and that is not Rust: outside validators and
# readers, in this folder's own $(VENV) and .tools, and poppler, qpdf, Java, Node
# and Chromium from the system.
tools: $(VENV)/.installed .tools/.installed

$(VENV)/.installed: tests/judges/requirements.txt | system-tools
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

.tools/.installed: tests/judges/package.json tests/judges/package-lock.json | system-tools
	mkdir -p .tools
	cp $^ .tools
	PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix .tools --ignore-scripts --no-audit --no-fund --silent
	touch $@

system-tools:
	@tests/judges/install-system-tools

# Tests that need the sample pages run where those are, and are shown as ignored where they are not.
SAMPLES := $(wildcard ../shared/corpus/phases-2013)

test: program tools lint
	$(CARGO) test --release --locked
	$(if $(SAMPLES),$(CARGO) test --release --locked -- --ignored)

# The program's own crate is compiled quickly, since nothing of it is run.
lint:
	$(CARGO) fmt --check
	RUSTC_WORKSPACE_WRAPPER=$(CURDIR)/tests/judges/clippy \
	  $(CARGO) build --release --locked --all-targets --config profile.release.package.phasebook.opt-level=0

# Writes what the reader makes of the golden cases now. Read the difference.
bless:
	BLESS=1 $(CARGO) test --release --locked --test it -- reading:: report:: ecosystem::

# The pictures in the README and docs/, from what `make` built and from docs/samples/.
pictures: all tools
	env -u SOURCE_DATE_EPOCH $(PHASEBOOK) build . --only handbook --worksheet --out out/pictures/own
	$(PHASEBOOK) build . --only cards --out out/pictures/own
	for theme in plain swiss night large-print; do \
	  env -u SOURCE_DATE_EPOCH $(PHASEBOOK) build . --only handbook,posters --theme $$theme --out out/pictures/theme-$$theme || exit 1; done
	$(PHASEBOOK) build docs/samples/table --only handbook --out out/pictures/table
	$(PHASEBOOK) build docs/samples/languages --parallel en,cy --out out/pictures/languages
	$(PHASEBOOK) build docs/samples/arabic --system-fonts --only handbook --out out/pictures/arabic
	$(PHASEBOOK) build . --only posters --poster-kind name,symbol,questions,checklist,canvas,frieze --out out/pictures/kinds
	for size in a0 a1 a4; do for way in portrait landscape; do \
	  $(PHASEBOOK) build . --only posters --poster-kind phases,overview,wall-chart --poster-size $$size \
	    $$(test $$way = portrait || echo --landscape) --out out/pictures/posters/$$size-$$way || exit 1; done; done
	$(PYTHON) docs/pictures.py out docs

# What sites get that no writer would make, into the table of docs/limits.md.
hostile: program tools
	$(PYTHON) tests/judges/hostile.py $(PHASEBOOK) --table docs/limits.md

# How often the program takes which way while it makes books: what is handed out is compiled for that. LEARNED
# may name another file than the one that is made here, such as that of a release, which gives its bytes again.
LEARNED ?= target/learn/phasebook.profdata
LEARNED_FLAGS := -Cprofile-use=$(abspath $(LEARNED))
# Of the compiler, by `rustup component add llvm-tools`.
PROFDATA ?= $(firstword $(wildcard $(shell rustc --print sysroot)/lib/rustlib/*/bin/llvm-profdata) llvm-profdata)

target/learn/phasebook.profdata:
	@type $(PROFDATA) >/dev/null || { echo "say: rustup component add llvm-tools" >&2; exit 1; }
	RUSTFLAGS=-Cprofile-generate $(CARGO) build --profile dist --locked --target-dir target/learn
	rm -rf target/learn/counts
	packaging/learn target/learn/dist/phasebook target/learn/counts
	$(PROFDATA) merge --sparse --output $@ target/learn/counts/*.profraw

# Times the program beside what people would use instead, and writes the table of
# docs/performance.md. BENCH_PAGES are the sizes of the sites, BENCH_PICTURES of those with pictures;
# BENCH_SITES are repositories. A stage that grows faster than the pages is an error.
BENCH := .bench
BENCH_PAGES ?= 5,50,500,5000
BENCH_PICTURES ?= 200
BENCH_SITES ?= $(wildcard ../shared/corpus/sites/engineering-playbook ../shared/corpus/sites/methods)

# The program is built as it is handed out, as its peers are.
bench: $(BENCH)/.installed $(LEARNED)
	RUSTFLAGS="$(LEARNED_FLAGS)" $(CARGO) build --profile dist --locked --target-dir target/bench
	$(BENCH)/bin/python benches/peers.py target/bench/dist/phasebook content out/bench --pages $(BENCH_PAGES) \
	  --pictures "$(BENCH_PICTURES)" --table docs/performance.md $(BENCH_SITES)

$(BENCH)/.installed: benches/requirements.txt
	python3 -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# EPUBs as calibre converts them for a Kindle, with every word and without a complaint. By hand, since calibre
# and what it needs are some 450 MB: `apt-get install --no-install-recommends calibre`, say.
EPUBS ?= out/handbook.epub out/guide/handbook.epub

readers: all guide tools
	$(PYTHON) tests/judges/calibre.py $(EPUBS)

# Third-party crates: their licences, where they come from, which are there twice, and what is
# known of them. `make deny DENY="bans licenses sources"` asks nothing of the net. Neither this
# nor the list of licences is needed to build or to test.
deny: $(CRATES)/cargo-deny
	$(CRATES)/cargo-deny --locked check --hide-inclusion-graph $(DENY)

# The licences of all crates that are in the program, which `phasebook licences` prints.
licences: $(CRATES)/cargo-about
	$(CRATES)/cargo-about generate --locked --offline --fail --output-file assets/licences.txt assets/licences.hbs

$(CRATES)/cargo-deny:
	$(CARGO) install --debug --locked --root .tools --version 0.20.2 cargo-deny

# Optimised, since it compares every text with every licence.
$(CRATES)/cargo-about:
	$(CARGO) install --locked --root .tools --version 0.9.3 --features cli cargo-about

# The program to hand out, made twice in two folders, which must give the same bytes. The C library is
# linked into it, so that it runs on any Linux; other systems have no such thing, and ignore it.
DIST_FOLDERS := first second
# Of several that fit, the last counts.
DIST_FLAGS := $(LEARNED_FLAGS) --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=/cargo --remap-path-prefix=$(CURDIR)=/phasebook \
  $(DIST_FOLDERS:%=--remap-path-prefix=$(CURDIR)/target/dist/%=/target)

dist: $(LEARNED)
	for folder in $(DIST_FOLDERS); do \
	  RUSTFLAGS="$(DIST_FLAGS)" SOURCE_DATE_EPOCH=$(shell git log -1 --format=%ct) \
	  $(CARGO) rustc --profile dist --locked --bin phasebook --target-dir target/dist/$$folder \
	    -- -C target-feature=+crt-static || exit 1; done
	cmp $(DIST_FOLDERS:%=target/dist/%/dist/phasebook)
	cp target/dist/first/dist/phasebook target/dist/
	sha256sum target/dist/phasebook

# What is handed out, in out/release: the program as an archive and as a Debian package, what it is made of,
# and the sums of these; held against what whoever downloads it would notice.
RELEASE := out/release

release: dist tools $(CRATES)/cargo-cyclonedx
	rm -rf $(RELEASE)
	PATH="$(CURDIR)/$(CRATES):$$PATH" packaging/sbom target/dist/phasebook $(RELEASE)
	cp $(LEARNED) $(RELEASE)/phasebook.profdata
	packaging/release target/dist/phasebook $(RELEASE)
	$(PYTHON) tests/judges/sbom.py $(RELEASE)/*.cdx.json target/dist/phasebook
	$(PYTHON) tests/judges/release.py $(RELEASE)

$(CRATES)/cargo-cyclonedx:
	$(CARGO) install --debug --locked --root .tools --version 0.5.9 cargo-cyclonedx

# The fuzz targets under libFuzzer, each for so many minutes on one core; see fuzz/README.md.
FUZZ ?= front_matter reader html svg image book
MINUTES ?= 10

fuzz:
	RUSTC_WORKSPACE_WRAPPER=$(CURDIR)/fuzz/instrumented \
	  $(CARGO) build --release --locked -p phasebook-fuzz --target-dir target
	for target in $(FUZZ); do \
	  mkdir -p target/fuzz/$$target target/fuzz/found fuzz/cases/$$target; \
	  marks=fuzz/$$target.dict; test -e $$marks || marks=fuzz/marks.dict; \
	  target/release/$$target -max_total_time=$$(($(MINUTES) * 60)) -timeout=20 -rss_limit_mb=3000 -max_len=49152 \
	    -dict=$$marks -artifact_prefix=target/fuzz/found/$$target- -print_final_stats=1 \
	    target/fuzz/$$target fuzz/cases/$$target content tests/reading assets/pictograms || exit 1; done

clean:
	rm -rf out $(VENV) .tools $(BENCH)
	$(CARGO) clean
