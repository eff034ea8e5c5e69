#define _POSIX_C_SOURCE 200809L
#include "sync/registry/privacy/dossier.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/model/receipt_code.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/notices.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/privacy/retention_clock.h"

enum { DAY_S = 24 * 3600 };

enum { TIME_TEXT_BYTES = 32, DAY_LETTERS = 10 };

static void time_text(char out[TIME_TEXT_BYTES], int64_t seconds)
{
    struct tm utc;
    time_t time_s = (time_t)seconds;
    out[0] = '\0';
    if (gmtime_r(&time_s, &utc) != NULL) strftime(out, TIME_TEXT_BYTES, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static void day_text(char out[TIME_TEXT_BYTES], int64_t seconds)
{
    time_text(out, seconds);
    out[DAY_LETTERS] = '\0';
}

static int64_t days_of(const struct retention *retention, const char *kind)
{
    for (int at = 0; at < RETENTION_REQUEST; at++) {
        if (strcmp(kind, retention_name((enum retention_kind)at)) == 0) return retention->days[at];
    }
    return retention->days[RETENTION_REQUEST];
}

/* What stands beside an entry: its answer, its end, what staff decided. */
static enum err add_fate(struct registry *registry, const struct retention *retention, int64_t number, json_t *entry)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *answer = NULL;
    char day[TIME_TEXT_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES];
    size_t bytes = 0;
    enum err err = db_query(registry->db, &rows,
                            "SELECT entry.receipt, " RETENTION_FROM_SQL(
                                "?1") ", kind, hold.until_s, hold.reason, refusal.reason"
                                      " FROM entry LEFT JOIN hold ON hold.entry = number LEFT JOIN refusal"
                                      " ON refusal.entry = number WHERE number = ?2",
                            "ii", clock_wall_s(&registry->clock), number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const void *receipt = rows_blob(rows, 0, &bytes);
    if (bytes != RECEIPT_CODE_HASH_BYTES) return ERR_DAMAGED;
    receipt_code_name(name, receipt);
    int64_t end_s = rows_int(rows, 1) + days_of(retention, rows_text(rows, 2)) * DAY_S;
    if (!rows_is_null(rows, 3) && rows_int(rows, 3) > end_s) end_s = rows_int(rows, 3);
    day_text(day, end_s);
    json_object_set_new(entry, "erased_at_the_latest", json_string(day));
    if (!rows_is_null(rows, 3)) {
        day_text(day, rows_int(rows, 3));
        json_object_set_new(entry, "hold", json_pack("{s:s, s:s}", "until", day, "reason", rows_text(rows, 4)));
    }
    if (!rows_is_null(rows, 5)) json_object_set_new(entry, "refusal", json_string(rows_text(rows, 5)));
    err = items_find(registry->db, "answer", name, &answer);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    json_object_del(answer, "id"); /* the hash of the code says nothing to anybody */
    return json_object_set(entry, "answer", answer) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err add_notice(struct registry *registry, const json_t *entry, json_t *notices)
{
    AUTO(json_auto) json_t *texts = NULL;
    const char *version = json_text_at(entry, "notice");
    if (version == NULL || version[0] == '\0' || json_object_get(notices, version) != NULL) return ERR_OK;
    enum err err = notices_find(registry, version, &texts);
    if (err != ERR_OK) return err;
    return json_object_set(notices, version, texts) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err add_entries(struct registry *registry, const struct retention *retention, const int64_t *numbers,
                            size_t count, json_t *entries, json_t *notices)
{
    enum err err = ERR_OK;
    for (size_t at = 0; err == ERR_OK && at < count && at < DOSSIER_ENTRIES_MAX; at++) {
        AUTO(json_auto) json_t *entry = NULL;
        err = ledger_find(registry, numbers[at], &entry);
        if (err == ERR_OK) err = add_fate(registry, retention, numbers[at], entry);
        if (err == ERR_OK) err = add_notice(registry, entry, notices);
        if (err == ERR_OK && json_array_append(entries, entry) != 0) err = ERR_NOMEM;
        if (err == ERR_NOT_FOUND) err = ERR_OK;
    }
    return err;
}

static json_t *rules(const struct retention *retention)
{
    AUTO(json_auto) json_t *list = json_array();
    for (int kind = 0; kind < RETENTION_KIND_COUNT; kind++) {
        json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "kind", retention_name((enum retention_kind)kind),
                                              "days", (json_int_t)retention->days[kind], "does",
                                              retention_does((enum retention_kind)kind)));
    }
    return json_incref(list);
}

enum err dossier_make(struct registry *registry, const struct retention *retention, const int64_t *numbers,
                      size_t count, json_t **out)
{
    char made[TIME_TEXT_BYTES];
    AUTO(json_auto) json_t *entries = json_array();
    AUTO(json_auto) json_t *notices = json_object();
    AUTO(json_auto) json_t *site = NULL;
    enum err err = items_find(registry->db, "site", "site", &site);
    if (err == ERR_OK || err == ERR_NOT_FOUND) {
        err = add_entries(registry, retention, numbers, count, entries, notices);
    }
    if (err != ERR_OK) return err;
    time_text(made, clock_wall_s(&registry->clock));
    const char *place = json_text_at(site, "name");
    json_t *contact = json_object_get(site, "contact");
    *out = json_pack("{s:s, s:s, s:s, s:O, s:O, s:o}", "format", "forhal-dossier/1", "made", made, "place",
                     place != NULL ? place : "", "entries", entries, "notices", notices, "retention", rules(retention));
    if (*out == NULL) return ERR_NOMEM;
    if (contact != NULL) json_object_set(*out, "contact", contact);
    return ERR_OK;
}
