/* tests/bench/bench_registry.c - what bench-registry's script can't do in a line: requests that are sealed and signed,
 * and thousands of connections that wait for news.
 *
 * usage: bench_registry entries KIOSK NETWORK COUNT    requests to the registry, each with one entry, to wrk's script
 *        bench_registry peer-entries COUNT             the same things as plain JSON
 *        bench_registry polls KIOSK GENERATION AFTER COUNT WAIT    WAIT in seconds; 0: ask and be answered
 *        bench_registry wait PORT COUNT FILE PID MARK END PORT FILE FIRST
 *
 * Requests are written one after the other, each followed by a byte 0x1e. "wait" opens COUNT connections to the first
 * PORT and sends on each the next request of the first FILE; says what one of them costs PID in memory and the kernel
 * on both ends; sends the first request of the second FILE to the second PORT; and says how many milliseconds later
 * half and all of the connections had got MARK and, as its last bytes, END ("event": those of an event in a chunk of
 * HTTP), and how much of the processor PID had used meanwhile, and this program. FIRST
 * is a file with a request that each connection asks before, as a kiosk does that starts; "-": none. It looks once a
 * millisecond: kiosks are on machines of their own, and no server pays for waking them. */
#define _GNU_SOURCE /* memmem */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/submission.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"
#include "sync/wire/entry.h"
#include "sync/wire/request.h"

enum {
    COUNT_MAX = 1000000,
    LINES_MAX = 12000,
    FILE_BYTES_MAX = 1 << 30,
    ANSWER_BYTES_MAX = 16384,
    EVENTS_MAX = LINES_MAX,
    LOOK_MS = 1,
    SETTLE_MS = 2500,
    NEWS_MS_MAX = 20000,
    SEPARATOR = 0x1e,
};

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "bench_registry: %s\n", what);
    exit(1);
}

static size_t count_of(const char *text, size_t most)
{
    size_t count = strtoul(text, NULL, 10);
    if (count < 1 || count > most) fail("a count is out of range");
    return count;
}

static void identity_of(const char *folder, struct identity *out)
{
    struct data_dir dir;
    if (data_dir_init(&dir, folder) != ERR_OK || identity_read(out, dir.identity) != ERR_OK) fail("no kiosk there");
    data_dir_finish(&dir);
}

static void submission_make(struct submission *out)
{
    *out = (struct submission){.kind = SUBMISSION_INTEREST};
    snprintf(out->network, sizeof(out->network), "%s", "kultur-for-alle");
    snprintf(out->name, sizeof(out->name), "Åse Ørsted");
    snprintf(out->contact, sizeof(out->contact), "aase@example.dk");
    snprintf(out->notice, sizeof(out->notice), "2026-1");
    snprintf(out->lang, sizeof(out->lang), "da");
    randombytes_buf(out->receipt_hash, sizeof(out->receipt_hash));
}

/* ---- requests ---- */

static void put_request(const char *head, const char *body)
{
    printf("%sContent-Length: %zu\r\n\r\n%s%c", head, strlen(body), body, SEPARATOR);
}

static void put_entries(const char *folder, const char *network, size_t count)
{
    struct identity identity;
    identity_of(folder, &identity);
    for (size_t at = 0; at < count; at++) {
        AUTO(str_finish) struct str text = {0};
        struct submission submission;
        struct entry entry;
        char signature[REQUEST_SIGNATURE_TEXT_BYTES];
        char head[512];
        submission_make(&submission);
        snprintf(submission.network, sizeof(submission.network), "%s", network);
        if (submission_to_json(&text, &submission) != ERR_OK ||
            entry_make(&entry, str_text(&text), text.length, identity.kiosk_id, identity.sign_secret,
                       identity.seal_public) != ERR_OK) {
            fail("no entry can be made");
        }
        AUTO(json_auto) json_t *json = json_pack("{s:[o]}", "entries", entry_to_json(&entry));
        char *body = json_dumps(json, JSON_COMPACT);
        request_sign(signature, SIGN_REQUEST, "POST", "/v1/entries", body, strlen(body), identity.sign_secret);
        snprintf(head, sizeof(head),
                 "POST /v1/entries HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: %s\r\nForhal-Signature: %s\r\n",
                 identity.kiosk_id, signature);
        put_request(head, body);
        free(body);
        entry_finish(&entry);
    }
    identity_finish(&identity);
}

static void put_peer_entries(size_t count)
{
    for (size_t at = 0; at < count; at++) {
        unsigned char id[ENTRY_ID_BYTES];
        char id_text[2 * ENTRY_ID_BYTES + 1];
        char receipt[2 * RECEIPT_CODE_HASH_BYTES + 1];
        struct submission submission;
        submission_make(&submission);
        randombytes_buf(id, sizeof(id));
        sodium_bin2hex(id_text, sizeof(id_text), id, sizeof(id));
        sodium_bin2hex(receipt, sizeof(receipt), submission.receipt_hash, sizeof(submission.receipt_hash));
        AUTO(json_auto)
        json_t *json =
            json_pack("{s:[{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}]}", "entries", "id", id_text, "kind", "interest",
                      "network", submission.network, "name", submission.name, "contact", submission.contact, "notice",
                      submission.notice, "lang", submission.lang, "receipt", receipt);
        char *body = json_dumps(json, JSON_COMPACT);
        put_request("POST /entries HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: k1\r\nContent-Type: application/json\r\n",
                    body);
        free(body);
    }
}

static void put_polls(const char *folder, const char *generation, const char *after, size_t count, const char *wait)
{
    struct identity identity;
    struct shared_key key;
    identity_of(folder, &identity);
    if (shared_key_of_kiosk(&key, identity.sign_secret, identity.content_public) != ERR_OK) fail("no shared key");
    for (size_t at = 0; at < count; at++) {
        unsigned char nonce[16];
        char nonce_text[2 * sizeof(nonce) + 1];
        char mac[MAC_TEXT_BYTES];
        char target[256];
        randombytes_buf(nonce, sizeof(nonce));
        sodium_bin2hex(nonce_text, sizeof(nonce_text), nonce, sizeof(nonce));
        int length =
            snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%s&nonce=%s", generation, after, nonce_text);
        if (strcmp(wait, "0") != 0) snprintf(target + length, sizeof(target) - (size_t)length, "&wait=%s", wait);
        request_mac(mac, "GET", target, &key);
        printf("GET %s HTTP/1.1\r\nHost: x\r\nForhal-Kiosk: %s\r\nForhal-Mac: %s\r\n\r\n%c", target, identity.kiosk_id,
               mac, SEPARATOR);
    }
    identity_finish(&identity);
}

/* ---- waiting ---- */

struct line {
    int fd;
    bool marked; /* MARK has come */
    double told_ms;
    size_t kept;
    char tail[ANSWER_BYTES_MAX + 1];
};

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What a process has had of the processor, in ms. */
static double cpu_ms(const char *pid)
{
    clockid_t clock;
    struct timespec used = {0};
    if (clock_getcpuclockid((pid_t)strtol(pid, NULL, 10), &clock) == 0) clock_gettime(clock, &used);
    return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

static double own_cpu_ms(void)
{
    struct timespec used;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

/* A number of a file of /proc, in KiB. */
static long number_of(const char *path, const char *name)
{
    AUTO(str_finish) struct str text;
    if (file_read(&text, path, 1 << 16) != ERR_OK) return 0;
    const char *at = strstr(str_text(&text), name);
    return at != NULL ? strtol(at + strlen(name), NULL, 10) : 0;
}

static int connect_to(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                  .sin_port = htons((uint16_t)strtoul(port, NULL, 10))};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        fail("not as many connections are possible (ulimit -n)");
    }
    return fd;
}

static void send_next(int fd, const char **at)
{
    size_t length = strcspn(*at, "\x1e");
    if (send(fd, *at, length, MSG_NOSIGNAL) != (ssize_t)length) fail("a connection broke");
    *at += length + ((*at)[length] != '\0');
}

static void take(struct line *line, const char *mark, const char *end)
{
    ssize_t got = recv(line->fd, line->tail + line->kept, ANSWER_BYTES_MAX - line->kept, 0);
    if (got <= 0) fail("a connection was cut");
    line->kept += (size_t)got;
    line->marked = line->marked || memmem(line->tail, line->kept, mark, strlen(mark)) != NULL;
    size_t end_bytes = strlen(end);
    bool ended = line->kept >= end_bytes && memcmp(line->tail + line->kept - end_bytes, end, end_bytes) == 0;
    if (line->marked && ended && line->told_ms == 0) line->told_ms = now_ms();
    if (line->kept == ANSWER_BYTES_MAX) fail("an answer is too long");
}

/* Reads until all have been told or the time is over; how many have been told. */
static size_t gather(int epoll_fd, size_t told, size_t count, double until_ms, const char *mark, const char *end)
{
    struct epoll_event events[EVENTS_MAX];
    while (told < count && now_ms() < until_ms) {
        nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
        int ready = epoll_wait(epoll_fd, events, EVENTS_MAX, 20);
        for (int at = 0; at < ready; at++) {
            struct line *line = events[at].data.ptr;
            bool before = line->told_ms != 0;
            take(line, mark, end);
            told += !before && line->told_ms != 0;
        }
    }
    return told;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static char *read_all(const char *path)
{
    AUTO(str_finish) struct str text;
    if (file_read(&text, path, FILE_BYTES_MAX) != ERR_OK) fail("the requests cannot be read");
    return str_take(&text);
}

/* A kiosk's connection has been used before it waits. */
static void ask_before(int fd, const char *request, const char *end)
{
    char answer[ANSWER_BYTES_MAX];
    size_t kept = 0;
    size_t end_bytes = strlen(end);
    send_next(fd, &request);
    while (kept < end_bytes || memcmp(answer + kept - end_bytes, end, end_bytes) != 0) {
        ssize_t got = recv(fd, answer + kept, sizeof(answer) - kept, 0);
        if (got <= 0) fail("a first question has no answer");
        kept += (size_t)got;
    }
}

static void wait_for_news(char **words)
{
    size_t count = count_of(words[1], LINES_MAX);
    const char *mark = words[4];
    const char *end = strcmp(words[5], "event") == 0 ? "\n\n\r\n" : words[5];
    struct line *lines = calloc(count, sizeof(*lines));
    double *told_ms = calloc(count, sizeof(*told_ms));
    int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    char *requests = read_all(words[2]);
    char *news = read_all(words[7]);
    char *first = strcmp(words[8], "-") != 0 ? read_all(words[8]) : NULL;
    char status[64];
    const char *at_request = requests;
    const char *at_news = news;
    if (lines == NULL || told_ms == NULL || epoll_fd < 0 || requests == NULL || news == NULL) fail("no memory");
    snprintf(status, sizeof(status), "/proc/%s/status", words[3]);
    long empty_kib = number_of(status, "VmRSS:");
    long slab_kib = number_of("/proc/meminfo", "Slab:");
    for (size_t at = 0; at < count; at++) {
        lines[at].fd = connect_to(words[0]);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &lines[at]};
        if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, lines[at].fd, &event) != 0) fail("epoll");
        if (first != NULL) ask_before(lines[at].fd, first, end);
        if (*at_request == '\0') at_request = requests;
        send_next(lines[at].fd, &at_request);
    }
    if (gather(epoll_fd, 0, count, now_ms() + SETTLE_MS, mark, end) > 0) fail("somebody did not wait");
    long bytes = (number_of(status, "VmRSS:") - empty_kib) * 1024 / (long)count;
    long kernel_bytes = (number_of("/proc/meminfo", "Slab:") - slab_kib) * 1024 / (long)count;
    int fd = connect_to(words[6]);
    double begun_cpu_ms = cpu_ms(words[3]);
    double begun_own_ms = own_cpu_ms();
    double begun_ms = now_ms();
    send_next(fd, &at_news);
    size_t told = gather(epoll_fd, 0, count, begun_ms + NEWS_MS_MAX, mark, end);
    double used_ms = cpu_ms(words[3]) - begun_cpu_ms;
    double own_ms = own_cpu_ms() - begun_own_ms;
    if (told < count) {
        fprintf(stderr, "bench_registry: %zu of %zu heard\n", told, count);
        fail("somebody heard nothing");
    }
    for (size_t at = 0; at < count; at++) told_ms[at] = lines[at].told_ms - begun_ms;
    qsort(told_ms, count, sizeof(*told_ms), by_size);
    printf("%.1f %.1f %ld %ld %.1f %.1f\n", told_ms[count / 2], told_ms[count - 1], bytes, kernel_bytes, used_ms,
           own_ms);
    for (size_t at = 0; at < count; at++) close(lines[at].fd);
    close(fd);
    close(epoll_fd);
    free(lines);
    free(told_ms);
    free(requests);
    free(news);
    free(first);
}

int main(int argc, char **argv)
{
    struct rlimit limit;
    if (sodium_init() < 0) return 1;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    const char *what = argc > 1 ? argv[1] : "";
    if (argc == 5 && strcmp(what, "entries") == 0) {
        put_entries(argv[2], argv[3], count_of(argv[4], COUNT_MAX));
    } else if (argc == 3 && strcmp(what, "peer-entries") == 0) {
        put_peer_entries(count_of(argv[2], COUNT_MAX));
    } else if (argc == 7 && strcmp(what, "polls") == 0) {
        put_polls(argv[2], argv[3], argv[4], count_of(argv[5], COUNT_MAX), argv[6]);
    } else if (argc == 11 && strcmp(what, "wait") == 0) {
        wait_for_news(argv + 2);
    } else {
        fputs("usage: see tests/bench/bench_registry.c\n", stderr);
        return 2;
    }
    return 0;
}
