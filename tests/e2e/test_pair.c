/* Two registries on one PostgreSQL, behind a real nginx: one of them dies again and again, and nothing is lost or
 * doubled; what is published at one is told by the other. Without FORHAL_TEST_DB there is nothing to test. */
#define _GNU_SOURCE
#include "tests/unit/folder.h"

#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include "sync/base/file.h"
#include "tests/e2e/town.h"

enum { START_MS_MAX = 60000, DELIVER_MS_MAX = 60000, DEATHS = 8, STEP_MS = 20 };

struct pair {
    struct town *town;
    struct proc registries[2];
    char logs[2][PATH_MAX];
    uint16_t ports[2];
    struct proc nginx;
    char url[64]; /* nginx's */
};

static uint32_t chance(uint32_t *seed, uint32_t limit)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % limit;
}

static uint16_t free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, bytes), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &bytes), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void start(struct pair *pair, int which)
{
    char program[TOWN_PATH_BYTES];
    char listen[32];
    char line[256];
    proc_program(program, sizeof(program), "forhal-registry");
    snprintf(listen, sizeof(listen), "127.0.0.1:%u", (unsigned)pair->ports[which]);
    const char *const argv[] = {program, "serve", "--behind-proxy", "--data", pair->town->registry_data, "--listen",
                                listen,  NULL};
    size_t from = pair->registries[which].log != NULL ? proc_log_bytes(&pair->registries[which]) : 0;
    proc_finish(&pair->registries[which]);
    assert_int_equal(proc_start(&pair->registries[which], argv, pair->logs[which]), ERR_OK);
    assert_int_equal(proc_wait_line(&pair->registries[which], from, "http://", line, sizeof(line), START_MS_MAX),
                     ERR_OK);
}

/* The example's own settings of the proxy, around them what a test needs. */
static void start_nginx(struct pair *pair)
{
    char snippet[PATH_MAX];
    char path[PATH_MAX];
    char log[PATH_MAX];
    AUTO(str_finish) struct str text;
    uint16_t port = free_port();
    assert_non_null(realpath("board/nginx/forhal-proxy.conf", snippet));
    str_init(&text, 65536);
    str_addf(&text,
             "%sdaemon off; worker_processes 1; pid %s/nginx.pid; error_log %s/nginx-error.log;\n"
             "events { worker_connections 256; }\n"
             "http {\n access_log off;\n client_body_temp_path %s/nb; proxy_temp_path %s/np; fastcgi_temp_path %s/nf;\n"
             " uwsgi_temp_path %s/nu; scgi_temp_path %s/ns;\n"
             " upstream forhal_registry { server 127.0.0.1:%u max_fails=1 fail_timeout=1s;\n"
             "  server 127.0.0.1:%u max_fails=1 fail_timeout=1s; keepalive 8; }\n"
             " server { listen 127.0.0.1:%u; include %s; }\n}\n",
             getuid() == 0 ? "user root; " : "" /* its own user could not look into our folder */, pair->town->folder,
             pair->town->folder, pair->town->folder, pair->town->folder, pair->town->folder, pair->town->folder,
             pair->town->folder, (unsigned)pair->ports[0], (unsigned)pair->ports[1], (unsigned)port, snippet);
    snprintf(path, sizeof(path), "%s/nginx.conf", pair->town->folder);
    snprintf(log, sizeof(log), "%s/nginx.log", pair->town->folder);
    assert_int_equal(file_write(path, str_text(&text), text.length, 0600), ERR_OK);
    snprintf(pair->url, sizeof(pair->url), "http://127.0.0.1:%u", (unsigned)port);
    const char *const argv[] = {"/usr/sbin/nginx", "-e", log, "-c", path, NULL};
    assert_int_equal(proc_start(&pair->nginx, argv, log), ERR_OK);
    for (int passed = 0; passed < START_MS_MAX; passed += STEP_MS) {
        AUTO(str_finish) struct str output;
        const char *const ask[] = {"/usr/bin/curl", "-sf", "-o", "/dev/null", pair->url, NULL};
        int status = proc_run(ask, pair->town->command_log, START_MS_MAX, &output);
        if (status == 0 || status == 22) return; /* it answers, if only that there is nothing */
        proc_pause(STEP_MS);
    }
    fail_msg("nginx does not answer");
}

static int pair_setup(void **state)
{
    *state = NULL;
    if (getenv("FORHAL_TEST_DB") == NULL) return 0;
    void *town = NULL;
    struct pair *pair = calloc(1, sizeof(*pair));
    if (pair == NULL || town_setup(&town) != 0) return -1;
    pair->town = town;
    proc_kill(&pair->town->registry); /* the two take its place */
    for (int which = 0; which < 2; which++) {
        snprintf(pair->logs[which], sizeof(pair->logs[which]), "%s/registry-%d.log", pair->town->folder, which);
        pair->ports[which] = free_port();
        start(pair, which);
    }
    start_nginx(pair);
    *state = pair;
    return 0;
}

static int pair_teardown(void **state)
{
    struct pair *pair = *state;
    if (pair == NULL) return 0;
    proc_signal(&pair->nginx, SIGTERM);
    (void)proc_wait(&pair->nginx, START_MS_MAX);
    proc_finish(&pair->nginx);
    for (int which = 0; which < 2; which++) proc_finish(&pair->registries[which]);
    void *town = pair->town;
    free(pair);
    return town_teardown(&town);
}

static bool is_delivered(struct town *town)
{
    for (int passed = 0; passed < DELIVER_MS_MAX; passed += STEP_MS) {
        if (town_waiting(town) == 0) return true;
        if (passed % 1000 == 0) town_ring(town); /* it may have failed often enough to wait for minutes */
        proc_pause(STEP_MS);
    }
    return false;
}

static bool shows(struct town *town, const char *wanted)
{
    char title[256] = "";
    for (int passed = 0; passed < DELIVER_MS_MAX; passed += STEP_MS) {
        if (town_networks(town, title, sizeof(title)) > 0 && strcmp(title, wanted) == 0) return true;
        proc_pause(STEP_MS);
    }
    return false;
}

static void one_may_die_at_any_time(void **state)
{
    struct pair *pair = *state;
    if (pair == NULL) skip();
    uint32_t seed = town_seed() | 1;
    char title[64] = "";
    town_enrol(pair->town, pair->url);
    town_start_agent(pair->town, "1");
    for (int death = 0; death < DEATHS; death++) {
        int which = (int)chance(&seed, 2);
        town_put_in(pair->town, 1 + (int)chance(&seed, 20));
        proc_pause((int)chance(&seed, 60));
        proc_kill(&pair->registries[which]);
        town_put_in(pair->town, 1 + (int)chance(&seed, 5));
        snprintf(title, sizeof(title), "Udgivet, mens en var nede, %d", death);
        town_import(pair->town, title);
        if (chance(&seed, 2) == 0) proc_pause((int)chance(&seed, 300));
        start(pair, which);
    }
    if (!is_delivered(pair->town)) {
        AUTO(str_finish) struct str text;
        char path[PATH_MAX];
        snprintf(path, sizeof(path), "%s/nginx-error.log", pair->town->folder);
        assert_int_equal(file_read(&text, path, 1 << 20), ERR_OK);
        fail_msg("%s", str_text(&text));
    }
    town_assert_exactly_once(pair->town);
    assert_true(shows(pair->town, title));
}

/* The agent waits at one of the two, whichever nginx chose; its timer would ask in an hour. */
static void what_is_published_reaches_who_waits_at_either(void **state)
{
    struct pair *pair = *state;
    if (pair == NULL) skip();
    town_enrol(pair->town, pair->url);
    town_start_agent(pair->town, "3600");
    for (int time = 0; time < 4; time++) {
        char title[64];
        snprintf(title, sizeof(title), "Udgivet %d", time);
        town_import(pair->town, title);
        assert_true(shows(pair->town, title));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_may_die_at_any_time, pair_setup, pair_teardown),
        cmocka_unit_test_setup_teardown(what_is_published_reaches_who_waits_at_either, pair_setup, pair_teardown),
    };
    return cmocka_run_group_tests_name("two registries", tests, NULL, NULL);
}
