/* tests/unit/test_store_catalog.c - the catalog: pages, cursors, generations, damage. */
#include "tests/unit/catalog_feed.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "sync/base/file.h"
#include "sync/store/catalog_created.h"

static void assert_cursor(struct catalog *catalog, const char *generation, int64_t sequence)
{
    struct feed_cursor cursor;
    assert_int_equal(catalog_cursor(catalog, &cursor), ERR_OK);
    assert_string_equal(cursor.generation, generation);
    assert_int_equal(cursor.sequence, sequence);
}

static int64_t revision(struct catalog *catalog)
{
    int64_t number = -1;
    assert_int_equal(catalog_revision(catalog, &number), ERR_OK);
    return number;
}

static void assert_title(struct catalog *catalog, const char *id, const char *title)
{
    struct network network;
    assert_int_equal(catalog_network(catalog, id, "da", &network), ERR_OK);
    assert_string_equal(network.title, title);
    network_finish(&network);
}

static json_t *parent_item(int64_t sequence, const char *id, const char *const *children)
{
    json_t *item = network_item(sequence, id, sequence, id);
    json_t *spawned = json_array();
    for (size_t at = 0; children[at] != NULL; at++) {
        json_array_append_new(spawned, json_pack("{s:s}", "network", children[at]));
    }
    json_array_append_new(spawned, json_pack("{s:s}", "title", "Et projekt"));
    json_object_set_new(json_object_get(item, "body"), "spawned", spawned);
    return item;
}

static void what_was_created_names_its_children_and_parents(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    struct created *list = NULL;
    size_t count = 9;
    assert_int_equal(catalog_created(catalog, "da", &list, &count), ERR_OK);
    assert_null(list);
    assert_int_equal(count, 0);
    static const char *const children[] = {"b", "nobody", NULL};
    json_t *items = json_pack("[o, o]", parent_item(1, "a", children), network_item(2, "b", 2, "Barn"));
    assert_int_equal(apply(catalog, "g", 0, 2, 2, items), ERR_OK);
    assert_int_equal(catalog_created(catalog, "da", &list, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].id, "a");
    assert_string_equal(list[0].petals, "Og");
    assert_string_equal(list[0].keywords[0], "Lyst");
    assert_int_equal(list[0].children_count, 3);
    assert_int_equal(list[0].children[0].place, 1);
    assert_string_equal(list[0].children[0].title, "Barn");
    assert_int_equal(list[0].children[1].place, CREATED_NOT_HERE);
    assert_string_equal(list[0].children[1].title, "");
    assert_int_equal(list[0].children[2].place, CREATED_NOT_HERE);
    assert_string_equal(list[0].children[2].title, "Et projekt");
    assert_int_equal(list[1].gift, GIFT_NONE);
    free(list);
    struct network network;
    struct network_related related;
    assert_int_equal(catalog_network(catalog, "b", "da", &network), ERR_OK);
    assert_int_equal(catalog_related(catalog, &network, "da", &related), ERR_OK);
    network_finish(&network);
    assert_int_equal(related.came_from_count, 1);
    assert_string_equal(related.came_from[0].id, "a");
    assert_int_equal(catalog_network(catalog, "a", "da", &network), ERR_OK);
    assert_int_equal(catalog_related(catalog, &network, "da", &related), ERR_OK);
    network_finish(&network);
    assert_int_equal(related.came_from_count, 0);
    assert_string_equal(related.became[0].title, "Barn");
    assert_string_equal(related.became[1].id, "");
}

static void a_new_catalog_is_empty(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    assert_cursor(catalog, "", 0);
    assert_int_equal(revision(catalog), 0);
    assert_int_equal(shown(catalog), 0);
    struct network network;
    assert_int_equal(catalog_network(catalog, "a", "da", &network), ERR_NOT_FOUND);
    assert_int_equal(catalog_check(catalog), ERR_OK);
}

static void a_reader_waits_for_the_writer(void **state)
{
    const struct folder *folder = *state;
    char path[PATH_MAX];
    folder_path(folder, "content.db", path);
    struct catalog *reader = NULL;
    assert_int_equal(catalog_open(&reader, path, CATALOG_READER), ERR_NOT_FOUND);
    assert_null(reader);
    int fd = open(path, O_CREAT | O_WRONLY, 0600); /* made, and killed before the schema */
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(catalog_open(&reader, path, CATALOG_READER), ERR_NOT_FOUND);
}

static void cards_come_in_order_without_json(void **state)
{
    AUTO(catalog_auto) struct catalog *writer = open_in(*state, CATALOG_WRITER);
    json_t *items = json_pack("[o, o, o]", network_item(1, "b", 2, "Bus"), network_item(2, "a", 1, "Alder"),
                              network_item(3, "c", 2, "Cykel"));
    assert_int_equal(apply(writer, "g1", 0, 3, 3, items), ERR_OK);
    AUTO(catalog_auto) struct catalog *reader = open_in(*state, CATALOG_READER);
    struct network_card cards[4];
    size_t count = 0;
    assert_int_equal(catalog_cards(reader, "da", NULL, 0, cards, 4, &count), ERR_OK);
    assert_int_equal(count, 3);
    assert_string_equal(cards[0].id, "a");
    assert_string_equal(cards[1].id, "b");
    assert_string_equal(cards[2].id, "c");
    assert_string_equal(cards[0].short_title, "Alder");
    assert_string_equal(cards[0].petals, "Og");
    assert_string_equal(cards[0].phase, "idea");
    assert_int_equal(cards[0].status, STATUS_ACTIVE);
    assert_int_equal(catalog_cards(reader, "da", NULL, 2, cards, 2, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_string_equal(cards[0].id, "c");
    assert_int_equal(catalog_cards(reader, "da", NULL, 3, cards, 4, &count), ERR_OK);
    assert_int_equal(count, 0);
}

static void long_texts_are_cut_at_a_letter(void **state)
{
    AUTO(catalog_auto) struct catalog *writer = open_in(*state, CATALOG_WRITER);
    /* Two bytes a letter: with one byte in front the limit falls between two letters, without inside one. */
    for (int front = 0; front <= 1; front++) {
        char title[2 * CATALOG_SHORT_TITLE_BYTES] = "x";
        for (size_t at = (size_t)front; at + 3 < sizeof(title); at += 2) memcpy(title + at, "\xc3\xb8", 3);
        json_t *items = json_pack("[o]", network_item(1 + front, "a", 1, title));
        assert_int_equal(apply(writer, "g1", front, 1 + front, 1 + front, items), ERR_OK);
        struct network_card card;
        size_t count = 0;
        assert_int_equal(catalog_cards(writer, "da", NULL, 0, &card, 1, &count), ERR_OK);
        size_t length = CATALOG_SHORT_TITLE_BYTES - 2 + (size_t)front;
        assert_int_equal(strlen(card.short_title), length);
        assert_memory_equal(card.short_title, title, length);
    }
}

static void pages_follow_each_other(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    assert_int_equal(
        apply(catalog, "g1", 0, 2, 2, json_pack("[o, o]", network_item(1, "a", 1, "A"), network_item(2, "b", 2, "B"))),
        ERR_OK);
    int64_t first = revision(catalog);
    assert_true(first > 0);
    assert_int_equal(apply(catalog, "g1", 2, 4, 4,
                           json_pack("[o, o]", network_item(3, "a", 1, "A2"), deleted_item(4, "network", "b"))),
                     ERR_OK);
    assert_true(revision(catalog) != first);
    assert_cursor(catalog, "g1", 4);
    assert_int_equal(shown(catalog), 1);
    assert_title(catalog, "a", "A2");
}

static void an_empty_page_changes_nothing(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, json_pack("[o]", network_item(1, "a", 1, "A"))), ERR_OK);
    int64_t before = revision(catalog);
    assert_int_equal(apply(catalog, "g1", 1, 1, 1, json_array()), ERR_OK);
    assert_int_equal(revision(catalog), before);
    assert_cursor(catalog, "g1", 1);
}

static void a_repeated_page_changes_nothing(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    for (int time = 0; time < 2; time++) {
        int64_t before = revision(catalog);
        json_t *items = json_pack("[o, o]", network_item(1, "a", 1, "A"), network_item(2, "b", 2, "B"));
        assert_int_equal(apply(catalog, "g1", 0, 2, 2, items), ERR_OK);
        if (time == 1) assert_int_equal(revision(catalog), before);
    }
    assert_cursor(catalog, "g1", 2);
}

static void pages_that_do_not_fit_are_refused(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    /* Nothing yet: only a page from 0 fits. */
    assert_int_equal(apply(catalog, "g1", 1, 2, 2, json_pack("[o]", network_item(2, "a", 1, "A"))), ERR_CONFLICT);
    assert_int_equal(apply(catalog, "g1", 0, 5, 5, json_pack("[o]", network_item(5, "a", 1, "A"))), ERR_OK);
    int64_t before = revision(catalog);
    /* A gap, a page that ends before the cursor, another generation that does not begin at 0. */
    assert_int_equal(apply(catalog, "g1", 6, 7, 7, json_pack("[o]", network_item(7, "x", 1, "X"))), ERR_CONFLICT);
    assert_int_equal(apply(catalog, "g1", 0, 4, 9, json_pack("[o]", network_item(4, "x", 1, "X"))), ERR_CONFLICT);
    assert_int_equal(apply(catalog, "g2", 5, 7, 7, json_pack("[o]", network_item(7, "x", 1, "X"))), ERR_CONFLICT);
    assert_cursor(catalog, "g1", 5);
    assert_int_equal(revision(catalog), before);
    assert_int_equal(shown(catalog), 1);
}

static void a_new_generation_never_empties_the_screen(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    AUTO(catalog_auto) struct catalog *reader = NULL;
    assert_int_equal(
        apply(catalog, "g1", 0, 2, 2, json_pack("[o, o]", network_item(1, "a", 1, "A"), network_item(2, "b", 2, "B"))),
        ERR_OK);
    reader = open_in(*state, CATALOG_READER);
    int64_t before = revision(reader);
    assert_int_equal(apply(catalog, "g2", 0, 1, 3, json_pack("[o]", network_item(1, "a", 1, "New A"))), ERR_OK);
    assert_cursor(catalog, "g2", 1);
    assert_int_equal(revision(reader), before);
    assert_int_equal(shown(reader), 2);
    assert_title(reader, "a", "A");
    assert_int_equal(apply(catalog, "g2", 1, 2, 3, json_pack("[o]", network_item(2, "c", 3, "C"))), ERR_OK);
    assert_title(reader, "a", "A");
    assert_int_equal(apply(catalog, "g2", 2, 3, 3, json_pack("[o]", network_item(3, "d", 4, "D"))), ERR_OK);
    assert_true(revision(reader) != before);
    assert_int_equal(shown(reader), 3);
    assert_title(reader, "a", "New A");
    struct network network;
    assert_int_equal(catalog_network(reader, "b", "da", &network), ERR_NOT_FOUND);
}

static void an_interrupted_generation_is_forgotten(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, json_pack("[o]", network_item(1, "a", 1, "A"))), ERR_OK);
    assert_int_equal(apply(catalog, "g2", 0, 1, 2, json_pack("[o]", network_item(1, "z", 1, "Z"))), ERR_OK);
    assert_int_equal(apply(catalog, "g3", 0, 1, 1, json_pack("[o]", network_item(1, "c", 1, "C"))), ERR_OK);
    assert_int_equal(shown(catalog), 1);
    assert_title(catalog, "c", "C");
    /* Back to g2: what was gathered of it must not come out again. */
    assert_int_equal(apply(catalog, "g2", 0, 2, 2, json_pack("[o]", network_item(2, "y", 1, "Y"))), ERR_OK);
    assert_int_equal(shown(catalog), 1);
    assert_title(catalog, "y", "Y");
}

/* A page from 0 does not tell what was removed: it must not be laid over what is there. */
static void the_shown_generation_gathered_anew_forgets_what_is_gone(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *two = json_pack("[o, o]", network_item(1, "a", 1, "A"), network_item(2, "b", 2, "B"));
    assert_int_equal(apply(catalog, "g1", 0, 2, 2, two), ERR_OK);
    json_t *late = json_pack("[o]", network_item(3, "a", 1, "A3"));
    assert_int_equal(apply(catalog, "g1", 0, 4, 4, late), ERR_CONFLICT); /* "b" was removed by 4 */
    assert_int_equal(apply(catalog, "g2", 0, 1, 9, json_pack("[o]", network_item(1, "z", 1, "Z"))), ERR_OK);
    int64_t before = revision(catalog);
    assert_int_equal(apply(catalog, "g1", 0, 3, 5, json_pack("[o]", network_item(3, "a", 1, "A3"))), ERR_OK);
    assert_cursor(catalog, "g1", 3);
    assert_int_equal(shown(catalog), 2); /* still the old rows */
    assert_title(catalog, "a", "A");
    assert_int_equal(revision(catalog), before);
    assert_int_equal(apply(catalog, "g1", 3, 5, 5, json_pack("[o]", network_item(5, "c", 2, "C"))), ERR_OK);
    assert_true(revision(catalog) != before);
    assert_int_equal(shown(catalog), 2);
    assert_title(catalog, "a", "A3");
    assert_title(catalog, "c", "C");
    assert_int_equal(apply(catalog, "g1", 5, 6, 6, json_pack("[o]", deleted_item(6, "network", "a"))), ERR_OK);
    assert_int_equal(shown(catalog), 1);
}

static void an_empty_registry_shows_nothing_new(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    assert_int_equal(apply(catalog, "g1", 0, 0, 0, json_array()), ERR_OK);
    assert_int_equal(revision(catalog), 0);
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, json_pack("[o]", network_item(1, "a", 1, "A"))), ERR_OK);
    int64_t before = revision(catalog);
    assert_true(before > 0);
    assert_int_equal(apply(catalog, "g2", 0, 0, 0, json_array()), ERR_OK);
    assert_int_equal(revision(catalog), before);
    assert_int_equal(shown(catalog), 1);
}

static void what_is_wrong_is_kept_out_and_counted(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, json_pack("[o]", network_item(1, "a", 1, "A"))), ERR_OK);
    json_t *unknown_kind = network_item(2, "a", 1, "A2");
    json_object_set_new(json_object_get(unknown_kind, "body"), "kind", json_string("unheard of"));
    json_t *other_id = network_item(3, "b", 1, "B");
    json_object_set_new(other_id, "id", json_string("c"));
    json_t *page = json_pack("{s:i, s:s, s:s, s:{}}", "seq", 4, "type", "page", "id", "p", "body");
    json_t *site = json_pack("{s:i, s:s, s:s, s:{}}", "seq", 5, "type", "site", "id", "site", "body");
    json_t *later = json_pack("{s:i, s:s, s:s, s:{s:s}}", "seq", 6, "type", "poll", "id", "q", "body", "x", "y");
    size_t refused = 0;
    assert_int_equal(apply_counting(catalog, "g1", 1, 7, 7,
                                    json_pack("[o, o, o, o, o, o]", unknown_kind, other_id, page, site, later,
                                              network_item(7, "d", 4, "D")),
                                    &refused),
                     ERR_OK);
    assert_int_equal(refused, 4);
    assert_int_equal(shown(catalog), 2);
    assert_title(catalog, "a", "A");
    assert_cursor(catalog, "g1", 7);
    AUTO(json_auto) json_t *body = NULL;
    assert_int_equal(catalog_item(catalog, "poll", "q", &body), ERR_OK);
    assert_string_equal(json_text_at(body, "x"), "y");
}

/* SQLite is told that the disk is full by a limit on the size of a file. */
static void a_page_that_does_not_fit_on_the_disk_leaves_no_trace(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, json_pack("[o]", network_item(1, "a", 1, "A"))), ERR_OK);
    json_t *large = network_item(2, "b", 1, "B");
    char *filler = malloc(100001);
    assert_non_null(filler);
    memset(filler, 'x', 100000);
    filler[100000] = '\0';
    json_object_set_new(json_object_get(large, "body"), "filler", json_string(filler));
    free(filler);
    json_t *items = json_pack("[O, O, o]", large, large, network_item(4, "c", 1, "C"));
    json_object_set_new(json_array_get(items, 0), "seq", json_integer(2));
    json_t *again = json_deep_copy(large);
    json_object_set_new(again, "seq", json_integer(3));
    json_array_set_new(items, 1, again);
    json_decref(large);
    struct rlimit old;
    getrlimit(RLIMIT_FSIZE, &old);
    struct rlimit small = {.rlim_cur = 120 * 1024, .rlim_max = old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    enum err err = apply(catalog, "g1", 1, 4, 4, items);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_true(err == ERR_FULL || err == ERR_IO);
    assert_cursor(catalog, "g1", 1);
    assert_int_equal(shown(catalog), 1);
    assert_int_equal(apply(catalog, "g1", 1, 2, 2, json_pack("[o]", network_item(2, "b", 1, "B"))), ERR_OK);
    assert_int_equal(shown(catalog), 2);
}

static void garbage_is_damaged_and_set_aside(void **state)
{
    const struct folder *folder = *state;
    char path[PATH_MAX];
    char aside[PATH_MAX];
    folder_path(folder, "content.db", path);
    char garbage[8192];
    randombytes_buf(garbage, sizeof(garbage));
    assert_int_equal(file_write(path, garbage, sizeof(garbage), 0600), ERR_OK);
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_open(&catalog, path, CATALOG_READER), ERR_DAMAGED);
    assert_int_equal(catalog_open(&catalog, path, CATALOG_WRITER), ERR_DAMAGED);
    assert_null(catalog);
    assert_int_equal(catalog_set_aside(path), ERR_OK);
    assert_int_equal(access(folder_path(folder, "content.db.damaged", aside), F_OK), 0);
    assert_int_equal(catalog_open(&catalog, path, CATALOG_WRITER), ERR_OK);
    assert_cursor(catalog, "", 0);
    catalog_close(catalog);
}

static void a_hole_in_the_middle_is_found_by_the_check(void **state)
{
    const struct folder *folder = *state;
    char path[PATH_MAX];
    folder_path(folder, "content.db", path);
    struct catalog *catalog = open_in(folder, CATALOG_WRITER);
    json_t *items = json_array();
    for (int at = 1; at <= 60; at++) {
        char id[16];
        snprintf(id, sizeof(id), "n%d", at);
        json_array_append_new(items, network_item(at, id, at, "Titel"));
    }
    assert_int_equal(apply(catalog, "g1", 0, 60, 60, items), ERR_OK);
    assert_int_equal(catalog_check(catalog), ERR_OK);
    catalog_close(catalog); /* the log is folded into the file */
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    char garbage[4096];
    randombytes_buf(garbage, sizeof(garbage));
    for (int at = 1; at < 6; at++) assert_int_equal(pwrite(fd, garbage, sizeof(garbage), at * 4096), sizeof(garbage));
    close(fd);
    enum err err = catalog_open(&catalog, path, CATALOG_WRITER);
    if (err == ERR_OK) {
        err = catalog_check(catalog);
        catalog_close(catalog);
    }
    assert_int_equal(err, ERR_DAMAGED);
}

static void a_reader_follows_the_new_file(void **state)
{
    const struct folder *folder = *state;
    char path[PATH_MAX];
    folder_path(folder, "content.db", path);
    struct catalog *writer = open_in(folder, CATALOG_WRITER);
    assert_int_equal(apply(writer, "g1", 0, 1, 1, json_pack("[o]", network_item(1, "a", 1, "Old"))), ERR_OK);
    AUTO(catalog_auto) struct catalog *reader = open_in(folder, CATALOG_READER);
    int64_t old = revision(reader);
    catalog_close(writer);
    assert_int_equal(catalog_set_aside(path), ERR_OK);
    assert_int_equal(revision(reader), old);
    writer = open_in(folder, CATALOG_WRITER);
    assert_int_equal(revision(reader), old); /* nothing in the new one yet */
    assert_title(reader, "a", "Old");
    assert_int_equal(apply(writer, "g1", 0, 1, 1, json_pack("[o]", network_item(1, "a", 1, "New"))), ERR_OK);
    assert_true(revision(reader) != old);
    assert_title(reader, "a", "New");
    catalog_close(writer);
}

static void items_come_in_their_order_and_as_many_as_it_says(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    AUTO(json_auto) json_t *none = NULL;
    assert_int_equal(catalog_items(catalog, "page", &none), ERR_OK);
    assert_int_equal(json_array_size(none), 0);
    json_t *items = json_array();
    for (int at = 1; at <= CATALOG_ITEMS_MAX + 1; at++) {
        char id[16];
        snprintf(id, sizeof(id), "p%d", at);
        json_array_append_new(items, json_pack("{s:i, s:s, s:s, s:i, s:{s:s, s:s}}", "seq", at, "type", "page", "id",
                                               id, "position", 1000 - at, "body", "id", id, "title", "T"));
    }
    assert_int_equal(apply(catalog, "g1", 0, CATALOG_ITEMS_MAX + 1, CATALOG_ITEMS_MAX + 1, items), ERR_OK);
    AUTO(json_auto) json_t *pages = NULL;
    assert_int_equal(catalog_items(catalog, "page", &pages), ERR_OK);
    assert_int_equal(json_array_size(pages), CATALOG_ITEMS_MAX);
    assert_string_equal(json_text_at(json_array_get(pages, 0), "id"), "p101");
    assert_string_equal(json_text_at(json_array_get(pages, 99), "id"), "p2");
}

/* Items are read while they are stored, so one that is none is met half way. */
static void a_page_with_something_that_is_no_item_changes_nothing(void **state)
{
    static const char *const last[] = {"7", "{\"seq\":2}", "{\"seq\":1,\"type\":\"page\",\"id\":\"q\",\"body\":{}}",
                                       "{\"seq\":3,\"type\":\"page\",\"id\":\"q\",\"body\":{\"a\":}}"};
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    struct feed_keys keys;
    sign_make_keys(keys.content_public, keys.content_secret);
    for (size_t at = 0; at < sizeof(last) / sizeof(last[0]); at++) {
        char signature[FEED_SIGNATURE_TEXT_BYTES];
        struct feed_cursor cursor;
        AUTO(feed_page_finish) struct feed_page page = {0};
        AUTO(str_finish) struct str text;
        size_t refused = 9;
        int64_t revision = -1;
        str_init(&text, FEED_PAGE_BYTES_MAX);
        str_addf(&text,
                 "{\"generation\":\"g\",\"from\":0,\"to\":3,\"head\":3,\"items\":["
                 "{\"seq\":1,\"type\":\"page\",\"id\":\"p\",\"body\":{\"title\":\"T\"}},%s]}",
                 last[at]);
        feed_sign(signature, str_text(&text), text.length, keys.content_secret);
        assert_int_equal(feed_page_take(&page, &text, signature, keys.content_public), ERR_OK);
        assert_null(text.data);
        assert_int_equal(catalog_apply(catalog, &page, &refused), ERR_INVALID);
        assert_int_equal(refused, 9);
        assert_int_equal(catalog_revision(catalog, &revision), ERR_OK);
        assert_int_equal(revision, 0);
        assert_int_equal(catalog_cursor(catalog, &cursor), ERR_OK);
        assert_string_equal(cursor.generation, "");
    }
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(a_new_catalog_is_empty),
        folder_test(what_was_created_names_its_children_and_parents),
        folder_test(a_reader_waits_for_the_writer),
        folder_test(cards_come_in_order_without_json),
        folder_test(long_texts_are_cut_at_a_letter),
        folder_test(pages_follow_each_other),
        folder_test(an_empty_page_changes_nothing),
        folder_test(a_repeated_page_changes_nothing),
        folder_test(pages_that_do_not_fit_are_refused),
        folder_test(a_new_generation_never_empties_the_screen),
        folder_test(an_interrupted_generation_is_forgotten),
        folder_test(the_shown_generation_gathered_anew_forgets_what_is_gone),
        folder_test(an_empty_registry_shows_nothing_new),
        folder_test(what_is_wrong_is_kept_out_and_counted),
        folder_test(a_page_that_does_not_fit_on_the_disk_leaves_no_trace),
        folder_test(garbage_is_damaged_and_set_aside),
        folder_test(a_hole_in_the_middle_is_found_by_the_check),
        folder_test(a_reader_follows_the_new_file),
        folder_test(items_come_in_their_order_and_as_many_as_it_says),
        folder_test(a_page_with_something_that_is_no_item_changes_nothing),
    };
    return cmocka_run_group_tests_name("store catalog", tests, NULL, NULL);
}
