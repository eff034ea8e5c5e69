/* tests/unit/postgres_backup.h - a copy of a test's PostgreSQL schema beside it, and the way back. */
#pragma once

#include "tests/unit/registry_house.h"

static inline void postgres_back_up(struct house *house)
{
    assert_int_equal(db_run(house->registry->db,
                            "DO $$ DECLARE t text; copy text := current_schema() || '_copy'; BEGIN"
                            " EXECUTE format('CREATE SCHEMA %I', copy);"
                            " FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP"
                            " EXECUTE format('CREATE TABLE %I.%I AS TABLE %I', copy, t, t);"
                            " END LOOP; END $$",
                            ""),
                     ERR_OK);
}

static inline void postgres_put_back(struct house *house)
{
    assert_int_equal(db_run(house->registry->db,
                            "DO $$ DECLARE t text; copy text := current_schema() || '_copy'; BEGIN"
                            " SET LOCAL session_replication_role = replica;" /* foreign keys wait until all is there */
                            " FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP"
                            " EXECUTE format('DELETE FROM %I', t);"
                            " EXECUTE format('INSERT INTO %I SELECT * FROM %I.%I', t, copy, t);"
                            " END LOOP; END $$",
                            ""),
                     ERR_OK);
}
