/* tests/unit/test_store_synced.c - what the screen is told of is on the card, and nothing else waits for it. */
#include "tests/unit/catalog_feed.h"

#include <sqlite3.h>

#include "sync/base/db.h"

/* SQLite's own way to files, with the syncs of its logs counted. */
static sqlite3_vfs *real_vfs;
static const sqlite3_io_methods *real_methods;
static sqlite3_io_methods counting_methods;
static int syncs;

static int sync_counted(sqlite3_file *file, int flags)
{
    syncs++;
    return real_methods->xSync(file, flags);
}

static int open_counted(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)vfs;
    int code = real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
    real_methods = file->pMethods;
    counting_methods = *real_methods;
    counting_methods.xSync = sync_counted;
    file->pMethods = &counting_methods;
    return code;
}

static int count_syncs(void **state)
{
    static sqlite3_vfs counting;
    real_vfs = sqlite3_vfs_find(NULL);
    counting = *real_vfs;
    counting.zName = "counting";
    counting.xOpen = open_counted;
    if (sodium_init() < 0 || sqlite3_vfs_register(&counting, 1) != SQLITE_OK) return 1;
    return folder_setup(state);
}

/* Of one commit. */
static int syncs_of(struct db *db)
{
    int before = syncs;
    assert_int_equal(db_run(db, "INSERT INTO a (t) VALUES ('x')", ""), ERR_OK);
    return syncs - before;
}

static void a_forced_commit_waits_for_the_disk(void **state)
{
    static const char *const migrations[] = {"CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT)", NULL};
    static const enum db_mode modes[] = {DB_DISPOSABLE, DB_DURABLE};
    for (int at = 0; at < 2; at++) {
        AUTO(db_auto) struct db *db = NULL;
        char path[PATH_MAX];
        int otherwise = modes[at] == DB_DURABLE ? 1 : 0;
        assert_int_equal(db_open(&db, folder_path(*state, at == 0 ? "a.db" : "b.db", path), migrations, modes[at]),
                         ERR_OK);
        (void)syncs_of(db); /* the first commit begins the log */
        assert_int_equal(syncs_of(db), otherwise);
        assert_int_equal(db_force(db, true), ERR_OK);
        assert_int_equal(syncs_of(db), 1);
        assert_int_equal(syncs_of(db), 1); /* each time, not only the first */
        assert_int_equal(db_force(db, false), ERR_OK);
        assert_int_equal(syncs_of(db), otherwise);
        assert_int_equal(db_force(db, true), ERR_OK);
        assert_int_equal(syncs_of(db), 1);
    }
}

static int syncs_of_page(struct catalog *catalog, const char *generation, int64_t from, int64_t to, int64_t head,
                         const char *id)
{
    int before = syncs;
    json_t *items = id != NULL ? json_pack("[o]", network_item(to, id, to, "Maden")) : json_array();
    assert_int_equal(apply(catalog, generation, from, to, head, items), ERR_OK);
    return syncs - before;
}

static void only_the_page_that_shows_a_generation_waits(void **state)
{
    AUTO(catalog_auto) struct catalog *catalog = open_in(*state, CATALOG_WRITER);
    (void)syncs_of_page(catalog, "1-a", 0, 1, 3, "et"); /* begins the log */
    assert_int_equal(syncs_of_page(catalog, "1-a", 1, 2, 3, "to"), 0);
    assert_int_equal(shown(catalog), 0);
    assert_int_equal(syncs_of_page(catalog, "1-a", 2, 3, 3, "tre"), 1);
    assert_int_equal(shown(catalog), 3);
    assert_int_equal(syncs_of_page(catalog, "1-a", 3, 4, 4, "fire"), 0); /* it comes again, should it be lost */
    assert_int_equal(syncs_of_page(catalog, "1-a", 4, 4, 4, NULL), 0);
    assert_int_equal(syncs_of_page(catalog, "2-b", 0, 1, 2, "fem"), 0);
    assert_int_equal(shown(catalog), 4);
    assert_int_equal(syncs_of_page(catalog, "2-b", 1, 2, 2, "seks"), 1);
    assert_int_equal(shown(catalog), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_forced_commit_waits_for_the_disk, count_syncs, folder_teardown),
        cmocka_unit_test_setup_teardown(only_the_page_that_shows_a_generation_waits, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
