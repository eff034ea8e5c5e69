/* tests/unit/openapi_asker.h - somebody who asks the registry for real, and holds each answer against openapi.json.
 * Header only; it remembers what was asked for with success. */
#pragma once

#include "tests/unit/openapi_document.h"

static inline void check_headers(json_t *response, const struct answer *answer, const char *of)
{
    const char *name;
    json_t *header;
    char value[256];
    json_object_foreach (json_object_get(response, "headers"), name, header) {
        answer_header(answer, name, value);
        if (value[0] == '\0' && json_true_at(header, "required")) fail_msg("%s: no %s", of, name);
    }
}

static inline void check_code(json_t *response, const struct answer *answer, const char *of)
{
    size_t at;
    json_t *code;
    json_t *codes = json_object_get(response, "x-codes");
    if (codes == NULL) return;
    json_array_foreach (codes, at, code) {
        if (strcmp(json_string_value(code), answer_code(answer)) == 0) return;
    }
    fail_msg("%s: its code %s is not among the x-codes of " WHERE, of, answer_code(answer));
}

/* Which operations have been asked for with success, by their ids. */
static char reached[100][40];
static size_t reached_count;

static inline bool is_reached(const char *id)
{
    for (size_t at = 0; at < reached_count; at++) {
        if (strcmp(reached[at], id) == 0) return true;
    }
    return false;
}

static inline void note_reached(json_t *operation)
{
    const char *id = json_text_at(operation, "operationId");
    if (is_reached(id)) return;
    assert_true(reached_count < sizeof(reached) / sizeof(reached[0]));
    snprintf(reached[reached_count++], sizeof(reached[0]), "%s", id);
}

/* Holds an answer against what is described of its address. */
static inline void check_answer(json_t *document, const struct answer *answer, const char *method, const char *path)
{
    char of[PATH_BYTES * 2], status[16], type[256];
    snprintf(of, sizeof(of), "%s %s, %ld", method, path, answer->status);
    snprintf(status, sizeof(status), "%ld", answer->status);
    json_t *responses = json_object_get(operation_of(document, method, path), "responses");
    json_t *given = json_object_get(responses, status);
    if (given == NULL && answer->status >= 400) given = json_object_get(responses, "default");
    if (given == NULL) fail_msg("%s is not described in " WHERE, of);
    json_t *response = resolve(document, given);
    if (json_object_get(response, "content") == NULL && answer->body.length == 0) return;
    answer_header(answer, "Content-Type", type);
    type[strcspn(type, ";")] = '\0';
    json_t *content = json_object_get(json_object_get(response, "content"), type);
    if (content == NULL) fail_msg("%s: the type %s is not described in " WHERE, of, type);
    check_headers(response, answer, of);
    json_t *schema = json_object_get(content, "schema");
    if (schema != NULL) check_against(document, schema, answer->json, of);
    check_code(response, answer, of);
    if (answer->status < 300) note_reached(operation_of(document, method, path));
}

struct asker {
    struct house *house;
    json_t *document; /* owned */
    struct test_kiosk kiosk;
    char cookie[256];
    char csrf[128];
};

static inline void asker_finish(struct asker *asker)
{
    json_decref(asker->document);
}

static inline void check_body(struct asker *asker, const char *method, const char *path, const char *body)
{
    AUTO(json_auto) json_t *json = json_loads(body, 0, NULL);
    json_t *request = json_object_get(operation_of(asker->document, method, path), "requestBody");
    json_t *content = json_object_get(json_object_get(request, "content"), "application/json");
    if (content == NULL) fail_msg("%s %s: its body is not described", method, path);
    check_against(asker->document, json_object_get(content, "schema"), json, "what was sent");
}

static inline void expect(struct asker *asker, const struct answer *answer, const char *method, const char *path,
                          long status)
{
    if (answer->status != status) {
        fail_msg("%s %s: %ld, not %ld: %.500s", method, path, answer->status, status, str_text(&answer->body));
    }
    check_answer(asker->document, answer, method, path);
}

/* As the kiosk. `path` is as the document has it, `target` what is asked. */
static inline void kiosk_expects(struct asker *asker, const char *method, const char *path, const char *target,
                                 const char *body, const char *more, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    if (body != NULL && status == 200) check_body(asker, method, path, body);
    kiosk_http(&answer, asker->house->url, &asker->kiosk, method, target, body, more);
    expect(asker, &answer, method, path, status);
}

/* As staff who have signed in, or nobody. */
static inline void staff_expect(struct asker *asker, bool signed_in, const char *method, const char *path,
                                const char *target, const char *body, long status)
{
    AUTO(answer_finish) struct answer answer = {0};
    if (body != NULL && status == 200) check_body(asker, method, path, body);
    http(&answer, asker->house->url, method, target, body, body != NULL ? strlen(body) : 0,
         (const char *const[]){signed_in ? asker->cookie : NULL, signed_in ? asker->csrf : NULL, NULL});
    expect(asker, &answer, method, path, status);
}

static inline void asker_begin(struct asker *asker, struct house *house)
{
    *asker = (struct asker){.house = house, .document = document_read()};
    house_import(house, 3);
    kiosk_make(house, &asker->kiosk);
}
