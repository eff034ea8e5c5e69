/* tests/unit/networks_house.h - staff who work on networks in a house of registry_house.h, with the demo's content.
 * Header only. */
#pragma once

#include "tests/unit/staff_house.h"

#include "sync/registry/content/drafts.h"
#include "sync/registry/server/routes.h"

#define DEMO_CONTENT "assets/content/albertslund-2014.json"
#define NETWORKS     "/v1/staff/networks"

static inline json_t *networks_demo(void)
{
    json_t *document = json_load_file(DEMO_CONTENT, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(document);
    return document;
}

static inline void networks_import(struct house *house, const json_t *document)
{
    struct content_summary summary;
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
}

/* The id of the network at `at` of the demo. */
static inline const char *networks_id(const json_t *document, size_t at)
{
    return json_text_at(json_array_get(json_object_get(document, "networks"), at), "id");
}

/* Somebody with a session. `own` are an editor's networks, or NULL. */
static inline void networks_staff(struct house *house, const char *name, enum role role, const char *own,
                                  struct staff *out)
{
    staff_with_session(house, name, role, own, out);
}

/* `json` is taken over; NULL: no body. */
static inline void networks_ask(struct answer *out, const struct house *house, const struct staff *staff,
                                const char *method, const char *target, json_t *json)
{
    char *body = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    staff_http(out, house, staff, method, target, body);
    free(body);
}

/* GET /v1/staff/networks/ID; the caller owns it. */
static inline json_t *networks_get(const struct house *house, const struct staff *staff, const char *id)
{
    AUTO(answer_finish) struct answer answer = {0};
    char target[128];
    snprintf(target, sizeof(target), NETWORKS "/%s", id);
    networks_ask(&answer, house, staff, "GET", target, NULL);
    if (answer.status != 200) fail_msg("%s: %ld %s", target, answer.status, str_text(&answer.body));
    return json_incref(answer.json);
}

/* PUT with `body` borrowed. */
static inline void networks_put(struct answer *out, const struct house *house, const struct staff *staff,
                                const char *id, int64_t base, json_t *body)
{
    char target[128];
    snprintf(target, sizeof(target), NETWORKS "/%s", id);
    networks_ask(out, house, staff, "PUT", target, json_pack("{s:I, s:O}", "base", (json_int_t)base, "body", body));
}

/* POST {"do":what,"version":version,"at_s":at_s}. */
static inline void networks_do(struct answer *out, const struct house *house, const struct staff *staff, const char *id,
                               const char *what, int64_t version, int64_t at_s)
{
    char target[128];
    snprintf(target, sizeof(target), NETWORKS "/%s", id);
    networks_ask(out, house, staff, "POST", target,
                 json_pack("{s:s, s:I, s:I}", "do", what, "version", (json_int_t)version, "at_s", (json_int_t)at_s));
}

/* The same, and it is done. */
static inline void networks_done(const struct house *house, const struct staff *staff, const char *id, const char *what,
                                 int64_t version, int64_t at_s)
{
    AUTO(answer_finish) struct answer answer = {0};
    networks_do(&answer, house, staff, id, what, version, at_s);
    if (answer.status != 200) fail_msg("%s %s: %ld %s", what, id, answer.status, str_text(&answer.body));
}

/* A copy of the draft with another title, as the caller's own. */
static inline json_t *networks_titled(const json_t *whole, const char *title)
{
    json_t *body = json_deep_copy(json_object_get(whole, "body"));
    json_object_set_new(body, "title", json_string(title));
    return body;
}

/* Saves the draft with another title; gives the new version. */
static inline int64_t networks_retitle(const struct house *house, const struct staff *staff, const char *id,
                                       const char *title)
{
    AUTO(json_auto) json_t *whole = networks_get(house, staff, id);
    AUTO(json_auto) json_t *body = networks_titled(whole, title);
    AUTO(answer_finish) struct answer answer = {0};
    networks_put(&answer, house, staff, id, json_int_at(whole, "newest", 0), body);
    if (answer.status != 200) fail_msg("%s: %ld %s", id, answer.status, str_text(&answer.body));
    return json_int_at(answer.json, "version", 0);
}

/* The title that the screens show; "" when it is not there. */
static inline void networks_shown(struct house *house, const char *id, char out[200])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    out[0] = '\0';
    assert_int_equal(db_query(house->registry->db, &rows,
                              "SELECT body ->> 'title' FROM item WHERE type = 'network' AND id = ?"
                              " AND body IS NOT NULL",
                              "t", id),
                     ERR_OK);
    if (rows_next(rows) == ERR_OK) snprintf(out, 200, "%s", rows_text(rows, 0));
}

static inline void assert_shown(struct house *house, const char *id, const char *title)
{
    char shown[200];
    networks_shown(house, id, shown);
    assert_string_equal(shown, title);
}

static inline void assert_state(const struct house *house, const struct staff *staff, const char *id, const char *state,
                                int64_t version, int64_t published)
{
    AUTO(json_auto) json_t *whole = networks_get(house, staff, id);
    assert_string_equal(json_text_at(whole, "state"), state);
    assert_int_equal(json_int_at(whole, "version", 0), version);
    assert_int_equal(json_int_at(whole, "published_version", 0), published);
}

/* Time passes, and what is due is done, as whoever watches the service makes it. */
static inline void networks_later(struct house *house, const char *url, int64_t seconds)
{
    AUTO(answer_finish) struct answer answer = {0};
    atomic_fetch_add(&house->wall_s, seconds);
    atomic_fetch_add(&house->monotonic_ms, seconds * 1000 + 1000);
    http(&answer, url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(answer.status, 200);
}
