#define _POSIX_C_SOURCE 200809L
#include "sync/registry/privacy/retention.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/model/submission.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/erasures.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/mail/mail.h"
#include "sync/registry/privacy/retention_clock.h"
#include "sync/registry/settings/settings.h"
#include "sync/registry/staff/staff_log.h"

enum { DAY_S = 24 * 3600, NOTE_BYTES = 200, DAY_TEXT_BYTES = 11 };

static const struct {
    const char *name, *does, *reason;
} rules[RETENTION_KIND_COUNT] = {
    [RETENTION_INTEREST] = {"interest", "Slettes helt.", "Så længe lover erklæringen, at vi højst gemmer det."},
    [RETENTION_SEAT] = {"seat", "Slettes helt.", "Så længe lover erklæringen, at vi højst gemmer det."},
    [RETENTION_IDEA] = {"idea", "Navn og kontakt slettes. Hænger ideen på væggen, bliver den der uden navn.",
                        "Så længe lover erklæringen, at vi højst gemmer det."},
    [RETENTION_SUPPORT] = {"support", "Slettes; støtten bliver ved med at tælle.",
                           "Så længe lover erklæringen, at vi højst gemmer det."},
    [RETENTION_REQUEST] = {"request", "Slettes.",
                           "Ønsket er udført med det samme. I tre måneder kan det ses, at det kom."},
    [RETENTION_LOG] = {"log", "Linjerne slettes.",
                       "I to år kan det ses, hvem der så hvad; så længe kan en klage være undervejs."},
    [RETENTION_MAIL] = {"mail", "Mails, der ikke kunne sendes, slettes. De andre slettes, når de er sendt.",
                        "Så længe kan I se, at en mail ikke kom frem, og gøre noget andet."},
    [RETENTION_PROOF] = {"proof", "Slettes.",
                         "I fem år kan kommunen vise, at der blev slettet. Der står ingen oplysninger om nogen i dem."},
};

struct retention retention_from(const struct settings *settings)
{
    return (struct retention){.days = {[RETENTION_INTEREST] = settings->retention.interest_days,
                                       [RETENTION_SEAT] = settings->retention.seat_days,
                                       [RETENTION_IDEA] = settings->retention.idea_days,
                                       [RETENTION_SUPPORT] = settings->retention.support_days,
                                       [RETENTION_REQUEST] = RETENTION_REQUEST_DAYS,
                                       [RETENTION_LOG] = settings->retention.staff_log_days,
                                       [RETENTION_MAIL] = settings->retention.mail_days,
                                       [RETENTION_PROOF] = RETENTION_PROOF_DAYS}};
}

const char *retention_name(enum retention_kind kind)
{
    return rules[kind].name;
}

const char *retention_does(enum retention_kind kind)
{
    return rules[kind].does;
}

/* An entry whose time has come. */
struct due {
    int64_t number;
    int64_t from_s;
    enum submission_kind kind;
    char idea[IDEA_ID_BYTES_MAX + 1]; /* that a support is for */
};

/* Everything of an age, without what is held. An idea without its giver stays as long as it hangs on the wall; and a
 * month more after anything happened to it, in which staff may hang it up again. */
#define FROM_SQL RETENTION_FROM_SQL("?1")
#define DUE_SQL                                                                                                        \
    " FROM entry LEFT JOIN hold ON hold.entry = entry.number AND hold.until_s > ?1"                                    \
    " WHERE ((kind = 'interest' AND " FROM_SQL " <= ?1 - ?2 * 86400)"                                                  \
    " OR (kind = 'seat' AND " FROM_SQL " <= ?1 - ?3 * 86400)"                                                          \
    " OR (kind = 'idea' AND " FROM_SQL " <= ?1 - ?4 * 86400 AND (anonymous_s IS NULL OR (NOT EXISTS (SELECT 1"         \
    " FROM item WHERE item.type = 'idea' AND item.id = 'idea-' || entry.number AND item.body IS NOT NULL)"             \
    " AND coalesce((SELECT max(at_s) FROM entry_event WHERE entry_event.entry = entry.number), 0) <= ?1 - 2592000)))"  \
    " OR (kind = 'support' AND " FROM_SQL " <= ?1 - ?5 * 86400)"                                                       \
    " OR (kind IN ('withdraw', 'erase', 'correct') AND " FROM_SQL " <= ?1 - ?6 * 86400))"

static enum err find_due(struct registry *registry, const struct retention *retention, struct due *out,
                         size_t *out_count)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    const int64_t *days = retention->days;
    *out_count = 0;
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT number, " FROM_SQL ", kind, idea" DUE_SQL
                 " AND hold.entry IS NULL ORDER BY received_s, number LIMIT ?7",
                 "iiiiiii", clock_wall_s(&registry->clock), days[RETENTION_INTEREST], days[RETENTION_SEAT],
                 days[RETENTION_IDEA], days[RETENTION_SUPPORT], days[RETENTION_REQUEST], (int64_t)RETENTION_STEP_MAX);
    while (err == ERR_OK && *out_count < RETENTION_STEP_MAX && (err = rows_next(rows)) == ERR_OK) {
        struct due *due = &out[(*out_count)++];
        *due = (struct due){.number = rows_int(rows, 0),
                            .from_s = rows_int(rows, 1),
                            .kind = submission_kind_from_name(rows_text(rows, 2))};
        snprintf(due->idea, sizeof(due->idea), "%s", rows_text(rows, 3));
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The days that it really was kept. */
static long long days_kept(const struct registry *registry, const struct due *due)
{
    return (long long)((clock_wall_s(&registry->clock) - due->from_s) / DAY_S);
}

static enum err erase_whole(struct registry *registry, const struct due *due)
{
    char note[NOTE_BYTES];
    snprintf(note, sizeof(note), "Slettet efter %lld dage. Længere gemmer vi det ikke.", days_kept(registry, due));
    return answers_erase_inside(registry, due->number, note);
}

/* The words that hang on the wall are kept, and nobody's name. */
static enum err take_giver(struct registry *registry, const struct due *due)
{
    char id[IDEA_ID_BYTES_MAX + 1];
    char note[NOTE_BYTES];
    AUTO(json_auto) json_t *shown = NULL;
    ideas_id(id, due->number);
    enum err err = items_find(registry->db, "idea", id, &shown);
    if (err == ERR_NOT_FOUND) return erase_whole(registry, due);
    if (err != ERR_OK) return err;
    snprintf(note, sizeof(note),
             "Dit navn og din kontakt er slettet efter %lld dage. Ideen hænger her stadig, uden navn.",
             days_kept(registry, due));
    err = db_run(
        registry->db, "UPDATE entry SET name = '', contact = '', title = ?, text = ?, anonymous_s = ? WHERE number = ?",
        "ttii", json_text_at(shown, "title"), json_text_at(shown, "text"), clock_wall_s(&registry->clock), due->number);
    if (err == ERR_OK) err = mail_forget(registry->db, due->number);
    if (err == ERR_OK) err = inbox_changed(registry, due->number);
    if (err == ERR_OK) err = answers_note_inside(registry, due->number, note);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err take_support(struct registry *registry, const struct due *due)
{
    enum err err = db_run(registry->db,
                          "INSERT INTO support_past (idea, count) VALUES (?, 1)"
                          " ON CONFLICT (idea) DO UPDATE SET count = support_past.count + 1",
                          "t", due->idea);
    return err == ERR_OK ? answers_erase_inside(registry, due->number, NULL) : err;
}

static enum err let_go(struct registry *registry, const struct due *due)
{
    char number[24];
    enum err err = ERR_OK;
    switch (due->kind) {
    case SUBMISSION_IDEA: err = take_giver(registry, due); break;
    case SUBMISSION_SUPPORT: err = take_support(registry, due); break;
    default: err = erase_whole(registry, due); break;
    }
    snprintf(number, sizeof(number), "%" PRId64, due->number);
    return err == ERR_OK ? staff_log_add(registry, RETENTION_WHO, "entry.expire", number) : err;
}

/* What is no entry: a bounded number of rows each. */
static enum err let_rows_go(struct registry *registry, const struct retention *retention, bool *out_more)
{
    int64_t now_s = clock_wall_s(&registry->clock);
    enum err err = db_run(registry->db,
                          "DELETE FROM staff_log WHERE number IN (SELECT number FROM staff_log WHERE at_s <= ?"
                          " ORDER BY number LIMIT ?)",
                          "ii", now_s - retention->days[RETENTION_LOG] * DAY_S, (int64_t)RETENTION_STEP_MAX);
    if (err == ERR_OK && db_changes(registry->db) == RETENTION_STEP_MAX) *out_more = true;
    if (err == ERR_OK) {
        err = db_run(registry->db,
                     "DELETE FROM proof WHERE number IN (SELECT number FROM proof WHERE at_s <= ?"
                     " ORDER BY number LIMIT ?)",
                     "ii", now_s - retention->days[RETENTION_PROOF] * DAY_S, (int64_t)RETENTION_STEP_MAX);
    }
    /* Sessions and invitations end by themselves; that there were any goes with them. */
    if (err == ERR_OK) {
        err = db_run(registry->db, "DELETE FROM session WHERE made_s <= ? OR seen_s <= ?", "ii", now_s - DAY_S,
                     now_s - DAY_S);
    }
    if (err == ERR_OK) err = db_run(registry->db, "DELETE FROM hold WHERE until_s <= ?", "i", now_s);
    return err;
}

static enum err step_inside(struct registry *registry, const struct retention *retention, bool *out_more)
{
    struct due due[RETENTION_STEP_MAX];
    size_t count = 0;
    enum err err = find_due(registry, retention, due, &count);
    for (size_t at = 0; err == ERR_OK && at < count; at++) err = let_go(registry, &due[at]);
    if (count == RETENTION_STEP_MAX) *out_more = true;
    if (count > 0) registry->retention_scrub = true;
    return err == ERR_OK ? let_rows_go(registry, retention, out_more) : err;
}

/* ---- */

enum err retention_step(struct registry *registry, const struct retention *retention, bool *out_more)
{
    bool doubted = false;
    *out_more = false;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = retention_clock_look(registry, &doubted);
    if (err == ERR_OK && !doubted) err = step_inside(registry, retention, out_more);
    if (err == ERR_OK) err = erasures_commit(registry);
    erasures_rollback(registry);
    /* Scrubbing may write whole tables anew: once, when all of it is gone. */
    if (err == ERR_OK && !*out_more && registry->retention_scrub) {
        registry->retention_scrub = false;
        registry->scrub_due = true;
    }
    return err;
}

/* No entry is due, and the rest was looked at within the hour: nothing needs to be written. */
static bool is_quiet(struct registry *registry, const struct retention *retention)
{
    enum { REST_S = 3600 };
    struct due due[RETENTION_STEP_MAX];
    size_t count = 0;
    int64_t looked_s = 0;
    int64_t now_s = clock_wall_s(&registry->clock);
    enum err err = db_int(registry->db, &looked_s, "SELECT looked_s FROM retention", "");
    if (err != ERR_OK || now_s < looked_s || now_s - looked_s >= REST_S) return false;
    return find_due(registry, retention, due, &count) == ERR_OK && count == 0;
}

enum err retention_tidy(struct registry *registry, const struct retention *retention)
{
    bool more = false;
    int64_t now_ms = clock_monotonic_ms(&registry->clock);
    if (registry->retention_next_ms != 0 && now_ms < registry->retention_next_ms) return ERR_OK;
    enum err err = is_quiet(registry, retention) ? ERR_OK : retention_step(registry, retention, &more);
    registry->retention_next_ms = err == ERR_OK && more ? now_ms : now_ms + RETENTION_EVERY_MS;
    return err;
}

/* ---- what goes next ---- */

static void day_text(char out[DAY_TEXT_BYTES], int64_t seconds)
{
    struct tm utc;
    time_t time_s = (time_t)seconds;
    out[0] = '\0';
    if (gmtime_r(&time_s, &utc) != NULL) strftime(out, DAY_TEXT_BYTES, "%Y-%m-%d", &utc);
}

static int64_t days_of(const struct retention *retention, const char *kind)
{
    for (int at = 0; at < RETENTION_REQUEST; at++) {
        if (strcmp(kind, rules[at].name) == 0) return retention->days[at];
    }
    return retention->days[RETENTION_REQUEST];
}

static json_t *due_json(const struct retention *retention, const struct rows *rows)
{
    char received[DAY_TEXT_BYTES], goes[DAY_TEXT_BYTES], until[DAY_TEXT_BYTES];
    const char *kind = rows_text(rows, 1);
    int64_t goes_s = rows_int(rows, 7) + days_of(retention, kind) * DAY_S;
    bool held = !rows_is_null(rows, 4);
    if (held && rows_int(rows, 4) > goes_s) goes_s = rows_int(rows, 4);
    day_text(received, rows_int(rows, 3));
    day_text(goes, goes_s);
    json_t *due = json_pack("{s:I, s:s, s:s, s:s, s:s}", "order", (json_int_t)rows_int(rows, 0), "kind", kind,
                            "network", rows_text(rows, 2), "received", received, "goes", goes);
    if (due == NULL || !held) return due;
    day_text(until, rows_int(rows, 4));
    json_object_set_new(
        due, "hold",
        json_pack("{s:s, s:s, s:s}", "until", until, "reason", rows_text(rows, 5), "who", rows_text(rows, 6)));
    return due;
}

static enum err list_due(struct registry *registry, const struct retention *retention, json_t *list, bool *out_more)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    const int64_t *days = retention->days;
    int64_t ahead = RETENTION_AHEAD_DAYS;
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT number, kind, network, received_s, hold.until_s, hold.reason, hold.who, " FROM_SQL DUE_SQL
                 " OR hold.entry IS NOT NULL ORDER BY received_s, number LIMIT ?7",
                 "iiiiiii", clock_wall_s(&registry->clock), days[RETENTION_INTEREST] - ahead,
                 days[RETENTION_SEAT] - ahead, days[RETENTION_IDEA] - ahead, days[RETENTION_SUPPORT] - ahead,
                 days[RETENTION_REQUEST] - ahead, (int64_t)RETENTION_LIST_MAX + 1);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        *out_more = json_array_size(list) == RETENTION_LIST_MAX;
        if (*out_more) return ERR_OK;
        if (json_array_append_new(list, due_json(retention, rows)) != 0) return ERR_NOMEM;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err retention_list(struct registry *registry, const struct retention *retention, json_t **out)
{
    AUTO(json_auto) json_t *list = json_array();
    AUTO(json_auto) json_t *said = json_array();
    bool more = false;
    bool doubted = false;
    if (list == NULL || said == NULL) return ERR_NOMEM;
    for (int kind = 0; kind < RETENTION_KIND_COUNT; kind++) {
        json_t *rule =
            json_pack("{s:s, s:I, s:s, s:s}", "kind", rules[kind].name, "days", (json_int_t)retention->days[kind],
                      "does", rules[kind].does, "reason", rules[kind].reason);
        if (json_array_append_new(said, rule) != 0) return ERR_NOMEM;
    }
    enum err err = list_due(registry, retention, list, &more);
    if (err == ERR_OK) err = retention_clock_is_doubted(registry, &doubted);
    if (err != ERR_OK) return err;
    *out =
        json_pack("{s:O, s:O, s:b, s:b}", "rules", said, "due", list, "more", more ? 1 : 0, "paused", doubted ? 1 : 0);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}
