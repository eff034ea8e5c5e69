/* tests/unit/test_agent_pull.c - content that comes to a kiosk: by itself, while it waits, from somebody else, damaged.
 */
#include "tests/unit/agent_hall.h"

static int no_tick(void *context)
{
    (void)context;
    return 100;
}

/* What a wait brings is shown without another question; what does not continue what is here is fetched properly. */
static void a_wait_feeds_the_next_round(void **state)
{
    const struct http_wait wait = {.seconds = 5, .wake_fds = {-1, -1}, .tick = no_tick};
    struct hall *hall = *state;
    bool news = false;
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_NOT_FOUND); /* there is no catalog yet */
    do_round(hall);
    assert_int_equal(shown(hall), 3);
    hall->head = 4;
    int requests = atomic_load(&hall->server.requests);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK);
    assert_true(news);
    assert_int_equal(shown(hall), 3);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.items, 1);
    assert_int_equal(shown(hall), 4);
    assert_int_equal(atomic_load(&hall->server.requests), requests + 1);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK);
    assert_false(news);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK); /* instead of the one before */
    unlink(hall->dir.content);
    round = do_round(hall);
    assert_int_equal(round.items, 4);
    assert_int_equal(shown(hall), 4);
}

/* It was the newest when it came: in a later round it would pass for the newest of then. */
static void what_a_wait_brought_is_for_one_round(void **state)
{
    const struct http_wait wait = {.seconds = 5, .wake_fds = {-1, -1}, .tick = no_tick};
    struct hall *hall = *state;
    bool news = false;
    do_round(hall);
    assert_int_equal(agent_wait(hall->agent, &wait, &news), ERR_OK);
    put_in(hall, 1);
    hall->push = PUSH_REVOKED;
    struct round round = do_round(hall); /* asks for nothing */
    assert_int_equal(round.pull, ERR_REFUSED);
    hall->push = PUSH_HONEST;
    hall->head = 4;
    round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(shown(hall), 4);
}

static void content_that_is_not_ours_is_not_shown(void **state)
{
    static const enum pull_mood moods[] = {PULL_UNSIGNED, PULL_PAGE_OF_PROXY, PULL_BACKWARDS, PULL_ENDLESS};
    static const enum err errs[] = {ERR_UNTRUSTED, ERR_UNTRUSTED, ERR_CONFLICT, ERR_CONFLICT};
    struct hall *hall = *state;
    (void)do_round(hall);
    assert_int_equal(shown(hall), 3);
    for (size_t at = 0; at < 4; at++) {
        hall->pull = moods[at];
        put_in(hall, 1);
        struct round round = do_round(hall);
        assert_int_equal(round.pull, errs[at]);
        assert_int_equal(round.push, ERR_OK); /* the other half goes on */
        assert_int_equal(round.link, LINK_TROUBLE);
        assert_outbox(hall, 0, 0);
        assert_int_equal(shown(hall), 3);
    }
    hall->pull = PULL_HONEST;
    hall->head = 5;
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(shown(hall), 5);
}

static void damaged_content_is_fetched_again(void **state)
{
    struct hall *hall = *state;
    char aside[PATH_MAX];
    (void)do_round(hall);
    make_garbage(hall->dir.content);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.items, 3);
    assert_int_equal(shown(hall), 3);
    assert_int_equal(access(folder_path(hall->folder, "content.db.damaged", aside), F_OK), 0);
    assert_int_equal(hall->sayings, 1);
}

static void what_the_screen_suspects_is_fetched_again(void **state)
{
    struct hall *hall = *state;
    (void)do_round(hall);
    for (int time = 0; time < 2; time++) {
        assert_int_equal(file_write(hall->dir.content_suspect, "", 0, 0600), ERR_OK);
        struct round round = do_round(hall);
        assert_int_equal(round.items, time == 0 ? 3 : 0);
        assert_int_equal(access(hall->dir.content_suspect, F_OK), time == 0 ? -1 : 0);
    }
    hall->now_ms += SUSPECT_INTERVAL_MS; /* a screen that suspects everything waits its turn */
    struct round round = do_round(hall);
    assert_int_equal(round.items, 3);
    assert_int_equal(access(hall->dir.content_suspect, F_OK), -1);
}

static void the_screen_is_rung_when_there_is_news(void **state)
{
    struct hall *hall = *state;
    int bell = -1;
    assert_int_equal(doorbell_open(&bell, hall->dir.kiosk_bell), ERR_OK);
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    (void)do_round(hall);
    assert_false(doorbell_drain(bell)); /* nothing new */
    hall->head = 4;
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    put_in(hall, 1);
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    hall->pull = PULL_UNSIGNED; /* the wire is in trouble */
    (void)do_round(hall);
    assert_true(doorbell_drain(bell));
    (void)do_round(hall);
    assert_false(doorbell_drain(bell)); /* still is */
    close(bell);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        hall_test(a_wait_feeds_the_next_round),
        hall_test(what_a_wait_brought_is_for_one_round),
        hall_test(content_that_is_not_ours_is_not_shown),
        hall_test(damaged_content_is_fetched_again),
        hall_test(what_the_screen_suspects_is_fetched_again),
        hall_test(the_screen_is_rung_when_there_is_news),
    };
    return cmocka_run_group_tests_name("pull", tests, NULL, NULL);
}
