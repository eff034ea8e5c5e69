#define _POSIX_C_SOURCE 200809L
/* The routes for kiosks and for whoever watches the service. */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/content/pictures.h"
#include "sync/registry/entries/ledger.h"
#include "sync/registry/fleet/former_keys.h"
#include "sync/registry/fleet/kiosks.h"
#include "sync/registry/fleet/looks.h"
#include "sync/registry/fleet/pending.h"
#include "sync/registry/fleet/turns.h"
#include "sync/registry/server/openapi.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/routes_web.h"
#include "sync/wire/freshness.h"
#include "sync/wire/receipt.h"
#include "sync/wire/request.h"

static void feed(struct service *service, struct call *call);

void service_failed(struct service *service, struct call *call, enum err err)
{
    if (service->report != NULL) {
        char line[512];
        snprintf(line, sizeof(line), "%s %s failed: %s; the database says: %s", call->method,
                 call->route != NULL ? call->route->path : "?", err_text(err), db_message(service->registry->db));
        service->report(service->report_context, line);
    }
    if (web_wants_page(call)) {
        page_unable(call);
        return;
    }
    call_refuse(call, MHD_HTTP_SERVICE_UNAVAILABLE, "unavailable", "The registry cannot do this now. Try again later.");
}

void service_refuse_signature(struct service *service, struct call *call, const struct kiosk *kiosk)
{
    struct former_keys former;
    if (former_keys_read(service->registry, kiosk->id, &former) != ERR_OK) former.count = 0;
    for (size_t at = 0; at < former.count; at++) {
        if (request_check(call_header(call, REQUEST_HEADER_SIGNATURE), SIGN_REQUEST, call->method, call->target,
                          str_text(&call->body), call->body.length, former.keys[at]) != ERR_OK) {
            continue;
        }
        enum err err = turn_note_fork(service->registry, kiosk->id);
        if (err == ERR_OK) {
            call_refuse(call, MHD_HTTP_UNAUTHORIZED, "former_key", "This kiosk has another key since.");
        } else {
            service_failed(service, call, err);
        }
        return;
    }
    call_refuse(call, MHD_HTTP_UNAUTHORIZED, "bad_signature", "The signature does not fit this request.");
}

static enum err find_kiosk(struct service *service, const char *id, struct kiosk *out)
{
    enum err err = registry_refresh_keys(service->registry);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_DAMAGED : err;
    return id != NULL ? kiosk_find(service->registry, id, out) : ERR_NOT_FOUND;
}

/* Only for a page: what is given is signed, so that it can be shown to anybody who gave it. */
static bool has_good_mac(struct service *service, struct call *call, const struct kiosk *kiosk)
{
    const char *mac = call_header(call, REQUEST_HEADER_MAC);
    if (mac == NULL || call->route->handle != feed) return false;
    const struct shared_key *key = shared_keys_get(service->shared_keys, &service->registry->keys, kiosk->sign_public);
    if (key == NULL || request_check_mac(mac, call->method, call->target, key) != ERR_OK) return false;
    call->key = *key;
    call->by_mac = true;
    return true;
}

static bool is_by(struct service *service, struct call *call, const struct kiosk *kiosk)
{
    if (call->waited) return true; /* the very request was checked before it waited */
    return has_good_mac(service, call, kiosk) ||
           request_check(call_header(call, REQUEST_HEADER_SIGNATURE), SIGN_REQUEST, call->method, call->target,
                         str_text(&call->body), call->body.length, kiosk->sign_public) == ERR_OK;
}

/* On false the call has been answered. */
static bool find_caller(struct service *service, struct call *call, struct kiosk *out)
{
    const char *id = call_header(call, REQUEST_HEADER_KIOSK);
    enum err err = find_kiosk(service, id, out);
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "unknown_kiosk", "This kiosk is not enrolled here.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (!is_by(service, call, out)) {
        service_refuse_signature(service, call, out);
    } else if (out->revoked) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "revoked", "This kiosk has been revoked.");
    } else {
        return true;
    }
    return false;
}

bool service_kiosk(struct service *service, struct call *call, struct kiosk *out)
{
    return find_caller(service, call, out);
}

/* How long until this may happen again; 0: now. */
static int64_t minute_wait_ms(const struct service *service, struct minute *minute, int count_max)
{
    enum { MINUTE_MS = 60 * 1000 };
    int64_t now_ms = clock_monotonic_ms(&service->registry->clock);
    if (minute->count == 0 || now_ms - minute->begun_ms >= MINUTE_MS) {
        minute->begun_ms = now_ms;
        minute->count = 0;
    }
    return minute->count < count_max ? 0 : minute->begun_ms + MINUTE_MS - now_ms;
}

static void answer_enrolled(struct service *service, struct call *call, const struct kiosk *kiosk)
{
    const struct keys *keys = &service->registry->keys;
    call_answer(call, MHD_HTTP_OK,
                json_pack("{s:s, s:s, s:I, s:o, s:o, s:o}", "kiosk", kiosk->id, "name", kiosk->name, "keys",
                          (json_int_t)keys_number(keys), "content_key",
                          json_from_bytes(keys->content_public, SIGN_PUBLIC_BYTES), "receipt_key",
                          json_from_bytes(keys->receipt_public, SIGN_PUBLIC_BYTES), "seal_key",
                          json_from_bytes(keys->seal_public, SEAL_PUBLIC_BYTES)));
}

static void answer_enrolment(struct service *service, struct call *call, enum enrolment enrolment,
                             const struct kiosk *kiosk)
{
    switch (enrolment) {
    case ENROLMENT_DONE: answer_enrolled(service, call, kiosk); return;
    case ENROLMENT_CODE_UNKNOWN:
        call_refuse(call, MHD_HTTP_FORBIDDEN, "code_unknown", "There is no such code. Check it, or ask for a new one.");
        break;
    case ENROLMENT_CODE_EXPIRED:
        call_refuse(call, MHD_HTTP_FORBIDDEN, "code_expired", "The code is too old. Ask for a new one.");
        break;
    case ENROLMENT_CODE_USED:
        call_refuse(call, MHD_HTTP_FORBIDDEN, "code_used", "The code was used by another kiosk. Ask for a new one.");
        break;
    case ENROLMENT_REVOKED:
        call_refuse(call, MHD_HTTP_FORBIDDEN, "revoked", "This kiosk's key has been revoked. Make it a new one.");
        break;
    }
    service->enrol_failures.count++;
}

/* Without a code: staff decide. */
static void ask_to_be_accepted(struct service *service, struct call *call, const unsigned char key[SIGN_PUBLIC_BYTES])
{
    struct kiosk kiosk;
    enum pending_answer answer = PENDING_WAITS;
    bool is_new = false;
    char peer[ADDRESS_TEXT_BYTES];
    int64_t wait_ms = minute_wait_ms(service, &service->enrol_newcomers, ENROL_NEWCOMERS_PER_MINUTE_MAX);
    call_peer(call, peer);
    enum err err = pending_ask(service->registry, key, peer, wait_ms == 0, &answer, &is_new, &kiosk);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    if (is_new) service->enrol_newcomers.count++;
    switch (answer) {
    case PENDING_WAITS: call_answer(call, MHD_HTTP_ACCEPTED, json_pack("{s:b}", "pending", 1)); break;
    case PENDING_ACCEPTED: answer_enrolled(service, call, &kiosk); break;
    case PENDING_REFUSED: call_refuse(call, MHD_HTTP_FORBIDDEN, "refused", "The town hall has said no."); break;
    case PENDING_REVOKED:
        call_refuse(call, MHD_HTTP_FORBIDDEN, "revoked", "This kiosk's key has been revoked. Make it a new one.");
        break;
    case PENDING_FULL:
        call_refuse(call, MHD_HTTP_TOO_MANY_REQUESTS, "too_many_pending", "Too many wait to be accepted already.");
        break;
    case PENDING_SLOW: call_slow_down(call, wait_ms); break;
    }
}

static void enrol(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    unsigned char key[SIGN_PUBLIC_BYTES];
    const char *code = json_text_at(json, "code");
    bool asks = json_object_get(json, "code") == NULL;
    if ((code == NULL && !asks) || json_bytes_at(json, "key", key, sizeof(key)) != ERR_OK) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "An enrolment needs \"key\", and \"code\" as a text.");
        return;
    }
    if (request_check(call_header(call, REQUEST_HEADER_SIGNATURE), SIGN_ENROL, call->method, call->target,
                      str_text(&call->body), call->body.length, key) != ERR_OK) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "bad_signature",
                    "The signature does not fit the key that is enrolled.");
        return;
    }
    if (asks) {
        ask_to_be_accepted(service, call, key);
        return;
    }
    int64_t wait_ms = minute_wait_ms(service, &service->enrol_failures, ENROL_FAILURES_PER_MINUTE_MAX);
    if (wait_ms > 0) {
        call_slow_down(call, wait_ms);
        return;
    }
    struct kiosk kiosk;
    enum enrolment enrolment = ENROLMENT_CODE_UNKNOWN;
    enum err err = registry_refresh_keys(service->registry);
    if (err == ERR_OK) err = kiosk_enrol(service->registry, code, key, &enrolment, &kiosk);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    answer_enrolment(service, call, enrolment, &kiosk);
}

/* True: this kiosk has seen all there is and wants to wait; the call is asked about again. */
static bool feed_waits(struct service *service, struct call *call, const struct feed_cursor *cursor, int64_t wait_s)
{
    struct feed_cursor head = {.sequence = 0};
    if (wait_s == 0 || call->waited || service->waiters == NULL) return false;
    if (registry_head(service->registry, head.generation, &head.sequence) != ERR_OK) return false;
    if (head.sequence != cursor->sequence || strcmp(head.generation, cursor->generation) != 0) return false;
    call->seen = head;
    call->waits_as = call_header(call, REQUEST_HEADER_KIOSK);
    call->wait_ms = (wait_s < FEED_WAIT_SECONDS_MAX ? wait_s : FEED_WAIT_SECONDS_MAX) * 1000;
    return true;
}

/* Whoever waited and is asked for something by staff hears of it now, and not with its next heartbeat. */
static void say_what_is_wanted(struct service *service, struct call *call)
{
    if (!call->wait_end.wanted || looks_tell(service->registry, call->waits_as) != ERR_OK) return;
    call_add_header(call, REQUEST_HEADER_WANTED, REQUEST_WANTED_HEARTBEAT);
    waiters_look(service->waiters);
}

static void prove_fresh(struct service *service, struct call *call, const struct feed_bytes *page)
{
    char proof[FRESHNESS_TEXT_BYTES];
    if (call->proof.nonce[0] == '\0' || call->proof.page == page->number) return; /* whoever woke it made it */
    const unsigned char *secret = service->registry->keys.content_secret;
    if (call->waited && service->waiters != NULL) {
        waiters_tell(service->waiters, &call->seen, page->number, page->signature, secret);
    }
    if (call->by_mac) {
        freshness_mac(proof, call->proof.nonce, page->signature, &call->key);
    } else {
        freshness_sign(proof, call->proof.nonce, page->signature, secret);
    }
    free(call->proof.text);
    call->proof.text = strdup(proof); /* without memory it goes out unproven, and the kiosk asks again */
    call->proof.page = page->number;
}

/* On false the call has been answered. */
static bool read_feed_question(struct call *call, struct feed_cursor *out, int64_t *out_wait_s)
{
    const char *generation = call_argument(call, "generation");
    const char *nonce = call_argument(call, "nonce");
    /* Too long to be ours: another history. */
    if (generation != NULL && strlen(generation) < sizeof(out->generation)) {
        snprintf(out->generation, sizeof(out->generation), "%s", generation);
    }
    const char *wrong = NULL;
    if (call_number(call, "after", &out->sequence) != ERR_OK) {
        wrong = "\"after\" is not a number.";
    } else if (call_number(call, "wait", out_wait_s) != ERR_OK) {
        wrong = "\"wait\" is not a number of seconds.";
    } else if (nonce != NULL && !nonce_is_one(nonce)) {
        wrong = "\"nonce\" is 32 hex digits in lower case.";
    }
    if (wrong != NULL) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", wrong);
        return false;
    }
    if (nonce != NULL) snprintf(call->proof.nonce, sizeof(call->proof.nonce), "%s", nonce);
    return true;
}

/* On false the call has been answered. */
static bool may_have_feed(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    /* With keys that cannot be read now it is the same as for anybody. */
    if (call->wait_end.known && registry_refresh_keys(service->registry) == ERR_OK) return true;
    return find_caller(service, call, &kiosk);
}

static void feed(struct service *service, struct call *call)
{
    if (!may_have_feed(service, call)) return;
    struct feed_cursor cursor = call->seen; /* of one that waited, and has been read */
    int64_t wait_s = 0;
    if (!call->waited && !read_feed_question(call, &cursor, &wait_s)) return;
    if (feed_waits(service, call, &cursor, wait_s)) return;
    struct feed_bytes *page = NULL;
    enum err err = feed_pages_get(service->pages, &cursor, &page);
    if (err == ERR_CONFLICT) {
        call_refuse(call, MHD_HTTP_CONFLICT, "ahead_of_registry",
                    "The kiosk has seen more of this generation than the registry has. Was an old copy put back?");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        prove_fresh(service, call, page);
        say_what_is_wanted(service, call);
        call_answer_page(call, page);
    }
}

/* Public keys and signatures, for kiosks that have older ones. */
static json_t *statements_after(const struct key_chain *chain, int64_t number)
{
    AUTO(json_auto) json_t *list = json_array();
    for (size_t at = (size_t)number; at < chain->count && json_array_size(list) < KEY_STATEMENTS_PER_ANSWER_MAX; at++) {
        if (json_array_append_new(list, key_statement_to_json(&chain->links[at].statement)) != 0) return NULL;
    }
    return json_pack("{s:I, s:O}", "number", (json_int_t)chain->count, "statements", list);
}

/* For everybody: statements prove themselves, and a kiosk in the middle of a change of its own key must read them. */
static void keys(struct service *service, struct call *call)
{
    int64_t after = 0;
    if (registry_refresh_keys(service->registry) != ERR_OK) {
        service_failed(service, call, ERR_DAMAGED);
        return;
    }
    if (call_number(call, "after", &after) != ERR_OK || after < 1) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"after\" is the number of the keys you have.");
        return;
    }
    const struct key_chain *chain = &service->registry->keys.chain;
    if (after > (int64_t)chain->count) after = (int64_t)chain->count;
    call_answer(call, MHD_HTTP_OK, statements_after(chain, after));
}

static void picture(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    if (!find_caller(service, call, &kiosk)) return;
    char name[PICTURE_NAME_BYTES] = "";
    size_t length = 0;
    const char *word = call_word(call, &length);
    if (length < sizeof(name)) snprintf(name, sizeof(name), "%.*s", (int)length, word);
    char *bytes = NULL;
    size_t bytes_count = 0;
    enum err err =
        picture_is_name(name) ? pictures_find(service->registry->db, name, &bytes, &bytes_count) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "picture_unknown", "The registry has no such picture.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer_picture(call, name, bytes, bytes_count);
    }
}

static json_t *receipts_to_json(const struct receipt *receipts, size_t count)
{
    AUTO(json_auto) json_t *list = json_array();
    for (size_t at = 0; at < count; at++) {
        if (json_array_append_new(list, receipt_to_json(&receipts[at])) != 0) return NULL;
    }
    return json_pack("{s:O}", "receipts", list);
}

bool service_turn(struct service *service, struct call *call, const struct kiosk *kiosk, const json_t *body,
                  struct turn *out, bool *out_turned)
{
    enum turn_answer answer = TURN_FORKED;
    enum err err = turn_from_json(out, body);
    bool without = err == ERR_NOT_FOUND;
    err = without         ? turn_exists(service->registry, kiosk->id)
          : err == ERR_OK ? turn_take(service->registry, kiosk->id, out, &answer)
                          : err;
    if (without && err == ERR_NOT_FOUND) return true;
    if (err == ERR_INVALID || (without && err == ERR_OK)) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "This needs the kiosk's turn: \"before\" and \"now\".");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (answer == TURN_FORKED) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "forked",
                    "Another machine speaks with this identity. The town hall must decide.");
    } else {
        *out_turned = true;
        return true;
    }
    return false;
}

json_t *service_with_turn(const struct service *service, json_t *answer, const struct kiosk *kiosk,
                          const struct turn *turn)
{
    json_t *signature = turn_acknowledge(turn, kiosk->id, service->registry->keys.receipt_secret);
    if (answer == NULL) json_decref(signature);
    if (answer == NULL) return NULL;
    if (json_object_set_new(answer, "turn", signature) == 0 &&
        (!kiosk->rotate || json_object_set_new(answer, "rotate", json_true()) == 0)) {
        return answer;
    }
    json_decref(answer);
    return NULL;
}

static void turn(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    struct turn turn;
    bool turned = false;
    if (!find_caller(service, call, &kiosk)) return;
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json) || !service_turn(service, call, &kiosk, json, &turn, &turned)) return;
    if (turned) {
        call_answer(call, MHD_HTTP_OK, service_with_turn(service, json_object(), &kiosk, &turn));
    } else {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "A turn is \"before\" and \"now\".");
    }
}

static void entries(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    if (!find_caller(service, call, &kiosk)) return;
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    const json_t *list = json_object_get(json, "entries");
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count == 0 || count > ENTRIES_PER_BATCH_MAX) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"entries\" must be a list of 1 to 50.");
        return;
    }
    struct turn turn;
    bool turned = false;
    if (!service_turn(service, call, &kiosk, json, &turn, &turned)) return;
    struct receipt receipts[ENTRIES_PER_BATCH_MAX];
    enum err err = ledger_receive(service->registry, &kiosk, list, receipts);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    json_t *answer = receipts_to_json(receipts, count);
    call_answer(call, MHD_HTTP_OK, turned ? service_with_turn(service, answer, &kiosk, &turn) : answer);
}

static void health(struct service *service, struct call *call)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    service_tidy(service);
    enum err err = registry_head(service->registry, generation, &head);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    call_answer(call, MHD_HTTP_OK,
                json_pack("{s:b, s:s, s:I}", "ok", 1, "generation", generation, "head", (json_int_t)head));
}

bool route_fits(const struct route *route, const char *path, size_t bytes_count)
{
    size_t length = strlen(route->path);
    bool below = route->path[length - 1] == '*';
    if (below) return bytes_count >= length - 1 && memcmp(route->path, path, length - 1) == 0;
    bool open = length > 1 && route->path[length - 1] == '/';
    if (bytes_count < length || memcmp(route->path, path, length) != 0) return false;
    if (!open) return bytes_count == length;
    return bytes_count > length && memchr(path + length, '/', bytes_count - length) == NULL;
}

const struct route *routes_wire(size_t *out_count)
{
    static const struct route routes[] = {
        {"POST", "/v1/enrol", ROUTE_OPEN, enrol},
        {"POST", "/v1/key", ROUTE_KIOSK, route_key},
        {"POST", "/v1/turn", ROUTE_KIOSK, turn},
        {"GET", "/v1/feed", ROUTE_KIOSK, feed},
        {"POST", "/v1/entries", ROUTE_KIOSK, entries},
        {"GET", "/v1/pictures/", ROUTE_KIOSK, picture},
        {"POST", "/v1/heartbeat", ROUTE_KIOSK, route_heartbeat},
        {"POST", "/v1/look", ROUTE_KIOSK, route_look},
        {"POST", "/v1/numbers", ROUTE_KIOSK, route_numbers},
        {"GET", "/v1/health", ROUTE_OPEN, health},
        {"GET", "/healthz", ROUTE_OPEN, route_healthz},
        {"GET", "/metrics", ROUTE_OPEN, route_metrics}, /* with a token */
        {"GET", "/v1/keys", ROUTE_OPEN, keys},
        {"GET", "/v1/openapi.json", ROUTE_OPEN, openapi_answer},
    };
    *out_count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}
