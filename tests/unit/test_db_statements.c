#define _POSIX_C_SOURCE 200809L /* mkdtemp */
/* More statements than the database keeps at a time: a registry that runs for months meets all of its code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "sync/base/db.h"

enum { STATEMENTS = 1300, SQL_BYTES = 48 };

static struct db *open_empty(void)
{
    static const char *const none[] = {NULL};
    struct db *db = NULL;
    char folder[] = "/tmp/forhal-statements.XXXXXX";
    char path[sizeof(folder) + 8];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/db", folder);
    assert_int_equal(db_open(&db, path, none, DB_DISPOSABLE), ERR_OK);
    unlink(path);
    snprintf(path, sizeof(path), "%s/db-wal", folder);
    unlink(path);
    snprintf(path, sizeof(path), "%s/db-shm", folder);
    unlink(path);
    rmdir(folder);
    return db;
}

static void more_statements_than_are_kept_go_on_working(void **state)
{
    (void)state;
    static char sql[STATEMENTS][SQL_BYTES];
    struct rows *rows = NULL;
    AUTO(db_auto) struct db *db = open_empty();
    /* One is walked over all the while. */
    assert_int_equal(db_query(db, &rows, "SELECT 7 UNION ALL SELECT 8 ORDER BY 1", ""), ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    for (int round = 0; round < 2; round++) {
        for (int at = 0; at < STATEMENTS; at++) {
            int64_t value = -1;
            snprintf(sql[at], SQL_BYTES, "SELECT %d + ?", at);
            assert_int_equal(db_int(db, &value, sql[at], "i", (int64_t)1), ERR_OK);
            assert_int_equal(value, at + 1);
        }
    }
    assert_int_equal(rows_int(rows, 0), 7);
    assert_int_equal(rows_next(rows), ERR_OK);
    assert_int_equal(rows_int(rows, 0), 8);
    rows_close(rows);
}

static void a_statement_that_is_none_takes_no_place(void **state)
{
    (void)state;
    static char sql[STATEMENTS][SQL_BYTES];
    AUTO(db_auto) struct db *db = open_empty();
    for (int at = 0; at < STATEMENTS; at++) {
        snprintf(sql[at], SQL_BYTES, "SELECT nothing FROM nowhere_%d", at);
        assert_int_not_equal(db_run(db, sql[at], ""), ERR_OK);
        assert_int_not_equal(db_run(db, sql[at], ""), ERR_OK);
    }
    assert_int_equal(db_run(db, "SELECT 1", ""), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_statements_than_are_kept_go_on_working),
        cmocka_unit_test(a_statement_that_is_none_takes_no_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
