#define _POSIX_C_SOURCE 200809L
#include "sync/registry/entries/exports.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/seats.h"
#include "sync/registry/formats/calendar.h"
#include "sync/registry/formats/csv.h"

/* ---- the inbox ---- */

struct saying {
    const char *name, *danish;
};

/* As the staff page says them. */
static const struct saying kinds[] = {
    {"interest", "Interesse"}, {"seat", "Plads"}, {"idea", "Idé"}, {"support", "Støtte"}, {NULL, NULL}};
static const struct saying states[] = {{"received", "Modtaget"},
                                       {"read", "Læst"},
                                       {"considered", "Overvejes"},
                                       {"invited", "Inviteret"},
                                       {"network", "Blev et netværk"},
                                       {"project", "Blev et projekt"},
                                       {"not_now", "Ikke nu"},
                                       {"wanted", "Ønsket"},
                                       {"granted", "Fået plads"},
                                       {"waiting_list", "Venteliste"},
                                       {"declined", "Afslag"},
                                       {"withdrawn", "Trukket tilbage"},
                                       {NULL, NULL}};
static const struct saying comes_as[] = {
    {"citizen", "Borger"}, {"company", "Virksomhed"},   {"association", "Forening"},
    {"staff", "Ansat"},    {"politician", "Politiker"}, {"education", "Uddannelse"},
    {NULL, NULL}};

static const char *said(const struct saying *list, const char *name)
{
    for (; name != NULL && list->name != NULL; list++) {
        if (strcmp(list->name, name) == 0) return list->danish;
    }
    return name;
}

#define NETWORK_TITLE "network_title" /* add_title() */

/* The columns. A number is written as it is; what has no member is empty. */
static const struct column {
    const char *head, *key;
    const struct saying *list; /* NULL: as it is */
    bool number;
} columns[] = {
    {"Nummer", "order", NULL, true},
    {"Modtaget", "received", NULL, false},
    {"Slags", "kind", kinds, false},
    {"Netværk", "network", NULL, false},
    {"Netværkets titel", NETWORK_TITLE, NULL, false},
    {"Status", "status", states, false},
    {"Navn", "name", NULL, false},
    {"Kontakt", "contact", NULL, false},
    {"Kommer som", "comes_as", comes_as, false},
    {"Har med", "brings", NULL, false},
    {"Overskrift", "title", NULL, false},
    {"Tekst", "text", NULL, false},
    {"Svar", "answer", NULL, false},
    {"Plads på ventelisten", "place", NULL, true},
    {"Støtter", "supports", NULL, true},
    {"Lagt sammen med", "joined", NULL, true},
    {"Støtter idé", "idea", NULL, false},
    {"Sprog", "lang", NULL, false},
    {"Skærm", "kiosk", NULL, false},
};
enum { COLUMNS_COUNT = sizeof(columns) / sizeof(columns[0]) };

static void write_row(struct str *out, const json_t *entry)
{
    for (size_t at = 0; at < COLUMNS_COUNT; at++) {
        const struct column *column = &columns[at];
        if (column->number) {
            if (at > 0) str_add(out, ";");
            if (json_object_get(entry, column->key) != NULL) {
                str_addf(out, "%" PRId64, json_int_at(entry, column->key, 0));
            }
            continue;
        }
        const char *text = json_text_at(entry, column->key);
        if (column->list != NULL) text = said(column->list, text);
        csv_field(out, at == 0, text);
    }
    csv_end_row(out);
}

static void write_head(struct str *out)
{
    csv_begin(out);
    for (size_t at = 0; at < COLUMNS_COUNT; at++) csv_field(out, at == 0, columns[at].head);
    csv_end_row(out);
}

/* What its network is called on the screens, beside its id; one that is taken down has none. `titles` holds those that
 * were asked for. */
static enum err add_title(struct registry *registry, json_t *titles, json_t *entry)
{
    const char *network = json_text_at(entry, "network");
    if (network == NULL) return ERR_OK;
    if (json_object_get(titles, network) == NULL) {
        AUTO(json_auto) json_t *body = NULL;
        enum err err = items_find(registry->db, "network", network, &body);
        if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
        const char *title = json_text_at(body, "title");
        if (json_object_set_new(titles, network, json_string(title != NULL ? title : "")) != 0) return ERR_NOMEM;
    }
    return json_object_set(entry, NETWORK_TITLE, json_object_get(titles, network)) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err write_rows(struct str *out, struct registry *registry, json_t *titles, const json_t *list,
                           json_t *orders)
{
    size_t at;
    json_t *entry;
    json_array_foreach (list, at, entry) {
        enum err err = add_title(registry, titles, entry);
        if (err != ERR_OK) return err;
        write_row(out, entry);
        if (json_array_append(orders, json_object_get(entry, "order")) != 0) return ERR_NOMEM;
    }
    return ERR_OK;
}

enum err exports_inbox(struct registry *registry, const struct inbox_view *view, struct str *out, json_t *orders,
                       int64_t *out_next)
{
    struct inbox_view part = *view;
    AUTO(json_auto) json_t *titles = json_object();
    int looks_max = view->search[0] != '\0' ? EXPORT_LOOKS_MAX / 6 : EXPORT_LOOKS_MAX; /* a search looks at more */
    enum err err = ERR_OK;
    part.count_max = INBOX_LIST_MAX;
    str_init(out, EXPORT_BYTES_MAX);
    write_head(out);
    for (int looks = 0; err == ERR_OK && looks < looks_max && json_array_size(orders) < EXPORT_ROWS_MAX; looks++) {
        AUTO(json_auto) json_t *list = NULL;
        int64_t next = 0;
        err = inbox_list(registry, &part, &list, &next);
        if (err == ERR_OK) err = write_rows(out, registry, titles, list, orders);
        part.cursor = next;
        if (next == 0) break;
    }
    *out_next = part.cursor;
    if (err != ERR_OK) return err;
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}

/* ---- meetings ---- */

static void now_text(const struct registry *registry, char out[32])
{
    time_t now_s = (time_t)clock_wall_s(&registry->clock);
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&now_s, &utc) != NULL) strftime(out, 32, "%Y%m%dT%H%M%SZ", &utc);
}

static void write_counts(struct str *out, const json_t *group)
{
    AUTO(str_finish) struct str text;
    str_init(&text, 400);
    int64_t seats = json_int_at(group, "seats", 0);
    str_addf(&text, "%" PRId64, json_int_at(group, "granted", 0));
    if (seats > 0) str_addf(&text, " af %" PRId64, seats);
    str_addf(&text, " pladser er givet. Venteliste: %" PRId64 ". Venter på svar: %" PRId64 ".",
             json_int_at(group, "waiting", 0), json_int_at(group, "wanted", 0));
    calendar_line(out, "DESCRIPTION", str_text(&text));
}

static void write_meeting(struct str *out, const json_t *group, const char *now)
{
    char starts[16];
    char text[400];
    const char *local = json_text_at(group, "starts");
    if (local == NULL || !calendar_time(starts, local)) return;
    str_add(out, "BEGIN:VEVENT\r\n");
    snprintf(text, sizeof(text), "%s@forhal", json_text_at(group, "network"));
    calendar_line(out, "UID", text);
    calendar_line(out, "DTSTAMP", now);
    calendar_line(out, "DTSTART;TZID=Europe/Copenhagen", starts);
    snprintf(text, sizeof(text), "Founding Group: %.300s", json_text_at(group, "title"));
    calendar_line(out, "SUMMARY", text);
    if (json_text_at(group, "place") != NULL) calendar_line(out, "LOCATION", json_text_at(group, "place"));
    write_counts(out, group);
    str_add(out, "END:VEVENT\r\n");
}

static enum err write_meetings(struct registry *registry, struct str *out)
{
    char now[32];
    AUTO(rows_auto) struct rows *rows = NULL;
    now_text(registry, now);
    enum err err = db_query(registry->db, &rows,
                            "SELECT id FROM item WHERE type = 'network' AND body IS NOT NULL"
                            " AND body ->> '$.founding_group.starts' IS NOT NULL"
                            " ORDER BY body ->> '$.founding_group.starts' DESC LIMIT ?",
                            "i", (int64_t)EXPORT_MEETINGS_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        AUTO(json_auto) json_t *group = NULL;
        err = seats_count(registry, rows_text(rows, 0), &group);
        if (err == ERR_OK) write_meeting(out, group, now);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err exports_meetings(struct registry *registry, struct str *out)
{
    str_init(out, EXPORT_BYTES_MAX);
    calendar_begin(out, "Founding Groups");
    enum err err = write_meetings(registry, out);
    calendar_end(out);
    if (err != ERR_OK) return err;
    return str_ok(out) ? ERR_OK : ERR_NOMEM;
}
