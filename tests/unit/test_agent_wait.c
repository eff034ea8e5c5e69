/* tests/unit/test_agent_wait.c - how the agent waits for news: patience, and an exchange that is long in coming. */
#include "tests/unit/folder.h"

#include <sys/eventfd.h>

#include "sync/agent/http.h"
#include "sync/agent/patience.h"
#include "sync/base/clock.h"
#include "tests/unit/fake_server.h"

static uint32_t most(uint32_t below)
{
    return below - 1;
}

enum { HOUR_MS = 3600 * 1000, START_MS = 100000 };

static void good_waits_follow_each_other(void **state)
{
    (void)state;
    struct patience patience;
    patience_begin(&patience);
    assert_int_equal(patience_seconds(&patience, START_MS, START_MS + HOUR_MS), PATIENCE_MOST_S);
    assert_int_equal(patience_seconds(&patience, START_MS, START_MS + 20000), 20); /* a round is due then */
    assert_int_equal(patience_seconds(&patience, START_MS, START_MS + 999), 0);
    assert_int_equal(patience_ended(&patience, WAIT_OVER, 50, START_MS, START_MS + 50000, most), 0);
    assert_false(patience_round(&patience, true, START_MS + 50000));
    assert_int_equal(patience_seconds(&patience, START_MS + 50000, START_MS + HOUR_MS), PATIENCE_MOST_S);
    /* News that come one after the other are fetched once a second. */
    int64_t now_ms = START_MS + 60000;
    assert_int_equal(patience_ended(&patience, WAIT_NEWS, 50, START_MS + 50000, now_ms, most), 0);
    assert_int_equal(patience_seconds(&patience, now_ms, now_ms + HOUR_MS), 0);
    assert_int_equal(patience_next_ms(&patience, now_ms, now_ms + HOUR_MS), now_ms + PATIENCE_NEWS_GAP_MS);
    assert_int_equal(patience_next_ms(&patience, now_ms, now_ms + 10), now_ms + 10);
    assert_int_equal(patience_seconds(&patience, now_ms + PATIENCE_NEWS_GAP_MS, now_ms + HOUR_MS), PATIENCE_MOST_S);
}

/* A line that bears `bears_ms` of silence, for an hour: how many waits, and the longest at the end. */
static int waits_in_an_hour(int64_t bears_ms, long *out_last_s)
{
    struct patience patience;
    int waits = 0;
    int64_t now_ms = START_MS;
    patience_begin(&patience);
    while (now_ms < START_MS + HOUR_MS - 60000) {
        long wait_s = patience_seconds(&patience, now_ms, now_ms + HOUR_MS);
        if (wait_s == 0) {
            now_ms = patience_next_ms(&patience, now_ms, now_ms + HOUR_MS);
            continue;
        }
        bool cut = wait_s * 1000 > bears_ms;
        int64_t end_ms = now_ms + (cut ? bears_ms : wait_s * 1000);
        end_ms += patience_ended(&patience, cut ? WAIT_CUT : WAIT_OVER, wait_s, now_ms, end_ms, most);
        patience_round(&patience, true, end_ms);
        now_ms = end_ms;
        waits++;
        *out_last_s = wait_s;
    }
    return waits;
}

static void a_line_that_is_cut_is_learned(void **state)
{
    (void)state;
    long last_s = 0;
    assert_in_range(waits_in_an_hour(30000, &last_s), 3540 / 25, 3540 / 25 + 3);
    assert_int_equal(last_s, 25);
    /* Never two that bring nothing within five seconds. */
    assert_in_range(waits_in_an_hour(2000, &last_s), 3540 / 5 - 10, 3540 / 5 + 1);
    assert_int_equal(last_s, 1);
    /* Not worth it: tried anew now and then, later and later. */
    assert_in_range(waits_in_an_hour(100, &last_s), 5, 40);
}

static void an_outage_teaches_nothing(void **state)
{
    (void)state;
    struct patience patience;
    patience_begin(&patience);
    assert_int_equal(patience_ended(&patience, WAIT_CUT, 50, START_MS, START_MS + 20000, most), PATIENCE_SPREAD_MS - 1);
    assert_false(patience_round(&patience, false, START_MS + 21000));
    assert_false(patience_round(&patience, true, START_MS + 60000));
    assert_int_equal(patience_seconds(&patience, START_MS + 60000, START_MS + HOUR_MS), PATIENCE_MOST_S);
    /* One that was cut is forgiven after an hour. */
    (void)patience_ended(&patience, WAIT_CUT, 50, START_MS, START_MS + 20000, most);
    assert_true(patience_round(&patience, true, START_MS + 21000));
    assert_int_equal(patience_seconds(&patience, START_MS + 60000, START_MS + HOUR_MS), 25);
    int64_t later_ms = START_MS + 21000 + PATIENCE_FORGIVE_MS;
    assert_int_equal(patience_seconds(&patience, later_ms, later_ms + HOUR_MS), PATIENCE_MOST_S);
}

static void early_answers_are_asked_for_later_and_later(void **state)
{
    (void)state;
    struct patience patience;
    int64_t now_ms = START_MS;
    int64_t before_ms = 0;
    patience_begin(&patience);
    for (int turn = 0; turn < 8; turn++) {
        (void)patience_ended(&patience, WAIT_EARLY, 50, now_ms, now_ms, most);
        int64_t pause_ms = patience_next_ms(&patience, now_ms, now_ms + HOUR_MS) - now_ms;
        assert_true(pause_ms > before_ms || pause_ms == BACKOFF_MOST_MS);
        before_ms = pause_ms;
        now_ms += pause_ms;
    }
    assert_true(before_ms > BACKOFF_MOST_MS / 2);
    (void)patience_ended(&patience, WAIT_OVER, 50, now_ms, now_ms + 50000, most);
    (void)patience_ended(&patience, WAIT_EARLY, 50, now_ms + 50000, now_ms + 50000, most);
    assert_true(patience_next_ms(&patience, now_ms + 50000, now_ms + HOUR_MS) - now_ms - 50000 <= 2 * BACKOFF_LEAST_MS);
}

/* ---- an exchange ---- */

struct line {
    struct fake_server server;
    atomic_int pause_ms; /* how long the answer is in coming; -1: it never comes */
    int ticks;
    int bell_fd;
    int ring_at; /* the tick at which somebody rings */
};

static enum fake_end answer_late(void *context, const struct fake_request *request, struct str *out)
{
    struct line *line = context;
    (void)request;
    int pause_ms = atomic_load(&line->pause_ms);
    if (pause_ms < 0) return FAKE_HANG;
    poll(NULL, 0, pause_ms);
    fake_add(out, 200, "", "late", 4);
    return FAKE_KEEP;
}

static int count_tick(void *context)
{
    struct line *line = context;
    if (++line->ticks == line->ring_at) (void)!write(line->bell_fd, &(uint64_t){1}, sizeof(uint64_t));
    return 50;
}

static enum err wait_on(struct line *line, struct http *http, long seconds, int64_t *out_ms)
{
    struct clock clock = clock_system();
    const struct http_wait wait = {
        .seconds = seconds, .wake_fds = {-1, line->bell_fd}, .tick = count_tick, .context = line};
    const struct http_request request = {.method = "GET", .target = "/v1/feed", .signature = "s", .wait = &wait};
    struct http_answer answer;
    int64_t before_ms = clock_monotonic_ms(&clock);
    enum err err = http_exchange(http, &request, &answer);
    *out_ms = clock_monotonic_ms(&clock) - before_ms;
    if (err != ERR_OK) return err;
    assert_string_equal(str_text(&answer.body), "late");
    http_answer_finish(&answer);
    return ERR_OK;
}

static void silence_is_borne_and_a_ring_heard(void **state)
{
    (void)state;
    struct line line = {.bell_fd = eventfd(0, EFD_NONBLOCK)};
    struct http *http = NULL;
    int64_t passed_ms = 0;
    atomic_init(&line.pause_ms, 2500);
    assert_int_equal(fake_start(&line.server, answer_late, &line), 0);
    const struct http_options options = {.base_url = line.server.url, .stall_s = 1};
    assert_int_equal(http_open(&http, &options), ERR_OK);
    /* 2.5 s of silence are too much for a stall of 1 s, and nothing for a wait of 3. */
    assert_int_equal(wait_on(&line, http, 3, &passed_ms), ERR_OK);
    assert_true(line.ticks > 10);
    atomic_store(&line.pause_ms, -1);
    line.ring_at = line.ticks + 4;
    assert_int_equal(wait_on(&line, http, 30, &passed_ms), ERR_UNAVAILABLE);
    assert_true(passed_ms < 1500);
    assert_non_null(strstr(http_problem(http), "something else"));
    /* The bell is taken; the same handle asks again, over another connection. */
    uint64_t rings;
    assert_int_equal(read(line.bell_fd, &rings, sizeof(rings)), sizeof(rings));
    atomic_store(&line.pause_ms, 0);
    assert_int_equal(wait_on(&line, http, 5, &passed_ms), ERR_OK);
    assert_int_equal(atomic_load(&line.server.connections), 2);
    assert_int_equal(wait_on(&line, http, 5, &passed_ms), ERR_OK); /* and again over the same */
    assert_int_equal(atomic_load(&line.server.connections), 2);
    http_close(http);
    fake_stop(&line.server);
    close(line.bell_fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_waits_follow_each_other),
        cmocka_unit_test(a_line_that_is_cut_is_learned),
        cmocka_unit_test(an_outage_teaches_nothing),
        cmocka_unit_test(early_answers_are_asked_for_later_and_later),
        cmocka_unit_test(silence_is_borne_and_a_ring_heard),
    };
    return cmocka_run_group_tests_name("agent waits", tests, NULL, NULL);
}
