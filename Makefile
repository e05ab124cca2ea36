# Thin: the real commands stay visible. See README.md.

.PHONY: setup verify test lint schemas abi evm dask-check docs market-pages proofs proofs-mutants report-check \
	scale-check margin-check growth-check fuzz man install uninstall bench bench-check bench-agree bench-count \
	bench-setup clean

SWIFT ?= swift
PREFIX ?= /usr/local
COMPLETIONS = share/bash-completion/completions/vamm share/zsh/site-functions/_vamm \
	share/fish/vendor_completions.d/vamm.fish

verify: setup                  ## build the release and check every vector
	$(SWIFT) build -c release --product vamm
	.build/release/vamm verify Vectors

test: setup                    ## every test, in the release configuration (what is shipped is what is tested)
	$(SWIFT) test -c release

lint:                          ## the formatter's rules
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources \
		Benchmarks/Benchmarks

schemas: .build/venv/ready     ## the vector files against their JSON Schemas
	.build/venv/bin/python Vectors/check_schemas.py

abi: setup .build/venv/ready   ## vamm call against eth-abi: 10,000 random prices, and every recorded market step
	$(SWIFT) build -c release --product vamm
	.build/venv/bin/python Tests/abi/check_call.py
	.build/venv/bin/python Tests/abi/check_house.py

evm: setup .build/venv/evm     ## the driver for compiled contracts: its example, planted bugs, maps, a chain
	$(SWIFT) build -c release --product vamm
	.build/venv/bin/python Vectors/adapters/evm/build_contracts.py
	.build/venv/bin/python -m pytest -q Vectors/adapters/evm/tests

proofs:                        ## the rules and laws in Coq, and the recorded vectors on the proved definitions
	@command -v coqc >/dev/null && command -v ocamlfind >/dev/null && ocamlfind query zarith >/dev/null 2>&1 \
		&& test -e "$$(coqc -where)/user-contrib/RecordUpdate" \
		|| .ci/install-packages coq libcoq-record-update ocaml-findlib libzarith-ocaml-dev
	Tests/Proofs/check

proofs-mutants: proofs         ## that changing one sign in a definition makes a proof or a vector fail, at a dozen places
	python3 Tests/Proofs/check_mutants.py .build/proofs Vectors/recorded/*.json

docs: setup                    ## the libraries' documentation, into .build/docs; a warning is an error
	SWIFT=$(SWIFT) .ci/build-docs .build/docs

market-pages: setup            ## the ready markets as files, and the charts of their pages
	$(SWIFT) build -c release --product vamm
	VAMM=.build/release/vamm .ci/make-market-pages

man: setup                     ## the manual page, .build/vamm.1
	$(SWIFT) build -c release --product vamm
	.build/release/vamm manual > .build/vamm.1

install: man                   ## the program, its manual page and completions below PREFIX (and DESTDIR)
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin share/man/man1 $(dir $(COMPLETIONS)))
	install -m 755 .build/release/vamm $(DESTDIR)$(PREFIX)/bin/vamm
	install -m 644 .build/vamm.1 $(DESTDIR)$(PREFIX)/share/man/man1/vamm.1
	.build/release/vamm --generate-completion-script bash > $(DESTDIR)$(PREFIX)/$(word 1,$(COMPLETIONS))
	.build/release/vamm --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/$(word 2,$(COMPLETIONS))
	.build/release/vamm --generate-completion-script fish > $(DESTDIR)$(PREFIX)/$(word 3,$(COMPLETIONS))

uninstall:                     ## what install put there
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/vamm share/man/man1/vamm.1 $(COMPLETIONS))

FUZZ_SECONDS ?= 5

fuzz: setup                    ## every reader of bytes from outside on libFuzzer, FUZZ_SECONDS each
	$(SWIFT) build --package-path Tests/fuzz --scratch-path .build/fuzz -c release -Xswiftc -sanitize=fuzzer
	Tests/fuzz/run .build/fuzz/release/Fuzz $(FUZZ_SECONDS) .build/fuzz/found

scale-check: setup             ## vamm run on 1,000,000 steps, and the speed of simulations: rates and memory
	$(SWIFT) build -c release --product vamm
	python3 Tests/scale/check_run.py
	python3 Tests/scale/check_simulation.py

margin-check: setup            ## tests of margin told without the average, on 10,000,000 positions
	VAMM_MARGIN_TESTS=10000000 $(SWIFT) test -c release --filter MarginTestTests

growth-check: setup            ## that a step costs what it touches, with 16,000 traders and 1,600 pools
	$(SWIFT) build -c release --product vamm
	python3 Tests/scale/check_growth.py

report-check: setup .build/venv/ready  ## the pages of vamm report in Chromium, wide and narrow, light and dark
	@command -v chromium >/dev/null || .ci/install-packages chromium
	$(SWIFT) build -c release --product vamm
	.build/venv/bin/python Tests/browser/check_report.py
	.build/venv/bin/python Tests/browser/check_frontier.py

bench: bench-setup             ## every measurement of Benchmarks/README.md
	cd Benchmarks && $(SWIFT) run -c release swap-peers
	cd Benchmarks && $(SWIFT) run -c release calls
	cd Benchmarks && $(SWIFT) run -c release growth --output results
	cd Benchmarks && python3 count_instructions.py
	cd Benchmarks && python3 count_instructions.py --parts

bench-check: bench-agree bench-count ## what CI asks of the benchmarks

bench-agree: bench-setup       ## that the benchmarks run, and all peers give the same bits
	cd Benchmarks && $(SWIFT) build -c release
	cd Benchmarks && $(SWIFT) run -c release swap-peers --inputs 4096 --rounds 1
	cd Benchmarks && $(SWIFT) run -c release growth --most 100 --rounds 1

bench-count: bench-setup       ## that instruction counts are as committed (x86-64)
	cd Benchmarks && $(SWIFT) build -c release --product calls
	cd Benchmarks && python3 count_instructions.py

bench-setup: setup             ## Boost and valgrind, where they are missing
	@test -e /usr/include/boost/multiprecision/cpp_int.hpp && command -v valgrind >/dev/null \
		|| .ci/install-packages libboost-dev valgrind

setup:                         ## GMP and SQLite, where missing (Debian, Ubuntu: apt-get; macOS: Homebrew)
	@pkg-config --exists gmp sqlite3 2>/dev/null || .ci/install-libraries

dask-check: setup .build/venv/dask ## a sweep on a local Dask cluster gives the bytes of one machine
	$(SWIFT) build -c release --product vamm
	.build/venv/bin/python Tests/dask/check_dask.py

.build/venv/dask: .build/venv/ready
	.build/venv/bin/pip install --quiet 'dask[distributed]>=2024.1'
	touch $@

.build/venv/evm: .build/venv/ready Vectors/adapters/evm/pyproject.toml
	.build/venv/bin/pip install --quiet -e 'Vectors/adapters/evm[test]'
	touch $@

.build/venv/ready: Makefile
	mkdir -p .build
	python3 -m venv .build/venv || (.ci/install-packages python3-venv && python3 -m venv .build/venv)
	.build/venv/bin/pip install --quiet 'jsonschema>=4.18' 'eth-abi>=5' 'eth-hash[pycryptodome]' 'websocket-client>=1.8'
	touch $@

clean:
	rm -rf .build Benchmarks/.build
