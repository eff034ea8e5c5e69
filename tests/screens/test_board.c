/* tests/screens/test_board.c - a list too long for memory: windows, filters and counts, and its languages. */
#include "tests/screens/visit_checks.h"

static void counts_of(struct board *board, size_t passing)
{
    board->counts.passing = passing;
}

static void give_window(struct board *board, size_t first, size_t count)
{
    free(board->window);
    board->window = calloc(count + 1, sizeof(*board->window));
    assert_non_null(board->window);
    board->window_first = first;
    board->window_count = count;
}

static void a_card_is_found_by_its_number(void **state)
{
    (void)state;
    struct board board = {0};
    counts_of(&board, 10000);
    assert_null(board_card(&board, 0));
    give_window(&board, 100, 50);
    assert_null(board_card(&board, 99));
    assert_ptr_equal(board_card(&board, 100), &board.window[0]);
    assert_ptr_equal(board_card(&board, 149), &board.window[49]);
    assert_null(board_card(&board, 150));
    board_finish(&board);
}

static void a_window_ends_with_the_list(void **state)
{
    (void)state;
    struct board board = {0};
    counts_of(&board, 0);
    assert_true(board_has(&board, 0, 8));
    counts_of(&board, 10000);
    assert_false(board_has(&board, 0, 8));
    give_window(&board, 9904, 96);
    assert_true(board_has(&board, 9904, 8));
    assert_false(board_has(&board, 9903, 8));
    assert_true(board_has(&board, 9996, 8)); /* there are four more */
    assert_true(board_has(&board, 10000, 8));
    board_finish(&board);
}

static void a_window_lies_around_what_is_seen(void **state)
{
    (void)state;
    assert_int_equal(board_window_around(0, 10), 0);
    assert_int_equal(board_window_around(43, 10), 0);
    assert_int_equal(board_window_around(44, 10), 1);
    assert_int_equal(board_window_around(5000, 10), 5000 - 43);
    assert_int_equal(board_window_around(5000, BOARD_WINDOW_MAX + 20), 5000);
}

/* ---- the model asks for what is to be seen ---- */

static void see(struct visit *visit, size_t first, size_t count, int pitch)
{
    visit_say(visit,
              (struct event){
                  .kind = EVENT_FRAME, .amount = 100000, .x = 700, .y = pitch, .first = first, .cards_count = count});
}

static void cards_that_are_not_there_are_asked_for(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit->model.board.counts.passing = 10000;
    visit->wanted_first = 99999;
    see(visit, 0, 2, 300); /* there */
    assert_int_equal(visit->wanted_first, 99999);
    see(visit, 6000, 8, 300);
    assert_int_equal(visit->wanted_first, board_window_around(6000, 8));
}

static void in_another_size_the_same_cards_stay(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    see(visit, 0, 2, 300);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 30000});
    see(visit, 0, 2, 450);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 45000);
    see(visit, 0, 2, 450);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 45000);
}

static void to_the_ends_at_once(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    see(visit, 0, 2, 300);
    visit_tap(visit, ACTION_SCROLL_LAST);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 100000);
    visit_tap(visit, ACTION_SCROLL_FIRST);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

/* ---- filters ---- */

static void a_phase_is_kept_by_its_id(void **state)
{
    struct visit *visit = *state;
    struct board *board = &visit->model.board;
    visit_to_board(visit);
    board->choosing = FILTER_PHASE;
    visit_tap_value(visit, ACTION_FILTER, 0);
    assert_string_equal(board->filter.phase, "focus");
    assert_int_equal(board_choice(board, &visit->model.site, FILTER_PHASE), 0);
    /* The phases change under it: another comes before. */
    struct phase focus = visit->model.site.phases[0];
    visit->model.site.phases[1] = focus;
    visit->model.site.phases[0] = (struct phase){"idea", "Idé", ""};
    visit->model.site.phases_count = 2;
    assert_int_equal(board_choice(board, &visit->model.site, FILTER_PHASE), 1);
    /* It goes: nothing would pass, so nothing is filtered. */
    visit->model.site.phases_count = 1;
    board_forget_lost_phase(board, &visit->model.site);
    assert_int_equal(board_choice(board, &visit->model.site, FILTER_PHASE), FILTER_ALL);
    assert_false(board_is_filtered(board));
}

static void counts_are_by_kind_status_and_phase(void **state)
{
    struct visit *visit = *state;
    struct board *board = &visit->model.board;
    const struct site *site = &visit->model.site;
    board->counts = (struct catalog_counts){.any_kind = 9,
                                            .any_status = 8,
                                            .any_phase = 7,
                                            .kind = {[KIND_LEARNING] = 3},
                                            .status = {[STATUS_ACTIVE] = 2},
                                            .phase = {{"other", 5}, {"focus", 4}},
                                            .phases_count = 2};
    assert_int_equal(board_count_with(board, site, FILTER_KIND, FILTER_ALL), 9);
    assert_int_equal(board_count_with(board, site, FILTER_KIND, KIND_LEARNING), 3);
    assert_int_equal(board_count_with(board, site, FILTER_KIND, KIND_WELFARE), 0);
    assert_int_equal(board_count_with(board, site, FILTER_STATUS, FILTER_ALL), 8);
    assert_int_equal(board_count_with(board, site, FILTER_STATUS, STATUS_ACTIVE), 2);
    assert_int_equal(board_count_with(board, site, FILTER_PHASE, FILTER_ALL), 7);
    assert_int_equal(board_count_with(board, site, FILTER_PHASE, 0), 4);
}

static void what_no_screen_offers_filters_nothing(void **state)
{
    struct visit *visit = *state;
    struct board *board = &visit->model.board;
    for (int by = 0; by < FILTER_COUNT; by++) {
        board->choosing = (enum filter_by)by;
        board_choose(board, &visit->model.site, 1000);
        board_choose(board, &visit->model.site, -7);
    }
    assert_false(board_is_filtered(board));
}

/* A filter that nothing could be read with would stand above cards it does not fit. */
static void cards_that_cannot_be_read_leave_the_list_as_it_is(void **state)
{
    struct visit *visit = *state;
    struct board *board = &visit->model.board;
    visit_to_board(visit);
    board->choosing = FILTER_KIND;
    visit_tap_value(visit, ACTION_FILTER, KIND_LEARNING);
    visit->no_cards = true;
    visit_tap_value(visit, ACTION_FILTER, FILTER_ALL);
    assert_int_equal(board->filter.kind, KIND_LEARNING);
    assert_int_equal(board->counts.passing, 1);
    visit->no_cards = false;
    visit_tap_value(visit, ACTION_FILTER, FILTER_ALL);
    assert_false(board_is_filtered(board));
    assert_int_equal(board->counts.passing, 2);
}

static void the_next_visitor_sees_the_whole_list(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit->model.board.choosing = FILTER_KIND;
    visit_tap_value(visit, ACTION_FILTER, KIND_LEARNING);
    assert_int_equal(visit->model.board.counts.passing, 1);
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    assert_int_equal(visit->model.board.counts.passing, 2);
    visit_to_board(visit);
    assert_int_equal(visit->model.board.window_count, 2);
}

/* ---- languages ---- */

static void another_language_loads_the_content_anew(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_LANGUAGE);
    visit_tap_value(visit, ACTION_CHOOSE_LANGUAGE, 0); /* the same */
    assert_int_equal(visit->contents, 0);
    visit_tap(visit, ACTION_LANGUAGE);
    visit_tap_value(visit, ACTION_CHOOSE_LANGUAGE, 1);
    assert_int_equal(visit->contents, 1);
    size_t loads = visit->loads;
    visit->wanted_first = 7;
    visit_content(visit); /* the answer */
    assert_int_equal(visit->loads, loads + 1);
    assert_string_equal(visit->target, "alder");
    assert_int_equal(visit->wanted_first, 0);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
}

static void the_next_visitor_reads_the_first_language(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_tap(visit, ACTION_LANGUAGE);
    visit_tap_value(visit, ACTION_CHOOSE_LANGUAGE, 3);
    visit_wait(visit, IDLE_REST_MS + IDLE_ANSWER_MS);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_int_equal(visit->contents, 2);
}

/* ---- filters and scrolling ---- */

static bool shows(const struct visit *visit, const char *id)
{
    const struct board *board = &visit->model.board;
    for (size_t at = 0; at < board->counts.passing; at++) {
        if (strcmp(board_card(board, at)->id, id) == 0) return true;
    }
    return false;
}

static void a_filter_shows_one_kind_and_all_shows_all(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    assert_int_equal(visit->model.board.filter.kind, KIND_LEARNING);
    assert_false(shows(visit, "alder"));
    assert_true(shows(visit, "unge"));
    choose_filter(visit, FILTER_KIND, FILTER_ALL);
    assert_int_equal(visit->model.board.filter.kind, FILTER_ALL);
    assert_true(shows(visit, "alder"));
    assert_true(shows(visit, "unge"));
}

/* "alder" is welfare, active and in the first phase; "unge" is learning and otherwise the same. */
static void filters_combine(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit->world[1].status = STATUS_FORMING;
    choose_filter(visit, FILTER_PHASE, 0);
    assert_true(shows(visit, "alder") && shows(visit, "unge"));
    choose_filter(visit, FILTER_STATUS, STATUS_FORMING);
    assert_false(shows(visit, "alder"));
    assert_true(shows(visit, "unge"));
    choose_filter(visit, FILTER_KIND, KIND_WELFARE);
    assert_false(shows(visit, "alder") || shows(visit, "unge"));
    choose_filter(visit, FILTER_STATUS, FILTER_ALL);
    assert_true(shows(visit, "alder"));
    assert_false(shows(visit, "unge"));
}

static void a_card_without_a_phase_is_in_none(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit->world[0].phase[0] = '\0';
    assert_true(shows(visit, "alder"));
    choose_filter(visit, FILTER_PHASE, 0);
    assert_false(shows(visit, "alder"));
}

static void back_from_a_filter_changes_nothing_and_a_choice_shows_the_top(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 300});
    visit_tap_value(visit, ACTION_OPEN_FILTER, FILTER_STATUS);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 300);
    assert_int_equal(visit->model.board.filter.kind, KIND_LEARNING);
    assert_int_equal(visit->model.board.filter.status, FILTER_ALL);
    choose_filter(visit, FILTER_KIND, KIND_WELFARE);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

static void filters_stay_while_the_visit_goes_on_and_end_with_it(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    choose_filter(visit, FILTER_KIND, KIND_LEARNING);
    choose_filter(visit, FILTER_PHASE, 0);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    visit_content(visit);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.board.filter.kind, KIND_LEARNING);
    assert_string_equal(visit->model.board.filter.phase, "focus");
    visit_tap(visit, ACTION_BACK);
    assert_false(board_is_filtered(&visit->model.board));
}

static void scrolling_stops_at_both_ends(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 5000});
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 900);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = -5000});
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

static void an_arrow_scrolls_by_a_page(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_tap(visit, ACTION_SCROLL_DOWN);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 400);
    visit_tap(visit, ACTION_SCROLL_UP);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 0);
}

static void the_board_is_found_where_it_was_left(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 300});
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "unge"});
    assert_int_equal(visit->model.scroll[SCREEN_NETWORK], 0);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 300);
}

static void a_frame_that_became_shorter_pulls_the_scrolling_back(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    tell_scroll(visit, 900, 400);
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 900});
    tell_scroll(visit, 200, 400);
    assert_int_equal(visit->model.scroll[SCREEN_BOARD], 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(a_filter_shows_one_kind_and_all_shows_all),
        visit_test(filters_combine),
        visit_test(a_card_without_a_phase_is_in_none),
        visit_test(back_from_a_filter_changes_nothing_and_a_choice_shows_the_top),
        visit_test(filters_stay_while_the_visit_goes_on_and_end_with_it),
        visit_test(scrolling_stops_at_both_ends),
        visit_test(an_arrow_scrolls_by_a_page),
        visit_test(the_board_is_found_where_it_was_left),
        visit_test(a_frame_that_became_shorter_pulls_the_scrolling_back),
        cmocka_unit_test(a_card_is_found_by_its_number),
        cmocka_unit_test(a_window_ends_with_the_list),
        cmocka_unit_test(a_window_lies_around_what_is_seen),
        visit_test(cards_that_are_not_there_are_asked_for),
        visit_test(in_another_size_the_same_cards_stay),
        visit_test(to_the_ends_at_once),
        visit_test(a_phase_is_kept_by_its_id),
        visit_test(counts_are_by_kind_status_and_phase),
        visit_test(what_no_screen_offers_filters_nothing),
        visit_test(cards_that_cannot_be_read_leave_the_list_as_it_is),
        visit_test(the_next_visitor_sees_the_whole_list),
        visit_test(another_language_loads_the_content_anew),
        visit_test(the_next_visitor_reads_the_first_language),
    };
    return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}
