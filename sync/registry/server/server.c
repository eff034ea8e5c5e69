#define _POSIX_C_SOURCE 200809L
#include "sync/registry/server/server.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "sync/registry/entries/inbox.h"
#include "sync/registry/entries/marks.h"
#include "sync/registry/server/call.h"
#include "sync/registry/server/gate.h"
#include "sync/registry/server/group.h"
#include "sync/registry/server/loop.h"
#include "sync/registry/server/metrics.h"
#include "sync/registry/server/metrics_server.h"
#include "sync/registry/server/page_answers.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/server/submissions.h"
#include "sync/registry/server/traffic.h"
#include "sync/registry/web/routes_web.h"

/* The first failures are free (people mistype); then 1 s, 2 s, 4 s … */
static const struct throttle_rule rule_of_name = {
    .failures_free = 4, .delay_first_ms = 1000, .delay_max_ms = 15 * 60 * 1000};
/* A whole town hall may come from one address. */
static const struct throttle_rule rule_of_peer = {
    .failures_free = 40, .delay_first_ms = 1000, .delay_max_ms = 5 * 60 * 1000};

/* Whoever is slowed down here has the password: the delay bounds how many of a million codes can be tried. */
static const struct throttle_rule rule_of_second = {
    .failures_free = 5, .delay_first_ms = 1000, .delay_max_ms = 5 * 60 * 1000};

/* Nobody guesses one of 2^75 codes, so this only keeps the noise down. */
static const struct throttle_rule rule_of_codes = {
    .failures_free = 100, .delay_first_ms = 1000, .delay_max_ms = 30 * 1000};
/* A town hall full of people behind one address is slowed down to one form in ten seconds, and never locked out. */
static const struct throttle_rule rule_of_forms = {
    .failures_free = 60, .delay_first_ms = 1000, .delay_max_ms = 10 * 1000};

enum { PASSWORDS_BUSY_MS = 2000, ERRANDS_BUSY_MS = 5000, READINGS_BUSY_MS = 5000, SHARE_BUSY_MS = 10 * 1000 };

struct server {
    struct MHD_Daemon *daemon;         /* owned */
    struct loop *loop;                 /* owned: the thread that serves */
    struct submissions *submissions;   /* owned */
    struct page_answers *page_answers; /* owned */
    int tidy_ms;
    bool one_moment;                       /* all that is answered in this turn is read as of one */
    struct metrics_server *metrics_server; /* owned; NULL: no address of its own */
    void (*told)(void *context, const struct server_record *record);
    atomic_bool deaf; /* takes no connection any more */
    struct service service;
    struct settings standards; /* owned: where the caller gave no settings */
    struct address address;
    const char *tls_chain; /* borrowed; NULL: plain HTTP */
    const char *tls_key;
    bool behind_proxy;
};

static const struct route *find_in(const struct route *routes, size_t count, const char *method, const char *path,
                                   bool *path_known)
{
    for (size_t at = 0; at < count; at++) {
        if (!route_fits(&routes[at], path, strlen(path))) continue;
        *path_known = true;
        if (strcmp(routes[at].method, method) == 0) return &routes[at];
    }
    return NULL;
}

static const struct route *find_route(const char *method, const char *path, bool *path_known)
{
    size_t count = 0;
    const struct route *routes = routes_wire(&count);
    const struct route *route = find_in(routes, count, method, path, path_known);
    if (route != NULL) return route;
    routes = routes_staff(&count);
    route = find_in(routes, count, method, path, path_known);
    if (route != NULL) return route;
    routes = routes_web(&count);
    /* libmicrohttpd leaves the body of an answer to HEAD away. */
    bool head = strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    return find_in(routes, count, head ? MHD_HTTP_METHOD_GET : method, path, path_known);
}

/* RFC 9110, 15.5.6: a 405 says what the address does take. */
static void add_allowed(struct call *call, const char *path)
{
    char allowed[CALL_HEADER_BYTES_MAX];
    size_t length = 0;
    const struct route *(*const rooms[])(size_t *) = {routes_wire, routes_staff, routes_web};
    for (size_t room = 0; room < sizeof(rooms) / sizeof(rooms[0]); room++) {
        size_t count = 0;
        const struct route *routes = rooms[room](&count);
        for (size_t at = 0; at < count; at++) {
            if (!route_fits(&routes[at], path, strlen(path))) continue;
            int written =
                snprintf(allowed + length, sizeof(allowed) - length, "%s%s", length > 0 ? ", " : "", routes[at].method);
            length += (size_t)written;
            assert(length < sizeof(allowed));
        }
    }
    call_add_header(call, MHD_HTTP_HEADER_ALLOW, allowed);
}

/* Routes that take more than others. */
static const struct {
    void (*handle)(struct service *service, struct call *call);
    size_t bytes_max;
    const char *sentence;
} large[] = {
    {route_staff_new_picture, CALL_PICTURE_BYTES_MAX, "A picture has at most 8 MiB."},
    {route_staff_begin_content, CALL_CONTENT_BYTES_MAX,
     "A content file has at most 8 MiB here. Import a larger one on the registry's machine."},
};

/* The gate of a route that takes more than others is before the body is read. False: it may not be read. */
static bool makes_room(struct server *server, struct call *call, unsigned long long bytes)
{
    const char *sentence = "The body is larger than 2 MiB.";
    if (bytes <= CALL_BODY_BYTES_MAX) return true;
    for (size_t at = 0; at < sizeof(large) / sizeof(large[0]); at++) {
        if (call->route->handle != large[at].handle) continue;
        sentence = large[at].sentence;
        if (bytes > large[at].bytes_max) break;
        call->body.length_max = large[at].bytes_max;
        return gate_lets(&server->service, call);
    }
    call_refuse(call, MHD_HTTP_CONTENT_TOO_LARGE, "too_large", sentence);
    return false;
}

/* What can be said before the body is read. */
static void refuse_early(struct server *server, struct call *call, const char *path)
{
    bool path_known = false;
    call->route = find_route(call->method, path, &path_known);
    const char *length = call_header(call, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (strlen(call->target) > CALL_TARGET_BYTES_MAX) {
        call_refuse(call, MHD_HTTP_URI_TOO_LONG, "too_large", "The address is too long.");
    } else if (!path_known && web_reads_html(call) && strncmp(path, "/v1/", 4) != 0) {
        call->route = &route_web_lost;
    } else if (!path_known) {
        call_refuse(call, MHD_HTTP_NOT_FOUND, "not_found", "There is nothing at this address.");
    } else if (call->route == NULL) {
        add_allowed(call, path);
        call_refuse(call, MHD_HTTP_METHOD_NOT_ALLOWED, "bad_method", "This address does not take this method.");
    } else if (call_header(call, MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL) {
        call_refuse(call, MHD_HTTP_LENGTH_REQUIRED, "length_required", "Say how long the body is (Content-Length).");
    }
    if (call->status == 0 && length != NULL) (void)makes_room(server, call, strtoull(length, NULL, 10));
}

static void free_text(void *text)
{
    sodium_memzero(text, strlen(text));
    free(text);
}

/* The response takes over the call's text or bytes. */
static struct MHD_Response *response_make(struct call *call)
{
    struct MHD_Response *response = NULL;
    if (call->bytes != NULL) {
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            call->bytes_count, call->bytes + call->bytes_from, free, call->bytes);
        if (response != NULL) call->bytes = NULL;
    } else if (call->constant != NULL) {
        /* Persistent: libmicrohttpd copies and frees nothing; only its declaration forgot the const. */
        response = MHD_create_response_from_buffer(call->constant_bytes, (void *)(uintptr_t)call->constant,
                                                   MHD_RESPMEM_PERSISTENT);
    } else if (call->text != NULL) {
        response = MHD_create_response_from_buffer_with_free_callback(strlen(call->text), call->text, free_text);
        if (response != NULL) call->text = NULL;
    } else {
        response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    }
    return response;
}

static struct line *line_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static size_t answer_bytes(const struct call *call)
{
    if (call->page != NULL) return call->page->plain_bytes;
    if (call->constant != NULL) return call->constant_bytes;
    return call->bytes != NULL ? call->bytes_count : call->text != NULL ? strlen(call->text) : 0;
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void note_answer(const struct server *server, const struct call *call)
{
    int64_t took_us = now_us() - call->begun_us;
    metrics_request(server->service.metrics, call->route, call->status, took_us, call->waited);
    if (server->told == NULL) return;
    struct server_record record = {.method = call->route != NULL ? call->route->method : "any",
                                   .route = call->route != NULL ? call->route->path : "none",
                                   .status = call->status,
                                   .took_us = took_us,
                                   .bytes = answer_bytes(call)};
    if (server->service.settings->log.addresses) call_peer(call, record.peer);
    server->told(server->service.report_context, &record);
}

/* What browsers are to be told. Kiosks are none, and pay for each byte of every poll: what is theirs alone, and the
 * page for a kiosk's nonce, which is asked for once, go without. */
static void add_browsers_headers(const struct server *server, const struct call *call, const char *type,
                                 struct MHD_Response *response)
{
    bool asked_by_kiosk = call->route != NULL && call->route->who == ROUTE_KIOSK;
    bool api = strcmp(type, "application/json") == 0;
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    if (asked_by_kiosk) return;
    /* Whoever is led to an address of the API sees no page with what others typed, whatever the browser makes of it. */
    if (api) MHD_add_response_header(response, "Content-Disposition", "attachment; filename=\"api.json\"");
    /* A proxy says it itself, or does not want it. */
    if (server->tls_chain != NULL) {
        MHD_add_response_header(response, "Strict-Transport-Security", SERVER_HSTS);
    }
}

static enum MHD_Result send_answer(const struct server *server, struct call *call)
{
    note_answer(server, call);
    line_answer_begins(line_of(call->connection), answer_bytes(call));
    bool ending = atomic_load(&server->service.ending);
    if (call->page != NULL) return page_answers_send(server->page_answers, call, ending) ? MHD_YES : MHD_NO;
    const char *type = call->bytes != NULL ? "image/png" : "application/json";
    if (call->content_type != NULL) type = call->content_type;
    const char *cache = call->cache_control != NULL ? call->cache_control : "no-store";
    struct MHD_Response *response = response_make(call);
    if (response == NULL) return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, cache);
    add_browsers_headers(server, call, type, response);
    for (size_t at = 0; at < call->headers_count; at++) {
        MHD_add_response_header(response, call->headers[at].name, call->headers[at].value);
    }
    if (ending) MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    call_drop_headers(call);
    enum MHD_Result result = MHD_queue_response(call->connection, call->status, response);
    MHD_destroy_response(response);
    return result;
}

/* False: there is nothing to do for it, or it could not wait and has been answered. */
static bool wait_in(struct queue *queue, struct call *call, struct queued *queued, int64_t busy_ms)
{
    if (queued == NULL) return false;
    if (queue_add(queue, call->connection, queued)) return true;
    call_slow_down(call, busy_ms);
    return false;
}

/* Of what a route leaves to other threads it leaves one thing at a time. */
static bool wait_for_threads(const struct service *service, struct call *call)
{
    struct queued *password = call->job != NULL ? &call->job->queued : NULL;
    struct queued *errand = call->errand != NULL ? &call->errand->queued : NULL;
    struct queued *reading = call->reading != NULL ? &call->reading->queued : NULL;
    return wait_in(service->passwords, call, password, PASSWORDS_BUSY_MS) ||
           wait_in(service->errands, call, errand, ERRANDS_BUSY_MS) ||
           wait_in(service->readings, call, reading, READINGS_BUSY_MS);
}

/* False: it could not wait and has been answered. */
static bool wait_for_news(struct server *server, struct call *call)
{
    call->waited = true;
    if (waiters_add(server->service.waiters, call->connection, &call->seen, call->waits_as, call->wait_ms, &call->proof,
                    &call->wait_end)) {
        return true;
    }
    call->wait_ms = 0;
    call->route->handle(&server->service, call);
    return false;
}

static bool comes_from_proxy(const struct server *server, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info != NULL && traffic_is_proxy(server->service.traffic, info->client_addr);
}

static bool body_follows(const struct call *call)
{
    const char *length = call_header(call, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (call_header(call, MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL) return true;
    return length != NULL && strcmp(length, "0") != 0;
}

/* Directly connected, one is refused before anything is asked: traffic_lets_in(). */
static void refuse_over_share(struct call *call)
{
    char peer[ADDRESS_TEXT_BYTES];
    if ((call->status != 0 && !call->drains) || !call->behind_proxy) return;
    call_peer(call, peer);
    if (line_is_for(line_of(call->connection), peer)) return;
    if (!call->drains) call_slow_down(call, SHARE_BUSY_MS);
    call->drains = false; /* nobody reads for it, who has enough under way */
}

/* Is there a body on its way, of a length that may be read for nothing? Who asks first whether to send it (Expect) is
 * told before. */
static bool should_drain(const struct call *call)
{
    const char *length = call_header(call, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (call_header(call, MHD_HTTP_HEADER_EXPECT) != NULL) return false;
    if (call_header(call, MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL) return true;
    return length != NULL && strtoull(length, NULL, 10) <= SERVER_DRAIN_BYTES_MAX;
}

/* What comes is not kept anywhere. */
static enum MHD_Result drain(struct call *call, size_t count)
{
    call->drained_bytes += count;
    return call->drained_bytes <= SERVER_DRAIN_BYTES_MAX ? MHD_YES : MHD_NO;
}

static enum MHD_Result take_body(struct call *call, const char *bytes, size_t count)
{
    if (!call->body_dropped && line_may_hold(line_of(call->connection), call->body.length + count)) {
        str_add_bytes(&call->body, bytes, count);
        return str_ok(&call->body) ? MHD_YES : MHD_NO;
    }
    /* What follows has to be read before it can be answered. */
    call->body_dropped = true;
    str_finish(&call->body);
    return MHD_YES;
}

/* What is only read for one answer is read as of one moment: a question that reads three times looks once at who else
 * works on the file. */
static void handle(struct server *server, struct call *call)
{
    bool still = !server->one_moment && strcmp(call->method, MHD_HTTP_METHOD_GET) == 0;
    if (still) db_still(server->service.registry->db, true);
    if (gate_lets(&server->service, call)) call->route->handle(&server->service, call);
    if (still) db_still(server->service.registry->db, false);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload, size_t *upload_bytes,
                                  void **request)
{
    (void)version;
    struct server *server = context;
    struct call *call = *request;
    if (call == NULL) return MHD_NO; /* no memory when it began */
    if (call->connection == NULL) {
        call->connection = connection;
        call->begun_us = now_us();
        call->method = method;
        call->behind_proxy = server->behind_proxy && comes_from_proxy(server, connection);
        call->secure = server->behind_proxy || server->tls_chain != NULL;
        line_head_came(line_of(connection), body_follows(call));
        refuse_early(server, call, path);
        call->drains = call->status != 0 && should_drain(call);
        refuse_over_share(call);
        return call->status != 0 && !call->drains ? send_answer(server, call) : MHD_YES;
    }
    if (*upload_bytes > 0) {
        size_t count = *upload_bytes;
        *upload_bytes = 0;
        return call->drains ? drain(call, count) : take_body(call, upload, count);
    }
    if (call->held || call->drains) {
        call->held = false;
        call->drains = false;
        return send_answer(server, call);
    }
    /* Once it is ending, libmicrohttpd drops an answer and asks for it again. */
    if (call->status != 0) return MHD_NO;
    line_body_came(line_of(connection));
    if (call->body_dropped) {
        call_slow_down(call, SHARE_BUSY_MS);
        return send_answer(server, call);
    }
    if (group_takes(call->route) && gate_lets(&server->service, call)) {
        submissions_add(server->submissions, call);
        return MHD_YES;
    }
    if (call->status == 0) handle(server, call);
    if (call->status == 0 && wait_for_threads(&server->service, call)) return MHD_YES;
    if (call->status == 0 && wait_for_news(server, call)) return MHD_YES;
    /* What staff and kiosks send may have been published. */
    if (strcmp(call->method, MHD_HTTP_METHOD_GET) != 0) waiters_look(server->service.waiters);
    return send_answer(server, call);
}

/* The only place where libmicrohttpd shows the target as it came, which is what was signed. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
    (void)context;
    (void)connection;
    struct call *call = NULL;
    return call_create(&call, target) == ERR_OK ? call : NULL;
}

static enum MHD_Result on_accept(void *context, const struct sockaddr *host, socklen_t bytes)
{
    (void)bytes;
    const struct server *server = context;
    return traffic_lets_in(server->service.traffic, host) ? MHD_YES : MHD_NO;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **line,
                          enum MHD_ConnectionNotificationCode code)
{
    const struct server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        traffic_end(*line);
        *line = NULL;
        return;
    }
    const union MHD_ConnectionInfo *host = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const union MHD_ConnectionInfo *fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (host != NULL && fd != NULL) *line = traffic_begin(server->service.traffic, fd->connect_fd, host->client_addr);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode code)
{
    (void)code;
    line_answered(line_of(connection));
    struct server *server = context;
    const struct call *call = *request;
    if (call != NULL && call->wait_ms > 0) waiters_end(server->service.waiters);
    call_destroy(*request);
    *request = NULL;
}

/* As many as may be, with room left for those who only ask. */
static size_t waiters_most(const struct server_options *options)
{
    struct rlimit limit = {0};
    size_t asked = options->settings != NULL ? (size_t)options->settings->limits.waiting : SERVER_WAITERS_MAX;
    size_t most = options->waiters_max > 0 ? options->waiters_max : asked;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= most + SERVER_SPARE_DESCRIPTORS) return most;
    return limit.rlim_cur > 2 * SERVER_SPARE_DESCRIPTORS ? limit.rlim_cur - SERVER_SPARE_DESCRIPTORS
                                                         : limit.rlim_cur / 2;
}

/* What ideas are looked through for. */
static enum err mark_words(struct registry *registry, const struct settings_list *list)
{
    struct mark_words *words = NULL;
    enum err err = mark_words_create(&words, (const char *const *)list->texts, list->count);
    return err == ERR_OK ? inbox_mark_with(registry, words) : err;
}

static enum err service_begin(struct server *server, struct registry *registry, const struct server_options *options)
{
    struct service *service = &server->service;
    *service =
        (struct service){.registry = registry, .report = options->report, .report_context = options->report_context};
    service->programs = options->programs;
    registry->serves = true;
    service->settings = options->settings != NULL ? options->settings : &server->standards;
    enum err err = settings_init(&server->standards);
    if (err == ERR_OK) err = traffic_create(&service->traffic, service->settings);
    if (err == ERR_OK) err = metrics_create(&service->metrics);
    if (err == ERR_OK) err = feed_pages_create(&service->pages, registry);
    if (err == ERR_OK) err = shared_keys_create(&service->shared_keys);
    if (err == ERR_OK) err = throttle_create(&service->sign_in_of_name, rule_of_name);
    if (err == ERR_OK) err = throttle_create(&service->sign_in_of_peer, rule_of_peer);
    if (err == ERR_OK) err = throttle_create(&service->second_of_name, rule_of_second);
    if (err == ERR_OK) err = passwords_create(&service->passwords, server->loop);
    if (err == ERR_OK) err = errands_create(&service->errands, server->loop);
    if (err == ERR_OK) err = readings_create(&service->readings, registry, server->loop);
    if (err == ERR_OK) err = fleet_open(&service->fleet, registry);
    if (err == ERR_OK) err = throttle_create(&service->web_codes, rule_of_codes);
    if (err == ERR_OK) err = throttle_create(&service->web_forms, rule_of_forms);
    if (err == ERR_OK) {
        err = postman_create_from(&service->postman, registry, service->settings, options->report,
                                  options->report_context);
    }
    if (err == ERR_OK) err = alerts_create(&service->alerts, registry, service->fleet, service->settings);
    if (err == ERR_OK) err = waiters_create(&service->waiters, registry, server->loop, waiters_most(options));
    if (err == ERR_OK) err = mark_words(registry, &service->settings->moderation.words);
    return err;
}

static enum err daemon_begin(struct server *server)
{
    unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME; /* loop.h is its thread */
    if (server->address.storage.ss_family == AF_INET6) flags |= MHD_USE_IPv6;
    static char priorities[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"; /* libmicrohttpd forgot a const */
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)server->tls_chain},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)server->tls_key},
                                   {MHD_OPTION_HTTPS_PRIORITIES, 0, priorities},
                                   {MHD_OPTION_END, 0, NULL}};
    if (server->tls_chain != NULL) {
        flags |= MHD_USE_TLS;
    } else {
        tls[0] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    }
    errno = 0;
    server->daemon = MHD_start_daemon(
        flags, 0, on_accept, server, on_request, server, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&server->address.storage, MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned int)server->service.settings->limits.connections,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)SERVER_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)SERVER_CONNECTION_BYTES, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (server->daemon == NULL) {
        return errno == EADDRINUSE ? ERR_UNAVAILABLE : errno == EACCES || errno == EADDRNOTAVAIL ? ERR_REFUSED : ERR_IO;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info != NULL && info->port != 0) address_set_port(&server->address, info->port);
    return ERR_OK;
}

/* Ten thousand may be answered in one: they are all told of one moment. Otherwise nothing stays open after an answer.
 */
static void on_turns(void *context)
{
    struct server *server = context;
    server->one_moment = waiters_woke_many(server->service.waiters);
    if (server->one_moment) db_still(server->service.registry->db, true);
}

/* On the serving thread, to which libmicrohttpd's listening belongs. */
static bool on_turned(void *context)
{
    struct server *server = context;
    db_still(server->service.registry->db, false);
    if (atomic_load(&server->service.ending) && !atomic_load(&server->deaf)) {
        int listening = MHD_quiesce_daemon(server->daemon);
        if (listening >= 0) close(listening);
        atomic_store(&server->deaf, true);
    }
    return submissions_turn(server->submissions);
}

static void on_tick(void *context)
{
    struct server *server = context;
    service_tidy(&server->service);
}

static void look(void *context, struct metrics_now *out)
{
    service_look(context, out);
}

static enum err metrics_begin(struct server *server, struct registry *registry)
{
    const char *address = server->service.settings->metrics.address;
    const struct metrics_source source = {
        .metrics = server->service.metrics, .look = look, .context = &server->service};
    if (address[0] == '\0') return ERR_OK;
    return metrics_server_start(&server->metrics_server, address, registry, &source);
}

static enum err loop_begin(struct server *server)
{
    const struct loop_work work = {
        .turns = on_turns, .turned = on_turned, .tick = on_tick, .tick_ms = server->tidy_ms, .context = server};
    return loop_start(server->loop, server->daemon, &work);
}

enum err server_start(struct server **out, struct registry *registry, const struct server_options *options)
{
    *out = NULL;
    struct server *server = calloc(1, sizeof(*server));
    if (server == NULL) return ERR_NOMEM;
    server->address = options->address;
    server->behind_proxy = options->behind_proxy;
    server->tidy_ms = options->tidy_ms;
    server->told = options->told;
    server->tls_chain = options->tls_chain;
    server->tls_key = options->tls_key;
    enum err err = loop_create(&server->loop);
    if (err == ERR_OK) err = service_begin(server, registry, options);
    if (err == ERR_OK) err = submissions_create(&server->submissions, &server->service);
    if (err == ERR_OK) err = page_answers_create(&server->page_answers);
    if (err == ERR_OK) err = metrics_begin(server, registry);
    if (err == ERR_OK) err = daemon_begin(server);
    if (err == ERR_OK) err = loop_begin(server);
    if (err != ERR_OK) {
        server_stop(server);
        return err;
    }
    *out = server;
    return ERR_OK;
}

size_t server_waiting(const struct server *server)
{
    return waiters_count(server->service.waiters);
}

struct submissions_counts server_submissions(const struct server *server)
{
    return submissions_counts(server->submissions);
}

bool server_metrics_address(const struct server *server, struct address *out)
{
    if (server->metrics_server == NULL) return false;
    *out = metrics_server_address(server->metrics_server);
    return true;
}

struct address server_address(const struct server *server)
{
    return server->address;
}

void server_begin_end(struct server *server)
{
    enum { LOOK_MS = 1, TURNS_MAX = 2000 };
    if (atomic_exchange(&server->service.ending, true)) return;
    loop_wake(server->loop);
    for (int turn = 0; turn < TURNS_MAX && !atomic_load(&server->deaf); turn++) {
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
    }
    waiters_dismiss(server->service.waiters);
}

bool server_is_done(const struct server *server)
{
    return traffic_is_quiet(server->service.traffic);
}

void server_stop(struct server *server)
{
    if (server == NULL) return;
    waiters_dismiss(server->service.waiters);
    queue_dismiss(server->service.passwords);
    queue_dismiss(server->service.errands);
    queue_dismiss(server->service.readings);
    loop_stop(server->loop);
    if (server->daemon != NULL) MHD_stop_daemon(server->daemon);
    metrics_server_stop(server->metrics_server);
    waiters_destroy(server->service.waiters);
    queue_destroy(server->service.passwords);
    queue_destroy(server->service.errands);
    queue_destroy(server->service.readings);
    alerts_destroy(server->service.alerts);
    postman_destroy(server->service.postman);
    loop_destroy(server->loop);
    submissions_destroy(server->submissions);
    page_answers_destroy(server->page_answers);
    fleet_close(server->service.fleet);
    feed_pages_destroy(server->service.pages);
    shared_keys_destroy(server->service.shared_keys);
    throttle_destroy(server->service.sign_in_of_name);
    throttle_destroy(server->service.sign_in_of_peer);
    throttle_destroy(server->service.second_of_name);
    throttle_destroy(server->service.web_codes);
    throttle_destroy(server->service.web_forms);
    traffic_destroy(server->service.traffic);
    metrics_destroy(server->service.metrics);
    settings_finish(&server->standards);
    free(server);
}
