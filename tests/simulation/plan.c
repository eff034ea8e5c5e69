#include "tests/simulation/plan.h"

#include "tests/simulation/chance.h"

static const struct {
    const char *name;
    int weight;
} deeds[DEED_KIND_COUNT] = {
    [DEED_SUBMIT] = {"submit", 24},
    [DEED_ERASE] = {"erase", 5},
    [DEED_ROUND] = {"round", 30},
    [DEED_PUBLISH] = {"publish", 8},
    [DEED_LOOK] = {"look", 10},
    [DEED_NET] = {"net", 14},
    [DEED_POWER_CUT] = {"power_cut", 12},
    [DEED_REGISTRY_CUT] = {"registry_cut", 6},
    [DEED_CLOCK] = {"clock", 3},
    [DEED_DISK_FULL] = {"disk_full", 3},
    [DEED_DISK_ROOM] = {"disk_room", 3},
    [DEED_REGISTRY_FULL] = {"registry_full", 2},
    [DEED_REGISTRY_ROOM] = {"registry_room", 2},
    [DEED_DAMAGE_CONTENT] = {"damage_content", 1},
    [DEED_DAMAGE_OUTBOX] = {"damage_outbox", 2},
    [DEED_DAMAGE_PICTURE] = {"damage_picture", 1},
    [DEED_IMAGE] = {"image", 1},
    [DEED_RESTORE_KIOSK] = {"restore_kiosk", 1},
    [DEED_CLONE] = {"clone", 1},
    [DEED_BACKUP] = {"backup", 2},
    [DEED_RESTORE_REGISTRY] = {"restore_registry", 2},
    [DEED_ROTATE] = {"rotate", 3},
    [DEED_STEAL] = {"steal", 4},
    [DEED_ACCEPT] = {"accept", 3},
    [DEED_ROTATE_KEYS] = {"rotate_keys", 3},
};

const char *deed_name(enum deed_kind kind)
{
    return deeds[kind].name;
}

static enum deed_kind draw_deed(struct chance *chance)
{
    int all = 0;
    for (int at = 0; at < DEED_KIND_COUNT; at++) all += deeds[at].weight;
    int drawn = chance_below(chance, all);
    int at = 0;
    while (drawn >= deeds[at].weight) drawn -= deeds[at++].weight;
    return (enum deed_kind)at;
}

void plan_make(struct plan *out, uint64_t seed)
{
    struct chance chance = chance_make(seed, 0);
    *out = (struct plan){.seed = seed, .deeds_count = (size_t)(20 + chance_below(&chance, PLAN_DEEDS_MAX - 20))};
    for (size_t at = 0; at < out->deeds_count; at++) {
        out->deeds[at] = (struct deed){draw_deed(&chance), chance_below(&chance, PLAN_KIOSKS), (int)at + 1};
    }
}
