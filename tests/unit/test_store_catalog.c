/* tests/unit/test_store_catalog.c - the catalog: pages, cursors, generations, damage, search. */
#include "tests/unit/folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/catalog.h"
#include "sync/store/catalog_created.h"

struct feed_keys {
    unsigned char content_public[SIGN_PUBLIC_BYTES];
    unsigned char content_secret[SIGN_SECRET_BYTES];
};

static json_t *network_body(const char *id, const char *title)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s, s:s, s:s}, {s:s, s:s, s:s}]}", "id", id, "kind",
                     "welfare", "status", "active", "title", title, "question", "Hvordan?", "phase", "idea", "petals",
                     "side", "citizens", "state", "created", "keyword", "Lyst", "sentence", "Ja.", "side",
                     "municipality", "state", "expected", "keyword", "Viden");
}

static json_t *network_item(int64_t sequence, const char *id, int64_t position, const char *title)
{
    return json_pack("{s:I, s:s, s:s, s:I, s:o}", "seq", (json_int_t)sequence, "type", "network", "id", id, "position",
                     (json_int_t)position, "body", network_body(id, title));
}

static json_t *deleted_item(int64_t sequence, const char *type, const char *id)
{
    return json_pack("{s:I, s:s, s:s, s:b}", "seq", (json_int_t)sequence, "type", type, "id", id, "deleted", 1);
}

/* Signs the page, reads it as the agent would, applies it. Takes `items`. */
static enum err apply_counting(struct catalog *catalog, const char *generation, int64_t from, int64_t to, int64_t head,
                               json_t *items, size_t *out_refused)
{
    struct feed_keys keys;
    sign_make_keys(keys.content_public, keys.content_secret);
    json_t *document = json_pack("{s:s, s:I, s:I, s:I, s:o}", "generation", generation, "from", (json_int_t)from, "to",
                                 (json_int_t)to, "head", (json_int_t)head, "items", items);
    char *text = json_dumps(document, JSON_COMPACT);
    json_decref(document);
    assert_non_null(text);
    char signature[FEED_SIGNATURE_TEXT_BYTES];
    feed_sign(signature, text, strlen(text), keys.content_secret);
    struct feed_page page;
    assert_int_equal(feed_page_read(&page, text, strlen(text), signature, keys.content_public), ERR_OK);
    free(text);
    enum err err = catalog_apply(catalog, &page, out_refused);
    feed_page_finish(&page);
    return err;
}

static enum err apply(struct catalog *catalog, const char *generation, int64_t from, int64_t to, int64_t head,
                      json_t *items)
{
    return apply_counting(catalog, generation, from, to, head, items, NULL);
}

static struct catalog *open_in(const struct folder *folder, enum catalog_mode mode)
{
    char path[PATH_MAX];
    struct catalog *catalog = NULL;
    assert_int_equal(catalog_open(&catalog, folder_path(folder, "content.db", path), mode), ERR_OK);
    return catalog;
}

static void assert_cursor(struct catalog *catalog, const char *generation, int64_t sequence)
{
    struct feed_cursor cursor;
    assert_int_equal(catalog_cursor(catalog, &cursor), ERR_OK);
    assert_string_equal(cursor.generation, generation);
    assert_int_equal(cursor.sequence, sequence);
}

static size_t shown(struct catalog *catalog)
{
    size_t count = 999;
    assert_int_equal(catalog_count(catalog, &count), ERR_OK);
    return count;
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

/* ---- search ---- */

/* A network with these words, and nothing else in it that anybody looks for. */
static json_t *worded_item(int64_t sequence, const char *id, int64_t position, const char *title, const char *question)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "kind", "welfare", "status", "active", "title",
                             title, "question", question);
    return json_pack("{s:I, s:s, s:s, s:I, s:o}", "seq", (json_int_t)sequence, "type", "network", "id", id, "position",
                     (json_int_t)position, "body", body);
}

/* The ids of what was found, with blanks between. */
static const char *found(struct catalog *catalog, const char *typed)
{
    static char ids[1024];
    struct network_card cards[8];
    size_t count = 999;
    assert_int_equal(catalog_search(catalog, "da", typed, cards, 8, &count), ERR_OK);
    assert_true(count <= 8);
    ids[0] = '\0';
    for (size_t at = 0; at < count; at++) {
        size_t used = strlen(ids);
        snprintf(ids + used, sizeof(ids) - used, "%s%.64s", at > 0 ? " " : "", cards[at].id);
    }
    return ids;
}

static struct catalog *open_for_search(const struct folder *folder)
{
    struct catalog *catalog = open_in(folder, CATALOG_WRITER);
    json_t *items = json_pack("[o, o, o, o]", worded_item(1, "work", 1, "Frivilligt arbejde", "Hvem giver en hånd?"),
                              worded_item(2, "kids", 2, "Anbragte børn", "Hvad lærer skolen os?"),
                              worded_item(3, "place", 3, "Arbejdsmiljø", "Hvordan har vi det på job?"),
                              worded_item(4, "cafe", 4, "Café Ærø", "Må vi være med, og hvornår?"));
    assert_int_equal(apply(catalog, "g1", 0, 4, 4, items), ERR_OK);
    return catalog;
}

static void a_search_finds_beginnings_of_words(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_string_equal(found(catalog, "friv"), "work");
    assert_string_equal(found(catalog, "Frivilligt"), "work");
    assert_string_equal(found(catalog, "FRIV"), "work");
    assert_string_equal(found(catalog, "f"), "work");
    assert_string_equal(found(catalog, "villigt"), ""); /* a word's middle is not its beginning */
    assert_string_equal(found(catalog, "frivilligts"), "");
    assert_string_equal(found(catalog, "skol"), "kids"); /* of the question */
    assert_string_equal(found(catalog, "  friv  "), "work");
}

static void danish_letters_are_found_in_both_spellings(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    static const char *const kids[] = {"børn", "boern", "BØRN", "BOERN", "lærer", "laerer"};
    static const char *const work[] = {"hånd", "haand", "HÅND", "HAAND"};
    static const char *const cafe[] = {"ærø", "aeroe", "ÆRØ", "må", "maa", "cafe", "café", "hvornår"};
    for (size_t at = 0; at < sizeof(kids) / sizeof(kids[0]); at++)
        assert_string_equal(found(catalog, kids[at]), "kids");
    for (size_t at = 0; at < sizeof(work) / sizeof(work[0]); at++)
        assert_string_equal(found(catalog, work[at]), "work");
    for (size_t at = 0; at < sizeof(cafe) / sizeof(cafe[0]); at++)
        assert_string_equal(found(catalog, cafe[at]), "cafe");
    assert_string_equal(found(catalog, "born"), "");
    assert_string_equal(found(catalog, "hand"), "");
}

/* The other way round: written in two letters, looked for with one. */
static void words_written_in_two_letters_are_found_with_one(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *items = json_pack("[o]", worded_item(1, "old", 1, "Aabenraa og Boernehus", "Hvad laerer vi?"));
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, items), ERR_OK);
    static const char *const typed[] = {"åbenrå", "aabenraa", "børn", "boern", "lærer"};
    for (size_t at = 0; at < sizeof(typed) / sizeof(typed[0]); at++)
        assert_string_equal(found(catalog, typed[at]), "old");
}

static void all_the_words_are_wanted(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_string_equal(found(catalog, "friv arb"), "work");
    assert_string_equal(found(catalog, "arb friv"), "work"); /* in any order */
    assert_string_equal(found(catalog, "friv børn"), "");
    assert_string_equal(found(catalog, "friv,arb"), "work");
    assert_string_equal(found(catalog, "arb job"), "place"); /* one in the title, one in the question */
    assert_string_equal(found(catalog, "friv friv"), "work");
}

static void operators_and_quotes_are_harmless(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    static const char *const nothing[] = {"",  " ", "\"", "\"\"", "*", "'",  "()",  "^",
                                          ":", "-", "{}", "\\",   "%", "--", ",.!?"};
    for (size_t at = 0; at < sizeof(nothing) / sizeof(nothing[0]); at++) {
        if (found(catalog, nothing[at])[0] != '\0') fail_msg("\"%s\" finds something", nothing[at]);
    }
    static const char *const work[] = {"\"friv", "friv\"",    "friv*",     "friv**", "(friv",  "friv)",       "^friv",
                                       "-friv",  "friv \"\"", "friv \" *", "fri*",   "'friv'", "friv; -- arb"};
    for (size_t at = 0; at < sizeof(work) / sizeof(work[0]); at++)
        assert_string_equal(found(catalog, work[at]), "work");
    static const char *const words[] = {"friv OR børn", "friv NOT arb", "NEAR(friv arb)", "words:friv", "or",
                                        "AND",          "not"};
    for (size_t at = 0; at < sizeof(words) / sizeof(words[0]); at++) {
        if (found(catalog, words[at])[0] != '\0') fail_msg("\"%s\" is taken for more than words", words[at]);
    }
    assert_int_equal(catalog_check(catalog), ERR_OK);
}

static void a_search_looks_only_at_what_is_shown(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g2", 0, 1, 2, json_pack("[o]", worded_item(1, "work", 1, "Frivillige", "Nyt?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "frivilligt"), "work");
    assert_string_equal(found(catalog, "frivillige"), ""); /* gathered and not shown yet */
    assert_int_equal(apply(catalog, "g2", 1, 2, 2, json_pack("[o]", worded_item(2, "other", 2, "Andre", "Og?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "frivillige"), "work");
    assert_string_equal(found(catalog, "frivilligt"), "");
    assert_string_equal(found(catalog, "børn"), "");
    assert_string_equal(found(catalog, "andre"), "other");
}

/* While the shown generation is gathered anew its old rows go by another name. */
static void a_search_finds_what_is_kept_while_it_is_gathered_anew(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g2", 0, 1, 9, json_pack("[o]", worded_item(1, "z", 1, "Zebra", "Z?"))), ERR_OK);
    assert_int_equal(apply(catalog, "g1", 0, 5, 9, json_pack("[o]", worded_item(5, "work", 1, "Nyt arbejde", "N?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "friv"), "work");
    assert_string_equal(found(catalog, "nyt"), "");
    assert_string_equal(found(catalog, "zebra"), "");
}

static void a_network_that_changed_is_found_by_its_new_words(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g1", 4, 5, 5, json_pack("[o]", worded_item(5, "work", 1, "Fritid", "Hvad nu?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "frivilligt"), "");
    assert_string_equal(found(catalog, "hånd"), "");
    assert_string_equal(found(catalog, "fritid"), "work");
    assert_string_equal(found(catalog, "fri"), "work"); /* once */
    assert_int_equal(apply(catalog, "g1", 5, 5, 5, json_array()), ERR_OK);
    assert_string_equal(found(catalog, "fri"), "work");
}

static void a_network_that_was_removed_is_not_found(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    assert_int_equal(apply(catalog, "g1", 4, 5, 5, json_pack("[o]", deleted_item(5, "network", "work"))), ERR_OK);
    assert_string_equal(found(catalog, "friv"), "");
    assert_string_equal(found(catalog, "arb"), "place");
    assert_int_equal(apply(catalog, "g1", 5, 6, 6, json_pack("[o]", worded_item(6, "work", 1, "Frivilligt", "Igen?"))),
                     ERR_OK);
    assert_string_equal(found(catalog, "friv"), "work");
    assert_int_equal(catalog_check(catalog), ERR_OK);
}

static void pages_are_not_found(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    json_t *page = json_pack("{s:i, s:s, s:s, s:i, s:{s:s, s:s}}", "seq", 5, "type", "page", "id", "p", "position", 1,
                             "body", "id", "p", "title", "Frivilligt overblik");
    assert_int_equal(apply(catalog, "g1", 4, 5, 5, json_pack("[o]", page)), ERR_OK);
    assert_string_equal(found(catalog, "overblik"), "");
    assert_string_equal(found(catalog, "friv"), "work");
}

static void petals_and_departments_are_searched_too(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *item = network_item(1, "a", 1, "Alder");
    json_object_set_new(json_object_get(item, "body"), "leaders",
                        json_pack("[{s:s, s:s}]", "role", "Leder", "department", "Kultur og Fritid"));
    assert_int_equal(apply(catalog, "g1", 0, 1, 1, json_pack("[o]", item)), ERR_OK);
    assert_string_equal(found(catalog, "viden"), "a");
    assert_string_equal(found(catalog, "kultur"), "a");
    assert_string_equal(found(catalog, "municipality"), ""); /* of the JSON around them */
}

/* The same word oftener and in a shorter text is better; where nothing tells them apart the board's order does. */
static void the_best_is_first_and_never_more_than_asked_for(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    json_t *items = json_array();
    json_array_append_new(items, worded_item(1, "weak", 1, "Byens haver og pladser og gader og stræder",
                                             "Hvad kan vi gøre ved alt det, der ikke er cykler?"));
    json_array_append_new(items, worded_item(2, "strong", 2, "Cykler", "Cykler til alle?"));
    for (int at = 3; at <= 20; at++) {
        char id[16];
        snprintf(id, sizeof(id), "n%02d", at);
        json_array_append_new(items, worded_item(at, id, 40 - at, "Helt ens", "Og helt det samme?"));
    }
    assert_int_equal(apply(catalog, "g1", 0, 20, 20, items), ERR_OK);
    assert_string_equal(found(catalog, "cykler"), "strong weak");
    assert_string_equal(found(catalog, "helt ens"), "n20 n19 n18 n17 n16 n15 n14 n13");
    struct network_card card;
    size_t count = 0;
    assert_int_equal(catalog_search(catalog, "da", "cykler", &card, 1, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_string_equal(card.id, "strong");
    assert_string_equal(card.short_title, "Cykler");
    assert_string_equal(card.question, "Cykler til alle?");
    assert_int_equal(card.status, STATUS_ACTIVE);
}

static void a_reader_searches_what_the_writer_wrote(void **state)
{
    AUTO(catalog_auto) struct catalog *writer = open_for_search(*state);
    AUTO(catalog_auto) struct catalog *reader = open_in(*state, CATALOG_READER);
    assert_string_equal(found(reader, "friv"), "work");
    assert_int_equal(apply(writer, "g1", 4, 5, 5, json_pack("[o]", deleted_item(5, "network", "work"))), ERR_OK);
    assert_string_equal(found(reader, "friv"), "");
}

static void a_search_that_is_too_long_finds_nothing_and_breaks_nothing(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_for_search(*state);
    char typed[4000];
    struct network_card card;
    size_t count = 7;
    memset(typed, 'x', sizeof(typed) - 1);
    typed[sizeof(typed) - 1] = '\0';
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_TOO_LARGE);
    assert_int_equal(count, 0);
    for (size_t at = 1; at < sizeof(typed) - 1; at += 2) typed[at] = ' '; /* and two thousand words */
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_TOO_LARGE);
    typed[60] = '\0'; /* as many as fit into the field */
    assert_int_equal(catalog_search(catalog, "da", typed, &card, 1, &count), ERR_OK);
    assert_int_equal(count, 0);
    assert_string_equal(found(catalog, "friv"), "work");
}

/* ---- several of a type ---- */

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
        folder_test(a_search_finds_beginnings_of_words),
        folder_test(danish_letters_are_found_in_both_spellings),
        folder_test(words_written_in_two_letters_are_found_with_one),
        folder_test(all_the_words_are_wanted),
        folder_test(operators_and_quotes_are_harmless),
        folder_test(a_search_looks_only_at_what_is_shown),
        folder_test(a_search_finds_what_is_kept_while_it_is_gathered_anew),
        folder_test(a_network_that_changed_is_found_by_its_new_words),
        folder_test(a_network_that_was_removed_is_not_found),
        folder_test(pages_are_not_found),
        folder_test(petals_and_departments_are_searched_too),
        folder_test(the_best_is_first_and_never_more_than_asked_for),
        folder_test(a_reader_searches_what_the_writer_wrote),
        folder_test(a_search_that_is_too_long_finds_nothing_and_breaks_nothing),
        folder_test(items_come_in_their_order_and_as_many_as_it_says),
    };
    return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
