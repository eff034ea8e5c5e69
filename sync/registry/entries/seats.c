#define _POSIX_C_SOURCE 200809L
#include "sync/registry/entries/seats.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/model/contact.h"
#include "sync/model/network.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/history.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/mail/mail.h"

/* The group as it is published. */
struct group {
    json_t *document; /* owned: the network, or NULL when it is not public (any more) */
    bool known;       /* the document could be read */
    struct network network;
    int64_t granted, waiting, wanted;
};

static void group_finish(struct group *group)
{
    if (group->known) network_finish(&group->network);
    json_decref(group->document);
    *group = (struct group){0};
}

/* "?1": the network. */
#define SEATS_FROM                                                                                                     \
    " FROM entry JOIN item ON item.type = 'answer' AND item.id = lower(hex(entry.receipt))"                            \
    " WHERE entry.network = ?1 AND entry.kind = 'seat'"

static enum err count(struct db *db, const char *network, const char *status, int64_t *out)
{
    return db_int(db, out, "SELECT count(*)" SEATS_FROM " AND item.body ->> 'status' = ?2", "tt", network, status);
}

static enum err group_read(struct registry *registry, const char *network, struct group *out)
{
    *out = (struct group){0};
    enum err err = items_find(registry->db, "network", network, &out->document);
    if (err == ERR_NOT_FOUND) err = ERR_OK;
    if (err == ERR_OK && out->document != NULL) out->known = network_from_json(&out->network, out->document) == ERR_OK;
    if (err == ERR_OK) err = count(registry->db, network, "granted", &out->granted);
    if (err == ERR_OK) err = count(registry->db, network, "waiting_list", &out->waiting);
    if (err == ERR_OK) err = count(registry->db, network, "wanted", &out->wanted);
    if (err != ERR_OK) group_finish(out);
    return err;
}

static bool is_open(const struct group *group)
{
    return group->known && group->network.group_state == GROUP_OPEN;
}

/* 0: not said. */
static int64_t seats_of(const struct group *group)
{
    return group->known && group->network.group_seats > 0 ? group->network.group_seats : 0;
}

enum err seats_may_grant(struct registry *registry, const char *network, int64_t number, const struct reply *reply,
                         const char **out_problem)
{
    struct group group;
    int64_t before = 0;
    enum err err = group_read(registry, network, &group);
    if (err != ERR_OK) return err;
    bool full = seats_of(&group) > 0 && group.granted >= seats_of(&group);
    group_finish(&group);
    if (full && !reply->beyond) *out_problem = ANSWERS_NO_SEATS_LEFT;
    err = db_int(registry->db, &before,
                 "SELECT count(*)" SEATS_FROM
                 " AND entry.number < ?2 AND item.body ->> 'status' IN ('wanted', 'waiting_list')",
                 "ti", network, number);
    if (err == ERR_OK && *out_problem == NULL && before > 0 && reply->reason == NULL)
        *out_problem = ANSWERS_OUT_OF_TURN;
    return err == ERR_OK && *out_problem != NULL ? ERR_CONFLICT : err;
}

/* ---- moving up ---- */

/* The numbers of those with one of two statuses, in the order of arrival. */
static enum err numbers_of(struct db *db, const char *network, const char *status, const char *or_status,
                           int64_t out[SEATS_LIST_MAX], size_t *out_count)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT entry.number" SEATS_FROM
                            " AND item.body ->> 'status' IN (?2, ?3) ORDER BY entry.number LIMIT ?4",
                            "ttti", network, status, or_status, (int64_t)SEATS_LIST_MAX);
    *out_count = 0;
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) out[(*out_count)++] = rows_int(rows, 0);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* To whoever gave an address for it, in Danish and English. That it can't be queued is no reason not to move up: the
 * kiosks tell it, too. */
static enum err write_to(struct registry *registry, int64_t number, const char *contact, const struct network *network)
{
    char address[CONTACT_BYTES_MAX + 1];
    AUTO(str_finish) struct str text = {0};
    if (contact_check(contact, address) != CONTACT_EMAIL) return ERR_OK;
    str_init(&text, MAIL_TEXT_BYTES_MAX);
    str_addf(&text,
             "Hej\n\nDu stod på ventelisten til Founding Group i netværket »%s«. Nu er der blevet en plads fri, "
             "og den er din.\n",
             network->title);
    if (network->group_starts != NULL) {
        str_addf(&text, "I mødes %.10s kl. %.5s", network->group_starts, network->group_starts + 11);
        if (network->group_place != NULL) str_addf(&text, ", %s", network->group_place);
        str_add(&text, ".\n");
    }
    str_add(&text,
            "Kan du ikke alligevel, så træk din plads tilbage med din kvitteringskode. Så går den videre til den "
            "næste.\n\nYou were on the waiting list for this Founding Group. A seat has become free, and it is "
            "yours.\n");
    enum err err = ERR_NOMEM;
    if (str_ok(&text)) err = mail_queue_for(registry->db, number, address, "Du har fået en plads", str_text(&text));
    sodium_memzero(address, sizeof(address));
    return err == ERR_FULL || err == ERR_INVALID || err == ERR_TOO_LARGE ? ERR_OK : err;
}

static enum err tell(struct registry *registry, int64_t number, const struct network *network)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT contact FROM entry WHERE number = ?", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    return err == ERR_OK ? write_to(registry, number, rows_text(rows, 0), network) : err;
}

enum err seats_tell(struct registry *registry, const char *network, int64_t number, enum answer_status before,
                    enum answer_status after)
{
    struct group group;
    if (before == ANSWER_GRANTED && after != ANSWER_GRANTED) return mail_forget(registry->db, number);
    if (before != ANSWER_WAITING_LIST || after != ANSWER_GRANTED) return ERR_OK;
    enum err err = group_read(registry, network, &group);
    if (err != ERR_OK) return err;
    if (is_open(&group)) err = tell(registry, number, &group.network);
    group_finish(&group);
    return err;
}

/* Without what was said about waiting. */
static enum err move_up(struct registry *registry, int64_t number, const struct network *network)
{
    struct reply reply = {.status = ANSWER_GRANTED};
    const char *granted = answer_status_name(ANSWER_GRANTED);
    enum err err = answers_say(registry, number, &reply);
    if (err == ERR_OK) err = history_add(registry, number, HISTORY_REGISTRY, "moved_up", granted, NULL);
    return err == ERR_OK ? tell(registry, number, network) : err;
}

/* Only what changes is told. */
static enum err set_place(struct registry *registry, int64_t number, int64_t place)
{
    AUTO(json_auto) json_t *body = NULL;
    enum err err = answers_find(registry, number, &body);
    if (err != ERR_OK || json_int_at(body, "place", 0) == place) return err;
    if (json_object_set_new(body, "place", json_integer(place)) != 0) return ERR_NOMEM;
    return items_put(registry->db, "answer", json_text_at(body, "id"), 0, body);
}

static enum err place_all(struct registry *registry, const int64_t *numbers, size_t count)
{
    enum err err = ERR_OK;
    for (size_t at = 0; err == ERR_OK && at < count; at++) {
        err = set_place(registry, numbers[at], at < ANSWER_PLACE_MAX ? (int64_t)at + 1 : ANSWER_PLACE_MAX);
    }
    return err;
}

/* How many of those who wait may have a seat now that one was left. */
static size_t freed(const struct group *group)
{
    if (!is_open(group)) return 0;
    if (seats_of(group) == 0) return 1; /* nobody said how many; one was left */
    return seats_of(group) > group->granted ? (size_t)(seats_of(group) - group->granted) : 0;
}

/* `group` may be NULL when nobody moves up. */
static enum err settle(struct registry *registry, const char *network, const struct group *group, int64_t *numbers)
{
    size_t up_max = group != NULL ? freed(group) : 0;
    size_t count = 0;
    size_t up = 0;
    enum err err = numbers_of(registry->db, network, "waiting_list", "waiting_list", numbers, &count);
    for (; err == ERR_OK && up < count && up < up_max; up++) {
        err = move_up(registry, numbers[up], &group->network);
    }
    return err == ERR_OK ? place_all(registry, numbers + up, count - up) : err;
}

static bool has_gone(enum answer_status status)
{
    return status == ANSWER_WITHDRAWN || status == ANSWER_ERASED || status == ANSWER_DECLINED;
}

enum err seats_settle(struct registry *registry, const char *network, enum answer_status before,
                      enum answer_status after)
{
    if (before == after && after != ANSWER_WAITING_LIST) return ERR_OK;
    if (before != ANSWER_GRANTED && before != ANSWER_WAITING_LIST && after != ANSWER_WAITING_LIST) return ERR_OK;
    AUTO(group_finish) struct group group = {0};
    bool leaves = before == ANSWER_GRANTED && has_gone(after);
    enum err err = leaves ? group_read(registry, network, &group) : ERR_OK;
    int64_t *numbers = malloc(SEATS_LIST_MAX * sizeof(*numbers));
    if (err == ERR_OK && numbers == NULL) err = ERR_NOMEM;
    if (err == ERR_OK) err = settle(registry, network, leaves ? &group : NULL, numbers);
    free(numbers);
    return err;
}

/* ---- all at once ---- */

static enum err give_each(struct registry *registry, const char *network, const int64_t *numbers, size_t count,
                          int64_t free_seats, const char *who)
{
    enum err err = ERR_OK;
    for (size_t at = 0; err == ERR_OK && at < count; at++) {
        bool granted = (int64_t)at < free_seats;
        AUTO(json_auto) json_t *before = NULL;
        struct reply reply = {.status = granted ? ANSWER_GRANTED : ANSWER_WAITING_LIST,
                              .place = granted ? 0 : (int)(at - (size_t)free_seats) + 1};
        err = answers_find(registry, numbers[at], &before);
        const char *name = answer_status_name(reply.status);
        bool same = err == ERR_OK && strcmp(json_text_at(before, "status"), name) == 0;
        if (err != ERR_OK || same) continue;
        err = answers_say(registry, numbers[at], &reply);
        if (err == ERR_OK) err = history_add(registry, numbers[at], who, "answered", name, NULL);
        enum answer_status was = answer_status_from_name(json_text_at(before, "status"));
        if (err == ERR_OK) err = seats_tell(registry, network, numbers[at], was, reply.status);
    }
    return err;
}

static enum err give_inside(struct registry *registry, const char *network, const char *who, int64_t *numbers)
{
    struct group group;
    size_t count = 0;
    enum err err = group_read(registry, network, &group);
    if (err != ERR_OK) return err;
    bool open = is_open(&group);
    int64_t seats = seats_of(&group);
    int64_t free_seats = seats > group.granted ? seats - group.granted : 0;
    group_finish(&group);
    if (!open) return ERR_NOT_FOUND;
    if (seats == 0) return ERR_INVALID;
    err = numbers_of(registry->db, network, "wanted", "waiting_list", numbers, &count);
    if (err == ERR_OK) err = give_each(registry, network, numbers, count, free_seats, who);
    return err == ERR_OK ? settle(registry, network, NULL, numbers) : err;
}

enum err seats_give(struct registry *registry, const char *network, const char *who)
{
    int64_t *numbers = malloc(SEATS_LIST_MAX * sizeof(*numbers));
    if (numbers == NULL) return ERR_NOMEM;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = give_inside(registry, network, who, numbers);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    free(numbers);
    return err;
}

/* ---- reading ---- */

static json_t *group_json(const char *id, const struct group *group)
{
    const struct network *network = &group->network;
    bool has_group = group->known && network->group_state != GROUP_NONE;
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "network", id, "title", group->known ? network->title : id, "state",
                  !has_group       ? "none"
                  : is_open(group) ? "open"
                                   : "held",
                  "granted", (json_int_t)group->granted, "waiting", (json_int_t)group->waiting, "wanted",
                  (json_int_t)group->wanted);
    if (json == NULL || !has_group) return json;
    if (network->group_starts != NULL) json_object_set_new(json, "starts", json_string(network->group_starts));
    if (network->group_place != NULL) json_object_set_new(json, "place", json_string(network->group_place));
    if (seats_of(group) == 0) return json;
    int64_t free_seats = seats_of(group) - group->granted;
    json_object_set_new(json, "seats", json_integer(seats_of(group)));
    json_object_set_new(json, "free", json_integer(free_seats > 0 ? free_seats : 0));
    return json;
}

enum err seats_count(struct registry *registry, const char *network, json_t **out)
{
    struct group group;
    enum err err = group_read(registry, network, &group);
    if (err != ERR_OK) return err;
    *out = group_json(network, &group);
    group_finish(&group);
    return *out != NULL ? ERR_OK : ERR_NOMEM;
}

static enum err overview_row(struct registry *registry, const char *id, json_t *list)
{
    json_t *group = NULL;
    enum err err = seats_count(registry, id, &group);
    return err == ERR_OK && json_array_append_new(list, group) != 0 ? ERR_NOMEM : err;
}

enum err seats_overview(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *list = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = list != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK) {
        err = db_query(registry->db, &rows,
                       "SELECT id, sum(wanted) AS waits FROM (SELECT network AS id,"
                       " CASE state WHEN 'open' THEN 1 ELSE 0 END AS wanted FROM entry WHERE kind = 'seat'"
                       " UNION ALL SELECT id, 0 FROM item WHERE type = 'network' AND body IS NOT NULL"
                       " AND body ->> '$.founding_group.state' = 'open') AS every"
                       " GROUP BY id ORDER BY waits DESC, id LIMIT ?",
                       "i", (int64_t)SEATS_LIST_MAX);
    }
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) err = overview_row(registry, rows_text(rows, 0), list);
    if (err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

static json_t *seat_json(const struct rows *rows)
{
    json_t *seat = ledger_row(rows);
    const char *place = rows_text(rows, LEDGER_ROW_COLUMNS_COUNT);
    if (seat == NULL) return NULL;
    json_object_set_new(seat, "version", json_integer(rows_int(rows, LEDGER_ROW_COLUMNS_COUNT + 1)));
    if (place != NULL) json_object_set_new(seat, "place", json_integer(strtoll(place, NULL, 10)));
    return seat;
}

static enum err seats_list(struct db *db, const char *network, json_t *list)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err =
        db_query(db, &rows,
                 "SELECT " LEDGER_ROW_COLUMNS ", item.body ->> 'place', " HISTORY_VERSION_SQL " FROM " LEDGER_ROW_FROM
                 " WHERE entry.network = ? AND kind = 'seat' AND entry.state <> 'withdrawn'"
                 " ORDER BY entry.number LIMIT ?",
                 "ti", network, (int64_t)SEATS_LIST_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, seat_json(rows)) != 0) return ERR_NOMEM;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err seats_read(struct registry *registry, const char *network, json_t **out)
{
    struct group group;
    enum err err = group_read(registry, network, &group);
    if (err != ERR_OK) return err;
    bool known = group.known;
    AUTO(json_auto) json_t *json = group_json(network, &group);
    json_t *list = json_array();
    group_finish(&group);
    if (json_object_set_new(json, "entries", list) != 0) return ERR_NOMEM;
    err = seats_list(registry->db, network, list);
    if (err == ERR_OK && !known && json_array_size(list) == 0) return ERR_NOT_FOUND;
    if (err == ERR_OK) *out = json_incref(json);
    return err;
}
