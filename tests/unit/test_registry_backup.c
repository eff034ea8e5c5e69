/* tests/unit/test_registry_backup.c - a backup in the middle of everything, and the way back; on SQLite and PostgreSQL.
 */
#include "tests/unit/registry_house.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/registry/database/backup.h"
#include "sync/registry/database/backup_postgres.h"
#include "sync/registry/entries/erasures.h"
#include "sync/registry/staff/users.h"

enum { SENDERS = 3, SENT_MAX = 4000, BEFORE = 40, AFTER = 20, PATIENCE_MS = 60000 };

struct sent {
    unsigned char id[ENTRY_ID_BYTES];
};

struct storm {
    struct house *house;
    struct test_kiosk kiosks[SENDERS];
    pthread_t threads[SENDERS];
    pthread_mutex_t lock;
    struct sent receipted[SENT_MAX]; /* a receipt has come */
    atomic_size_t count;
    atomic_bool over;
};

struct sender {
    struct storm *storm;
    const struct test_kiosk *kiosk;
};

static void *send_on_and_on(void *context)
{
    struct sender *sender = context;
    struct storm *storm = sender->storm;
    while (!atomic_load(&storm->over) && atomic_load(&storm->count) < SENT_MAX - SENDERS) {
        struct entry entry;
        AUTO(answer_finish) struct answer answer = {0};
        entry_of(&entry, sender->kiosk, "network-1");
        json_t *one = entry_to_json(&entry);
        json_t *list[] = {one};
        char *body = entries_body(list, 1);
        kiosk_http(&answer, storm->house->url, sender->kiosk, "POST", "/v1/entries", body, NULL);
        free(body);
        if (answer.status == 200) {
            pthread_mutex_lock(&storm->lock);
            memcpy(storm->receipted[atomic_load(&storm->count)].id, entry.id, ENTRY_ID_BYTES);
            atomic_fetch_add(&storm->count, 1);
            pthread_mutex_unlock(&storm->lock);
        }
        entry_finish(&entry);
    }
    return NULL;
}

static void wait_for_receipts(struct storm *storm, size_t count)
{
    for (int passed_ms = 0; passed_ms < PATIENCE_MS && atomic_load(&storm->count) < count; passed_ms += 5) {
        poll(NULL, 0, 5);
    }
    assert_true(atomic_load(&storm->count) >= count);
}

static const char *url_of(struct house *house)
{
    return house_on_postgres() ? house->db_url : NULL;
}

static struct backup_job job_of(struct house *house, char folder[PATH_MAX])
{
    folder_path(house->folder, "backup", folder);
    return (struct backup_job){.data = house->data, .url = url_of(house), .folder = folder};
}

static void make(struct backup_job *job)
{
    enum err err = backup_make(job);
    if (err != ERR_OK) fail_msg("%s: %s", err_text(err), job->problem);
}

static void close_house(struct house *house)
{
    server_stop(house->server);
    registry_close(house->registry);
    house->server = NULL;
    house->registry = NULL;
}

/* As `restore --from` does. */
static void put_back(struct house *house, struct backup_job *job)
{
    enum err err = backup_put_back(job);
    if (err != ERR_OK) fail_msg("%s: %s", err_text(err), job->problem);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(registry_begin_generation(house->registry), ERR_OK);
}

static bool has_entry(struct house *house, const unsigned char id[ENTRY_ID_BYTES])
{
    int64_t count = 0;
    assert_int_equal(
        db_int(house->registry->db, &count, "SELECT count(*) FROM entry WHERE id = ?", "b", id, (size_t)ENTRY_ID_BYTES),
        ERR_OK);
    return count == 1;
}

static void what_had_a_receipt_before_is_in_the_backup(void **state)
{
    struct house *house = *state;
    struct storm *storm = calloc(1, sizeof(*storm));
    struct sender senders[SENDERS];
    char folder[PATH_MAX];
    char before[REGISTRY_GENERATION_TEXT_BYTES];
    char after[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    house_import(house, 2);
    assert_int_equal(registry_head(house->registry, before, &head), ERR_OK);
    storm->house = house;
    pthread_mutex_init(&storm->lock, NULL);
    for (int at = 0; at < SENDERS; at++) kiosk_make(house, &storm->kiosks[at]);
    for (int at = 0; at < SENDERS; at++) {
        senders[at] = (struct sender){storm, &storm->kiosks[at]};
        assert_int_equal(pthread_create(&storm->threads[at], NULL, send_on_and_on, &senders[at]), 0);
    }
    wait_for_receipts(storm, BEFORE);
    size_t known = atomic_load(&storm->count);
    struct backup_job job = job_of(house, folder);
    make(&job);
    size_t later = atomic_load(&storm->count);
    wait_for_receipts(storm, later + AFTER); /* it went on meanwhile, and goes on */
    atomic_store(&storm->over, true);
    for (int at = 0; at < SENDERS; at++) pthread_join(storm->threads[at], NULL);
    print_message("%zu receipts before, %zu during, %zu in all\n", known, later - known, atomic_load(&storm->count));
    close_house(house);
    put_back(house, &job);
    for (size_t at = 0; at < known; at++) assert_true(has_entry(house, storm->receipted[at].id));
    size_t lacking = 0;
    for (size_t at = known; at < atomic_load(&storm->count); at++)
        lacking += !has_entry(house, storm->receipted[at].id);
    assert_true(lacking >= AFTER - SENDERS);
    assert_int_equal(registry_head(house->registry, after, &head), ERR_OK);
    assert_string_not_equal(before, after);
    /* What it lacks is taken when a kiosk sends it again; numbers are never used twice. */
    house_serve_on(house, &house->server, house->registry, house->url);
    struct entry entry;
    struct receipt receipt;
    entry_of(&entry, &storm->kiosks[0], "network-1");
    send_one(house, &storm->kiosks[0], &entry, &receipt);
    entry_finish(&entry);
    pthread_mutex_destroy(&storm->lock);
    free(storm);
}

static void what_was_erased_since_stays_erased(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct entry gone;
    struct entry stays;
    struct receipt receipt;
    char folder[PATH_MAX];
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    entry_of(&gone, &kiosk, "network-1");
    entry_of(&stays, &kiosk, "network-1");
    send_one(house, &kiosk, &gone, &receipt);
    send_one(house, &kiosk, &stays, &receipt);
    struct backup_job job = job_of(house, folder);
    make(&job);
    struct registry *registry = house->registry;
    assert_int_equal(db_begin(registry->db), ERR_OK);
    assert_int_equal(erasures_erase(registry, gone.id), ERR_OK);
    assert_int_equal(db_run(registry->db, "DELETE FROM entry WHERE id = ?", "b", gone.id, (size_t)ENTRY_ID_BYTES),
                     ERR_OK);
    assert_int_equal(erasures_commit(registry), ERR_OK);
    close_house(house);
    put_back(house, &job);
    assert_false(has_entry(house, gone.id));
    assert_true(has_entry(house, stays.id));
    entry_finish(&gone);
    entry_finish(&stays);
}

static void assert_mode(const char *folder, const char *name, mode_t mode)
{
    struct stat info;
    char path[PATH_MAX + 64];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, mode);
}

static void a_backup_is_private_and_checked(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    char path[PATH_MAX + 64];
    const char *database = house_on_postgres() ? BACKUP_DUMP : BACKUP_DATABASE;
    house_import(house, 2);
    struct backup_job job = job_of(house, folder);
    make(&job);
    assert_mode(folder, "", 0700);
    assert_mode(folder, "keys", 0700);
    assert_mode(folder, "keys/seal.json", 0600);
    assert_mode(folder, database, 0600);
    assert_mode(folder, BACKUP_LIST, 0600);
    assert_int_equal(backup_check(&job), ERR_OK);
    assert_int_equal(backup_make(&job), ERR_EXISTS); /* it is not written over */
    assert_int_equal(backup_check(&job), ERR_OK);
    /* A bit that turned, in the database or in a key. */
    static const char *const names[] = {NULL, "keys/receipt.json"};
    for (size_t at = 0; at < sizeof(names) / sizeof(names[0]); at++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[at] != NULL ? names[at] : database);
        FILE *file = fopen(path, "r+");
        assert_non_null(file);
        assert_int_equal(fseek(file, 100, SEEK_SET), 0);
        int letter = fgetc(file);
        assert_int_equal(fseek(file, 100, SEEK_SET), 0);
        fputc(letter ^ 1, file);
        fclose(file);
        job.problem[0] = '\0';
        assert_int_equal(backup_check(&job), ERR_DAMAGED);
        assert_non_null(strstr(job.problem, "not what was written"));
        assert_int_equal(backup_put_back(&job), ERR_DAMAGED);
        file = fopen(path, "r+");
        assert_int_equal(fseek(file, 100, SEEK_SET), 0);
        fputc(letter, file);
        fclose(file);
    }
    snprintf(path, sizeof(path), "%s/keys/seal.json", folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(backup_check(&job), ERR_DAMAGED);
}

static void while_somebody_serves_nothing_is_put_back(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    if (house_on_postgres()) skip(); /* there it waits for locks, and the other side sees another generation */
    house_import(house, 2);
    struct backup_job job = job_of(house, folder);
    make(&job);
    assert_int_equal(backup_put_back(&job), ERR_UNAVAILABLE);
    assert_non_null(strstr(job.problem, "stop forhal-registry first"));
    assert_int_equal(entries_stored(house), 0); /* it works on as before */
}

static void a_disk_that_died_comes_back_whole(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    char other[PATH_MAX];
    unsigned char key[SIGN_PUBLIC_BYTES];
    if (house_on_postgres()) skip();
    house_import(house, 2);
    memcpy(key, house->registry->keys.content_public, sizeof(key));
    struct backup_job job = job_of(house, folder);
    make(&job);
    close_house(house);
    folder_path(house->folder, "anew", other);
    job.data = other;
    assert_int_equal(backup_put_back(&job), ERR_OK);
    assert_int_equal(registry_open(&house->registry, other, house_clock(house)), ERR_OK);
    assert_memory_equal(key, house->registry->keys.content_public, sizeof(key));
    assert_mode(other, "registry.db", 0600);
    assert_mode(other, "keys/seal.json", 0600);
}

/* Its key belongs to the database, and comes back with it, also where another one has been made since. */
static void staff_sign_in_after_it_as_before(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    char hash[PASSWORD_HASH_BYTES];
    char *key = file_join(house->data, "keys/" STAFF_KEY_FILE);
    assert_int_equal(user_add(house->registry, "anna", "tolv tegn og lidt til"), ERR_OK);
    struct backup_job job = job_of(house, folder);
    make(&job);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM staff", ""), ERR_OK);
    close_house(house);
    assert_int_equal(unlink(key), 0);
    free(key);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    close_house(house);
    put_back(house, &job);
    assert_int_equal(user_stored_password(house->registry, "anna", hash), ERR_OK);
    assert_int_equal(password_check(hash, "tolv tegn og lidt til"), ERR_OK);
}

/* As if the power had gone just before, or after, a file gets the name registry.db: in a process that asks for it. In
 * the place of libc's. */
static bool dies_at_rename = false;
static bool dies_after_rename = false;

int rename(const char *from, const char *to)
{
    const char *name = strrchr(to, '/');
    bool database = name != NULL && strcmp(name, "/registry.db") == 0;
    if (dies_at_rename && database) _exit(42);
    int code = renameat(AT_FDCWD, from, AT_FDCWD, to);
    if (dies_after_rename && database) _exit(42);
    return code;
}

static void put_back_cut_off(struct backup_job *job, bool after)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dies_at_rename = !after;
        dies_after_rename = after;
        (void)!backup_put_back(job);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
}

/* Another key than the backup's, with somebody whose password is sealed under it. */
static void begin_anew(struct house *house)
{
    char *key = file_join(house->data, "keys/" STAFF_KEY_FILE);
    assert_int_equal(db_run(house->registry->db, "DELETE FROM staff", ""), ERR_OK);
    close_house(house);
    assert_int_equal(unlink(key), 0);
    free(key);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(user_add(house->registry, "bo", "tolv andre tegn og mere"), ERR_OK);
}

static void assert_signs_in(struct house *house, const char *name, const char *password)
{
    char hash[PASSWORD_HASH_BYTES];
    assert_int_equal(user_stored_password(house->registry, name, hash), ERR_OK);
    assert_int_equal(password_check(hash, password), ERR_OK);
}

static void what_is_not_put_back_keeps_its_staff_key(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    if (house_on_postgres()) skip(); /* nobody can tell there that somebody serves */
    assert_int_equal(user_add(house->registry, "anna", "tolv tegn og lidt til"), ERR_OK);
    struct backup_job job = job_of(house, folder);
    make(&job);
    begin_anew(house);
    assert_int_equal(backup_put_back(&job), ERR_UNAVAILABLE);
    close_house(house);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_signs_in(house, "bo", "tolv andre tegn og mere");
    close_house(house);
    put_back_cut_off(&job, false);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_signs_in(house, "bo", "tolv andre tegn og mere");
}

static void copy_to(const char *folder, const char *from, const char *to)
{
    AUTO(str_finish) struct str bytes = {0};
    char *source = file_join(folder, from), *target = file_join(folder, to);
    assert_int_equal(file_read(&bytes, source, 64 << 20), ERR_OK);
    assert_int_equal(file_write(target, str_text(&bytes), bytes.length, 0600), ERR_OK);
    free(source);
    free(target);
}

/* Twice cut off, and said a third time: what there was before the first is what is kept, with its key. */
static void the_former_one_is_that_before_the_first_try(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    if (house_on_postgres()) skip();
    assert_int_equal(user_add(house->registry, "anna", "tolv tegn og lidt til"), ERR_OK);
    struct backup_job job = job_of(house, folder);
    make(&job);
    begin_anew(house);
    close_house(house);
    put_back_cut_off(&job, false);
    put_back_cut_off(&job, true);
    put_back(house, &job);
    assert_signs_in(house, "anna", "tolv tegn og lidt til");
    backup_note_finished(house->data);
    close_house(house);
    copy_to(house->data, "registry.db.former", "registry.db");
    copy_to(house->data, STAFF_KEY_FILE ".former", "keys/" STAFF_KEY_FILE);
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    assert_signs_in(house, "bo", "tolv andre tegn og mere");
}

static void cut_off_in_the_middle_it_opens(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    int64_t head = 0;
    if (house_on_postgres()) skip(); /* pg_restore is one transaction */
    house_import(house, 2);
    struct backup_job job = job_of(house, folder);
    make(&job);
    house_import(house, 5);
    assert_int_equal(db_int(house->registry->db, &head, "SELECT head FROM state", ""), ERR_OK);
    close_house(house);
    put_back_cut_off(&job, false);
    /* What was there is there, and that something was begun is known. */
    assert_true(backup_is_unfinished(house->data));
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    int64_t now = 0;
    assert_int_equal(db_int(house->registry->db, &now, "SELECT head FROM state", ""), ERR_OK);
    assert_int_equal(now, head);
    registry_close(house->registry);
    house->registry = NULL;
    /* Once more, and it is the backup's; the former one is kept. */
    put_back(house, &job);
    assert_int_equal(db_int(house->registry->db, &now, "SELECT head FROM state", ""), ERR_OK);
    assert_true(now < head);
    char *former = file_join(house->data, "registry.db.former");
    assert_int_equal(access(former, F_OK), 0);
    free(former);
    backup_note_finished(house->data);
    assert_false(backup_is_unfinished(house->data));
}

/* What a newer program added since is gone with it: its migrations would meet it again. */
static void what_a_newer_program_added_goes(void **state)
{
    struct house *house = *state;
    char folder[PATH_MAX];
    int64_t there = -1;
    house_import(house, 2);
    struct backup_job job = job_of(house, folder);
    make(&job);
    struct db *db = house->registry->db;
    assert_int_equal(db_run(db, "CREATE TABLE later (kiosk TEXT REFERENCES kiosk (id))", ""), ERR_OK);
    close_house(house);
    put_back(house, &job);
    db = house->registry->db;
    assert_int_equal(house_on_postgres()
                         ? db_int(db, &there,
                                  "SELECT count(*) FROM pg_tables WHERE tablename = 'later'"
                                  " AND schemaname = current_schema()",
                                  "")
                         : db_int(db, &there, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'", ""),
                     ERR_OK);
    assert_int_equal(there, 0);
}

/* Cut off in the middle, it has done nothing. */
static void what_ends_too_early_changes_nothing(void **state)
{
    struct house *house = *state;
    char problem[BACKUP_PROBLEM_BYTES] = "";
    char folder[PATH_MAX];
    char path[PATH_MAX + 64];
    struct stat info;
    if (!house_on_postgres()) skip();
    house_import(house, 2);
    struct backup_job job = job_of(house, folder);
    make(&job);
    snprintf(path, sizeof(path), "%s/%s", folder, BACKUP_DUMP);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, info.st_size - 200), 0);
    server_stop(house->server);
    house->server = NULL;
    assert_int_not_equal(backup_postgres_restore(house->db_url, path, problem, sizeof(problem)), ERR_OK);
    assert_string_not_equal(problem, "");
    int64_t networks = 0;
    assert_int_equal(db_int(house->registry->db, &networks, "SELECT count(*) FROM item WHERE type = 'network'", ""),
                     ERR_OK);
    assert_int_equal(networks, 2);
}

static void versions_are_told(void **state)
{
    struct house *house = *state;
    struct registry_versions versions;
    char *problem = NULL;
    assert_int_equal(registry_look(house->data, url_of(house), &versions, &problem), ERR_OK);
    assert_true(versions.known > 10);
    assert_int_equal(versions.there, versions.known);
    free(problem);
    assert_int_equal(registry_look(house->data, "postgres://127.0.0.1:1/none", &versions, &problem), ERR_UNAVAILABLE);
    assert_non_null(problem);
    free(problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(what_had_a_receipt_before_is_in_the_backup),
        house_test(what_was_erased_since_stays_erased),
        house_test(a_backup_is_private_and_checked),
        house_test(while_somebody_serves_nothing_is_put_back),
        house_test(a_disk_that_died_comes_back_whole),
        house_test(staff_sign_in_after_it_as_before),
        house_test(cut_off_in_the_middle_it_opens),
        house_test(what_is_not_put_back_keeps_its_staff_key),
        house_test(the_former_one_is_that_before_the_first_try),
        house_test(what_a_newer_program_added_goes),
        house_test(what_ends_too_early_changes_nothing),
        house_test(versions_are_told),
    };
    return cmocka_run_group_tests(tests, house_begin, NULL);
}
