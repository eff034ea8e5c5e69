#define _DEFAULT_SOURCE
#include "sync/registry/fleet/numbers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/registry/formats/csv.h"

enum { DAY_S = 24 * 3600, DAY_BYTES = 11, CSV_BYTES_MAX = 4 * 1024 * 1024 };

const char numbers_schema[] = "CREATE TABLE tally ("
                              "  kiosk TEXT NOT NULL REFERENCES kiosk (id) ON DELETE CASCADE,"
                              "  day   TEXT NOT NULL,"
                              "  what  TEXT NOT NULL,"
                              "  count INTEGER NOT NULL,"
                              "  PRIMARY KEY (kiosk, day, what)"
                              ") STRICT;"
                              "CREATE INDEX tally_day ON tally (day, what);";

static void day_of(char out[DAY_BYTES], int64_t seconds)
{
    struct tm utc;
    time_t time_s = (time_t)seconds;
    out[0] = '\0';
    if (gmtime_r(&time_s, &utc) != NULL) strftime(out, DAY_BYTES, "%Y-%m-%d", &utc);
}

/* The beginning of a day by UTC; -1 when it is none. */
static int64_t seconds_of(const char *day)
{
    struct tm parts = {.tm_hour = 0};
    char again[DAY_BYTES];
    char *end = NULL;
    if (day == NULL || strlen(day) != DAY_BYTES - 1) return -1;
    parts.tm_year = (int)strtol(day, &end, 10) - 1900;
    parts.tm_mon = (int)strtol(day + 5, &end, 10) - 1;
    parts.tm_mday = (int)strtol(day + 8, &end, 10);
    time_t begin = timegm(&parts);
    day_of(again, (int64_t)begin);
    return strcmp(again, day) == 0 ? (int64_t)begin : -1;
}

/* ---- what kiosks hand in ---- */

static enum err take_day(struct registry *registry, const char *kiosk, const char *day, json_t *counts)
{
    const char *what;
    json_t *count;
    enum err err = ERR_OK;
    json_object_foreach (counts, what, count) {
        if (err != ERR_OK) return err;
        err =
            db_run(registry->db,
                   "INSERT INTO tally (kiosk, day, what, count) VALUES (?, ?, ?, ?) ON CONFLICT (kiosk, day, what)"
                   " DO UPDATE SET count = CASE WHEN excluded.count > tally.count THEN excluded.count ELSE tally.count"
                   " END",
                   "ttti", kiosk, day, what, (int64_t)json_integer_value(count));
    }
    return err;
}

enum err numbers_take(struct registry *registry, const char *kiosk, const struct tally *tally)
{
    char first[DAY_BYTES];
    char last[DAY_BYTES];
    const char *day;
    json_t *counts;
    int64_t now_s = clock_wall_s(&registry->clock);
    day_of(first, now_s - (int64_t)NUMBERS_PAST_DAYS * DAY_S);
    day_of(last, now_s + (int64_t)NUMBERS_AHEAD_DAYS * DAY_S);
    enum err err = db_begin(registry->db);
    json_object_foreach (tally->days, day, counts) {
        bool can_be = strcmp(day, first) >= 0 && strcmp(day, last) <= 0 && seconds_of(day) >= 0;
        if (err == ERR_OK && can_be) err = take_day(registry, kiosk, day, counts);
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

/* ---- small counts ---- */

/* {"name","count"} of a list: those below NUMBERS_FEW become "few"; `known_sum`: and never one alone. */
static void hide_few(json_t *list, bool known_sum)
{
    size_t hidden = 0;
    size_t at;
    json_t *one;
    json_t *least = NULL;
    json_array_foreach (list, at, one) {
        int64_t count = json_int_at(one, "count", 0);
        if (count >= 1 && count < NUMBERS_FEW) {
            json_object_set_new(one, "count", json_string("few"));
            hidden++;
        } else if (count > 0 && (least == NULL || count < json_int_at(least, "count", 0))) {
            least = one;
        }
    }
    if (known_sum && hidden == 1 && least != NULL) json_object_set_new(least, "count", json_string("few"));
}

/* ---- the report ---- */

struct range {
    struct registry *registry;
    const char *from, *to;
    int64_t from_s, end_s;
};

static enum err add_days(const struct range *range, json_t *report)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *days = json_array();
    int64_t kiosks = 0;
    enum err err =
        db_query(range->registry->db, &rows,
                 "SELECT day, CAST(sum(count) AS INTEGER) FROM tally WHERE what = 'visits' AND day >= ? AND day <= ?"
                 " GROUP BY day ORDER BY day",
                 "tt", range->from, range->to);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        json_t *day = json_pack("{s:s, s:I}", "day", rows_text(rows, 0), "visits", (json_int_t)rows_int(rows, 1));
        if (json_array_append_new(days, day) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    err = db_int(range->registry->db, &kiosks, "SELECT count(DISTINCT kiosk) FROM tally WHERE day >= ? AND day <= ?",
                 "tt", range->from, range->to);
    if (err != ERR_OK) return err;
    json_object_set_new(report, "kiosks", json_integer(kiosks));
    return json_object_set(report, "days", days) == 0 ? ERR_OK : ERR_NOMEM;
}

/* Counts whose names begin with `prefix`, the largest first, under what follows it. */
static enum err sum_of(const struct range *range, const char *prefix, json_t **out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    size_t length = strlen(prefix);
    enum err err = db_query(range->registry->db, &rows,
                            "SELECT what, CAST(sum(count) AS INTEGER) FROM tally WHERE day >= ? AND day <= ?"
                            " AND substr(what, 1, length(?3)) = ?3 GROUP BY what ORDER BY 2 DESC, what",
                            "ttt", range->from, range->to, prefix);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        json_t *one =
            json_pack("{s:s, s:I}", "name", rows_text(rows, 0) + length, "count", (json_int_t)rows_int(rows, 1));
        if (json_array_append_new(list, one) != 0) return ERR_NOMEM;
    }
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

static enum err add_group(const struct range *range, const char *key, const char *prefix, bool known_sum,
                          json_t *report)
{
    json_t *list = NULL;
    enum err err = sum_of(range, prefix, &list);
    if (err != ERR_OK) return err;
    hide_few(list, known_sum);
    return json_object_set_new(report, key, list) == 0 ? ERR_OK : ERR_NOMEM;
}

static int64_t count_named(const json_t *list, const char *name)
{
    size_t at;
    json_t *one;
    json_array_foreach (list, at, one) {
        if (strcmp(json_text_at(one, "name"), name) == 0) return json_int_at(one, "count", 0);
    }
    return 0;
}

static enum err add_forms(const struct range *range, json_t *report)
{
    AUTO(json_auto) json_t *begun = NULL;
    AUTO(json_auto) json_t *finished = NULL;
    AUTO(json_auto) json_t *forms = json_array();
    size_t at;
    json_t *one;
    enum err err = sum_of(range, "begun.", &begun);
    if (err == ERR_OK) err = sum_of(range, "finished.", &finished);
    json_array_foreach (begun, at, one) {
        char prefix[TALLY_NAME_BYTES_MAX + 8];
        const char *kind = json_text_at(one, "name");
        json_t *form = json_pack("{s:s, s:I, s:I}", "kind", kind, "begun", (json_int_t)json_int_at(one, "count", 0),
                                 "finished", (json_int_t)count_named(finished, kind));
        snprintf(prefix, sizeof(prefix), "left.%s.", kind);
        if (err == ERR_OK) err = add_group(range, "left", prefix, true, form);
        if (json_array_append_new(forms, form) != 0) return ERR_NOMEM;
    }
    if (err != ERR_OK) return err;
    return json_object_set(report, "forms", forms) == 0 ? ERR_OK : ERR_NOMEM;
}

/* An idea is answered when staff first did something about it that its giver, or everybody, can see: its history knows.
 * The staff log has also what was refused. */
static enum err add_ideas(const struct range *range, json_t *report)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(range->registry->db, &rows,
                 "SELECT count(*), CAST(coalesce(sum(CASE WHEN first_s IS NOT NULL THEN 1 ELSE 0 END), 0) AS INTEGER),"
                 " CAST(coalesce(sum(CASE WHEN first_s <= received_s + ?1 THEN 1 ELSE 0 END), 0) AS INTEGER) FROM ("
                 "SELECT received_s, (SELECT min(at_s) FROM entry_event WHERE entry_event.entry = entry.number"
                 " AND what IN ('answered', 'published', 'changed', 'joined')) AS first_s FROM entry WHERE kind = "
                 "'idea' AND received_s >= ?2 AND received_s < ?3) AS idea",
                 "iii", (int64_t)NUMBERS_ANSWER_DAYS * DAY_S, range->from_s, range->end_s);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    json_t *ideas = json_pack("{s:I, s:I, s:I}", "given", (json_int_t)rows_int(rows, 0), "answered",
                              (json_int_t)rows_int(rows, 1), "in_time", (json_int_t)rows_int(rows, 2));
    return json_object_set_new(report, "ideas", ideas) == 0 ? ERR_OK : ERR_NOMEM;
}

/* The list of a network in `all`, made when there is none. NULL without memory. */
static json_t *months_of(json_t *all, const char *network, const char *title)
{
    json_t *last = json_array_get(all, json_array_size(all) - 1);
    if (last == NULL || strcmp(json_text_at(last, "network"), network) != 0) {
        last = json_pack("{s:s, s:s, s:[]}", "network", network, "title", title != NULL ? title : network, "months");
        if (json_array_append_new(all, last) != 0) return NULL;
    }
    return json_object_get(last, "months");
}

static enum err add_interest(const struct range *range, json_t *report)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *all = json_array();
    size_t at;
    json_t *one;
    /* A month is a bit of a day's text; the day is reckoned here, since SQL's dates differ. */
    enum err err = db_query(range->registry->db, &rows,
                            "SELECT network, item.body ->> 'title', received_s FROM entry LEFT JOIN item"
                            " ON item.type = 'network' AND item.id = network WHERE kind IN ('interest', 'seat')"
                            " AND received_s >= ? AND received_s < ? ORDER BY network, received_s",
                            "ii", range->from_s, range->end_s);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        char month[DAY_BYTES];
        day_of(month, rows_int(rows, 2));
        month[7] = '\0';
        json_t *months = months_of(all, rows_text(rows, 0), rows_text(rows, 1));
        json_t *last = json_array_get(months, json_array_size(months) - 1);
        if (months == NULL) return ERR_NOMEM;
        if (last == NULL || strcmp(json_text_at(last, "month"), month) != 0) {
            last = json_pack("{s:s, s:i}", "month", month, "count", 0);
            if (json_array_append_new(months, last) != 0) return ERR_NOMEM;
        }
        json_object_set_new(last, "count", json_integer(json_int_at(last, "count", 0) + 1));
    }
    if (err != ERR_NOT_FOUND) return err;
    json_array_foreach (all, at, one) hide_few(json_object_get(one, "months"), false);
    return json_object_set(report, "interest", all) == 0 ? ERR_OK : ERR_NOMEM;
}

enum err numbers_report(struct registry *registry, const char *from, const char *to, json_t **out)
{
    const struct range range = {
        .registry = registry, .from = from, .to = to, .from_s = seconds_of(from), .end_s = seconds_of(to) + DAY_S};
    if (range.from_s < 0 || range.end_s < DAY_S || range.end_s <= range.from_s ||
        range.end_s - range.from_s > (int64_t)NUMBERS_RANGE_DAYS_MAX * DAY_S) {
        return ERR_INVALID;
    }
    AUTO(json_auto) json_t *report = json_pack("{s:s, s:s, s:i}", "from", from, "to", to, "few", (int)NUMBERS_FEW);
    if (report == NULL) return ERR_NOMEM;
    enum err err = add_days(&range, report);
    if (err == ERR_OK) err = add_group(&range, "languages", "language.", true, report);
    if (err == ERR_OK) err = add_group(&range, "aids", "aid.", false, report);
    if (err == ERR_OK) err = add_forms(&range, report);
    if (err == ERR_OK) err = add_ideas(&range, report);
    if (err == ERR_OK) err = add_interest(&range, report);
    if (err == ERR_OK) *out = json_incref(report);
    return err;
}

/* ---- for a spreadsheet ---- */

static void line(struct str *out, const char *what, const char *which, const char *when, const json_t *count)
{
    csv_field(out, true, what);
    csv_field(out, false, which);
    str_addf(out, ";\"%s\"", when); /* a day is a day to a spreadsheet */
    if (json_is_integer(count)) {
        str_addf(out, ";%lld\r\n", (long long)json_integer_value(count));
    } else {
        str_addf(out, ";\"under %d\"\r\n", (int)NUMBERS_FEW);
    }
}

static void lines(struct str *out, const char *what, const char *of, const json_t *list)
{
    size_t at;
    json_t *one;
    json_array_foreach (list, at, one) {
        char which[128];
        snprintf(which, sizeof(which), "%s%s%s", of, of[0] != '\0' ? ": " : "", json_text_at(one, "name"));
        line(out, what, which, "", json_object_get(one, "count"));
    }
}

static void form_lines(struct str *out, const json_t *report)
{
    size_t at;
    json_t *form;
    json_array_foreach (json_object_get(report, "forms"), at, form) {
        const char *kind = json_text_at(form, "kind");
        line(out, "begyndt", kind, "", json_object_get(form, "begun"));
        line(out, "færdig", kind, "", json_object_get(form, "finished"));
        lines(out, "forladt", kind, json_object_get(form, "left"));
    }
}

enum err numbers_csv(const json_t *report, struct str *out)
{
    size_t at, nth;
    json_t *one, *month;
    const json_t *ideas = json_object_get(report, "ideas");
    str_init(out, CSV_BYTES_MAX);
    str_add(out, "\xef\xbb\xbf\"hvad\";\"hvilken\";\"hvornår\";\"antal\"\r\n");
    json_array_foreach (json_object_get(report, "days"), at, one) {
        line(out, "besøg", "", json_text_at(one, "day"), json_object_get(one, "visits"));
    }
    lines(out, "sprog", "", json_object_get(report, "languages"));
    lines(out, "hjælpemiddel", "", json_object_get(report, "aids"));
    form_lines(out, report);
    line(out, "ideer", "givet", "", json_object_get(ideas, "given"));
    line(out, "ideer", "besvaret", "", json_object_get(ideas, "answered"));
    line(out, "ideer", "besvaret inden 14 dage", "", json_object_get(ideas, "in_time"));
    json_array_foreach (json_object_get(report, "interest"), at, one) {
        json_array_foreach (json_object_get(one, "months"), nth, month) {
            line(out, "interesse", json_text_at(one, "title"), json_text_at(month, "month"),
                 json_object_get(month, "count"));
        }
    }
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}
