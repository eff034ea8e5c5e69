/* tests/unit/test_base_db.c - SQLite's thin layer: migrations, transactions, damage. */
#include "tests/unit/folder.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/wait.h>

#include "sync/base/db.h"

static const char *const first[] = {"CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT UNIQUE, b BLOB)", NULL};
static const char *const second[] = {"CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT UNIQUE, b BLOB)",
                                     "ALTER TABLE a ADD COLUMN more TEXT NOT NULL DEFAULT 'x'", NULL};
static const char *const broken[] = {"CREATE TABLE a (n INTEGER PRIMARY KEY, t TEXT UNIQUE, b BLOB)",
                                     "CREATE TABLE half (n INTEGER); SELECT nonsense FROM nowhere", NULL};

static struct db *open_with(const struct folder *folder, const char *const *migrations)
{
    char path[PATH_MAX];
    struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(folder, "x.db", path), migrations, DB_DURABLE), ERR_OK);
    return db;
}

static int64_t count_rows(struct db *db)
{
    int64_t count = -1;
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM a", ""), ERR_OK);
    return count;
}

static void values_come_back(void **state)
{
    AUTO(db_auto) struct db *db = open_with(*state, first);
    const unsigned char blob[3] = {0, 1, 255};
    assert_int_equal(db_run(db, "INSERT INTO a VALUES (?, ?, ?)", "itb", (int64_t)1 << 40, "æ", blob, sizeof(blob)),
                     ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO a VALUES (?, ?, ?)", "itn", (int64_t)2, (const char *)NULL), ERR_OK);
    assert_int_equal(db_changes(db), 1);
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(db, &rows, "SELECT n, t, b FROM a ORDER BY n DESC", ""), ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    assert_true(rows_int(rows, 0) == (int64_t)1 << 40);
    assert_string_equal(rows_text(rows, 1), "æ");
    size_t bytes = 0;
    assert_memory_equal(rows_blob(rows, 2, &bytes), blob, 3);
    assert_int_equal(bytes, 3);
    assert_int_equal(rows_next(rows), ERR_OK);
    assert_null(rows_text(rows, 1));
    assert_true(rows_is_null(rows, 2));
    assert_int_equal(rows_next(rows), ERR_NOT_FOUND);
}

static void a_constraint_refuses(void **state)
{
    AUTO(db_auto) struct db *db = open_with(*state, first);
    assert_int_equal(db_run(db, "INSERT INTO a (t) VALUES (?)", "t", "same"), ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO a (t) VALUES (?)", "t", "same"), ERR_CONFLICT);
    assert_int_equal(count_rows(db), 1);
}

static void a_rollback_takes_everything_back(void **state)
{
    AUTO(db_auto) struct db *db = open_with(*state, first);
    db_rollback(db); /* nothing open: nothing happens */
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO a (t) VALUES (?)", "t", "one"), ERR_OK);
    db_rollback(db);
    assert_int_equal(count_rows(db), 0);
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO a (t) VALUES (?)", "t", "one"), ERR_OK);
    assert_int_equal(db_commit(db), ERR_OK);
    assert_int_equal(count_rows(db), 1);
}

static void migrations_go_on_where_they_stopped(void **state)
{
    struct db *db = open_with(*state, first);
    assert_int_equal(db_run(db, "INSERT INTO a (t) VALUES (?)", "t", "old"), ERR_OK);
    db_close(db);
    db = open_with(*state, second);
    int64_t count = 0;
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM a WHERE more = 'x'", ""), ERR_OK);
    assert_int_equal(count, 1);
    db_close(db);
    char path[PATH_MAX];
    assert_int_equal(db_open(&db, folder_path(*state, "x.db", path), first, DB_DURABLE),
                     ERR_DAMAGED); /* from a newer program */
    assert_null(db);
}

static void a_failed_migration_leaves_nothing_behind(void **state)
{
    char path[PATH_MAX];
    db_close(open_with(*state, first));
    struct db *db = NULL;
    assert_int_not_equal(db_open(&db, folder_path(*state, "x.db", path), broken, DB_DURABLE), ERR_OK);
    assert_null(db);
    db = open_with(*state, second); /* the real second one still fits */
    int64_t count = -1;
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM sqlite_master WHERE name = 'half'", ""), ERR_OK);
    assert_int_equal(count, 0);
    db_close(db);
}

static void a_reader_makes_no_file(void **state)
{
    char path[PATH_MAX];
    struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(*state, "none.db", path), NULL, DB_READ_ONLY), ERR_NOT_FOUND);
    assert_int_equal(access(path, F_OK), -1);
}

static void what_is_no_database_is_damaged(void **state)
{
    char path[PATH_MAX];
    char garbage[5000];
    randombytes_buf(garbage, sizeof(garbage));
    int fd = open(folder_path(*state, "x.db", path), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, garbage, sizeof(garbage)), sizeof(garbage));
    close(fd);
    struct db *db = NULL;
    assert_int_equal(db_open(&db, path, first, DB_DURABLE), ERR_DAMAGED);
    assert_int_equal(db_open(&db, path, NULL, DB_READ_ONLY), ERR_DAMAGED);
    assert_null(db);
}

static void a_torn_page_is_found_by_the_check(void **state)
{
    char path[PATH_MAX];
    struct db *db = open_with(*state, first);
    assert_int_equal(db_check(db), ERR_OK);
    assert_int_equal(db_run(db,
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
                            "INSERT INTO a (t) SELECT 'text number ' || i FROM n",
                            ""),
                     ERR_OK);
    db_close(db);
    char garbage[4096];
    randombytes_buf(garbage, sizeof(garbage));
    int fd = open(folder_path(*state, "x.db", path), O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(fd, garbage, sizeof(garbage), 2 * 4096), sizeof(garbage));
    close(fd);
    enum err err = db_open(&db, path, first, DB_DURABLE);
    if (err == ERR_OK) err = db_check(db);
    assert_int_equal(err, ERR_DAMAGED);
    db_close(db);
}

static void a_moved_file_is_noticed(void **state)
{
    char path[PATH_MAX];
    char elsewhere[PATH_MAX];
    folder_path(*state, "x.db", path);
    folder_path(*state, "y.db", elsewhere);
    AUTO(db_auto) struct db *db = open_with(*state, first);
    assert_false(db_has_moved(db));
    assert_int_equal(rename(path, elsewhere), 0);
    assert_true(db_has_moved(db));
    AUTO(db_auto) struct db *other = open_with(*state, first);
    assert_true(db_has_moved(db));
    assert_false(db_has_moved(other));
}

/* Opening a database that this process has open already must not cost the first one its locks:
 * closing any descriptor of a file drops all of a process's locks on it. */
static void a_second_opening_does_not_drop_the_lock(void **state)
{
    AUTO(db_auto) struct db *db = open_with(*state, first);
    assert_int_equal(db_begin(db), ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO a (t) VALUES (?)", "t", "mine"), ERR_OK);
    db_close(open_with(*state, first));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char path[PATH_MAX];
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int fd = open(folder_path(*state, "x.db", path), O_RDWR | O_CLOEXEC);
        int code = fd >= 0 ? fcntl(fd, F_GETLK, &lock) : -1;
        _exit(code == 0 && lock.l_type != F_UNLCK ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(db_commit(db), ERR_OK);
}

static void held_still_it_reads_one_moment_and_writes_the_newest(void **state)
{
    AUTO(db_auto) struct db *ours = open_with(*state, first);
    AUTO(db_auto) struct db *theirs = open_with(*state, first);
    bool done = false;
    assert_int_equal(db_moment(ours), 0);
    db_still(ours, true);
    assert_int_equal(count_rows(ours), 0);
    int64_t moment = db_moment(ours);
    assert_true(moment != 0);
    assert_int_equal(db_run(theirs, "INSERT INTO a (t) VALUES (?)", "t", "theirs"), ERR_OK);
    assert_int_equal(count_rows(ours), 0);
    assert_true(db_moment(ours) == moment);
    /* Of an old moment SQLite would refuse to write. */
    assert_int_equal(db_run(ours, "INSERT INTO a (t) VALUES (?)", "t", "ours"), ERR_OK);
    assert_int_equal(count_rows(ours), 2);
    assert_true(db_moment(ours) != moment);
    assert_int_equal(db_run(theirs, "INSERT INTO a (t) VALUES (?)", "t", "more"), ERR_OK);
    assert_int_equal(count_rows(ours), 2);
    assert_int_equal(db_begin(ours), ERR_OK);
    assert_int_equal(count_rows(ours), 3);
    assert_int_equal(db_moment(ours), 0); /* what a transaction reads may yet be taken back */
    assert_int_equal(db_run(ours, "INSERT INTO a (t) VALUES (?)", "t", "taken back"), ERR_OK);
    db_rollback(ours);
    assert_int_equal(count_rows(ours), 3);
    assert_int_equal(db_scrub(ours, DB_BUSY_TIMEOUT_MS, &done), ERR_OK);
    assert_true(done);
    assert_int_equal(count_rows(ours), 3);
    db_still(ours, false);
    assert_int_equal(db_moment(ours), 0);
    assert_int_equal(db_run(theirs, "INSERT INTO a (t) VALUES (?)", "t", "last"), ERR_OK);
    assert_int_equal(count_rows(ours), 4);
}

/* SQLite 3.40's quick_check takes the columns of such a table for others, and finds a NULL. */
static void a_table_without_row_ids_is_sound(void **state)
{
    static const char *const tables[] = {"CREATE TABLE pair (number INTEGER NOT NULL, child TEXT NOT NULL,"
                                         " PRIMARY KEY (child, number)) WITHOUT ROWID;"
                                         "CREATE INDEX pair_number ON pair (number);",
                                         NULL};
    char path[PATH_MAX];
    AUTO(db_auto) struct db *db = NULL;
    assert_int_equal(db_open(&db, folder_path(*state, "pairs.db", path), tables, DB_DURABLE), ERR_OK);
    assert_int_equal(db_run(db, "INSERT INTO pair VALUES (1, 'a')", ""), ERR_OK);
    assert_int_equal(db_check(db), ERR_OK);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        folder_test(values_come_back),
        folder_test(a_constraint_refuses),
        folder_test(a_rollback_takes_everything_back),
        folder_test(migrations_go_on_where_they_stopped),
        folder_test(a_failed_migration_leaves_nothing_behind),
        folder_test(a_reader_makes_no_file),
        folder_test(what_is_no_database_is_damaged),
        folder_test(a_torn_page_is_found_by_the_check),
        folder_test(a_table_without_row_ids_is_sound),
        folder_test(held_still_it_reads_one_moment_and_writes_the_newest),
        folder_test(a_moved_file_is_noticed),
        folder_test(a_second_opening_does_not_drop_the_lock),
    };
    return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
