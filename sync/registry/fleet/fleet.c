#define _POSIX_C_SOURCE 200809L
#include "sync/registry/fleet/fleet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"

struct member {
    struct fleet_state state;
    unsigned stored_words; /* as the table would say them */
    bool unwritten;
};

struct fleet {
    struct registry *registry; /* borrowed */
    struct member **members;   /* owned, each too; sorted by the kiosk's id */
    size_t count, room;
    int64_t unwritten_since_ms; /* -1: all is written */
    int64_t written_ms;         /* the latest commit; -1: none yet */
    bool urgent;                /* somebody's words are others than the table's */
    size_t commits;
};

static int64_t now_ms(const struct fleet *fleet)
{
    return clock_monotonic_ms(&fleet->registry->clock);
}

static int64_t now_s(const struct fleet *fleet)
{
    return clock_wall_s(&fleet->registry->clock);
}

/* ---- members ---- */

/* Where it is, or where it would be. */
static size_t place_of(const struct fleet *fleet, const char *kiosk)
{
    size_t low = 0;
    size_t high = fleet->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(fleet->members[middle]->state.kiosk, kiosk) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct member *member_find(const struct fleet *fleet, const char *kiosk)
{
    size_t at = place_of(fleet, kiosk);
    return at < fleet->count && strcmp(fleet->members[at]->state.kiosk, kiosk) == 0 ? fleet->members[at] : NULL;
}

static enum err make_room(struct fleet *fleet)
{
    enum { ROOM_FIRST = 16 };
    if (fleet->count >= FLEET_KIOSKS_MAX) return ERR_FULL;
    if (fleet->count < fleet->room) return ERR_OK;
    size_t room = fleet->room > 0 ? 2 * fleet->room : ROOM_FIRST;
    struct member **members = realloc(fleet->members, room * sizeof(struct member *));
    if (members == NULL) return ERR_NOMEM;
    fleet->members = members;
    fleet->room = room;
    return ERR_OK;
}

static enum err member_get(struct fleet *fleet, const char *kiosk, struct member **out)
{
    *out = member_find(fleet, kiosk);
    if (*out != NULL) return ERR_OK;
    enum err err = make_room(fleet);
    struct member *member = err == ERR_OK ? calloc(1, sizeof(*member)) : NULL;
    if (member == NULL) return err != ERR_OK ? err : ERR_NOMEM;
    snprintf(member->state.kiosk, sizeof(member->state.kiosk), "%s", kiosk);
    heartbeat_clear(&member->state.beat);
    size_t at = place_of(fleet, kiosk);
    memmove(&fleet->members[at + 1], &fleet->members[at], (fleet->count - at) * sizeof(struct member *));
    fleet->members[at] = member;
    fleet->count++;
    *out = member;
    return ERR_OK;
}

/* ---- the table ---- */

/* Is what the table has of it from after what we heard ourselves? A time that is still to come was written before the
 * clock was put right, and says nothing. */
static bool is_newer(const struct fleet *fleet, const struct member *member, int64_t heard_s)
{
    if (member->state.heard_s == 0) return true;
    return heard_s > member->state.heard_s && heard_s <= now_s(fleet) + FLEET_CLOCK_OFF_S;
}

static enum err load_row(struct fleet *fleet, const struct rows *rows)
{
    const char *beat = rows_text(rows, 4);
    struct heartbeat heartbeat;
    struct member *member = NULL;
    /* One that this program can't read (an other's) is as good as none. */
    if (heartbeat_read(&heartbeat, beat, strlen(beat)) != ERR_OK) return ERR_OK;
    enum err err = member_get(fleet, rows_text(rows, 0), &member);
    if (err != ERR_OK) return err == ERR_FULL ? ERR_OK : err;
    if (!is_newer(fleet, member, rows_int(rows, 1))) return ERR_OK;
    member->unwritten = false;
    member->state.heard_s = rows_int(rows, 1);
    member->state.behind_s = rows_int(rows, 2);
    member->state.frozen_s = rows_int(rows, 3);
    member->state.beat = heartbeat;
    member->stored_words = fleet_judge(&member->state, now_s(fleet));
    return ERR_OK;
}

/* What other processes heard comes with it. */
static enum err load(struct fleet *fleet)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(fleet->registry->db, &rows, "SELECT kiosk, heard_s, behind_s, frozen_s, beat FROM kiosk_state", "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) err = load_row(fleet, rows);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err load_one(struct fleet *fleet, const char *kiosk)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(fleet->registry->db, &rows,
                 "SELECT kiosk, heard_s, behind_s, frozen_s, beat FROM kiosk_state WHERE kiosk = ?", "t", kiosk);
    if (err == ERR_OK) err = rows_next(rows);
    if (err == ERR_OK) err = load_row(fleet, rows);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Nothing for a kiosk that was taken out of the table of kiosks, nor over what another process heard since. */
static enum err store_one(struct fleet *fleet, const struct fleet_state *state)
{
    AUTO(str_finish) struct str beat;
    enum err err = heartbeat_write(&beat, &state->beat);
    if (err != ERR_OK) return err;
    return db_run(fleet->registry->db,
                  "INSERT INTO kiosk_state (kiosk, heard_s, behind_s, frozen_s, beat)"
                  " SELECT id, ?, ?, ?, ? FROM kiosk WHERE id = ?"
                  " ON CONFLICT (kiosk) DO UPDATE SET heard_s = excluded.heard_s, behind_s = excluded.behind_s,"
                  " frozen_s = excluded.frozen_s, beat = excluded.beat"
                  " WHERE excluded.heard_s >= kiosk_state.heard_s OR kiosk_state.heard_s > ?",
                  "iiitti", state->heard_s, state->behind_s, state->frozen_s, str_text(&beat), state->kiosk,
                  now_s(fleet) + FLEET_CLOCK_OFF_S);
}

static enum err store_all(struct fleet *fleet)
{
    struct db *db = fleet->registry->db;
    enum err err = db_begin(db);
    for (size_t at = 0; err == ERR_OK && at < fleet->count; at++) {
        if (fleet->members[at]->unwritten) err = store_one(fleet, &fleet->members[at]->state);
    }
    if (err == ERR_OK) err = db_commit(db);
    db_rollback(db);
    fleet->written_ms = now_ms(fleet); /* or tried */
    if (err != ERR_OK) return err;
    for (size_t at = 0; at < fleet->count; at++) {
        struct member *member = fleet->members[at];
        if (member->unwritten) member->stored_words = fleet_judge(&member->state, now_s(fleet));
        member->unwritten = false;
    }
    fleet->unwritten_since_ms = -1;
    fleet->urgent = false;
    fleet->commits++;
    return ERR_OK;
}

static bool is_time_to_store(const struct fleet *fleet)
{
    int64_t now = now_ms(fleet);
    if (fleet->unwritten_since_ms < 0) return false;
    if (fleet->written_ms >= 0 && now - fleet->written_ms < FLEET_STORE_LEAST_MS) return false;
    int64_t wait_ms = fleet->registry->shared ? FLEET_STORE_SHARED_MS : FLEET_STORE_MS;
    return fleet->urgent || now - fleet->unwritten_since_ms >= wait_ms;
}

/* ---- life ---- */

enum err fleet_open(struct fleet **out, struct registry *registry)
{
    *out = NULL;
    AUTO(fleet_auto) struct fleet *fleet = calloc(1, sizeof(*fleet));
    if (fleet == NULL) return ERR_NOMEM;
    fleet->registry = registry;
    fleet->unwritten_since_ms = -1;
    fleet->written_ms = -1;
    enum err err = load(fleet);
    if (err != ERR_OK) return err;
    *out = fleet;
    fleet = NULL; /* the caller owns it now */
    return ERR_OK;
}

void fleet_close(struct fleet *fleet)
{
    if (fleet == NULL) return;
    /* What can't be written now is only some minutes of news. */
    if (fleet->unwritten_since_ms >= 0 && store_all(fleet) != ERR_OK) fleet->urgent = false;
    for (size_t at = 0; at < fleet->count; at++) free(fleet->members[at]);
    free(fleet->members);
    free(fleet);
}

void fleet_auto(struct fleet **fleet)
{
    fleet_close(*fleet);
}

/* ---- a heartbeat ---- */

/* Since when what is shown is older than the content. */
static int64_t behind_since(struct fleet *fleet, const struct fleet_state *state)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    const struct screen_state *screen = &state->beat.screen;
    if (!state->beat.has_screen || registry_head(fleet->registry, generation, &head) != ERR_OK) return state->behind_s;
    bool shows_all = head == 0 || (screen->sequence == head && strcmp(screen->generation, generation) == 0);
    if (shows_all) return 0;
    return state->behind_s != 0 ? state->behind_s : state->heard_s;
}

/* Since when the display takes nothing, although its watchdog is fed by what it takes. */
static int64_t frozen_since(const struct fleet_state *state, const struct heartbeat *before)
{
    const struct screen_state *now = &state->beat.screen;
    const struct screen_state *then = &before->screen;
    bool comparable = state->beat.has_screen && before->has_screen && now->watchdog_s > 0 &&
                      now->up_s != FACT_UNKNOWN && then->up_s != FACT_UNKNOWN && now->up_s > then->up_s;
    if (!comparable) return state->beat.has_screen && now->up_s == then->up_s ? state->frozen_s : 0;
    if (now->frames != then->frames) return 0;
    return state->frozen_s != 0 ? state->frozen_s : state->heard_s;
}

enum err fleet_settle(struct fleet *fleet)
{
    return is_time_to_store(fleet) ? store_all(fleet) : ERR_OK;
}

enum err fleet_take(struct fleet *fleet, const char *kiosk, const struct heartbeat *beat)
{
    struct member *member = NULL;
    /* Since when it is behind or frozen, another process may know. */
    enum err err = fleet->registry->shared ? load_one(fleet, kiosk) : ERR_OK;
    if (err == ERR_OK) err = member_get(fleet, kiosk, &member);
    if (err != ERR_OK) return err;
    bool is_new = member->state.heard_s == 0;
    struct fleet_state *state = &member->state;
    struct heartbeat before = state->beat;
    state->beat = *beat;
    state->heard_s = now_s(fleet);
    state->frozen_s = frozen_since(state, &before);
    state->behind_s = behind_since(fleet, state);
    member->unwritten = true;
    if (fleet->unwritten_since_ms < 0) fleet->unwritten_since_ms = now_ms(fleet);
    if (is_new || fleet_judge(state, state->heard_s) != member->stored_words) fleet->urgent = true;
    return fleet_settle(fleet);
}

const struct fleet_state *fleet_find(const struct fleet *fleet, const char *kiosk)
{
    const struct member *member = member_find(fleet, kiosk);
    return member != NULL ? &member->state : NULL;
}

size_t fleet_commits(const struct fleet *fleet)
{
    return fleet->commits;
}

/* ---- for people ---- */

static void time_text(char out[32], int64_t seconds)
{
    time_t at = (time_t)seconds;
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&at, &utc) != NULL) strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static bool add_state(json_t *json, const struct fleet_state *state, int64_t now)
{
    char heard[32];
    time_text(heard, state->heard_s);
    int64_t behind_s = state->behind_s != 0 ? now - state->behind_s : 0;
    json_t *beat = heartbeat_to_json(&state->beat);
    return beat != NULL && json_object_set_new(json, "beat", beat) == 0 &&
           json_object_set_new(json, "heard", json_string(heard)) == 0 &&
           json_object_set_new(json, "heard_s_ago", json_integer((json_int_t)(now - state->heard_s))) == 0 &&
           json_object_set_new(json, "behind_s", json_integer((json_int_t)behind_s)) == 0;
}

json_t *fleet_kiosk_to_json(const struct fleet *fleet, const struct kiosk *kiosk)
{
    char enrolled[32];
    const struct fleet_state *state = fleet_find(fleet, kiosk->id);
    int64_t now = now_s(fleet);
    time_text(enrolled, kiosk->enrolled_s);
    json_t *words = kiosk->revoked  ? json_array()
                    : state == NULL ? json_pack("[s]", "never heard")
                                    : fleet_words_to_json(fleet_judge(state, now));
    /* Two machines with one identity are told before anything that one of them says of itself. */
    bool copied = kiosk->forked && !kiosk->revoked;
    enum fleet_colour colour = kiosk->revoked  ? FLEET_GREY
                               : copied        ? FLEET_RED
                               : state == NULL ? FLEET_GREY
                                               : fleet_words_colour(fleet_judge(state, now));
    json_t *json = json_pack("{s:s, s:s, s:s, s:b, s:b, s:s, s:b, s:o}", "id", kiosk->id, "name", kiosk->name,
                             "enrolled", enrolled, "revoked", kiosk->revoked ? 1 : 0, "copied", copied ? 1 : 0,
                             "colour", fleet_colour_name(colour), "rotates", kiosk->rotate ? 1 : 0, "words", words);
    if (json != NULL && (state == NULL || add_state(json, state, now))) return json;
    json_decref(json);
    return NULL;
}

void fleet_kiosk_words(struct str *out, const struct fleet *fleet, const struct kiosk *kiosk)
{
    const struct fleet_state *state = fleet_find(fleet, kiosk->id);
    if (kiosk->revoked) return;
    if (state == NULL) {
        str_add(out, "never heard");
    } else {
        fleet_words(out, fleet_judge(state, now_s(fleet)));
    }
}

struct listing {
    const struct fleet *fleet;
    json_t *list; /* NULL when memory was not enough */
};

static void list_one(void *context, const struct kiosk *kiosk)
{
    struct listing *listing = context;
    if (listing->list == NULL) return;
    if (json_array_append_new(listing->list, fleet_kiosk_to_json(listing->fleet, kiosk)) == 0) return;
    json_decref(listing->list);
    listing->list = NULL;
}

enum err fleet_refresh(struct fleet *fleet)
{
    return fleet->registry->shared ? load(fleet) : ERR_OK;
}

enum err fleet_list(struct fleet *fleet, json_t **out)
{
    struct listing listing = {.fleet = fleet, .list = json_array()};
    enum err err = load(fleet);
    if (err == ERR_OK) err = kiosks_each(fleet->registry, list_one, &listing);
    if (err == ERR_OK && listing.list == NULL) err = ERR_NOMEM;
    if (err != ERR_OK) {
        json_decref(listing.list);
        return err;
    }
    *out = listing.list;
    return ERR_OK;
}
