#define _GNU_SOURCE /* EPOLLRDHUP */
#include "sync/registry/server/waiters.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/clock.h"
#include "sync/registry/fleet/revoked.h"
#include "sync/registry/server/loop.h"
#include "sync/wire/entry.h"

enum {
    EVENTS_MAX = 64,
    FAREWELL_STEP_MS = 5,
    /* So many are woken at first, then three times as many, then the rest: while the serving thread answers some, the
     * proofs of the next ones are made, which takes a third of the time. Not more batches than that: it hears again
     * each one that it answered before it comes to the next batch, and libmicrohttpd walks past all who sleep each
     * time some are resumed. */
    WAKE_FIRST = 64 * FRESHNESS_NONCES_MAX,
    WAKE_SECOND = 3 * WAKE_FIRST,
    WAKE_REST = 32 * WAKE_FIRST,
    WOKEN_MANY = 8,
    FIRST_MS = 500, /* the one who goes first is answered within so much, or not waited for */
    WANTED_MAX = 64,
    ASSURE_MS = 30 * 1000, /* where news are told, the head is looked at so often all the same */
    SLOTS = 256,           /* of WAITERS_LOOK_MS each: a little more than anybody waits */
    AT_ONCE = SLOTS,       /* the list of those who need not wait for their time */
    LISTS = SLOTS + 1,
};

struct waiter {
    struct MHD_Connection *connection; /* borrowed: libmicrohttpd keeps what is asleep */
    const struct feed_cursor *seen; /* borrowed: its call's, as the next three */
    const char *kiosk;
    struct nonce_proof *proof;
    struct wait_end *end;
    int64_t due_ms;
    int fd; /* the connection's */
    uint16_t list;
    bool gone; /* hung up */
    struct waiter *before;
    struct waiter *after;
};

/* Who an event is of; otherwise it is a descriptor. */
#define TOLD_BY_BELL UINT64_MAX
#define TOLD_BY_NEWS (UINT64_MAX - 1)

/* A descriptor's. It stays in the epoll set, asleep after what it told once, for as long as its connection is open:
 * to take out ten thousand is work for somebody who has news to tell. */
struct place {
    struct waiter *waiter; /* NULL: it does not wait */
    bool listened;         /* its connection, or one before that had its number, is in the set */
};

struct waiters {
    struct loop *loop;           /* borrowed */
    struct nonce_proofs *proofs; /* owned */
    struct db *db;               /* owned; the watching thread's */
    struct clock clock;          /* real time, whatever clock the registry has */
    size_t most;
    int epoll_fd; /* owned: who hangs up, and the bell */
    int bell_fd;  /* owned */
    int news_fd;  /* the database's, as it was last; -1: it tells nothing */
    pthread_t thread;
    bool thread_runs;
    atomic_size_t unanswered; /* added and not ended yet */
    atomic_size_t woken;      /* since waiters_woke_many() was asked last */
    atomic_bool look;
    pthread_mutex_t lock; /* of what follows */
    /* By when they are due, as on a wheel, so that a look passes by those whose time is not up; only the watching
     * thread takes out. */
    struct waiter *lists[LISTS];
    int64_t passed;          /* the slot of time that was looked at last, and is looked at once more */
    struct feed_cursor told; /* whoever has seen something else has been woken; sequence -1: not looked yet */
    bool look_at_all;        /* somebody came who has not seen that, or somebody else is wanted */
    struct place *places; /* owned: by descriptor */
    size_t places_count;
    size_t count;
    char wanted[WANTED_MAX][KIOSK_ID_BYTES_MAX + 1]; /* whom staff asked for something, and who was not told yet */
    size_t wanted_count;
    bool dismissed;
    bool over; /* the thread is to end */
};

static void ring(struct waiters *waiters)
{
    (void)!write(waiters->bell_fd, &(uint64_t){1}, sizeof(uint64_t));
}

static enum err read_head(struct waiters *waiters, struct feed_cursor *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(waiters->db, &rows, "SELECT generation, head FROM state", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    snprintf(out->generation, sizeof(out->generation), "%s", rows_text(rows, 0));
    out->sequence = rows_int(rows, 1);
    return ERR_OK;
}

/* A list that can't be read is empty: the kiosk hears of it with its next heartbeat. */
static size_t read_wanted(struct waiters *waiters, char out[WANTED_MAX][KIOSK_ID_BYTES_MAX + 1])
{
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t count = 0;
    if (db_query(waiters->db, &rows, "SELECT kiosk FROM kiosk_look WHERE told = 0 LIMIT ?", "i", (int64_t)WANTED_MAX) !=
        ERR_OK) {
        return 0;
    }
    while (count < WANTED_MAX && rows_next(rows) == ERR_OK) {
        snprintf(out[count++], KIOSK_ID_BYTES_MAX + 1, "%s", rows_text(rows, 0));
    }
    return count;
}

static bool is_wanted(const struct waiters *waiters, const char *kiosk)
{
    for (size_t at = 0; at < waiters->wanted_count; at++) {
        if (strcmp(waiters->wanted[at], kiosk) == 0) return true;
    }
    return false;
}

static void put_in(struct waiters *waiters, struct waiter *waiter, size_t list)
{
    waiter->list = (uint16_t)list;
    waiter->before = NULL;
    waiter->after = waiters->lists[list];
    if (waiter->after != NULL) waiter->after->before = waiter;
    waiters->lists[list] = waiter;
}

static void take_off(struct waiters *waiters, struct waiter *waiter)
{
    *(waiter->before != NULL ? &waiter->before->after : &waiters->lists[waiter->list]) = waiter->after;
    if (waiter->after != NULL) waiter->after->before = waiter->before;
}

static void take_out(struct waiters *waiters, struct waiter *waiter)
{
    take_off(waiters, waiter);
    waiters->places[waiter->fd].waiter = NULL;
}

static bool same_cursor(const struct feed_cursor *a, const struct feed_cursor *b)
{
    return a->sequence == b->sequence && strcmp(a->generation, b->generation) == 0;
}

static bool has_news(const struct waiter *waiter, const struct feed_cursor *head)
{
    return head != NULL && !same_cursor(head, waiter->seen);
}

/* Who is looked at: those whose time may be up, or all of them, when there are news (`head`) or other reasons. */
struct wake_look {
    const struct feed_cursor *head; /* NULL: nothing that has not been told */
    bool all;
};

/* Under the lock: takes those of a list who are due. Gives how many there are in `out` now. */
static size_t take_from(struct waiters *waiters, size_t list, const struct feed_cursor *head, int64_t now_ms,
                        struct waiter **out, size_t count, size_t most)
{
    struct waiter *after = NULL;
    for (struct waiter *waiter = waiters->lists[list]; waiter != NULL && count < most; waiter = after) {
        after = waiter->after;
        bool wanted = waiters->wanted_count > 0 && is_wanted(waiters, waiter->kiosk);
        bool due = waiters->dismissed || waiter->gone || wanted || waiter->due_ms <= now_ms;
        if (!due && !has_news(waiter, head)) continue;
        waiter->end->wanted = wanted;
        take_out(waiters, waiter);
        out[count++] = waiter;
    }
    return count;
}

/* Under the lock: takes out some of those who are due. Fewer than `most`: nobody else is, and it is noted. */
static size_t take_due(struct waiters *waiters, const struct wake_look *look, struct waiter **out, size_t most)
{
    int64_t now_ms = clock_monotonic_ms(&waiters->clock);
    int64_t now = now_ms / WAITERS_LOOK_MS;
    int64_t slots = look->all || now - waiters->passed >= SLOTS ? SLOTS : now - waiters->passed + 1;
    size_t count = take_from(waiters, AT_ONCE, look->head, now_ms, out, 0, most);
    for (int64_t slot = now - slots + 1; slot <= now && count < most; slot++) {
        count = take_from(waiters, (size_t)((slot + SLOTS) % SLOTS), look->head, now_ms, out, count, most);
    }
    if (count == most) return count;
    waiters->passed = now;
    if (look->head != NULL) waiters->told = *look->head;
    return count;
}

/* Under the lock. `head` is NULL when it has not been looked at. */
static struct wake_look look_for(struct waiters *waiters, const struct feed_cursor *head)
{
    struct wake_look look = {.all = waiters->look_at_all || waiters->dismissed};
    if (head != NULL && (look.all || !same_cursor(head, &waiters->told))) look.head = head;
    look.all = look.all || look.head != NULL;
    if (head != NULL) waiters->look_at_all = false; /* who has come since then is looked at now, or says so anew */
    return look;
}

/* Who is told the same shares a signature with some others. */
static void prove(struct waiters *waiters, struct waiter *const due[], size_t count, const struct feed_cursor *head)
{
    struct nonce_proof *together[FRESHNESS_NONCES_MAX];
    const struct feed_cursor *seen = NULL;
    size_t gathered = 0;
    for (size_t at = 0; at < count; at++) {
        const struct waiter *waiter = due[at];
        if (!has_news(waiter, head) || waiter->gone || waiter->proof->nonce[0] == '\0') continue;
        if (gathered == FRESHNESS_NONCES_MAX || (gathered > 0 && !same_cursor(seen, waiter->seen))) {
            nonce_proofs_sign(waiters->proofs, seen, together, gathered);
            gathered = 0;
        }
        seen = waiter->seen;
        together[gathered++] = waiter->proof;
    }
    if (gathered > 0) nonce_proofs_sign(waiters->proofs, seen, together, gathered);
}

static void wake(struct waiters *waiters, struct waiter *const due[], size_t count, const struct feed_cursor *head)
{
    prove(waiters, due, count, head);
    for (size_t at = 0; at < count; at++) {
        struct waiter *waiter = due[at];
        MHD_resume_connection(waiter->connection);
        free(waiter);
    }
    atomic_fetch_add(&waiters->woken, count);
    loop_wake(waiters->loop);
}

bool waiters_woke_many(struct waiters *waiters)
{
    return atomic_exchange(&waiters->woken, 0) >= WOKEN_MANY;
}

/* One that is woken still counts until it is. */
static void wake_counted(struct waiters *waiters, struct waiter *const due[], size_t count,
                         const struct feed_cursor *head)
{
    wake(waiters, due, count, head);
    pthread_mutex_lock(&waiters->lock);
    waiters->count -= count;
    pthread_mutex_unlock(&waiters->lock);
}

/* One of many who are to be told news, taken out. NULL: there are not many, or all are to go at once. */
static struct waiter *take_first(struct waiters *waiters, const struct feed_cursor *head)
{
    struct waiter *first = NULL;
    pthread_mutex_lock(&waiters->lock);
    bool many = waiters->count > WOKEN_MANY && !waiters->dismissed;
    for (size_t list = 0; many && first == NULL && list < LISTS; list++) {
        first = waiters->lists[list];
        while (first != NULL && (!has_news(first, head) || first->gone || first->proof->nonce[0] == '\0')) {
            first = first->after;
        }
    }
    if (first != NULL) first->end->wanted = is_wanted(waiters, first->kiosk);
    if (first != NULL) take_out(waiters, first);
    pthread_mutex_unlock(&waiters->lock);
    return first;
}

/* With his answer the page is made, and it is known what to sign for the others: without it the serving thread would
 * sign for all who are woken meanwhile, one by one. False: there are not many. */
static bool wake_first(struct waiters *waiters, const struct feed_cursor *head)
{
    struct waiter *first = take_first(waiters, head);
    if (first == NULL) return false;
    uint64_t told = nonce_proofs_told(waiters->proofs);
    wake_counted(waiters, &first, 1, NULL);
    nonce_proofs_await(waiters->proofs, told, FIRST_MS);
    return true;
}

/* Read after the head: whom staff had revoked when they published is in the list. Without a list each is looked up. */
static void find_out(const struct revoked *revoked, struct waiter *const due[], size_t count)
{
    for (size_t at = 0; revoked != NULL && at < count; at++) {
        due[at]->end->known = !revoked_has(revoked, due[at]->kiosk);
    }
}

static void wake_who_is_due(struct waiters *waiters, const struct feed_cursor *head)
{
    AUTO(revoked_auto) struct revoked *revoked = NULL;
    struct waiter *due[WAKE_REST];
    size_t most = WAKE_FIRST;
    pthread_mutex_lock(&waiters->lock);
    const struct wake_look look = look_for(waiters, head);
    pthread_mutex_unlock(&waiters->lock);
    if (look.head != NULL && wake_first(waiters, head) && revoked_read(&revoked, waiters->db) != ERR_OK) revoked = NULL;
    for (;;) {
        pthread_mutex_lock(&waiters->lock);
        size_t count = take_due(waiters, &look, due, most);
        pthread_mutex_unlock(&waiters->lock);
        if (count == 0) return;
        find_out(revoked, due, count);
        wake_counted(waiters, due, count, look.head);
        if (count < most) return;
        most = most == WAKE_FIRST ? WAKE_SECOND : WAKE_REST;
    }
}

/* One whose number a new connection has got meanwhile is only answered early. */
static void note_gone(struct waiters *waiters, uint64_t fd)
{
    pthread_mutex_lock(&waiters->lock);
    struct waiter *waiter = fd < waiters->places_count ? waiters->places[fd].waiter : NULL;
    if (waiter != NULL) {
        waiter->gone = true;
        take_off(waiters, waiter);
        put_in(waiters, waiter, AT_ONCE);
    }
    pthread_mutex_unlock(&waiters->lock);
}

/* True: the database told of news. */
static bool hear(struct waiters *waiters, const struct epoll_event *events, int count)
{
    bool news = false;
    for (int at = 0; at < count; at++) {
        if (events[at].data.u64 == TOLD_BY_BELL) {
            uint64_t rings;
            (void)!read(waiters->bell_fd, &rings, sizeof(rings));
        } else if (events[at].data.u64 == TOLD_BY_NEWS) {
            news = db_take_news(waiters->db) || news;
        } else {
            note_gone(waiters, events[at].data.u64);
        }
    }
    return news;
}

/* A database whose server had gone tells its news at another place, or at a new one with the old number. */
static void listen_for_news(struct waiters *waiters)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = TOLD_BY_NEWS};
    waiters->news_fd = db_news_fd(waiters->db);
    if (waiters->news_fd < 0 || epoll_ctl(waiters->epoll_fd, EPOLL_CTL_ADD, waiters->news_fd, &event) == 0) return;
    if (errno != EEXIST) waiters->news_fd = -1;
}

/* Under the lock. Whoever comes later is asked for when it comes. */
static void take_wanted(struct waiters *waiters, char wanted[WANTED_MAX][KIOSK_ID_BYTES_MAX + 1], size_t count)
{
    bool same = count == waiters->wanted_count;
    for (size_t at = 0; same && at < count; at++) same = strcmp(wanted[at], waiters->wanted[at]) == 0;
    if (same) return;
    memcpy(waiters->wanted, wanted, count * sizeof(wanted[0]));
    waiters->wanted_count = count;
    waiters->look_at_all = true;
}

static void *watch(void *context)
{
    struct waiters *waiters = context;
    struct epoll_event events[EVENTS_MAX];
    struct feed_cursor head = {.sequence = -1};
    int64_t looked_ms = 0;
    bool somebody = false;
    bool over = false;
    while (!over) {
        int count = epoll_wait(waiters->epoll_fd, events, EVENTS_MAX, somebody ? WAITERS_LOOK_MS : -1);
        int64_t now_ms = clock_monotonic_ms(&waiters->clock);
        bool news = hear(waiters, events, count);
        int64_t interval_ms = waiters->news_fd >= 0 ? ASSURE_MS : WAITERS_LOOK_MS;
        bool look = atomic_exchange(&waiters->look, false) || news || now_ms - looked_ms >= interval_ms;
        /* A head that cannot be read wakes nobody; the serving thread says what is wrong when it is asked. */
        bool read = look && read_head(waiters, &head) == ERR_OK;
        char wanted[WANTED_MAX][KIOSK_ID_BYTES_MAX + 1];
        size_t wanted_count = look ? read_wanted(waiters, wanted) : 0;
        if (look) {
            looked_ms = now_ms;
            listen_for_news(waiters);
            /* What was told while the head was being read makes nothing readable any more. */
            if (db_take_news(waiters->db)) waiters_look(waiters);
        }
        pthread_mutex_lock(&waiters->lock);
        if (look) take_wanted(waiters, wanted, wanted_count);
        pthread_mutex_unlock(&waiters->lock);
        wake_who_is_due(waiters, read ? &head : NULL);
        pthread_mutex_lock(&waiters->lock);
        somebody = waiters->count > 0;
        over = waiters->over;
        pthread_mutex_unlock(&waiters->lock);
    }
    return NULL;
}

static enum err begin(struct waiters *waiters)
{
    struct epoll_event bell = {.events = EPOLLIN, .data.u64 = TOLD_BY_BELL};
    waiters->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    waiters->bell_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (waiters->epoll_fd < 0 || waiters->bell_fd < 0) return ERR_IO;
    if (epoll_ctl(waiters->epoll_fd, EPOLL_CTL_ADD, waiters->bell_fd, &bell) != 0) return ERR_IO;
    waiters->thread_runs = pthread_create(&waiters->thread, NULL, watch, waiters) == 0;
    return waiters->thread_runs ? ERR_OK : ERR_NOMEM;
}

enum err waiters_create(struct waiters **out, struct registry *registry, struct loop *loop, size_t most)
{
    *out = NULL;
    struct waiters *waiters = calloc(1, sizeof(*waiters));
    if (waiters == NULL) return ERR_NOMEM;
    waiters->clock = clock_system();
    waiters->loop = loop;
    waiters->most = most;
    waiters->epoll_fd = -1;
    waiters->bell_fd = -1;
    waiters->news_fd = -1;
    waiters->told.sequence = -1;
    pthread_mutex_init(&waiters->lock, NULL);
    enum err err = db_again(registry->db, &waiters->db); /* the registry's own belongs to the serving thread */
    if (err == ERR_OK) err = nonce_proofs_create(&waiters->proofs);
    if (err == ERR_OK) err = begin(waiters);
    if (err != ERR_OK) {
        waiters_destroy(waiters);
        return err;
    }
    *out = waiters;
    return ERR_OK;
}

void waiters_destroy(struct waiters *waiters)
{
    if (waiters == NULL) return;
    if (waiters->thread_runs) {
        pthread_mutex_lock(&waiters->lock);
        waiters->over = true;
        pthread_mutex_unlock(&waiters->lock);
        ring(waiters);
        pthread_join(waiters->thread, NULL);
    }
    if (waiters->epoll_fd >= 0) close(waiters->epoll_fd);
    if (waiters->bell_fd >= 0) close(waiters->bell_fd);
    db_close(waiters->db);
    nonce_proofs_destroy(waiters->proofs);
    pthread_mutex_destroy(&waiters->lock);
    free(waiters->places);
    free(waiters);
}

/* NULL without memory. */
static struct place *place_of(struct waiters *waiters, int fd)
{
    size_t count = waiters->places_count;
    if ((size_t)fd >= count) {
        size_t wanted = (size_t)fd + 1 > 2 * count ? (size_t)fd + 1 : 2 * count;
        struct place *places = realloc(waiters->places, wanted * sizeof(*places));
        if (places == NULL) return NULL;
        memset(places + count, 0, (wanted - count) * sizeof(*places));
        waiters->places = places;
        waiters->places_count = wanted;
    }
    return &waiters->places[fd];
}

static bool listen_for_end(struct waiters *waiters, struct waiter *waiter)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(waiter->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct place *place = info != NULL ? place_of(waiters, info->connect_fd) : NULL;
    if (place == NULL) return false;
    waiter->fd = info->connect_fd;
    struct epoll_event event = {.events = EPOLLRDHUP | EPOLLONESHOT, .data.u64 = (uint64_t)waiter->fd};
    bool listens = place->listened && epoll_ctl(waiters->epoll_fd, EPOLL_CTL_MOD, waiter->fd, &event) == 0;
    if (!listens) listens = epoll_ctl(waiters->epoll_fd, EPOLL_CTL_ADD, waiter->fd, &event) == 0;
    place->listened = listens;
    if (listens) place->waiter = waiter;
    return listens;
}

bool waiters_add(struct waiters *waiters, struct MHD_Connection *connection, const struct feed_cursor *seen,
                 const char *kiosk, int64_t wait_ms, struct nonce_proof *proof, struct wait_end *end)
{
    struct waiter *waiter = calloc(1, sizeof(*waiter));
    if (waiter == NULL) return false;
    waiter->connection = connection;
    waiter->seen = seen;
    waiter->kiosk = kiosk;
    waiter->proof = proof;
    waiter->end = end;
    pthread_mutex_lock(&waiters->lock);
    /* Under the lock, as the watching thread's: otherwise it might lie in a slot that has been passed. */
    waiter->due_ms = clock_monotonic_ms(&waiters->clock) + wait_ms;
    *end = (struct wait_end){.wanted = is_wanted(waiters, kiosk)};
    bool room =
        !waiters->dismissed && waiters->count < waiters->most && !end->wanted && listen_for_end(waiters, waiter);
    if (room) {
        MHD_suspend_connection(connection);
        put_in(waiters, waiter, (size_t)(waiter->due_ms / WAITERS_LOOK_MS % SLOTS));
        if (!same_cursor(seen, &waiters->told)) waiters->look_at_all = true;
        if (waiters->count++ == 0) ring(waiters);
        atomic_fetch_add(&waiters->unanswered, 1);
    }
    pthread_mutex_unlock(&waiters->lock);
    if (!room) free(waiter);
    return room;
}

void waiters_end(struct waiters *waiters)
{
    atomic_fetch_sub(&waiters->unanswered, 1);
}

void waiters_tell(struct waiters *waiters, const struct feed_cursor *seen, int64_t page, const char *page_signature,
                  const unsigned char content_secret[SIGN_SECRET_BYTES])
{
    nonce_proofs_tell(waiters->proofs, seen, page, page_signature, content_secret);
}

void waiters_look(struct waiters *waiters)
{
    atomic_store(&waiters->look, true);
    ring(waiters);
}

void waiters_dismiss(struct waiters *waiters)
{
    if (waiters == NULL) return;
    pthread_mutex_lock(&waiters->lock);
    waiters->dismissed = true;
    pthread_mutex_unlock(&waiters->lock);
    ring(waiters);
    /* libmicrohttpd does not bear to be ended while a connection sleeps; the answers only need this moment. */
    for (int passed_ms = 0; waiters_count(waiters) > 0 || (passed_ms < WAITERS_FAREWELL_MS && waiters->unanswered > 0);
         passed_ms += FAREWELL_STEP_MS) {
        nanosleep(&(struct timespec){.tv_nsec = FAREWELL_STEP_MS * 1000000L}, NULL);
    }
}

size_t waiters_count(struct waiters *waiters)
{
    pthread_mutex_lock(&waiters->lock);
    size_t count = waiters->count;
    pthread_mutex_unlock(&waiters->lock);
    return count;
}
