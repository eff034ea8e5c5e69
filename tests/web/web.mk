# The registry's pages in a browser. The Makefile includes this file; only these targets need Node.

.PHONY: web-deps web-test web-shots
WEB := sync/registry/web
web-deps:
	@board/dev/deps.sh web
	@command -v npm >/dev/null || board/dev/deps.sh npm
	@$(MAKE) --silent --no-print-directory $(WEB)/node_modules/.package-lock.json

# What package-lock.json says, to the byte; the browser is Debian's.
$(WEB)/node_modules/.package-lock.json: $(WEB)/package.json $(WEB)/package-lock.json
	$(call say,NPM,$(@D))
	$(Q)cd $(WEB) && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-audit --no-fund
	@touch $@

web-test: programs $(OUT)/tests/make-data web-deps ## the registry's pages in Chromium: axe-core, bytes, without JavaScript (about a minute)
	@FORHAL_BUILD=$(OUT) tests/web/run.sh
	@FORHAL_BUILD=$(OUT) tests/web/qr.sh

web-shots: programs web-deps ## pictures of the pages as a phone shows them into build/web/
	@mkdir -p build/web
	@FORHAL_BUILD=$(OUT) WEB_SHOTS=$(CURDIR)/build/web tests/web/run.sh
