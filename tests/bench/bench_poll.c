/* tests/bench/bench_poll.c - how fast news reach a thousand kiosks that wait, and what one that waits costs.
 *
 * The real registry, started as it is installed; COUNT raw connections, each with a signed request that waits; and one
 * real forhal-sync with a poll interval of an hour. Each round publishes through the command line and measures from
 * the start of that command until the answers are whole and the news are in the agent's catalog.
 *
 * usage: bench_poll BUILD CONTENT COUNT ROUNDS */
#define _GNU_SOURCE /* memmem */
#include <arpa/inet.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"
#include "sync/wire/request.h"
#include "tests/e2e/proc.h"

enum {
    PATH_BYTES = 256,
    COMMAND_MS_MAX = 30000,
    ROUND_MS_MAX = 30000,
    SETTLE_MS = 1500,
    HEAD_BYTES_MAX = 1024,
    CONTENT_BYTES_MAX = 4 << 20,
    WAIT_S = 55,
    EVENTS_MAX = 256,
    COUNT_MAX = 12000,
    ROUNDS_MAX = 100,
};

struct line {
    int fd;
    char head[HEAD_BYTES_MAX + 1];
    size_t got;
    size_t whole; /* 0: not known yet */
    int64_t done_ms;
};

struct bench {
    const char *content;
    char folder[64];
    char registry_data[PATH_BYTES];
    char kiosk_data[PATH_BYTES];
    char registry_program[PATH_BYTES];
    char sync_program[PATH_BYTES];
    char log[PATH_BYTES];
    struct proc registry;
    struct proc agent;
    struct data_dir dir;
    struct identity identity;
    uint16_t port;
    struct line *lines;
    size_t count;
    int epoll_fd;
};

static _Noreturn void fail(const struct bench *bench, const char *what)
{
    fprintf(stderr, "bench_poll: %s; see %s\n", what, bench->log);
    exit(1);
}

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_monotonic_ms(&clock);
}

static void run(const struct bench *bench, const char *const argv[], struct str *output)
{
    if (proc_run(argv, bench->log, COMMAND_MS_MAX, output) != 0) fail(bench, str_text(output));
}

static void publish(const struct bench *bench, int number)
{
    char path[PATH_BYTES];
    char title[64];
    AUTO(str_finish) struct str text;
    AUTO(str_finish) struct str output;
    AUTO(json_auto) json_t *content = NULL;
    if (file_read(&text, bench->content, CONTENT_BYTES_MAX) != ERR_OK ||
        json_parse(&content, str_text(&text), text.length, CONTENT_BYTES_MAX, 16, NULL) != ERR_OK) {
        fail(bench, "the content cannot be read");
    }
    snprintf(title, sizeof(title), "Nyhed nr. %d", number);
    snprintf(path, sizeof(path), "%s/content.json", bench->folder);
    json_object_set_new(json_array_get(json_object_get(content, "networks"), 0), "title", json_string(title));
    if (json_dump_file(content, path, JSON_COMPACT) != 0) fail(bench, "the content cannot be written");
    const char *const argv[] = {bench->registry_program, "content", "import", path, "--data",
                                bench->registry_data,    NULL};
    run(bench, argv, &output);
}

static void start_registry(struct bench *bench)
{
    char line[256];
    AUTO(str_finish) struct str output;
    const char *const init[] = {bench->registry_program, "init", "--data", bench->registry_data, NULL};
    run(bench, init, &output);
    publish(bench, 0);
    setenv("FORHAL_LIMITS_CONNECTIONS_PER_ADDRESS", "50000", 1); /* all come from here, which is one */
    const char *const serve[] = {bench->registry_program, "serve", "--data", bench->registry_data, "--listen",
                                 "127.0.0.1:0",           NULL};
    if (proc_start(&bench->registry, serve, bench->log) != ERR_OK ||
        proc_wait_line(&bench->registry, 0, "http://127.0.0.1:", line, sizeof(line), COMMAND_MS_MAX) != ERR_OK) {
        fail(bench, "the registry does not start");
    }
    bench->port = (uint16_t)strtoul(strstr(line, "127.0.0.1:") + strlen("127.0.0.1:"), NULL, 10);
}

static void start_agent(struct bench *bench)
{
    char url[64];
    char code[15] = "";
    AUTO(str_finish) struct str invitation;
    AUTO(str_finish) struct str output;
    snprintf(url, sizeof(url), "http://127.0.0.1:%u", (unsigned)bench->port);
    const char *const invite[] = {bench->registry_program, "kiosk", "invite", "Foyer", "--data",
                                  bench->registry_data,    NULL};
    run(bench, invite, &invitation);
    for (const char *at = str_text(&invitation); at != NULL && *at != '\0' && code[0] == '\0';) {
        if (strcspn(at, "\n") == 14 && at[4] == '-' && at[9] == '-') snprintf(code, sizeof(code), "%.14s", at);
        at = strchr(at, '\n');
        if (at != NULL) at++;
    }
    const char *const enrol[] = {
        bench->sync_program, "enrol", "--data", bench->kiosk_data, "--registry", url, "--code", code, NULL};
    run(bench, enrol, &output);
    if (data_dir_init(&bench->dir, bench->kiosk_data) != ERR_OK ||
        identity_read(&bench->identity, bench->dir.identity) != ERR_OK) {
        fail(bench, "the kiosk was not enrolled");
    }
    const char *const argv[] = {bench->sync_program, "run",  "--data", bench->kiosk_data,
                                "--poll-seconds",    "3600", NULL};
    if (proc_start(&bench->agent, argv, bench->log) != ERR_OK) fail(bench, "the agent does not start");
}

/* Where the agent's catalog stands; sequence -1 when it is not there. */
static struct feed_cursor agent_stands(const struct bench *bench)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    struct feed_cursor cursor = {.sequence = -1};
    if (catalog_open(&catalog, bench->dir.content, CATALOG_READER) != ERR_OK) return cursor;
    if (catalog_cursor(catalog, &cursor) != ERR_OK) cursor.sequence = -1;
    return cursor;
}

static void connect_all(struct bench *bench)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(bench->port)};
    for (size_t at = 0; at < bench->count; at++) {
        struct line *line = &bench->lines[at];
        line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = line};
        if (line->fd < 0 || connect(line->fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
            epoll_ctl(bench->epoll_fd, EPOLL_CTL_ADD, line->fd, &event) != 0) {
            fail(bench, "not as many connections are possible (ulimit -n)");
        }
    }
}

static void ask_all(struct bench *bench, const struct feed_cursor *cursor)
{
    char target[160];
    char mac[MAC_TEXT_BYTES];
    struct shared_key key;
    char request[HEAD_BYTES_MAX];
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld&nonce=0123456789abcdef0123456789abcdef&wait=%d",
             cursor->generation, (long long)cursor->sequence, WAIT_S);
    if (shared_key_of_kiosk(&key, bench->identity.sign_secret, bench->identity.content_public) != ERR_OK) {
        fail(bench, "no shared key");
    }
    request_mac(mac, "GET", target, &key);
    int length =
        snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: %s\r\nForhal-Mac: %s\r\n\r\n",
                 target, bench->identity.kiosk_id, mac);
    for (size_t at = 0; at < bench->count; at++) {
        struct line *line = &bench->lines[at];
        *line = (struct line){.fd = line->fd};
        if (send(line->fd, request, (size_t)length, MSG_NOSIGNAL) != length) fail(bench, "a connection broke");
    }
}

/* Takes what has come; true when the answer is whole. */
static bool take(const struct bench *bench, struct line *line)
{
    static char bytes[1 << 16];
    ssize_t got = recv(line->fd, bytes, sizeof(bytes), 0);
    if (got <= 0) fail(bench, "a connection was cut");
    if (line->got < HEAD_BYTES_MAX) {
        size_t room = HEAD_BYTES_MAX - line->got;
        memcpy(line->head + line->got, bytes, (size_t)got < room ? (size_t)got : room);
    }
    line->got += (size_t)got;
    const char *end = line->whole == 0 ? strstr(line->head, "\r\n\r\n") : NULL;
    const char *length = end != NULL ? strcasestr(line->head, "Content-Length:") : NULL;
    if (end != NULL) {
        if (memcmp(line->head, "HTTP/1.1 200", 12) != 0 || length == NULL) fail(bench, "an answer is none");
        line->whole = (size_t)(end - line->head) + 4 + strtoul(length + 15, NULL, 10);
    }
    return line->whole > 0 && line->got >= line->whole;
}

/* Reads answers for so long, or until all are there and the agent has moved on; the time of the latter, or -1. */
static int64_t gather(const struct bench *bench, int64_t until_ms, size_t *out_done, const struct feed_cursor *before)
{
    struct epoll_event events[EVENTS_MAX];
    int64_t agent_ms = -1;
    while (now_ms() < until_ms && (*out_done < bench->count || agent_ms < 0)) {
        int count = epoll_wait(bench->epoll_fd, events, EVENTS_MAX, 5);
        for (int at = 0; at < count; at++) {
            struct line *line = events[at].data.ptr;
            if (!take(bench, line)) continue;
            line->done_ms = now_ms();
            (*out_done)++;
        }
        if (count == 0 && agent_ms < 0 && agent_stands(bench).sequence > before->sequence) agent_ms = now_ms();
    }
    return agent_ms;
}

static long memory_kib(const struct proc *proc)
{
    char path[64];
    AUTO(str_finish) struct str text;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)proc->pid);
    if (file_read(&text, path, 1 << 16) != ERR_OK) return 0;
    const char *at = strstr(str_text(&text), "VmRSS:");
    return at != NULL ? strtol(at + 6, NULL, 10) : 0;
}

static int by_time(const void *a, const void *b)
{
    const struct line *first = a;
    const struct line *second = b;
    return first->done_ms < second->done_ms ? -1 : first->done_ms > second->done_ms;
}

static void do_round(struct bench *bench, int number, long empty_kib)
{
    size_t done = 0;
    struct feed_cursor before = agent_stands(bench);
    ask_all(bench, &before);
    gather(bench, now_ms() + SETTLE_MS + (int64_t)bench->count / 4, &done, &before);
    if (done > 0) fail(bench, "somebody did not wait");
    long waiting_kib = memory_kib(&bench->registry);
    int64_t begun_ms = now_ms();
    publish(bench, number);
    int64_t published_ms = now_ms();
    int64_t agent_ms = gather(bench, begun_ms + ROUND_MS_MAX, &done, &before);
    if (done < bench->count || agent_ms < 0) fail(bench, "somebody heard nothing");
    qsort(bench->lines, bench->count, sizeof(*bench->lines), by_time);
    const struct line *median = &bench->lines[bench->count / 2];
    const struct line *last = &bench->lines[bench->count - 1];
    printf("  %8lld %10lld %10lld %14lld %20ld\n", (long long)(published_ms - begun_ms),
           (long long)(median->done_ms - begun_ms), (long long)(last->done_ms - begun_ms),
           (long long)(agent_ms - begun_ms), (waiting_kib - empty_kib) * 1024 / (long)bench->count);
    /* The lines have been sorted: tell epoll where they are now. */
    for (size_t at = 0; at < bench->count; at++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &bench->lines[at]};
        epoll_ctl(bench->epoll_fd, EPOLL_CTL_MOD, bench->lines[at].fd, &event);
    }
    proc_pause(1200); /* the agent waits again */
}

static void begin(struct bench *bench, const char *build)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    snprintf(bench->folder, sizeof(bench->folder), "/tmp/forhal-bench-XXXXXX");
    if (mkdtemp(bench->folder) == NULL) fail(bench, "no folder");
    char here[PATH_MAX];
    char pictures[PATH_BYTES];
    snprintf(pictures, sizeof(pictures), "%s/pictures", bench->folder);
    if (realpath("assets/content/pictures", here) == NULL || symlink(here, pictures) != 0) fail(bench, "no pictures");
    snprintf(bench->registry_data, sizeof(bench->registry_data), "%s/registry", bench->folder);
    snprintf(bench->kiosk_data, sizeof(bench->kiosk_data), "%s/kiosk", bench->folder);
    snprintf(bench->log, sizeof(bench->log), "%s/log", bench->folder);
    snprintf(bench->registry_program, sizeof(bench->registry_program), "%s/forhal-registry", build);
    snprintf(bench->sync_program, sizeof(bench->sync_program), "%s/forhal-sync", build);
    bench->lines = calloc(bench->count, sizeof(*bench->lines));
    bench->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (bench->lines == NULL || bench->epoll_fd < 0) fail(bench, "no memory");
    start_registry(bench);
    start_agent(bench);
    for (int turn = 0; turn < 1000 && agent_stands(bench).sequence < 1; turn++) proc_pause(10);
    proc_pause(1500);
}

static void end(struct bench *bench)
{
    AUTO(str_finish) struct str output;
    int64_t begun_ms = now_ms();
    proc_signal(&bench->agent, SIGTERM);
    if (proc_wait(&bench->agent, 5000) != 0) fail(bench, "the agent does not end");
    proc_signal(&bench->registry, SIGTERM);
    if (proc_wait(&bench->registry, 10000) != 0) fail(bench, "the registry does not end");
    printf("  ended in %lld ms\n", (long long)(now_ms() - begun_ms));
    proc_finish(&bench->agent);
    proc_finish(&bench->registry);
    for (size_t at = 0; at < bench->count; at++) close(bench->lines[at].fd);
    close(bench->epoll_fd);
    free(bench->lines);
    data_dir_finish(&bench->dir);
    identity_finish(&bench->identity);
    const char *const argv[] = {"/bin/rm", "-rf", bench->folder, NULL};
    (void)proc_run(argv, "/dev/null", COMMAND_MS_MAX, &output);
}

int main(int argc, char **argv)
{
    struct bench bench = {.count = argc == 5 ? strtoul(argv[3], NULL, 10) : 0};
    long rounds = argc == 5 ? strtol(argv[4], NULL, 10) : 0;
    if (bench.count < 1 || bench.count > COUNT_MAX || rounds < 1 || rounds > ROUNDS_MAX || sodium_init() < 0) {
        fputs("usage: bench_poll BUILD CONTENT COUNT ROUNDS\n", stderr);
        return 2;
    }
    bench.content = argv[2];
    begin(&bench, argv[1]);
    long empty_kib = memory_kib(&bench.registry);
    connect_all(&bench);
    printf("%zu connections wait; ms from the start of `content import`\n"
           "  imported     median  the last  on an agent's disk  bytes a waiting one\n",
           bench.count);
    for (int round = 1; round <= rounds; round++) do_round(&bench, round, empty_kib);
    end(&bench);
    return 0;
}
