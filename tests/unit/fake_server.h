/* tests/unit/fake_server.h - an HTTP server of one thread that says whatever a test wants.
 *
 * Connections are served one after the other, each kept open until the other side or the answer
 * ends it. Header only, since every file beside it is a program. */
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sync/base/str.h"

enum { FAKE_REQUEST_BYTES_MAX = 4 << 20, FAKE_ANSWER_BYTES_MAX = 4 << 20 };

struct fake_request {
    const char *head;   /* request line and headers */
    const char *target; /* points into head; ends at a blank */
    const char *body;
    size_t body_bytes;
};

enum fake_end { FAKE_KEEP, FAKE_CLOSE, FAKE_HANG };

/* Adds the whole answer, head and body, to `out`. Runs in the server's thread. */
typedef enum fake_end fake_answer(void *context, const struct fake_request *request, struct str *out);

struct fake_server {
    int listen_fd;
    int stop_fds[2];
    pthread_t thread;
    fake_answer *answer;
    void *context;
    char url[64];
    atomic_int connections;
    atomic_int requests;
};

/* Waits until `fd` can be read; false when the test is over. */
static inline bool fake_wait(struct fake_server *server, int fd)
{
    struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = server->stop_fds[0], .events = POLLIN}};
    while (poll(fds, 2, -1) < 0) continue;
    return fds[1].revents == 0;
}

/* One request into `text`; false when the connection or the test has ended. */
static inline bool fake_read(struct fake_server *server, int fd, struct str *text, struct fake_request *out)
{
    size_t head_bytes = 0;
    size_t body_bytes = 0;
    while (head_bytes == 0 || text->length < head_bytes + body_bytes) {
        char chunk[65536];
        if (!fake_wait(server, fd)) return false;
        ssize_t got = recv(fd, chunk, sizeof(chunk), 0);
        if (got <= 0) return false;
        str_add_bytes(text, chunk, (size_t)got);
        if (!str_ok(text)) return false;
        const char *end = strstr(str_text(text), "\r\n\r\n");
        if (end == NULL) continue;
        head_bytes = (size_t)(end - str_text(text)) + 4;
        const char *length = strcasestr(str_text(text), "\r\nContent-Length:");
        body_bytes = length != NULL && length < end ? strtoul(length + 17, NULL, 10) : 0;
    }
    const char *blank = strchr(text->data, ' ');
    out->head = text->data;
    out->target = blank != NULL ? blank + 1 : "";
    out->body = text->data + head_bytes;
    out->body_bytes = body_bytes;
    return true;
}

static inline void fake_serve(struct fake_server *server, int fd)
{
    enum fake_end end = FAKE_KEEP;
    while (end == FAKE_KEEP) {
        struct fake_request request;
        struct str text;
        struct str answer;
        str_init(&text, FAKE_REQUEST_BYTES_MAX);
        str_init(&answer, FAKE_ANSWER_BYTES_MAX);
        end = FAKE_CLOSE;
        if (fake_read(server, fd, &text, &request)) {
            atomic_fetch_add(&server->requests, 1);
            end = server->answer(server->context, &request, &answer);
            size_t sent = 0;
            while (sent < answer.length) {
                ssize_t put = send(fd, answer.data + sent, answer.length - sent, MSG_NOSIGNAL);
                if (put <= 0) break;
                sent += (size_t)put;
            }
            while (end == FAKE_HANG && fake_wait(server, fd)) {
                char byte;
                if (recv(fd, &byte, 1, 0) <= 0) end = FAKE_CLOSE;
            }
        }
        str_finish(&text);
        str_finish(&answer);
    }
    close(fd);
}

static inline void *fake_run(void *context)
{
    struct fake_server *server = context;
    while (fake_wait(server, server->listen_fd)) {
        int fd = accept(server->listen_fd, NULL, NULL);
        if (fd < 0) continue;
        atomic_fetch_add(&server->connections, 1);
        fake_serve(server, fd);
    }
    return NULL;
}

/* 0, or -1. */
static inline int fake_start(struct fake_server *server, fake_answer *answer, void *context)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    server->answer = answer;
    server->context = context;
    atomic_init(&server->connections, 0);
    atomic_init(&server->requests, 0);
    server->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listen_fd < 0 || pipe(server->stop_fds) != 0) return -1;
    if (bind(server->listen_fd, (const struct sockaddr *)&address, size) != 0 || listen(server->listen_fd, 8) != 0 ||
        getsockname(server->listen_fd, (struct sockaddr *)&address, &size) != 0) {
        return -1;
    }
    snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%d", ntohs(address.sin_port));
    return pthread_create(&server->thread, NULL, fake_run, server) == 0 ? 0 : -1;
}

static inline void fake_stop(struct fake_server *server)
{
    close(server->stop_fds[1]);
    pthread_join(server->thread, NULL);
    close(server->stop_fds[0]);
    close(server->listen_fd);
}

/* A common answer; `headers` is "" or whole lines with their ends. */
static inline void fake_add(struct str *out, int status, const char *headers, const void *body, size_t body_bytes)
{
    str_addf(out, "HTTP/1.1 %d Whatever\r\nContent-Length: %zu\r\n%s\r\n", status, body_bytes, headers);
    str_add_bytes(out, body, body_bytes);
}
