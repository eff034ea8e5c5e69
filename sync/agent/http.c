#define _POSIX_C_SOURCE 200809L
#include "sync/agent/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sync/agent/tls.h"
#include "sync/agent/url.h"
#include "sync/wire/freshness.h"
#include "sync/wire/request.h"

enum { URL_BYTES_MAX = IDENTITY_URL_BYTES_MAX + 600 };

struct http {
    CURL *handle;    /* owned */
    CURLM *multi;    /* owned: it keeps the connection, and can wait for other things too */
    struct tls *tls; /* owned */
    struct http_peer peer;
    int64_t date_s; /* of the answer that is coming */
    long stall_s;
    char base_url[IDENTITY_URL_BYTES_MAX + 1];
    bool (*stop)(void *context);
    void *context;
    bool body_too_large;
    bool stopped;
    bool woken;
    bool begun;                 /* a question is out: the handle is in `multi`, and these are of it */
    struct curl_slist *headers; /* owned while begun */
    struct http_answer answer;  /* owned while begun: what has come of it */
    char curl_words[CURL_ERROR_SIZE];
    char problem[HTTP_PROBLEM_BYTES];
};

static bool set_long(CURL *handle, CURLoption option, long value)
{
    return curl_easy_setopt(handle, option, value) == CURLE_OK;
}

static bool set_text(CURL *handle, CURLoption option, const char *value)
{
    return curl_easy_setopt(handle, option, value) == CURLE_OK;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    struct http *http = context;
    http->stopped = http->stop != NULL && http->stop(http->context);
    return http->stopped ? 1 : 0;
}

static bool set_limits(struct http *http, const struct http_options *options)
{
    CURL *handle = http->handle;
    const char *scheme = strncmp(http->base_url, "https:", 6) == 0 ? "https" : "http";
    return set_text(handle, CURLOPT_PROTOCOLS_STR, scheme) && set_long(handle, CURLOPT_FOLLOWLOCATION, 0) &&
           set_text(handle, CURLOPT_PROXY, options->proxy != NULL ? options->proxy : "") &&
           set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, HTTP_CONNECT_MS) &&
           set_long(handle, CURLOPT_TIMEOUT_MS, HTTP_TOTAL_MS) && set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1) &&
           set_long(handle, CURLOPT_NOSIGNAL, 1) &&
           /* A resolver that hangs must not hold up the end of the program (curl#2975). */
           set_long(handle, CURLOPT_QUICK_EXIT, 1) && set_long(handle, CURLOPT_TCP_KEEPALIVE, 1) &&
           set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
           set_text(handle, CURLOPT_ACCEPT_ENCODING, "gzip") && set_text(handle, CURLOPT_USERAGENT, "forhal-sync") &&
           set_long(handle, CURLOPT_NOPROGRESS, 0) &&
           curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, on_progress) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_XFERINFODATA, http) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, http->curl_words) == CURLE_OK;
}

static enum err set_trust(struct http *http, const struct http_options *options)
{
    struct tls_options tls = {.trust = options->trust, .clock = options->clock, .floor_s = options->floor_s};
    if (tls.clock.wall_s == NULL) tls.clock = clock_system();
    enum err err = tls_create(&http->tls, &tls);
    return err == ERR_OK ? tls_apply(http->tls, http->handle) : err;
}

enum err http_open(struct http **out, const struct http_options *options)
{
    *out = NULL;
    struct http *http = calloc(1, sizeof(*http));
    if (http == NULL) return ERR_NOMEM;
    http->stop = options->stop;
    http->context = options->context;
    http->stall_s = options->stall_s > 0 ? options->stall_s : HTTP_STALL_S;
    enum err err = url_check(http->base_url, options->base_url);
    if (err == ERR_OK && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) err = ERR_NOMEM;
    if (err != ERR_OK) {
        free(http);
        return err;
    }
    http->handle = curl_easy_init();
    http->multi = curl_multi_init();
    bool ready = http->handle != NULL && http->multi != NULL && set_limits(http, options);
    err = ready ? set_trust(http, options) : ERR_NOMEM;
    if (err != ERR_OK) {
        http_close(http);
        return err;
    }
    *out = http;
    return ERR_OK;
}

/* The line is closed, too: what still comes on it would be taken for the next answer. */
static void abandon(struct http *http)
{
    if (!http->begun) return;
    curl_multi_remove_handle(http->multi, http->handle);
    curl_easy_setopt(http->handle, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(http->headers);
    http_answer_finish(&http->answer);
    http->headers = NULL;
    http->begun = false;
}

void http_close(struct http *http)
{
    if (http == NULL) return;
    abandon(http);
    curl_easy_cleanup(http->handle);
    curl_multi_cleanup(http->multi);
    tls_destroy(http->tls);
    curl_global_cleanup();
    free(http);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http *http = context;
    struct str *body = &http->answer.body;
    if (size * count > HTTP_ANSWER_BYTES_MAX - body->length) http->body_too_large = true;
    /* Most answers are one piece; of the others nobody knows how long they become. */
    if (body->length > 0 && body->capacity < HTTP_ANSWER_BYTES_MAX) {
        str_make_room(body, HTTP_ANSWER_BYTES_MAX - body->length);
    }
    str_add_bytes(body, bytes, size * count);
    return str_ok(body) ? size * count : 0;
}

static void keep_date(struct http *http, const char *line, size_t length)
{
    char text[64];
    size_t from = sizeof("Date:") - 1;
    snprintf(text, sizeof(text), "%.*s", (int)(length - from), line + from);
    time_t date_s = curl_getdate(text, NULL);
    http->date_s = date_s > 0 ? (int64_t)date_s : 0;
}

/* Keeps the value when the line is the header `name` (with its colon) and no longer than a signature. */
static void keep_header(char *out, size_t out_bytes, const char *name, const char *line, size_t length)
{
    size_t name_length = strlen(name);
    if (length < name_length || strncasecmp(line, name, name_length) != 0) return;
    size_t from = name_length;
    while (from < length && (line[from] == ' ' || line[from] == '\t')) from++;
    size_t to = length;
    while (to > from && strchr(" \t\r\n", line[to - 1]) != NULL) to--;
    if (to - from >= out_bytes) return;
    memcpy(out, line + from, to - from);
    out[to - from] = '\0';
}

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
    struct http *http = context;
    struct http_answer *answer = &http->answer;
    size_t length = size * count;
    if (length >= 5 && memcmp(line, "HTTP/", 5) == 0) { /* an answer begins anew */
        answer->signature[0] = '\0';
        answer->fresh[0] = '\0';
        answer->wanted[0] = '\0';
    }
    if (length >= 5 && strncasecmp(line, "Date:", 5) == 0) keep_date(http, line, length);
    keep_header(answer->signature, sizeof(answer->signature), REQUEST_HEADER_SIGNATURE ":", line, length);
    keep_header(answer->fresh, sizeof(answer->fresh), FRESHNESS_HEADER ":", line, length);
    keep_header(answer->wanted, sizeof(answer->wanted), REQUEST_HEADER_WANTED ":", line, length);
    return length;
}

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    char line[256];
    int length = value != NULL ? snprintf(line, sizeof(line), "%s: %s", name, value)
                               : snprintf(line, sizeof(line), "%s:", name); /* an empty one takes curl's own away */
    if (length < 0 || (size_t)length >= sizeof(line)) return false;
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL) return false;
    *list = longer;
    return true;
}

static bool add_headers(struct curl_slist **list, const struct http_request *request)
{
    if (!add_header(list, "Accept", NULL)) return false; /* it would say that anything is welcome */
    if (request->kiosk != NULL && !add_header(list, REQUEST_HEADER_KIOSK, request->kiosk)) return false;
    if (request->signature != NULL && !add_header(list, REQUEST_HEADER_SIGNATURE, request->signature)) return false;
    if (request->mac != NULL && !add_header(list, REQUEST_HEADER_MAC, request->mac)) return false;
    if (request->range != NULL && !add_header(list, "Range", request->range)) return false;
    if (request->body == NULL) return true;
    /* "Expect: 100-continue" would cost a second against a server that does not know it. */
    const char *type = request->type != NULL ? request->type : "application/json";
    return add_header(list, "Content-Type", type) && add_header(list, "Expect", NULL);
}

static bool set_request(struct http *http, const struct http_request *request)
{
    CURL *handle = http->handle;
    char url[URL_BYTES_MAX];
    int length = snprintf(url, sizeof(url), "%s%s", http->base_url, request->target);
    if (length < 0 || (size_t)length >= sizeof(url) || !set_text(handle, CURLOPT_URL, url)) return false;
    long silence_s = http->stall_s + (request->wait != NULL ? request->wait->seconds : 0);
    if (!set_long(handle, CURLOPT_LOW_SPEED_TIME, silence_s)) return false;
    bool method = request->body == NULL ? set_long(handle, CURLOPT_HTTPGET, 1)
                                        : set_long(handle, CURLOPT_POST, 1) &&
                                              curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                                                               (curl_off_t)request->body_bytes) == CURLE_OK &&
                                              set_text(handle, CURLOPT_POSTFIELDS, request->body);
    return method && curl_easy_setopt(handle, CURLOPT_HTTPHEADER, http->headers) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_WRITEDATA, http) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_HEADERDATA, http) == CURLE_OK;
}

static enum err err_from_curl(struct http *http, CURLcode code)
{
    bool untrusted = false;
    const char *words = http->curl_words[0] != '\0' ? http->curl_words : curl_easy_strerror(code);
    enum err err = ERR_UNAVAILABLE;
    if (http->woken) {
        words = "given up because there is something else to do";
    } else if (http->stopped) {
        words = "given up because the program was told to end";
    } else if (http->body_too_large) {
        words = "the answer is larger than any page";
        err = ERR_TOO_LARGE;
    } else if (tls_problem(http->tls, code, http->base_url, http->problem, sizeof(http->problem), &untrusted)) {
        return untrusted ? ERR_UNTRUSTED : ERR_UNAVAILABLE;
    } else if (code == CURLE_OUT_OF_MEMORY || code == CURLE_WRITE_ERROR) {
        err = ERR_NOMEM;
    }
    snprintf(http->problem, sizeof(http->problem), "%s", words);
    return err;
}

/* Until something happens on the line, or it is time to look; true: something to read came elsewhere. */
static bool rest(struct http *http, const struct http_wait *wait)
{
    enum { LOOK_MS = 1000 };
    struct curl_waitfd fds[HTTP_WAKES_MAX] = {{.fd = -1}};
    unsigned int count = 0;
    for (size_t at = 0; wait != NULL && at < HTTP_WAKES_MAX; at++) {
        if (wait->wake_fds[at] >= 0) fds[count++] = (struct curl_waitfd){wait->wake_fds[at], CURL_WAIT_POLLIN, 0};
    }
    int pause_ms = wait != NULL ? wait->tick(wait->context) : LOOK_MS;
    curl_multi_poll(http->multi, fds, count, pause_ms < LOOK_MS ? pause_ms : LOOK_MS, NULL);
    for (unsigned int at = 0; at < count; at++) {
        if (fds[at].revents != 0) return true;
    }
    return false;
}

static CURLcode perform(struct http *http, const struct http_wait *wait)
{
    CURLcode code = CURLE_OUT_OF_MEMORY;
    int running = 1;
    while (!http->woken && curl_multi_perform(http->multi, &running) == CURLM_OK && running > 0) {
        http->woken = rest(http, wait);
    }
    int left = 0;
    const CURLMsg *message = running == 0 ? curl_multi_info_read(http->multi, &left) : NULL;
    if (message != NULL && message->msg == CURLMSG_DONE) code = message->data.result;
    return http->woken ? CURLE_ABORTED_BY_CALLBACK : code;
}

/* An answer over https came from somebody whose certificate was checked when the line was opened. */
static void keep_peer(struct http *http)
{
    struct tls_seen seen = tls_seen(http->tls);
    http->peer = (struct http_peer){.date_s = http->date_s};
    if (strncmp(http->base_url, "https:", 6) != 0) return;
    http->peer = (struct http_peer){true, seen.begins_s, seen.own_ends_s, seen.ends_s, http->date_s};
}

static bool begin(struct http *http, const struct http_request *request)
{
    abandon(http);
    http->body_too_large = false;
    http->stopped = false;
    http->woken = false;
    http->curl_words[0] = '\0';
    http->problem[0] = '\0';
    http->date_s = 0;
    tls_begin(http->tls);
    http->answer = (struct http_answer){.status = 0};
    str_init(&http->answer.body, HTTP_ANSWER_BYTES_MAX);
    http->begun = true;
    if (add_headers(&http->headers, request) && set_request(http, request) &&
        curl_multi_add_handle(http->multi, http->handle) == CURLM_OK) {
        return true;
    }
    abandon(http);
    return false;
}

static enum err finish(struct http *http, const struct http_wait *wait, struct http_answer *out)
{
    CURLcode code = perform(http, wait);
    if (code == CURLE_OK) code = curl_easy_getinfo(http->handle, CURLINFO_RESPONSE_CODE, &http->answer.status);
    if (code == CURLE_OK) {
        *out = http->answer;
        http->answer = (struct http_answer){.status = 0}; /* the caller owns it now */
    }
    abandon(http);
    if (code != CURLE_OK) return err_from_curl(http, code);
    keep_peer(http);
    return ERR_OK;
}

enum err http_exchange(struct http *http, const struct http_request *request, struct http_answer *out)
{
    return begin(http, request) ? finish(http, request->wait, out) : err_from_curl(http, CURLE_OUT_OF_MEMORY);
}

bool http_begin(struct http *http, const struct http_request *request)
{
    int running = 0;
    assert(request->body == NULL && request->wait == NULL); /* they are not copied */
    if (!begin(http, request)) return false;
    /* On a line that is open this sends it; otherwise the rest follows in http_finish(). */
    return curl_multi_perform(http->multi, &running) == CURLM_OK;
}

enum err http_finish(struct http *http, struct http_answer *out)
{
    if (http->begun) return finish(http, NULL, out);
    snprintf(http->problem, sizeof(http->problem), "nothing was asked");
    return ERR_UNAVAILABLE;
}

struct http_peer http_peer(const struct http *http)
{
    return http->peer;
}

void http_answer_finish(struct http_answer *answer)
{
    str_finish(&answer->body);
}

const char *http_problem(const struct http *http)
{
    return http->problem;
}
