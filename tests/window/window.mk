# The real window, under an X server of its own. The Makefile includes this file.

WINDOW_LIBS := $(call pkg_libs,x11 xtst)
WINDOW_TTF_LIBS := $(call pkg_libs,SDL2_ttf)
WINDOW_HELPERS := tests/window/display.c tests/window/kiosk.c tests/window/process.c

.PHONY: test-window test-window-build
test-window: test-window-build ## the real window, with real clicks
	FORHAL_BUILD=$(OUT) tests/window/run.sh

test-window-build: $(OUT)/tests/window/test_window $(OUT)/forhal-kiosk $(OUT)/tests/make-data

$(OUT)/obj/tests/window/test_window.o: ALL_CFLAGS += $(KIOSK_CFLAGS)
$(OUT)/tests/window/test_window: $(call objects,tests/window/test_window.c $(WINDOW_HELPERS)) $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(WINDOW_LIBS) $(WINDOW_TTF_LIBS) $(SHARED_LIBS) $(TEST_LIBS)
