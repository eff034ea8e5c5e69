/* tests/unit/test_store_past.c - what every earlier version of the kiosk left on its card is opened, whole, and goes
 * on. */
#include "tests/unit/catalog_feed.h"

#include "sync/store/catalog_inside.h"
#include "sync/store/outbox.h"
#include "sync/store/outbox_inside.h"

enum { VERSIONS_MAX = 100 };
#define PICTURE "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A file as the version that had the first `version` of these left it. */
static struct db *past_file(const struct folder *folder, const char *name, const char *const *migrations, int version)
{
    const char *first[VERSIONS_MAX + 1] = {NULL};
    char path[PATH_MAX];
    struct db *db = NULL;
    assert_in_range(version, 1, VERSIONS_MAX);
    for (int at = 0; at < version; at++) first[at] = migrations[at];
    assert_int_equal(db_open(&db, folder_path(folder, name, path), first, DB_DURABLE), ERR_OK);
    return db;
}

static int newest(const char *const *migrations)
{
    int count = 0;
    while (migrations[count] != NULL) count++;
    return count;
}

/* ---- the outbox ---- */

static void make_entry(struct entry *out, const struct identity *identity, const char *words)
{
    assert_int_equal(
        entry_make(out, words, strlen(words), identity->kiosk_id, identity->sign_secret, identity->seal_public),
        ERR_OK);
}

/* With the columns that every version has; `reason` NULL: it waits. */
static void add_entry(struct db *db, const struct entry *entry, const char *reason)
{
    assert_int_equal(db_run(db, "INSERT INTO entry (id, seal_key, signature, box, set_aside) VALUES (?, ?, ?, ?, ?)",
                            "bbbbt", entry->id, sizeof(entry->id), entry->seal_key_id, sizeof(entry->seal_key_id),
                            entry->signature, sizeof(entry->signature), entry->box, entry->box_bytes, reason),
                     ERR_OK);
}

static void assert_outbox_goes_on(struct outbox *outbox, const struct identity *identity, const struct entry *old)
{
    struct submission submission = {.kind = SUBMISSION_SUPPORT, .idea = "idea-1", .lang = "da"};
    struct outbox_counts counts;
    struct entry batch[ENTRIES_PER_BATCH_MAX];
    size_t count = 0;
    assert_int_equal(outbox_check(outbox), ERR_OK);
    assert_int_equal(outbox_submit(outbox, identity, &submission), ERR_OK);
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    assert_int_equal(counts.waiting, 2);
    assert_int_equal(counts.set_aside, 1);
    assert_int_equal(counts.oldest_order, 1);
    assert_int_equal(counts.oldest_at_s, 0); /* nobody noted it */
    assert_int_equal(counts.newest_order, 3);
    assert_int_equal(outbox_batch(outbox, batch, ENTRIES_PER_BATCH_MAX, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_memory_equal(batch[0].id, old->id, sizeof(old->id));
    assert_int_equal(batch[0].box_bytes, old->box_bytes);
    assert_memory_equal(batch[0].box, old->box, old->box_bytes);
    for (size_t at = 0; at < count; at++) {
        assert_int_equal(outbox_settle(outbox, batch[at].id, "1-a"), ERR_OK);
        entry_finish(&batch[at]);
    }
    assert_int_equal(outbox_counts(outbox, &counts), ERR_OK);
    assert_int_equal(counts.waiting, 0);
    assert_int_equal(counts.kept, 2);
}

static void every_outbox_before_is_brought_up(void **state)
{
    struct identity identity;
    unsigned char seal_secret[SEAL_SECRET_BYTES];
    identity_make(&identity, "http://127.0.0.1:1");
    identity.enrolled = true;
    snprintf(identity.kiosk_id, sizeof(identity.kiosk_id), "k1");
    seal_make_keys(identity.seal_public, seal_secret);
    for (int version = 1; version <= newest(outbox_migrations()); version++) {
        char name[32];
        char path[PATH_MAX];
        struct entry waits, refused;
        snprintf(name, sizeof(name), "outbox-%d.db", version);
        make_entry(&waits, &identity, "{\"name\":\"Ane\"}");
        make_entry(&refused, &identity, "{\"name\":\"Bo\"}");
        struct db *db = past_file(*state, name, outbox_migrations(), version);
        add_entry(db, &waits, NULL);
        add_entry(db, &refused, "network_unknown");
        db_close(db);
        AUTO(outbox_auto) struct outbox *outbox = NULL;
        assert_int_equal(outbox_open(&outbox, folder_path(*state, name, path)), ERR_OK);
        assert_outbox_goes_on(outbox, &identity, &waits);
        entry_finish(&waits);
        entry_finish(&refused);
    }
    identity_finish(&identity);
}

/* ---- the catalog ---- */

static void add_network(struct db *db)
{
    json_t *json = network_body("maden", "Maden");
    json_object_set_new(json, "picture", json_pack("{s:s, s:s}", "picture", PICTURE, "alt", "En båd"));
    char *body = json_dumps(json, JSON_COMPACT);
    assert_int_equal(db_run(db,
                            "INSERT INTO item (generation, type, id, sequence, position, kind, status, phase, petals,"
                            " group_state, body) VALUES ('1-a', 'network', 'maden', 5, 0, 'welfare', 'active', 'idea',"
                            " '', 0, ?)",
                            "t", body),
                     ERR_OK);
    assert_int_equal(db_run(db,
                            "UPDATE meta SET cursor_generation = '1-a', cursor_sequence = 5, shown_generation = '1-a',"
                            " revision = 1",
                            ""),
                     ERR_OK);
    free(body);
    json_decref(json);
}

/* Of one that came before this program knew what it is. */
static void assert_picture_is_wanted(struct catalog *catalog)
{
    AUTO(json_auto) json_t *names = json_object();
    assert_int_equal(catalog_network_pictures(catalog, names), ERR_OK);
    assert_int_equal(json_object_size(names), 1);
    assert_non_null(json_object_get(names, PICTURE));
}

/* What was shown is shown, and the next page continues it. */
static void every_catalog_before_is_brought_up(void **state)
{
    int before_pictures = 0;
    while (strstr(catalog_migrations()[before_pictures], "network_picture") == NULL) before_pictures++;
    for (int version = 1; version <= newest(catalog_migrations()); version++) {
        char name[32];
        char path[PATH_MAX];
        struct feed_cursor cursor;
        snprintf(name, sizeof(name), "content-%d.db", version);
        struct db *db = past_file(*state, name, catalog_migrations(), version);
        add_network(db);
        db_close(db);
        AUTO(catalog_auto) struct catalog *catalog = NULL;
        assert_int_equal(catalog_open(&catalog, folder_path(*state, name, path), CATALOG_WRITER), ERR_OK);
        assert_int_equal(catalog_check(catalog), ERR_OK);
        assert_int_equal(catalog_cursor(catalog, &cursor), ERR_OK);
        assert_string_equal(cursor.generation, "1-a");
        assert_int_equal(cursor.sequence, 5);
        assert_int_equal(shown(catalog), 1);
        if (version <= before_pictures) assert_picture_is_wanted(catalog);
        json_t *items = json_pack("[o]", network_item(6, "haven", 1, "Haven"));
        assert_int_equal(apply(catalog, "1-a", 5, 6, 6, items), ERR_OK);
        assert_int_equal(shown(catalog), 2);
    }
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(every_outbox_before_is_brought_up),
        folder_test(every_catalog_before_is_brought_up),
    };
    return cmocka_run_group_tests_name("store past", tests, NULL, NULL);
}
