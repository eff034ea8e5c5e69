# The simulated town: tests/simulation/town.h. Included by the Makefile.

.PHONY: simulate simulate-mutants simulate-build
SIMULATION_SOURCES := $(wildcard tests/simulation/*.c)
SIMULATION_WRAPS := $(foreach name,open close read write fsync fchmod rename unlink mkdir stat access flock,-Wl,--wrap=$(name))

# The network is wire.c, so libcurl's place (http.o) is never taken out of the archive.
$(OUT)/tests/simulate: $(call objects,$(SIMULATION_SOURCES)) $(OUT)/libregistry.a $(OUT)/libagent.a $(OUT)/libforhal.a
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) $(SIMULATION_WRAPS) -o $@ $^ $(REGISTRY_LIBS) $(AGENT_LIBS) $(SHARED_LIBS)
-include $(patsubst %.c,$(OUT)/obj/%.d,$(SIMULATION_SOURCES))

simulate-build: $(OUT)/tests/simulate

SEEDS ?= 2000
FROM ?= 0
simulate: ## SEEDS=N FROM=K: a whole town hall under power cuts, bad networks and old backups, N times or SEEDS=forever; SEED=N tells one
	@$(MAKE) --no-print-directory simulate-build
	@$(OUT)/tests/simulate $(SEEDS) $(FROM)

MUTANT_SEEDS ?= 3000
simulate-mutants: ## plants bugs, one at a time, and shows that the simulated town finds each
	@$(MAKE) --no-print-directory simulate-build
	@COMPILE='$(CC) $(ALL_CFLAGS) -w -c -o' LINK='$(CC) $(ALL_LDFLAGS) $(SIMULATION_WRAPS) -o' \
	OBJECTS='$(call objects,$(SIMULATION_SOURCES))' \
	LIBRARIES='$(OUT)/libregistry.a $(OUT)/libagent.a $(OUT)/libforhal.a $(REGISTRY_LIBS) $(AGENT_LIBS) $(SHARED_LIBS)' \
	tests/simulation/mutants.sh $(OUT)/mutants $(MUTANT_SEEDS)
