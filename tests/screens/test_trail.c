/* tests/screens/test_trail.c - the way back through networks, rings and gifts; and dates in words. */
#include "tests/screens/visit.h"

#include "kiosk/dates.h"
#include "sync/base/date.h"

static void open_related(struct visit *visit, const char *id)
{
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = id});
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    assert_string_equal(visit->model.network.id, id);
}

static void back_to(struct visit *visit, enum screen screen, const char *network)
{
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, screen);
    if (network != NULL) assert_string_equal(visit->model.network.id, network);
}

/* What the networks have created: "alder" with a petal, which set off "unge". */
static void created_comes(struct visit *visit)
{
    struct event event = {.kind = EVENT_CREATED, .created_count = 2};
    event.created = calloc(2, sizeof(*event.created));
    assert_non_null(event.created);
    for (int at = 0; at < 2; at++) {
        snprintf(event.created[at].id, CATALOG_ID_BYTES, "%s", at == 0 ? "alder" : "unge");
        snprintf(event.created[at].petals, NETWORK_PETALS_MAX + 1, "GoB");
        event.created[at].gift = GIFT_NONE;
    }
    visit_say(visit, event);
}

static void back_goes_to_the_network_one_came_from(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    open_related(visit, "unge");
    open_related(visit, "skole");
    back_to(visit, SCREEN_NETWORK, "unge");
    back_to(visit, SCREEN_NETWORK, "alder");
    back_to(visit, SCREEN_BOARD, NULL);
}

static void a_network_is_found_where_it_was_left(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_say(visit, (struct event){.kind = EVENT_FRAME, .amount = 900, .x = 500});
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 700});
    open_related(visit, "unge");
    assert_int_equal(visit->model.scroll[SCREEN_NETWORK], 0);
    back_to(visit, SCREEN_NETWORK, "alder");
    assert_int_equal(visit->model.scroll[SCREEN_NETWORK], 700);
}

static void a_related_network_that_is_gone_leaves_the_visitor_where_he_is(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_OPEN_NETWORK, .target = "væk"}});
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    assert_string_equal(visit->model.network.id, "alder");
    back_to(visit, SCREEN_BOARD, NULL);
}

static void the_way_through_the_rings_ends_on_the_board(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_RINGS);
    created_comes(visit);
    assert_int_equal(visit->model.screen, SCREEN_RINGS);
    visit_tap_value(visit, ACTION_CHOOSE_DROP, 1);
    assert_int_equal(visit->model.pond.chosen, 1);
    open_related(visit, "unge");
    visit_tap(visit, ACTION_GIFTS);
    assert_int_equal(visit->model.screen, SCREEN_GIFTS);
    back_to(visit, SCREEN_NETWORK, "unge");
    back_to(visit, SCREEN_RINGS, NULL);
    assert_int_equal(visit->model.pond.chosen, 1);
    back_to(visit, SCREEN_NETWORK, "alder");
    back_to(visit, SCREEN_BOARD, NULL);
}

static void a_long_way_is_forgotten_from_its_beginning(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    char id[16];
    for (int at = 0; at < TRAIL_STOPS_MAX + 5; at++) {
        snprintf(id, sizeof(id), "n%d", at);
        open_related(visit, id);
    }
    assert_int_equal(visit->model.trail.count, TRAIL_STOPS_MAX);
    for (int at = TRAIL_STOPS_MAX + 3; at >= 4; at--) {
        snprintf(id, sizeof(id), "n%d", at);
        back_to(visit, SCREEN_NETWORK, id);
    }
    back_to(visit, SCREEN_BOARD, NULL);
}

static void a_drop_that_is_not_there_is_not_chosen(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_tap(visit, ACTION_RINGS);
    created_comes(visit);
    static const int wrong[] = {-1, 2, 1000};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        visit_tap_value(visit, ACTION_CHOOSE_DROP, wrong[at]);
        assert_int_equal(visit->model.pond.chosen, -1);
    }
    visit_tap_value(visit, ACTION_CHOOSE_DROP, 0);
    visit_tap_value(visit, ACTION_CHOOSE_DROP, 0); /* once more closes it */
    assert_int_equal(visit->model.pond.chosen, -1);
    back_to(visit, SCREEN_BOARD, NULL);
}

static void the_next_visitor_finds_nothing_of_the_way(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_RINGS);
    created_comes(visit);
    visit_tap(visit, ACTION_RINGS_AS_LIST);
    visit_tap(visit, ACTION_FINISH);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_int_equal(visit->model.trail.count, 0);
    assert_null(visit->model.pond.networks);
    assert_false(visit->model.pond.loaded);
    assert_false(visit->model.pond.as_list);
    created_comes(visit); /* too late */
    assert_null(visit->model.pond.networks);
}

/* ---- dates ---- */

static void a_date_is_said_with_its_day(void **state)
{
    (void)state;
    static struct frame frame;
    frame_begin(&frame, "test", "da", 100, 100);
    words_use("da");
    assert_string_equal(dates_words(&frame, "2026-11-26T16:30"), "torsdag den 26. november 2026 kl. 16.30");
    assert_string_equal(dates_words(&frame, "2028-02-29T09:05:00"), "tirsdag den 29. februar 2028 kl. 09.05");
    frame_wipe(&frame);
}

static void what_is_no_date_is_said_as_it_stands(void **state)
{
    (void)state;
    static struct frame frame;
    static const char *const wrong[] = {"",
                                        "snart",
                                        "2026-11-26",
                                        "2026-13-01T10:00",
                                        "2026-00-01T10:00",
                                        "2026-02-29T10:00",
                                        "2026-11-31T10:00",
                                        "2026-11-26T24:00",
                                        "2026-11-26T10:60",
                                        "2026-11-26 10:00",
                                        "2026-11-26T10:00Z",
                                        "2026x11x26T10x00"};
    frame_begin(&frame, "test", "da", 100, 100);
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        assert_string_equal(dates_words(&frame, wrong[at]), wrong[at]);
    }
    frame_wipe(&frame);
}

static void weekdays_follow_the_calendar(void **state)
{
    (void)state;
    assert_int_equal(date_weekday(2000, 1, 1), 6);
    assert_int_equal(date_weekday(2000, 2, 29), 2);
    assert_int_equal(date_weekday(2026, 11, 22), 0);
    assert_int_equal(date_weekday(2100, 3, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(back_goes_to_the_network_one_came_from),
        visit_test(a_network_is_found_where_it_was_left),
        visit_test(a_related_network_that_is_gone_leaves_the_visitor_where_he_is),
        visit_test(the_way_through_the_rings_ends_on_the_board),
        visit_test(a_long_way_is_forgotten_from_its_beginning),
        visit_test(a_drop_that_is_not_there_is_not_chosen),
        visit_test(the_next_visitor_finds_nothing_of_the_way),
        cmocka_unit_test(a_date_is_said_with_its_day),
        cmocka_unit_test(what_is_no_date_is_said_as_it_stands),
        cmocka_unit_test(weekdays_follow_the_calendar),
    };
    return cmocka_run_group_tests_name("trail", tests, NULL, NULL);
}
