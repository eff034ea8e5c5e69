# The real window, under an X server of its own. The Makefile includes this file.

WINDOW_LIBS := $(call pkg_libs,x11 xtst SDL2_ttf)
WINDOW_TESTS := $(wildcard tests/window/test_*.c)
WINDOW_HELPERS := tests/window/display.c tests/window/kiosk.c tests/window/process.c
WINDOW_BINARIES = $(patsubst tests/%.c,$(OUT)/tests/%,$(WINDOW_TESTS))

.PHONY: test-window test-window-build
test-window: test-window-build ## the real window, with real clicks
	FORHAL_BUILD=$(OUT) tests/window/run.sh

test-window-build: $(WINDOW_BINARIES) $(OUT)/forhal-kiosk $(OUT)/tests/make-data
# This one has a registry and an agent too.
test-window-build: $(OUT)/forhal-sync $(OUT)/forhal-registry
$(OUT)/tests/window/test_look: $(call objects,$(E2E_HELPERS))

$(OUT)/obj/tests/window/%.o: ALL_CFLAGS += $(KIOSK_CFLAGS)
$(OUT)/tests/window/%: $(OUT)/obj/tests/window/%.o $(call objects,tests/window/visit.c $(WINDOW_HELPERS)) $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(WINDOW_LIBS) $(SHARED_LIBS) $(TEST_LIBS)
