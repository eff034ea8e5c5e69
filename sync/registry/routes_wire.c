/* The routes for kiosks and for whoever watches the service. */
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/registry/kiosks.h"
#include "sync/registry/ledger.h"
#include "sync/registry/pictures.h"
#include "sync/registry/routes.h"
#include "sync/wire/receipt.h"
#include "sync/wire/request.h"

void service_failed(struct service *service, struct call *call, enum err err)
{
    if (service->report != NULL) {
        char line[512];
        snprintf(line, sizeof(line), "%s %s failed: %s; the database says: %s", call->method,
                 call->route != NULL ? call->route->path : "?", err_text(err), db_message(service->registry->db));
        service->report(service->report_context, line);
    }
    call_refuse(call, MHD_HTTP_SERVICE_UNAVAILABLE, "unavailable", "The registry cannot do this now. Try again later.");
}

/* On false the call has been answered. */
static bool find_caller(struct service *service, struct call *call, struct kiosk *out)
{
    const char *id = call_header(call, REQUEST_HEADER_KIOSK);
    enum err err = id != NULL ? kiosk_find(service->registry, id, out) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "unknown_kiosk", "This kiosk is not enrolled here.");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else if (!call->waited && /* the very request was checked before it waited */
               request_check(call_header(call, REQUEST_HEADER_SIGNATURE), SIGN_REQUEST, call->method, call->target,
                             str_text(&call->body), call->body.length, out->sign_public) != ERR_OK) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "bad_signature", "The signature does not fit this request.");
    } else if (out->revoked) {
        call_refuse(call, MHD_HTTP_FORBIDDEN, "revoked", "This kiosk has been revoked.");
    } else {
        return true;
    }
    return false;
}

/* How long until the next enrolment is looked at; 0: now. */
static int64_t enrol_wait_ms(struct service *service)
{
    enum { MINUTE_MS = 60 * 1000 };
    int64_t now_ms = clock_monotonic_ms(&service->registry->clock);
    if (service->enrol_failures == 0 || now_ms - service->enrol_minute_ms >= MINUTE_MS) {
        service->enrol_minute_ms = now_ms;
        service->enrol_failures = 0;
    }
    if (service->enrol_failures < ENROL_FAILURES_PER_MINUTE_MAX) return 0;
    return service->enrol_minute_ms + MINUTE_MS - now_ms;
}

static void answer_enrolled(struct service *service, struct call *call, const struct kiosk *kiosk)
{
    const struct keys *keys = &service->registry->keys;
    call_answer(call, MHD_HTTP_OK,
                json_pack("{s:s, s:s, s:o, s:o, s:o}", "kiosk", kiosk->id, "name", kiosk->name, "content_key",
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
    service->enrol_failures++;
}

static void enrol(struct service *service, struct call *call)
{
    AUTO(json_auto) json_t *json = NULL;
    if (!call_json(call, &json)) return;
    unsigned char key[SIGN_PUBLIC_BYTES];
    const char *code = json_text_at(json, "code");
    if (code == NULL || json_bytes_at(json, "key", key, sizeof(key)) != ERR_OK) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "An enrolment needs \"code\" and \"key\".");
        return;
    }
    if (request_check(call_header(call, REQUEST_HEADER_SIGNATURE), SIGN_ENROL, call->method, call->target,
                      str_text(&call->body), call->body.length, key) != ERR_OK) {
        call_refuse(call, MHD_HTTP_UNAUTHORIZED, "bad_signature",
                    "The signature does not fit the key that is enrolled.");
        return;
    }
    int64_t wait_ms = enrol_wait_ms(service);
    if (wait_ms > 0) {
        call_slow_down(call, wait_ms);
        return;
    }
    struct kiosk kiosk;
    enum enrolment enrolment = ENROLMENT_CODE_UNKNOWN;
    enum err err = kiosk_enrol(service->registry, code, key, &enrolment, &kiosk);
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
    call->wait_ms = (wait_s < FEED_WAIT_SECONDS_MAX ? wait_s : FEED_WAIT_SECONDS_MAX) * 1000;
    return true;
}

static void feed(struct service *service, struct call *call)
{
    struct kiosk kiosk;
    if (!find_caller(service, call, &kiosk)) return;
    struct feed_cursor cursor = {.sequence = 0};
    const char *generation = call_argument(call, "generation");
    /* Too long to be ours: another history. */
    if (generation != NULL && strlen(generation) < sizeof(cursor.generation)) {
        snprintf(cursor.generation, sizeof(cursor.generation), "%s", generation);
    }
    if (call_number(call, "after", &cursor.sequence) != ERR_OK) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"after\" is not a number.");
        return;
    }
    int64_t wait_s = 0;
    if (call_number(call, "wait", &wait_s) != ERR_OK) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "bad_request", "\"wait\" is not a number of seconds.");
        return;
    }
    if (feed_waits(service, call, &cursor, wait_s)) return;
    struct feed_bytes *page = NULL;
    enum err err = feed_pages_get(service->pages, &cursor, &page);
    if (err == ERR_CONFLICT) {
        call_refuse(call, MHD_HTTP_CONFLICT, "ahead_of_registry",
                    "The kiosk has seen more of this generation than the registry has. Was an old copy put back?");
    } else if (err != ERR_OK) {
        service_failed(service, call, err);
    } else {
        call_answer_page(call, page);
    }
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
    struct receipt receipts[ENTRIES_PER_BATCH_MAX];
    enum err err = ledger_receive(service->registry, &kiosk, list, receipts);
    if (err != ERR_OK) {
        service_failed(service, call, err);
        return;
    }
    call_answer(call, MHD_HTTP_OK, receipts_to_json(receipts, count));
}

static void health(struct service *service, struct call *call)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
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
    bool open = length > 1 && route->path[length - 1] == '/';
    if (bytes_count < length || memcmp(route->path, path, length) != 0) return false;
    if (!open) return bytes_count == length;
    return bytes_count > length && memchr(path + length, '/', bytes_count - length) == NULL;
}

const struct route *routes_wire(size_t *out_count)
{
    static const struct route routes[] = {
        {"POST", "/v1/enrol", enrol},      {"GET", "/v1/feed", feed},     {"POST", "/v1/entries", entries},
        {"GET", "/v1/pictures/", picture}, {"GET", "/v1/health", health},
    };
    *out_count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}
