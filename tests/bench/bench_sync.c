/* tests/bench/bench_sync.c - a kiosk's first pull of COUNT networks: forhal-sync from forhal-registry, beside PouchDB
 * (on LevelDB) from express-pouchdb, with the same networks, in turns.
 *
 * Time is of the whole program for Forhal, from its start until it rings the screen's bell with everything on the disk,
 * and again until its end, when the words are indexed, too; of the replication alone for PouchDB (node's start is left
 * out).
 * Processor time is of the client and of its server; memory is the client's most (VmHWM). Bytes go through a line that
 * counts them. PouchDB may take pages of 100 (its own choice) and of 1,000.
 *
 * usage: bench_sync BUILD CONTENT PEER COUNT ROUNDS [small]
 * PEER: the folder with server.js and its node_modules; small: networks of some 750 bytes instead of some 2,000 */
#define _GNU_SOURCE /* wait4 */
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/clock.h"
#include "sync/base/doorbell.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"
#include "tests/e2e/counter.h"
#include "tests/e2e/proc.h"

enum { PATH_BYTES = 256, ROUNDS_MAX = 20, COMMAND_MS_MAX = 300 * 1000, KINDS = 3 };

static const char *const kinds[KINDS] = {"Forhal", "PouchDB", "PouchDB, 1,000 a page"};

struct cost {
    double ms, whole_ms, client_cpu_ms, server_cpu_ms, mib, down_mib, requests;
};

struct bench {
    char folder[64];
    char registry[PATH_BYTES], sync[PATH_BYTES], log[PATH_BYTES], data[PATH_BYTES];
    const char *peer;
    struct proc registry_proc, peer_proc;
    uint16_t registry_port, peer_port;
    int turn;
    bool small;
};

static _Noreturn void fail(const struct bench *bench, const char *what)
{
    fprintf(stderr, "bench_sync: %s; see %s\n", what, bench->folder);
    exit(1);
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* User and system time of a running process so far. */
static double cpu_ms(const struct bench *bench, pid_t pid)
{
    char path[64];
    AUTO(str_finish) struct str text;
    snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
    if (file_read(&text, path, 4096) != ERR_OK) fail(bench, "a server is gone");
    const char *at = strrchr(str_text(&text), ')');
    for (int field = 0; at != NULL && field < 12; field++) at = strchr(at + 1, ' ');
    if (at == NULL) fail(bench, "/proc has another form");
    char *rest = NULL;
    double ticks = (double)strtol(at, &rest, 10);
    ticks += (double)strtol(rest, NULL, 10);
    return ticks * 1000 / (double)sysconf(_SC_CLK_TCK);
}

static void run(const struct bench *bench, const char *const argv[], struct str *output)
{
    if (proc_run(argv, bench->log, COMMAND_MS_MAX, output) != 0) fail(bench, str_text(output));
}

/* Is something to be seen for a screen that was just told so? */
static bool is_shown(const struct data_dir *dir)
{
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    int64_t revision = 0;
    return catalog_open(&catalog, dir->content, CATALOG_READER) == ERR_OK &&
           catalog_revision(catalog, &revision) == ERR_OK && revision > 0;
}

/* Waits for the program's end. In *out_shown_ms, with a kiosk's folder: when its bell rang and everything was there. */
static void wait_for(const struct bench *bench, const struct data_dir *dir, pid_t pid, struct rusage *usage,
                     double *out_shown_ms)
{
    int bell = -1;
    int status = 0;
    if (dir != NULL && doorbell_open(&bell, dir->kiosk_bell) != ERR_OK) fail(bench, "no bell");
    pid_t ended = 0;
    while (ended == 0) {
        struct pollfd poll_fd = {.fd = bell, .events = POLLIN};
        if (bell >= 0) poll(&poll_fd, 1, 5);
        if (bell >= 0 && *out_shown_ms == 0 && doorbell_drain(bell) && is_shown(dir)) *out_shown_ms = now_ms();
        ended = wait4(pid, &status, bell >= 0 ? WNOHANG : 0, usage);
    }
    if (bell >= 0) close(bell);
    if (ended != pid || status != 0) fail(bench, "a client");
}

/* Runs it to its end, with its cost; `dir`: of a kiosk, or NULL. */
static void measure(const struct bench *bench, const char *const argv[], const char *log, const struct data_dir *dir,
                    struct cost *out)
{
    struct rusage usage;
    double shown_ms = 0;
    double begun_ms = now_ms();
    pid_t pid = fork();
    if (pid == 0) {
        int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    if (pid < 0) fail(bench, argv[0]);
    wait_for(bench, dir, pid, &usage, &shown_ms);
    out->whole_ms = now_ms() - begun_ms;
    out->ms = (shown_ms > 0 ? shown_ms - begun_ms : out->whole_ms);
    out->client_cpu_ms = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
                         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
    out->mib = (double)usage.ru_maxrss / 1024;
}

static void keep_first(json_t *object, const char *key, size_t count)
{
    json_t *array = json_object_get(object, key);
    while (json_array_size(array) > count) json_array_remove(array, json_array_size(array) - 1);
}

/* Cuts the text at `key` at the first blank after `bytes` bytes. */
static void cut_text(json_t *object, const char *key, size_t bytes)
{
    const char *text = json_text_at(object, key);
    const char *blank = text != NULL && strlen(text) > bytes ? strchr(text + bytes, ' ') : NULL;
    if (blank != NULL) json_object_set_new(object, key, json_stringn(text, (size_t)(blank - text)));
}

/* About as small as the schema lets a network be: five petals and a remark of a few words, the question cut short, one
 * leader, nothing set off. */
static void make_small(json_t *network)
{
    size_t at;
    json_t *petal;
    keep_first(network, "spawned", 0);
    keep_first(network, "phase_history", 0);
    keep_first(network, "participants", 1);
    keep_first(network, "leaders", 1);
    keep_first(json_array_get(json_object_get(network, "leaders"), 0), "training", 0);
    keep_first(network, "remarks", 0);
    json_array_append_new(json_object_get(network, "remarks"), json_string("Vi er i gang."));
    keep_first(network, "petals", 5);
    json_array_foreach (json_object_get(network, "petals"), at, petal) cut_text(petal, "sentence", 8);
    cut_text(network, "question", 24);
    json_object_set_new(network, "founding_group", json_null());
    json_object_set_new(network, "gift", json_null());
}

/* The demo's networks over and over, without translations, each under an id of its own. */
static void write_content(const struct bench *bench, const char *file, size_t count, const char *content_path,
                          const char *list_path)
{
    AUTO(json_auto) json_t *content = json_load_file(file, 0, NULL);
    AUTO(json_auto) json_t *many = json_array();
    const json_t *networks = json_object_get(content, "networks");
    size_t all = json_array_size(networks);
    for (size_t at = 0; all > 0 && at < count; at++) {
        char id[200];
        json_t *one = json_deep_copy(json_array_get(networks, at % all));
        snprintf(id, sizeof(id), "%s-%zu", json_text_at(one, "id"), at);
        json_object_set_new(one, "id", json_string(id));
        json_object_del(one, "translations");
        if (bench->small) make_small(one);
        json_array_append_new(many, one);
    }
    json_object_set(content, "networks", many);
    char *text = json_dumps(many, JSON_COMPACT);
    if (text != NULL) {
        printf("%zu networks, %.1f MB of JSON\n", json_array_size(many), (double)strlen(text) / 1e6);
        fflush(stdout);
    }
    free(text);
    if (json_dump_file(content, content_path, JSON_COMPACT) != 0 ||
        json_dump_file(many, list_path, JSON_COMPACT) != 0) {
        fail(bench, "the content cannot be written");
    }
}

static uint16_t port_after(const struct bench *bench, const struct proc *proc, const char *words)
{
    char line[256];
    if (proc_wait_line(proc, 0, words, line, sizeof(line), COMMAND_MS_MAX) != ERR_OK)
        fail(bench, "a server does not start");
    return (uint16_t)strtoul(strstr(line, words) + strlen(words), NULL, 10);
}

static void start_servers(struct bench *bench, const char *content, const char *list, const char *count)
{
    char script[PATH_BYTES], log[PATH_BYTES], folder[PATH_BYTES];
    AUTO(str_finish) struct str first;
    AUTO(str_finish) struct str second;
    const char *const init[] = {bench->registry, "init", "--data", bench->data, NULL};
    const char *const import[] = {bench->registry, "content", "import", content, "--data", bench->data, NULL};
    const char *const serve[] = {bench->registry, "serve", "--data", bench->data, "--listen", "127.0.0.1:0", NULL};
    run(bench, init, &first);
    run(bench, import, &second);
    snprintf(log, sizeof(log), "%s/registry.log", bench->folder);
    if (proc_start(&bench->registry_proc, serve, log) != ERR_OK) fail(bench, "the registry does not start");
    bench->registry_port = port_after(bench, &bench->registry_proc, "http://127.0.0.1:");
    snprintf(script, sizeof(script), "%s/server.js", bench->peer);
    snprintf(log, sizeof(log), "%s/peer.log", bench->folder);
    snprintf(folder, sizeof(folder), "%s/couch", bench->folder);
    mkdir(folder, 0700);
    const char *const peer[] = {"/usr/bin/node", script, folder, list, count, NULL};
    if (proc_start(&bench->peer_proc, peer, log) != ERR_OK) fail(bench, "the peer does not start");
    bench->peer_port = port_after(bench, &bench->peer_proc, "listening ");
}

static void pull_ours(struct bench *bench, struct counter *counter, struct cost *out)
{
    char data[PATH_BYTES], url[64], log[PATH_BYTES], code[32] = "";
    AUTO(str_finish) struct str invited;
    AUTO(str_finish) struct str enrolled;
    snprintf(data, sizeof(data), "%s/kiosk-%d", bench->folder, bench->turn);
    snprintf(log, sizeof(log), "%s/pull.log", bench->folder);
    snprintf(url, sizeof(url), "http://127.0.0.1:%u", (unsigned)counter_port(counter));
    const char *const invite[] = {bench->registry, "kiosk", "invite", "Foyer", "--data", bench->data, NULL};
    run(bench, invite, &invited);
    for (const char *line = str_text(&invited); line != NULL && *line != '\0'; line = strchr(line, '\n')) {
        line += *line == '\n' ? 1 : 0;
        if (strcspn(line, "\n") == 14 && line[4] == '-' && line[9] == '-') snprintf(code, sizeof(code), "%.14s", line);
    }
    const char *const enrol[] = {bench->sync, "enrol", "--data", data, "--registry", url, "--code", code, NULL};
    run(bench, enrol, &enrolled);
    const char *const once[] = {bench->sync, "once", "--data", data, NULL};
    struct data_dir dir;
    if (data_dir_init(&dir, data) != ERR_OK) fail(bench, "no folder");
    measure(bench, once, log, &dir, out);
    data_dir_finish(&dir);
}

static void pull_theirs(struct bench *bench, struct counter *counter, const char *batch, struct cost *out)
{
    char folder[PATH_BYTES], url[64], log[PATH_BYTES], script[PATH_BYTES];
    snprintf(folder, sizeof(folder), "%s/pouch-%d", bench->folder, bench->turn);
    snprintf(log, sizeof(log), "%s/pull.log", bench->folder);
    snprintf(script, sizeof(script), "%s/pull.js", bench->peer);
    snprintf(url, sizeof(url), "http://127.0.0.1:%u/db/networks", (unsigned)counter_port(counter));
    mkdir(folder, 0700);
    const char *const pull[] = {"/usr/bin/node", script, folder, url, batch, NULL};
    measure(bench, pull, log, NULL, out);
    AUTO(json_auto) json_t *said = json_load_file(log, 0, NULL);
    if (said == NULL) fail(bench, "the peer said nothing");
    out->ms = out->whole_ms = json_number_value(json_object_get(said, "ms"));
}

static void pull(struct bench *bench, int kind, struct cost *out)
{
    struct counter *counter = NULL;
    pid_t server = kind == 0 ? bench->registry_proc.pid : bench->peer_proc.pid;
    if (counter_start(&counter, kind == 0 ? bench->registry_port : bench->peer_port) != ERR_OK) fail(bench, "no line");
    bench->turn++;
    double before_ms = cpu_ms(bench, server);
    if (kind == 0) {
        pull_ours(bench, counter, out);
    } else {
        pull_theirs(bench, counter, kind == 1 ? "100" : "1000", out);
    }
    out->server_cpu_ms = cpu_ms(bench, server) - before_ms;
    struct counter_tally tally = counter_tally(counter);
    out->down_mib = (double)tally.all.down / 1048576;
    out->requests = (double)tally.all.requests;
    counter_stop(counter);
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right ? 1 : 0;
}

static double median(const struct cost costs[], size_t rounds, size_t offset)
{
    double values[ROUNDS_MAX];
    for (size_t at = 0; at < rounds; at++) memcpy(&values[at], (const char *)&costs[at] + offset, sizeof(double));
    qsort(values, rounds, sizeof(double), by_size);
    return values[rounds / 2];
}

static void print_table(struct cost costs[KINDS][ROUNDS_MAX], size_t rounds)
{
    static const struct {
        const char *name;
        size_t offset;
    } lines[] = {{"time until the screen is told, ms", offsetof(struct cost, ms)},
                 {"time with the index of words, ms", offsetof(struct cost, whole_ms)},
                 {"processor, client, ms", offsetof(struct cost, client_cpu_ms)},
                 {"processor, server, ms", offsetof(struct cost, server_cpu_ms)},
                 {"memory of the client, MiB", offsetof(struct cost, mib)},
                 {"bytes down, MiB", offsetof(struct cost, down_mib)},
                 {"requests", offsetof(struct cost, requests)}};
    printf("\n| medians of %zu | %s | %s | %s | ratio |\n|---|---|---|---|---|\n", rounds, kinds[0], kinds[1],
           kinds[2]);
    for (size_t at = 0; at < sizeof(lines) / sizeof(lines[0]); at++) {
        double ours = median(costs[0], rounds, lines[at].offset);
        double theirs = median(costs[1], rounds, lines[at].offset);
        printf("| %s | %.1f | %.1f | %.1f | 1/%.1f |\n", lines[at].name, ours, theirs,
               median(costs[2], rounds, lines[at].offset), ours > 0 ? theirs / ours : 0);
    }
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info, (void)type, (void)ftw;
    return remove(path);
}

int main(int argc, char **argv)
{
    static struct cost costs[KINDS][ROUNDS_MAX];
    struct bench bench = {.folder = "/tmp/forhal-bench-sync-XXXXXX"};
    bench.small = argc == 7 && strcmp(argv[6], "small") == 0;
    size_t rounds = argc == 6 || bench.small ? strtoul(argv[5], NULL, 10) : 0;
    if (rounds < 1 || rounds > ROUNDS_MAX || sodium_init() < 0) {
        fprintf(stderr, "usage: bench_sync BUILD CONTENT PEER COUNT ROUNDS (1-%d) [small]\n", ROUNDS_MAX);
        return 2;
    }
    if (mkdtemp(bench.folder) == NULL) return 1;
    char content[PATH_BYTES], list[PATH_BYTES], pictures[PATH_BYTES], here[PATH_MAX];
    bench.peer = argv[3];
    snprintf(bench.registry, sizeof(bench.registry), "%s/forhal-registry", argv[1]);
    snprintf(bench.sync, sizeof(bench.sync), "%s/forhal-sync", argv[1]);
    snprintf(bench.log, sizeof(bench.log), "%s/command.log", bench.folder);
    snprintf(bench.data, sizeof(bench.data), "%s/registry", bench.folder);
    snprintf(content, sizeof(content), "%s/content.json", bench.folder);
    snprintf(list, sizeof(list), "%s/networks.json", bench.folder);
    snprintf(pictures, sizeof(pictures), "%s/pictures", bench.folder);
    if (realpath("assets/content/pictures", here) == NULL || symlink(here, pictures) != 0) fail(&bench, "no pictures");
    /* Somewhere else: what this program needs at its most would be counted as its children's most. */
    int status = 0;
    pid_t writer = fork();
    if (writer == 0) {
        write_content(&bench, argv[2], strtoul(argv[4], NULL, 10), content, list);
        _exit(0);
    }
    if (writer < 0 || waitpid(writer, &status, 0) != writer || status != 0)
        fail(&bench, "the content cannot be written");
    start_servers(&bench, content, list, argv[4]);
    for (size_t round = 0; round < rounds; round++) {
        for (int kind = 0; kind < KINDS; kind++) {
            pull(&bench, kind, &costs[kind][round]);
            printf("%-22s %8.0f ms, %5.1f MiB\n", kinds[kind], costs[kind][round].ms, costs[kind][round].mib);
            fflush(stdout);
        }
    }
    print_table(costs, rounds);
    proc_finish(&bench.registry_proc);
    proc_finish(&bench.peer_proc);
    return nftw(bench.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : 1;
}
