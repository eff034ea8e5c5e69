/* tests/unit/test_store_places.c - which networks a kiosk shows, when content says at which places they are shown. */
#include "tests/unit/catalog_feed.h"

#include <stdio.h>

#include "sync/model/place.h"

#define HERE  "here0000"
#define THERE "there000"

static json_t *json_of(const char *text)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    return json;
}

static bool is_here(const char *site, const char *wanted, const char *kiosk)
{
    json_t *body = json_of(site);
    json_t *places = json_of(wanted);
    bool here = place_is_here(body, places, kiosk);
    json_decref(body);
    json_decref(places);
    return here;
}

static void in_doubt_it_is_shown(void **state)
{
    (void)state;
    static const char site[] =
        "{\"places\":[{\"id\":\"hall\",\"kiosks\":[\"a\",\"b\"]},{\"id\":\"library\",\"kiosks\":[\"b\"]},"
        "{\"id\":\"empty\",\"kiosks\":[]},7,{\"kiosks\":[\"a\"]}]}";
    assert_true(is_here(site, "[\"hall\"]", "a"));
    assert_false(is_here(site, "[\"library\"]", "a"));
    assert_true(is_here(site, "[\"library\",\"hall\"]", "a"));
    assert_true(is_here(site, "[\"library\"]", "b"));
    assert_false(is_here(site, "[\"empty\"]", "a"));
    assert_false(is_here(site, "[\"hall\"]", ""));
    assert_true(is_here(site, "[]", "a"));
    assert_true(is_here(site, "null", "a"));
    assert_true(is_here(site, "[\"gone\"]", "a")); /* nobody could be meant */
    assert_false(is_here(site, "[\"gone\",\"library\"]", "a"));
    assert_true(is_here("{}", "[\"hall\"]", "a"));
    assert_true(place_is_here(NULL, NULL, "a"));
}

/* ---- a kiosk's store ---- */

struct store {
    struct catalog *catalog;
    int64_t sequence;
};

/* One page with one item; `body` NULL: it is removed. `sequence` 0: the next one. */
static void bring(struct store *store, const char *type, const char *id, const char *body, int64_t sequence)
{
    if (sequence == 0) sequence = ++store->sequence;
    json_t *item = body == NULL ? deleted_item(sequence, type, id)
                                : json_pack("{s:I, s:s, s:s, s:i, s:o}", "seq", (json_int_t)sequence, "type", type,
                                            "id", id, "position", 1, "body", json_of(body));
    assert_int_equal(
        apply(store->catalog, "7-abcdef", sequence - 1, store->sequence, store->sequence, json_pack("[o]", item)),
        ERR_OK);
}

static void bring_site(struct store *store, const char *places)
{
    char body[4096];
    snprintf(body, sizeof(body),
             "{\"name\":\"S\",\"heading\":\"H\",\"places\":%s,\"notice\":{\"version\":\"2026-1\",\"title\":\"T\","
             "\"intro\":\"I\",\"sections\":[{\"heading\":\"H\",\"text\":\"T\"}]}}",
             places);
    bring(store, "site", "site", body, 0);
}

static void bring_network(struct store *store, const char *id, const char *places, int64_t sequence)
{
    json_error_t problem;
    json_t *document = json_load_file("assets/content/albertslund-2014.json", 0, &problem);
    json_t *network = json_array_get(json_object_get(document, "networks"), 0);
    json_object_set_new(network, "id", json_string(id));
    json_object_set_new(network, "places", json_of(places));
    char *body = json_dumps(network, JSON_COMPACT);
    bring(store, "network", id, body, sequence);
    free(body);
    json_decref(document);
}

static void begin(struct store *store, void **state)
{
    char path[PATH_MAX];
    *store = (struct store){.sequence = 0};
    folder_path(*state, "content.db", path);
    assert_int_equal(catalog_open(&store->catalog, path, CATALOG_WRITER), ERR_OK);
    assert_int_equal(catalog_set_kiosk(store->catalog, HERE), ERR_OK);
}

static void assert_shown(struct store *store, size_t count, const char *id, bool shown)
{
    struct network network;
    struct network_card cards[10];
    struct catalog_counts counts;
    size_t found = 0;
    assert_int_equal(catalog_count(store->catalog, &found), ERR_OK);
    assert_int_equal(found, count);
    assert_int_equal(catalog_counts(store->catalog, NULL, &counts), ERR_OK);
    assert_int_equal(counts.networks, count);
    assert_int_equal(catalog_search(store->catalog, "da", "frivilligt", cards, 10, &found), ERR_OK);
    assert_int_equal(found, count);
    enum err err = catalog_network(store->catalog, id, "da", &network);
    assert_int_equal(err, shown ? ERR_OK : ERR_NOT_FOUND);
    if (err == ERR_OK) network_finish(&network);
}

#define PLACES                                                                                                         \
    "[{\"id\":\"hall\",\"name\":\"H\",\"kiosks\":[\"" HERE                                                             \
    "\"]},{\"id\":\"library\",\"name\":\"L\",\"kiosks\":[\"" THERE "\"]}]"

static void what_is_elsewhere_is_not_on_the_board(void **state)
{
    struct store store;
    begin(&store, state);
    bring_network(&store, "early", "[\"library\"]", 0); /* before anybody knows of places */
    assert_shown(&store, 1, "early", true);
    bring_site(&store, PLACES);
    assert_shown(&store, 0, "early", false);
    bring_network(&store, "one", "[\"hall\"]", 0);
    bring_network(&store, "two", "[\"library\"]", 0);
    bring_network(&store, "three", "[]", 0);
    assert_shown(&store, 2, "one", true);
    assert_shown(&store, 2, "two", false);
    assert_shown(&store, 2, "three", true);
    /* The kiosk is carried to the library, and nothing is fetched again. */
    int64_t before = 0, after = 0;
    assert_int_equal(catalog_revision(store.catalog, &before), ERR_OK);
    bring_site(&store,
               "[{\"id\":\"hall\",\"name\":\"H\",\"kiosks\":[]},{\"id\":\"library\",\"name\":\"L\",\"kiosks\":[\"" HERE
               "\"]}]");
    assert_int_equal(catalog_revision(store.catalog, &after), ERR_OK);
    assert_true(after > before);
    assert_shown(&store, 3, "one", false);
    assert_shown(&store, 3, "two", true);
    assert_shown(&store, 3, "early", true);
    /* No places at all: everything everywhere. */
    bring_site(&store, "[]");
    assert_shown(&store, 4, "one", true);
    catalog_close(store.catalog);
}

static void a_network_changes_sides_and_is_removed(void **state)
{
    struct store store;
    begin(&store, state);
    bring_site(&store, PLACES);
    bring_network(&store, "one", "[\"hall\"]", 0);
    int64_t old = store.sequence;
    bring_network(&store, "one", "[\"library\"]", 0);
    assert_shown(&store, 0, "one", false);
    bring_network(&store, "one", "[\"hall\"]", old); /* an old page once more */
    assert_shown(&store, 0, "one", false);
    bring_network(&store, "one", "[\"hall\",\"library\"]", 0);
    assert_shown(&store, 1, "one", true);
    bring_network(&store, "one", "[\"library\"]", 0);
    bring(&store, "network", "one", NULL, 0);
    bring_site(&store, "[]");
    assert_shown(&store, 0, "one", false); /* it is gone, not hidden */
    catalog_close(store.catalog);
}

/* One that this program can't read does not keep the others on the wrong side. */
static void what_cannot_be_read_holds_up_nobody(void **state)
{
    struct store store;
    begin(&store, state);
    bring_site(&store, PLACES);
    bring(&store, "network", "later", "{\"id\":\"later\",\"kind\":\"unheard-of\",\"places\":[\"library\"]}", 0);
    bring_network(&store, "one", "[\"library\"]", 0);
    assert_shown(&store, 0, "one", false);
    bring_site(&store, "[]");
    assert_shown(&store, 1, "one", true);
    bring_site(&store, PLACES);
    bring(&store, "network", "later", "{\"id\":\"later\",\"kind\":\"unheard-of\",\"places\":[\"library\"]}", 0);
    assert_int_equal(catalog_set_kiosk(store.catalog, THERE), ERR_OK);
    assert_shown(&store, 1, "one", true);
    catalog_close(store.catalog);
}

/* A card that gets another identity is another kiosk. */
static void another_kiosk_shows_its_own(void **state)
{
    struct store store;
    begin(&store, state);
    bring_site(&store, PLACES);
    bring_network(&store, "one", "[\"hall\"]", 0);
    bring_network(&store, "two", "[\"library\"]", 0);
    assert_int_equal(catalog_set_kiosk(store.catalog, THERE), ERR_OK);
    assert_shown(&store, 1, "one", false);
    assert_shown(&store, 1, "two", true);
    json_t *site = json_of("{\"places\":" PLACES "}");
    json_t *hall = json_of("[\"hall\"]");
    assert_false(catalog_shows(store.catalog, site, hall));
    assert_true(catalog_shows(store.catalog, site, NULL));
    json_decref(site);
    json_decref(hall);
    catalog_close(store.catalog);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_doubt_it_is_shown),
        cmocka_unit_test_setup_teardown(what_is_elsewhere_is_not_on_the_board, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(a_network_changes_sides_and_is_removed, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_holds_up_nobody, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(another_kiosk_shows_its_own, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests_name("store places", tests, NULL, NULL);
}
