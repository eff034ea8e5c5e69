/* tests/unit/registry_past.h - a house's database as an earlier version of the program left it. Header only.
 *
 * A version is said by what came after it (past_before()), never by its number, so that nobody has to renumber. */
#pragma once

#include "tests/unit/registry_house.h"

#include "sync/base/file.h"

enum { PAST_VERSIONS_MAX = 100 };

static inline int past_newest(void)
{
    int count = 0;
    while (registry_migrations()[count] != NULL) count++;
    return count;
}

/* The version before the one whose SQL says `words`. */
static inline int past_before(const char *words)
{
    for (int at = 0; registry_migrations()[at] != NULL; at++) {
        if (strstr(registry_migrations()[at], words) != NULL) return at;
    }
    fail_msg("no migration says \"%s\"", words);
    return 0;
}

static inline void past_tear_down(struct house *house)
{
    static const char *const files[] = {"registry.db", "registry.db-wal", "registry.db-shm", "erased.log"};
    server_stop(house->server);
    registry_close(house->registry);
    house->server = NULL;
    house->registry = NULL;
    for (size_t at = 0; at < sizeof(files) / sizeof(files[0]); at++) {
        char *path = file_join(house->data, files[at]);
        unlink(path);
        free(path);
    }
}

/* On PostgreSQL the database of a version is a schema of its own. */
static inline enum err past_open_postgres(struct house *house, struct db **out, const char *const *migrations)
{
    static int number = 0;
    const char *base = getenv("FORHAL_TEST_DB");
    const char *const none[] = {NULL};
    AUTO(db_auto) struct db *db = NULL;
    char *problem = NULL;
    char sql[100];
    snprintf(sql, sizeof(sql), "CREATE SCHEMA past_%d_%d", (int)getpid(), ++number);
    snprintf(house->db_url, sizeof(house->db_url), "%s&options=-csearch_path%%3Dpast_%d_%d", base, (int)getpid(),
             number);
    char *path = file_join(house->data, "database");
    enum err err = db_postgres_open(&db, base, none, &problem);
    if (err == ERR_OK) err = db_run(db, sql, "");
    if (err == ERR_OK) err = db_postgres_open(out, house->db_url, migrations, &problem);
    if (err == ERR_OK) err = file_write(path, house->db_url, strlen(house->db_url), 0600);
    if (err != ERR_OK) print_error("%s: %s\n", base, problem != NULL ? problem : err_text(err));
    free(path);
    free(problem);
    return err;
}

/* In the place of the house's database: an empty one of `version`, with a generation. The caller fills and closes it,
 * and goes on with past_end(). */
static inline struct db *past_begin(struct house *house, int version)
{
    const char *migrations[PAST_VERSIONS_MAX + 1] = {NULL};
    struct db *db = NULL;
    assert_in_range(version, 1, PAST_VERSIONS_MAX);
    for (int at = 0; at < version; at++) migrations[at] = registry_migrations()[at];
    past_tear_down(house);
    char *path = file_join(house->data, "registry.db");
    assert_int_equal(house_on_postgres() ? past_open_postgres(house, &db, migrations)
                                         : db_open(&db, path, migrations, DB_DURABLE),
                     ERR_OK);
    free(path);
    assert_int_equal(db_run(db, "INSERT INTO state (one, generation, head) VALUES (1, '7-abcdef', 0)", ""), ERR_OK);
    return db;
}

/* Today's program opens and serves it. */
static inline void past_end(struct house *house)
{
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    house_serve_on(house, &house->server, house->registry, house->url);
}

/* ---- rows, with the columns that every version has ---- */

static inline void past_add_kiosk(struct db *db, const struct test_kiosk *kiosk)
{
    assert_int_equal(db_run(db, "INSERT INTO kiosk (id, name, sign_public, enrolled_s) VALUES (?, 'Foyer', ?, 1)", "tb",
                            kiosk->id, kiosk->sign_public, (size_t)SIGN_PUBLIC_BYTES),
                     ERR_OK);
}

/* `body` NULL: it was removed. */
static inline void past_add_item(struct db *db, const char *type, const char *id, int64_t seq, const char *body)
{
    assert_int_equal(db_run(db, "INSERT INTO item (type, id, seq, position, body) VALUES (?, ?, ?, 0, ?)", "ttit", type,
                            id, seq, body),
                     ERR_OK);
    assert_int_equal(db_run(db, "UPDATE state SET head = ?", "i", seq), ERR_OK);
}

static inline void past_add_entry(struct db *db, const char *kiosk, const char *kind, const char *name,
                                  const unsigned char receipt[RECEIPT_CODE_HASH_BYTES])
{
    unsigned char id[ENTRY_ID_BYTES];
    unsigned char hash[ENTRY_HASH_BYTES];
    randombytes_buf(id, sizeof(id));
    randombytes_buf(hash, sizeof(hash));
    assert_int_equal(db_run(db,
                            "INSERT INTO entry (id, hash, kiosk, kind, network, name, contact, comes_as, brings, title,"
                            " text, side, notice, lang, receipt, received_s)"
                            " VALUES (?, ?, ?, ?, 'maden', ?, '', '', '', '', '', '', '1', 'da', ?, 1795000000)",
                            "bbtttb", id, sizeof(id), hash, sizeof(hash), kiosk, kind, name, receipt,
                            (size_t)RECEIPT_CODE_HASH_BYTES),
                     ERR_OK);
}
