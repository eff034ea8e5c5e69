#include "tests/simulation/town.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/simulation/card.h"
#include "tests/simulation/hall.h"
#include "tests/simulation/inside.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/machine_round.h"
#include "tests/simulation/promises.h"
#include "tests/simulation/turns_seen.h"

PRINTF(2, 3) void broken(struct town *town, const char *format, ...)
{
    if (town->problem[0] != '\0') return; /* the first is what counts */
    va_list args;
    va_start(args, format);
    vsnprintf(town->problem, PROBLEM_BYTES, format, args);
    va_end(args);
}

void town_pass(struct town *town, int64_t ms)
{
    town->world->monotonic_ms += ms;
}

struct chance *town_chance(struct town *town)
{
    return &town->chance;
}

/* ---- deeds ---- */

static void set_net(struct town *town, struct machine *kiosk)
{
    kiosk->wire.net = (enum net)(1 + chance_below(&town->chance, NET_COUNT - 1));
    kiosk->wire.net_left = 1 + chance_below(&town->chance, 6);
    kiosk->wire.net_chooses = chance_one_in(&town->chance, 3);
    kiosk->wire.net_about = chance_one_in(&town->chance, 2) ? ABOUT_PICTURE : ABOUT_KEY;
}

static void set_clock(struct town *town, struct machine *kiosk)
{
    static const int64_t offsets[] = {0, -WALL_START_S, -86400, 86400, 20LL * 365 * 86400};
    kiosk->wall_offset_s = offsets[chance_below(&town->chance, sizeof(offsets) / sizeof(offsets[0]))];
}

static void do_deed(struct town *town, const struct deed *deed)
{
    struct machine *kiosk = &town->kiosks[deed->who];
    if (!kiosk->there) kiosk = &town->kiosks[0];
    switch (deed->kind) {
    case DEED_SUBMIT: machine_submit(town, kiosk); break;
    case DEED_ERASE: machine_erase(town, kiosk); break;
    case DEED_ROUND: (void)machine_round(town, kiosk); break;
    case DEED_PUBLISH: hall_publish(town); break;
    case DEED_LOOK: machine_look(town, kiosk); break;
    case DEED_NET: set_net(town, kiosk); break;
    case DEED_POWER_CUT: kiosk->disk->cut_in = 1 + chance_below(&town->chance, 40); break;
    case DEED_REGISTRY_CUT: town->disk->cut_in = 1 + chance_below(&town->chance, 40); break;
    case DEED_CLOCK: set_clock(town, kiosk); break;
    case DEED_DISK_FULL: kiosk->disk->room = chance_below(&town->chance, 30000); break;
    case DEED_DISK_ROOM: kiosk->disk->room = -1; break;
    case DEED_REGISTRY_FULL: town->disk->room = chance_below(&town->chance, 30000); break;
    case DEED_REGISTRY_ROOM: town->disk->room = -1; break;
    case DEED_DAMAGE_CONTENT: card_damage_content(town, kiosk); break;
    case DEED_DAMAGE_OUTBOX: card_damage_outbox(town, kiosk); break;
    case DEED_DAMAGE_PICTURE: card_damage_picture(town, kiosk); break;
    case DEED_IMAGE: card_take_image(town, kiosk); break;
    case DEED_RESTORE_KIOSK: card_put_image_back(town, kiosk); break;
    case DEED_CLONE: card_clone(town, kiosk); break;
    case DEED_BACKUP: hall_back_up(town); break;
    case DEED_RESTORE_REGISTRY: hall_restore(town); break;
    case DEED_ROTATE: hall_demand_rotation(town, kiosk); break;
    case DEED_STEAL: card_steal(town, kiosk); break;
    case DEED_ACCEPT: hall_accept_next(town, kiosk); break;
    case DEED_ROTATE_KEYS: hall_rotate_keys(town); break;
    case DEED_KIND_COUNT: break;
    }
}

/* The power that went during a deed comes back. */
static void power_back(struct town *town)
{
    if (town->disk->dead) hall_power_back(town);
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        if (kiosk->there && kiosk->disk->dead) machine_power_back(town, kiosk);
        if (kiosk->there && kiosk->disk->leaked) {
            broken(town, "what a citizen wrote stood unsealed on kiosk %d's disk", at);
        }
    }
}

/* ---- a town's life ---- */

struct town *town_create(struct world *world, uint64_t seed, char problem[PROBLEM_BYTES])
{
    struct town *town = calloc(1, sizeof(*town));
    if (town == NULL) abort();
    town->world = world;
    town->problem = problem;
    problem[0] = '\0';
    world_begin(world, seed);
    town->chance = chance_make(seed, 1);
    return town;
}

void town_begin(struct town *town)
{
    if (!hall_begin(town)) return;
    hall_publish(town);
    for (int at = 0; at < KIOSKS_FIRST; at++) machine_enrol(town, at);
}

void town_end(struct town *town)
{
    for (int at = 0; at < KIOSKS_MAX; at++) machine_end(&town->kiosks[at]);
    hall_end(town);
}

static void heal(struct town *town)
{
    town->disk->cut_in = 0;
    town->disk->room = -1;
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        if (!kiosk->there) continue;
        kiosk->disk->cut_in = 0;
        kiosk->disk->room = -1;
        kiosk->wire.net_left = 0;
        machine_stop(kiosk); /* what a full disk left open begins anew */
    }
    power_back(town);
    if (town->registry == NULL) hall_run(town); /* its disk was full */
}

static void live_through(struct town *town, const struct plan *plan)
{
    for (size_t at = 0; at < plan->deeds_count && town->problem[0] == '\0'; at++) {
        const struct deed *deed = &plan->deeds[at];
        town->chance = chance_make(plan->seed, (uint64_t)deed->number + 1);
        town->world->chance = chance_make(plan->seed, (uint64_t)deed->number + 1000);
        town_pass(town, 1 + chance_below(&town->chance, 10 * 60 * 1000));
        if (town->tell) printf("    %3d  %s, kiosk %d\n", deed->number, deed_name(deed->kind), deed->who);
        do_deed(town, deed);
        power_back(town);
    }
}

/* Twice: what one kiosk delivers is news for those before it; and a copy that had made itself a new key before an
 * old registry was put back tells it again, from when on the others have a former one. */
static void come_to_rest(struct town *town)
{
    for (int pass = 0; pass < 2; pass++) {
        for (int at = 0; at < KIOSKS_MAX && town->problem[0] == '\0'; at++) {
            struct machine *kiosk = &town->kiosks[at];
            if (kiosk->there && (pass == 0 || !kiosk->forked)) promise_rest(town, kiosk);
        }
    }
}

bool town_live(struct world *world, const struct plan *plan, bool tell, char problem[PROBLEM_BYTES],
               struct town_figures *figures)
{
    struct town *town = town_create(world, plan->seed, problem);
    town->tell = tell;
    town->large = chance_one_in(&town->chance, 5);
    town_begin(town);
    live_through(town, plan);
    town->chance = chance_make(plan->seed, PLAN_DEEDS_MAX + 2);
    if (problem[0] == '\0') heal(town);
    if (problem[0] == '\0') come_to_rest(town);
    if (problem[0] == '\0') promises_check(town);
    if (problem[0] == '\0') promise_let_in(town);
    town_end(town);
    *figures = town->figures;
    free(town);
    return problem[0] == '\0';
}
