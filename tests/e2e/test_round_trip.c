/* tests/e2e/test_round_trip.c - the real registry and the real agent, and everything that can come between. */
#include "tests/unit/folder.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/model/picture.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"
#include "tests/e2e/proc.h"
#include "tests/e2e/proxy.h"
#include "tests/e2e/town.h"

enum {
    KILLS_OF_AGENT = 50,
    KILLS_OF_REGISTRY = 15,
    ROUNDS_PER_FAULT = 4,
    WAIT_MS_MAX = 30000,
    END_MS_MAX = 15000, /* half of what it would wait otherwise */
    LOOK_EVERY_MS = 20,
};

static uint32_t chance(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

/* Rings until the outbox is empty; false when that takes too long. */
static bool wait_until_delivered(struct town *town)
{
    for (int passed_ms = 0; passed_ms < WAIT_MS_MAX; passed_ms += 100) {
        if (town_waiting(town) == 0) return true;
        town_ring(town);
        proc_pause(100);
    }
    return false;
}

static bool wait_for_networks(const struct town *town, int count)
{
    for (int passed_ms = 0; passed_ms < WAIT_MS_MAX; passed_ms += LOOK_EVERY_MS) {
        if (town_networks(town, NULL, 0) == count) return true;
        proc_pause(LOOK_EVERY_MS);
    }
    return false;
}

/* What the demo's pages show has come under the name of its bytes. */
static void assert_picture_is_there(const struct town *town)
{
    char path[PATH_MAX], name[PICTURE_NAME_BYTES];
    AUTO(str_finish) struct str file = {0};
    assert_int_equal(file_read(&file, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
    picture_name(name, str_text(&file), file.length);
    snprintf(path, sizeof(path), "%s/pictures/%s.png", town->kiosk_data, name);
    assert_int_equal(access(path, R_OK), 0);
}

static void content_comes_down(void **state)
{
    struct town *town = *state;
    char title[400] = "";
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    assert_picture_is_there(town);
    assert_int_equal(town_networks(town, title, sizeof(title)), 12);
    town_import(town, "Et helt nyt navn æøå");
    assert_int_equal(town_once(town), 0);
    assert_int_equal(town_networks(town, title, sizeof(title)), 12);
    assert_string_equal(title, "Et helt nyt navn æøå");
}

static void entries_go_up(void **state)
{
    struct town *town = *state;
    town_enrol(town, town->url);
    town_put_in(town, 1);
    assert_int_equal(town_waiting(town), 1);
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
    town_put_in(town, 120); /* more than two batches */
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
}

static void a_ring_is_answered_at_once(void **state)
{
    struct town *town = *state;
    struct clock clock = clock_system();
    town_enrol(town, town->url);
    town_start_agent(town, "3600");
    assert_true(wait_for_networks(town, 12));
    proc_pause(300);
    int64_t before_ms = clock_monotonic_ms(&clock);
    town_put_in(town, 1);
    while (town_waiting(town) > 0 && clock_monotonic_ms(&clock) - before_ms < WAIT_MS_MAX) proc_pause(2);
    assert_true(clock_monotonic_ms(&clock) - before_ms < WAIT_MS_MAX); /* and not in an hour */
    town_assert_exactly_once(town);
    proc_signal(&town->agent, SIGTERM);
    assert_int_equal(proc_wait(&town->agent, END_MS_MAX), 0);
}

static void the_agent_waits_to_be_enrolled(void **state)
{
    struct town *town = *state;
    char line[256];
    town_start_agent(town, "3600");
    assert_int_equal(proc_wait_line(&town->agent, 0, "not enrolled", line, sizeof(line), WAIT_MS_MAX), ERR_OK);
    town_enrol(town, town->url); /* rings */
    assert_true(wait_for_networks(town, 12));
    assert_int_equal(town_once(town), 1); /* one at a time */
}

static void an_agent_that_dies_loses_nothing(void **state)
{
    struct town *town = *state;
    uint32_t seed = town_seed() | 1;
    town_enrol(town, town->url);
    for (int death = 0; death < KILLS_OF_AGENT; death++) {
        town_put_in(town, 1);
        town_start_agent(town, "1");
        proc_pause((int)chance(&seed, 30));
        town_put_in(town, 1 + (int)chance(&seed, 3));
        proc_pause((int)chance(&seed, 30));
        proc_kill(&town->agent);
    }
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
    assert_int_equal(town_networks(town, NULL, 0), 12);
}

static void a_registry_that_dies_loses_nothing(void **state)
{
    struct town *town = *state;
    uint32_t seed = town_seed() | 1;
    town_enrol(town, town->url);
    town_start_agent(town, "1");
    for (int death = 0; death < KILLS_OF_REGISTRY; death++) {
        town_put_in(town, 1 + (int)chance(&seed, 20));
        proc_pause((int)chance(&seed, 60));
        proc_kill(&town->registry);
        town_put_in(town, 1); /* into an outage */
        town_start_registry(town);
    }
    assert_true(wait_until_delivered(town));
    town_assert_exactly_once(town);
}

/* What was put in is in the ledger or in the outbox, and never gone. */
static void assert_nothing_lost(const struct town *town)
{
    assert_int_equal(town_set_aside(town), 0);
    assert_true(town_ledger(town) + town_waiting(town) >= town->put_in);
}

static void play_fault(struct town *town, struct proxy *proxy, enum fault fault)
{
    bool own = fault == FAULT_OWN_EMPTY || fault == FAULT_OWN_HTML || fault == FAULT_HANG;
    proxy_set(proxy, fault);
    int rounds = fault == FAULT_HANG ? 1 : ROUNDS_PER_FAULT;
    for (int at = 0; at < rounds; at++) {
        town_put_in(town, 3);
        int64_t waiting = town_waiting(town);
        int64_t ledger = town_ledger(town);
        int status = town_once(town);
        if (own || fault == FAULT_SWALLOW || fault == FAULT_TRUNCATE) {
            assert_int_equal(status, 1);
            assert_int_equal(town_waiting(town), waiting);
        }
        if (own) assert_int_equal(town_ledger(town), ledger);
        if (fault == FAULT_DELAY || fault == FAULT_DUPLICATE) assert_int_equal(status, 0);
        assert_nothing_lost(town);
    }
    proxy_set(proxy, FAULT_NONE);
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
}

static void no_fault_between_them_loses_or_doubles(void **state)
{
    struct town *town = *state;
    struct proxy *proxy = NULL;
    assert_int_equal(proxy_start(&proxy, town->port, town_seed()), ERR_OK);
    town_enrol(town, proxy_url(proxy));
    for (int fault = 0; fault <= FAULT_COUNT; fault++) {
        print_message("fault: %s\n", fault_name((enum fault)fault));
        play_fault(town, proxy, (enum fault)fault);
    }
    assert_int_equal(town_networks(town, NULL, 0), 12);
    proxy_stop(proxy);
}

static void a_running_agent_lives_through_all_faults(void **state)
{
    struct town *town = *state;
    struct proxy *proxy = NULL;
    assert_int_equal(proxy_start(&proxy, town->port, town_seed()), ERR_OK);
    town_enrol(town, proxy_url(proxy));
    town_start_agent(town, "1");
    proxy_set(proxy, FAULT_COUNT);
    for (int at = 0; at < 40; at++) {
        town_put_in(town, 2);
        proc_pause(60);
    }
    proxy_set(proxy, FAULT_NONE);
    assert_true(wait_until_delivered(town));
    town_assert_exactly_once(town);
    proc_signal(&town->agent, SIGTERM);
    assert_int_equal(proc_wait(&town->agent, END_MS_MAX), 0);
    proxy_stop(proxy);
}

static void an_end_is_heard_in_the_middle_of_a_transfer(void **state)
{
    struct town *town = *state;
    struct proxy *proxy = NULL;
    char program[TOWN_PATH_BYTES];
    assert_int_equal(proxy_start(&proxy, town->port, 1), ERR_OK);
    town_enrol(town, proxy_url(proxy));
    proxy_set(proxy, FAULT_HANG);
    int requests = proxy_requests(proxy);
    proc_program(program, sizeof(program), "forhal-sync");
    const char *const argv[] = {program, "run", "--data", town->kiosk_data, NULL}; /* would wait for 30 seconds */
    assert_int_equal(proc_start(&town->agent, argv, town->agent_log), ERR_OK);
    for (int at = 0; at < 500 && proxy_requests(proxy) == requests; at++) proc_pause(10);
    proc_signal(&town->agent, SIGTERM);
    assert_int_equal(proc_wait(&town->agent, END_MS_MAX), 0);
    proxy_stop(proxy);
}

static void a_lost_answer_enrols_the_same_kiosk(void **state)
{
    struct town *town = *state;
    struct proxy *proxy = NULL;
    char code[32];
    assert_int_equal(proxy_start(&proxy, town->port, 1), ERR_OK);
    town_invite(town, code, sizeof(code));
    const char *const words[] = {"enrol",  "--data", town->kiosk_data,  "--registry", proxy_url(proxy),
                                 "--code", code,     "--stall-seconds", "1",          NULL};
    static const enum fault faults[] = {FAULT_SWALLOW, FAULT_TRUNCATE, FAULT_OWN_HTML, FAULT_NONE, FAULT_NONE};
    for (size_t at = 0; at < sizeof(faults) / sizeof(faults[0]); at++) {
        AUTO(str_finish) struct str output;
        proxy_set(proxy, faults[at]);
        assert_int_equal(town_sync(town, words, &output), at == 3 ? 0 : 1);
        if (at == 4) assert_non_null(strstr(str_text(&output), "enrolled already"));
    }
    AUTO(str_finish) struct str kiosks;
    const char *const list[] = {"kiosk", "list", "--data", town->registry_data, NULL};
    assert_int_equal(town_registry(town, list, &kiosks), 0);
    const char *first = strstr(str_text(&kiosks), "Foyer");
    assert_non_null(first);
    assert_null(strstr(first + 1, "Foyer")); /* one kiosk, for all the asking */
    proxy_stop(proxy);
}

static void garbage_for_content_is_replaced(void **state)
{
    struct town *town = *state;
    char garbage[65536];
    char aside[PATH_MAX];
    town_enrol(town, town->url);
    town_start_agent(town, "3600");
    assert_true(wait_for_networks(town, 12));
    proc_pause(500); /* the round is over */
    randombytes_buf(garbage, sizeof(garbage));
    int fd = open(town->dir.content, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, garbage, sizeof(garbage), 0), sizeof(garbage));
    close(fd);
    assert_int_equal(town_networks(town, NULL, 0), -1);
    town_ring(town);
    assert_true(wait_for_networks(town, 12));
    snprintf(aside, sizeof(aside), "%s.damaged", town->dir.content);
    assert_int_equal(access(aside, F_OK), 0);
}

static void a_revoked_kiosk_keeps_what_it_has(void **state)
{
    struct town *town = *state;
    struct identity identity;
    town_enrol(town, town->url);
    town_put_in(town, 2);
    assert_int_equal(identity_read(&identity, town->dir.identity), ERR_OK);
    AUTO(str_finish) struct str output;
    const char *const revoke[] = {"kiosk", "revoke", identity.kiosk_id, "--data", town->registry_data, NULL};
    assert_int_equal(town_registry(town, revoke, &output), 0);
    assert_int_equal(town_once(town), 1);
    assert_int_equal(town_waiting(town), 2);
    assert_int_equal(town_ledger(town), 0);
    AUTO(str_finish) struct str status;
    const char *const ask[] = {"status", "--json", "--data", town->kiosk_data, NULL};
    assert_int_equal(town_sync(town, ask, &status), 0);
    AUTO(json_auto) json_t *json = NULL;
    assert_int_equal(json_parse(&json, str_text(&status), status.length, status.length, 8, NULL), ERR_OK);
    assert_string_equal(json_text_at(json, "link"), "refused");
    assert_int_equal(json_int_at(json_object_get(json, "outbox"), "waiting", -1), 2);
    identity_finish(&identity);
}

/* Systemd's place is taken by a socket of ours. */
static void the_watchdog_is_fed_in_quiet_times(void **state)
{
    struct town *town = *state;
    char path[PATH_MAX];
    char said[128];
    int ready = 0;
    int fed = 0;
    town_enrol(town, town->url);
    snprintf(path, sizeof(path), "%s/notify", town->folder);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%.100s", path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    setenv("NOTIFY_SOCKET", path, 1);
    setenv("WATCHDOG_USEC", "400000", 1);
    town_start_agent(town, "3600");
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    for (int at = 0; at < 20 && fed < 5 && poll(&readable, 1, 5000) == 1; at++) {
        ssize_t got = recv(fd, said, sizeof(said) - 1, 0);
        said[got > 0 ? got : 0] = '\0';
        if (strcmp(said, "READY=1") == 0) ready++;
        if (strcmp(said, "WATCHDOG=1") == 0) fed++;
    }
    close(fd);
    assert_int_equal(ready, 1);
    assert_int_equal(fed, 5);
}

static void assert_on_no_disk(const struct town *town, const char *secret)
{
    AUTO(str_finish) struct str output;
    const char *const argv[] = {"/bin/grep", "-rlaF", secret, town->kiosk_data, NULL};
    assert_int_equal(proc_run(argv, town->command_log, WAIT_MS_MAX, &output), 1);
}

/* The whole way: a finger on the glass, the outbox, the wire, the ledger. */
static void a_visit_ends_in_the_ledger(void **state)
{
    static const char visit[] = "tap \"Rør ved vandet\"\ntap \"Frivilligt arbejde\"\ntap \"Jeg er interesseret\"\n"
                                "tap \"Det er fint, videre\"\ntype \"Bo Ås-Østergård\"\ntap \"Videre\"\n"
                                "type \"bo@eksempel.dk\"\ntap \"Færdig\"\ntap \"Send til sekretariatet\"\n"
                                "expect \"Tak. Din interesse er gemt.\"\n";
    struct town *town = *state;
    char program[TOWN_PATH_BYTES];
    char script[PATH_MAX];
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    proc_program(program, sizeof(program), "forhal-kiosk");
    snprintf(script, sizeof(script), "%s/visit.script", town->folder);
    assert_int_equal(file_write(script, visit, sizeof(visit) - 1, 0600), ERR_OK);
    AUTO(str_finish) struct str output;
    const char *const argv[] = {program, "--data", town->kiosk_data, "--script", script, NULL};
    int status = proc_run(argv, town->command_log, WAIT_MS_MAX, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
    assert_int_equal(town_waiting(town), 1);
    assert_on_no_disk(town, "Østergård");
    assert_on_no_disk(town, "bo@eksempel.dk");
    assert_int_equal(town_once(town), 0);
    town->put_in = 1;
    town_assert_exactly_once(town);
}

/* Plays a visit with the real kiosk. */
static void play(struct town *town, const char *visit)
{
    char program[TOWN_PATH_BYTES];
    char script[PATH_MAX];
    proc_program(program, sizeof(program), "forhal-kiosk");
    snprintf(script, sizeof(script), "%s/visit.script", town->folder);
    assert_int_equal(file_write(script, visit, strlen(visit), 0600), ERR_OK);
    AUTO(str_finish) struct str output;
    const char *const argv[] = {program, "--data", town->kiosk_data, "--script", script, NULL};
    int status = proc_run(argv, town->command_log, WAIT_MS_MAX, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
}

static void staff(struct town *town, const char *const words[])
{
    AUTO(str_finish) struct str output;
    int status = town_registry(town, words, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
}

static void an_idea_comes_back_published_and_answered(void **state)
{
    struct town *town = *state;
    const char *data = town->registry_data;
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    play(town, "tap \"Rør ved vandet\"\ntap \"Idéer\"\nexpect \"Ingen idéer er vist frem endnu. Din kan blive den "
               "første.\"\ntap \"Har du en idé?\"\ntap \"Det er fint, videre\"\ntype \"En vandbro\"\ntap \"Videre\"\n"
               "type \"Over kanalen\"\ntap \"Videre\"\ntap \"Borgerne\"\ntap \"Videre\"\ntap \"Videre\"\n"
               "tap \"Færdig\"\ntap \"Send til sekretariatet\"\nexpect \"Tak. Din idé er gemt.\"\n");
    assert_int_equal(town_once(town), 0);
    play(town, "tap \"Rør ved vandet\"\ntap \"Idéer\"\nrefuse \"En vandbro\"\n"); /* nobody has read it yet */
    staff(town, (const char *const[]){"idea", "publish", "1", "--title", "En bro af vand", "--data", data, NULL});
    staff(town, (const char *const[]){"idea", "answer", "1", "--status", "network", "--network", "frivilligt-arbejde",
                                      "--text", "Kom og byg med.", "--data", data, NULL});
    assert_int_equal(town_once(town), 0);
    play(town, "tap \"Rør ved vandet\"\ntap \"Idéer\"\ntap \"En bro af vand\"\nexpect \"Over kanalen\"\n"
               "expect \"Blev til et netværk\"\nexpect \"Kom og byg med.\"\ntap \"Støt idéen\"\n"
               "expect \"Tak, din støtte er gemt.\"\n");
    assert_int_equal(town_once(town), 0);
    assert_int_equal(town_once(town), 0);
    play(town, "tap \"Rør ved vandet\"\ntap \"Idéer\"\ntap \"En bro af vand\"\nexpect \"1 støtter den\"\n");
    town_import(town, "Et andet navn"); /* which leaves ideas alone */
    assert_int_equal(town_once(town), 0);
    play(town, "tap \"Rør ved vandet\"\ntap \"Idéer\"\nexpect \"En bro af vand\"\n");
    staff(town, (const char *const[]){"idea", "unpublish", "1", "--data", data, NULL});
    assert_int_equal(town_once(town), 0);
    play(town, "tap \"Rør ved vandet\"\ntap \"Idéer\"\nrefuse \"En bro af vand\"\n");
}

/* A seat under a code that the test knows. */
static void put_in_seat(struct town *town, const char *code, const char *name)
{
    AUTO(outbox_auto) struct outbox *outbox = NULL;
    struct identity identity;
    struct submission seat = {.kind = SUBMISSION_SEAT,
                              .network = "frivilligt-arbejde",
                              .contact = "28123456",
                              .notice = "2026-1",
                              .lang = "da"};
    snprintf(seat.name, sizeof(seat.name), "%s", name);
    receipt_code_hash(seat.receipt_hash, code);
    assert_int_equal(identity_read(&identity, town->dir.identity), ERR_OK);
    assert_int_equal(outbox_open(&outbox, town->dir.outbox), ERR_OK);
    assert_int_equal(outbox_submit(outbox, &identity, &seat), ERR_OK);
    identity_finish(&identity);
}

static void follow(struct town *town, const char *code, const char *then)
{
    char visit[1024];
    snprintf(visit, sizeof(visit), "tap \"Rør ved vandet\"\ntap \"Hvad skete der?\"\nscan \"%s\"\n%s", code, then);
    play(town, visit);
}

/* On PostgreSQL: in what it gives, since its files are its own. */
static bool registry_holds(const struct town *town, const char *text)
{
    AUTO(str_finish) struct str output;
    if (town->db_url[0] != '\0') {
        static const char sql[] = "SELECT e FROM entry e; SELECT i FROM item i WHERE type IN ('idea', 'answer')";
        const char *const dump[] = {"/usr/bin/psql", "-qAt", town->db_url, "-c", sql, NULL};
        assert_int_equal(proc_run(dump, town->command_log, WAIT_MS_MAX, &output), 0);
        return strstr(str_text(&output), text) != NULL;
    }
    const char *const argv[] = {"/bin/grep", "-rlaF", text, town->registry_data, NULL};
    return proc_run(argv, town->command_log, WAIT_MS_MAX, &output) == 0;
}

static void a_seat_is_followed_and_erased(void **state)
{
    static const char code[] = "K7F2-9QXM-3DPA-W6TM";
    struct town *town = *state;
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    follow(town, code, "expect \"Skærmen har ikke hørt om den endnu\"\n");
    put_in_seat(town, code, "Østergård Vinterberg");
    follow(town, code, "expect \"Det venter på at blive sendt\"\n");
    assert_int_equal(town_once(town), 0);
    follow(town, code, "expect \"Din plads er ønsket\"\n");
    staff(town, (const char *const[]){"entry", "answer", "1", "--status", "waiting_list", "--place", "2", "--data",
                                      town->registry_data, NULL});
    assert_int_equal(town_once(town), 0);
    follow(town, code, "expect \"Du er nummer 2 på ventelisten\"\n");
    staff(town, (const char *const[]){"entry", "answer", "1", "--status", "granted", "--text", "Velkommen.", "--data",
                                      town->registry_data, NULL});
    assert_int_equal(town_once(town), 0);
    assert_true(registry_holds(town, "Vinterberg"));
    follow(town, code,
           "expect \"Du har fået en plads\"\nexpect \"Velkommen.\"\ntap \"Slet det\"\ntap \"Ja, slet det\"\n"
           "expect \"Dit ønske er gemt\"\n");
    assert_on_no_disk(town, code); /* sealed, and otherwise only as a hash */
    assert_int_equal(town_once(town), 0);
    assert_int_equal(town_once(town), 0);
    follow(town, code, "expect \"Det er slettet\"\n");
    assert_false(registry_holds(town, "Vinterberg"));
    assert_false(registry_holds(town, code));
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        town_test(content_comes_down),
        town_test(entries_go_up),
        town_test(a_ring_is_answered_at_once),
        town_test(the_agent_waits_to_be_enrolled),
        town_test(an_agent_that_dies_loses_nothing),
        town_test(a_registry_that_dies_loses_nothing),
        town_test(no_fault_between_them_loses_or_doubles),
        town_test(a_running_agent_lives_through_all_faults),
        town_test(an_end_is_heard_in_the_middle_of_a_transfer),
        town_test(a_lost_answer_enrols_the_same_kiosk),
        town_test(garbage_for_content_is_replaced),
        town_test(a_revoked_kiosk_keeps_what_it_has),
        town_test(the_watchdog_is_fed_in_quiet_times),
        town_test(a_visit_ends_in_the_ledger),
        town_test(an_idea_comes_back_published_and_answered),
        town_test(a_seat_is_followed_and_erased),
    };
    return cmocka_run_group_tests_name("round trip", tests, NULL, NULL);
}
