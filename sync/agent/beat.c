#define _POSIX_C_SOURCE 200809L
#include "sync/agent/beat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/base/notify.h"
#include "sync/model/picture.h"
#include "sync/store/board_facts.h"
#include "sync/store/catalog.h"
#include "sync/store/outbox.h"

#ifndef FORHAL_VERSION
#define FORHAL_VERSION "?"
#endif

enum { STATE_BYTES_MAX = 4096, ROLLUP_BYTES_MAX = 8192 };

void beat_begin(struct beat *beat, const struct data_dir *dir, const struct run_dir *run, struct clock clock)
{
    *beat = (struct beat){.dir = dir, .run = run, .root = "", .clock = clock, .sent_ms = -1, .look_ms = -1};
    beat->begun_ms = clock_monotonic_ms(&clock);
    heartbeat_clear(&beat->sent);
}

/* ---- gathering ---- */

/* "Rss:      1234 kB" */
static int64_t kib_of(const char *rollup, const char *name)
{
    const char *line = strstr(rollup, name);
    return line != NULL ? strtoll(line + strlen(name), NULL, 10) : FACT_UNKNOWN;
}

static void gather_memory(struct heartbeat *out)
{
    AUTO(str_finish) struct str text = {0};
    if (file_read(&text, "/proc/self/smaps_rollup", ROLLUP_BYTES_MAX) != ERR_OK) return;
    out->resident_kib = kib_of(str_text(&text), "\nRss:");
    out->pss_kib = kib_of(str_text(&text), "\nPss:");
}

/* What agent.json tells of the wire; certificate and clock only when this agent knows of them. */
static void gather_wire(struct heartbeat *out, const char *path)
{
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto) json_t *json = NULL;
    if (file_read(&text, path, STATE_BYTES_MAX) != ERR_OK) return;
    if (json_parse(&json, str_text(&text), text.length, STATE_BYTES_MAX, 2, NULL) != ERR_OK) return;
    const char *link = json_text_at(json, "link");
    const char *clock = json_text_at(json, "clock");
    if (link != NULL && state_word_is_good(link, sizeof(out->link))) snprintf(out->link, sizeof(out->link), "%s", link);
    if (clock != NULL && state_word_is_good(clock, sizeof(out->clock))) {
        snprintf(out->clock, sizeof(out->clock), "%s", clock);
    }
    out->certificate_days = json_int_at(json, "certificate_days", FACT_UNKNOWN);
}

static void gather_outbox(struct heartbeat *out, const char *path)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct outbox_counts counts;
    if (access(path, F_OK) != 0) { /* looking must not make one */
        out->waiting = out->set_aside = 0;
        return;
    }
    if (outbox_open(&outbox, path) != ERR_OK || outbox_counts(outbox, &counts) != ERR_OK) return;
    out->waiting = counts.waiting;
    out->set_aside = counts.set_aside;
    if (counts.oldest_at_s > 0 && counts.oldest_at_s <= out->wall_s) out->oldest_s = out->wall_s - counts.oldest_at_s;
}

static void gather_content(struct heartbeat *out, const char *path)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor;
    if (catalog_open(&catalog, path, CATALOG_READER) != ERR_OK || catalog_cursor(catalog, &cursor) != ERR_OK) return;
    if (!state_text_is_good(cursor.generation, sizeof(out->generation))) return;
    snprintf(out->generation, sizeof(out->generation), "%s", cursor.generation);
    out->sequence = cursor.sequence;
}

/* The screen's own words, and how old they are; of an earlier life of the machine they are none. */
static void gather_screen(const struct beat *beat, struct heartbeat *out)
{
    int64_t now_ms = clock_monotonic_ms(&beat->clock);
    enum err err = screen_state_read(&out->screen, beat->run->screen);
    if (err != ERR_OK || out->screen.at_ms == FACT_UNKNOWN || out->screen.at_ms > now_ms) {
        screen_state_clear(&out->screen);
        return;
    }
    int64_t age_ms = now_ms - out->screen.at_ms;
    out->has_screen = true;
    out->screen_age_s = age_ms / 1000;
}

/* What may change suddenly; costs a few small reads and no database. */
static void gather_quickly(const struct beat *beat, struct heartbeat *out)
{
    heartbeat_clear(out);
    gather_screen(beat, out);
    board_facts_read(&out->board, beat->root, beat->dir->folder);
    gather_wire(out, beat->dir->agent_state);
}

void beat_gather(const struct beat *beat, struct heartbeat *out)
{
    gather_quickly(beat, out);
    snprintf(out->version, sizeof(out->version), "%s", FORHAL_VERSION);
    out->wall_s = clock_wall_s(&beat->clock);
    out->up_s = (clock_monotonic_ms(&beat->clock) - beat->begun_ms) / 1000;
    out->watchdog_s = notify_watchdog_interval_ms() * 2 / 1000;
    out->beats = beat->count + 1;
    gather_memory(out);
    gather_outbox(out, beat->dir->outbox);
    gather_content(out, beat->dir->content);
}

/* ---- sending ---- */

void beat_hurry(struct beat *beat)
{
    beat->hurry = true;
}

bool beat_is_due(const struct beat *beat)
{
    if (beat->sent_ms < 0) return true;
    struct heartbeat now;
    int64_t passed_ms = clock_monotonic_ms(&beat->clock) - beat->sent_ms;
    if (beat->hurry) return true;
    if (passed_ms < beat->pause_ms) return false;
    if (passed_ms >= BEAT_INTERVAL_MS) return true;
    gather_quickly(beat, &now);
    if (beat->arrived && heartbeat_shows_other(&now, &beat->sent)) return true;
    if (passed_ms < BEAT_LEAST_MS) return false;
    now.set_aside = beat->sent.set_aside;
    return heartbeat_differs(&now, &beat->sent);
}

static void ask_screen(const struct beat *beat, const char *look)
{
    if (file_replace(beat->run->look_asked, look, strlen(look), 0600) != ERR_OK) return; /* it is asked for again */
    doorbell_ring(beat->dir->kiosk_bell);
}

enum err beat_send(struct beat *beat, struct client *client)
{
    AUTO(str_finish) struct str body;
    struct heartbeat now;
    char look[LOOK_ID_TEXT_BYTES];
    beat_gather(beat, &now);
    beat->sent_ms = clock_monotonic_ms(&beat->clock);
    beat->pause_ms = 0;
    beat->hurry = false;
    enum err err = heartbeat_write(&body, &now);
    if (err == ERR_OK) err = client_heartbeat(client, str_text(&body), body.length, look);
    beat->arrived = err == ERR_OK;
    if (err == ERR_INVALID && strcmp(client_code(client), "not_found") == 0) beat->pause_ms = BEAT_UNKNOWN_MS;
    if (err != ERR_OK) return err;
    beat->sent = now;
    beat->count++;
    if (look[0] != '\0') ask_screen(beat, look);
    return ERR_OK;
}

/* ---- pictures of the screen ---- */

bool beat_has_look(const struct beat *beat)
{
    return access(beat->run->look_told, F_OK) == 0;
}

/* The picture, when the screen says that there is one; the answer itself, when it says why not. */
static enum err read_look(const struct beat *beat, char look[LOOK_ID_TEXT_BYTES], struct str *out, bool *out_picture)
{
    AUTO(str_finish) struct str told = {0};
    AUTO(json_auto) json_t *json = NULL;
    enum err err = file_read(&told, beat->run->look_told, BEAT_LOOK_FILE_BYTES_MAX);
    if (err == ERR_OK) err = json_parse(&json, str_text(&told), told.length, BEAT_LOOK_FILE_BYTES_MAX, 2, NULL);
    const char *id = json_text_at(json, "look");
    const char *refused = json_text_at(json, "refused");
    if (err != ERR_OK || !look_id_is_good(id)) return ERR_DAMAGED;
    snprintf(look, LOOK_ID_TEXT_BYTES, "%s", id);
    *out_picture = refused == NULL;
    if (refused == NULL) return file_read(out, beat->run->look_picture, PICTURE_BYTES_MAX);
    if (!state_word_is_good(refused, SCREEN_STATE_WORD_BYTES)) return ERR_DAMAGED;
    str_init(out, BEAT_LOOK_FILE_BYTES_MAX);
    str_addf(out, "{\"refused\":\"%s\"}", refused);
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}

enum err beat_give_look(struct beat *beat, struct client *client)
{
    int64_t now_ms = clock_monotonic_ms(&beat->clock);
    if (beat->look_ms < 0) beat->look_ms = now_ms;
    AUTO(str_finish) struct str body = {0};
    char look[LOOK_ID_TEXT_BYTES];
    bool is_picture = false;
    enum err err = read_look(beat, look, &body, &is_picture);
    if (err == ERR_OK) err = client_look(client, look, str_text(&body), body.length, is_picture);
    bool again = err == ERR_UNAVAILABLE || err == ERR_NOMEM;
    if (again && now_ms - beat->look_ms < BEAT_LOOK_KEPT_MS) return err;
    beat->look_ms = -1;
    unlink(beat->run->look_told);
    unlink(beat->run->look_picture);
    return err;
}
