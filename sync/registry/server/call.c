#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/call.h"

#include <assert.h>
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sync/base/json.h"
#include "sync/registry/server/routes.h"

enum { NUMBER_DIGITS_MAX = 18 }; /* any such number fits int64_t */

enum err call_create(struct call **out, const char *target)
{
    *out = NULL;
    if (target == NULL) return ERR_NOMEM;
    struct call *call = calloc(1, sizeof(*call));
    if (call == NULL) return ERR_NOMEM;
    call->target = strdup(target);
    if (call->target == NULL) {
        free(call);
        return ERR_NOMEM;
    }
    str_init(&call->body, CALL_BODY_BYTES_MAX);
    *out = call;
    return ERR_OK;
}

void call_drop_headers(struct call *call)
{
    /* A cookie may be among them. */
    if (call->headers != NULL) sodium_memzero(call->headers, CALL_HEADERS_MAX * sizeof(*call->headers));
    free(call->headers);
    call->headers = NULL;
    call->headers_count = 0;
}

void call_take_back(struct call *call)
{
    if (call->text != NULL) sodium_memzero(call->text, strlen(call->text));
    free(call->text);
    feed_bytes_release(call->page);
    free(call->bytes);
    call_drop_headers(call);
    call->text = NULL;
    call->page = NULL;
    call->bytes = NULL;
    call->content_type = NULL;
    call->cache_control = NULL;
    call->status = 0;
}

void call_destroy(struct call *call)
{
    if (call == NULL) return;
    call_take_back(call);
    str_finish(&call->body);
    password_job_destroy(call->job);
    errand_destroy(call->errand);
    reading_destroy(call->reading);
    sodium_memzero(&call->session, sizeof(call->session));
    sodium_memzero(&call->key, sizeof(call->key));
    free(call->proof.text);
    free(call->target);
    free(call);
}

const char *call_header(const struct call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

const char *call_argument(const struct call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *call_cookie(const struct call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_COOKIE_KIND, name);
}

const char *call_word(const struct call *call, size_t *out_bytes)
{
    size_t end = strcspn(call->target, "?");
    size_t start = end;
    while (start > 0 && call->target[start - 1] != '/') start--;
    *out_bytes = end - start;
    return call->target + start;
}

enum err call_number(const struct call *call, const char *name, int64_t *out)
{
    const char *text = call_argument(call, name);
    if (text == NULL) return ERR_OK;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > NUMBER_DIGITS_MAX || text[digits] != '\0') return ERR_INVALID;
    *out = strtoll(text, NULL, 10);
    return ERR_OK;
}

/* Accept-Encoding: br;q=1.0, gzip;q=0.8, *;q=0.1 (RFC 9110, 12.5.3); "*" is not looked at. */
bool call_takes_gzip(const struct call *call)
{
    const char *at = call_header(call, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    while (at != NULL && *at != '\0') {
        at += strspn(at, " \t,");
        size_t length = strcspn(at, ",");
        size_t name = strcspn(at, ",; \t");
        if (name == 4 && strncasecmp(at, "gzip", 4) == 0) {
            const char *quality = memchr(at, '=', length);
            return quality == NULL || strtod(quality + 1, NULL) > 0;
        }
        at += length;
    }
    return false;
}

void call_peer(const struct call *call, char out[ADDRESS_TEXT_BYTES])
{
    out[0] = '\0';
    if (call->behind_proxy) {
        /* The last one is what our own proxy saw; those before it anybody can write. */
        const char *list = call_header(call, "X-Forwarded-For");
        const char *comma = list != NULL ? strrchr(list, ',') : NULL;
        const char *last = comma != NULL ? comma + 1 : list;
        if (last != NULL) address_peer_of_text(last + strspn(last, " \t"), out);
        if (out[0] != '\0') return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info != NULL) address_peer(info->client_addr, out);
}

bool call_json(struct call *call, json_t **out)
{
    struct json_problem problem;
    enum err err =
        json_parse(out, str_text(&call->body), call->body.length, CALL_BODY_BYTES_MAX, CALL_DEPTH_MAX, &problem);
    if (err == ERR_OK) return route_takes(call, *out);
    if (err == ERR_TOO_LARGE) {
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "too_deep", "The JSON is nested too deeply.");
    } else if (err == ERR_NOMEM) {
        call_answer(call, 0, NULL);
    } else {
        /* Where, but not what: jansson's own words quote the text. */
        char message[96];
        snprintf(message, sizeof(message), "The body is not JSON (line %d, column %d).", problem.line, problem.column);
        call_refuse(call, MHD_HTTP_BAD_REQUEST, "not_json", message);
    }
    return false;
}

void call_add_header(struct call *call, const char *name, const char *value)
{
    assert(call->headers_count < CALL_HEADERS_MAX);
    if (call->headers == NULL) call->headers = calloc(CALL_HEADERS_MAX, sizeof(*call->headers));
    if (call->headers == NULL) return;
    struct call_header *header = &call->headers[call->headers_count];
    if (strlen(value) >= sizeof(header->value)) return;
    header->name = name;
    snprintf(header->value, sizeof(header->value), "%s", value);
    call->headers_count++;
}

void call_answer(struct call *call, unsigned int status, json_t *json)
{
    assert(call->status == 0);
    char *text = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    call->status = text != NULL ? status : MHD_HTTP_SERVICE_UNAVAILABLE;
    call->text = text; /* without memory, an answer without a body */
}

void call_answer_text(struct call *call, unsigned int status, char *text)
{
    assert(call->status == 0);
    call->status = status;
    call->text = text;
}

void call_answer_constant(struct call *call, const void *bytes, size_t bytes_count)
{
    assert(call->status == 0);
    call->status = MHD_HTTP_OK;
    call->constant = bytes;
    call->constant_bytes = bytes_count;
}

void call_refuse(struct call *call, unsigned int status, const char *code, const char *message)
{
    call_answer(call, status, json_pack("{s:{s:s, s:s}}", "error", "code", code, "message", message));
}

void call_slow_down(struct call *call, int64_t wait_ms)
{
    char seconds[32];
    snprintf(seconds, sizeof(seconds), "%lld", (long long)(wait_ms + 999) / 1000);
    call_add_header(call, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
    call_refuse(call, MHD_HTTP_TOO_MANY_REQUESTS, "too_many_attempts",
                "Too many attempts. Wait a little, then try again.");
}

void call_answer_page(struct call *call, struct feed_bytes *page)
{
    assert(call->status == 0);
    call->status = MHD_HTTP_OK;
    call->page = page;
}

void call_answer_png(struct call *call, char *bytes, size_t bytes_count)
{
    assert(call->status == 0 && bytes_count > 0);
    call->status = MHD_HTTP_OK;
    call->bytes = bytes;
    call->bytes_from = 0;
    call->bytes_count = bytes_count;
}

/* "bytes=7-" or "bytes=7-41". False: another form, which a server may leave unheard. */
static bool read_range(const char *text, size_t *out_from, size_t *out_to)
{
    static const char unit[] = "bytes=";
    if (strncmp(text, unit, sizeof(unit) - 1) != 0) return false;
    const char *from = text + sizeof(unit) - 1;
    size_t from_digits = strspn(from, "0123456789");
    if (from_digits == 0 || from_digits > NUMBER_DIGITS_MAX || from[from_digits] != '-') return false;
    const char *to = from + from_digits + 1;
    size_t to_digits = strspn(to, "0123456789");
    if (to_digits > NUMBER_DIGITS_MAX || to[to_digits] != '\0') return false;
    *out_from = strtoull(from, NULL, 10);
    *out_to = to_digits > 0 ? strtoull(to, NULL, 10) : SIZE_MAX;
    return *out_from <= *out_to;
}

/* The part that was asked for; false: all of it. */
static bool wanted_range(const struct call *call, const char *etag, size_t *out_from, size_t *out_to)
{
    const char *range = call_header(call, MHD_HTTP_HEADER_RANGE);
    const char *only_if = call_header(call, MHD_HTTP_HEADER_IF_RANGE);
    if (range == NULL || (only_if != NULL && strcmp(only_if, etag) != 0)) return false;
    return read_range(range, out_from, out_to);
}

void call_answer_picture(struct call *call, const char *name, char *bytes, size_t bytes_count)
{
    assert(call->status == 0 && bytes_count > 0);
    char etag[CALL_HEADER_BYTES_MAX];
    char part[CALL_HEADER_BYTES_MAX];
    size_t from = 0;
    size_t to = 0;
    snprintf(etag, sizeof(etag), "\"%s\"", name);
    bool ranged = wanted_range(call, etag, &from, &to);
    call_add_header(call, MHD_HTTP_HEADER_ACCEPT_RANGES, "bytes");
    if (ranged && from >= bytes_count) {
        free(bytes);
        snprintf(part, sizeof(part), "bytes */%zu", bytes_count);
        call_add_header(call, MHD_HTTP_HEADER_CONTENT_RANGE, part);
        call_refuse(call, MHD_HTTP_RANGE_NOT_SATISFIABLE, "range_unsatisfiable", "The picture is not that long.");
        return;
    }
    if (!ranged) from = 0;
    if (!ranged || to >= bytes_count) to = bytes_count - 1;
    call_add_header(call, MHD_HTTP_HEADER_ETAG, etag);
    if (ranged) {
        snprintf(part, sizeof(part), "bytes %zu-%zu/%zu", from, to, bytes_count);
        call_add_header(call, MHD_HTTP_HEADER_CONTENT_RANGE, part);
    }
    call->status = ranged ? MHD_HTTP_PARTIAL_CONTENT : MHD_HTTP_OK;
    call->bytes = bytes;
    call->bytes_from = from;
    call->bytes_count = to - from + 1;
}
