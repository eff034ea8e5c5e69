/* tests/unit/test_registry_editorial.c - editorial pages are published one at a time, and never over one another. */
#include "tests/unit/staff_house.h"

#include "sync/registry/content/building.h"
#include "sync/registry/content/editorial.h"
#include "sync/registry/content/items.h"

static const char text_of[] =
    "{\"id\":\"about\",\"title\":\"%s\",\"blocks\":[{\"type\":\"paragraph\",\"text\":\"En.\"}%s]}";

static json_t *page(const char *title, const char *more)
{
    char text[600];
    snprintf(text, sizeof(text), text_of, title, more);
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    return json;
}

static int64_t begin(struct house *house)
{
    AUTO(json_auto) json_t *body = page("Om", "");
    AUTO(json_auto) json_t *list = NULL;
    house_import(house, 1);
    assert_int_equal(db_begin(house->registry->db), ERR_OK);
    assert_int_equal(items_put(house->registry->db, "page", "about", 0, body), ERR_OK);
    assert_int_equal(db_commit(house->registry->db), ERR_OK);
    assert_int_equal(editorial_list(house->registry, &list), ERR_OK);
    assert_int_equal(json_array_size(list), 1);
    return json_int_at(json_array_get(list, 0), "version", 0);
}

static enum err publish(struct house *house, int64_t base, const char *title, const char *more, int64_t *out_version,
                        json_t **out_found)
{
    AUTO(json_auto) json_t *body = page(title, more);
    return editorial_publish(house->registry, "Anna", "about", base, body, out_version, out_found);
}

static void a_page_is_published_over_the_version_it_was_made_on(void **state)
{
    struct house *house = *state;
    int64_t first = begin(house);
    int64_t second = 0;
    int64_t again = 0;
    AUTO(json_auto) json_t *found = NULL;
    AUTO(json_auto) json_t *shown = NULL;
    assert_int_equal(publish(house, first, "Om os", "", &second, &found), ERR_OK);
    assert_true(second > first);
    /* The answer was lost, and it is asked for again. */
    assert_int_equal(publish(house, first, "Om os", "", &again, &found), ERR_OK);
    assert_int_equal(again, second);
    assert_int_equal(publish(house, first, "Om dig", "", &again, &found), ERR_CONFLICT);
    assert_int_equal(json_int_at(found, "version", 0), second);
    assert_string_equal(json_text_at(json_object_get(found, "body"), "title"), "Om os");
    assert_int_equal(items_find(house->registry->db, "page", "about", &shown), ERR_OK);
    assert_string_equal(json_text_at(shown, "title"), "Om os");
}

static void what_is_wrong_is_said_and_changes_nothing(void **state)
{
    struct house *house = *state;
    int64_t first = begin(house);
    int64_t version = 0;
    static const char *const bad[][2] = {
        {",{\"type\":\"picture\",\"picture\":\"0000000000000000000000000000000000000000000000000000000000000000\","
         "\"alt\":\"Et hus\"}",
         "/blocks/1/picture"},
        {",{\"type\":\"paragraph\",\"text\":\"\"}", "/blocks/1"},
        {",{\"type\":\"heading\"}", "/blocks/1"},
    };
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(json_auto) json_t *found = NULL;
        assert_int_equal(publish(house, first, "Om os", bad[at][0], &version, &found), ERR_INVALID);
        assert_true(json_array_size(found) > 0);
        const char *pointer = json_text_at(json_array_get(found, 0), "pointer");
        assert_int_equal(strncmp(pointer, bad[at][1], strlen(bad[at][1])), 0);
    }
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(editorial_list(house->registry, &list), ERR_OK);
    assert_int_equal(json_int_at(json_array_get(list, 0), "version", 0), first);
}

static void a_page_there_is_none_of_is_not_begun(void **state)
{
    struct house *house = *state;
    int64_t version = 0;
    AUTO(json_auto) json_t *found = NULL;
    AUTO(json_auto) json_t *body = json_pack("{s:s, s:s, s:[]}", "id", "other", "title", "A", "blocks");
    begin(house);
    assert_int_equal(editorial_publish(house->registry, "Anna", "other", 0, body, &version, &found), ERR_NOT_FOUND);
}

static void an_editor_learns_what_places_are_called_and_no_more(void **state)
{
    struct house *house = *state;
    AUTO(answer_finish) struct answer entered = {0};
    AUTO(answer_finish) struct answer site = {0};
    AUTO(answer_finish) struct answer building = {0};
    AUTO(json_auto) json_t *current = NULL;
    AUTO(json_auto)
    json_t *places = json_pack("[{s:s, s:s, s:[s]}]", "id", "library", "name", "Biblioteket", "kiosks", "abc123");
    AUTO(json_auto) json_t *wanted = json_pack("[{s:s, s:s}]", "id", "library", "name", "Biblioteket");
    char problem[BUILDING_PROBLEM_BYTES];
    struct staff editor = {0};
    begin(house);
    assert_int_equal(building_change(house->registry, BUILDING_PLACES, json_null(), places, &current, problem), ERR_OK);
    staff_add(house, "Ole", STAFF_PASSWORD);
    assert_int_equal(user_set_role(house->registry, "Ole", ROLE_EDITOR, "network-0"), ERR_OK);
    staff_sign_in(&entered, house, "Ole", STAFF_PASSWORD);
    staff_learn(&editor, &entered);
    staff_http(&site, house, &editor, "GET", "/v1/staff/site", NULL);
    assert_int_equal(site.status, 200);
    assert_true(json_equal(json_object_get(site.json, "places"), wanted));
    staff_http(&building, house, &editor, "GET", "/v1/staff/building", NULL);
    assert_int_equal(building.status, 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(a_page_is_published_over_the_version_it_was_made_on),
        house_test(what_is_wrong_is_said_and_changes_nothing),
        house_test(a_page_there_is_none_of_is_not_begun),
        house_test(an_editor_learns_what_places_are_called_and_no_more),
    };
    return cmocka_run_group_tests_name("registry editorial", tests, house_begin, NULL);
}
