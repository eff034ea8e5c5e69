# Forhal: two commands matter, `make run` and `make test`. `make help` lists the others.
#
# Everything is built outside the source folders:
#   build/          gcc, release          (forhal-kiosk, forhal-sync, forhal-registry)
#   build/asan/     gcc, ASan and UBSan   (the tests run these)
#   build/clang/    clang, release        (the lint compiles it, nothing runs it)
#   build/fuzz/     clang, libFuzzer      (make fuzz)
# A variant is the same rules with another VARIANT; objects depend on headers by -MMD and on
# this file, so a rebuild with nothing changed does nothing.

VARIANT ?= release
ifeq ($(VARIANT),release)
  OUT := build
  CC := gcc
  OPTIMISE := -O2 -D_FORTIFY_SOURCE=2
else ifeq ($(VARIANT),asan)
  OUT := build/asan
  CC := gcc
  OPTIMISE := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(VARIANT),clang)
  OUT := build/clang
  CC := clang
  OPTIMISE := -O2
else ifeq ($(VARIANT),fuzz)
  OUT := build/fuzz
  CC := clang
  OPTIMISE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -fsanitize=fuzzer-no-link
else
  $(error VARIANT is release, asan, clang or fuzz, not '$(VARIANT)')
endif

PREFIX ?= /usr/local

# Lines are short unless V=1.
V ?= 0
Q := $(if $(filter 0,$(V)),@)
say = $(if $(filter 0,$(V)),@printf '  %-5s %s\n' $(1) $(2))

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wwrite-strings -Wundef -Wvla -Wformat=2 -Werror
CFLAGS ?= -g
ALL_CFLAGS = -std=c11 -I. $(WARNINGS) $(OPTIMISE) -fstack-protector-strong -fPIE -pthread $(CFLAGS)
ALL_LDFLAGS = $(filter -fsanitize%,$(OPTIMISE)) -pie -pthread -Wl,-z,relro,-z,now,--as-needed $(LDFLAGS)

# What each library needs from Debian; pkg-config is asked once per make.
pkg_libs = $(shell pkg-config --libs $(1) 2>/dev/null)
pkg_cflags = $(shell pkg-config --cflags $(1) 2>/dev/null)
SHARED_LIBS := $(call pkg_libs,sqlite3 libsodium jansson libpng)
KIOSK_LIBS := $(call pkg_libs,sdl2 SDL2_ttf libpng fribidi libqrencode) -lunistring -lm
KIOSK_CFLAGS := $(call pkg_cflags,sdl2 SDL2_ttf libpng fribidi)
AGENT_LIBS := $(call pkg_libs,libcurl openssl)
REGISTRY_LIBS := $(call pkg_libs,libmicrohttpd gnutls libpcre2-8 libpq) -lm
TEST_LIBS := $(call pkg_libs,cmocka libical)

SHARED_SOURCES := $(wildcard sync/base/*.c sync/model/*.c sync/wire/*.c sync/store/*.c)
KIOSK_SOURCES := $(wildcard kiosk/*.c kiosk/screens/*.c)
AGENT_SOURCES := $(wildcard sync/agent/*.c)
REGISTRY_SOURCES := $(wildcard sync/registry/*.c sync/registry/*/*.c)
UNIT_TESTS := $(wildcard tests/unit/*.c)
SCREEN_TESTS := $(wildcard tests/screens/*.c)
E2E_TESTS := $(wildcard tests/e2e/test_*.c)
E2E_HELPERS := $(filter-out $(E2E_TESTS),$(wildcard tests/e2e/*.c))
BENCHES := $(wildcard tests/bench/*.c)

objects = $(patsubst %.c,$(OUT)/obj/%.o,$(1))
PROGRAMS := $(OUT)/forhal-kiosk $(OUT)/forhal-sync $(OUT)/forhal-registry
UNIT_BINARIES := $(patsubst tests/%.c,$(OUT)/tests/%,$(UNIT_TESTS) $(SCREEN_TESTS))
E2E_BINARIES := $(patsubst tests/%.c,$(OUT)/tests/%,$(E2E_TESTS))

WORDS := $(patsubst assets/words/%.po,$(OUT)/locale/%/LC_MESSAGES/forhal.mo,$(wildcard assets/words/*.po))

.PHONY: all programs tests
all: programs
programs: $(PROGRAMS) $(WORDS)
tests: $(UNIT_BINARIES) $(E2E_BINARIES)

$(OUT)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(OUT)/obj/sync/registry/database/db_postgres.o: ALL_CFLAGS += $(call pkg_cflags,libpq)
$(OUT)/obj/kiosk/%.o $(OUT)/obj/tests/screens/%.o: ALL_CFLAGS += $(KIOSK_CFLAGS)

$(OUT)/libforhal.a: $(call objects,$(SHARED_SOURCES))
FORHAL_BUILT_S := $(shell git log -1 --format=%ct 2>/dev/null || date -r Makefile +%s)
FORHAL_VERSION := $(shell git describe --always --dirty 2>/dev/null || echo unknown)
$(OUT)/obj/sync/base/clock_built.o: ALL_CFLAGS += -DFORHAL_BUILT_S=$(FORHAL_BUILT_S)
$(OUT)/obj/kiosk/service_facts.o $(OUT)/obj/sync/agent/beat.o $(OUT)/obj/sync/registry/server/metrics.o: ALL_CFLAGS += -DFORHAL_VERSION='"$(FORHAL_VERSION)"'
$(OUT)/libkiosk.a: $(call objects,$(filter-out kiosk/main.c kiosk/wiping_free.c,$(KIOSK_SOURCES)))
$(OUT)/libagent.a: $(call objects,$(filter-out sync/agent/main.c sync/agent/memory.c,$(AGENT_SOURCES)))
$(OUT)/libregistry.a: $(call objects,$(filter-out sync/registry/main.c,$(REGISTRY_SOURCES)))
$(OUT)/%.a:
	@rm -f $@
	$(call say,AR,$@)
	$(Q)ar rcsD $@ $(filter %.o,$^)

$(OUT)/forhal-kiosk: $(call objects,kiosk/main.c kiosk/wiping_free.c) $(OUT)/libkiosk.a $(OUT)/libforhal.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(KIOSK_LIBS) $(SHARED_LIBS)
# GnuTLS, which comes with libcurl's LDAP, finds there that nobody needs it (sync/agent/memory.c).
$(OUT)/forhal-sync: $(call objects,sync/agent/main.c sync/agent/memory.c) $(OUT)/libagent.a $(OUT)/libforhal.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -Wl,--export-dynamic-symbol=_gnutls_global_init_skip -o $@ $^ $(AGENT_LIBS) $(SHARED_LIBS)
$(OUT)/forhal-registry: $(call objects,sync/registry/main.c) $(OUT)/libregistry.a $(OUT)/libforhal.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(REGISTRY_LIBS) $(SHARED_LIBS)

# The catalogues of words, and the list of all words that translators work from.
$(OUT)/locale/%/LC_MESSAGES/forhal.mo: assets/words/%.po
	@mkdir -p $(@D)
	$(call say,MO,$@)
	$(Q)msgfmt --check -o $@ $<
WORDS_SOURCES := $(sort $(KIOSK_SOURCES) $(wildcard sync/base/*.c sync/model/*.c) $(REGISTRY_SOURCES))
$(OUT)/forhal.pot: $(WORDS_SOURCES)
	@mkdir -p $(@D)
	$(call say,POT,$@)
	$(Q)xgettext --from-code=UTF-8 --add-comments=TRANSLATORS --sort-by-file --keyword=WORDS --keyword=WORDS_LATER \
		--keyword=WORDS_COUNT:1,2 --package-name=forhal -o $@ $(WORDS_SOURCES)

# A test is one file and one program; it may use every room of the house.
$(OUT)/tests/unit/%: $(OUT)/obj/tests/unit/%.o $(OUT)/libregistry.a $(OUT)/libagent.a $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(REGISTRY_LIBS) $(AGENT_LIBS) $(SHARED_LIBS) $(TEST_LIBS)
$(OUT)/tests/screens/%: $(OUT)/obj/tests/screens/%.o $(OUT)/libkiosk.a $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(KIOSK_LIBS) $(SHARED_LIBS) $(TEST_LIBS)
$(OUT)/obj/tests/e2e/test_bad_network.o: ALL_CFLAGS += -DFAKETIME_FOLDER='"/usr/lib/$(shell gcc -print-multiarch)/faketime"'
$(OUT)/tests/e2e/%: $(OUT)/obj/tests/e2e/%.o $(call objects,$(E2E_HELPERS)) $(OUT)/libagent.a $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(SHARED_LIBS) $(AGENT_LIBS) $(TEST_LIBS) -lz

# Writes a kiosk's data folder from a content file, without a registry: for tests of the screen.
$(OUT)/tests/make-data: $(OUT)/obj/tests/screens/tools/make_data.o $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(SHARED_LIBS)

-include sync/registry/registry.mk
-include board/board.mk
-include tests/window/window.mk
-include tests/bench/bench.mk
-include tests/simulation/simulation.mk
-include tests/fuzz/fuzz.mk
-include tests/web/web.mk

# ---- tests: what runs is built with ASan and UBSan, the programs under test too ----

.PHONY: test test-postgres check check-run test-run golden audit tour docs-screens long words clean help
ASAN := build/asan
ASAN_UNIT := $(patsubst tests/%.c,$(ASAN)/tests/%,$(UNIT_TESTS) $(SCREEN_TESTS))
ASAN_E2E := $(patsubst tests/%.c,$(ASAN)/tests/%,$(E2E_TESTS))
# Leaks are reported by LeakSanitizer at exit, as everywhere with ASan.
TEST_ENV := FORHAL_BUILD=$(ASAN) UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_stack_use_after_return=1

test: ## installs what is missing, builds, runs every test (under 15 minutes)
	@board/dev/deps.sh build run test
	@$(MAKE) --no-print-directory web-deps
	@$(MAKE) --no-print-directory test-run

# test_pair needs a PostgreSQL: tests/postgres/units.sh begins one, and runs it there.
test-run: ## the same, without looking for packages
	@$(MAKE) --no-print-directory programs tests $(OUT)/tests/make-data test-window-build simulate-build
	@$(MAKE) --no-print-directory VARIANT=asan programs tests $(ASAN)/tests/make-data test-window-build fuzz-build
	@$(MAKE) --no-print-directory lint-fast
	@$(TEST_ENV) tests/run.sh $(filter-out %/test_pair,$(ASAN_E2E)) tests/simulation/run.sh tests/web/staff.sh tests/web/whole.sh tests/oidc/run.sh tests/web/run.sh tests/web/qr.sh tests/postgres/units.sh \
		tests/window/run.sh tests/window/run-release.sh tests/screens/audit.sh tests/screens/long.sh tests/screens/qr.sh \
		tests/visits/run.sh tests/screens/golden.sh tests/fuzz/replay.sh tests/board/units.sh tests/board/help.sh tests/board/install.sh \
		tests/board/sbom.sh tests/board/publiccode.sh tests/board/compositor.sh tests/board/nginx.sh tests/board/caddy.sh \
		tests/lint/selftest-quick.sh $(ASAN_UNIT)

test-postgres: ## the registry's suite on a real PostgreSQL
	@board/dev/deps.sh build run test
	@$(MAKE) --no-print-directory VARIANT=asan programs tests
	@$(TEST_ENV) tests/postgres/run.sh

check: ## the part of the tests that takes under a minute
	@$(MAKE) --no-print-directory VARIANT=asan programs $(ASAN_UNIT) $(ASAN)/tests/make-data
	@$(MAKE) --no-print-directory lint-fast
	@$(TEST_ENV) tests/run.sh $(ASAN_UNIT) tests/visits/run.sh tests/screens/golden.sh

golden: programs $(OUT)/tests/make-data ## writes the kept frames anew; read the diff before you commit it
	@tests/screens/golden.sh --update

audit: programs $(OUT)/tests/make-data ## every screen, size and look; ends in "N frames, M findings"
	@tests/screens/audit.sh

long: programs $(OUT)/tests/make-data ## ten thousand visits through one process: its memory stays the same (3 minutes)
	@LONG_SECONDS=900 tests/screens/long.sh 10000

words: $(OUT)/forhal.pot ## brings assets/words/*.po up to date with the words in the code
	@for po in assets/words/*.po; do msgmerge --quiet --update --backup=none --no-fuzzy-matching $$po $<; done
	@for po in assets/words/*.po; do printf '%s: ' $$po; msgfmt --statistics -o /dev/null $$po; done

tour: programs $(OUT)/tests/make-data ## a PNG of every screen and contact sheets into build/tour/
	@board/dev/deps.sh build run tour
	@tests/screens/tour.sh

docs-screens: ## copies what the documents show from build/tour/ to docs/screens/
	@tests/screens/tour.sh --docs

clean: ## removes build/
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | sort | awk -F '\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

.SECONDARY:
-include $(shell find $(OUT)/obj -name '*.d' 2>/dev/null)
