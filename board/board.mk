# Targets around the programs: packages, a run on the desk, a bare Debian, installation, lint.
# The Makefile includes this file; board/README.md is about the kiosk on the wall.

.PHONY: deps run fresh install lint lint-layers lint-banned lint-paths lint-words lint-fast lint-mutants lint-staff lint-scripts lint-format \
        lint-field-failures lint-cppcheck lint-tidy lint-clang lint-selftest board-tools test-board test-units test-boot

DEPS ?= build run test
deps: ## install the Debian packages that are missing (DEPS="build run test kiosk lint bench fresh")
	@board/dev/deps.sh $(DEPS)
	@command -v npm >/dev/null || board/dev/deps.sh npm
	@$(MAKE) --silent --no-print-directory sync/registry/web/node_modules/.package-lock.json

run: ## registry, agent and kiosk on the demo content; installs and builds first
	@board/dev/run.sh

fresh: ## `make run` and `make test` in a bare Debian (FRESH_ONLY=run: without the tests)
	@board/dev/deps.sh fresh
	@tests/fresh/fresh.sh

# Turns the virtual screen of `make run` into run/screen.png.
board-tools: $(OUT)/forhal-screenshot
$(OUT)/forhal-screenshot: $(call objects,board/dev/screenshot.c)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(call pkg_libs,libpng)

install: programs ## install into DESTDIR/PREFIX: programs, content, units, settings (PART=kiosk|registry)
	board/install.sh --from $(OUT) --destdir "$(DESTDIR)" --prefix "$(PREFIX)" $(PART)

lint: ## format, layers, banned functions, warnings of clang, static analysis, scripts
	@board/dev/deps.sh build test lint
	@$(MAKE) --no-print-directory lint-fast lint-format lint-scripts lint-cppcheck lint-tidy lint-clang
	@tests/lint/selftest.sh
	@tests/board/units.sh

lint-fast: lint-layers lint-banned lint-paths lint-words lint-field-failures lint-mutants lint-staff
lint-staff: sync/registry/web/node_modules/.package-lock.json ## types of the staff page (TypeScript, strict)
	@cd sync/registry/web && node_modules/.bin/tsc -p staff/tsconfig.json
lint-layers: ## who may include whom
	@tests/lint/layers.sh
lint-banned: ## functions nobody calls
	@tests/lint/banned.sh
lint-paths: ## no machine's folders, no package registry's hosts
	@tests/lint/paths.sh
lint-field-failures: ## docs/field-failures.md and sync/PROTOCOL.md name tests that are there
	@tests/lint/field-failures.sh
lint-mutants: ## each bug of tests/simulation/mutants still fits the source it is planted in
	@tests/simulation/mutants.sh --fit
lint-words: ## every catalogue has every word
	@tests/lint/words.sh
lint-format:
	@tests/lint/format.sh
lint-scripts:
	@tests/lint/scripts.sh
lint-cppcheck:
	@tests/lint/cppcheck.sh
lint-tidy:
	@tests/lint/tidy.sh
lint-clang:
	@$(MAKE) --no-print-directory VARIANT=clang programs tests
lint-selftest: ## each lint finds what it is for (those that need no lint package)
	@tests/lint/selftest.sh quick

# What of the board can be shown without a board. Parts of `make test`.
test-board: test-units
	@tests/board/install.sh
	@tests/board/compositor.sh
test-units:
	@tests/board/units.sh

test-boot: programs ## the units under a real systemd, booted in a container (root)
	@board/dev/deps.sh fresh
	@FORHAL_BUILD=$(OUT) tests/board/boot.sh

# What the programs are made of, for whoever watches for weaknesses.
.PHONY: sbom
sbom: programs ## a CycloneDX list of all parts, Debian's and npm's: build/forhal.cdx.json
	@node board/dev/sbom.mjs $(OUT) $(OUT)/forhal.cdx.json
