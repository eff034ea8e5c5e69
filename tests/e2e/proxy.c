#define _GNU_SOURCE
#include "tests/e2e/proxy.h"

#include "tests/e2e/proc.h"
#include "tests/unit/fake_server.h"

struct proxy {
    struct fake_server server;
    uint16_t server_port;
    uint32_t seed; /* the thread's only */
    atomic_int fault;
    atomic_int silence_ms;
};

static const char *const names[] = {"none",      "cut",      "delay",    "duplicate", "swallow",
                                    "own empty", "own html", "truncate", "hang",      "random"};

const char *fault_name(enum fault fault)
{
    return names[fault];
}

/* xorshift: no quality is asked for, only that the same seed gives the same run. */
static uint32_t chance(struct proxy *proxy, uint32_t below)
{
    proxy->seed ^= proxy->seed << 13;
    proxy->seed ^= proxy->seed >> 17;
    proxy->seed ^= proxy->seed << 5;
    return below > 0 ? proxy->seed % below : 0;
}

static int connect_up(const struct proxy *proxy)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(proxy->server_port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0) return fd;
    if (fd >= 0) close(fd);
    return -1;
}

static size_t body_at(const struct str *answer)
{
    const char *end = strstr(str_text(answer), "\r\n\r\n");
    return end != NULL ? (size_t)(end - answer->data) + 4 : 0;
}

static bool is_whole(const struct str *answer)
{
    size_t head_bytes = body_at(answer);
    if (head_bytes == 0) return false;
    const char *length = strcasestr(str_text(answer), "\r\nContent-Length:");
    return length != NULL && length < answer->data + head_bytes &&
           answer->length >= head_bytes + strtoul(length + 17, NULL, 10);
}

/* Sends request_bytes of the request and reads the answer. */
static void go_up(struct proxy *proxy, const char *request, size_t request_bytes, struct str *answer)
{
    int fd = connect_up(proxy);
    if (fd < 0) return;
    bool up = send(fd, request, request_bytes, MSG_NOSIGNAL) == (ssize_t)request_bytes;
    char chunk[65536];
    ssize_t got = 1;
    while (up && got > 0 && !is_whole(answer)) {
        struct pollfd readable = {.fd = fd, .events = POLLIN};
        if (poll(&readable, 1, atomic_load(&proxy->silence_ms)) != 1) break;
        got = recv(fd, chunk, sizeof(chunk), 0);
        if (got > 0) str_add_bytes(answer, chunk, (size_t)got);
    }
    close(fd);
}

static enum fake_end cut(struct proxy *proxy, const char *request, size_t request_bytes, struct str *out)
{
    struct str answer;
    str_init(&answer, FAKE_ANSWER_BYTES_MAX);
    if (chance(proxy, 2) == 0) {
        int fd = connect_up(proxy);
        if (fd >= 0) (void)!send(fd, request, chance(proxy, (uint32_t)request_bytes), MSG_NOSIGNAL);
        if (fd >= 0) close(fd);
    } else {
        go_up(proxy, request, request_bytes, &answer);
        str_add_bytes(out, str_text(&answer), chance(proxy, (uint32_t)answer.length));
    }
    str_finish(&answer);
    return FAKE_CLOSE;
}

/* Keeps the length true, as a proxy with a full disk once did. */
static void truncate_body(struct str *answer, struct str *out)
{
    size_t head_bytes = body_at(answer);
    const char *length = strcasestr(str_text(answer), "\r\nContent-Length:");
    if (head_bytes == 0 || length == NULL) return;
    const char *after = strstr(length + 2, "\r\n");
    size_t half = (answer->length - head_bytes) / 2;
    str_add_bytes(out, answer->data, (size_t)(length - answer->data));
    str_addf(out, "\r\nContent-Length: %zu", half);
    str_add_bytes(out, after, (size_t)(answer->data + head_bytes - after));
    str_add_bytes(out, answer->data + head_bytes, half);
}

static enum fake_end play(struct proxy *proxy, enum fault fault, const char *request, size_t request_bytes,
                          struct str *out)
{
    static const char portal[] = "<!doctype html><title>Welcome to our Wi-Fi</title>";
    AUTO(str_finish) struct str unheard;
    str_init(&unheard, FAKE_ANSWER_BYTES_MAX);
    switch (fault) {
    case FAULT_CUT: return cut(proxy, request, request_bytes, out);
    case FAULT_DELAY: proc_pause((int)chance(proxy, FAULT_DELAY_MS_MAX)); break;
    case FAULT_DUPLICATE: go_up(proxy, request, request_bytes, &unheard); break;
    case FAULT_SWALLOW: go_up(proxy, request, request_bytes, &unheard); return FAKE_CLOSE;
    case FAULT_OWN_EMPTY: fake_add(out, 200, "Content-Type: application/json\r\n", "{}", 2); return FAKE_KEEP;
    case FAULT_OWN_HTML:
        fake_add(out, 200, "Content-Type: text/html\r\n", portal, sizeof(portal) - 1);
        return FAKE_KEEP;
    case FAULT_TRUNCATE:
        go_up(proxy, request, request_bytes, &unheard);
        truncate_body(&unheard, out);
        return FAKE_CLOSE;
    case FAULT_HANG: return FAKE_HANG;
    default: break;
    }
    go_up(proxy, request, request_bytes, out);
    return out->length > 0 ? FAKE_KEEP : FAKE_CLOSE;
}

static enum fake_end answer(void *context, const struct fake_request *request, struct str *out)
{
    struct proxy *proxy = context;
    enum fault fault = (enum fault)atomic_load(&proxy->fault);
    if (fault == FAULT_COUNT) fault = (enum fault)chance(proxy, FAULT_HANG);
    size_t request_bytes = (size_t)(request->body - request->head) + request->body_bytes;
    return play(proxy, fault, request->head, request_bytes, out);
}

enum err proxy_start(struct proxy **out, uint16_t server_port, uint32_t seed)
{
    *out = NULL;
    struct proxy *proxy = calloc(1, sizeof(*proxy));
    if (proxy == NULL) return ERR_NOMEM;
    proxy->server_port = server_port;
    proxy->seed = seed != 0 ? seed : 1;
    atomic_init(&proxy->fault, FAULT_NONE);
    atomic_init(&proxy->silence_ms, SILENCE_MS_DEFAULT);
    if (fake_start(&proxy->server, answer, proxy) != 0) {
        free(proxy);
        return ERR_IO;
    }
    *out = proxy;
    return ERR_OK;
}

void proxy_stop(struct proxy *proxy)
{
    if (proxy == NULL) return;
    fake_stop(&proxy->server);
    free(proxy);
}

const char *proxy_url(const struct proxy *proxy)
{
    return proxy->server.url;
}

void proxy_set(struct proxy *proxy, enum fault fault)
{
    atomic_store(&proxy->fault, (int)fault);
}

void proxy_set_silence(struct proxy *proxy, int silence_ms)
{
    atomic_store(&proxy->silence_ms, silence_ms);
}

int proxy_requests(struct proxy *proxy)
{
    return atomic_load(&proxy->server.requests);
}
