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

/* A page whose only text that counts is a list, with the same translation of all. */
static json_t *long_page(int pieces, int items, const char *danish, const char *english)
{
    json_t *source = json_array();
    json_t *target = json_array();
    for (int piece = 0; piece < pieces; piece++) {
        json_t *lists[2] = {json_array(), json_array()};
        for (int item = 0; item < items; item++) {
            json_array_append_new(lists[0], json_string(danish));
            json_array_append_new(lists[1], json_string(english));
        }
        json_array_append_new(source, json_pack("{s:s, s:o}", "type", "list", "items", lists[0]));
        json_array_append_new(target, json_pack("{s:s, s:o}", "type", "list", "items", lists[1]));
    }
    return json_pack("{s:o, s:{s:{s:o}}}", "blocks", source, "translations", "en", "blocks", target);
}

/* A draft may be larger than what can be published; the serving thread has no time for all of it. */
static void what_is_looked_at_has_a_limit(void **state)
{
    (void)state;
    enum { PIECES = 40, ITEMS = 25, PIECES_MANY = 64, ITEMS_MANY = 64 };
    AUTO(json_auto) json_t *before = long_page(PIECES, ITEMS, "Et", "One");
    AUTO(json_auto) json_t *after = long_page(PIECES, ITEMS, "To", "One");
    AUTO(json_auto) json_t *many_before = long_page(PIECES_MANY, ITEMS_MANY, "Et", "One");
    AUTO(json_auto) json_t *many_after = long_page(PIECES_MANY, ITEMS_MANY, "To", "One");
    AUTO(json_auto) json_t *old = NULL;
    AUTO(json_auto) json_t *many_old = NULL;
    assert_int_equal(PIECES * ITEMS, TEXTS_MAX);
    assert_int_equal(texts_old(&old, ITEM_PAGE, after, before, NULL, NULL), ERR_OK);
    assert_int_equal(json_object_size(json_object_get(old, "en")), TEXTS_MAX);
    assert_int_equal(texts_old(&many_old, ITEM_PAGE, many_after, many_before, NULL, NULL), ERR_OK);
    assert_int_equal(json_object_size(json_object_get(many_old, "en")), TEXTS_MAX);
    AUTO(json_auto) json_t *counts = texts_counts(ITEM_PAGE, many_after, NULL);
    assert_int_equal(json_int_at(json_object_get(counts, "pl"), "missing", 0), TEXTS_MAX);
}

/* Of what somebody says that it was looked at each is found, however many there are. */
static void what_was_looked_at_is_not_old(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *first = petals("ro", "mod", "calm", "courage");
    AUTO(json_auto) json_t *second = petals("stilhed", "vovemod", "calm", "courage");
    AUTO(json_auto)
    json_t *checked = json_pack("[s, i, s]", "/translations/pl/petals/0/keyword", 7, "/translations/en/petals/1/keyword");
    AUTO(json_auto) json_t *old = NULL;
    assert_int_equal(texts_old(&old, ITEM_NETWORK, second, first, NULL, checked), ERR_OK);
    assert_int_equal(json_object_size(json_object_get(old, "en")), 1);
    assert_non_null(json_object_get(json_object_get(old, "en"), "/petals/0/keyword"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_moved_is_known_by_its_translation),
        cmocka_unit_test(the_pieces_of_a_page_are_likewise),
        cmocka_unit_test(what_is_older_is_so_elsewhere),
        cmocka_unit_test(what_is_looked_at_has_a_limit),
        cmocka_unit_test(what_was_looked_at_is_not_old),
    };
    return cmocka_run_group_tests_name("texts", tests, NULL, NULL);
}
