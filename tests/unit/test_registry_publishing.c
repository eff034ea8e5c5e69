/* tests/unit/test_registry_publishing.c - how a network gets onto the screens and off them, now or at a time, and what
 * tells that it did. */
#include "tests/unit/networks_desk.h"

#include "sync/registry/content/items.h"

static void an_editor_gives_it_to_the_secretariat(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    networks_retitle(house, &desk.erik, desk.id, "Eriks");
    networks_done(house, &desk.erik, desk.id, "review", 2, 0);
    assert_state(house, &desk.anna, desk.id, "review", 2, 1);
    networks_done(house, &desk.anna, desk.id, "return", 2, 0);
    assert_state(house, &desk.anna, desk.id, "draft", 2, 1);
    networks_done(house, &desk.erik, desk.id, "review", 2, 0);
    /* Saving again takes it back. */
    networks_retitle(house, &desk.erik, desk.id, "Bedre");
    assert_state(house, &desk.anna, desk.id, "draft", 3, 1);
    AUTO(answer_finish) struct answer old = {0};
    networks_do(&old, house, &desk.erik, desk.id, "review", 2, 0);
    assert_refused(&old, 409, "other_version");
    networks_done(house, &desk.anna, desk.id, "publish", 3, 0);
    assert_shown(house, desk.id, "Bedre");
}

static void taking_down_and_publishing_again(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    int64_t tombstones = 0;
    desk_begin(&desk, house);
    networks_done(house, &desk.anna, desk.id, "unpublish", 1, 0);
    assert_shown(house, desk.id, "");
    assert_state(house, &desk.anna, desk.id, "unpublished", 1, 0);
    assert_int_equal(db_int(house->registry->db, &tombstones,
                            "SELECT count(*) FROM item WHERE type = 'network' AND body IS NULL AND seq > 0", ""),
                     ERR_OK);
    assert_int_equal(tombstones, 1);
    AUTO(answer_finish) struct answer again = {0};
    networks_do(&again, house, &desk.anna, desk.id, "unpublish", 1, 0);
    assert_refused(&again, 409, "other_version");
    networks_retitle(house, &desk.erik, desk.id, "Tilbage");
    assert_state(house, &desk.anna, desk.id, "draft", 2, 0);
    networks_done(house, &desk.anna, desk.id, "publish", 2, 0);
    assert_shown(house, desk.id, "Tilbage");
}

/* What the screens show of seats is not a version's to say. */
static void counts_of_seats_stay(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    json_t *networks = json_object_get(desk.demo, "networks");
    size_t at = 0;
    while (!json_is_object(json_object_get(json_array_get(networks, at), "founding_group"))) at++;
    const char *id = networks_id(desk.demo, at);
    AUTO(json_auto) json_t *shown = json_deep_copy(json_array_get(networks, at));
    json_object_set_new(json_object_get(shown, "founding_group"), "asked", json_integer(7));
    assert_int_equal(db_begin(house->registry->db), ERR_OK);
    assert_int_equal(items_put(house->registry->db, "network", id, (int64_t)at, shown), ERR_OK);
    assert_int_equal(db_commit(house->registry->db), ERR_OK);
    networks_retitle(house, &desk.anna, id, "Med pladser");
    networks_done(house, &desk.anna, id, "publish", 2, 0);
    AUTO(json_auto) json_t *item = NULL;
    assert_int_equal(items_find(house->registry->db, "network", id, &item), ERR_OK);
    assert_string_equal(json_text_at(item, "title"), "Med pladser");
    assert_int_equal(json_int_at(json_object_get(item, "founding_group"), "asked", 0), 7);
}

/* ---- at a time ---- */

static void a_scheduled_version_is_published_once(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    char before[200];
    desk_begin(&desk, house);
    networks_shown(house, desk.id, before);
    networks_retitle(house, &desk.erik, desk.id, "I morgen");
    AUTO(answer_finish) struct answer past = {0};
    AUTO(answer_finish) struct answer far = {0};
    networks_do(&past, house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S);
    assert_refused(&past, 400, "bad_request");
    networks_do(&far, house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 800 * 86400LL);
    assert_refused(&far, 400, "bad_request");
    networks_done(house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 600);
    assert_state(house, &desk.anna, desk.id, "scheduled", 2, 1);
    /* Another one's time is later, and does not come with this one's. */
    networks_retitle(house, &desk.anna, desk.other, "Senere");
    networks_done(house, &desk.anna, desk.other, "schedule", 2, HOUSE_NOW_S + 3600);
    networks_later(house, house->url, 599);
    assert_shown(house, desk.id, before);
    /* Work goes on meanwhile. */
    networks_retitle(house, &desk.erik, desk.id, "I overmorgen");
    assert_state(house, &desk.anna, desk.id, "draft", 3, 1);
    int64_t head = head_of(house);
    networks_later(house, house->url, 1);
    assert_shown(house, desk.id, "I morgen");
    assert_state(house, &desk.anna, desk.other, "scheduled", 2, 1);
    assert_state(house, &desk.anna, desk.id, "draft", 3, 2);
    networks_later(house, house->url, 600);
    assert_int_equal(head_of(house), head + 1);
}

static void a_schedule_outlives_the_registry(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    networks_retitle(house, &desk.erik, desk.id, "Efter genstart");
    networks_done(house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 60);
    server_stop(house->server);
    registry_close(house->registry);
    atomic_fetch_add(&house->wall_s, 3600);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    house_serve_on(house, &house->server, house->registry, house->url);
    networks_later(house, house->url, 0);
    assert_shown(house, desk.id, "Efter genstart");
}

static void a_schedule_can_be_taken_back(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    char before[200];
    desk_begin(&desk, house);
    networks_shown(house, desk.id, before);
    networks_retitle(house, &desk.erik, desk.id, "Alligevel ikke");
    networks_done(house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 60);
    networks_done(house, &desk.anna, desk.id, "unschedule", 2, 0);
    networks_later(house, house->url, 600);
    assert_shown(house, desk.id, before);
    assert_state(house, &desk.anna, desk.id, "draft", 2, 1);
    networks_done(house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 1200);
    networks_done(house, &desk.anna, desk.id, "unpublish", 2, 0);
    networks_later(house, house->url, 600);
    assert_shown(house, desk.id, "");
}

/* A file without it took it down: it does not come back by itself. */
static void an_import_that_takes_down_takes_the_schedule_along(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    networks_retitle(house, &desk.erik, desk.id, "I morgen");
    networks_done(house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 600);
    size_t at;
    json_t *network;
    json_t *networks = json_object_get(desk.demo, "networks");
    AUTO(json_auto) json_t *without = json_deep_copy(desk.demo);
    json_array_foreach (networks, at, network) {
        if (strcmp(json_text_at(network, "id"), desk.id) == 0) break;
    }
    json_array_remove(json_object_get(without, "networks"), at);
    networks_import(house, without);
    assert_shown(house, desk.id, "");
    networks_later(house, house->url, 1200);
    assert_shown(house, desk.id, "");
    assert_state(house, &desk.anna, desk.id, "unpublished", 2, 0);
    int64_t count = 0;
    assert_int_equal(db_int(house->registry->db, &count,
                            "SELECT count(*) FROM staff_log WHERE what = 'network.unschedule' AND who = '(import)'",
                            ""),
                     ERR_OK);
    assert_int_equal(count, 1);
}

static void what_became_impossible_says_so(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    desk_begin(&desk, house);
    json_t *first = json_array_get(json_object_get(desk.demo, "networks"), 0);
    networks_retitle(house, &desk.erik, desk.id, "For sent");
    networks_done(house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 60);
    json_object_set_new(first, "title", json_string("Filens"));
    networks_import(house, desk.demo);
    networks_later(house, house->url, 60);
    assert_shown(house, desk.id, "Filens");
    AUTO(json_auto) json_t *whole = networks_get(house, &desk.anna, desk.id);
    assert_string_equal(json_text_at(whole, "trouble"), "older");
    assert_true(json_is_null(json_object_get(whole, "publish_s")));
    /* A phase that was there when it was scheduled. */
    networks_retitle(house, &desk.anna, desk.other, "Uden fase");
    networks_done(house, &desk.anna, desk.other, "schedule", 2, HOUSE_NOW_S + 600);
    assert_int_equal(
        db_run(house->registry->db, "UPDATE item SET body = '{\"name\":\"S\",\"phases\":[]}' WHERE type = 'site'", ""),
        ERR_OK);
    networks_later(house, house->url, 600);
    AUTO(json_auto) json_t *second = networks_get(house, &desk.anna, desk.other);
    assert_string_equal(json_text_at(second, "trouble"), "invalid");
    assert_string_equal(json_text_at(second, "state"), "draft");
}

static void two_registries_publish_it_once(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    struct registry *second = NULL;
    struct server *server = NULL;
    char url[ADDRESS_TEXT_BYTES + 8];
    desk_begin(&desk, house);
    assert_int_equal(registry_open(&second, house->data, house_clock(house)), ERR_OK);
    house_serve_on(house, &server, second, url);
    networks_retitle(house, &desk.erik, desk.id, "Én gang");
    networks_done(house, &desk.anna, desk.id, "schedule", 2, HOUSE_NOW_S + 60);
    int64_t head = head_of(house);
    networks_later(house, url, 60);
    networks_later(house, house->url, 1);
    assert_int_equal(head_of(house), head + 1);
    assert_shown(house, desk.id, "Én gang");
    int64_t logged = 0;
    assert_int_equal(db_int(house->registry->db, &logged,
                            "SELECT count(*) FROM staff_log WHERE what = 'network.publish_scheduled' AND who = 'Anna'",
                            ""),
                     ERR_OK);
    assert_int_equal(logged, 1);
    server_stop(server);
    registry_close(second);
}

/* ---- reach ---- */

static void beat(struct house *house, const struct test_kiosk *kiosk, int64_t sequence)
{
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    char body[300];
    int64_t head = 0;
    AUTO(answer_finish) struct answer answer = {0};
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    snprintf(body, sizeof(body),
             "{\"agent\":{\"version\":\"1\"},\"screen\":{\"age_s\":1,\"shown\":\"rest\",\"generation\":\"%s\","
             "\"sequence\":%lld}}",
             generation, (long long)sequence);
    kiosk_http(&answer, house->url, kiosk, "POST", "/v1/heartbeat", body, NULL);
    assert_int_equal(answer.status, 200);
}

static void publishing_tells_which_kiosks_show_it(void **state)
{
    struct house *house = *state;
    AUTO(desk_finish) struct desk desk;
    struct test_kiosk kiosk;
    desk_begin(&desk, house);
    kiosk_make(house, &kiosk);
    int64_t head = head_of(house);
    beat(house, &kiosk, head);
    networks_retitle(house, &desk.anna, desk.id, "Ny");
    networks_done(house, &desk.anna, desk.id, "publish", 2, 0);
    AUTO(json_auto) json_t *before = networks_get(house, &desk.anna, desk.id);
    const json_t *reach = json_object_get(before, "reach");
    assert_int_equal(json_array_size(json_object_get(reach, "have")), 0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(reach, "waiting"), 0)), "Foyer");
    beat(house, &kiosk, head + 1);
    AUTO(json_auto) json_t *after = networks_get(house, &desk.anna, desk.id);
    reach = json_object_get(after, "reach");
    assert_string_equal(json_string_value(json_array_get(json_object_get(reach, "have"), 0)), "Foyer");
    assert_int_equal(json_array_size(json_object_get(reach, "waiting")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(an_editor_gives_it_to_the_secretariat),
        house_test(taking_down_and_publishing_again),
        house_test(counts_of_seats_stay),
        house_test(a_scheduled_version_is_published_once),
        house_test(a_schedule_outlives_the_registry),
        house_test(a_schedule_can_be_taken_back),
        house_test(an_import_that_takes_down_takes_the_schedule_along),
        house_test(what_became_impossible_says_so),
        house_test(two_registries_publish_it_once),
        house_test(publishing_tells_which_kiosks_show_it),
    };
    return cmocka_run_group_tests_name("publishing", tests, house_begin, NULL);
}
