# Figures against peers. The Makefile includes this file; docs/benchmarks.md says what is measured.

BENCH_LIBS := $(call pkg_libs,x11 xtst xdamage)
BENCH_ROUNDS ?= 7

.PHONY: bench bench-screen
bench: bench-screen ## figures against peers; takes some minutes (BENCH_ROUNDS=7)

bench-screen: ## Forhal beside Chromium in kiosk mode: start, memory, stillness, touch
	@board/dev/deps.sh build run test bench
	@$(MAKE) --no-print-directory VARIANT=release programs build/tests/make-data build/tests/bench/bench_screen
	@build/tests/bench/bench_screen build assets/content/albertslund-2014.json tests/bench/page.html --rounds $(BENCH_ROUNDS)

$(OUT)/tests/bench/bench_screen: $(call objects,tests/bench/bench_screen.c tests/bench/eye.c $(WINDOW_HELPERS))
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(BENCH_LIBS) $(SHARED_LIBS)
