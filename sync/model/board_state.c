#include "sync/model/board_state.h"

#define PLACE(name) offsetof(struct board_state, name)

static const struct fact facts[] = {
    {"cpu_mc", PLACE(cpu_mc), -100000, 200000},
    {"throttled", PLACE(throttled), 0, UINT32_MAX},
    {"under_voltage", PLACE(under_voltage), 0, 1},
    {"disk_free_mib", PLACE(disk_free_mib), 0, 1LL << 40},
    {"disk_mib", PLACE(disk_mib), 0, 1LL << 40},
    {"memory_available_mib", PLACE(memory_available_mib), 0, 1LL << 40},
    {"memory_mib", PLACE(memory_mib), 0, 1LL << 40},
    {"up_s", PLACE(up_s), 0, 100LL * 366 * 86400},
    {"hardware_watchdog_s", PLACE(hardware_watchdog_s), 0, 100000},
};
enum { FACTS_COUNT = sizeof(facts) / sizeof(facts[0]) };

void board_state_clear(struct board_state *out)
{
    facts_clear(out, facts, FACTS_COUNT);
}

json_t *board_state_to_json(const struct board_state *state)
{
    return facts_to_json(state, facts, FACTS_COUNT);
}

enum err board_state_from_json(struct board_state *out, const json_t *json)
{
    struct board_state state;
    enum err err = facts_from_json(&state, facts, FACTS_COUNT, json);
    if (err == ERR_OK) *out = state;
    return err;
}
