/* The routes for staff to what citizens said: the inbox, joined ideas, seats, exports. What is looked at and done is in
 * the staff log; what was searched for is not, and is sent in a body, never in an address that a proxy may log. Who may
 * ask stands in routes_staff.c. */
#include <inttypes.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/network.h"
#include "sync/registry/entries/exports.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/entries/joins.h"
#include "sync/registry/entries/seats.h"
#include "sync/registry/server/routes.h"

enum { LIMIT_DEFAULT = 50 };

/* Answers with `json`, which is taken over, or with what failed. */
static void answer_json(struct service *service, struct call *call, enum err err, json_t *json)
{
    if (err == ERR_OK) {
        call_answer(call, MHD_HTTP_OK, json);
        return;
    }
    json_decref(json);
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is no such entry.");
    } else {
        service_failed(service, call, err);
    }
}

void route_inbox_counts(struct service *service, struct call *call)
{
    json_t *counts = NULL;
    enum err err = inbox_counts(service->registry, &counts);
    answer_json(service, call, err, counts);
}

/* ---- the list ---- */

/* A text of the body, or ""; NULL: it is something else, or too long. */
static const char *text_of(const json_t *json, const char *key, size_t bytes_max)
{
    const json_t *value = json_object_get(json, key);
    if (value == NULL) return "";
    const char *text = json_string_value(value);
    return text != NULL && strlen(text) <= bytes_max ? text : NULL;
}

static bool is_state(const char *text)
{
    static const char *const states[] = {"", "open", "answered", "withdrawn"};
    for (size_t at = 0; at < sizeof(states) / sizeof(states[0]); at++) {
        if (strcmp(states[at], text) == 0) return true;
    }
    return false;
}

/* False: the call has been answered. The view borrows from `json`. */
static bool read_view(struct call *call, const json_t *json, struct inbox_view *out)
{
    *out = (struct inbox_view){.kinds = text_of(json, "kinds", 40),
                               .network = text_of(json, "network", NETWORK_ID_BYTES_MAX),
                               .state = text_of(json, "state", 20),
                               .search = text_of(json, "search", INBOX_SEARCH_BYTES_MAX),
                               .marked = json_true_at(json, "marked"),
                               .newest = json_true_at(json, "newest"),
                               .cursor = json_int_at(json, "cursor", 0),
                               .count_max = json_int_at(json, "limit", LIMIT_DEFAULT)};
    bool texts = out->kinds != NULL && out->network != NULL && out->state != NULL && out->search != NULL;
    if (texts && json_is_object(json) && is_state(out->state) && out->cursor >= 0 && out->count_max >= 1 &&
        out->count_max <= INBOX_LIST_MAX) {
        return true;
    }
    call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                "\"state\" is open, answered or withdrawn, \"limit\" from 1 to 100, \"search\" at most 100 bytes.");
    return false;
}

/* Notes exactly which entries are about to be seen: nothing is shown that could not be noted. `with` NULL, or the order
 * of one more. On false the call has been answered. */
static bool log_seen(struct service *service, struct call *call, const char *what, const char *target,
                     const json_t *list, int64_t with)
{
    size_t at;
    json_t *entry;
    size_t count = 0;
    int64_t *orders = malloc((json_array_size(list) + 1) * sizeof(*orders));
    if (orders == NULL) {
        service_failed(service, call, ERR_NOMEM);
        return false;
    }
    if (with > 0) orders[count++] = with;
    json_array_foreach (list, at, entry) orders[count++] = json_int_at(entry, "order", json_integer_value(entry));
    bool noted = count == 0 || service_log_entries(service, call, what, target, orders, count);
    free(orders);
    return noted;
}

void route_inbox_list(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    AUTO(json_auto) json_t *list = NULL;
    struct inbox_view view;
    int64_t next = 0;
    if (!call_json(call, &json) || !read_view(call, json, &view)) return;
    enum err err = inbox_list(service->registry, &view, &list, &next);
    char target[32];
    snprintf(target, sizeof(target), "%zu", json_array_size(list));
    if (err == ERR_OK && !log_seen(service, call, "entry.read", target, list, 0)) return;
    json_t *answer = err == ERR_OK ? json_pack("{s:O}", "entries", list) : NULL;
    if (answer != NULL && next > 0) json_object_set_new(answer, "next", json_integer(next));
    answer_json(service, call, err, answer);
}

/* ---- one entry ---- */

/* The number that ends the address; 0: it is none. */
static int64_t number_of(const struct call *call)
{
    size_t bytes = 0;
    const char *word = call_word(call, &bytes);
    int64_t number = 0;
    if (bytes > 15) return 0;
    for (size_t at = 0; at < bytes; at++) {
        if (word[at] < '0' || word[at] > '9') return 0;
        number = number * 10 + (word[at] - '0');
    }
    return number;
}

void route_inbox_entry(struct service *service, struct call *call)
{
    char target[32];
    json_t *entry = NULL;
    int64_t number = number_of(call);
    enum err err = number > 0 ? inbox_entry(service->registry, number, &entry) : ERR_NOT_FOUND;
    snprintf(target, sizeof(target), "%" PRId64, number);
    /* What resembles it is shown, too. */
    const json_t *similar = json_object_get(entry, "similar");
    if (err == ERR_OK && !log_seen(service, call, "entry.read", target, similar, number)) {
        json_decref(entry);
        return;
    }
    answer_json(service, call, err, entry);
}

/* ---- joins ---- */

static void answer_join(struct service *service, struct call *call, enum err err, const char *problem)
{
    char sentence[160];
    switch (err) {
    case ERR_INVALID:
        snprintf(sentence, sizeof(sentence), "This can't be done: %s.", problem != NULL ? problem : "it is not right");
        call_refuse(call, MHD_HTTP_CONFLICT, "can_not_be_joined", sentence);
        break;
    case ERR_REFUSED: call_refuse(call, MHD_HTTP_CONFLICT, "withdrawn", "Who gave it has withdrawn it."); break;
    default: answer_json(service, call, err, err == ERR_OK ? json_object() : NULL);
    }
}

void route_inbox_join(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    char target[64];
    const char *problem = NULL;
    struct joins_seen seen = {.idea = NULL};
    int64_t versions[2];
    if (!call_json(call, &json)) return;
    const json_t *with = json_object_get(json, "with");
    int64_t order = json_int_at(json, "order", 0);
    int64_t other = json_int_at(json, "with", 0);
    if (order < 1 || (other < 1 && !json_is_null(with))) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request",
                    "It needs \"order\", and \"with\": another idea's order, or null to part them.");
        return;
    }
    if (!entry_read_base(call, json, "base", &versions[0], &seen.idea) ||
        !entry_read_base(call, json, "with_base", &versions[1], &seen.other)) {
        return;
    }
    snprintf(target, sizeof(target), other > 0 ? "%" PRId64 " with %" PRId64 : "%" PRId64, order, other);
    int64_t both[] = {order, other};
    if (!service_log_entries(service, call, other > 0 ? "idea.join" : "idea.part", target, both, other > 0 ? 2 : 1)) {
        return;
    }
    const char *who = call->session.user.name;
    enum err err = other > 0 ? joins_join(service->registry, order, other, &seen, who, &problem)
                             : joins_part(service->registry, order, &seen, who);
    if (err == ERR_CONFLICT) {
        entry_answer_changed(service, call, seen.changed);
    } else {
        answer_join(service, call, err, problem);
    }
}

/* ---- seats ---- */

void route_seats(struct service *service, struct call *call)
{
    json_t *list = NULL;
    enum err err = seats_overview(service->registry, &list);
    answer_json(service, call, err, err == ERR_OK ? json_pack("{s:o}", "groups", list) : NULL);
}

/* The network that ends the address. False: it can be none. */
static bool network_of(const struct call *call, char out[NETWORK_ID_BYTES_MAX + 1])
{
    size_t bytes = 0;
    const char *word = call_word(call, &bytes);
    if (bytes == 0 || bytes > NETWORK_ID_BYTES_MAX) return false;
    snprintf(out, NETWORK_ID_BYTES_MAX + 1, "%.*s", (int)bytes, word);
    return true;
}

void route_seats_one(struct service *service, struct call *call)
{
    char network[NETWORK_ID_BYTES_MAX + 1];
    json_t *seats = NULL;
    enum err err = network_of(call, network) ? seats_read(service->registry, network, &seats) : ERR_NOT_FOUND;
    const json_t *entries = json_object_get(seats, "entries");
    if (err == ERR_OK && !log_seen(service, call, "seats.read", network, entries, 0)) {
        json_decref(seats);
        return;
    }
    answer_json(service, call, err, seats);
}

void route_seats_give(struct service *service, struct call *call)
{
    char network[NETWORK_ID_BYTES_MAX + 1];
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const char *what = json_text_at(json, "do");
    if (what == NULL || strcmp(what, "give") != 0) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"do\" is \"give\".");
        return;
    }
    if (!network_of(call, network)) {
        answer_json(service, call, ERR_NOT_FOUND, NULL);
        return;
    }
    if (!service_log(service, call, "seats.give", network)) return;
    enum err err = seats_give(service->registry, network, call->session.user.name);
    if (err == ERR_INVALID) {
        call_refuse(call, MHD_HTTP_CONFLICT, "seats_not_said", "The network does not say how many seats there are.");
    } else {
        answer_json(service, call, err, err == ERR_OK ? json_object() : NULL);
    }
}

/* ---- exports ---- */

static void answer_file(struct service *service, struct call *call, struct str *text, const char *type,
                        const char *name)
{
    char disposition[80];
    char *taken = str_take(text);
    if (taken == NULL) {
        service_failed(service, call, ERR_NOMEM);
        return;
    }
    snprintf(disposition, sizeof(disposition), "attachment; filename=\"%s\"", name);
    call_add_header(call, MHD_HTTP_HEADER_CONTENT_DISPOSITION, disposition);
    call_answer_text(call, MHD_HTTP_OK, taken);
    call->content_type = type;
}

void route_inbox_csv(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    AUTO(json_auto) json_t *orders = json_array();
    AUTO(str_finish) struct str text = {0};
    struct inbox_view view;
    int64_t after = 0;
    char next[32];
    if (!call_json(call, &json) || !read_view(call, json, &view)) return;
    enum err err = orders != NULL ? exports_inbox(service->registry, &view, &text, orders, &after) : ERR_NOMEM;
    if (err != ERR_OK) {
        answer_json(service, call, err, NULL);
        return;
    }
    snprintf(next, sizeof(next), "%zu", json_array_size(orders));
    if (!log_seen(service, call, "entry.export", next, orders, 0)) return;
    snprintf(next, sizeof(next), "%" PRId64, after);
    if (after > 0) call_add_header(call, "Forhal-Next", next);
    answer_file(service, call, &text, "text/csv; charset=utf-8", "indbakke.csv");
}

void route_meetings(struct service *service, struct call *call)
{
    AUTO(str_finish) struct str text = {0};
    enum err err = exports_meetings(service->registry, &text);
    if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (service_log(service, call, "meetings.export", "all")) {
        answer_file(service, call, &text, "text/calendar; charset=utf-8", "founding-groups.ics");
    }
}
