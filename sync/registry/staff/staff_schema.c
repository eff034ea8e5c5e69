#include "sync/registry/staff/staff_schema.h"

const char staff_schema[] =
    /* Whoever could sign in before could do what the secretariat does. `password_only` is for a demo (users.h). `totp`
     * is the second factor's secret once it has been proved, `totp_new` until then, `totp_step` the newest half minute
     * of which a code was taken. */
    "ALTER TABLE staff ADD COLUMN role TEXT NOT NULL DEFAULT 'secretariat'"
    "  CHECK (role IN ('editor', 'secretariat', 'administrator'));"
    "ALTER TABLE staff ADD COLUMN disabled_s INTEGER;"
    "ALTER TABLE staff ADD COLUMN password_only INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE staff ADD COLUMN totp BLOB;"
    "ALTER TABLE staff ADD COLUMN totp_new BLOB;"
    "ALTER TABLE staff ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;"

    /* An editor's own networks. No reference: a network that is removed may come back. */
    "CREATE TABLE staff_network ("
    "  staff   TEXT NOT NULL REFERENCES staff (name) ON DELETE CASCADE,"
    "  network TEXT NOT NULL,"
    "  PRIMARY KEY (staff, network)"
    ") STRICT;"

    /* What stands in for a lost telephone, each once. Only hashes are here. */
    "CREATE TABLE staff_recovery ("
    "  code_hash BLOB PRIMARY KEY CHECK (length(code_hash) = 32),"
    "  staff     TEXT NOT NULL REFERENCES staff (name) ON DELETE CASCADE"
    ") STRICT;"

    /* A link by which somebody sets the first password. `name` is '' for the very first administrator, who chooses it;
     * `networks` are separated by commas. */
    "CREATE TABLE staff_invitation ("
    "  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),"
    "  name       TEXT NOT NULL,"
    "  role       TEXT NOT NULL,"
    "  networks   TEXT NOT NULL,"
    "  expires_s  INTEGER NOT NULL"
    ") STRICT;"

    /* Everybody signs in anew. `former_hash` is the token before the last rotation, good until `former_until_s`; `half`
     * until the second factor was given. */
    "DROP TABLE session;"
    "CREATE TABLE session ("
    "  token_hash     BLOB PRIMARY KEY CHECK (length(token_hash) = 32),"
    "  former_hash    BLOB,"
    "  former_until_s INTEGER NOT NULL,"
    "  staff          TEXT NOT NULL REFERENCES staff (name) ON DELETE CASCADE,"
    "  csrf           BLOB NOT NULL CHECK (length(csrf) = 32),"
    "  half           INTEGER NOT NULL,"
    "  made_s         INTEGER NOT NULL,"
    "  seen_s         INTEGER NOT NULL,"
    "  token_s        INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX session_former ON session (former_hash);"
    "CREATE INDEX session_staff ON session (staff);"

    /* Who did what to what, and when. Outlives the staff it names; of citizens only numbers of entries. */
    "CREATE TABLE staff_log ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  at_s   INTEGER NOT NULL,"
    "  who    TEXT NOT NULL,"
    "  what   TEXT NOT NULL,"
    "  target TEXT NOT NULL"
    ") STRICT;";
