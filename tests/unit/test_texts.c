/* tests/unit/test_texts.c - which translations are older than their Danish, when things were moved in their list. */
#include "tests/unit/folder.h"

#include "sync/base/json.h"
#include "sync/base/str.h"
#include "sync/registry/content/items.h"
#include "sync/registry/content/texts.h"

static json_t *petals(const char *first, const char *second, const char *first_english, const char *second_english)
{
    json_t *body =
        json_pack("{s:[{s:s}, {s:s}], s:{s:{s:[{s:s}, {s:s}]}}}", "petals", "keyword", first, "keyword", second,
                  "translations", "en", "petals", "keyword", first_english, "keyword", second_english);
    assert_non_null(body);
    return body;
}

/* The pointers of what is older in English, one after the other. */
static void assert_old(const char *type, json_t *parent, json_t *body, const char *wanted)
{
    AUTO(json_auto) json_t *old = NULL;
    AUTO(str_finish) struct str found;
    const char *pointer;
    json_t *hash;
    str_init(&found, 1000);
    assert_int_equal(texts_old(&old, type, body, parent, NULL, NULL), ERR_OK);
    json_object_foreach (json_object_get(old, "en"), pointer, hash) {
        str_addf(&found, "%s ", pointer);
    }
    assert_string_equal(str_text(&found), wanted);
    json_decref(parent);
    json_decref(body);
}

static void what_was_moved_is_known_by_its_translation(void **state)
{
    (void)state;
    /* moved, and nothing else */
    assert_old(ITEM_NETWORK, petals("ro", "mod", "calm", "courage"), petals("mod", "ro", "courage", "calm"), "");
    /* moved, and one reworded */
    assert_old(ITEM_NETWORK, petals("ro", "mod", "calm", "courage"), petals("mod nu", "ro", "courage", "calm"),
               "/petals/0/keyword ");
    /* moved and reworded in both languages */
    assert_old(ITEM_NETWORK, petals("ro", "mod", "calm", "courage"), petals("mod nu", "ro", "courage now", "calm"), "");
    /* reworded where it stands */
    assert_old(ITEM_NETWORK, petals("ro", "mod", "calm", "courage"), petals("stilhed", "mod", "calm", "courage"),
               "/petals/0/keyword ");
    /* two that are called the same in English, which changed places */
    assert_old(ITEM_NETWORK, petals("ro", "fred", "peace", "peace"), petals("fred", "ro", "peace", "peace"), "");
}

static json_t *page(const char *first, const char *second, const char *first_english, const char *second_english)
{
    json_t *body =
        json_pack("{s:[{s:s, s:s}, {s:s, s:s}], s:{s:{s:[{s:s, s:s}, {s:s, s:s}]}}}", "blocks", "type", "paragraph",
                  "text", first, "type", "paragraph", "text", second, "translations", "en", "blocks", "type",
                  "paragraph", "text", first_english, "type", "paragraph", "text", second_english);
    assert_non_null(body);
    return body;
}

static void the_pieces_of_a_page_are_likewise(void **state)
{
    (void)state;
    assert_old(ITEM_PAGE, page("Et", "To", "One", "Two"), page("To", "Et", "Two", "One"), "");
    assert_old(ITEM_PAGE, page("Et", "To", "One", "Two"), page("To igen", "Et", "Two", "One"), "/blocks/0/text ");
}

/* What is older stays so when it is moved. */
static void what_is_older_is_so_elsewhere(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *first = petals("ro", "mod", "calm", "courage");
    AUTO(json_auto) json_t *second = petals("stilhed", "mod", "calm", "courage");
    AUTO(json_auto) json_t *third = petals("mod", "stilhed", "courage", "calm");
    AUTO(json_auto) json_t *fourth = petals("mod", "ro", "courage", "calm");
    AUTO(json_auto) json_t *old = NULL;
    AUTO(json_auto) json_t *moved = NULL;
    AUTO(json_auto) json_t *back = NULL;
    assert_int_equal(texts_old(&old, ITEM_NETWORK, second, first, NULL, NULL), ERR_OK);
    assert_int_equal(texts_old(&moved, ITEM_NETWORK, third, second, old, NULL), ERR_OK);
    assert_non_null(json_object_get(json_object_get(moved, "en"), "/petals/1/keyword"));
    assert_int_equal(texts_old(&back, ITEM_NETWORK, fourth, third, moved, NULL), ERR_OK);
    assert_int_equal(json_object_size(back), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_moved_is_known_by_its_translation),
        cmocka_unit_test(the_pieces_of_a_page_are_likewise),
        cmocka_unit_test(what_is_older_is_so_elsewhere),
    };
    return cmocka_run_group_tests_name("texts", tests, NULL, NULL);
}
