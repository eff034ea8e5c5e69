# The fuzzers: tests/fuzz/fuzz.h. Included by the Makefile. `make fuzz SECONDS_EACH=60`

.PHONY: fuzz fuzz-build
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_LIBRARIES = $(OUT)/libregistry.a $(OUT)/libagent.a $(OUT)/libforhal.a
# With clang's libFuzzer, or with a main() that replays the corpus.
FUZZ_MAIN = $(if $(filter fuzz,$(VARIANT)),,$(OUT)/obj/tests/fuzz/replay.o)

$(OUT)/tests/fuzz/%: $(OUT)/obj/tests/fuzz/%.o $(FUZZ_MAIN) $(FUZZ_LIBRARIES)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer) -o $@ $^ $(REGISTRY_LIBS) $(AGENT_LIBS) $(SHARED_LIBS)
-include $(patsubst %,$(OUT)/obj/tests/fuzz/%.d,$(FUZZERS))

fuzz-build: $(patsubst %,$(OUT)/tests/fuzz/%,$(FUZZERS))

SECONDS_EACH ?= 60
fuzz: ## every parser that faces the network or the disk, SECONDS_EACH=60 with libFuzzer
	@board/dev/deps.sh build fuzz
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzz-build
	@tests/fuzz/fuzz.sh build/fuzz/tests/fuzz $(SECONDS_EACH) $(FUZZERS)
