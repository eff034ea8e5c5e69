#define _XOPEN_SOURCE 700
#include "sync/registry/database/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sync/base/clock.h"
#include "sync/base/db.h"
#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/registry/database/backup_postgres.h"
#include "sync/registry/database/erased_log.h"
#include "sync/registry/keys/keys.h"
#include "sync/registry/keys/staff_key.h"

enum {
    PAGES_A_STEP = 500,
    HASH_BYTES = 32,
    SMALL_BYTES_MAX = 64 * 1024 * 1024, /* of a file that is copied whole in memory: all but the database */
    LIST_BYTES_MAX = 1024 * 1024,
    LIST_DEPTH_MAX = 4,
    FILES_OPEN = 16
};

static enum err fail(struct backup_job *job, enum err err, const char *path, const char *what)
{
    if (job->problem[0] == '\0') snprintf(job->problem, BACKUP_PROBLEM_BYTES, "%.400s: %.200s", path, what);
    return err;
}

/* ---- SQLite -------------------------------------------------------------------------------- */

static enum err open_sqlite(struct backup_job *job, sqlite3 **out, const char *path, int flags)
{
    int code = sqlite3_open_v2(path, out, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) code = sqlite3_busy_timeout(*out, DB_BUSY_TIMEOUT_MS);
    if (code == SQLITE_OK) return ERR_OK;
    return fail(job, ERR_IO, path, *out != NULL ? sqlite3_errmsg(*out) : "out of memory");
}

/* One statement, for what it does. */
static int run(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW) code = sqlite3_step(statement);
    int last = sqlite3_finalize(statement);
    return code == SQLITE_DONE ? last : code;
}

/* The source stands still for us: a read transaction is open on its connection all the while, and who writes goes on
 * in the log beside it. */
static enum err copy_pages(struct backup_job *job, sqlite3 *from, sqlite3 *to, const char *path)
{
    if (run(from, "BEGIN") != SQLITE_OK || run(from, "SELECT count(*) FROM sqlite_schema") != SQLITE_OK) {
        return fail(job, ERR_DAMAGED, path, sqlite3_errmsg(from));
    }
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL) return fail(job, ERR_IO, path, sqlite3_errmsg(to));
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, PAGES_A_STEP);
        int all = sqlite3_backup_pagecount(backup);
        if (job->progress != NULL) job->progress(job->context, all - sqlite3_backup_remaining(backup), all);
    }
    sqlite3_backup_finish(backup);
    (void)run(from, "ROLLBACK");
    if (code != SQLITE_DONE) return fail(job, code == SQLITE_FULL ? ERR_FULL : ERR_IO, path, sqlite3_errstr(code));
    /* One file, with nothing beside it. */
    code = run(to, "PRAGMA journal_mode = DELETE");
    return code == SQLITE_OK ? ERR_OK : fail(job, ERR_IO, path, sqlite3_errmsg(to));
}

static enum err sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return ERR_IO;
    int code = fsync(fd);
    close(fd);
    return code == 0 ? ERR_OK : ERR_IO;
}

/* `to` is made, 0600. */
static enum err copy_sqlite(struct backup_job *job, const char *from_path, const char *to_path)
{
    sqlite3 *from = NULL;
    sqlite3 *to = NULL;
    if (access(from_path, F_OK) != 0) return fail(job, ERR_NOT_FOUND, from_path, "there is no database here");
    int fd = open(to_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail(job, ERR_IO, to_path, strerror(errno));
    close(fd);
    enum err err = open_sqlite(job, &from, from_path, SQLITE_OPEN_READWRITE);
    if (err == ERR_OK) err = open_sqlite(job, &to, to_path, SQLITE_OPEN_READWRITE);
    if (err == ERR_OK) err = copy_pages(job, from, to, to_path);
    sqlite3_close(to);
    sqlite3_close(from);
    return err == ERR_OK ? sync_path(to_path) : err;
}

static enum err check_sqlite(struct backup_job *job, const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    enum err err = open_sqlite(job, &db, path, SQLITE_OPEN_READONLY);
    if (err == ERR_OK) {
        bool whole = sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &statement, NULL) == SQLITE_OK &&
                     sqlite3_step(statement) == SQLITE_ROW &&
                     strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
        if (!whole) err = fail(job, ERR_DAMAGED, path, "the database is damaged");
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return err;
}

/* ---- files --------------------------------------------------------------------------------- */

static enum err copy_file(struct backup_job *job, const char *from_folder, const char *to_folder, const char *name)
{
    AUTO(str_finish) struct str bytes = {0};
    char *from = file_join(from_folder, name);
    char *to = file_join(to_folder, name);
    enum err err = from != NULL && to != NULL ? file_read(&bytes, from, SMALL_BYTES_MAX) : ERR_NOMEM;
    if (err == ERR_OK) err = file_write(to, str_text(&bytes), bytes.length, 0600);
    if (err != ERR_OK && err != ERR_NOT_FOUND) err = fail(job, err, from != NULL ? from : name, err_text(err));
    free(from);
    free(to);
    return err;
}

/* Files only; a folder inside is nothing of ours. */
static enum err copy_folder(struct backup_job *job, const char *from, const char *to)
{
    DIR *folder = opendir(from);
    if (folder == NULL) return fail(job, ERR_NOT_FOUND, from, strerror(errno));
    enum err err = file_make_folder(to, 0700);
    struct dirent *entry;
    size_t count = 0;
    while (err == ERR_OK && (entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        if (++count > BACKUP_FILES_MAX) err = fail(job, ERR_TOO_LARGE, from, "there are too many files");
        if (err == ERR_OK) err = copy_file(job, from, to, entry->d_name);
    }
    closedir(folder);
    return err;
}

static enum err hash_file(const char *path, char out[2 * HASH_BYTES + 1], int64_t *out_bytes)
{
    crypto_generichash_state state;
    unsigned char hash[HASH_BYTES];
    unsigned char chunk[32 * 1024];
    size_t got = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL) return ERR_NOT_FOUND;
    *out_bytes = 0;
    crypto_generichash_init(&state, NULL, 0, sizeof(hash));
    while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        crypto_generichash_update(&state, chunk, got);
        *out_bytes += (int64_t)got;
    }
    bool whole = ferror(file) == 0;
    fclose(file);
    sodium_memzero(chunk, sizeof(chunk));
    crypto_generichash_final(&state, hash, sizeof(hash));
    sodium_bin2hex(out, 2 * HASH_BYTES + 1, hash, sizeof(hash));
    return whole ? ERR_OK : ERR_IO;
}

/* ---- backup.json --------------------------------------------------------------------------- */

static enum err list_file(json_t *files, const char *folder, const char *name)
{
    char hash[2 * HASH_BYTES + 1];
    int64_t bytes = 0;
    char *path = file_join(folder, name);
    enum err err = path != NULL ? hash_file(path, hash, &bytes) : ERR_NOMEM;
    free(path);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    json_t *file = json_pack("{s:I, s:s}", "bytes", (json_int_t)bytes, "blake2b", hash);
    return json_object_set_new(files, name, file) == 0 ? ERR_OK : ERR_NOMEM;
}

static enum err list_keys(json_t *files, const char *folder)
{
    char *path = file_join(folder, "keys");
    DIR *keys = path != NULL ? opendir(path) : NULL;
    struct dirent *entry;
    enum err err = keys != NULL ? ERR_OK : ERR_IO;
    while (err == ERR_OK && (entry = readdir(keys)) != NULL) {
        char name[300];
        if (entry->d_name[0] == '.') continue;
        snprintf(name, sizeof(name), "keys/%s", entry->d_name);
        err = list_file(files, folder, name);
    }
    if (keys != NULL) closedir(keys);
    free(path);
    return err;
}

static enum err write_list(const char *folder, const char *database)
{
    static const char *const names[] = {"erased.log", "database", "registry.conf"};
    const struct clock clock = clock_system();
    AUTO(json_auto)
    json_t *list = json_pack("{s:i, s:I, s:{}}", "format", 1, "made_s", (json_int_t)clock_wall_s(&clock), "files");
    json_t *files = json_object_get(list, "files");
    enum err err = files != NULL ? list_file(files, folder, database) : ERR_NOMEM;
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]) && err == ERR_OK; at++) {
        err = list_file(files, folder, names[at]);
    }
    if (err == ERR_OK) err = list_keys(files, folder);
    char *text = err == ERR_OK ? json_dumps(list, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
    char *path = file_join(folder, BACKUP_LIST);
    if (err == ERR_OK && (text == NULL || path == NULL)) err = ERR_NOMEM;
    if (err == ERR_OK) err = file_write(path, text, strlen(text), 0600);
    free(text);
    free(path);
    return err;
}

static enum err check_listed(struct backup_job *job, const char *name, const json_t *file)
{
    char hash[2 * HASH_BYTES + 1];
    int64_t bytes = 0;
    if (name[0] == '/' || strstr(name, "..") != NULL) return fail(job, ERR_DAMAGED, name, "this is no name of ours");
    char *path = file_join(job->folder, name);
    const char *wanted = json_text_at(file, "blake2b");
    enum err err = path != NULL ? hash_file(path, hash, &bytes) : ERR_NOMEM;
    if (err == ERR_OK && (wanted == NULL || strcmp(wanted, hash) != 0 || bytes != json_int_at(file, "bytes", -1))) {
        err = fail(job, ERR_DAMAGED, path, "it is not what was written; take another backup");
    } else if (err != ERR_OK) {
        err = fail(job, ERR_DAMAGED, path != NULL ? path : name, "it is missing, or cannot be read");
    }
    free(path);
    return err;
}

/* Keys that can be used, and a log that can be read. */
static enum err check_rest(struct backup_job *job)
{
    struct keys keys = {.seals = NULL};
    AUTO(erased_log_finish) struct erased_log log = {0};
    char *keys_path = file_join(job->folder, "keys");
    char *log_path = file_join(job->folder, "erased.log");
    enum err err = keys_path != NULL && log_path != NULL ? keys_read(&keys, keys_path) : ERR_NOMEM;
    if (err == ERR_OK) keys_finish(&keys);
    if (err != ERR_OK) err = fail(job, ERR_DAMAGED, job->folder, "its keys cannot be used");
    if (err == ERR_OK) err = erased_log_read(&log, log_path);
    if (err == ERR_OK && log.damaged > 0) err = fail(job, ERR_DAMAGED, log_path, "lines of it cannot be read");
    free(keys_path);
    free(log_path);
    return err;
}

/* NULL when it is not there, or no list. */
static json_t *read_list(struct backup_job *job)
{
    AUTO(str_finish) struct str text = {0};
    struct json_problem problem;
    json_t *list = NULL;
    char *path = file_join(job->folder, BACKUP_LIST);
    enum err err = path != NULL ? file_read(&text, path, LIST_BYTES_MAX) : ERR_NOMEM;
    if (err == ERR_OK) {
        err = json_parse(&list, str_text(&text), text.length, LIST_BYTES_MAX, LIST_DEPTH_MAX, &problem);
    }
    free(path);
    if (err == ERR_OK && json_int_at(list, "format", 0) == 1 && json_is_object(json_object_get(list, "files"))) {
        return list;
    }
    (void)fail(job, err, job->folder, "this is no backup: its " BACKUP_LIST " is missing, or cannot be read");
    json_decref(list);
    return NULL;
}

static bool has_file(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    bool has = path != NULL && access(path, F_OK) == 0;
    free(path);
    return has;
}

static enum err check_database(struct backup_job *job)
{
    bool dump = has_file(job->folder, BACKUP_DUMP);
    char *path = file_join(job->folder, dump ? BACKUP_DUMP : BACKUP_DATABASE);
    if (path == NULL) return ERR_NOMEM;
    enum err err = dump ? backup_postgres_check(path, job->problem, BACKUP_PROBLEM_BYTES) : check_sqlite(job, path);
    free(path);
    return err;
}

enum err backup_check(struct backup_job *job)
{
    const char *name;
    json_t *file;
    AUTO(json_auto) json_t *list = read_list(job);
    if (list == NULL) return ERR_DAMAGED;
    const json_t *files = json_object_get(list, "files");
    if (json_object_get(files, BACKUP_DATABASE) == NULL && json_object_get(files, BACKUP_DUMP) == NULL) {
        return fail(job, ERR_DAMAGED, job->folder, "there is no database in it");
    }
    json_object_foreach ((json_t *)(uintptr_t)files, name, file) {
        enum err err = check_listed(job, name, file);
        if (err != ERR_OK) return err;
    }
    enum err err = check_database(job);
    return err == ERR_OK ? check_rest(job) : err;
}

/* ---- making it ------------------------------------------------------------------------------ */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

static enum err fill_database(struct backup_job *job, const char *folder)
{
    char *from = file_join(job->data, "registry.db");
    char *to = file_join(folder, job->url != NULL ? BACKUP_DUMP : BACKUP_DATABASE);
    enum err err = from != NULL && to != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK && job->url != NULL) {
        err = backup_postgres_dump(job->url, to, job->problem, BACKUP_PROBLEM_BYTES);
        if (err == ERR_OK) err = sync_path(to);
    } else if (err == ERR_OK) {
        err = copy_sqlite(job, from, to);
    }
    free(from);
    free(to);
    return err;
}

/* The log after the database: each line of it is there before what it says is in the database. */
static enum err fill(struct backup_job *job, const char *folder)
{
    static const char *const names[] = {"erased.log", "database", "registry.conf"};
    char *keys = file_join(job->data, "keys");
    char *keys_copy = file_join(folder, "keys");
    enum err err = keys != NULL && keys_copy != NULL ? fill_database(job, folder) : ERR_NOMEM;
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]) && err == ERR_OK; at++) {
        err = copy_file(job, job->data, folder, names[at]);
        if (err == ERR_NOT_FOUND) err = ERR_OK;
    }
    if (err == ERR_OK) err = copy_folder(job, keys, keys_copy);
    if (err == ERR_OK) err = write_list(folder, job->url != NULL ? BACKUP_DUMP : BACKUP_DATABASE);
    if (err == ERR_OK) err = sync_path(folder);
    free(keys);
    free(keys_copy);
    return err;
}

enum err backup_make(struct backup_job *job)
{
    job->problem[0] = '\0';
    const char *final = job->folder;
    size_t bytes = strlen(final) + sizeof(".new-");
    char *begun = malloc(bytes);
    if (begun == NULL) return ERR_NOMEM;
    snprintf(begun, bytes, "%s.new", final);
    enum err err = ERR_OK;
    if (access(final, F_OK) == 0) {
        err = fail(job, ERR_EXISTS, final, "it is there already; name a folder that is not");
    } else if (mkdir(begun, 0700) != 0) {
        err = fail(job, ERR_IO, begun,
                   errno == EEXIST ? "another backup is being made, or was cut off; remove it" : strerror(errno));
    } else {
        err = fill(job, begun);
        job->folder = begun;
        if (err == ERR_OK) err = backup_check(job); /* read again, from the disk */
        job->folder = final;
        if (err == ERR_OK && rename(begun, final) != 0) err = fail(job, ERR_IO, final, strerror(errno));
        if (err != ERR_OK) (void)nftw(begun, remove_one, FILES_OPEN, FTW_DEPTH | FTW_PHYS);
    }
    free(begun);
    if (err != ERR_OK) (void)fail(job, err, final, err_text(err));
    return err;
}

/* ---- the way back --------------------------------------------------------------------------- */

/* In WAL nobody gets this while another process has the file open. */
static enum err nobody_serves(struct backup_job *job, const char *path)
{
    sqlite3 *db = NULL;
    if (access(path, F_OK) != 0) return ERR_OK;
    enum err err = open_sqlite(job, &db, path, SQLITE_OPEN_READWRITE);
    if (err == ERR_OK) {
        sqlite3_busy_timeout(db, 0);
        int code = run(db, "PRAGMA locking_mode = EXCLUSIVE");
        if (code == SQLITE_OK) code = run(db, "BEGIN EXCLUSIVE");
        if (code == SQLITE_OK) code = run(db, "COMMIT");
        if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
            err = fail(job, ERR_UNAVAILABLE, path, "somebody has it open; stop forhal-registry first");
        }
    }
    sqlite3_close(db); /* writes the log back; one that is damaged stays as it is */
    return err;
}

/* What either of the two logs knows. */
static enum err join_logs(struct backup_job *job)
{
    AUTO(erased_log_finish) struct erased_log kept = {0};
    char *from = file_join(job->folder, "erased.log");
    char *to = file_join(job->data, "erased.log");
    enum err err = from != NULL && to != NULL ? erased_log_read(&kept, from) : ERR_NOMEM;
    for (size_t at = 0; at < kept.count && err == ERR_OK;) {
        struct erased_batch batch = {.count = 0};
        while (at < kept.count && batch.count < ERASED_BATCH_MAX && err == ERR_OK) {
            err = erased_batch_add(&batch, kept.lines[at].kind, kept.lines[at].name);
            at++;
        }
        if (err == ERR_OK) err = erased_log_add(to, &batch);
    }
    free(from);
    free(to);
    return err;
}

static enum err put_keys_back(struct backup_job *job)
{
    char *from = file_join(job->folder, "keys");
    char *to = file_join(job->data, "keys");
    struct keys keys = {.seals = NULL};
    enum err err = from != NULL && to != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK && access(to, F_OK) == 0) {
        err = keys_read(&keys, to);
        if (err == ERR_OK) keys_finish(&keys);
        if (err != ERR_OK) err = fail(job, ERR_DAMAGED, to, "its keys cannot be used; move the folder away first");
    } else if (err == ERR_OK) {
        err = copy_folder(job, from, to);
    }
    free(from);
    free(to);
    return err;
}

static enum err copy_staff_key(struct backup_job *job, const char *from_folder, const char *to_folder, const char *to)
{
    AUTO(str_finish) struct str bytes = {0};
    char *source = file_join(from_folder, STAFF_KEY_FILE);
    char *target = file_join(to_folder, to);
    enum err err = source != NULL && target != NULL ? file_read(&bytes, source, SMALL_BYTES_MAX) : ERR_NOMEM;
    if (err == ERR_OK) err = file_write(target, str_text(&bytes), bytes.length, 0600);
    if (err != ERR_OK && err != ERR_NOT_FOUND) err = fail(job, err, STAFF_KEY_FILE, err_text(err));
    free(source);
    free(target);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The one that the former database is sealed under stays beside, as that does. */
static enum err keep_staff_key(struct backup_job *job)
{
    char *keys = file_join(job->data, "keys");
    enum err err = keys != NULL ? copy_staff_key(job, keys, job->data, BACKUP_STAFF_KEY_FORMER) : ERR_NOMEM;
    free(keys);
    return err;
}

/* This one belongs to the database, and comes after it: what is refused, or fails, leaves the one that is there. A
 * backup from before there was one has none: what it opens is sealed anew. */
static enum err put_staff_key_back(struct backup_job *job)
{
    char *from = file_join(job->folder, "keys");
    char *to = file_join(job->data, "keys");
    enum err err = from != NULL && to != NULL ? copy_staff_key(job, from, to, STAFF_KEY_FILE) : ERR_NOMEM;
    free(from);
    free(to);
    return err;
}

/* Gives the file that is there a second name, in one step or none: there is a registry.db at any moment. Where the
 * folder's file system has no second names, it is copied. */
static enum err keep_former(struct backup_job *job, const char *path, const char *former)
{
    if (access(path, F_OK) != 0) return ERR_OK;
    if (unlink(former) != 0 && errno != ENOENT) return fail(job, ERR_IO, former, strerror(errno));
    if (link(path, former) == 0) return sync_path(job->data);
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK) return fail(job, ERR_IO, former, strerror(errno));
    return copy_sqlite(job, path, former);
}

struct sqlite_files {
    char *from, *to, *begun, *former, *wal, *shm; /* owned */
};

static void sqlite_files_finish(struct sqlite_files *files)
{
    free(files->from);
    free(files->to);
    free(files->begun);
    free(files->former);
    free(files->wal);
    free(files->shm);
}

static enum err note_begun(struct backup_job *job)
{
    char *path = file_join(job->data, BACKUP_BEGUN);
    enum err err = path != NULL ? file_write(path, "", 0, 0600) : ERR_NOMEM;
    free(path);
    return err;
}

/* The former file, its log written back, stays beside. Cut off at any point, registry.db is the former one, without a
 * log that belongs to another, or the one that was put back. What is kept is kept before anything is noted: after a
 * restore that was cut off registry.db may be the backup's, and the former one is there. */
static enum err put_sqlite_back(struct backup_job *job, bool unfinished)
{
    AUTO(sqlite_files_finish)
    struct sqlite_files files = {.from = file_join(job->folder, BACKUP_DATABASE),
                                 .to = file_join(job->data, "registry.db"),
                                 .begun = file_join(job->data, "registry.db.new"),
                                 .former = file_join(job->data, "registry.db.former"),
                                 .wal = file_join(job->data, "registry.db-wal"),
                                 .shm = file_join(job->data, "registry.db-shm")};
    if (files.from == NULL || files.to == NULL || files.begun == NULL || files.former == NULL || files.wal == NULL ||
        files.shm == NULL) {
        return ERR_NOMEM;
    }
    (void)unlink(files.begun);
    enum err err = nobody_serves(job, files.to);
    if (err == ERR_OK) err = copy_sqlite(job, files.from, files.begun);
    if (err == ERR_OK && !unfinished) err = keep_former(job, files.to, files.former);
    if (err == ERR_OK && !unfinished) err = keep_staff_key(job);
    if (err == ERR_OK) err = note_begun(job);
    if (err != ERR_OK) return err;
    (void)unlink(files.wal);
    (void)unlink(files.shm);
    return rename(files.begun, files.to) == 0 ? ERR_OK : fail(job, ERR_IO, files.to, strerror(errno));
}

/* ---- a restore that was cut off ---- */

bool backup_is_unfinished(const char *data)
{
    return has_file(data, BACKUP_BEGUN);
}

void backup_note_finished(const char *data)
{
    char *path = file_join(data, BACKUP_BEGUN);
    if (path != NULL) (void)unlink(path);
    free(path);
}

static enum err put_postgres_back(struct backup_job *job, bool unfinished)
{
    char *from = file_join(job->folder, BACKUP_DUMP);
    enum err err = from != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK && !unfinished) err = keep_staff_key(job);
    if (err == ERR_OK) err = note_begun(job);
    if (err == ERR_OK) err = backup_postgres_restore(job->url, from, job->problem, BACKUP_PROBLEM_BYTES);
    free(from);
    return err;
}

static enum err copy_where_missing(struct backup_job *job, const char *name)
{
    if (has_file(job->data, name)) return ERR_OK;
    enum err err = copy_file(job, job->folder, job->data, name);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err backup_put_back(struct backup_job *job)
{
    job->problem[0] = '\0';
    enum err err = backup_check(job);
    bool dump = has_file(job->folder, BACKUP_DUMP);
    if (err == ERR_OK && dump != (job->url != NULL)) {
        err = fail(job, ERR_INVALID, job->folder,
                   dump ? "this is of a PostgreSQL; say which with --db" : "this is of an SQLite registry");
    }
    if (err == ERR_OK) err = file_make_folder(job->data, 0700);
    if (err == ERR_OK) err = put_keys_back(job);
    if (err == ERR_OK) err = join_logs(job);
    if (err == ERR_OK) err = copy_where_missing(job, "registry.conf");
    if (err == ERR_OK && dump) err = copy_where_missing(job, "database");
    bool unfinished = backup_is_unfinished(job->data);
    if (err == ERR_OK) {
        err = dump ? put_postgres_back(job, unfinished) : put_sqlite_back(job, unfinished);
        if (err != ERR_OK && !unfinished) backup_note_finished(job->data); /* it is as it was */
    }
    if (err == ERR_OK) err = put_staff_key_back(job);
    if (err == ERR_OK) err = sync_path(job->data);
    if (err != ERR_OK) (void)fail(job, err, job->data, err_text(err));
    return err;
}
