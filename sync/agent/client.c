#define _POSIX_C_SOURCE 200809L
#include "sync/agent/client.h"

#include <assert.h>
#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"
#include "sync/wire/rotation.h"

enum { TARGET_BYTES_MAX = 256, ANSWER_DEPTH_MAX = 8 };

struct client {
    const struct identity *identity; /* borrowed */
    struct http *http;               /* owned */
    bool wants_new_key;
    bool wants_heartbeat;
    struct shared_key shared;                     /* of these two: */
    unsigned char shared_by[SIGN_PUBLIC_BYTES];   /* this kiosk's key */
    unsigned char shared_with[SIGN_PUBLIC_BYTES]; /* the registry's content key */
    bool macs;                                    /* the registry takes MACs under it, as far as we know */
    bool ahead;                                   /* the page after `cursor_ahead` was asked for, with this nonce */
    struct feed_cursor cursor_ahead;
    char nonce_ahead[NONCE_TEXT_BYTES];
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
    sodium_memzero(client, sizeof(*client));
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

/* Asks, and leaves an answer of status 200 (206 when a range was asked for, 202 when somebody enrols) in *out. */
static enum err exchange(struct client *client, const char *what, const struct http_request *request,
                         struct http_answer *out)
{
    client->code[0] = '\0';
    client->problem[0] = '\0';
    client->ahead = false; /* http_exchange() gives it up */
    struct http_answer answer;
    enum err err = http_exchange(client->http, request, &answer);
    if (err != ERR_OK) return complain(client, what, err, http_problem(client->http));
    bool part = answer.status == 206 && request->range != NULL;
    bool later = answer.status == 202 && request->kiosk == NULL;
    err = part || later ? ERR_OK : err_from_status(client, what, &answer);
    if (err != ERR_OK) {
        http_answer_finish(&answer);
        return err;
    }
    *out = answer;
    return ERR_OK;
}

/* The same, signed with `secret`. */
static enum err ask_as(struct client *client, const unsigned char *secret, enum sign_purpose purpose, const char *what,
                       struct http_request *request, struct http_answer *out)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    request_sign(signature, purpose, request->method, request->target, request->body, request->body_bytes, secret);
    request->signature = signature;
    request->kiosk = purpose == SIGN_REQUEST ? client->identity->kiosk_id : NULL;
    enum err err = exchange(client, what, request, out);
    request->signature = NULL;
    return err;
}

static enum err ask(struct client *client, enum sign_purpose purpose, const char *what, struct http_request *request,
                    struct http_answer *out)
{
    return ask_as(client, client->identity->sign_secret, purpose, what, request, out);
}

static const char feed_what[] = "fetching content";

/* May a question for a page have a MAC instead of a signature (shared_key.h)? */
static bool may_mac(struct client *client)
{
    const struct identity *identity = client->identity;
    if (memcmp(client->shared_by, identity->sign_public, SIGN_PUBLIC_BYTES) != 0 ||
        memcmp(client->shared_with, identity->content_public, SIGN_PUBLIC_BYTES) != 0) {
        memcpy(client->shared_by, identity->sign_public, SIGN_PUBLIC_BYTES);
        memcpy(client->shared_with, identity->content_public, SIGN_PUBLIC_BYTES);
        client->macs = shared_key_of_kiosk(&client->shared, identity->sign_secret, identity->content_public) == ERR_OK;
    }
    return client->macs;
}

/* With a MAC, as long as the registry knows what to do with that: an older one does not, and one with newer keys shares
 * another key with us. Then it is signed, until our keys are others. */
static enum err ask_for_page(struct client *client, struct http_request *request, struct http_answer *out)
{
    char mac[MAC_TEXT_BYTES];
    if (may_mac(client)) {
        request_mac(mac, request->method, request->target, &client->shared);
        request->mac = mac;
        request->kiosk = client->identity->kiosk_id;
        enum err err = exchange(client, feed_what, request, out);
        request->mac = NULL;
        if (err != ERR_REFUSED || strcmp(client->code, "bad_signature") != 0) return err;
        client->macs = false;
    }
    return ask(client, SIGN_REQUEST, feed_what, request, out);
}

/* With a new nonce. ERR_NOMEM. */
static enum err feed_target(char target[TARGET_BYTES_MAX], char nonce[NONCE_TEXT_BYTES],
                            const struct feed_cursor *cursor)
{
    nonce_make(nonce);
    char *generation = curl_easy_escape(NULL, cursor->generation, 0);
    if (generation == NULL) return ERR_NOMEM;
    snprintf(target, TARGET_BYTES_MAX, "/v1/feed?generation=%s&after=%lld&nonce=%s", generation,
             (long long)cursor->sequence, nonce);
    curl_free(generation);
    return ERR_OK;
}

static bool is_fresh(struct client *client, const struct http_answer *answer, const char *nonce)
{
    const unsigned char *content_public = client->identity->content_public;
    if (freshness_check(answer->fresh, nonce, answer->signature, content_public) == ERR_OK) return true;
    return may_mac(client) && freshness_check_mac(answer->fresh, nonce, answer->signature, &client->shared) == ERR_OK;
}

/* The page in an answer of status 200, which is let go of. */
static enum err feed_take(struct client *client, struct http_answer *answer, const char *nonce, struct feed_page *out)
{
    const char *what = feed_what;
    enum err err = feed_page_take(out, &answer->body, answer->signature, client->identity->content_public);
    if (err == ERR_OK) {
        out->fresh = is_fresh(client, answer, nonce);
    }
    client->wants_heartbeat = err == ERR_OK && strcmp(answer->wanted, REQUEST_WANTED_HEARTBEAT) == 0;
    http_answer_finish(answer);
    if (err == ERR_UNTRUSTED) return complain(client, what, err, "the answer is not signed by our registry");
    if (err != ERR_OK) return complain(client, what, err, err_text(err));
    return ERR_OK;
}

void client_feed_ahead(struct client *client, const struct feed_cursor *cursor)
{
    char target[TARGET_BYTES_MAX];
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char mac[MAC_TEXT_BYTES];
    client->ahead = false;
    if (feed_target(target, client->nonce_ahead, cursor) != ERR_OK) return;
    struct http_request request = {.method = "GET", .target = target, .kiosk = client->identity->kiosk_id};
    if (may_mac(client)) {
        request_mac(mac, request.method, target, &client->shared);
        request.mac = mac;
    } else {
        request_sign(signature, SIGN_REQUEST, request.method, target, NULL, 0, client->identity->sign_secret);
        request.signature = signature;
    }
    client->cursor_ahead = *cursor;
    client->ahead = http_begin(client->http, &request);
}

/* Whatever is wrong with what was asked for ahead: it is asked for once more, and told of then. */
static bool feed_came_ahead(struct client *client, const struct feed_cursor *cursor, struct feed_page *out)
{
    struct http_answer answer;
    bool fits = client->ahead && client->cursor_ahead.sequence == cursor->sequence &&
                strcmp(client->cursor_ahead.generation, cursor->generation) == 0;
    client->ahead = false;
    if (!fits || http_finish(client->http, &answer) != ERR_OK) return false;
    client->code[0] = '\0';
    client->problem[0] = '\0';
    if (answer.status == 200) return feed_take(client, &answer, client->nonce_ahead, out) == ERR_OK;
    http_answer_finish(&answer);
    return false;
}

enum err client_feed(struct client *client, const struct feed_cursor *cursor, struct feed_page *out)
{
    return feed_came_ahead(client, cursor, out) ? ERR_OK : client_wait(client, cursor, NULL, out);
}

enum err client_wait(struct client *client, const struct feed_cursor *cursor, const struct http_wait *wait,
                     struct feed_page *out)
{
    char target[TARGET_BYTES_MAX];
    char nonce[NONCE_TEXT_BYTES];
    enum err err = feed_target(target, nonce, cursor);
    if (err != ERR_OK) return err;
    if (wait != NULL) {
        size_t length = strlen(target);
        snprintf(target + length, sizeof(target) - length, "&wait=%ld", wait->seconds);
    }
    struct http_request request = {.method = "GET", .target = target, .wait = wait};
    struct http_answer answer;
    err = ask_for_page(client, &request, &answer);
    return err == ERR_OK ? feed_take(client, &answer, nonce, out) : err;
}

bool client_wants_heartbeat(const struct client *client)
{
    return client->wants_heartbeat;
}

enum err client_keys(struct client *client, int64_t after, struct key_answer *out)
{
    static const char what[] = "fetching keys";
    char target[TARGET_BYTES_MAX];
    snprintf(target, sizeof(target), "/v1/keys?after=%lld", (long long)after);
    struct http_request request = {.method = "GET", .target = target};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, what, &request, &answer);
    if (err != ERR_OK) return err;
    err = key_answer_read(out, str_text(&answer.body), answer.body.length);
    http_answer_finish(&answer);
    if (err == ERR_OK || err == ERR_NOMEM) return err;
    return complain(client, what, ERR_UNTRUSTED, "the answer does not have the form of a registry's");
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
static char *entries_text(const struct turn *turn, const struct entry *entries, size_t entries_count)
{
    AUTO(json_auto) json_t *array = json_array();
    for (size_t at = 0; array != NULL && at < entries_count; at++) {
        if (json_array_append_new(array, entry_to_json(&entries[at])) != 0) return NULL;
    }
    AUTO(json_auto) json_t *document = json_pack("{s:O}", "entries", array);
    if (document == NULL || turn_to_json(turn, document) != ERR_OK) return NULL;
    return json_dumps(document, JSON_COMPACT);
}

/* True when the registry takes the turn; then its wish counts as well. */
static bool read_turned(struct client *client, const json_t *answer, const struct turn *turn)
{
    if (turn_check(answer, turn, client->identity->kiosk_id, client->identity->receipt_public) != ERR_OK) return false;
    client->wants_new_key = json_true_at(answer, "rotate");
    return true;
}

bool client_wants_new_key(const struct client *client)
{
    return client->wants_new_key;
}

void client_forget_wish(struct client *client)
{
    client->wants_new_key = false;
}

static enum err read_receipts(struct client *client, const struct turn *turn, const struct http_answer *answer,
                              struct receipt out[ENTRIES_PER_BATCH_MAX], size_t *out_count, bool *out_turned)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err =
        json_parse(&json, str_text(&answer->body), answer->body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    if (err == ERR_NOMEM) return err;
    const json_t *receipts = json_object_get(json, "receipts");
    if (err != ERR_OK || !json_is_array(receipts)) return ERR_UNTRUSTED;
    *out_turned = read_turned(client, json, turn);
    size_t at;
    json_t *value;
    json_array_foreach (receipts, at, value) {
        if (*out_count == ENTRIES_PER_BATCH_MAX) break;
        if (receipt_from_json(&out[*out_count], value) == ERR_OK) (*out_count)++;
    }
    return ERR_OK;
}

enum err client_send(struct client *client, const struct turn *turn, const struct entry *entries, size_t entries_count,
                     struct receipt out[ENTRIES_PER_BATCH_MAX], size_t *out_count, bool *out_turned)
{
    static const char what[] = "delivering entries";
    assert(entries_count <= ENTRIES_PER_BATCH_MAX);
    *out_count = 0;
    *out_turned = false;
    char *text = entries_text(turn, entries, entries_count);
    if (text == NULL) return ERR_NOMEM;
    struct http_request request = {.method = "POST", .target = "/v1/entries", .body = text, .body_bytes = strlen(text)};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, what, &request, &answer);
    free(text);
    if (err != ERR_OK) return err;
    err = read_receipts(client, turn, &answer, out, out_count, out_turned);
    http_answer_finish(&answer);
    if (err == ERR_UNTRUSTED) return complain(client, what, err, "the answer has no receipts: not from our registry");
    return err;
}

enum err client_turn(struct client *client, const struct turn *turn)
{
    static const char what[] = "taking the turn";
    AUTO(json_auto) json_t *json = json_object();
    AUTO(json_auto) json_t *said = NULL;
    if (json == NULL || turn_to_json(turn, json) != ERR_OK) return ERR_NOMEM;
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    struct http_request request = {.method = "POST", .target = "/v1/turn", .body = text, .body_bytes = strlen(text)};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, what, &request, &answer);
    free(text);
    if (err != ERR_OK) return err;
    err = json_parse(&said, str_text(&answer.body), answer.body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    http_answer_finish(&answer);
    if (err == ERR_NOMEM) return err;
    if (err != ERR_OK || !read_turned(client, said, turn)) {
        return complain(client, what, ERR_UNTRUSTED, "the answer is not signed by our registry");
    }
    return ERR_OK;
}

enum err client_rotate(struct client *client, const struct turn *turn, const struct client_key_pair *old,
                       const struct client_key_pair *new, bool *out_turned)
{
    static const char what[] = "telling the new key";
    const struct identity *identity = client->identity;
    AUTO(json_auto) json_t *said = NULL;
    AUTO(json_auto)
    json_t *json = rotation_to_json(identity->kiosk_id, old->public_key, new->public_key, new->secret_key);
    *out_turned = false;
    bool room = json != NULL && turn_to_json(turn, json) == ERR_OK;
    char *text = room ? json_dumps(json, JSON_COMPACT) : NULL;
    if (text == NULL) return ERR_NOMEM;
    struct http_request request = {.method = "POST", .target = "/v1/key", .body = text, .body_bytes = strlen(text)};
    struct http_answer answer;
    enum err err = ask_as(client, old->secret_key, SIGN_REQUEST, what, &request, &answer);
    free(text);
    if (err != ERR_OK) return err;
    err = json_parse(&said, str_text(&answer.body), answer.body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    http_answer_finish(&answer);
    if (err == ERR_NOMEM) return err;
    if (err != ERR_OK ||
        rotation_check(said, identity->kiosk_id, new->public_key, identity->receipt_public) != ERR_OK) {
        return complain(client, what, ERR_UNTRUSTED, "the answer is not signed by our registry");
    }
    *out_turned = read_turned(client, said, turn);
    return ERR_OK;
}

enum err client_heartbeat(struct client *client, const char *body, size_t body_bytes, char look[LOOK_ID_TEXT_BYTES])
{
    struct http_request request = {.method = "POST", .target = "/v1/heartbeat", .body = body, .body_bytes = body_bytes};
    struct http_answer answer;
    AUTO(json_auto) json_t *json = NULL;
    look[0] = '\0';
    enum err err = ask(client, SIGN_REQUEST, "telling how it is", &request, &answer);
    if (err != ERR_OK) return err;
    err = json_parse(&json, str_text(&answer.body), answer.body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    http_answer_finish(&answer);
    const char *wanted = json_text_at(json, "look");
    if (err == ERR_OK && look_id_is_good(wanted)) snprintf(look, LOOK_ID_TEXT_BYTES, "%s", wanted);
    return err == ERR_OK || err == ERR_NOMEM ? err : ERR_UNTRUSTED;
}

enum err client_look(struct client *client, const char *look, const void *body, size_t body_bytes, bool is_picture)
{
    char target[TARGET_BYTES_MAX];
    snprintf(target, sizeof(target), "/v1/look?id=%s", look);
    struct http_request request = {.method = "POST",
                                   .target = target,
                                   .body = body,
                                   .body_bytes = body_bytes,
                                   .type = is_picture ? "image/png" : NULL};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, "handing in a picture of the screen", &request, &answer);
    if (err == ERR_OK) http_answer_finish(&answer);
    return err;
}

enum err client_numbers(struct client *client, const char *body, size_t body_bytes)
{
    struct http_request request = {.method = "POST", .target = "/v1/numbers", .body = body, .body_bytes = body_bytes};
    struct http_answer answer;
    enum err err = ask(client, SIGN_REQUEST, "handing in its numbers", &request, &answer);
    if (err == ERR_OK) http_answer_finish(&answer);
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
    identity->keys_number = json_int_at(json, "keys", 1);
    if (identity->keys_number < 1 || identity->keys_number > KEY_STATEMENTS_MAX) return ERR_UNTRUSTED;
    identity->enrolled = true;
    return ERR_OK;
}

static enum err read_pending(struct client *client, const struct http_answer *answer)
{
    AUTO(json_auto) json_t *json = NULL;
    enum err err =
        json_parse(&json, str_text(&answer->body), answer->body.length, HTTP_ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, NULL);
    if (err == ERR_NOMEM) return err;
    if (err != ERR_OK || !json_true_at(json, "pending")) return ERR_UNTRUSTED;
    snprintf(client->code, sizeof(client->code), "pending");
    return ERR_UNAVAILABLE;
}

enum err client_enrol(struct client *client, const char *code, struct identity *out)
{
    static const char what[] = "enrolling";
    AUTO(json_auto)
    json_t *json = json_pack("{s:o, s:s*}", "key", json_from_bytes(client->identity->sign_public, SIGN_PUBLIC_BYTES),
                             "code", code);
    if (json == NULL) return complain(client, what, ERR_INVALID, "the code is not text");
    char *text = json_dumps(json, JSON_COMPACT);
    if (text == NULL) return ERR_NOMEM;
    struct http_request request = {.method = "POST", .target = "/v1/enrol", .body = text, .body_bytes = strlen(text)};
    struct http_answer answer;
    enum err err = ask(client, SIGN_ENROL, what, &request, &answer);
    free(text);
    if (err != ERR_OK) return err;
    struct identity identity = *client->identity;
    err = answer.status == 202 ? read_pending(client, &answer) : read_enrolment(&answer, &identity);
    http_answer_finish(&answer);
    if (err == ERR_OK) {
        *out = identity;
    } else if (err == ERR_UNAVAILABLE) {
        (void)complain(client, what, err, "the town hall has not accepted this kiosk yet");
    } else {
        (void)complain(client, what, err, "the answer does not have the form of a registry's");
    }
    identity_finish(&identity);
    return err;
}
