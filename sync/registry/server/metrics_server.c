#include "sync/registry/server/metrics_server.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECTIONS_MAX = 20, IDLE_SECONDS = 10, CONNECTION_BYTES = 16 * 1024 };

struct metrics_server {
    struct MHD_Daemon *daemon; /* owned */
    struct db *db;             /* owned; its thread's */
    struct metrics_source source;
    struct address address;
};

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, char *text, size_t bytes_count)
{
    struct MHD_Response *response = text != NULL
                                        ? MHD_create_response_from_buffer(bytes_count, text, MHD_RESPMEM_MUST_FREE)
                                        : MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        free(text);
        return MHD_NO;
    }
    if (text != NULL) MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, METRICS_CONTENT_TYPE);
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path,
                                  const char *method, const char *version, const char *upload, size_t *upload_bytes,
                                  void **request)
{
    (void)version;
    (void)upload;
    static char begun;
    struct metrics_server *server = context;
    struct metrics_now now = {0};
    AUTO(str_finish) struct str out = {0};
    if (*request == NULL) {
        *request = &begun;
        return MHD_YES;
    }
    if (*upload_bytes > 0) return MHD_NO;
    if (strcmp(path, "/metrics") != 0) return answer(connection, MHD_HTTP_NOT_FOUND, NULL, 0);
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0) return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, NULL, 0);
    str_init(&out, METRICS_BYTES_MAX);
    server->source.look(server->source.context, &now);
    if (metrics_write(server->source.metrics, server->db, &now, &out) != ERR_OK) {
        return answer(connection, MHD_HTTP_SERVICE_UNAVAILABLE, NULL, 0);
    }
    size_t bytes_count = out.length;
    return answer(connection, MHD_HTTP_OK, str_take(&out), bytes_count);
}

enum err metrics_server_start(struct metrics_server **out, const char *address, struct registry *registry,
                              const struct metrics_source *source)
{
    *out = NULL;
    struct metrics_server *server = calloc(1, sizeof(*server));
    if (server == NULL) return ERR_NOMEM;
    server->source = *source;
    enum err err = address_parse(&server->address, address);
    if (err == ERR_OK) err = db_again(registry->db, &server->db);
    if (err == ERR_OK) {
        unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD;
        if (server->address.storage.ss_family == AF_INET6) flags |= MHD_USE_IPv6;
        errno = 0;
        server->daemon = MHD_start_daemon(
            flags, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&server->address.storage,
            MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
            (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_END);
        if (server->daemon == NULL) err = errno == EADDRINUSE ? ERR_UNAVAILABLE : ERR_IO;
    }
    if (err != ERR_OK) {
        metrics_server_stop(server);
        return err;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (info != NULL && info->port != 0) address_set_port(&server->address, info->port);
    *out = server;
    return ERR_OK;
}

struct address metrics_server_address(const struct metrics_server *server)
{
    return server->address;
}

void metrics_server_stop(struct metrics_server *server)
{
    if (server == NULL) return;
    if (server->daemon != NULL) MHD_stop_daemon(server->daemon);
    db_close(server->db);
    free(server);
}
