/* PostgreSQL behind db.h. Without FORHAL_TEST_DB (tests/postgres/with-server.sh gives it) there is nothing to test. */
#include "tests/unit/registry_house.h"

#include <poll.h>

#include "sync/base/file.h"

static const char *const one_table[] = {"CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT, b BLOB) STRICT;", NULL};
static const char *const two_tables[] = {"CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT, b BLOB) STRICT;",
                                         "CREATE TABLE u (k INTEGER PRIMARY KEY) STRICT;", NULL};

struct place {
    char url[512];
    struct db *db;
};

static struct db *open_at(const char *url, const char *const *migrations)
{
    struct db *db = NULL;
    char *problem = NULL;
    enum err err = db_postgres_open(&db, url, migrations, &problem);
    if (err != ERR_OK) fail_msg("%s", problem != NULL ? problem : err_text(err));
    return db;
}

/* A schema of its own. */
static int place_setup(void **state)
{
    static int number = 0;
    static const char *const none[] = {NULL};
    const char *base = getenv("FORHAL_TEST_DB");
    *state = NULL;
    if (base == NULL) return 0;
    struct place *place = calloc(1, sizeof(*place));
    char sql[100];
    AUTO(db_auto) struct db *db = open_at(base, none);
    snprintf(sql, sizeof(sql), "CREATE SCHEMA place_%d_%d", (int)getpid(), ++number);
    assert_int_equal(db_run(db, sql, ""), ERR_OK);
    snprintf(place->url, sizeof(place->url), "%s&options=-csearch_path%%3Dplace_%d_%d", base, (int)getpid(), number);
    place->db = open_at(place->url, one_table);
    *state = place;
    return 0;
}

static int place_teardown(void **state)
{
    struct place *place = *state;
    if (place == NULL) return 0;
    db_close(place->db);
    free(place);
    return 0;
}

static int64_t count_of(struct db *db)
{
    int64_t count = -1;
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM t", ""), ERR_OK);
    return count;
}

static enum err put(struct db *db, int64_t key)
{
    return db_run(db, "INSERT INTO t (k, v) VALUES (?, 'v')", "i", key);
}

/* The server ends the connection, as when it is started anew. */
static void cut(struct db *db)
{
    static const char *const none[] = {NULL};
    int64_t pid = 0;
    int64_t done = 0;
    assert_int_equal(db_int(db, &pid, "SELECT pg_backend_pid()", ""), ERR_OK);
    AUTO(db_auto) struct db *other = open_at(getenv("FORHAL_TEST_DB"), none);
    assert_int_equal(db_int(other, &done, "SELECT pg_terminate_backend(?::int, 5000)", "i", pid), ERR_OK);
    assert_int_equal(done, 1);
}

static void values_come_back_as_they_went(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    static const char text[] = "Åse's \"blomst\" \\ ؟";
    static const unsigned char bytes[] = {0, 255, '\\', '\'', 0, 7};
    size_t bytes_count = 0;
    assert_int_equal(
        db_run(place->db, "INSERT INTO t (k, v, b) VALUES (?, ?, ?)", "itb", INT64_MIN, text, bytes, sizeof(bytes)),
        ERR_OK);
    assert_int_equal(db_run(place->db, "INSERT INTO t (k, v, b) VALUES (?, ?, ?)", "inn", INT64_MAX), ERR_OK);
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(place->db, &rows, "SELECT k, v, b, v = ?, lower(hex(b)) FROM t ORDER BY k", "t", text),
                     ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    assert_true(rows_int(rows, 0) == INT64_MIN);
    assert_string_equal(rows_text(rows, 1), text);
    assert_memory_equal(rows_blob(rows, 2, &bytes_count), bytes, sizeof(bytes));
    assert_int_equal(bytes_count, sizeof(bytes));
    assert_int_equal(rows_int(rows, 3), 1);
    assert_string_equal(rows_text(rows, 4), "00ff5c270007");
    assert_int_equal(rows_next(rows), ERR_OK);
    assert_true(rows_int(rows, 0) == INT64_MAX);
    assert_true(rows_is_null(rows, 1) && rows_text(rows, 1) == NULL && rows_blob(rows, 2, &bytes_count) == NULL);
    assert_int_equal(rows_next(rows), ERR_NOT_FOUND);
    assert_int_equal(rows_next(rows), ERR_NOT_FOUND);
}

static void json_is_read_as_sqlite_reads_it(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    static const char json[] = "{\"status\":\"wanted\",\"none\":null}";
    assert_int_equal(db_run(place->db, "INSERT INTO t (k, v) VALUES (1, ?)", "t", json), ERR_OK);
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(place->db, &rows, "SELECT v ->> 'status', v ->> 'none', v ->> 'other' FROM t", ""),
                     ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    assert_string_equal(rows_text(rows, 0), "wanted");
    assert_true(rows_is_null(rows, 1) && rows_is_null(rows, 2));
}

static void a_constraint_is_a_conflict_and_tells_no_values(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    assert_int_equal(put(place->db, 4711), ERR_OK);
    assert_int_equal(put(place->db, 4711), ERR_CONFLICT);
    assert_non_null(strstr(db_message(place->db), "duplicate"));
    assert_null(strstr(db_message(place->db), "4711"));
    assert_int_equal(count_of(place->db), 1);
}

static void what_is_rolled_back_or_failed_leaves_nothing(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    assert_int_equal(db_begin(place->db), ERR_OK);
    assert_int_equal(put(place->db, 1), ERR_OK);
    db_rollback(place->db);
    assert_int_equal(count_of(place->db), 0);
    assert_int_equal(db_begin(place->db), ERR_OK);
    assert_int_equal(put(place->db, 1), ERR_OK);
    assert_int_equal(put(place->db, 1), ERR_CONFLICT);
    assert_int_not_equal(db_commit(place->db), ERR_OK); /* PostgreSQL itself would say ROLLBACK and no error */
    db_rollback(place->db);
    assert_int_equal(count_of(place->db), 0);
    assert_int_equal(db_begin(place->db), ERR_OK);
    assert_int_equal(put(place->db, 1), ERR_OK);
    assert_int_equal(db_changes(place->db), 1);
    assert_int_equal(db_commit(place->db), ERR_OK);
    assert_int_equal(count_of(place->db), 1);
}

static void a_lost_connection_is_made_anew(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    assert_int_equal(put(place->db, 1), ERR_OK);
    cut(place->db);
    assert_int_equal(put(place->db, 2), ERR_OK);
    cut(place->db);
    assert_int_equal(db_begin(place->db), ERR_OK);
    assert_int_equal(put(place->db, 3), ERR_OK);
    assert_int_equal(db_commit(place->db), ERR_OK);
    assert_int_equal(count_of(place->db), 3);
}

static void a_transaction_that_lost_its_connection_has_done_nothing(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    assert_int_equal(db_begin(place->db), ERR_OK);
    assert_int_equal(put(place->db, 1), ERR_OK);
    cut(place->db);
    assert_int_equal(put(place->db, 2), ERR_UNAVAILABLE);
    assert_int_equal(put(place->db, 3), ERR_UNAVAILABLE); /* not outside of it, by itself */
    assert_int_equal(db_commit(place->db), ERR_UNAVAILABLE);
    db_rollback(place->db);
    assert_int_equal(count_of(place->db), 0);
    assert_int_equal(put(place->db, 4), ERR_OK);
}

/* Nothing is told before it is true. */
static void news_are_told_when_they_are_committed(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    AUTO(db_auto) struct db *ear = NULL;
    assert_int_equal(db_again(place->db, &ear), ERR_OK);
    struct pollfd fd = {.fd = db_news_fd(ear), .events = POLLIN};
    assert_true(fd.fd >= 0 && db_news_fd(place->db) == -1);
    assert_int_equal(db_begin(place->db), ERR_OK);
    assert_int_equal(db_announce(place->db), ERR_OK);
    db_rollback(place->db);
    assert_int_equal(db_begin(place->db), ERR_OK);
    assert_int_equal(db_announce(place->db), ERR_OK);
    assert_int_equal(put(place->db, 1), ERR_OK);
    assert_int_equal(poll(&fd, 1, 50), 0);
    assert_int_equal(db_commit(place->db), ERR_OK);
    assert_int_equal(poll(&fd, 1, 20000), 1);
    assert_true(db_take_news(ear));
    assert_false(db_take_news(ear));
    assert_int_equal(count_of(ear), 1);
    cut(ear);
    assert_int_equal(count_of(ear), 1); /* connected anew, and listens again */
    fd.fd = db_news_fd(ear);
    assert_int_equal(db_announce(place->db), ERR_OK);
    assert_int_equal(poll(&fd, 1, 20000), 1);
}

static void the_schema_only_goes_forward(void **state)
{
    struct place *place = *state;
    if (place == NULL) skip();
    int64_t version = 0;
    db_close(open_at(place->url, two_tables));
    db_close(open_at(place->url, two_tables));
    assert_int_equal(db_int(place->db, &version, "SELECT version FROM schema_version", ""), ERR_OK);
    assert_int_equal(version, 2);
    struct db *old = NULL;
    char *problem = NULL;
    assert_int_equal(db_postgres_open(&old, place->url, one_table, &problem), ERR_DAMAGED);
    assert_null(old);
    free(problem);
}

/* ---- scrubbing ---- */

static const char needle[] = "Karoline Amalie Zeppelin";
static int files_with_needle;

static int look_into(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)ftw;
    AUTO(str_finish) struct str bytes = {0};
    if (type != FTW_F || info->st_size == 0) return 0;
    if (file_read(&bytes, path, (size_t)64 << 20) != ERR_OK) return 0; /* it went while we looked */
    files_with_needle += memmem(str_text(&bytes), bytes.length, needle, strlen(needle)) != NULL;
    return 0;
}

/* How many of the tables' files have it, once PostgreSQL has written them. */
static int on_disk(struct db *db)
{
    char path[PATH_MAX];
    assert_int_equal(db_run(db, "CHECKPOINT", ""), ERR_OK);
    snprintf(path, sizeof(path), "%s/base", getenv("FORHAL_POSTGRES_DATA"));
    files_with_needle = 0;
    assert_int_equal(nftw(path, look_into, 16, FTW_PHYS), 0);
    return files_with_needle;
}

static void what_was_deleted_is_in_no_table(void **state)
{
    struct place *place = *state;
    static const char *const none[] = {NULL};
    bool done = true;
    int64_t count = 0;
    if (place == NULL || getenv("FORHAL_POSTGRES_DATA") == NULL) skip();
    AUTO(db_auto) struct db *reader = open_at(getenv("FORHAL_TEST_DB"), none);
    assert_int_equal(db_run(place->db, "CREATE TABLE entry (k INTEGER PRIMARY KEY, v TEXT) STRICT", ""), ERR_OK);
    for (int64_t key = 0; key < 20; key++) {
        const char *words = key == 19 ? needle : "Nabo";
        assert_int_equal(db_run(place->db, "INSERT INTO entry (k, v) VALUES (?, ?)", "it", key, words), ERR_OK);
    }
    assert_int_equal(db_run(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ", ""), ERR_OK);
    assert_int_equal(db_int(reader, &count, "SELECT count(*) FROM pg_class", ""), ERR_OK);
    assert_int_equal(db_run(place->db, "DELETE FROM entry WHERE k = 19", ""), ERR_OK);
    assert_int_equal(db_scrub(place->db, DB_BUSY_TIMEOUT_MS, &done), ERR_OK);
    assert_false(done); /* somebody reads from before */
    assert_int_equal(db_run(reader, "COMMIT", ""), ERR_OK);
    assert_int_equal(db_run(place->db, "VACUUM entry", ""), ERR_OK);
    assert_int_equal(on_disk(place->db), 1); /* this alone leaves it there */
    assert_int_equal(db_scrub(place->db, DB_BUSY_TIMEOUT_MS, &done), ERR_OK);
    assert_true(done);
    assert_int_equal(on_disk(place->db), 0);
    assert_int_equal(db_int(place->db, &count, "SELECT count(*) FROM entry", ""), ERR_OK);
    assert_int_equal(count, 19);
}

static void more_statements_than_are_kept_go_on_working(void **state)
{
    enum { STATEMENTS = 1100, SQL_BYTES = 48 };
    static char sql[STATEMENTS][SQL_BYTES];
    struct place *place = *state;
    struct rows *rows = NULL;
    if (place == NULL) skip();
    assert_int_equal(db_query(place->db, &rows, "SELECT 7", ""), ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    for (int at = 0; at < STATEMENTS; at++) {
        int64_t value = -1;
        snprintf(sql[at], SQL_BYTES, "SELECT %d + ?", at);
        assert_int_equal(db_int(place->db, &value, sql[at], "i", (int64_t)1), ERR_OK);
        assert_int_equal(value, at + 1);
    }
    assert_int_equal(rows_int(rows, 0), 7);
    rows_close(rows);
    int64_t kept = 0;
    assert_int_equal(db_int(place->db, &kept, "SELECT count(*) FROM pg_prepared_statements", ""), ERR_OK);
    assert_true(kept <= 600);
}

static void a_server_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct db *db = NULL;
    char *problem = NULL;
    assert_int_equal(db_postgres_open(&db, "postgres://forhal:verysecret@127.0.0.1:1/forhal", one_table, &problem),
                     ERR_UNAVAILABLE);
    assert_null(db);
    assert_non_null(strstr(problem, "127.0.0.1"));
    assert_null(strstr(problem, "verysecret"));
    free(problem);
    assert_true(db_postgres_is_url("postgresql://x") && db_postgres_is_url("postgres:///x"));
    assert_false(db_postgres_is_url("/srv/registry.db") || db_postgres_is_url("mysql://x") || db_postgres_is_url(""));
}

int main(void)
{
#define place_test(function) cmocka_unit_test_setup_teardown(function, place_setup, place_teardown)
    const struct CMUnitTest tests[] = {
        place_test(values_come_back_as_they_went),
        place_test(json_is_read_as_sqlite_reads_it),
        place_test(a_constraint_is_a_conflict_and_tells_no_values),
        place_test(what_is_rolled_back_or_failed_leaves_nothing),
        place_test(a_lost_connection_is_made_anew),
        place_test(a_transaction_that_lost_its_connection_has_done_nothing),
        place_test(news_are_told_when_they_are_committed),
        place_test(the_schema_only_goes_forward),
        place_test(what_was_deleted_is_in_no_table),
        place_test(more_statements_than_are_kept_go_on_working),
        cmocka_unit_test(a_server_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests_name("db postgres", tests, house_begin, NULL);
}
