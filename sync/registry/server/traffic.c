#define _DEFAULT_SOURCE /* FIONREAD */
#include "sync/registry/server/traffic.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "sync/base/clock.h"
#include "sync/registry/formats/address.h"
#include "sync/registry/formats/address_range.h"

enum { BUCKETS = 4096, LOOK_MS = 1000 };

struct peer {
    char text[ADDRESS_TEXT_BYTES];
    size_t count;
    size_t body_bytes; /* held for it */
    struct peer *next;
};

enum step { STEP_HEAD, STEP_BODY, STEP_WORK, STEP_ANSWER };

struct line {
    struct traffic *traffic;
    struct peer *peer;      /* NULL: a proxy's, which may have as many as there are */
    struct peer *forwarded; /* whom the request under way is for; NULL: nobody is counted */
    int64_t due_ms;         /* 0: no such time */
    struct peer *holder;    /* for whom the body is held; NULL: nobody is counted */
    size_t body_bytes;      /* what is counted of it */
    int fd;
    enum step step;
    bool cut;
    struct line *before;
    struct line *after;
};

struct traffic {
    const struct settings *settings; /* borrowed */
    struct clock clock;              /* real time, whatever clock the registry has */
    struct address_range *proxies;   /* owned */
    size_t proxies_count;
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t bell;
    bool over;
    struct line *first;
    struct peer *peers[BUCKETS];
    size_t peers_count;
    size_t body_bytes; /* held for all */
    struct traffic_numbers numbers;
};

static int64_t now_ms(const struct traffic *traffic)
{
    return clock_monotonic_ms(&traffic->clock);
}

static size_t bucket_of(const char *text)
{
    uint32_t hash = 2166136261U;
    for (; *text != '\0'; text++) hash = (hash ^ (unsigned char)*text) * 16777619U;
    return hash % BUCKETS;
}

static struct peer *peer_find(struct traffic *traffic, const char *text)
{
    struct peer *peer = traffic->peers[bucket_of(text)];
    while (peer != NULL && strcmp(peer->text, text) != 0) peer = peer->next;
    return peer;
}

/* One more for this address. NULL without memory: it is not counted. */
static struct peer *peer_take(struct traffic *traffic, const char *text)
{
    struct peer *peer = peer_find(traffic, text);
    if (peer == NULL && traffic->peers_count < TRAFFIC_PEERS_MAX && (peer = calloc(1, sizeof(*peer))) != NULL) {
        size_t bucket = bucket_of(text);
        snprintf(peer->text, sizeof(peer->text), "%s", text);
        peer->next = traffic->peers[bucket];
        traffic->peers[bucket] = peer;
        traffic->peers_count++;
    }
    if (peer != NULL) peer->count++;
    return peer;
}

static void peer_give(struct traffic *traffic, struct peer *peer)
{
    if (peer == NULL || --peer->count > 0) return;
    struct peer **at = &traffic->peers[bucket_of(peer->text)];
    while (*at != peer) at = &(*at)->next;
    *at = peer->next;
    traffic->peers_count--;
    free(peer);
}

static void cut(struct line *line)
{
    struct traffic_numbers *numbers = &line->traffic->numbers;
    line->cut = true;
    line->due_ms = 0;
    shutdown(line->fd, SHUT_RDWR);
    if (line->step == STEP_HEAD) numbers->cut_head++;
    if (line->step == STEP_BODY) numbers->cut_body++;
    if (line->step == STEP_ANSWER) numbers->cut_answer++;
}

static void *watch(void *context)
{
    struct traffic *traffic = context;
    pthread_mutex_lock(&traffic->lock);
    while (!traffic->over) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_MS / 1000;
        pthread_cond_timedwait(&traffic->bell, &traffic->lock, &until);
        int64_t now = now_ms(traffic);
        for (struct line *line = traffic->first; line != NULL; line = line->after) {
            if (line->due_ms > 0 && line->due_ms <= now) cut(line);
        }
    }
    pthread_mutex_unlock(&traffic->lock);
    return NULL;
}

static enum err read_proxies(struct traffic *traffic)
{
    const struct settings_list *list = &traffic->settings->listen.proxies;
    traffic->proxies = calloc(list->count + 1, sizeof(*traffic->proxies));
    if (traffic->proxies == NULL) return ERR_NOMEM;
    for (size_t at = 0; at < list->count; at++) {
        enum err err = address_range_parse(&traffic->proxies[at], list->texts[at]);
        if (err != ERR_OK) return err;
    }
    traffic->proxies_count = list->count;
    return ERR_OK;
}

enum err traffic_create(struct traffic **out, const struct settings *settings)
{
    *out = NULL;
    pthread_condattr_t monotonic;
    struct traffic *traffic = calloc(1, sizeof(*traffic));
    if (traffic == NULL) return ERR_NOMEM;
    traffic->settings = settings;
    traffic->clock = clock_system();
    pthread_mutex_init(&traffic->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&traffic->bell, &monotonic);
    pthread_condattr_destroy(&monotonic);
    enum err err = read_proxies(traffic);
    if (err == ERR_OK) traffic->thread_runs = pthread_create(&traffic->thread, NULL, watch, traffic) == 0;
    if (err == ERR_OK && !traffic->thread_runs) err = ERR_NOMEM;
    if (err != ERR_OK) {
        traffic_destroy(traffic);
        return err;
    }
    *out = traffic;
    return ERR_OK;
}

void traffic_destroy(struct traffic *traffic)
{
    if (traffic == NULL) return;
    if (traffic->thread_runs) {
        pthread_mutex_lock(&traffic->lock);
        traffic->over = true;
        pthread_cond_signal(&traffic->bell);
        pthread_mutex_unlock(&traffic->lock);
        pthread_join(traffic->thread, NULL);
    }
    pthread_cond_destroy(&traffic->bell);
    pthread_mutex_destroy(&traffic->lock);
    free(traffic->proxies);
    free(traffic);
}

bool traffic_is_proxy(const struct traffic *traffic, const struct sockaddr *host)
{
    for (size_t at = 0; at < traffic->proxies_count; at++) {
        if (address_range_has(&traffic->proxies[at], host)) return true;
    }
    return false;
}

/* A proxy brings many; how many each of them has is seen from X-Forwarded-For. */
static bool is_many(const struct traffic *traffic, const struct sockaddr *host)
{
    return traffic->settings->listen.behind_proxy && traffic_is_proxy(traffic, host);
}

static bool has_share(struct traffic *traffic, const char *text)
{
    const struct peer *peer = peer_find(traffic, text);
    bool has = peer != NULL && peer->count >= (size_t)traffic->settings->limits.connections_per_address;
    if (has) traffic->numbers.refused++;
    return has;
}

bool traffic_lets_in(struct traffic *traffic, const struct sockaddr *host)
{
    char text[ADDRESS_TEXT_BYTES];
    if (is_many(traffic, host)) return true;
    address_peer(host, text);
    pthread_mutex_lock(&traffic->lock);
    bool has = has_share(traffic, text);
    pthread_mutex_unlock(&traffic->lock);
    return !has;
}

struct line *traffic_begin(struct traffic *traffic, int fd, const struct sockaddr *host)
{
    char text[ADDRESS_TEXT_BYTES];
    struct line *line = calloc(1, sizeof(*line));
    if (line == NULL) return NULL;
    line->traffic = traffic;
    line->fd = fd;
    line->due_ms = now_ms(traffic) + traffic->settings->limits.head_seconds * 1000;
    pthread_mutex_lock(&traffic->lock);
    if (!is_many(traffic, host)) {
        address_peer(host, text);
        line->peer = peer_take(traffic, text);
    }
    line->after = traffic->first;
    if (line->after != NULL) line->after->before = line;
    traffic->first = line;
    traffic->numbers.connections++;
    pthread_mutex_unlock(&traffic->lock);
    return line;
}

static void let_go(struct line *line)
{
    if (line->holder != NULL) line->holder->body_bytes -= line->body_bytes;
    line->traffic->body_bytes -= line->body_bytes;
    line->body_bytes = 0;
    line->holder = NULL;
}

/* The request under way is over. */
static void request_ends(struct line *line)
{
    if (line->step == STEP_HEAD) return;
    let_go(line);
    line->traffic->numbers.under_way--;
    peer_give(line->traffic, line->forwarded);
    line->forwarded = NULL;
    line->step = STEP_HEAD;
}

void traffic_end(struct line *line)
{
    if (line == NULL) return;
    struct traffic *traffic = line->traffic;
    pthread_mutex_lock(&traffic->lock);
    request_ends(line);
    peer_give(traffic, line->peer);
    *(line->before != NULL ? &line->before->after : &traffic->first) = line->after;
    if (line->after != NULL) line->after->before = line->before;
    traffic->numbers.connections--;
    pthread_mutex_unlock(&traffic->lock);
    free(line);
}

/* `due_ms` is how long the step may take; 0: as long as it does. */
static void go_to(struct line *line, enum step step, int64_t due_ms)
{
    if (line == NULL) return;
    struct traffic *traffic = line->traffic;
    int64_t now = now_ms(traffic);
    pthread_mutex_lock(&traffic->lock);
    if (line->step == STEP_HEAD && step != STEP_HEAD) traffic->numbers.under_way++;
    if (step == STEP_HEAD) request_ends(line);
    line->step = step;
    line->due_ms = due_ms > 0 && !line->cut ? now + due_ms : 0;
    pthread_mutex_unlock(&traffic->lock);
}

void line_head_came(struct line *line, bool body_follows)
{
    if (line == NULL) return;
    go_to(line, body_follows ? STEP_BODY : STEP_WORK,
          body_follows ? line->traffic->settings->limits.body_seconds * 1000 : 0);
}

void line_body_came(struct line *line)
{
    go_to(line, STEP_WORK, 0);
}

void line_answer_begins(struct line *line, size_t bytes_count)
{
    if (line == NULL) return;
    int64_t slowest = line->traffic->settings->limits.answer_bytes_per_second;
    /* Even the smallest may take as long as a head. */
    int64_t grace_ms = line->traffic->settings->limits.head_seconds * 1000;
    go_to(line, STEP_ANSWER, grace_ms + (int64_t)bytes_count * 1000 / slowest);
}

void line_answered(struct line *line)
{
    if (line == NULL) return;
    go_to(line, STEP_HEAD, (TRAFFIC_IDLE_SECONDS + line->traffic->settings->limits.head_seconds) * 1000);
}

bool line_is_for(struct line *line, const char *peer)
{
    if (line == NULL || peer[0] == '\0') return true;
    struct traffic *traffic = line->traffic;
    pthread_mutex_lock(&traffic->lock);
    bool has = has_share(traffic, peer);
    if (!has && line->forwarded == NULL && line->step != STEP_HEAD) line->forwarded = peer_take(traffic, peer);
    pthread_mutex_unlock(&traffic->lock);
    return !has;
}

bool line_may_hold(struct line *line, size_t bytes_count)
{
    if (line == NULL || bytes_count <= TRAFFIC_BODY_FREE_BYTES) return true;
    struct traffic *traffic = line->traffic;
    pthread_mutex_lock(&traffic->lock);
    size_t more = bytes_count - TRAFFIC_BODY_FREE_BYTES - line->body_bytes;
    if (line->holder == NULL) line->holder = line->forwarded != NULL ? line->forwarded : line->peer;
    bool room = traffic->body_bytes + more <= TRAFFIC_BODIES_BYTES_MAX &&
                (line->holder == NULL || line->holder->body_bytes + more <= TRAFFIC_BODIES_OF_PEER_BYTES_MAX);
    if (room) {
        line->body_bytes += more;
        traffic->body_bytes += more;
        if (line->holder != NULL) line->holder->body_bytes += more;
    } else {
        let_go(line);
        traffic->numbers.refused++;
    }
    pthread_mutex_unlock(&traffic->lock);
    return room;
}

void traffic_count(struct traffic *traffic, struct traffic_numbers *out)
{
    pthread_mutex_lock(&traffic->lock);
    *out = traffic->numbers;
    pthread_mutex_unlock(&traffic->lock);
}

bool traffic_is_quiet(struct traffic *traffic)
{
    pthread_mutex_lock(&traffic->lock);
    bool quiet = traffic->numbers.under_way == 0;
    for (const struct line *line = traffic->first; line != NULL && quiet; line = line->after) {
        int unread = 0;
        if (ioctl(line->fd, FIONREAD, &unread) == 0 && unread > 0) quiet = false;
    }
    pthread_mutex_unlock(&traffic->lock);
    return quiet;
}
