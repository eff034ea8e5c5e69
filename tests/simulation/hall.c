#include "tests/simulation/hall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/content.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/fleet/turns.h"
#include "tests/simulation/gallery.h"
#include "tests/simulation/said.h"
#include "tests/simulation/turns_seen.h"

#define REGISTRY_FOLDER "/sim/registry/data"
#define ERASED_LOG      "/data/erased.log"

static int64_t monotonic_ms(void *context)
{
    return ((const struct town *)context)->world->monotonic_ms;
}

static int64_t registry_wall_s(void *context)
{
    return WALL_START_S + monotonic_ms(context) / 1000;
}

/* ---- the program ---- */

void hall_stop(struct town *town)
{
    if (town->registry == NULL) return;
    feed_pages_destroy(town->service.pages);
    shared_keys_destroy(town->service.shared_keys);
    fleet_close(town->service.fleet);
    registry_close(town->registry);
    town->registry = NULL;
}

void hall_run(struct town *town)
{
    const struct clock clock = {monotonic_ms, registry_wall_s, town};
    enum err err = registry_open(&town->registry, REGISTRY_FOLDER, clock);
    if (err == ERR_OK) {
        town->service = (struct service){.registry = town->registry, .settings = &town->settings};
        err = feed_pages_create(&town->service.pages, town->registry);
        if (err == ERR_OK) err = shared_keys_create(&town->service.shared_keys);
    }
    if (err == ERR_OK) err = fleet_open(&town->service.fleet, town->registry);
    if (err != ERR_OK && err != ERR_FULL && !town->disk->dead) {
        broken(town, "the registry can't be opened: %s", err_text(err));
    }
}

bool hall_begin(struct town *town)
{
    if (settings_init(&town->settings) != ERR_OK) abort();
    town->disk = disk_create();
    disk_mount("registry", town->disk);
    enum err err = registry_init(REGISTRY_FOLDER);
    if (err == ERR_OK) {
        hall_run(town);
    } else {
        broken(town, "the registry can't be made: %s", err_text(err));
    }
    return err == ERR_OK;
}

void hall_end(struct town *town)
{
    hall_stop(town);
    settings_finish(&town->settings);
    disk_mount("registry", NULL);
    disk_destroy(town->disk);
    disk_destroy(town->backup);
}

void hall_power_back(struct town *town)
{
    town->figures.power_cuts++;
    hall_stop(town);
    disk_power_on(town->disk, &town->chance);
    hall_run(town);
    if (town->registry != NULL && db_check(town->registry->db) != ERR_OK) {
        broken(town, "a power cut damaged the registry's database");
    }
}

struct service *town_service(struct town *town)
{
    town->figures.questions++;
    return town->registry != NULL ? &town->service : NULL;
}

bool town_served(struct town *town)
{
    if (!town->disk->dead) return true;
    hall_power_back(town);
    return false;
}

void town_gave_picture(struct town *town)
{
    town->figures.pictures++;
}

/* ---- its content ---- */

static json_t *network_body(struct town *town, int number, int version)
{
    char id[32], title[64], question[64];
    snprintf(id, sizeof(id), "net-%d", number);
    snprintf(title, sizeof(title), "N%d v%d", number, version);
    snprintf(question, sizeof(question), "Q%d v%d", number, version);
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "kind", "welfare", "status", "active", "title",
                             title, "question", question);
    if (town->large) {
        enum { LONG = 100 * 1000 }; /* so that a page of the feed has three of them, and others come with the next */
        char *text = malloc(LONG + 1);
        if (text == NULL) abort();
        memset(text, 'x', LONG);
        text[LONG] = '\0';
        json_object_set_new(body, "remarks", json_pack("[s]", text));
        free(text);
    }
    return body;
}

static json_t *content_make(struct town *town, struct pictures *pictures)
{
    json_t *networks = json_array();
    town->version++;
    for (int number = 0; number < NETWORKS_MAX; number++) {
        if (number > 0 && chance_one_in(&town->chance, 3)) continue;
        int version = chance_one_in(&town->chance, 2) ? town->version : 1;
        json_array_append_new(networks, network_body(town, number, version));
    }
    json_t *notice = json_pack("{s:s, s:s, s:s, s:[{s:s, s:s}]}", "version", "1", "title", "T", "intro", "I",
                               "sections", "heading", "H", "text", "T");
    return json_pack("{s:s, s:{s:s, s:s, s:[], s:o}, s:o, s:o}", "format", "forhal-content/1", "site", "name", "Town",
                     "heading", "Heading", "phases", "notice", notice, "networks", networks, "pages",
                     gallery_make(pictures, &town->chance, town->large));
}

void hall_publish(struct town *town)
{
    static struct pictures pictures;
    AUTO(json_auto) json_t *document = content_make(town, &pictures);
    struct content_summary summary;
    enum err err = ERR_OK;
    if (document == NULL) abort();
    if (town->registry != NULL) err = content_import_with(town->registry, document, &pictures, &summary);
    pictures_finish(&pictures);
    if (err != ERR_OK && err != ERR_FULL && !town->disk->dead) broken(town, "publishing failed: %s", err_text(err));
}

/* ---- its staff ---- */

void hall_back_up(struct town *town)
{
    hall_stop(town);
    if (town->disk->dead) return;
    disk_destroy(town->backup);
    town->backup = disk_copy(town->disk);
    hall_run(town);
    for (int at = 0; at < KIOSKS_FIRST; at++) { /* one that is still asked for comes after it */
        struct kiosk known;
        town->turns[at].rotations = town->registry == NULL ||
                                    kiosk_find(town->registry, town->kiosks[at].identity.kiosk_id, &known) != ERR_OK ||
                                    known.rotate || town->turns[at].stolen;
    }
}

void hall_restore(struct town *town)
{
    if (town->backup == NULL || town->registry == NULL) return;
    int before[SAID_MAX] = {0};
    bool gone[SAID_MAX] = {false};
    said_in_ledger(town, before);
    for (size_t at = 0; at < town->said_count; at++) gone[at] = said_erasure_arrived(town, &town->said[at]);
    hall_stop(town);
    struct disk *old = town->disk;
    town->disk = disk_copy(town->backup);
    disk_carry(old, town->disk, ERASED_LOG); /* a restore leaves it where it is */
    disk_destroy(old);
    disk_mount("registry", town->disk);
    hall_run(town);
    if (town->registry == NULL) return;
    if (registry_begin_generation(town->registry) != ERR_OK && !town->disk->dead) broken(town, "no new generation");
    /* Only what two machines lost one after the other may be gone: the kiosk what it kept, then the registry. */
    int after[SAID_MAX] = {0};
    said_in_ledger(town, after);
    for (size_t at = 0; at < town->said_count; at++) {
        if (town->said[at].kept_lost && before[at] > after[at]) town->said[at].excused = true;
    }
    for (size_t at = 0; at < town->said_count; at++) {
        if (gone[at] && after[at] > 0) broken(town, "number %zu was erased and came back from a backup", at);
    }
    for (int at = 0; at < KIOSKS_FIRST; at++) turns_decided(&town->turns[at]); /* whoever comes first */
    hall_stop(town); /* pages that were kept ready are of the old history */
    hall_run(town);
}

void hall_rotate_keys(struct town *town)
{
    bool kinds[KEY_KIND_COUNT];
    for (int kind = 0; kind < KEY_KIND_COUNT; kind++) kinds[kind] = chance_one_in(&town->chance, 2);
    if (town->registry == NULL) return;
    enum err err = registry_rotate_keys(town->registry, kinds);
    if (err != ERR_OK && err != ERR_FULL && !town->disk->dead) broken(town, "new keys failed: %s", err_text(err));
    if (town->disk->dead) hall_power_back(town);
    /* A backup from before is without the new keys: who makes them is told to make a backup, too. */
    bool had_backup = town->backup != NULL;
    disk_destroy(town->backup);
    town->backup = NULL;
    if (had_backup && town->registry != NULL) hall_back_up(town);
}

void hall_demand_rotation(struct town *town, const struct machine *kiosk)
{
    struct turns_seen *turns = turns_seen_of(town, kiosk->identity.kiosk_id);
    if (town->registry == NULL || turns == NULL || (town->backup != NULL && turns->rotations > 0)) return;
    turns->rotations++;
    (void)!kiosk_demand_rotation(town->registry, kiosk->identity.kiosk_id);
}

void hall_accept_next(struct town *town, const struct machine *kiosk)
{
    struct turns_seen *turns = turns_seen_of(town, kiosk->identity.kiosk_id);
    if (town->registry == NULL || turns == NULL) return;
    enum err err = turn_adopt(town->registry, kiosk->identity.kiosk_id);
    if (err == ERR_OK || town->disk->dead) turns_decided(turns); /* in a cut it may have been, or not */
}
