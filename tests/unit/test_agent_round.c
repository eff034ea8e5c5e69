/* tests/unit/test_agent_round.c - rounds against a registry that tells lies, breaks, or is not one. */
#include "tests/unit/agent_hall.h"

static void a_good_round_does_both(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 3);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.link, LINK_GOOD);
    assert_int_equal(round.settled, 3);
    assert_int_equal(round.items, 3);
    assert_outbox(hall, 0, 0);
    assert_int_equal(shown(hall), 3);
    struct agent_state written;
    assert_int_equal(state_read(&written, hall->dir.agent_state), ERR_OK);
    assert_int_equal(written.link, LINK_GOOD);
    assert_int_equal(atomic_load(&hall->server.connections), 1);
}

static void nothing_but_a_receipt_empties_the_outbox(void **state)
{
    static const enum push_mood moods[] = {PUSH_EMPTY_OBJECT, PUSH_PAGE_OF_PROXY, PUSH_OTHER_KEY, PUSH_BROKEN};
    struct hall *hall = *state;
    put_in(hall, 3);
    for (size_t at = 0; at < sizeof(moods) / sizeof(moods[0]); at++) {
        hall->push = moods[at];
        for (int again = 0; again < 3; again++) { /* in batches, then one by one */
            struct round round = do_round(hall);
            assert_int_equal(round.push, moods[at] == PUSH_BROKEN ? ERR_UNAVAILABLE : ERR_UNTRUSTED);
            assert_int_equal(round.pull, ERR_OK); /* the other half goes on */
            assert_int_equal(round.settled, 0);
            assert_outbox(hall, 3, 0);
        }
    }
    hall->push = PUSH_HONEST;
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_outbox(hall, 0, 0);
}

static void a_receipt_empties_only_its_own_entry(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 3);
    hall->push = PUSH_OTHER_ENTRY;
    struct round round = do_round(hall);
    assert_int_equal(round.push, ERR_UNTRUSTED);
    assert_int_equal(round.settled, 3); /* one each time, since the others went behind it */
    assert_outbox(hall, 0, 0);
}

static void receipts_settle_in_any_order_erased_ones_too(void **state)
{
    struct hall *hall = *state;
    for (int gone = 0; gone <= 1; gone++) {
        put_in(hall, 20);
        hall->push = gone ? PUSH_GONE : PUSH_SHUFFLED;
        struct round round = do_round(hall);
        assert_true(round_is_good(&round));
        assert_int_equal(round.settled, 20);
        assert_outbox(hall, 0, 0);
    }
}

static void a_missing_receipt_keeps_its_entry(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 5);
    hall->push = PUSH_FORGETFUL;
    struct round round = do_round(hall);
    assert_int_equal(round.push, ERR_UNTRUSTED);
    assert_int_equal(round.settled, 4);
    assert_outbox(hall, 1, 0);
    hall->push = PUSH_HONEST;
    round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_outbox(hall, 0, 0);
}

static void one_bad_entry_never_stops_the_others(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 30);
    hall->push = PUSH_POISONED;
    for (int at = 0; at < 6; at++) (void)do_round(hall);
    assert_outbox(hall, 1, 0);
    put_in(hall, 3);
    for (int at = 0; at < 3; at++) (void)do_round(hall);
    assert_outbox(hall, 1, 0);
    hall->push = PUSH_HONEST;
    (void)do_round(hall);
    assert_outbox(hall, 0, 0);
}

static void what_the_registry_refuses_is_set_aside(void **state)
{
    static const enum push_mood moods[] = {PUSH_CONFLICT, PUSH_REJECTED};
    struct hall *hall = *state;
    for (int at = 0; at < 2; at++) {
        hall->push = moods[at];
        put_in(hall, 2);
        struct round round = do_round(hall);
        assert_int_equal(round.set_aside, 2);
        assert_true(round_is_good(&round));
        assert_outbox(hall, 0, 2 * (at + 1));
    }
    int requests = atomic_load(&hall->server.requests);
    (void)do_round(hall);
    assert_int_equal(atomic_load(&hall->server.requests), requests + 1); /* the feed's only */
}

static void a_revoked_kiosk_keeps_everything(void **state)
{
    struct hall *hall = *state;
    put_in(hall, 2);
    hall->push = PUSH_REVOKED;
    struct round round = do_round(hall);
    assert_int_equal(round.push, ERR_REFUSED);
    assert_int_equal(round.link, LINK_REFUSED);
    assert_non_null(strstr(round.problem, "revoked"));
    assert_outbox(hall, 2, 0);
}

static void more_than_a_batch_is_delivered_in_one_round(void **state)
{
    struct hall *hall = *state;
    put_in(hall, ENTRIES_PER_BATCH_MAX + 1);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(round.settled, ENTRIES_PER_BATCH_MAX + 1);
    assert_int_equal(atomic_load(&hall->server.requests), 3);
}

static void a_damaged_outbox_is_kept(void **state)
{
    struct hall *hall = *state;
    char aside[PATH_MAX];
    make_garbage(hall->dir.outbox);
    struct round round = do_round(hall);
    assert_true(round_is_good(&round));
    assert_int_equal(hall->sayings, 1);
    assert_int_equal(access(folder_path(hall->folder, "outbox.db.damaged-1", aside), F_OK), 0);
    put_in(hall, 1);
    round = do_round(hall);
    assert_int_equal(round.settled, 1);
}

static void quiet_times_cost_no_write(void **state)
{
    static const char *const files[] = {"agent.json", "content.db", "outbox.db"};
    struct hall *hall = *state;
    struct stat before[3];
    struct stat after;
    char path[PATH_MAX];
    (void)do_round(hall);
    for (size_t at = 0; at < 3; at++)
        assert_int_equal(stat(folder_path(hall->folder, files[at], path), &before[at]), 0);
    for (int at = 0; at < 10; at++) (void)do_round(hall);
    for (size_t at = 0; at < 3; at++) {
        assert_int_equal(stat(folder_path(hall->folder, files[at], path), &after), 0);
        assert_int_equal(after.st_ino, before[at].st_ino);
        assert_int_equal(after.st_mtim.tv_sec, before[at].st_mtim.tv_sec);
        assert_int_equal(after.st_mtim.tv_nsec, before[at].st_mtim.tv_nsec);
    }
}

static void only_one_agent_at_a_time(void **state)
{
    struct hall *hall = *state;
    struct agent *second = NULL;
    assert_int_equal(open_agent(hall, &second), ERR_UNAVAILABLE);
    assert_null(second);
    agent_close(hall->agent);
    hall->agent = NULL;
    assert_int_equal(unlink(hall->dir.identity), 0);
    assert_int_equal(open_agent(hall, &second), ERR_NOT_FOUND);
    make_garbage(hall->dir.identity);
    assert_int_equal(open_agent(hall, &second), ERR_DAMAGED);
    hall->identity.enrolled = false;
    assert_int_equal(identity_write(&hall->identity, hall->dir.identity), ERR_OK);
    assert_int_equal(open_agent(hall, &second), ERR_NOT_FOUND);
}

static void the_pulse_is_a_look_at_the_disk(void **state)
{
    struct hall *hall = *state;
    assert_int_equal(agent_pulse(hall->agent), ERR_OK);
    (void)do_round(hall);
    assert_int_equal(agent_pulse(hall->agent), ERR_OK);
    make_garbage(hall->dir.content);
    assert_int_equal(agent_pulse(hall->agent), ERR_DAMAGED);
}

#define hall_test(function) cmocka_unit_test_setup_teardown(function, hall_setup, hall_teardown)

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        hall_test(a_good_round_does_both),
        hall_test(nothing_but_a_receipt_empties_the_outbox),
        hall_test(a_receipt_empties_only_its_own_entry),
        hall_test(receipts_settle_in_any_order_erased_ones_too),
        hall_test(a_missing_receipt_keeps_its_entry),
        hall_test(one_bad_entry_never_stops_the_others),
        hall_test(what_the_registry_refuses_is_set_aside),
        hall_test(a_revoked_kiosk_keeps_everything),
        hall_test(more_than_a_batch_is_delivered_in_one_round),
        hall_test(a_damaged_outbox_is_kept),
        hall_test(quiet_times_cost_no_write),
        hall_test(only_one_agent_at_a_time),
        hall_test(the_pulse_is_a_look_at_the_disk),
    };
    return cmocka_run_group_tests_name("round", tests, NULL, NULL);
}
