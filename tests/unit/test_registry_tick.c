/* tests/unit/test_registry_tick.c - what is due at a time happens when nobody asks anything. */
#include "tests/unit/registry_house.h"

#include <poll.h>

#include "sync/registry/fleet/looks.h"

enum { TICK_MS = 20, PATIENCE_MS = 10000 };

static int64_t looks_kept(struct registry *registry)
{
    int64_t count = -1;
    assert_int_equal(db_int(registry->db, &count, "SELECT count(*) FROM kiosk_look", ""), ERR_OK);
    return count;
}

static void what_is_due_happens_unasked(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct registry *beside = NULL; /* the served one belongs to a thread that ticks */
    struct server_options options = {.tidy_ms = TICK_MS};
    char look[LOOK_ID_TEXT_BYTES];
    kiosk_make(house, &kiosk);
    server_stop(house->server);
    assert_int_equal(address_parse(&options.address, "127.0.0.1:0"), ERR_OK);
    assert_int_equal(server_start(&house->server, house->registry, &options), ERR_OK);
    assert_int_equal(registry_open(&beside, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(looks_ask(beside, kiosk.id, look), ERR_OK);
    poll(NULL, 0, 5 * TICK_MS);
    assert_int_equal(looks_kept(beside), 1);
    atomic_fetch_add(&house->wall_s, LOOK_KEPT_S + 60);
    atomic_fetch_add(&house->monotonic_ms, (LOOK_KEPT_S + 60) * 1000);
    for (int passed_ms = 0; passed_ms < PATIENCE_MS && looks_kept(beside) > 0; passed_ms += 5) poll(NULL, 0, 5);
    assert_int_equal(looks_kept(beside), 0);
    registry_close(beside);
}

/* A thread that waits for connections only must still hear that it is to end. */
static void the_end_comes_at_once(void **state)
{
    struct house *house = *state;
    struct clock clock = clock_system();
    poll(NULL, 0, 2 * TICK_MS); /* it sleeps by now */
    int64_t before_ms = clock_monotonic_ms(&clock);
    server_stop(house->server);
    house->server = NULL;
    assert_true(clock_monotonic_ms(&clock) - before_ms < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(what_is_due_happens_unasked),
        house_test(the_end_comes_at_once),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
