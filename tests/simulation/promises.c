#define _GNU_SOURCE /* memmem */
#include "tests/simulation/promises.h"

#include <stdio.h>
#include <string.h>

#include "sync/agent/agent.h"
#include "sync/base/json.h"
#include "sync/registry/content/content.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/store/catalog.h"
#include "tests/simulation/gallery.h"
#include "tests/simulation/hall.h"
#include "tests/simulation/machine.h"
#include "tests/simulation/machine_round.h"
#include "tests/simulation/said.h"
#include "tests/simulation/turns_seen.h"

enum {
    REST_ROUNDS_MAX = 60,
    GALLERY_ROUNDS_MAX = 4, /* an hour after each other: one that did not come is left alone for an hour */
};

#define WAITING "SELECT box, seal_key FROM entry WHERE settled IS NULL"

void promise_rest(struct town *town, struct machine *kiosk)
{
    for (int round = 0; round < REST_ROUNDS_MAX; round++) {
        town_pass(town, CHECK_INTERVAL_MS);
        if (machine_round(town, kiosk)) return;
        if (kiosk->forked) return; /* until staff decide */
    }
    /* After an old registry was put back two copies may have made themselves a new key each: one of them is known. */
    const struct turns_seen *turns = turns_seen_of(town, kiosk->identity.kiosk_id);
    kiosk->forked = kiosk->unknown_key && turns != NULL && turns->copied;
    if (kiosk->forked) return;
    broken(town, "kiosk %d did not come to rest in %d rounds of a good network", kiosk->wire.number, REST_ROUNDS_MAX);
}

static void check_content(struct town *town, struct machine *kiosk, json_t *networks)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct network_card cards[NETWORKS_MAX + 1];
    size_t count = 0;
    enum err err = catalog_open(&catalog, kiosk->dir.content, CATALOG_READER);
    if (err == ERR_OK) err = catalog_cards(catalog, "da", NULL, 0, cards, NETWORKS_MAX + 1, &count);
    if (err != ERR_OK || count != json_array_size(networks)) {
        broken(town, "kiosk %d shows %zu networks of %zu: %s", kiosk->wire.number, count, json_array_size(networks),
               err_text(err));
        return;
    }
    for (size_t at = 0; at < count; at++) {
        const char *title = json_text_at(json_array_get(networks, at), "title");
        if (strcmp(cards[at].title, title) != 0) {
            broken(town, "kiosk %d shows %s where %s was published", kiosk->wire.number, cards[at].title, title);
        }
    }
}

/* Of what was erased, in any file of the registry: the database, its log, free pages. */
static void check_no_byte(struct town *town, size_t number)
{
    char name[32];
    snprintf(name, sizeof(name), SECRET "%05zu.", number);
    for (size_t at = 0; at < DISK_NAMES_MAX; at++) {
        const struct inode *inode = town->disk->names[at].inode;
        if (inode == NULL || inode->size == 0) continue;
        if (memmem(inode->bytes, (size_t)inode->size, name, strlen(name)) != NULL) {
            broken(town, "number %zu was erased, and still stands in %s", number, town->disk->names[at].path);
        }
    }
}

/* A machine that staff have not decided about does not hear that an older copy of the registry was put back: what was
 * confirmed to it before is as undelivered as what waits. */
static void count_undelivered(struct town *town, struct machine *kiosk, int counts[SAID_MAX])
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    char sql[200];
    int64_t head = 0;
    if (registry_head(town->registry, generation, &head) != ERR_OK) generation[0] = '\0';
    snprintf(sql, sizeof(sql), WAITING " OR settled <> '%s'", generation);
    said_in_outbox(town, kiosk, sql, counts);
}

static void check_said(struct town *town)
{
    int counts[SAID_MAX] = {0};
    int waiting[SAID_MAX] = {0};
    said_in_ledger(town, counts);
    int undecided[SAID_MAX] = {0};
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        if (kiosk->there && !kiosk->forked) said_in_outbox(town, kiosk, WAITING, waiting);
        if (kiosk->there && kiosk->forked) count_undelivered(town, kiosk, undecided);
    }
    for (size_t at = 0; at < town->said_count; at++) {
        const struct said *said = &town->said[at];
        if (counts[at] > 1) broken(town, "number %zu of kiosk %d arrived %d times", at, said->kiosk, counts[at]);
        bool wish_waits = said->erased && town->kiosks[said->erased_at].forked;
        if (said->erased && !said->erase_excused && !wish_waits) {
            if (counts[at] > 0) broken(town, "number %zu was to be erased and is at the registry", at);
            check_no_byte(town, at);
            continue;
        }
        if (said->erase_tried) continue;
        if (waiting[at] > 0) broken(town, "number %zu of kiosk %d was not delivered", at, said->kiosk);
        if (said->thanked && !said->excused && counts[at] + undecided[at] == 0) {
            broken(town, "number %zu of kiosk %d was thanked for and is lost", at, said->kiosk);
        }
    }
}

/* Whole, and all of them. A round that is good may have left one alone that did not come before. */
static void check_pictures(struct town *town, struct machine *kiosk, const json_t *pages)
{
    const char *missing = gallery_missing(kiosk->disk, pages);
    for (int round = 0; missing != NULL && round < GALLERY_ROUNDS_MAX; round++) {
        town_pass(town, CHECK_INTERVAL_MS);
        (void)machine_round(town, kiosk);
        missing = gallery_missing(kiosk->disk, pages);
    }
    if (missing != NULL) broken(town, "kiosk %d has not the picture %.16s…", kiosk->wire.number, missing);
    machine_check_gallery(town, kiosk);
}

/* What staff are shown of a kiosk is what it is. */
static void check_fleet(struct town *town, struct machine *kiosk)
{
    struct outbox_counts counts;
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    const struct fleet_state *state = fleet_find(town->service.fleet, kiosk->identity.kiosk_id);
    if (state == NULL || outbox_open(&outbox, kiosk->dir.outbox) != ERR_OK ||
        outbox_counts(outbox, &counts) != ERR_OK || registry_head(town->registry, generation, &head) != ERR_OK) {
        broken(town, "nobody knows how kiosk %d is", kiosk->wire.number);
        return;
    }
    const struct heartbeat *beat = &state->beat;
    if (beat->waiting != counts.waiting || beat->set_aside != counts.set_aside || beat->sequence != head ||
        strcmp(beat->generation, generation) != 0) {
        broken(town, "kiosk %d has told that %lld wait and it has %lld; %lld do, and %lld was published",
               kiosk->wire.number, (long long)beat->waiting, (long long)beat->sequence, (long long)counts.waiting,
               (long long)head);
    }
}

void promises_check(struct town *town)
{
    AUTO(json_auto) json_t *document = NULL;
    if (town->registry == NULL || content_export(town->registry, &document) != ERR_OK) {
        broken(town, "the content can't be read");
        return;
    }
    registry_scrub(town->registry);
    check_said(town);
    for (int at = 0; at < KIOSKS_MAX; at++) {
        struct machine *kiosk = &town->kiosks[at];
        struct kiosk known;
        if (kiosk->there && kiosk->forked && !kiosk->unknown_key &&
            (kiosk_find(town->registry, kiosk->identity.kiosk_id, &known) != ERR_OK || !known.forked)) {
            broken(town, "kiosk %d is forked, and staff are not told", at);
        }
        if (!kiosk->there || kiosk->forked) continue;
        check_content(town, kiosk, json_object_get(document, "networks"));
        check_pictures(town, kiosk, json_object_get(document, "pages"));
        check_fleet(town, kiosk);
    }
}

void promise_let_in(struct town *town)
{
    bool decided[KIOSKS_FIRST] = {false};
    for (int at = 0; at < KIOSKS_MAX && town->problem[0] == '\0'; at++) {
        struct machine *kiosk = &town->kiosks[at];
        const struct turns_seen *turns = kiosk->there ? turns_seen_of(town, kiosk->identity.kiosk_id) : NULL;
        if (turns == NULL || !kiosk->forked || kiosk->former_key || kiosk->unknown_key) continue;
        if (decided[turns - town->turns]) continue;
        decided[turns - town->turns] = true;
        hall_accept_next(town, kiosk);
        promise_rest(town, kiosk);
        /* Meanwhile the other one may have made itself a new key: then this one's is a former one. */
        bool has_key = !kiosk->former_key && !kiosk->unknown_key;
        if (kiosk->forked && has_key) broken(town, "kiosk %d was let in, and is refused", at);
    }
    registry_scrub(town->registry);
    if (town->problem[0] == '\0') check_said(town);
}
