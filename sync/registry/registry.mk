# The registry's own rules, included by the Makefile.

REGISTRY_LIBS += $(call pkg_libs,zlib)

# The content's schema becomes a part of the program, so that it runs without files beside it.
$(OUT)/gen/content_schema.c: assets/schema/content.schema.json sync/registry/registry.mk
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	@{ echo '#include "sync/registry/content_schema.h"'; \
	  echo 'const unsigned char content_schema_json[] = {'; \
	  od -An -v -tx1 $< | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; \
	  echo '};'; \
	  echo 'const size_t content_schema_json_bytes = sizeof(content_schema_json);'; } > $@.new
	@mv $@.new $@

$(OUT)/obj/gen/content_schema.o: $(OUT)/gen/content_schema.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/libregistry.a: $(OUT)/obj/gen/content_schema.o

# So does the description of its addresses, which it serves.
$(OUT)/gen/openapi_document.c: sync/registry/openapi.json sync/registry/registry.mk
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	@{ echo '#include "sync/registry/openapi.h"'; \
	  echo 'const unsigned char openapi_document[] = {'; \
	  od -An -v -tx1 $< | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; \
	  echo '};'; \
	  echo 'const size_t openapi_document_bytes = sizeof(openapi_document);'; } > $@.new
	@mv $@.new $@

$(OUT)/obj/gen/openapi_document.o: $(OUT)/gen/openapi_document.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/libregistry.a: $(OUT)/obj/gen/openapi_document.o
