/* tests/e2e/test_push.c - news come within seconds to a real agent that polls once an hour. */
#include "tests/unit/folder.h"

#include <signal.h>
#include <sodium.h>

#include "sync/base/clock.h"
#include "tests/e2e/proxy.h"
#include "tests/e2e/town.h"

/* What comes by itself at all, when the agent asks once an hour: how quickly is printed, and no assertion. */
enum { PATIENCE_MS = 30000, END_MS_MAX = 10000, CUT_AFTER_MS = 2000, LOOK_EVERY_MS = 10 };

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_monotonic_ms(&clock);
}

/* How long until the first network has this title on the kiosk's disk; at most PATIENCE_MS. */
static int64_t until_titled(const struct town *town, const char *wanted)
{
    char title[400] = "";
    int64_t before_ms = now_ms();
    while (now_ms() - before_ms < PATIENCE_MS) {
        if (town_networks(town, title, sizeof(title)) > 0 && strcmp(title, wanted) == 0) break;
        proc_pause(LOOK_EVERY_MS);
    }
    return now_ms() - before_ms;
}

static void wait_for_first_content(const struct town *town)
{
    int64_t before_ms = now_ms();
    while (town_networks(town, NULL, 0) != 12 && now_ms() - before_ms < PATIENCE_MS) proc_pause(LOOK_EVERY_MS);
    assert_int_equal(town_networks(town, NULL, 0), 12);
    proc_pause(500); /* now it waits */
}

static void end_agent(struct town *town)
{
    proc_signal(&town->agent, SIGTERM);
    assert_int_equal(proc_wait(&town->agent, END_MS_MAX), 0); /* well before a wait for news is over */
}

static void what_is_published_is_on_the_disk_at_once(void **state)
{
    static const char *const titles[] = {"Første nyhed", "Anden nyhed", "Tredje nyhed"};
    struct town *town = *state;
    town_enrol(town, town->url);
    town_start_agent(town, "3600");
    wait_for_first_content(town);
    for (size_t at = 0; at < 3; at++) {
        town_import(town, titles[at]);
        int64_t passed_ms = until_titled(town, titles[at]);
        print_message("published to disk: %lld ms\n", (long long)passed_ms);
        assert_true(passed_ms < PATIENCE_MS);
    }
    end_agent(town);
}

/* A ring ends the wait, and after it there is a wait again. */
static void a_ring_interrupts_the_wait(void **state)
{
    struct town *town = *state;
    town_enrol(town, town->url);
    town_start_agent(town, "3600");
    wait_for_first_content(town);
    for (int turn = 0; turn < 3; turn++) {
        int64_t before_ms = now_ms();
        town_put_in(town, 1);
        while (town_waiting(town) > 0 && now_ms() - before_ms < PATIENCE_MS) proc_pause(LOOK_EVERY_MS);
        assert_true(now_ms() - before_ms < PATIENCE_MS);
        proc_pause(100);
    }
    town_assert_exactly_once(town);
    town_import(town, "Efter ringen");
    assert_true(until_titled(town, "Efter ringen") < PATIENCE_MS);
    end_agent(town);
}

static void a_proxy_that_cuts_silence_costs_seconds(void **state)
{
    static const char *const titles[] = {"Gennem en", "Gennem to", "Gennem tre"};
    struct town *town = *state;
    struct proxy *proxy = NULL;
    assert_int_equal(proxy_start(&proxy, town->port, town_seed()), ERR_OK);
    proxy_set_silence(proxy, CUT_AFTER_MS);
    town_enrol(town, proxy_url(proxy));
    town_start_agent(town, "3600");
    wait_for_first_content(town);
    int requests = proxy_requests(proxy);
    int64_t begun_ms = now_ms();
    for (size_t at = 0; at < 3; at++) {
        proc_pause(3000);
        town_import(town, titles[at]);
        int64_t passed_ms = until_titled(town, titles[at]);
        print_message("published to disk: %lld ms\n", (long long)passed_ms);
        assert_true(passed_ms < PATIENCE_MS);
    }
    /* A wait, and a round after it was cut, in five seconds, and what the news cost. */
    int64_t allowed = 2 * ((now_ms() - begun_ms) / 5000 + 1) + 3 * 3;
    print_message("%d requests in %lld ms\n", proxy_requests(proxy) - requests, (long long)(now_ms() - begun_ms));
    assert_true(proxy_requests(proxy) - requests <= allowed);
    end_agent(town);
    proxy_stop(proxy);
}

/* The registry goes, politely and rudely, and comes back. */
static void a_new_registry_is_waited_on_again(void **state)
{
    struct town *town = *state;
    town_enrol(town, town->url);
    town_start_agent(town, "3600");
    wait_for_first_content(town);
    for (int turn = 0; turn < 2; turn++) {
        const char *title = turn == 0 ? "Efter et stop" : "Efter et fald";
        proc_signal(&town->registry, turn == 0 ? SIGTERM : SIGKILL);
        assert_int_equal(proc_wait(&town->registry, END_MS_MAX), turn == 0 ? 0 : 128 + SIGKILL);
        town_start_registry(town);
        town_import(town, title);
        assert_true(until_titled(town, title) < PATIENCE_MS);
    }
    end_agent(town);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        town_test(what_is_published_is_on_the_disk_at_once),
        town_test(a_ring_interrupts_the_wait),
        town_test(a_proxy_that_cuts_silence_costs_seconds),
        town_test(a_new_registry_is_waited_on_again),
    };
    return cmocka_run_group_tests_name("push", tests, NULL, NULL);
}
