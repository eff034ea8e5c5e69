/* tests/unit/test_registry_page_order.c - staff put the editorial pages in another order, and kiosks hear of it. */
#include "tests/unit/networks_house.h"

#include "sync/registry/content/page_order.h"
#include "sync/registry/staff/staff_log.h"

#define PAGES "/v1/staff/pages"

struct desk {
    struct staff anna; /* of the secretariat */
};

static json_t *page(const char *id)
{
    return json_pack("{s:s, s:s, s:[{s:s, s:s}]}", "id", id, "title", id, "blocks", "type", "paragraph", "text", "En.");
}

static void import_pages(struct house *house, const char *const ids[], size_t count)
{
    AUTO(json_auto) json_t *demo = networks_demo();
    json_t *pages = json_array();
    for (size_t at = 0; at < count; at++) json_array_append_new(pages, page(ids[at]));
    json_object_set_new(demo, "pages", pages);
    networks_import(house, demo);
}

/* A house with the pages a, b, c and d on the screens. */
static void desk_begin(struct desk *desk, struct house *house)
{
    import_pages(house, (const char *const[]){"a", "b", "c", "d"}, 4);
    networks_staff(house, "Anna", ROLE_SECRETARIAT, NULL, &desk->anna);
}

/* "abcd" as a list of ids of one letter each. */
static json_t *ids_of(const char *letters)
{
    json_t *ids = json_array();
    for (; *letters != '\0'; letters++) json_array_append_new(ids, json_stringn(letters, 1));
    return ids;
}

static void order(struct answer *out, struct house *house, const struct staff *staff, const char *base, const char *to)
{
    networks_ask(out, house, staff, "PUT", PAGES, json_pack("{s:o, s:o}", "base", ids_of(base), "order", ids_of(to)));
}

static void assert_order(struct house *house, const char *letters)
{
    AUTO(json_auto) json_t *present = NULL;
    AUTO(json_auto) json_t *wanted = ids_of(letters);
    assert_int_equal(page_order_read(house->registry, &present), ERR_OK);
    if (json_equal(present, wanted) == 1) return;
    fail_msg("not %s, but %s", letters, json_dumps(present, 0));
}

static int64_t number(struct house *house, const char *sql)
{
    int64_t out = 0;
    assert_int_equal(db_int(house->registry->db, &out, sql, ""), ERR_OK);
    return out;
}

static void pages_are_put_in_another_order(void **state)
{
    struct house *house = *state;
    struct desk desk;
    desk_begin(&desk, house);
    int64_t before = number(house, "SELECT head FROM state");
    AUTO(answer_finish) struct answer moved = {0};
    order(&moved, house, &desk.anna, "abcd", "acbd");
    assert_int_equal(moved.status, 200);
    assert_order(house, "acbd");
    /* Kiosks hear of the two that moved, and of nothing else. */
    assert_int_equal(number(house, "SELECT head FROM state") - before, 2);
    assert_int_equal(number(house, "SELECT position FROM item WHERE type = 'page' AND id = 'c'"), 1);
    assert_int_equal(number(house, "SELECT count(*) FROM staff_log WHERE what = 'page.order' AND who = 'Anna'"), 1);
    /* The answer was lost. */
    AUTO(answer_finish) struct answer again = {0};
    order(&again, house, &desk.anna, "abcd", "acbd");
    assert_int_equal(again.status, 200);
    assert_int_equal(number(house, "SELECT head FROM state") - before, 2);
    assert_int_equal(number(house, "SELECT count(*) FROM staff_log WHERE what = 'page.order'"), 1);
    /* As the list on the staff page has it. */
    AUTO(answer_finish) struct answer list = {0};
    networks_ask(&list, house, &desk.anna, "GET", PAGES, NULL);
    const json_t *second = json_array_get(json_object_get(list.json, "pages"), 1);
    assert_string_equal(json_text_at(second, "id"), "c");
}

static void who_was_slower_is_told_who_was_quicker(void **state)
{
    struct house *house = *state;
    struct desk desk;
    struct staff bo = {0};
    desk_begin(&desk, house);
    networks_staff(house, "Bo", ROLE_SECRETARIAT, NULL, &bo);
    AUTO(answer_finish) struct answer first = {0};
    AUTO(answer_finish) struct answer second = {0};
    order(&first, house, &bo, "abcd", "dabc");
    assert_int_equal(first.status, 200);
    int64_t head = number(house, "SELECT head FROM state");
    order(&second, house, &desk.anna, "abcd", "bacd");
    assert_refused(&second, 409, "conflict");
    assert_string_equal(json_text_at(second.json, "changed_by"), "Bo");
    assert_int_equal(json_int_at(second.json, "changed_s", 0), HOUSE_NOW_S);
    AUTO(json_auto) json_t *theirs = ids_of("dabc");
    assert_true(json_equal(json_object_get(second.json, "current"), theirs));
    assert_order(house, "dabc");
    assert_int_equal(number(house, "SELECT head FROM state"), head);
    /* A page that was taken down meanwhile, too. */
    AUTO(answer_finish) struct answer down = {0};
    AUTO(answer_finish) struct answer third = {0};
    networks_ask(&down, house, &bo, "POST", PAGES "/a", json_pack("{s:s}", "do", "unpublish"));
    assert_int_equal(down.status, 200);
    order(&third, house, &desk.anna, "dabc", "adbc");
    assert_refused(&third, 409, "conflict");
    assert_order(house, "dbc");
}

/* Whoever imports has put them in the file's order. */
static void an_import_is_quicker_too(void **state)
{
    struct house *house = *state;
    struct desk desk;
    desk_begin(&desk, house);
    import_pages(house, (const char *const[]){"b", "a", "c", "d"}, 4);
    AUTO(answer_finish) struct answer late = {0};
    order(&late, house, &desk.anna, "abcd", "abdc");
    assert_refused(&late, 409, "conflict");
    assert_string_equal(json_text_at(late.json, "changed_by"), STAFF_LOG_COMMAND);
}

static void what_is_no_order_of_them_is_refused(void **state)
{
    struct house *house = *state;
    struct desk desk;
    static const char *const bad[] = {"abc", "abcdd", "abce", "aabc", ""};
    desk_begin(&desk, house);
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        order(&answer, house, &desk.anna, "abcd", bad[at]);
        assert_refused(&answer, 400, "bad_request");
    }
    static const char *const worse[] = {"{}", "{\"order\":[\"a\"]}", "{\"base\":[1],\"order\":[1]}",
                                        "{\"base\":{},\"order\":{}}",
                                        "{\"base\":[\"a\",\"a\"],\"order\":[\"a\",\"a\"]}"};
    for (size_t at = 0; at < sizeof(worse) / sizeof(worse[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        networks_ask(&answer, house, &desk.anna, "PUT", PAGES, json_loads(worse[at], 0, NULL));
        assert_refused(&answer, 400, "bad_request");
    }
    assert_order(house, "abcd");
}

static void an_export_and_an_import_keep_it(void **state)
{
    struct house *house = *state;
    struct desk desk;
    struct content_summary summary;
    AUTO(json_auto) json_t *exported = NULL;
    AUTO(answer_finish) struct answer moved = {0};
    desk_begin(&desk, house);
    order(&moved, house, &desk.anna, "abcd", "dcba");
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    const json_t *first = json_array_get(json_object_get(exported, "pages"), 0);
    assert_string_equal(json_text_at(first, "id"), "d");
    assert_int_equal(content_import(house->registry, exported, &summary), ERR_OK);
    assert_int_equal(summary.changed, 0);
    assert_order(house, "dcba");
}

/* What is published anew keeps its place, and what was not there stands last. */
static void publishing_keeps_the_order(void **state)
{
    struct house *house = *state;
    struct desk desk;
    desk_begin(&desk, house);
    AUTO(answer_finish) struct answer moved = {0};
    AUTO(answer_finish) struct answer saved = {0};
    AUTO(answer_finish) struct answer shown = {0};
    AUTO(answer_finish) struct answer down = {0};
    AUTO(answer_finish) struct answer back = {0};
    order(&moved, house, &desk.anna, "abcd", "dabc");
    json_t *body = page("d");
    json_object_set_new(body, "title", json_string("Den sidste"));
    networks_ask(&saved, house, &desk.anna, "PUT", PAGES "/d", json_pack("{s:i, s:o}", "base", 1, "body", body));
    networks_ask(&shown, house, &desk.anna, "POST", PAGES "/d", json_pack("{s:s, s:i}", "do", "publish", "version", 2));
    assert_int_equal(shown.status, 200);
    assert_order(house, "dabc");
    networks_ask(&down, house, &desk.anna, "POST", PAGES "/a", json_pack("{s:s}", "do", "unpublish"));
    networks_ask(&back, house, &desk.anna, "POST", PAGES "/a", json_pack("{s:s, s:i}", "do", "publish", "version", 1));
    assert_int_equal(back.status, 200);
    assert_order(house, "dbca");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(pages_are_put_in_another_order),  house_test(who_was_slower_is_told_who_was_quicker),
        house_test(an_import_is_quicker_too),        house_test(what_is_no_order_of_them_is_refused),
        house_test(an_export_and_an_import_keep_it), house_test(publishing_keeps_the_order),
    };
    return cmocka_run_group_tests_name("registry page order", tests, house_begin, NULL);
}
