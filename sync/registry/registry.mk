# The registry's own rules, included by the Makefile.

REGISTRY_LIBS += $(call pkg_libs,zlib libxml-2.0)
REGISTRY_LIBS += $(call pkg_libs,liboath)
REGISTRY_LIBS += -lunistring
REGISTRY_LIBS += $(call pkg_libs,libcurl)
REGISTRY_LIBS += $(call pkg_libs,libpng libturbojpeg libwebp libexif libseccomp)
REGISTRY_LIBS += $(call pkg_libs,inih)
$(OUT)/obj/sync/registry/database/backup_postgres.o: ALL_CFLAGS += $(call pkg_cflags,libpq)
$(OUT)/obj/sync/registry/web/%.o: ALL_CFLAGS += $(call pkg_cflags,libxml-2.0)

# The content's schema becomes a part of the program, so that it runs without files beside it.
$(OUT)/gen/content_schema.c: assets/schema/content.schema.json sync/registry/registry.mk
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	@{ echo '#include "sync/registry/content/content_schema.h"'; \
	  echo 'const unsigned char content_schema_json[] = {'; \
	  od -An -v -tx1 $< | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; \
	  echo '};'; \
	  echo 'const size_t content_schema_json_bytes = sizeof(content_schema_json);'; } > $@.new
	@mv $@.new $@

# So do the pages' stylesheet and script; the beginning of their hash is their version.
$(OUT)/gen/web_assets.c: sync/registry/web/style.css sync/registry/web/follow.js sync/registry/registry.mk
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	@{ echo '#include "sync/registry/web/assets.h"'; \
	  for file in style.css follow.js; do \
	    name=$${file%.*}; \
	    echo "static const unsigned char $${name}_bytes[] = {"; \
	    od -An -v -tx1 sync/registry/web/$$file | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; \
	    echo '};'; \
	    type=text/css; [ $$file = style.css ] || type=text/javascript; \
	    echo "const struct web_asset web_$$name = {$${name}_bytes, sizeof($${name}_bytes), \"$$type; charset=utf-8\","; \
	    echo "    \"$$(sha256sum sync/registry/web/$$file | cut -c1-12)\"};"; \
	  done; } > $@.new
	@mv $@.new $@

# So does the staff page, which Node and the packages of web/package-lock.json put together once for all variants.
STAFF_PAGE := build/staff/staff_assets.c
STAFF_SOURCES := $(shell find sync/registry/web/staff -type f)
$(STAFF_PAGE): $(STAFF_SOURCES) sync/registry/web/node_modules/.package-lock.json
	@mkdir -p $(@D)
	$(call say,STAFF,$@)
	$(Q)node sync/registry/web/staff/build.mjs $(@D)
$(OUT)/obj/gen/staff_assets.o: $(STAFF_PAGE) sync/registry/web/staff_assets.h Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# So do the passwords that everybody tries first, of a package's list.
KNOWN_PASSWORDS := build/staff/known_passwords.c
$(KNOWN_PASSWORDS): sync/registry/web/known-passwords.mjs sync/registry/web/node_modules/.package-lock.json
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q)node $< $@.new && mv $@.new $@
$(OUT)/obj/gen/known_passwords.o: $(KNOWN_PASSWORDS) sync/registry/staff/known_passwords.h Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# What package-lock.json says, to the byte; no package runs a script of its own here, and the browser is Debian's.
sync/registry/web/node_modules/.package-lock.json: sync/registry/web/package.json sync/registry/web/package-lock.json
	@command -v node >/dev/null && command -v npm >/dev/null || { \
	  echo "The staff page is put together by Node and npm, and one of them is missing. Run:  make deps" >&2; exit 1; }
	$(call say,NPM,$(@D))
	$(Q)cd sync/registry/web && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund \
	  --loglevel=error >/dev/null || { \
	  echo "npm could not fetch what sync/registry/web/package-lock.json names: is there a line to its registry?" >&2; exit 1; }
	@touch $@

# So does the description of its addresses, which it serves.
$(OUT)/gen/openapi_document.c: sync/registry/openapi.json sync/registry/registry.mk
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	@{ echo '#include "sync/registry/server/openapi.h"'; \
	  echo 'const unsigned char openapi_document[] = {'; \
	  od -An -v -tx1 $< | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; \
	  echo '};'; \
	  echo 'const size_t openapi_document_bytes = sizeof(openapi_document);'; } > $@.new
	@mv $@.new $@

$(OUT)/obj/gen/%.o: $(OUT)/gen/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/libregistry.a: $(OUT)/obj/gen/content_schema.o $(OUT)/obj/gen/openapi_document.o $(OUT)/obj/gen/web_assets.o \
	$(OUT)/obj/gen/staff_assets.o $(OUT)/obj/gen/known_passwords.o
