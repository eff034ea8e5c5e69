# Figures against peers. The Makefile includes this file; docs/benchmarks.md says what is measured.

BENCH_LIBS := $(call pkg_libs,x11 xtst xdamage)
BENCH_ROUNDS ?= 7

.PHONY: bench bench-screen bench-water bench-board bench-paint bench-poll bench-disk bench-sync bench-sync-run bench-registry bench-registry-run
bench: bench-screen bench-board bench-paint bench-poll bench-disk bench-sync bench-registry ## figures against peers; takes some minutes (BENCH_ROUNDS=7)

bench-screen: ## Forhal beside Chromium in kiosk mode: start, memory, stillness, touch
	@board/dev/deps.sh build run test bench
	@$(MAKE) --no-print-directory VARIANT=release programs build/tests/make-data build/tests/bench/bench_screen
	@build/tests/bench/bench_screen build assets/content/albertslund-2014.json tests/bench/page.html --rounds $(BENCH_ROUNDS)

$(OUT)/tests/bench/bench_screen: $(call objects,tests/bench/bench_screen.c tests/bench/eye.c $(WINDOW_HELPERS))
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(BENCH_LIBS) $(SHARED_LIBS)

bench-board: ## the processor's time for a board with 12 and with 10,000 networks: scrolling, searching, memory
	@$(MAKE) --no-print-directory VARIANT=release build/tests/make-data build/tests/bench/bench_board
	@rm -rf build/bench-board && mkdir -p build/bench-board
	@for count in 12 10000; do \
		build/tests/make-data assets/content/albertslund-2014.json build/bench-board/$$count --networks $$count && \
		printf '\n%s networks, CPU time\n' $$count && build/tests/bench/bench_board build/bench-board/$$count || exit 1; \
	done; rm -rf build/bench-board

$(OUT)/obj/tests/bench/bench_board.o: ALL_CFLAGS += $(KIOSK_CFLAGS)
$(OUT)/tests/bench/bench_board: $(OUT)/obj/tests/bench/bench_board.o $(OUT)/libkiosk.a $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(KIOSK_LIBS) $(SHARED_LIBS)

bench-water: ## CPU of the moving water, beside Chromium
	@board/dev/deps.sh build run test bench
	@$(MAKE) --no-print-directory VARIANT=release programs build/tests/make-data build/tests/bench/bench_screen
	@build/tests/bench/bench_screen build assets/content/albertslund-2014.json tests/bench/page.html --water

bench-paint: ## what one picture costs the processor, without a window
	@$(MAKE) --no-print-directory VARIANT=release build/tests/make-data build/tests/bench/bench_paint
	@work=$$(mktemp -d) && build/tests/make-data assets/content/albertslund-2014.json $$work/data && \
		build/tests/bench/bench_paint $$work/data; status=$$?; rm -rf $$work; exit $$status

$(OUT)/tests/bench/bench_paint: $(call objects,tests/bench/bench_paint.c) $(OUT)/libkiosk.a $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(KIOSK_LIBS) $(SHARED_LIBS)

bench-poll: ## how fast news reach 1,000 and 10,000 kiosks that wait, and what one of them costs
	@$(MAKE) --no-print-directory VARIANT=release programs build/tests/bench/bench_poll
	@for count in 1000 10000; do \
		build/tests/bench/bench_poll build assets/content/albertslund-2014.json $$count $(BENCH_ROUNDS) || exit 1; \
	done

$(OUT)/tests/bench/bench_poll: $(call objects,tests/bench/bench_poll.c tests/e2e/proc.c) $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(SHARED_LIBS)

bench-disk: ## what a card has to bear: bytes written on a day without visitors, and for a submission
	@$(MAKE) --no-print-directory VARIANT=release simulate-build
	@build/tests/simulate day

# The peer's programs come from npm, exactly as package-lock.json says, and run none of their install scripts.
build/bench-peer/node_modules: tests/bench/peer/package-lock.json
	@mkdir -p build/bench-peer
	@cp tests/bench/peer/package.json tests/bench/peer/package-lock.json build/bench-peer/
	@cd build/bench-peer && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

bench-sync: ## the first pull of 10,000 networks, beside PouchDB from express-pouchdb (needs node and npm)
	@if ! command -v npm >/dev/null; then echo 'bench-sync: skipped, there is no npm here'; \
	else $(MAKE) --no-print-directory VARIANT=release bench-sync-run; fi

# Runs on a line without $(MAKE), which make carries out for -n too.
bench-sync-run: programs build/tests/bench/bench_sync build/bench-peer/node_modules
	@cp tests/bench/peer/*.js build/bench-peer/
	@build/tests/bench/bench_sync build assets/content/albertslund-2014.json build/bench-peer 10000 $(BENCH_ROUNDS) small
	@build/tests/bench/bench_sync build assets/content/albertslund-2014.json build/bench-peer 10000 $(BENCH_ROUNDS)

$(OUT)/tests/bench/bench_sync: $(call objects,tests/bench/bench_sync.c tests/e2e/proc.c tests/e2e/counter.c) $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(SHARED_LIBS)

# better-sqlite3 is built from its own source: what it would fetch ready-made is no package of the registry's.
build/bench-registry/node_modules: tests/bench/registry_peer/package-lock.json
	@mkdir -p build/bench-registry
	@cp tests/bench/registry_peer/package.json tests/bench/registry_peer/package-lock.json build/bench-registry/
	@cd build/bench-registry && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && \
		npm rebuild better-sqlite3 --build-from-source --nodedir=/usr --loglevel=error
	@touch $@

bench-registry: ## the registry beside Fastify + better-sqlite3 and a Node server with SSE (needs node, npm, wrk, g++)
	@board/dev/deps.sh bench
	@if ! command -v npm >/dev/null; then echo 'bench-registry: skipped, there is no npm here'; \
	elif [ ! -e /usr/include/node/node.h ]; then echo 'bench-registry: skipped, there are no headers of Node (libnode-dev)'; \
	else $(MAKE) --no-print-directory VARIANT=release bench-registry-run; fi

bench-registry-run: programs build/tests/bench/bench_registry build/tests/bench/slow_disk.so build/bench-registry/node_modules
	@cp tests/bench/registry_peer/*.js build/bench-registry/
	@tests/bench/registry.sh build build/bench-registry $(BENCH_ROUNDS)

build/tests/bench/slow_disk.so: tests/bench/slow_disk.c
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) -std=c11 -Wall -Wextra -Werror -O2 -fPIC -shared -o $@ $<

$(OUT)/tests/bench/bench_registry: $(call objects,tests/bench/bench_registry.c) $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(SHARED_LIBS)
