#define _POSIX_C_SOURCE 200809L
#include "sync/agent/client.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/wire/request.h"

enum { TARGET_BYTES_MAX = 256, ANSWER_DEPTH_MAX = 8 };

struct client {
    const struct identity *identity; /* borrowed */
    struct http *http;               /* owned */
    char code[CLIENT_CODE_BYTES_MAX + 1];
    char problem[CLIENT_PROBLEM_BYTES];
};

enum err client_open(struct client **out, const struct identity *identity, const struct http_options *http)
{
    *out = NULL;
    AUTO(client_auto) struct client *client = calloc(1, sizeof(*client));
    if (client == NULL) return ERR_NOMEM;
    client->identity = identity;
    enum err err = http_open(&client->http, http);
    if (err != ERR_OK) return err;
    *out = client;
    client = NULL; /* the caller owns it now */
    return ERR_OK;
}

void client_close(struct client *client)
{
    if (client == NULL) return;
    http_close(client->http);
    free(client);
}

void client_auto(struct client **client)
{
    client_close(*client);
}

struct http_peer client_peer(const struct client *client)
{
    return http_peer(client->http);
}

const char *client_code(const struct client *client)
{
    return client->code;
}

const char *client_problem(const struct client *client)
{
    return client->problem;
}

/* The word goes into log lines and files, so it must be a word. */
static bool is_stable_word(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
    return length > 0 && text[length] == '\0' && length <= CLIENT_CODE_BYTES_MAX;
}

static void read_refusal(struct client *client, const struct http_answer *answer)
{
    AUTO(json_auto) json_t *json = NULL;
    if (json_parse(&json, str_text(&answer->body), answer->body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX,
                   NULL) != ERR_OK) {
        return;
    }
    const char *code = json_text_at(json_object_get(json, "error"), "code");
    if (code != NULL && is_stable_word(code)) snprintf(client->code, sizeof(client->code), "%s", code);
}

static enum err err_from_status(struct client *client, const char *what, const struct http_answer *answer)
{
    long status = answer->status;
    if (status == 200) return ERR_OK;
    read_refusal(client, answer);
    if (client->code[0] != '\0') {
        snprintf(client->problem, sizeof(client->problem), "%s: the registry answered %ld %s", what, status,
                 client->code);
    } else {
        snprintf(client->problem, sizeof(client->problem),
                 "%s: answered with status %ld by something that does not "
                 "speak like the registry",
                 what, status);
    }
    if (status == 429 || status == 408 || status >= 500) return ERR_UNAVAILABLE;
    if (client->code[0] == '\0') return ERR_UNTRUSTED;
    return status == 401 || status == 403 ? ERR_REFUSED : ERR_INVALID;
}

static enum err complain(struct client *client, const char *what, enum err err, const char *words)
{
    snprintf(client->problem, sizeof(client->problem), "%s: %s", what, words);
    return err;
}

/* Signs, asks, and leaves an answer of status 200 (or 206, when a range was asked for) in *out. */
static enum err ask(struct client *client, enum sign_purpose purpose, const char *what, struct http_request *request,
                    struct http_answer *out)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    client->code[0] = '\0';
    client->problem[0] = '\0';
    request_sign(signature, purpose, request->method, request->target, request->body, request->body_bytes,
                 client->identity->sign_secret);
    request->signature = signature;
    request->kiosk = purpose == SIGN_REQUEST ? client->identity->kiosk_id : NULL;
    struct http_answer answer;
    enum err err = http_exchange(client->http, request, &answer);
    request->signature = NULL;
    if (err != ERR_OK) return complain(client, what, err, http_problem(client->http));
    bool part = answer.status == 206 && request->range != NULL;
    err = part ? ERR_OK : err_from_status(client, what, &answer);
    if (err != ERR_OK) {
        http_answer_finish(&answer);
        return err;
    }
    *out = answer;
    return ERR_OK;
}

enum err client_feed(struct client *client, const struct feed_cursor *cursor, struct feed_page *out)
{
    return client_wait(client, cursor, NULL, out);
}

enum err client_wait(struct client *client, const struct feed_cursor *cursor, const struct http_wait *wait,
                     struct feed_page *out)
{
    static const char what[] = "fetching content";
    char target[TARGET_BYTES_MAX];
    char *generation = curl_easy_escape(NULL, cursor->generation, 0);
    if (generation == NULL) return ERR_NOMEM;
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld", generation, (long long)cursor->sequence);
    curl_free(generation);
    if (wait != NULL) {
        size_t length = strlen(target);
        snprintf(target + length, sizeof(target) - length, "&wait=%ld", wait->seconds);
    }
    struct http_request request = {.method = "GET", .target = target, .wait = wait};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, what, &request, &answer);
    if (err != ERR_OK) return err;
    err = feed_page_read(out, str_text(&answer.body), answer.body.length, answer.signature,
                         client->identity->content_public);
    http_answer_finish(&answer);
    if (err == ERR_UNTRUSTED) return complain(client, what, err, "the answer is not signed by our registry");
    if (err != ERR_OK) return complain(client, what, err, err_text(err));
    return ERR_OK;
}

enum err client_picture(struct client *client, const char *name, size_t from, size_t bytes_max, struct str *out,
                        bool *out_from_start)
{
    char target[TARGET_BYTES_MAX];
    char range[64];
    snprintf(target, sizeof(target), "/v1/pictures/%s", name);
    snprintf(range, sizeof(range), "bytes=%zu-%zu", from, from + bytes_max - 1);
    struct http_request request = {.method = "GET", .target = target, .range = range};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, "fetching a picture", &request, &answer);
    if (err != ERR_OK) return err;
    *out_from_start = answer.status == 200;
    *out = answer.body; /* the caller's now */
    return ERR_OK;
}

/* The request's text in *out (malloc), or NULL without memory. */
static char *entries_text(const struct entry *entries, size_t entries_count)
{
    AUTO(json_auto) json_t *array = json_array();
    for (size_t at = 0; array != NULL && at < entries_count; at++) {
        if (json_array_append_new(array, entry_to_json(&entries[at])) != 0) return NULL;
    }
    AUTO(json_auto) json_t *document = json_pack("{s:O}", "entries", array);
    return document != NULL ? json_dumps(document, JSON_COMPACT) : NULL;
}

static enum err read_receipts(const struct http_answer *answer, struct receipt out[ENTRIES_PER_BATCH_MAX],
                              size_t *out_count)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err =
        json_parse(&json, str_text(&answer->body), answer->body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    if (err == ERR_NOMEM) return err;
    const json_t *receipts = json_object_get(json, "receipts");
    if (err != ERR_OK || !json_is_array(receipts)) return ERR_UNTRUSTED;
    size_t at;
    json_t *value;
    json_array_foreach (receipts, at, value) {
        if (*out_count == ENTRIES_PER_BATCH_MAX) break;
        if (receipt_from_json(&out[*out_count], value) == ERR_OK) (*out_count)++;
    }
    return ERR_OK;
}

enum err client_send(struct client *client, const struct entry *entries, size_t entries_count,
                     struct receipt out[ENTRIES_PER_BATCH_MAX], size_t *out_count)
{
    static const char what[] = "delivering entries";
    assert(entries_count <= ENTRIES_PER_BATCH_MAX);
    *out_count = 0;
    char *text = entries_text(entries, entries_count);
    if (text == NULL) return ERR_NOMEM;
    struct http_request request = {.method = "POST", .target = "/v1/entries", .body = text, .body_bytes = strlen(text)};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, what, &request, &answer);
    free(text);
    if (err != ERR_OK) return err;
    err = read_receipts(&answer, out, out_count);
    http_answer_finish(&answer);
    if (err == ERR_UNTRUSTED) return complain(client, what, err, "the answer has no receipts: not from our registry");
    return err;
}

static enum err text_into(char *out, size_t out_bytes, const json_t *json, const char *key)
{
    const char *text = json_text_at(json, key);
    if (text == NULL || text[0] == '\0' || strlen(text) >= out_bytes) return ERR_INVALID;
    snprintf(out, out_bytes, "%s", text);
    return ERR_OK;
}

static enum err read_enrolment(const struct http_answer *answer, struct identity *identity)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err =
        json_parse(&json, str_text(&answer->body), answer->body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    if (err == ERR_NOMEM) return err;
    if (err != ERR_OK || text_into(identity->kiosk_id, sizeof(identity->kiosk_id), json, "kiosk") != ERR_OK ||
        text_into(identity->kiosk_name, sizeof(identity->kiosk_name), json, "name") != ERR_OK ||
        json_bytes_at(json, "content_key", identity->content_public, SIGN_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "receipt_key", identity->receipt_public, SIGN_PUBLIC_BYTES) != ERR_OK ||
        json_bytes_at(json, "seal_key", identity->seal_public, SEAL_PUBLIC_BYTES) != ERR_OK) {
        return ERR_UNTRUSTED;
    }
    identity->enrolled = true;
    return ERR_OK;
}

enum err client_enrol(struct client *client, const char *code, struct identity *out)
{
    static const char what[] = "enrolling";
    AUTO(json_auto)
    json_t *json =
        json_pack("{s:s, s:o}", "code", code, "key", json_from_bytes(client->identity->sign_public, SIGN_PUBLIC_BYTES));
    if (json == NULL) return complain(client, what, ERR_INVALID, "the code is not text");
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    struct http_request request = {.method = "POST", .target = "/v1/enrol", .body = text, .body_bytes = strlen(text)};
    struct http_answer answer;
    enum err err = ask(client, SIGN_ENROL, what, &request, &answer);
    free(text);
    if (err != ERR_OK) return err;
    struct identity identity = *client->identity;
    err = read_enrolment(&answer, &identity);
    http_answer_finish(&answer);
    if (err == ERR_OK) {
        *out = identity;
    } else {
        (void)complain(client, what, err, "the answer does not have the form of a registry's");
    }
    identity_finish(&identity);
    return err;
}
