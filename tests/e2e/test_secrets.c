/* tests/e2e/test_secrets.c - keys stay in their files: not in logs, answers or arguments, and nobody else reads them.
 */
#include "tests/unit/folder.h"

#include <dirent.h>
#include <sodium.h>
#include <sys/stat.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/wire/entry.h"
#include "tests/e2e/proc.h"
#include "tests/e2e/town.h"

enum { SECRETS_MAX = 8, SECRET_BYTES_MAX = 64, LOG_BYTES_MAX = 4 << 20 };

struct secrets {
    struct {
        unsigned char bytes[SECRET_BYTES_MAX];
        size_t count;
    } list[SECRETS_MAX];
    size_t count;
};

static void take_secret(struct secrets *out, const char *path, const char *key, size_t bytes)
{
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto) json_t *json = NULL;
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    assert_int_equal(file_read(&text, path, 16384), ERR_OK);
    assert_int_equal(json_parse(&json, str_text(&text), text.length, 16384, 4, NULL), ERR_OK);
    assert_true(out->count < SECRETS_MAX);
    assert_int_equal(json_bytes_at(json, key, out->list[out->count].bytes, bytes), ERR_OK);
    out->list[out->count++].count = bytes;
}

static void take_all(struct secrets *out, const struct town *town)
{
    static const struct {
        const char *name;
        size_t bytes;
    } keys[] = {{"content", SIGN_SECRET_BYTES}, {"receipt", SIGN_SECRET_BYTES}, {"seal", SEAL_SECRET_BYTES}};
    char path[PATH_MAX];
    out->count = 0;
    take_secret(out, town->dir.identity, "sign_secret", SIGN_SECRET_BYTES);
    for (size_t at = 0; at < sizeof(keys) / sizeof(keys[0]); at++) {
        snprintf(path, sizeof(path), "%s/keys/%s.json", town->registry_data, keys[at].name);
        take_secret(out, path, "secret", keys[at].bytes);
    }
}

/* In hex, in each base64 there is, and as bytes; by their first half, so that a cut one is found, too. */
static void assert_without(const char *where, const struct str *text, const struct secrets *secrets)
{
    static const int variants[] = {sodium_base64_VARIANT_ORIGINAL_NO_PADDING, sodium_base64_VARIANT_URLSAFE_NO_PADDING};
    for (size_t at = 0; at < secrets->count; at++) {
        const unsigned char *secret = secrets->list[at].bytes;
        size_t half = secrets->list[at].count / 2 / 3 * 3; /* whole groups of base64 */
        char written[2 * SECRET_BYTES_MAX + 1];
        bool found = memmem(text->data, text->length, secret, half) != NULL;
        sodium_bin2hex(written, sizeof(written), secret, half);
        found = found || memmem(text->data, text->length, written, strlen(written)) != NULL;
        for (size_t variant = 0; variant < 2; variant++) {
            sodium_bin2base64(written, sizeof(written), secret, half, variants[variant]);
            found = found || memmem(text->data, text->length, written, strlen(written)) != NULL;
        }
        if (found) fail_msg("secret number %zu stands in %s", at, where);
    }
}

static void assert_file_without(const char *path, const struct secrets *secrets)
{
    AUTO(str_finish) struct str text = {0};
    if (access(path, F_OK) != 0) return;
    assert_int_equal(file_read(&text, path, LOG_BYTES_MAX), ERR_OK);
    if (text.length > 0) assert_without(path, &text, secrets);
}

static void assert_process_without(const struct proc *proc, const struct secrets *secrets)
{
    static const char *const files[] = {"cmdline", "environ"};
    for (size_t at = 0; at < 2; at++) {
        char path[64];
        snprintf(path, sizeof(path), "/proc/%d/%s", (int)proc->pid, files[at]);
        assert_file_without(path, secrets);
    }
}

static void assert_no_core(const struct proc *proc)
{
    char path[64];
    AUTO(str_finish) struct str text = {0};
    snprintf(path, sizeof(path), "/proc/%d/limits", (int)proc->pid);
    assert_int_equal(file_read(&text, path, 16384), ERR_OK);
    const char *line = strstr(str_text(&text), "Max core file size");
    assert_non_null(line);
    long soft = -1;
    long hard = -1;
    assert_int_equal(sscanf(line, "Max core file size %ld %ld", &soft, &hard), 2);
    assert_int_equal(soft, 0);
    assert_int_equal(hard, 0);
}

/* The keys are in the files made for them only. */
static void assert_folder_without(const char *folder, const struct secrets *secrets)
{
    DIR *list = opendir(folder);
    assert_non_null(list);
    for (struct dirent *file; (file = readdir(list)) != NULL;) {
        char path[PATH_MAX];
        struct stat info;
        snprintf(path, sizeof(path), "%s/%s", folder, file->d_name);
        assert_int_equal(stat(path, &info), 0);
        if (!S_ISREG(info.st_mode)) continue;
        if (strcmp(file->d_name, "identity.json") != 0) assert_file_without(path, secrets);
    }
    closedir(list);
}

static void keys_stay_in_their_files(void **state)
{
    struct town *town = *state;
    struct secrets secrets;
    town_enrol(town, town->url);
    town_start_agent(town, "1");
    town_put_in(town, 3);
    for (int wait = 0; wait < 100 && town_waiting(town) > 0; wait++) proc_pause(100);
    assert_int_equal(town_waiting(town), 0);
    take_all(&secrets, town);
    assert_int_equal(secrets.count, 4);
    assert_no_core(&town->registry);
    assert_no_core(&town->agent);
    assert_process_without(&town->registry, &secrets);
    assert_process_without(&town->agent, &secrets);
    AUTO(str_finish) struct str said;
    assert_int_equal(
        town_sync(town, (const char *const[]){"status", "--data", town->kiosk_data, "--json", NULL}, &said), 0);
    assert_without("forhal-sync status", &said, &secrets);
    /* Also what goes wrong is said without them: a folder that can't be used, a registry that is not there. */
    proc_kill(&town->registry);
    proc_pause(1500);
    proc_kill(&town->agent);
    assert_file_without(town->registry_log, &secrets);
    assert_file_without(town->command_log, &secrets);
    assert_file_without(town->agent_log, &secrets);
    assert_folder_without(town->kiosk_data, &secrets);
    assert_folder_without(town->registry_data, &secrets);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        town_test(keys_stay_in_their_files),
    };
    return cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
}
