#include "sync/registry/privacy/privacy_schema.h"

const char privacy_schema[] =
    /* What retention may not take before `until_s`, and why: in the words of staff. */
    "CREATE TABLE hold ("
    "  entry   INTEGER PRIMARY KEY REFERENCES entry (number) ON DELETE CASCADE,"
    "  until_s INTEGER NOT NULL,"
    "  reason  TEXT NOT NULL,"
    "  who     TEXT NOT NULL,"
    "  at_s    INTEGER NOT NULL"
    ") STRICT;"

    /* That somebody asked for an erasure and was told no. The reason is what they read under their code. */
    "CREATE TABLE refusal ("
    "  entry  INTEGER PRIMARY KEY REFERENCES entry (number) ON DELETE CASCADE,"
    "  reason TEXT NOT NULL,"
    "  who    TEXT NOT NULL,"
    "  at_s   INTEGER NOT NULL"
    ") STRICT;"

    /* What was looked through after an erasure, and what was found: proofs.h. Nothing of what was erased. */
    "CREATE TABLE proof ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  at_s   INTEGER NOT NULL,"
    "  who    TEXT NOT NULL,"
    "  reason TEXT NOT NULL,"
    "  kind   TEXT NOT NULL,"
    "  state  TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'found', 'kept', 'rows')),"
    "  record TEXT NOT NULL"
    ") STRICT;"

    /* Every text of the notice that was ever shown, with its translations. A version that was changed without a new
     * name stands here twice. `who` is '' for what came with a content file. */
    "CREATE TABLE notice ("
    "  number  INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  version TEXT NOT NULL,"
    "  at_s    INTEGER NOT NULL,"
    "  who     TEXT NOT NULL,"
    "  body    TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX notice_version ON notice (version);"

    /* When retention last looked: a clock that leaps must not empty the registry (retention.h). */
    "CREATE TABLE retention ("
    "  one      INTEGER PRIMARY KEY CHECK (one = 1),"
    "  looked_s INTEGER NOT NULL"
    ") STRICT;"

    /* Since when an idea is without its giver. */
    "ALTER TABLE entry ADD COLUMN anonymous_s INTEGER;"
    "CREATE INDEX entry_received ON entry (received_s);"

    /* Support that has gone by age still counts. */
    "CREATE TABLE support_past ("
    "  idea  TEXT PRIMARY KEY,"
    "  count INTEGER NOT NULL"
    ") STRICT;"

    /* Which entries a line of the staff log is about: runs of numbers. */
    "CREATE TABLE staff_log_entry ("
    "  line        INTEGER NOT NULL REFERENCES staff_log (number) ON DELETE CASCADE,"
    "  first_entry INTEGER NOT NULL,"
    "  last_entry  INTEGER NOT NULL,"
    "  PRIMARY KEY (line, first_entry)"
    ") STRICT;"
    "CREATE INDEX staff_log_entry_first ON staff_log_entry (first_entry, last_entry);"
    "CREATE INDEX staff_log_at ON staff_log (at_s);";
