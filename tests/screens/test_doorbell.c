/* tests/screens/test_doorbell.c - content that comes, or can't be read, while somebody is at the screen: what lies
 * under the fingers stays what it was. */
#include "tests/screens/house.h"

#include <sqlite3.h>

#include "tests/screens/visit_checks.h"

/* ---- networks ---- */

/* It opens, but what was asked for can't be read: EVENT_NETWORK_GONE with the reason. */
static void ask_for_unreadable(struct visit *visit, const char *id)
{
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_OPEN_NETWORK, .target = id}});
    visit_say(visit, (struct event){.kind = EVENT_NETWORK_GONE, .err = ERR_DAMAGED});
}

static void a_card_that_could_not_be_read_opens_nothing_later(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_BACK);
    ask_for_unreadable(visit, "unge");
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    visit_content(visit); /* a minute later it can be read again */
    visit_network(visit, "alder", "active");
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void a_network_that_can_not_be_read_just_now_stays_open(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_say(visit, (struct event){.kind = EVENT_NETWORK_GONE, .err = ERR_IO});
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    assert_string_equal(visit->model.network.id, "alder");
}

static void to_idea_form(struct visit *visit)
{
    visit_to_board(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_IDEA);
    visit_tap(visit, ACTION_ACCEPT_NOTICE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    visit_type(visit, "Bænke");
}

static void a_network_taken_down_that_was_opened_from_an_idea_leads_back_to_the_idea(void **state)
{
    struct visit *visit = *state;
    to_idea_form(visit);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"});
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_int_equal(visit->model.form.kind, SUBMISSION_IDEA);
    assert_string_equal(visit->model.form.fields[FIELD_TITLE].text, "Bænke");
    assert_null(visit->model.network.id);
}

/* ---- ideas ---- */

static void content_with_ideas(struct visit *visit, const char *ideas)
{
    visit_content(visit);
    json_decref(visit->model.wall.ideas);
    visit->model.wall.ideas = visit_json(ideas);
}

static const char one_idea[] =
    "[{\"id\": \"baenke\", \"title\": \"Bænke\", \"text\": \"Flere.\", \"side\": \"municipality\","
    " \"status\": \"read\", \"supports\": 2, \"published\": \"2014-05-01\"}]";

static void to_idea(struct visit *visit)
{
    content_with_ideas(visit, one_idea);
    visit_to_board(visit);
    visit_tap(visit, ACTION_IDEAS);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_IDEA, .target = "baenke"});
    assert_int_equal(visit->model.screen, SCREEN_IDEA);
}

static void an_idea_taken_down_while_help_lies_over_it_is_not_gone_back_to(void **state)
{
    struct visit *visit = *state;
    to_idea(visit);
    visit_tap(visit, ACTION_HELP);
    visit_content(visit); /* without ideas */
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_IDEAS);
}

static void an_idea_taken_down_while_its_network_is_read_is_not_gone_back_to(void **state)
{
    struct visit *visit = *state;
    to_idea(visit);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "alder"});
    visit_content(visit);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_IDEAS);
}

static void an_idea_that_is_still_there_is_gone_back_to(void **state)
{
    struct visit *visit = *state;
    to_idea(visit);
    visit_tap(visit, ACTION_HELP);
    content_with_ideas(visit, one_idea);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_IDEA);
}

/* ---- pages ---- */

static void content_with_pages(struct visit *visit, const char *pages)
{
    struct event event = {.kind = EVENT_CONTENT, .cards_count = 1, .pages = visit_json(pages)};
    event.cards = calloc(1, sizeof(*event.cards));
    json_t *site = json_incref(visit->model.site.document);
    assert_int_equal(site_from_json(&event.site, site), ERR_OK);
    json_decref(site);
    visit_say(visit, event);
}

static void to_second_page(struct visit *visit)
{
    content_with_pages(visit, "[{\"id\": \"hvad\", \"title\": \"Hvad\"}, {\"id\": \"hvem\", \"title\": \"Hvem\"}]");
    visit_to_board(visit);
    visit_tap(visit, ACTION_ABOUT);
    visit_tap_value(visit, ACTION_OPEN_PAGE, 1);
}

static const char *open_page(const struct visit *visit)
{
    return json_string_value(json_object_get(json_array_get(visit->model.pages, visit->model.page), "id"));
}

static void the_page_that_is_read_stays_it_when_others_come_before_it(void **state)
{
    struct visit *visit = *state;
    to_second_page(visit);
    content_with_pages(visit, "[{\"id\": \"ny\"}, {\"id\": \"hvad\"}, {\"id\": \"hvem\"}]");
    assert_int_equal(visit->model.screen, SCREEN_PAGE);
    assert_string_equal(open_page(visit), "hvem");
    visit_tap(visit, ACTION_HELP);
    content_with_pages(visit, "[{\"id\": \"hvem\"}, {\"id\": \"hvad\"}]");
    visit_tap(visit, ACTION_BACK);
    assert_string_equal(open_page(visit), "hvem");
}

static void a_page_that_is_gone_leads_to_the_list_of_the_others(void **state)
{
    struct visit *visit = *state;
    to_second_page(visit);
    content_with_pages(visit, "[{\"id\": \"hvad\"}]");
    assert_int_equal(visit->model.screen, SCREEN_ABOUT);
}

static void a_page_that_went_while_help_lay_over_it_leads_to_the_list_too(void **state)
{
    struct visit *visit = *state;
    to_second_page(visit);
    visit_tap(visit, ACTION_HELP);
    content_with_pages(visit, "[{\"id\": \"hvad\"}]");
    assert_int_equal(visit->model.screen, SCREEN_HELP);
    visit_tap(visit, ACTION_BACK);
    assert_int_equal(visit->model.screen, SCREEN_ABOUT);
}

/* ---- what was found, and the drops ---- */

static void to_found(struct visit *visit)
{
    visit_to_board(visit);
    visit_tap(visit, ACTION_SEARCH);
    visit_type(visit, "arb");
    visit_found(visit, 9);
    visit_say(visit, (struct event){.kind = EVENT_FRAME, .amount = 500, .x = 100});
    visit_say(visit, (struct event){.kind = EVENT_SCROLL, .amount = 60});
    assert_int_equal(visit->model.scroll[SCREEN_SEARCH], 60);
}

static void what_is_found_anew_is_not_scrolled_away_under_the_finger(void **state)
{
    struct visit *visit = *state;
    to_found(visit);
    visit_content(visit);
    visit_found(visit, 9);
    assert_int_equal(visit->model.scroll[SCREEN_SEARCH], 60);
    visit_type(visit, "e"); /* another search begins at its best */
    visit_found(visit, 9);
    assert_int_equal(visit->model.scroll[SCREEN_SEARCH], 0);
}

static void what_was_found_is_searched_again_while_one_of_it_is_read(void **state)
{
    struct visit *visit = *state;
    to_found(visit);
    visit_touch(visit, (struct action){.kind = ACTION_OPEN_NETWORK, .target = "found-1"});
    size_t searches = visit->searches;
    visit_content(visit); /* in another language, too */
    assert_int_equal(visit->searches, searches + 1);
    assert_string_equal(visit->searched_for, "arb");
}

static void created_comes(struct visit *visit, const char *first, const char *second)
{
    struct event event = {.kind = EVENT_CREATED, .created_count = second != NULL ? 2 : 1};
    event.created = calloc(2, sizeof(*event.created));
    assert_non_null(event.created);
    snprintf(event.created[0].id, CATALOG_ID_BYTES, "%s", first);
    snprintf(event.created[1].id, CATALOG_ID_BYTES, "%s", second != NULL ? second : "");
    visit_say(visit, event);
}

static void the_drop_that_was_chosen_stays_it_wherever_it_lies(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_tap(visit, ACTION_RINGS);
    created_comes(visit, "alder", "unge");
    visit_tap_value(visit, ACTION_CHOOSE_DROP, 0);
    created_comes(visit, "ny", "alder");
    assert_int_equal(visit->model.pond.chosen, 1);
    created_comes(visit, "ny", NULL);
    assert_int_equal(visit->model.pond.chosen, -1);
}

/* ---- the app ---- */

static void open_house(struct house *house, struct folder *folder)
{
    house_open(house, folder, "tests/visits/translated.json",
               (struct app_options){.lang = "da", .width = 1080, .height = 1920, .mm_width = 268});
}

static void tap(struct house *house, enum action_kind kind, int value)
{
    house->now_ms += 1000;
    app_event(house->app,
              &(struct event){.kind = EVENT_TAP, .now_ms = house->now_ms, .action = {.kind = kind, .value = value}});
}

/* The catalog is not there for a while, for example because the agent sets it aside; and is there again. */
static void move(struct house *house, const char *from, const char *to)
{
    char before[PATH_MAX];
    char after[PATH_MAX];
    assert_int_equal(rename(folder_path(house->folder, from, before), folder_path(house->folder, to, after)), 0);
    app_look(house->app, house->now_ms);
}

static void take_away(struct house *house)
{
    move(house, "data/content.db", "away.db");
}

static void bring_back(struct house *house)
{
    move(house, "away.db", "data/content.db");
}

static void change(struct house *house, const char *sql)
{
    sqlite3 *db = NULL;
    char content[PATH_MAX];
    assert_int_equal(sqlite3_open(folder_path(house->folder, "data/content.db", content), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void open_network(struct house *house, const char *id)
{
    house->now_ms += 1000;
    app_event(house->app, &(struct event){.kind = EVENT_TAP,
                                          .now_ms = house->now_ms,
                                          .action = {.kind = ACTION_OPEN_NETWORK, .target = id}});
}

static bool says(struct house *house, const char *words)
{
    const struct frame *frame = app_frame(house->app);
    for (size_t at = 0; at < frame->items_count; at++) {
        const struct item *item = &frame->items[at];
        if (item->label != NULL && strstr(item->label, words) != NULL) return true;
        if (item->text != NULL && strstr(item->text, words) != NULL) return true;
    }
    return false;
}

static int language_index(const char *code)
{
    return (int)(language_find(code) - languages);
}

static void a_language_chosen_while_nothing_can_be_read_comes_when_it_can(void **state)
{
    struct house house;
    open_house(&house, *state);
    tap(&house, ACTION_OPEN_BOARD, 0);
    assert_true(says(&house, "Frivilligt arbejde"));
    take_away(&house);
    tap(&house, ACTION_LANGUAGE, 0);
    tap(&house, ACTION_CHOOSE_LANGUAGE, language_index("en"));
    assert_true(says(&house, "Frivilligt arbejde")); /* better than nothing */
    bring_back(&house);
    assert_false(says(&house, "Frivilligt arbejde"));
    house_close(&house);
}

/* Else it would be that of all who come after, until the town hall changes something. */
static void the_language_of_a_visit_does_not_outlive_it_when_nothing_can_be_read(void **state)
{
    struct house house;
    open_house(&house, *state);
    tap(&house, ACTION_OPEN_BOARD, 0);
    tap(&house, ACTION_LANGUAGE, 0);
    tap(&house, ACTION_CHOOSE_LANGUAGE, language_index("en"));
    assert_false(says(&house, "Frivilligt arbejde"));
    take_away(&house);
    house.now_ms += 1000 * 1000;
    app_time(house.app, house.now_ms);
    bring_back(&house);
    tap(&house, ACTION_OPEN_BOARD, 0);
    assert_true(says(&house, "Frivilligt arbejde"));
    house_close(&house);
}

static void a_network_that_could_not_be_read_is_not_entered_when_it_can(void **state)
{
    struct house house;
    open_house(&house, *state);
    tap(&house, ACTION_OPEN_BOARD, 0);
    open_network(&house, "frivilligt-arbejde");
    assert_string_equal(house_screen(&house), "network");
    tap(&house, ACTION_BACK, 0);
    change(&house, "UPDATE item SET body = '{' || body WHERE type = 'network'");
    open_network(&house, "frivilligt-arbejde");
    assert_string_equal(house_screen(&house), "board");
    change(&house, "UPDATE item SET body = substr(body, 2) WHERE type = 'network'; UPDATE meta SET revision = 77");
    app_look(house.app, house.now_ms);
    assert_string_equal(house_screen(&house), "board");
    house_close(&house);
}

/* ---- content and enrolment change under a visitor ---- */

static void new_content_leaves_the_form_as_it_is(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    struct form form = visit->model.form;
    visit_content(visit);
    visit_network(visit, "alder", "active");
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    assert_memory_equal(&visit->model.form, &form, sizeof(form));
}

static void new_content_reads_the_open_network_again(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    size_t loads = visit->loads;
    visit_content(visit);
    assert_int_equal(visit->loads, loads + 1);
    assert_string_equal(visit->target, "alder");
}

/* The catalog is looked at every minute. */
static void new_content_on_the_board_does_not_open_the_network_that_was_left(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_tap(visit, ACTION_BACK);
    size_t loads = visit->loads;
    visit_content(visit);
    if (visit->loads > loads) visit_network(visit, visit->target, "active");
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void content_that_vanished_leads_from_the_board_to_rest(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_hear(visit, EVENT_CONTENT);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_false(visit->model.content_ready);
}

static void a_network_taken_down_while_it_is_read_leads_to_the_board(void **state)
{
    struct visit *visit = *state;
    visit_to_network(visit);
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
    assert_null(visit->model.network.id);
}

static void a_network_taken_down_during_its_form_can_still_be_sent(void **state)
{
    struct visit *visit = *state;
    visit_to_form(visit);
    visit_type(visit, "Anna");
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_FORM);
    visit_tap(visit, ACTION_NEXT);
    visit_type(visit, "28123456");
    visit_tap(visit, ACTION_NEXT);
    visit_tap(visit, ACTION_SEND);
    assert_int_equal(visit->submits, 1);
    assert_string_equal(visit->target, "alder");
}

static void a_card_whose_network_is_gone_leaves_the_visitor_on_the_board(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    visit_say(visit, (struct event){.kind = EVENT_TAP, .action = {.kind = ACTION_OPEN_NETWORK, .target = "gone"}});
    visit_hear(visit, EVENT_NETWORK_GONE);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void a_screen_that_is_not_enrolled_asks_nobody_for_anything(void **state)
{
    struct visit *visit = *state;
    visit_say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 0});
    visit_to_network(visit);
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_hear(visit, EVENT_KEY_ENTER);
    assert_int_equal(visit->model.screen, SCREEN_NETWORK);
    visit_say(visit, (struct event){.kind = EVENT_ENROLLED, .amount = 1});
    visit_tap_value(visit, ACTION_START, SUBMISSION_INTEREST);
    assert_int_equal(visit->model.screen, SCREEN_NOTICE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(new_content_leaves_the_form_as_it_is),
        visit_test(new_content_reads_the_open_network_again),
        visit_test(new_content_on_the_board_does_not_open_the_network_that_was_left),
        visit_test(content_that_vanished_leads_from_the_board_to_rest),
        visit_test(a_network_taken_down_while_it_is_read_leads_to_the_board),
        visit_test(a_network_taken_down_during_its_form_can_still_be_sent),
        visit_test(a_card_whose_network_is_gone_leaves_the_visitor_on_the_board),
        visit_test(a_screen_that_is_not_enrolled_asks_nobody_for_anything),
        visit_test(a_card_that_could_not_be_read_opens_nothing_later),
        visit_test(a_network_that_can_not_be_read_just_now_stays_open),
        visit_test(a_network_taken_down_that_was_opened_from_an_idea_leads_back_to_the_idea),
        visit_test(an_idea_taken_down_while_help_lies_over_it_is_not_gone_back_to),
        visit_test(an_idea_taken_down_while_its_network_is_read_is_not_gone_back_to),
        visit_test(an_idea_that_is_still_there_is_gone_back_to),
        visit_test(the_page_that_is_read_stays_it_when_others_come_before_it),
        visit_test(a_page_that_is_gone_leads_to_the_list_of_the_others),
        visit_test(a_page_that_went_while_help_lay_over_it_leads_to_the_list_too),
        visit_test(what_is_found_anew_is_not_scrolled_away_under_the_finger),
        visit_test(what_was_found_is_searched_again_while_one_of_it_is_read),
        visit_test(the_drop_that_was_chosen_stays_it_wherever_it_lies),
        folder_test(a_network_that_could_not_be_read_is_not_entered_when_it_can),
        folder_test(a_language_chosen_while_nothing_can_be_read_comes_when_it_can),
        folder_test(the_language_of_a_visit_does_not_outlive_it_when_nothing_can_be_read),
    };
    return cmocka_run_group_tests_name("doorbell", tests, NULL, NULL);
}
