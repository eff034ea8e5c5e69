#define _POSIX_C_SOURCE 200809L
#include "sync/store/outbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sync/base/clock.h"
#include "sync/base/file.h"
#include "sync/store/outbox_inside.h"
#include "sync/store/time_floor.h"

enum { PATH_BYTES_MAX = 4096, ASIDE_FILES_MAX = 99, MOVES_MAX = 3, EPOCH_TEXT_BYTES = 24, EPOCH_MAX = 1 << 20 };

static const char *const schema[] = {
    /* What is sealed in here only the registry can read; not even the kind of submission shows. */
    "CREATE TABLE entry ("
    "  number    INTEGER PRIMARY KEY AUTOINCREMENT,"            /* the order of putting in; never used again */
    "  id        BLOB NOT NULL UNIQUE CHECK (length(id) = 16)," /* random; tells a repeated send */
    "  seal_key  BLOB NOT NULL CHECK (length(seal_key) = 8),"   /* seal_key_id() */
    "  signature BLOB NOT NULL CHECK (length(signature) = 64)," /* this kiosk's, SIGN_ENTRY */
    "  deferred  INTEGER NOT NULL DEFAULT 0,"                   /* how often it was left unanswered alone */
    "  set_aside TEXT,"                                         /* NULL: waiting; else why the registry refused it */
    "  box       BLOB NOT NULL"
    ") STRICT;"
    "CREATE INDEX entry_waiting ON entry (deferred, number) WHERE set_aside IS NULL;",
    /* The hash of the receipt code, so that its holder can be told what lies here; NULL for a support. It says
     * nothing to whoever does not hold the code (75 bits). `sent` remembers the latest ones that have left. */
    "ALTER TABLE entry ADD COLUMN receipt BLOB CHECK (receipt IS NULL OR length(receipt) = 32);"
    "CREATE INDEX entry_receipt ON entry (receipt) WHERE receipt IS NOT NULL;"
    "CREATE TABLE sent ("
    "  number  INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  receipt BLOB NOT NULL UNIQUE CHECK (length(receipt) = 32)"
    ") STRICT;"
    "CREATE TRIGGER entry_sent AFTER DELETE ON entry WHEN old.receipt IS NOT NULL BEGIN"
    "  INSERT OR IGNORE INTO sent (receipt) VALUES (old.receipt);"
    "  DELETE FROM sent WHERE number <= (SELECT max(number) FROM sent) - 5000; END;",
    /* Wall clock, for the service page alone; NULL in what was put in before there was such a column. */
    "ALTER TABLE entry ADD COLUMN at_s INTEGER;",
    /* `settled`: the registry's generation in which a receipt confirmed it; such an entry is kept. `tick`: when, by
     * age.ticks; it stays when the entry waits again, and tells that the registry knew it once. `words`: 0 for a
     * request to withdraw or erase, which holds nothing that somebody wrote. */
    "ALTER TABLE entry ADD COLUMN settled TEXT;"
    "ALTER TABLE entry ADD COLUMN tick INTEGER;"
    "ALTER TABLE entry ADD COLUMN words INTEGER NOT NULL DEFAULT 1;"
    "DROP INDEX entry_waiting;"
    "CREATE INDEX entry_waiting ON entry (deferred, number, tick) WHERE set_aside IS NULL AND settled IS NULL;"
    "CREATE INDEX entry_kept ON entry (number) WHERE settled IS NOT NULL;"
    "CREATE TABLE age (one INTEGER PRIMARY KEY CHECK (one = 1), ticks INTEGER NOT NULL) STRICT;"
    "INSERT INTO age VALUES (1, 0);"
    /* Damaged files that were gone through (salvage.h); `file` is the N of outbox.db.damaged-N. */
    "CREATE TABLE salvage ("
    "  file   INTEGER PRIMARY KEY,"
    "  saved  INTEGER NOT NULL,"
    "  lost   INTEGER NOT NULL,"
    "  unsure INTEGER NOT NULL"
    ") STRICT;",
    NULL,
};

const char *const *outbox_migrations(void)
{
    return schema;
}

/* How many outboxes of this kiosk were set aside: PATH.epoch, a number. None yet, or unreadable: 0. */
static int64_t epoch_read(const char *path)
{
    char name[PATH_BYTES_MAX + 8];
    AUTO(str_finish) struct str text;
    snprintf(name, sizeof(name), "%s.epoch", path);
    if (file_read(&text, name, EPOCH_TEXT_BYTES) != ERR_OK) return 0;
    long epoch = strtol(str_text(&text), NULL, 10);
    return epoch < 0 || epoch > EPOCH_MAX ? 0 : epoch;
}

static enum err epoch_raise(const char *path)
{
    char name[PATH_BYTES_MAX + 8];
    char text[EPOCH_TEXT_BYTES];
    snprintf(name, sizeof(name), "%s.epoch", path);
    snprintf(text, sizeof(text), "%lld\n", (long long)epoch_read(path) + 1);
    return file_write(name, text, strlen(text), 0600);
}

/* A new file goes on with orders above those of the ones before it, which nobody may be able to read. */
static enum err begin_orders(struct db *db, const char *path)
{
    int64_t used = 0;
    static const char has_used[] = "SELECT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'entry')";
    enum err err = db_int(db, &used, has_used, "");
    if (err != ERR_OK || used != 0) return err;
    int64_t epoch = epoch_read(path);
    if (epoch == 0) return ERR_OK;
    err = db_begin(db);
    if (err == ERR_OK) err = db_int(db, &used, has_used, ""); /* another process may have been faster */
    if (err == ERR_OK && used == 0) {
        err = db_run(db, "INSERT INTO sqlite_sequence (name, seq) VALUES ('entry', ?)", "i", epoch << 32);
    }
    if (err == ERR_OK) err = db_commit(db);
    db_rollback(db);
    return err;
}

enum err outbox_open(struct outbox **out, const char *path)
{
    *out = NULL;
    AUTO(outbox_auto) struct outbox *outbox = calloc(1, sizeof(*outbox));
    if (outbox == NULL) return ERR_NOMEM;
    outbox->path = strdup(path);
    if (outbox->path == NULL) return ERR_NOMEM;
    enum err err = db_open(&outbox->db, path, schema, DB_DURABLE);
    if (err == ERR_OK) err = begin_orders(outbox->db, path);
    if (err != ERR_OK) return err;
    *out = outbox;
    outbox = NULL; /* the caller owns it now */
    return ERR_OK;
}

void outbox_close(struct outbox *outbox)
{
    if (outbox == NULL) return;
    db_close(outbox->db);
    free(outbox->path);
    free(outbox);
}

void outbox_auto(struct outbox **outbox)
{
    outbox_close(*outbox);
}

enum err outbox_check(struct outbox *outbox)
{
    /* Not the quick check of db_check(): that does not hold the index against the table. */
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(outbox->db, &rows, "PRAGMA integrity_check(1)", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const char *answer = rows_text(rows, 0);
    return answer != NULL && strcmp(answer, "ok") == 0 ? ERR_OK : ERR_DAMAGED;
}

/* The log goes first: left behind, it would be replayed into the new file of the old name. */
enum err outbox_set_file_aside(const char *path, char *out_name, size_t out_bytes)
{
    char wal[PATH_BYTES_MAX];
    char shm[PATH_BYTES_MAX];
    char name[PATH_BYTES_MAX];
    char name_wal[PATH_BYTES_MAX + 8];
    if (strlen(path) + sizeof(".damaged-99-wal") > sizeof(wal)) return ERR_TOO_LARGE;
    snprintf(wal, sizeof(wal), "%s-wal", path);
    snprintf(shm, sizeof(shm), "%s-shm", path);
    int number = 1;
    for (; number <= ASIDE_FILES_MAX; number++) {
        snprintf(name, sizeof(name), "%s.damaged-%d", path, number);
        snprintf(name_wal, sizeof(name_wal), "%s-wal", name);
        if (access(name, F_OK) != 0 && access(name_wal, F_OK) != 0) break;
    }
    if (number > ASIDE_FILES_MAX) return ERR_FULL;
    (void)!epoch_raise(path); /* a full disk must not keep a damaged file where it is */
    if (rename(wal, name_wal) != 0 && errno != ENOENT) return ERR_IO;
    if (unlink(shm) != 0 && errno != ENOENT) return ERR_IO;
    if (rename(path, name) != 0) return ERR_IO;
    snprintf(out_name, out_bytes, "%s", name);
    return ERR_OK;
}

static enum err follow_file(struct outbox *outbox)
{
    if (!db_has_moved(outbox->db)) return ERR_OK;
    struct db *db = NULL;
    enum err err = db_open(&db, outbox->path, schema, DB_DURABLE);
    if (err == ERR_OK) err = begin_orders(db, outbox->path);
    if (err != ERR_OK) {
        db_close(db);
        return err;
    }
    db_close(outbox->db);
    outbox->db = db;
    return ERR_OK;
}

static enum err check_count(struct db *db)
{
    int64_t count = 0;
    enum err err = db_int(
        db, &count, "SELECT count(*) FROM entry WHERE set_aside IS NULL AND settled IS NULL AND tick IS NULL", "");
    return err == ERR_OK && count >= OUTBOX_COUNT_MAX ? ERR_FULL : err;
}

static enum err bytes_used(struct db *db, int64_t *out)
{
    int64_t pages = 0;
    int64_t vacant = 0;
    int64_t page_bytes = 0;
    enum err err = db_int(db, &pages, "PRAGMA page_count", "");
    if (err == ERR_OK) err = db_int(db, &vacant, "PRAGMA freelist_count", "");
    if (err == ERR_OK) err = db_int(db, &page_bytes, "PRAGMA page_size", "");
    *out = (pages - vacant) * page_bytes;
    return err;
}

static enum err room_in_file(struct outbox *outbox)
{
    int64_t used = 0;
    int64_t kept = 0;
    enum err err = follow_file(outbox);
    if (err == ERR_OK) err = check_count(outbox->db);
    if (err == ERR_OK) err = bytes_used(outbox->db, &used);
    if (err == ERR_OK) err = db_int(outbox->db, &kept, "SELECT count(*) FROM entry WHERE settled IS NOT NULL", "");
    return err == ERR_OK && used >= OUTBOX_BYTES_MAX && kept == 0 ? ERR_FULL : err;
}

enum err outbox_room(struct outbox *outbox, const char *folder)
{
    struct statvfs disk;
    enum err err = outbox != NULL ? room_in_file(outbox) : ERR_OK;
    if (err != ERR_OK || statvfs(folder, &disk) != 0) return err;
    return (uint64_t)disk.f_bavail * disk.f_frsize < OUTBOX_DISK_ROOM_BYTES ? ERR_FULL : ERR_OK;
}

/* A submission on its way into the file. */
struct posting {
    const struct identity *identity;
    int64_t floor_s;              /* time_floor.h */
    struct submission submission; /* with its order, once it is sealed */
    struct entry entry;
    bool sealed;
};

/* The floor of time in the folder that the outbox is in. */
static int64_t floor_beside(const char *path)
{
    char name[PATH_BYTES_MAX + 16];
    const char *slash = strrchr(path, '/');
    int folder_bytes = slash != NULL ? (int)(slash + 1 - path) : 0;
    snprintf(name, sizeof(name), "%.*s%s", folder_bytes, path, TIME_FLOOR_FILE);
    return time_floor_read(name);
}

/* How it stands in the sequence of this kiosk, and when by a clock that may be believed: one that is not behind what
 * the registry's certificate has shown, nor behind the readings of the latest entries. */
static enum err note_order(struct db *db, struct posting *posting)
{
    int64_t newest_s = 0;
    struct submission *submission = &posting->submission;
    struct clock clock = clock_system();
    int64_t now_s = clock_wall_s(&clock);
    enum err err = db_int(db, &submission->order,
                          "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'entry'), 0) + 1", "");
    if (err == ERR_OK) {
        err = db_int(db, &newest_s,
                     "SELECT ifnull(max(at_s), 0) FROM (SELECT at_s FROM entry ORDER BY number DESC LIMIT 20)", "");
    }
    submission->clock_doubtful = time_floor_doubts(posting->floor_s, now_s) || clock_is_doubtful(now_s, newest_s) ||
                                 now_s > SUBMISSION_GIVEN_AT_MAX;
    submission->given_at_s = submission->clock_doubtful ? 0 : now_s;
    return err;
}

/* Once: into another file it goes as it is. */
static enum err seal(struct db *db, struct posting *posting)
{
    if (posting->sealed) return ERR_OK;
    AUTO(str_finish) struct str text = {0};
    const struct identity *identity = posting->identity;
    enum err err = note_order(db, posting);
    if (err == ERR_OK) err = submission_to_json(&text, &posting->submission);
    if (err != ERR_OK) return err;
    err = entry_make(&posting->entry, str_text(&text), text.length, identity->kiosk_id, identity->sign_secret,
                     identity->seal_public);
    posting->sealed = err == ERR_OK;
    return err == ERR_UNTRUSTED ? ERR_REFUSED : err; /* what we have is no sealing key */
}

static enum err insert(struct db *db, const struct posting *posting)
{
    const struct entry *entry = &posting->entry;
    const struct submission *submission = &posting->submission;
    bool words = submission->kind != SUBMISSION_WITHDRAW && submission->kind != SUBMISSION_ERASE;
    struct clock clock = clock_system();
    enum err err =
        db_run(db, "INSERT INTO entry (id, seal_key, signature, box, at_s, words) VALUES (?, ?, ?, ?, ?, ?)", "bbbbii",
               entry->id, sizeof(entry->id), entry->seal_key_id, sizeof(entry->seal_key_id), entry->signature,
               sizeof(entry->signature), entry->box, entry->box_bytes, clock_wall_s(&clock), (int64_t)words);
    if (err != ERR_OK || submission->kind == SUBMISSION_SUPPORT) return err;
    return db_run(db, "UPDATE entry SET receipt = ? WHERE id = ?", "bb", submission->receipt_hash,
                  sizeof(submission->receipt_hash), entry->id, sizeof(entry->id));
}

/* What is kept gives way to what is new, the oldest first; inside a transaction. */
static enum err make_room(struct db *db)
{
    enum { AT_ONCE = 50 };
    int64_t used = 0;
    for (int step = 0; step <= OUTBOX_KEPT_MAX / AT_ONCE; step++) {
        enum err err = bytes_used(db, &used);
        if (err != ERR_OK || used < OUTBOX_BYTES_MAX) return err;
        err = db_run(db,
                     "DELETE FROM entry WHERE number IN"
                     " (SELECT number FROM entry WHERE settled IS NOT NULL ORDER BY number LIMIT ?)",
                     "i", (int64_t)AT_ONCE);
        if (err != ERR_OK) return err;
        if (db_changes(db) == 0) return ERR_FULL;
    }
    return ERR_FULL;
}

static enum err put(struct db *db, struct posting *posting)
{
    enum err err = db_begin(db);
    if (err == ERR_OK) err = check_count(db);
    if (err == ERR_OK) err = make_room(db);
    if (err == ERR_OK) err = seal(db, posting);
    if (err == ERR_OK) err = insert(db, posting);
    if (err == ERR_OK) err = db_commit(db);
    if (err != ERR_OK) db_rollback(db);
    return err;
}

/* The agent may set a damaged file aside while the screen has it open. What was written into it
 * in that moment is put into the new file as well; the id tells the registry that it is one. */
static enum err put_where_the_agent_looks(struct outbox *outbox, struct posting *posting)
{
    for (int move = 0; move < MOVES_MAX; move++) {
        enum err err = follow_file(outbox);
        if (err == ERR_OK) err = put(outbox->db, posting);
        if (err != ERR_OK || !db_has_moved(outbox->db)) return err;
    }
    return ERR_UNAVAILABLE;
}

enum err outbox_submit(struct outbox *outbox, const struct identity *identity, const struct submission *submission)
{
    if (submission_problem(submission) != NULL) return ERR_INVALID;
    if (!identity->enrolled) return ERR_REFUSED;
    struct posting posting = {.identity = identity, .floor_s = floor_beside(outbox->path), .submission = *submission};
    enum err err = put_where_the_agent_looks(outbox, &posting);
    submission_finish(&posting.submission);
    entry_finish(&posting.entry);
    return err;
}

static enum err blob_into(unsigned char *out, size_t bytes, const struct rows *rows, int column)
{
    size_t got = 0;
    const void *blob = rows_blob(rows, column, &got);
    if (got != bytes) return ERR_DAMAGED;
    memcpy(out, blob, bytes);
    return ERR_OK;
}

static enum err read_entry(struct entry *out, const struct rows *rows)
{
    struct entry entry = {0};
    if (blob_into(entry.id, sizeof(entry.id), rows, 0) != ERR_OK ||
        blob_into(entry.seal_key_id, sizeof(entry.seal_key_id), rows, 1) != ERR_OK ||
        blob_into(entry.signature, sizeof(entry.signature), rows, 2) != ERR_OK) {
        return ERR_DAMAGED;
    }
    const void *box = rows_blob(rows, 3, &entry.box_bytes);
    if (box == NULL || entry.box_bytes > ENTRY_BOX_BYTES_MAX) return ERR_DAMAGED;
    entry.box = malloc(entry.box_bytes);
    if (entry.box == NULL) return ERR_NOMEM;
    memcpy(entry.box, box, entry.box_bytes);
    *out = entry;
    return ERR_OK;
}

enum err outbox_batch(struct outbox *outbox, struct entry *out, size_t entries_max, size_t *out_count)
{
    *out_count = 0;
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(outbox->db, &rows,
                            "SELECT id, seal_key, signature, box FROM entry "
                            "WHERE set_aside IS NULL AND settled IS NULL ORDER BY deferred, number LIMIT ?",
                            "i", (int64_t)entries_max);
    size_t count = 0;
    while (err == ERR_OK && count < entries_max) {
        err = rows_next(rows);
        if (err == ERR_OK) err = read_entry(&out[count], rows);
        if (err == ERR_OK) count++;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        while (count > 0) entry_finish(&out[--count]);
        return err;
    }
    *out_count = count;
    return ERR_OK;
}

enum err outbox_settle(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES], const char *generation)
{
    return db_run(outbox->db,
                  "UPDATE entry SET settled = ?, tick = (SELECT ticks FROM age), deferred = 0 WHERE id = ?"
                  " AND set_aside IS NULL",
                  "tb", generation, id, (size_t)ENTRY_ID_BYTES);
}

enum err outbox_forget(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES])
{
    return db_run(outbox->db, "DELETE FROM entry WHERE id = ?", "b", id, (size_t)ENTRY_ID_BYTES);
}

enum err outbox_set_aside(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES], const char *reason)
{
    int64_t count = 0;
    enum err err = db_int(outbox->db, &count, "SELECT count(*) FROM entry WHERE set_aside IS NOT NULL", "");
    if (err != ERR_OK) return err;
    if (count >= OUTBOX_SET_ASIDE_MAX) return outbox_defer(outbox, id);
    return db_run(outbox->db, "UPDATE entry SET set_aside = substr(?, 1, ?) WHERE id = ?", "tib", reason,
                  (int64_t)OUTBOX_REASON_BYTES_MAX, id, (size_t)ENTRY_ID_BYTES);
}

enum err outbox_each_reason(struct outbox *outbox, void (*each)(void *context, const char *reason, int64_t count),
                            void *context)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(outbox->db, &rows,
                            "SELECT set_aside, count(*) FROM entry WHERE set_aside IS NOT NULL"
                            " GROUP BY set_aside ORDER BY min(number)",
                            "");
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) each(context, rows_text(rows, 0), rows_int(rows, 1));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err outbox_retry_set_aside(struct outbox *outbox, int64_t *out_count)
{
    enum err err = db_run(outbox->db, "UPDATE entry SET set_aside = NULL WHERE set_aside IS NOT NULL", "");
    *out_count = err == ERR_OK ? db_changes(outbox->db) : 0;
    return err;
}

enum err outbox_drop_set_aside(struct outbox *outbox, int64_t *out_count)
{
    enum err err = db_run(outbox->db, "DELETE FROM entry WHERE set_aside IS NOT NULL", "");
    *out_count = err == ERR_OK ? db_changes(outbox->db) : 0;
    return err;
}

enum err outbox_defer(struct outbox *outbox, const unsigned char id[ENTRY_ID_BYTES])
{
    return db_run(outbox->db, "UPDATE entry SET deferred = deferred + 1 WHERE id = ?", "b", id, (size_t)ENTRY_ID_BYTES);
}

enum err outbox_begin(struct outbox *outbox)
{
    return db_begin(outbox->db);
}

enum err outbox_commit(struct outbox *outbox)
{
    return db_commit(outbox->db);
}

void outbox_rollback(struct outbox *outbox)
{
    db_rollback(outbox->db);
}

enum err outbox_counts(struct outbox *outbox, struct outbox_counts *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(outbox->db, &rows,
                            "SELECT count(*) FILTER (WHERE set_aside IS NULL AND settled IS NULL), count(set_aside),"
                            "  ifnull(min(number) FILTER (WHERE set_aside IS NULL AND settled IS NULL), 0),"
                            "  ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'entry'), 0),"
                            "  ifnull((SELECT at_s FROM entry WHERE set_aside IS NULL AND settled IS NULL"
                            "    ORDER BY number LIMIT 1), 0), count(settled)"
                            " FROM entry",
                            "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out = (struct outbox_counts){
        .waiting = rows_int(rows, 0),
        .set_aside = rows_int(rows, 1),
        .oldest_order = rows_int(rows, 2),
        .newest_order = rows_int(rows, 3),
        .oldest_at_s = rows_int(rows, 4),
        .kept = rows_int(rows, 5),
    };
    return ERR_OK;
}

enum err outbox_find(struct outbox *outbox, const unsigned char receipt_hash[RECEIPT_CODE_HASH_BYTES],
                     enum outbox_state *out)
{
    int64_t state = 0;
    enum err err = follow_file(outbox);
    if (err != ERR_OK) return err;
    err = db_int(outbox->db, &state,
                 "SELECT CASE WHEN EXISTS (SELECT 1 FROM entry WHERE receipt = ?1 AND set_aside IS NULL AND settled IS "
                 "NULL) THEN 1"
                 " WHEN EXISTS (SELECT 1 FROM entry WHERE receipt = ?1 AND settled IS NULL) THEN 2"
                 " WHEN EXISTS (SELECT 1 FROM entry WHERE receipt = ?1) THEN 3"
                 " WHEN EXISTS (SELECT 1 FROM sent WHERE receipt = ?1) THEN 3 ELSE 0 END",
                 "b", receipt_hash, (size_t)RECEIPT_CODE_HASH_BYTES);
    if (err == ERR_OK) *out = (enum outbox_state)state;
    return err;
}
