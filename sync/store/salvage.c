#define _POSIX_C_SOURCE 200809L
#include "sync/store/salvage.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/store/outbox_inside.h"
#include "sync/store/salvage_rows.h"

enum { IDS_MAX = 1000 * 1000, LOOKS_PER_SIGN_OF_LIFE = 256 };

struct ids {
    unsigned char (*list)[ENTRY_ID_BYTES]; /* owned; sorted once all are in */
    size_t count, room;
};

/* One damaged file on its way. */
struct work {
    struct outbox *outbox;
    const struct salvage *salvage;
    struct ids whole;  /* what was found and is whole */
    struct ids broken; /* what looked like an entry and is none any more */
    size_t in_commit;
    size_t looks;
    int64_t saved;
    enum err err; /* the first; nothing more is done after it */
};

static void work_finish(struct work *work)
{
    outbox_rollback(work->outbox);
    free(work->whole.list);
    free(work->broken.list);
}

static enum err ids_add(struct ids *ids, const unsigned char *id)
{
    if (ids->count == IDS_MAX) return ERR_TOO_LARGE;
    if (ids->count == ids->room) {
        size_t room = ids->room * 2 + 64;
        void *list = realloc(ids->list, room * ENTRY_ID_BYTES);
        if (list == NULL) return ERR_NOMEM;
        ids->list = list;
        ids->room = room;
    }
    memcpy(ids->list[ids->count++], id, ENTRY_ID_BYTES);
    return ERR_OK;
}

static int id_compare(const void *a, const void *b)
{
    return memcmp(a, b, ENTRY_ID_BYTES);
}

static void ids_sort(struct ids *ids)
{
    if (ids->count > 0) qsort(ids->list, ids->count, ENTRY_ID_BYTES, id_compare);
}

static bool ids_has(const struct ids *ids, const unsigned char *id)
{
    return ids->count > 0 && bsearch(id, ids->list, ids->count, ENTRY_ID_BYTES, id_compare) != NULL;
}

/* ---- rows ---- */

static enum err commit(struct work *work)
{
    if (work->in_commit == 0) return ERR_OK;
    enum err err = outbox_commit(work->outbox);
    if (err != ERR_OK) return err;
    work->saved += (int64_t)work->in_commit;
    work->in_commit = 0;
    if (work->salvage->alive != NULL) work->salvage->alive(work->salvage->context);
    return ERR_OK;
}

/* A tick, as what waits again has: it takes no visitor's place. */
static enum err insert(struct db *db, const struct salvage_row *row)
{
    const struct entry *entry = &row->entry;
    enum err err =
        db_run(db,
               "INSERT INTO entry (id, seal_key, signature, box, at_s, words, tick)"
               " VALUES (?, ?, ?, ?, nullif(?, 0), ?, (SELECT ticks FROM age))",
               "bbbbii", entry->id, sizeof(entry->id), entry->seal_key_id, sizeof(entry->seal_key_id), entry->signature,
               sizeof(entry->signature), entry->box, entry->box_bytes, row->at_s, (int64_t)row->words);
    if (err != ERR_OK || !row->has_receipt) return err;
    return db_run(db, "UPDATE entry SET receipt = ? WHERE id = ?", "bb", row->receipt, sizeof(row->receipt), entry->id,
                  sizeof(entry->id));
}

static enum err save(struct work *work, const struct salvage_row *row)
{
    int64_t one = 0;
    struct db *db = work->outbox->db;
    enum err err = db_int(db, &one, "SELECT 1 FROM entry WHERE id = ?", "b", row->entry.id, sizeof(row->entry.id));
    if (err != ERR_NOT_FOUND) return err;
    err = work->in_commit == 0 ? outbox_begin(work->outbox) : ERR_OK;
    if (err == ERR_OK) err = insert(db, row);
    if (err != ERR_OK) return err;
    work->in_commit++;
    return work->in_commit == SALVAGE_ROWS_PER_COMMIT ? commit(work) : ERR_OK;
}

static bool look(void *context, const struct salvage_row *row)
{
    struct work *work = context;
    const struct identity *identity = work->salvage->identity;
    if (work->err != ERR_OK) return true;
    if (++work->looks % LOOKS_PER_SIGN_OF_LIFE == 0 && work->salvage->alive != NULL) {
        work->salvage->alive(work->salvage->context);
    }
    bool whole = identity_signed(identity, &row->entry);
    work->err = ids_add(whole ? &work->whole : &work->broken, row->entry.id);
    if (work->err == ERR_OK && whole) work->err = save(work, row);
    return whole;
}

/* ---- what is missing ---- */

/* Reads all ids in one way; false when SQLite can't. */
static bool count_missing(struct db *db, const char *sql, const struct ids *whole, int64_t *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows, sql, "");
    int64_t missing = 0;
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        size_t bytes = 0;
        const void *id = rows_blob(rows, 0, &bytes);
        missing += bytes != ENTRY_ID_BYTES || !ids_has(whole, id);
    }
    if (err == ERR_NOT_FOUND) *out = missing;
    return err == ERR_NOT_FOUND;
}

/* The table, or the index over the ids, may be whole and say how many there were. False: nobody knows. */
static bool find_missing(const char *path, const struct ids *whole, int64_t *out)
{
    AUTO(db_auto) struct db *db = NULL;
    if (db_open(&db, path, NULL, DB_READ_ONLY) != ERR_OK) return false;
    int64_t in_table = 0;
    int64_t in_index = 0;
    bool table = count_missing(db, "SELECT id FROM entry NOT INDEXED", whole, &in_table);
    bool index =
        count_missing(db, "SELECT id FROM entry INDEXED BY sqlite_autoindex_entry_1 ORDER BY id", whole, &in_index);
    *out = in_table > in_index ? in_table : in_index;
    return table && index;
}

static int64_t count_broken(const struct work *work)
{
    int64_t count = 0;
    for (size_t at = 0; at < work->broken.count; at++) {
        bool seen = at > 0 && memcmp(work->broken.list[at], work->broken.list[at - 1], ENTRY_ID_BYTES) == 0;
        if (!seen && !ids_has(&work->whole, work->broken.list[at])) count++;
    }
    return count;
}

/* ---- files ---- */

/* False when there is no such file, nor its log. */
static bool file_name(char out[PATH_MAX], const char *path, int number)
{
    char log[PATH_MAX + 8];
    snprintf(out, PATH_MAX, "%s.damaged-%d", path, number);
    snprintf(log, sizeof(log), "%s-wal", out);
    return access(out, F_OK) == 0 || access(log, F_OK) == 0;
}

static enum err remove_file(const char *name)
{
    static const char *const ends[] = {"-wal", "-shm", ""};
    char path[PATH_MAX + 8];
    for (size_t at = 0; at < 3; at++) {
        snprintf(path, sizeof(path), "%s%s", name, ends[at]);
        if (access(path, F_OK) == 0 && unlink(path) != 0) return ERR_IO;
    }
    return ERR_OK;
}

static enum err read_into(struct str *out, const char *path)
{
    enum err err = file_read(out, path, SALVAGE_FILE_BYTES_MAX);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The log first: opened with SQLite later, it would be written into the file and go. */
static enum err take_over(struct work *work, const char *name)
{
    char log_name[PATH_MAX + 8];
    AUTO(str_finish) struct str file = {0};
    AUTO(str_finish) struct str log = {0};
    snprintf(log_name, sizeof(log_name), "%s-wal", name);
    enum err err = read_into(&log, log_name);
    if (err == ERR_OK) err = read_into(&file, name);
    if (err != ERR_OK) return err;
    const struct salvage_bytes bytes = {(const unsigned char *)str_text(&file), file.length,
                                        (const unsigned char *)str_text(&log), log.length};
    salvage_rows(&bytes, look, work);
    return work->err == ERR_OK ? commit(work) : work->err;
}

static enum err remember(struct outbox *outbox, int number, int64_t saved, int64_t lost, bool unsure)
{
    return db_run(outbox->db,
                  "INSERT INTO salvage (file, saved, lost, unsure) VALUES (?1, ?2, ?3, ?4)"
                  " ON CONFLICT (file) DO UPDATE SET saved = saved + ?2, lost = ?3, unsure = ?4",
                  "iiii", (int64_t)number, saved, lost, (int64_t)unsure);
}

static enum err one_file(struct outbox *outbox, const struct salvage *salvage, int number, const char *name,
                         int64_t *out_saved)
{
    AUTO(work_finish) struct work work = {.outbox = outbox, .salvage = salvage};
    int64_t missing = 0;
    enum err err = take_over(&work, name);
    *out_saved += work.saved;
    if (err != ERR_OK) return err;
    ids_sort(&work.whole);
    ids_sort(&work.broken);
    bool sure = find_missing(name, &work.whole, &missing);
    int64_t broken = count_broken(&work);
    if (sure && missing == 0 && broken == 0) return remove_file(name);
    return remember(outbox, number, work.saved, missing > broken ? missing : broken, !sure);
}

static enum err was_done(struct outbox *outbox, int number, bool *out)
{
    int64_t one = 0;
    enum err err = db_int(outbox->db, &one, "SELECT 1 FROM salvage WHERE file = ?", "i", (int64_t)number);
    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err salvage_all(struct outbox *outbox, const struct salvage *salvage, int64_t *out_saved)
{
    *out_saved = 0;
    enum err first = ERR_OK;
    for (int number = 1; number <= SALVAGE_FILES_MAX; number++) {
        char name[PATH_MAX];
        bool done = false;
        bool there = file_name(name, outbox->path, number);
        enum err err = was_done(outbox, number, &done);
        if (err == ERR_OK && done && !there) {
            err = db_run(outbox->db, "DELETE FROM salvage WHERE file = ?", "i", (int64_t)number);
        } else if (err == ERR_OK && there && (!done || salvage->again)) {
            err = one_file(outbox, salvage, number, name, out_saved);
        }
        if (first == ERR_OK) first = err; /* one file holds up no other */
    }
    return first;
}

enum err salvage_counts(struct outbox *outbox, struct salvage_counts *out)
{
    *out = (struct salvage_counts){0};
    AUTO(rows_auto) struct rows *rows = NULL;
    int64_t done = 0;
    enum err err = db_query(
        outbox->db, &rows,
        "SELECT count(*), ifnull(sum(saved), 0), ifnull(sum(lost), 0), ifnull(max(unsure), 0) FROM salvage", "");
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    done = rows_int(rows, 0);
    out->saved = rows_int(rows, 1);
    out->lost = rows_int(rows, 2);
    out->unsure = rows_int(rows, 3) != 0;
    for (int number = 1; number <= SALVAGE_FILES_MAX; number++) {
        char name[PATH_MAX];
        out->files += file_name(name, outbox->path, number);
    }
    if (out->files > done) out->unsure = true;
    return ERR_OK;
}
