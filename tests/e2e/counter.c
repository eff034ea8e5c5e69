#define _GNU_SOURCE
#include "tests/e2e/counter.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAIRS_MAX = 32, CHUNK_BYTES = 65536 };

struct pair {
    int client, server; /* -1: this place is free */
    bool feed;          /* its latest request asked for the feed */
};

struct counter {
    int listen_fd;
    int stop_fds[2];
    uint16_t port, server_port;
    pthread_t thread;
    pthread_mutex_t mutex;
    struct counter_tally tally; /* under the mutex */
    struct pair pairs[PAIRS_MAX];
};

static struct sockaddr_in loopback(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
}

static bool is_request(const char *bytes, size_t count)
{
    static const char *const methods[] = {"GET ", "POST ", "PUT ", "DELETE ", "HEAD "};
    for (size_t at = 0; at < sizeof(methods) / sizeof(methods[0]); at++) {
        size_t length = strlen(methods[at]);
        if (count > length && memcmp(bytes, methods[at], length) == 0) return true;
    }
    return false;
}

static void accept_one(struct counter *counter)
{
    struct sockaddr_in address = loopback(counter->server_port);
    int one = 1;
    int client = accept4(counter->listen_fd, NULL, NULL, SOCK_CLOEXEC);
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct pair *place = NULL;
    for (size_t at = 0; at < PAIRS_MAX && place == NULL; at++) {
        if (counter->pairs[at].client < 0) place = &counter->pairs[at];
    }
    if (client < 0 || server < 0 || place == NULL ||
        connect(server, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        if (client >= 0) close(client);
        if (server >= 0) close(server);
        return;
    }
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    *place = (struct pair){client, server, false};
    pthread_mutex_lock(&counter->mutex);
    counter->tally.connections++;
    pthread_mutex_unlock(&counter->mutex);
}

static void count(struct counter_part *part, ssize_t bytes, bool up, bool begins)
{
    *(up ? &part->up : &part->down) += bytes;
    part->requests += begins ? 1 : 0;
}

/* False: this end is over. */
static bool pass(struct counter *counter, struct pair *pair, bool up)
{
    static const char feed[] = "GET /v1/feed?";
    char bytes[CHUNK_BYTES];
    int to = up ? pair->server : pair->client;
    ssize_t got = recv(up ? pair->client : pair->server, bytes, sizeof(bytes), 0);
    if (got <= 0) return false;
    bool begins = up && is_request(bytes, (size_t)got);
    if (begins) pair->feed = (size_t)got >= sizeof(feed) && memcmp(bytes, feed, sizeof(feed) - 1) == 0;
    pthread_mutex_lock(&counter->mutex);
    count(&counter->tally.all, got, up, begins);
    if (pair->feed) count(&counter->tally.feed, got, up, begins);
    pthread_mutex_unlock(&counter->mutex);
    for (ssize_t sent = 0; sent < got;) {
        ssize_t put = send(to, bytes + sent, (size_t)(got - sent), MSG_NOSIGNAL);
        if (put <= 0) return false;
        sent += put;
    }
    return true;
}

static void hang_up(struct pair *pair)
{
    close(pair->client);
    close(pair->server);
    *pair = (struct pair){-1, -1, false};
}

static void *carry(void *context)
{
    struct counter *counter = context;
    for (;;) {
        struct pollfd fds[2 + 2 * PAIRS_MAX] = {{.fd = counter->stop_fds[0], .events = POLLIN},
                                                {.fd = counter->listen_fd, .events = POLLIN}};
        for (size_t at = 0; at < PAIRS_MAX; at++) {
            fds[2 + 2 * at] = (struct pollfd){.fd = counter->pairs[at].client, .events = POLLIN};
            fds[3 + 2 * at] = (struct pollfd){.fd = counter->pairs[at].server, .events = POLLIN};
        }
        if (poll(fds, 2 + 2 * PAIRS_MAX, -1) < 0) continue;
        if (fds[0].revents != 0) break;
        for (size_t at = 0; at < PAIRS_MAX; at++) {
            struct pair *pair = &counter->pairs[at];
            bool alive = pair->client >= 0;
            if (alive && fds[2 + 2 * at].revents != 0) alive = pass(counter, pair, true);
            if (alive && fds[3 + 2 * at].revents != 0) alive = pass(counter, pair, false);
            if (!alive && pair->client >= 0) hang_up(pair);
        }
        if (fds[1].revents != 0) accept_one(counter);
    }
    for (size_t at = 0; at < PAIRS_MAX; at++) {
        if (counter->pairs[at].client >= 0) hang_up(&counter->pairs[at]);
    }
    return NULL;
}

enum err counter_start(struct counter **out, uint16_t server_port)
{
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof(address);
    *out = NULL;
    struct counter *counter = calloc(1, sizeof(*counter));
    if (counter == NULL) return ERR_NOMEM;
    counter->server_port = server_port;
    pthread_mutex_init(&counter->mutex, NULL);
    for (size_t at = 0; at < PAIRS_MAX; at++) counter->pairs[at] = (struct pair){-1, -1, false};
    counter->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (counter->listen_fd < 0 || pipe2(counter->stop_fds, O_CLOEXEC) != 0 ||
        bind(counter->listen_fd, (const struct sockaddr *)&address, size) != 0 || listen(counter->listen_fd, 16) != 0 ||
        getsockname(counter->listen_fd, (struct sockaddr *)&address, &size) != 0 ||
        pthread_create(&counter->thread, NULL, carry, counter) != 0) {
        free(counter); /* a test that gets this far only to fail ends at once */
        return ERR_IO;
    }
    counter->port = ntohs(address.sin_port);
    *out = counter;
    return ERR_OK;
}

void counter_stop(struct counter *counter)
{
    if (counter == NULL) return;
    close(counter->stop_fds[1]);
    pthread_join(counter->thread, NULL);
    close(counter->stop_fds[0]);
    close(counter->listen_fd);
    pthread_mutex_destroy(&counter->mutex);
    free(counter);
}

uint16_t counter_port(const struct counter *counter)
{
    return counter->port;
}

struct counter_tally counter_tally(struct counter *counter)
{
    pthread_mutex_lock(&counter->mutex);
    struct counter_tally tally = counter->tally;
    pthread_mutex_unlock(&counter->mutex);
    return tally;
}
