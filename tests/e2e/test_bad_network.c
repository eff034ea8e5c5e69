/* tests/e2e/test_bad_network.c - real programs over TLS through lines that lose, delay, reorder and break, a resolver
 * that never answers, papers that are over and a clock in 1970. Each ends with: what the kiosk thanked for is at the
 * registry exactly once, and the kiosk shows what the registry publishes.
 *
 * FIELD-FAILURES rows 9, 10 and 11. Skipped, and says so, where network namespaces are not permitted. */
#include "tests/unit/folder.h"

#include <signal.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "sync/agent/state.h"
#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/store/time_floor.h"
#include "tests/e2e/line.h"
#include "tests/e2e/town.h"
#include "tests/unit/papers.h"

enum {
    PATIENCE_MS = 45000,
    LOOK_EVERY_MS = 50,
    PORT = 8440,
    NETWORKS = 12,
    WATCHDOG_S = 180, /* the unit's */
    HUNGRY_MS_MAX = 60 * 1000,
};

#define NAME "registry.town"
#define URL  "https://" NAME ":8440"

struct outpost {
    struct town *town;
    struct line *line; /* NULL: not permitted here */
    struct paper ca;
    char ca_path[PATH_MAX], chain[PATH_MAX], key[PATH_MAX];
    char hosts[PATH_MAX]; /* what stands over /etc/hosts at the kiosk */
    int notify_fd;
    int64_t fed_ms; /* when the watchdog was last fed */
    int64_t hungriest_ms;
    int published;
};

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_monotonic_ms(&clock);
}

static int64_t today_s(void)
{
    struct clock clock = clock_system();
    return clock_wall_s(&clock);
}

/* ---- the outpost ---- */

/* A certificate in the place of the one before, from `first_day` to `last_day` from today. */
static void write_papers(struct outpost *outpost, int first_day, int last_day)
{
    struct paper own =
        paper_make(&outpost->ca, "town", "DNS:" NAME ",IP:" LINE_TOWN_ADDRESS,
                   today_s() + (int64_t)first_day * PAPERS_DAY_S, today_s() + (int64_t)last_day * PAPERS_DAY_S);
    paper_write(&own, outpost->town->folder, "own", outpost->chain, outpost->key, PATH_MAX);
    paper_finish(&own);
}

/* `before`: words that start it otherwise, or NULL. */
static void start_registry(struct outpost *outpost, const char *const before[])
{
    struct town *town = outpost->town;
    char program[TOWN_PATH_BYTES], line[256];
    const char *words[PROC_ARGS_MAX + 1] = {NULL};
    const char *argv[PROC_ARGS_MAX + 1];
    size_t count = 0;
    for (; before != NULL && before[count] != NULL; count++) words[count] = before[count];
    proc_program(program, sizeof(program), "forhal-registry");
    const char *const serve[] = {program,     "serve",          "--data",     town->registry_data,
                                 "--listen",  "10.77.0.1:8440", "--tls-cert", outpost->chain,
                                 "--tls-key", outpost->key,     NULL};
    for (size_t at = 0; serve[at] != NULL; at++) words[count++] = serve[at];
    line_inside(outpost->line, LINE_TOWN, NULL, NULL, words, argv);
    proc_finish(&town->registry);
    struct stat info;
    size_t from = stat(town->registry_log, &info) == 0 ? (size_t)info.st_size : 0;
    assert_int_equal(proc_start(&town->registry, argv, town->registry_log), ERR_OK);
    if (proc_wait_line(&town->registry, from, "listening on https://", line, sizeof(line), 20000) != ERR_OK) {
        AUTO(str_finish) struct str text;
        if (file_read(&text, town->registry_log, PROC_LOG_BYTES_MAX) == ERR_OK) print_message("%s\n", str_text(&text));
        fail_msg("the registry does not start");
    }
}

/* Starts forhal-sync at the kiosk, and hears its watchdog. */
static void start_agent(struct outpost *outpost, const char *file, const char *over)
{
    struct town *town = outpost->town;
    char program[TOWN_PATH_BYTES];
    const char *argv[PROC_ARGS_MAX + 1];
    proc_program(program, sizeof(program), "forhal-sync");
    const char *const run[] = {program,           "run", "--data", town->kiosk_data, "--poll-seconds", "2",
                               "--stall-seconds", "8",   NULL};
    line_inside(outpost->line, LINE_KIOSK, file, over, run, argv);
    proc_finish(&town->agent);
    outpost->fed_ms = now_ms();
    outpost->hungriest_ms = 0;
    assert_int_equal(proc_start(&town->agent, argv, town->agent_log), ERR_OK);
}

static int kiosk_says(struct outpost *outpost, const char *const before[], const char *const words[],
                      struct str *output)
{
    char program[TOWN_PATH_BYTES];
    const char *all[PROC_ARGS_MAX + 1] = {NULL};
    const char *argv[PROC_ARGS_MAX + 1];
    size_t count = 0;
    for (; before != NULL && before[count] != NULL; count++) all[count] = before[count];
    proc_program(program, sizeof(program), "forhal-sync");
    all[count++] = program;
    for (size_t at = 0; words[at] != NULL; at++) all[count++] = words[at];
    line_inside(outpost->line, LINE_KIOSK, outpost->hosts, "/etc/hosts", all, argv);
    return proc_run(argv, outpost->town->command_log, PATIENCE_MS, output);
}

static void enrol(struct outpost *outpost)
{
    struct town *town = outpost->town;
    char code[32];
    AUTO(str_finish) struct str output;
    town_invite(town, code, sizeof(code));
    const char *const words[] = {"enrol",  "--data", town->kiosk_data, "--registry",     URL,
                                 "--code", code,     "--ca",           outpost->ca_path, NULL};
    int status = kiosk_says(outpost, NULL, words, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
    assert_int_equal(data_dir_init(&town->dir, town->kiosk_data), ERR_OK);
}

static void open_notify(struct outpost *outpost)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char text[32];
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", outpost->town->folder);
    outpost->notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_true(outpost->notify_fd >= 0);
    assert_int_equal(bind(outpost->notify_fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    snprintf(text, sizeof(text), "%d000000", WATCHDOG_S);
    setenv("WATCHDOG_USEC", text, 1);
}

static void hear(struct outpost *outpost)
{
    char text[512];
    ssize_t got;
    bool fed = false;
    while ((got = recv(outpost->notify_fd, text, sizeof(text) - 1, 0)) > 0) {
        text[got] = '\0';
        if (strcmp(text, "WATCHDOG=1") == 0) fed = true;
    }
    int64_t hungry_ms = now_ms() - outpost->fed_ms;
    if (hungry_ms > outpost->hungriest_ms) outpost->hungriest_ms = hungry_ms;
    if (fed) outpost->fed_ms = now_ms();
}

static int outpost_setup(void **state)
{
    struct outpost *outpost = calloc(1, sizeof(*outpost));
    void *town = NULL;
    if (outpost == NULL) return -1;
    *state = outpost;
    outpost->notify_fd = -1;
    if (line_open(&outpost->line, town_seed()) != ERR_OK) return 0;
    if (town_setup(&town) != 0) return -1;
    outpost->town = town;
    proc_finish(&outpost->town->registry); /* it comes again, at its end of the line */
    outpost->ca = paper_make(NULL, "Byens CA", NULL, today_s() - (int64_t)1000 * PAPERS_DAY_S,
                             today_s() + (int64_t)1000 * PAPERS_DAY_S);
    char ignored[PATH_MAX];
    paper_write(&outpost->ca, outpost->town->folder, "ca", outpost->ca_path, ignored, PATH_MAX);
    snprintf(outpost->hosts, sizeof(outpost->hosts), "%s/hosts", outpost->town->folder);
    static const char hosts[] = "127.0.0.1 localhost\n" LINE_TOWN_ADDRESS " " NAME "\n";
    if (file_write(outpost->hosts, hosts, sizeof(hosts) - 1, 0644) != ERR_OK) return -1;
    write_papers(outpost, -1, 90);
    start_registry(outpost, NULL); /* before the watchdog's variables are set: it is not heard here */
    open_notify(outpost);
    return 0;
}

static int outpost_teardown(void **state)
{
    struct outpost *outpost = *state;
    void *town = outpost->town;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    if (outpost->notify_fd >= 0) close(outpost->notify_fd);
    int code = town != NULL ? town_teardown(&town) : 0;
    line_close(outpost->line);
    if (outpost->ca.key != NULL) paper_finish(&outpost->ca);
    free(outpost);
    return code;
}

#define outpost_test(function) cmocka_unit_test_setup_teardown(function, outpost_setup, outpost_teardown)

/* Says so once a test. */
static struct outpost *permitted(void **state)
{
    struct outpost *outpost = *state;
    if (outpost->line != NULL) return outpost;
    print_message("skipped: this machine doesn't permit network namespaces (root and /dev/net/tun are needed)\n");
    skip();
    return outpost;
}

/* ---- how it ends ---- */

static void publish(struct outpost *outpost)
{
    char title[64];
    snprintf(title, sizeof(title), "Nyhed nr. %d", ++outpost->published);
    town_import(outpost->town, title);
}

static bool has_converged(struct outpost *outpost)
{
    char wanted[64], title[400] = "";
    snprintf(wanted, sizeof(wanted), "Nyhed nr. %d", outpost->published);
    return town_waiting(outpost->town) == 0 && town_networks(outpost->town, title, sizeof(title)) == NETWORKS &&
           (outpost->published == 0 || strcmp(title, wanted) == 0);
}

/* Everything arrives, and the watchdog never starves meanwhile. */
static void assert_converges(struct outpost *outpost)
{
    int64_t begun_ms = now_ms();
    while (!has_converged(outpost) && now_ms() - begun_ms < PATIENCE_MS) {
        hear(outpost);
        proc_pause(LOOK_EVERY_MS);
    }
    if (!has_converged(outpost)) {
        AUTO(str_finish) struct str text;
        if (file_read(&text, outpost->town->agent_log, PROC_LOG_BYTES_MAX) == ERR_OK)
            print_message("%s\n", str_text(&text));
        fail_msg("not within %d ms", PATIENCE_MS);
    }
    hear(outpost);
    print_message("converged in %lld ms, the watchdog fed at least every %lld ms\n", (long long)(now_ms() - begun_ms),
                  (long long)outpost->hungriest_ms);
    assert_true(outpost->hungriest_ms < HUNGRY_MS_MAX);
    town_assert_exactly_once(outpost->town);
}

static void end_agent(struct outpost *outpost)
{
    int64_t before_ms = now_ms();
    proc_signal(&outpost->town->agent, SIGTERM);
    assert_int_equal(proc_wait(&outpost->town->agent, 10000), 0);
    assert_true(now_ms() - before_ms < 8000); /* a lookup takes longer */
}

static void through(void **state, struct line_weather weather, int entries)
{
    struct outpost *outpost = permitted(state);
    enrol(outpost);
    line_set(outpost->line, weather);
    publish(outpost);
    town_put_in(outpost->town, entries);
    start_agent(outpost, outpost->hosts, "/etc/hosts");
    assert_converges(outpost);
    end_agent(outpost);
}

/* ---- lines ---- */

static void a_third_of_all_packets_is_lost(void **state)
{
    through(state, (struct line_weather){.loss_percent = 30}, 20);
}

static void two_seconds_late(void **state)
{
    through(state, (struct line_weather){.delay_ms = 2000}, 20);
}

static void sixty_four_kilobits(void **state)
{
    through(state, (struct line_weather){.rate_bits = 64000}, 20);
}

static void packets_out_of_order(void **state)
{
    through(state, (struct line_weather){.reorder_percent = 30, .loss_percent = 2}, 60);
}

static void the_link_is_down_for_a_while(void **state)
{
    struct outpost *outpost = permitted(state);
    enrol(outpost);
    start_agent(outpost, outpost->hosts, "/etc/hosts");
    assert_converges(outpost);
    line_set(outpost->line, (struct line_weather){.down = true});
    publish(outpost);
    for (int at = 0; at < 5; at++) {
        town_put_in(outpost->town, 2);
        proc_pause(1000);
        hear(outpost);
    }
    assert_int_equal(town_waiting(outpost->town), 10);
    line_set(outpost->line, (struct line_weather){.down = false});
    assert_converges(outpost);
    end_agent(outpost);
}

/* Killed while the batch is on its way, and once more when it has arrived and the receipts are. */
static void the_registry_dies_in_a_batch(void **state)
{
    static const int kill_after_ms[] = {700, 2200, 3500};
    struct outpost *outpost = permitted(state);
    enrol(outpost);
    start_agent(outpost, outpost->hosts, "/etc/hosts");
    assert_converges(outpost);
    line_set(outpost->line, (struct line_weather){.rate_bits = 128000});
    for (size_t at = 0; at < sizeof(kill_after_ms) / sizeof(kill_after_ms[0]); at++) {
        town_put_in(outpost->town, 50);
        proc_pause(kill_after_ms[at]);
        hear(outpost);
        proc_kill(&outpost->town->registry);
        publish(outpost);
        start_registry(outpost, NULL);
    }
    line_set(outpost->line, (struct line_weather){.rate_bits = 0});
    assert_converges(outpost);
    end_agent(outpost);
}

/* ---- row 11: a resolver that never answers ---- */

static void run_a_visit(struct outpost *outpost)
{
    static const char visit[] = "expect \"Rør ved vandet\"\ntap \"Rør ved vandet\"\nrefuse \"Rør ved vandet\"\n";
    char program[TOWN_PATH_BYTES], path[PATH_MAX];
    const char *argv[PROC_ARGS_MAX + 1];
    AUTO(str_finish) struct str output;
    snprintf(path, sizeof(path), "%s/visit.script", outpost->town->folder);
    assert_int_equal(file_write(path, visit, sizeof(visit) - 1, 0600), ERR_OK);
    proc_program(program, sizeof(program), "forhal-kiosk");
    const char *const words[] = {program,     "--data", outpost->town->kiosk_data, "--script", path, "--size",
                                 "1080x1920", NULL};
    line_inside(outpost->line, LINE_KIOSK, NULL, NULL, words, argv);
    int64_t before_ms = now_ms();
    int status = proc_run(argv, outpost->town->command_log, 20000, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
    print_message("a visit meanwhile took %lld ms\n", (long long)(now_ms() - before_ms));
}

static void a_resolver_that_never_answers(void **state)
{
    struct outpost *outpost = permitted(state);
    char resolver[PATH_MAX];
    static const char text[] = "nameserver " LINE_NOBODY "\noptions timeout:30 attempts:5\n";
    enrol(outpost);
    start_agent(outpost, outpost->hosts, "/etc/hosts");
    assert_converges(outpost);
    end_agent(outpost);
    publish(outpost);
    town_put_in(outpost->town, 3);
    snprintf(resolver, sizeof(resolver), "%s/resolv.conf", outpost->town->folder);
    assert_int_equal(file_write(resolver, text, sizeof(text) - 1, 0644), ERR_OK);
    start_agent(outpost, resolver, "/etc/resolv.conf");
    proc_pause(1500); /* now it asks */
    run_a_visit(outpost);
    int64_t begun_ms = now_ms();
    while (now_ms() - begun_ms < 24000) { /* two lookups of a round, each given up */
        hear(outpost);
        proc_pause(LOOK_EVERY_MS);
    }
    print_message("the watchdog fed at least every %lld ms\n", (long long)outpost->hungriest_ms);
    assert_true(outpost->hungriest_ms < 15000);
    assert_int_equal(town_waiting(outpost->town), 3);
    end_agent(outpost); /* in the middle of a lookup */
    start_agent(outpost, outpost->hosts, "/etc/hosts");
    assert_converges(outpost);
    end_agent(outpost);
}

/* ---- rows 9 and 10: papers and clocks ---- */

static void assert_problem(struct outpost *outpost, const char *words)
{
    struct agent_state now = {.link = LINK_NEVER};
    int64_t begun_ms = now_ms();
    while (now_ms() - begun_ms < PATIENCE_MS / 2) {
        if (state_read(&now, outpost->town->dir.agent_state) == ERR_OK && strstr(now.problem, words) != NULL) break;
        proc_pause(LOOK_EVERY_MS);
    }
    if (strstr(now.problem, words) == NULL) print_message("\"%s\" lacks \"%s\"\n", now.problem, words);
    assert_non_null(strstr(now.problem, words));
    assert_int_equal(now.link, LINK_TROUBLE);
}

static void hang_up_and_on(struct outpost *outpost)
{
    char line[256];
    size_t from = proc_log_bytes(&outpost->town->registry);
    proc_signal(&outpost->town->registry, SIGHUP);
    assert_int_equal(proc_wait_line(&outpost->town->registry, from, "was read again", line, sizeof(line), 30000),
                     ERR_OK);
}

static void papers_that_are_over_or_have_not_begun(void **state)
{
    struct outpost *outpost = permitted(state);
    enrol(outpost);
    start_agent(outpost, outpost->hosts, "/etc/hosts");
    assert_converges(outpost);
    write_papers(outpost, -60, -1);
    hang_up_and_on(outpost);
    town_put_in(outpost->town, 2);
    assert_problem(outpost, "the certificate of " URL " ended on ");
    write_papers(outpost, 2, 90);
    hang_up_and_on(outpost);
    assert_problem(outpost, "begins on ");
    assert_int_equal(town_waiting(outpost->town), 2);
    write_papers(outpost, -1, 15); /* renewed, but not for long */
    hang_up_and_on(outpost);
    publish(outpost);
    assert_converges(outpost);
    AUTO(str_finish) struct str output;
    const char *const words[] = {"status", "--json", "--data", outpost->town->kiosk_data, NULL};
    assert_int_equal(kiosk_says(outpost, NULL, words, &output), 0);
    assert_non_null(strstr(str_text(&output), "\"certificate_days\": 14"));
    char line[256];
    assert_int_equal(proc_wait_line(&outpost->town->agent, 0, "ends in 14 days", line, sizeof(line), 30000), ERR_OK);
    end_agent(outpost);
}

static const char *const in_1970[] = {"/usr/bin/env",
                                      "FAKETIME=1970-01-02 00:00:00",
                                      "FAKETIME_DONT_FAKE_MONOTONIC=1",
                                      "LD_PRELOAD=libfaketime.so.1",
                                      "LD_LIBRARY_PATH=" FAKETIME_FOLDER,
                                      "ASAN_OPTIONS=verify_asan_link_order=0",
                                      NULL};
static const char *const in_40_days[] = {"/usr/bin/env",
                                         "FAKETIME=+961h",
                                         "FAKETIME_DONT_FAKE_MONOTONIC=1",
                                         "LD_PRELOAD=libfaketime.so.1",
                                         "LD_LIBRARY_PATH=" FAKETIME_FOLDER,
                                         "ASAN_OPTIONS=verify_asan_link_order=0",
                                         NULL};

/* A Pi that wakes up in 1970 enrols, fetches and delivers; what it hears of the time stays when it is switched off. */
static void a_pi_that_wakes_up_in_1970(void **state)
{
    struct outpost *outpost = permitted(state);
    struct town *town = outpost->town;
    char code[32];
    if (access(FAKETIME_FOLDER "/libfaketime.so.1", F_OK) != 0) {
        print_message("skipped: libfaketime is not installed (make deps)\n");
        skip();
    }
    proc_finish(&town->registry);
    start_registry(outpost, in_40_days);
    town_invite(town, code, sizeof(code));
    AUTO(str_finish) struct str output;
    const char *const words[] = {"enrol",  "--data", town->kiosk_data, "--registry",     URL,
                                 "--code", code,     "--ca",           outpost->ca_path, NULL};
    int status = kiosk_says(outpost, in_1970, words, &output);
    /* The code was made by today's clock and is asked for in forty days: that is all that is wrong with it. */
    assert_non_null(strstr(str_text(&output), "code_expired"));
    assert_int_equal(status, 1);
    proc_finish(&town->registry);
    start_registry(outpost, NULL);
    str_finish(&output);
    status = kiosk_says(outpost, in_1970, words, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
    assert_int_equal(data_dir_init(&town->dir, town->kiosk_data), ERR_OK);
    proc_finish(&town->registry);
    start_registry(outpost, in_40_days);
    publish(outpost);
    town_put_in(town, 3);
    str_finish(&output);
    const char *const once[] = {"once", "--data", town->kiosk_data, NULL};
    status = kiosk_says(outpost, in_1970, once, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
    assert_true(has_converged(outpost));
    town_assert_exactly_once(town);
    int64_t floor_s = time_floor_read(town->dir.time_floor);
    assert_true(floor_s > today_s() + (int64_t)39 * PAPERS_DAY_S && floor_s < today_s() + (int64_t)41 * PAPERS_DAY_S);
    str_finish(&output);
    const char *const report[] = {"status", "--json", "--data", town->kiosk_data, NULL};
    assert_int_equal(kiosk_says(outpost, NULL, report, &output), 0); /* today is behind that floor too */
    assert_non_null(strstr(str_text(&output), "\"clock\": \"doubtful\""));
    if (strstr(str_text(&output), "\"certificate_days\": 49") == NULL) print_message("%s\n", str_text(&output));
    assert_non_null(strstr(str_text(&output), "\"certificate_days\": 49"));
    /* Papers that were over by then can't be made good again by a clock that is set back. */
    write_papers(outpost, -1, 30);
    proc_finish(&town->registry);
    start_registry(outpost, NULL);
    str_finish(&output);
    assert_int_equal(kiosk_says(outpost, in_1970, once, &output), 1);
    assert_non_null(strstr(str_text(&output), "which has passed for certain"));
}

/* A word: only the tests whose names it fits ("*1970"). */
int main(int argc, char **argv)
{
    if (argc > 1) cmocka_set_test_filter(argv[1]);
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        outpost_test(a_third_of_all_packets_is_lost),
        outpost_test(two_seconds_late),
        outpost_test(sixty_four_kilobits),
        outpost_test(packets_out_of_order),
        outpost_test(the_link_is_down_for_a_while),
        outpost_test(the_registry_dies_in_a_batch),
        outpost_test(a_resolver_that_never_answers),
        outpost_test(papers_that_are_over_or_have_not_begun),
        outpost_test(a_pi_that_wakes_up_in_1970),
    };
    return cmocka_run_group_tests_name("bad network", tests, NULL, NULL);
}
