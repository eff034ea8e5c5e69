#include "tests/simulation/machine_round.h"

#include <stdio.h>
#include <string.h>

#include "sync/agent/agent.h"
#include "sync/agent/beat.h"
#include "sync/store/catalog.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/turns_seen.h"

/* ---- what the agent is handed ---- */

/* The agent knows its kiosk by the end of the wire. */
static struct machine *machine_of(void *context)
{
    const struct wire_end *end = context;
    return &end->town->kiosks[end->number];
}

static int64_t kiosk_monotonic_ms(void *context)
{
    return machine_of(context)->town->world->monotonic_ms;
}

static int64_t kiosk_wall_s(void *context)
{
    const struct machine *kiosk = machine_of(context);
    return WALL_START_S + kiosk->wall_offset_s + kiosk_monotonic_ms(context) / 1000;
}

static bool kiosk_is_dead(void *context)
{
    return machine_of(context)->disk->dead;
}

/* Between two pages the screen looks, too. */
static void kiosk_alive(void *context)
{
    struct machine *kiosk = machine_of(context);
    if (kiosk->town->large) machine_look(kiosk->town, kiosk);
}

static void kiosk_says(void *context, enum log_level level, const char *text)
{
    const struct machine *kiosk = machine_of(context);
    if (kiosk->town->tell) printf("        kiosk %d, %d: %s\n", kiosk->wire.number, (int)level, text);
}

static bool agent_is_open(struct town *town, struct machine *kiosk)
{
    if (kiosk->agent != NULL) return true;
    const struct agent_ports ports = {
        .clock = {kiosk_monotonic_ms, kiosk_wall_s, &kiosk->wire},
        .stop = kiosk_is_dead,
        .alive = kiosk_alive,
        .say = kiosk_says,
        .context = &kiosk->wire,
    };
    (void)town;
    beat_begin(&kiosk->beat, &kiosk->dir, &kiosk->run_dir, ports.clock);
    kiosk->beat.root = "/sim/none";
    return agent_open(&kiosk->agent, &kiosk->dir, &ports) == ERR_OK;
}

/* ---- a round ---- */

static int no_tick(void *context)
{
    (void)context;
    return 1;
}

/* As between two rounds of forhal-sync run. The simulated registry keeps nothing back: the answer is what there is, and
 * the round takes it from here, whatever has become of the catalog. */
static void wait_for_news(struct town *town, struct machine *kiosk)
{
    const struct http_wait wait = {.seconds = 20, .wake_fds = {-1, -1}, .tick = no_tick};
    bool news = false;
    if (chance_one_in(&town->chance, 2)) return;
    (void)!agent_wait(kiosk->agent, &wait, &news);
}

static void outbox_was_looked_at(struct machine *kiosk)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    if (outbox_open(&outbox, kiosk->dir.outbox) == ERR_OK && outbox_check(outbox) == ERR_OK) {
        kiosk->outbox_damaged = false;
    }
}

/* The registry's newest, and when, before a round. */
struct newest {
    int64_t begun_s;
    char generation[REGISTRY_GENERATION_TEXT_BYTES]; /* "": nobody knows */
    int64_t head;
};

static struct newest newest_now(struct town *town, struct machine *kiosk)
{
    struct newest now = {.begun_s = kiosk_wall_s(&kiosk->wire)};
    if (town->registry == NULL || registry_head(town->registry, now.generation, &now.head) != ERR_OK) {
        now.generation[0] = '\0';
    }
    return now;
}

/* What a round says was proved to be the newest was it when the round began, or came since. */
static void check_proof(struct town *town, struct machine *kiosk, const struct newest *before)
{
    struct agent_state state;
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor;
    if (kiosk->disk->dead || before->generation[0] == '\0') return;
    if (state_read(&state, kiosk->dir.agent_state) != ERR_OK) return;
    bool proved = state.fresh_at_s != kiosk->fresh_at_s && state.fresh_at_s >= before->begun_s &&
                  state.fresh_at_s <= kiosk_wall_s(&kiosk->wire);
    kiosk->fresh_at_s = state.fresh_at_s;
    if (!proved || kiosk->damaged || catalog_open(&catalog, kiosk->dir.content, CATALOG_READER) != ERR_OK ||
        catalog_cursor(catalog, &cursor) != ERR_OK) {
        return;
    }
    if (cursor.sequence >= before->head && strcmp(cursor.generation, before->generation) == 0) return;
    broken(town, "kiosk %d takes %lld for the newest, and %lld was published", kiosk->wire.number,
           (long long)cursor.sequence, (long long)before->head);
}

/* As after a round of forhal-sync run. */
static void beat(struct town *town, struct machine *kiosk, const struct round *round)
{
    bool answers = round->link == LINK_GOOD || round->link == LINK_TROUBLE;
    struct client *client = agent_client(kiosk->agent);
    if (!answers || client == NULL || kiosk->disk->dead || !beat_is_due(&kiosk->beat)) return;
    town->figures.heartbeats += beat_send(&kiosk->beat, client) == ERR_OK;
}

/* The next round may have made good what this one did wrong. */
static void check_forward_after_round(struct town *town, struct machine *kiosk)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor;
    if (kiosk->disk->dead || kiosk->damaged) return;
    if (catalog_open(&catalog, kiosk->dir.content, CATALOG_READER) != ERR_OK ||
        catalog_cursor(catalog, &cursor) != ERR_OK) {
        return;
    }
    machine_check_forward(town, kiosk, &cursor);
}

/* A refusal is not signed: an old one that is repeated counts for a round. */
static bool refusals_are_true(const struct wire_end *wire)
{
    return wire->net_left == 0 || (wire->net_chooses && wire->net != NET_REPLAYED && wire->net != NET_BEHIND);
}

/* True when nothing was left to do. */
bool machine_round(struct town *town, struct machine *kiosk)
{
    const struct newest before = newest_now(town, kiosk);
    if (!agent_is_open(town, kiosk)) return false;
    struct round round;
    bool honest = refusals_are_true(&kiosk->wire);
    wait_for_news(town, kiosk);
    uint64_t pieces = town->figures.pictures;
    agent_round(kiosk->agent, &round);
    if (!kiosk->disk->dead && pieces != town->figures.pictures) machine_check_gallery(town, kiosk);
    town->figures.rounds++;
    kiosk->former_key = strcmp(round.refusal, "former_key") == 0;
    kiosk->forked = kiosk->former_key || strcmp(round.refusal, "forked") == 0;
    kiosk->unknown_key = strcmp(round.refusal, "bad_signature") == 0;
    const struct turns_seen *turns = turns_seen_of(town, kiosk->identity.kiosk_id);
    if (kiosk->forked && honest && turns != NULL && !turns->copied) {
        broken(town, "kiosk %d was taken for a copy of itself", kiosk->wire.number);
    }
    if (kiosk->outbox_damaged) outbox_was_looked_at(kiosk);
    check_forward_after_round(town, kiosk);
    check_proof(town, kiosk, &before);
    beat(town, kiosk, &round);
    if (town->tell && round.problem[0] != '\0') printf("        kiosk %d: %s\n", kiosk->wire.number, round.problem);
    return round_is_good(&round);
}
