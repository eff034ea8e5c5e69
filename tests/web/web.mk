# The registry's pages in a browser. The Makefile includes this file; only these targets need Node.

.PHONY: web-deps web-test web-shots
WEB := sync/registry/web
web-deps:
	@board/dev/deps.sh web
	@command -v npm >/dev/null || board/dev/deps.sh npm
	@$(MAKE) --silent --no-print-directory $(WEB)/node_modules/.package-lock.json tests/oidc/node_modules/.package-lock.json

web-test: programs $(OUT)/tests/make-data web-deps ## all pages in Chromium, for citizens and staff: axe-core, keyboard, bytes, without JavaScript (some six minutes)
	@FORHAL_BUILD=$(OUT) tests/web/run.sh
	@FORHAL_BUILD=$(OUT) tests/web/qr.sh
	@FORHAL_BUILD=$(OUT) tests/web/staff.sh
	@FORHAL_BUILD=$(OUT) tests/web/whole.sh
	@FORHAL_BUILD=$(OUT) tests/oidc/run.sh

web-shots: programs web-deps ## pictures of the public pages and of the staff page into build/web/
	@mkdir -p build/web
	@FORHAL_BUILD=$(OUT) WEB_SHOTS=$(CURDIR)/build/web tests/web/run.sh
	@FORHAL_BUILD=$(OUT) WEB_SHOTS=$(CURDIR)/build/web tests/web/staff.sh

# The provider that tests/oidc/run.sh signs in with.
tests/oidc/node_modules/.package-lock.json: tests/oidc/package.json tests/oidc/package-lock.json
	$(call say,NPM,$(@D))
	$(Q)cd tests/oidc && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
