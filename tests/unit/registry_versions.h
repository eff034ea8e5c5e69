/* tests/unit/registry_versions.h - a registry's database as an earlier version left it. Header only, as folder.h. */
#pragma once

#include "tests/unit/registry_house.h"

/* Undoes the migrations after `version`, on either database; the next registry_open() does them again. What is in the
 * tables they made is gone. At least 3. */
static inline void house_back_to(struct house *house, int64_t version)
{
    static const struct {
        int64_t version; /* that brought it */
        const char *undo;
    } steps[] = {
        {9, "DELETE FROM kiosk WHERE id = 'web'"},
        {9, "DROP INDEX item_place"},
        {9, "DROP INDEX item_date"},
        {9, "DROP INDEX item_meeting"},
        {9, "DROP TABLE spawned"},
        {8, "DROP TABLE asked"},
        {8, "ALTER TABLE entry DROP COLUMN kiosk_order"},
        {8, "ALTER TABLE entry DROP COLUMN given_s"},
        {8, "ALTER TABLE entry DROP COLUMN clock_doubtful"},
        {7, "DROP TABLE kiosk_state"},
        {7, "DROP TABLE kiosk_look"},
        {6, "DROP TABLE former_key"},
        {6, "ALTER TABLE kiosk DROP COLUMN rotate"},
        {5, "ALTER TABLE kiosk DROP COLUMN turn"},
        {5, "ALTER TABLE kiosk DROP COLUMN forked_s"},
        {4, "DROP TABLE pending"},
    };
    static const char *const versions[] = {
        [3] = "PRAGMA user_version = 3", [4] = "PRAGMA user_version = 4", [5] = "PRAGMA user_version = 5",
        [6] = "PRAGMA user_version = 6", [7] = "PRAGMA user_version = 7", [8] = "PRAGMA user_version = 8"};
    struct db *db = house->registry->db;
    int64_t newest = 0;
    assert_int_equal(
        db_int(db, &newest, house_on_postgres() ? "SELECT version FROM schema_version" : "PRAGMA user_version", ""),
        ERR_OK);
    assert_int_equal(newest, steps[0].version); /* a new migration has its steps here, too */
    for (size_t at = 0; at < sizeof(steps) / sizeof(steps[0]); at++) {
        if (steps[at].version > version) assert_int_equal(db_run(db, steps[at].undo, ""), ERR_OK);
    }
    if (house_on_postgres()) {
        assert_int_equal(db_run(db, "UPDATE schema_version SET version = ?", "i", version), ERR_OK);
    } else {
        assert_int_equal(db_run(db, versions[version], ""), ERR_OK);
    }
}
