/* tests/unit/test_store_pictures.c - which pictures of networks a kiosk's agent is to fetch. */
#include "tests/unit/catalog_feed.h"

#include <stdio.h>

#include "sync/model/picture.h"

/* "aa…a" of 64 letters. */
static const char *name_of(char letter)
{
    static char name[PICTURE_NAME_BYTES];
    memset(name, letter, sizeof(name) - 1);
    return name;
}

/* `picture` is taken over; NULL: it has none. */
static json_t *network_with(int64_t sequence, const char *id, int64_t position, json_t *picture)
{
    json_t *item = network_item(sequence, id, position, "Et netværk");
    if (picture != NULL) json_object_set_new(json_object_get(item, "body"), "picture", picture);
    return item;
}

static json_t *picture_of(char letter)
{
    return json_pack("{s:s, s:s}", "picture", name_of(letter), "alt", "En båd");
}

/* The first letters of the names, in their order. */
static void assert_names(struct catalog *catalog, const char *letters)
{
    AUTO(json_auto) json_t *names = json_object();
    char found[PICTURES_MAX + 1] = "";
    const char *name;
    json_t *value;
    assert_int_equal(catalog_network_pictures(catalog, names), ERR_OK);
    json_object_foreach (names, name, value) snprintf(found + strlen(found), 2, "%c", name[0]);
    assert_string_equal(found, letters);
}

static void what_is_shown_is_wanted_in_the_boards_order(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *items =
        json_pack("[o, o, o, o, o]", network_with(1, "sidst", 4, picture_of('a')), network_with(2, "uden", 0, NULL),
                  network_with(3, "forrest", 1, picture_of('b')), network_with(4, "samme", 5, picture_of('b')),
                  network_with(5, "halv", 2, json_pack("{s:s}", "picture", name_of('c')))); /* without words */
    assert_int_equal(apply(catalog, "1-a", 0, 5, 5, items), ERR_OK);
    assert_names(catalog, "ba");
    items = json_pack("[o, o, o]", network_with(6, "uden", 0, picture_of('d')),
                      network_with(7, "sidst", 4, picture_of('e')), network_with(8, "samme", 5, NULL));
    assert_int_equal(apply(catalog, "1-a", 5, 8, 8, items), ERR_OK);
    assert_names(catalog, "dbe");
    items = json_pack("[o, o]", network_with(9, "forrest", 1, NULL), deleted_item(10, "network", "uden"));
    assert_int_equal(apply(catalog, "1-a", 8, 10, 10, items), ERR_OK);
    assert_names(catalog, "e");
}

/* What is gathered beside is not fetched before it is shown; then what was shown before isn't any more. */
static void a_new_generation_brings_its_own(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *items = json_pack("[o]", network_with(1, "en", 0, picture_of('a')));
    assert_int_equal(apply(catalog, "1-a", 0, 1, 1, items), ERR_OK);
    items = json_pack("[o]", network_with(1, "en", 0, picture_of('b')));
    assert_int_equal(apply(catalog, "2-b", 0, 1, 2, items), ERR_OK);
    assert_names(catalog, "a");
    items = json_pack("[o]", network_with(2, "to", 1, picture_of('c')));
    assert_int_equal(apply(catalog, "2-b", 1, 2, 2, items), ERR_OK);
    assert_names(catalog, "bc");
}

/* A network of another place is kept, and its picture stays where it is. */
static void what_other_kiosks_show_is_not_fetched(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    static const char site[] = "{\"name\":\"R\",\"heading\":\"S\",\"notice\":{\"version\":\"1\",\"title\":\"T\","
                               "\"intro\":\"I\",\"sections\":[{\"heading\":\"H\",\"text\":\"T\"}]},\"phases\":[],"
                               "\"places\":[{\"id\":\"hall\",\"name\":\"Hal\",\"kiosks\":[\"%s\"]}]}";
    assert_int_equal(catalog_set_kiosk(catalog, "k1"), ERR_OK);
    for (int64_t sequence = 1; sequence <= 3; sequence += 2) {
        char body[sizeof(site) + 16];
        snprintf(body, sizeof(body), site, sequence == 1 ? "k2" : "k1");
        json_t *network = network_with(sequence + 1, "en", 0, picture_of('a'));
        json_object_set_new(json_object_get(network, "body"), "places", json_pack("[s]", "hall"));
        json_t *items = json_pack("[{s:I, s:s, s:s, s:o}, o]", "seq", (json_int_t)sequence, "type", "site", "id",
                                  "site", "body", json_loads(body, 0, NULL), network);
        assert_int_equal(apply(catalog, "1-a", sequence - 1, sequence + 1, sequence + 1, items), ERR_OK);
        assert_names(catalog, sequence == 1 ? "" : "a");
    }
}

static void there_are_no_more_than_a_kiosk_keeps(void **state)
{
    (void)state;
    AUTO(json_auto) json_t *names = json_object();
    char name[PICTURE_NAME_BYTES];
    for (int at = 0; at <= PICTURES_MAX; at++) {
        snprintf(name, sizeof(name), "%064d", at);
        assert_int_equal(picture_names_add(names, name), ERR_OK);
    }
    assert_int_equal(json_object_size(names), PICTURES_MAX);
    assert_null(json_object_get(names, name));
    assert_int_equal(picture_names_add(names, NULL), ERR_OK);
    assert_int_equal(picture_names_add(names, "../x"), ERR_OK);
    assert_int_equal(json_object_size(names), PICTURES_MAX);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(what_is_shown_is_wanted_in_the_boards_order),
        folder_test(a_new_generation_brings_its_own),
        folder_test(what_other_kiosks_show_is_not_fetched),
        cmocka_unit_test(there_are_no_more_than_a_kiosk_keeps),
    };
    return cmocka_run_group_tests_name("store pictures", tests, NULL, NULL);
}
