/* tests/unit/crowd.h - many requests at once on raw connections, for tests of the registry's server. Header only. */
#pragma once

#include "tests/unit/registry_house.h"

#include <poll.h>
#include <strings.h>
#include <sys/socket.h>

enum { CROWD_ANSWER_BYTES = 8192, CROWD_PATIENCE_MS = 20000 };

/* One entry and the connection that brings it. */
struct giver {
    struct entry entry;
    char *request; /* owned: head and body */
    int fd;
    char answer[CROWD_ANSWER_BYTES];
    size_t got;
};

/* A request with this entry, sealed and signed; nothing is sent yet. */
static inline void giver_make(struct giver *out, const struct test_kiosk *kiosk, const char *network)
{
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    AUTO(str_finish) struct str request;
    *out = (struct giver){.fd = -1};
    entry_of(&out->entry, kiosk, network);
    json_t *list[] = {entry_to_json(&out->entry)};
    char *body = entries_body(list, 1);
    request_sign(signature, SIGN_REQUEST, "POST", "/v1/entries", body, strlen(body), kiosk->sign_secret);
    str_init(&request, 1 << 20);
    str_addf(&request,
             "POST /v1/entries HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: %s\r\nForhal-Signature: %s\r\n"
             "Content-Length: %zu\r\n\r\n%s",
             kiosk->id, signature, strlen(body), body);
    out->request = str_take(&request);
    free(body);
}

static inline void giver_finish(struct giver *giver)
{
    entry_finish(&giver->entry);
    free(giver->request);
    if (giver->fd >= 0) close(giver->fd);
    *giver = (struct giver){.fd = -1};
}

static inline bool giver_connect(struct giver *giver, const struct address *address)
{
    giver->got = 0;
    giver->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return connect(giver->fd, (const struct sockaddr *)&address->storage, address->bytes) == 0;
}

static inline bool giver_send(const struct giver *giver)
{
    size_t length = strlen(giver->request);
    return send(giver->fd, giver->request, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static inline bool giver_is_answered(const struct giver *giver, int wait_ms)
{
    struct pollfd readable = {.fd = giver->fd, .events = POLLIN};
    return poll(&readable, 1, wait_ms) == 1;
}

/* The answer, whole; false: the connection ended before. `out` is finished by the caller. */
static inline bool giver_read(struct giver *giver, struct answer *out)
{
    const char *body = NULL;
    const char *length = NULL;
    *out = (struct answer){0};
    for (;;) {
        if (giver->got == sizeof(giver->answer) - 1 || !giver_is_answered(giver, CROWD_PATIENCE_MS)) return false;
        ssize_t got = recv(giver->fd, giver->answer + giver->got, sizeof(giver->answer) - 1 - giver->got, 0);
        if (got <= 0) return false;
        giver->got += (size_t)got;
        giver->answer[giver->got] = '\0';
        body = strstr(giver->answer, "\r\n\r\n");
        length = body != NULL ? strcasestr(giver->answer, "Content-Length:") : NULL;
        if (length != NULL && strlen(body + 4) >= strtoul(length + 15, NULL, 10)) break;
    }
    out->status = strtol(giver->answer + strlen("HTTP/1.1 "), NULL, 10);
    out->json = json_loads(body + 4, 0, NULL);
    return true;
}
