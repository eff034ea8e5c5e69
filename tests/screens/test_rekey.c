/* tests/screens/test_rekey.c - the registry has a new sealing key: a screen that runs seals to it from the ring on. */
#include "tests/screens/programs.h"

#include <sodium.h>

#include "kiosk/app.h"
#include "kiosk/script.h"
#include "sync/base/db.h"
#include "sync/store/identity.h"

/* Each run of a script begins its clock at 0, and an app's never goes back: hence the wait. */
static const char visit[] = "look\n"
                            "tap \"Rør ved vandet\"\n"
                            "tap \"Frivilligt arbejde\"\n"
                            "tap \"Jeg er interesseret\"\n"
                            "tap \"Det er fint, videre\"\n"
                            "type \"Anna\"\n"
                            "tap \"Videre\"\n"
                            "type \"anna@example.dk\"\n"
                            "tap \"Færdig\"\n"
                            "tap \"Send til sekretariatet\"\n"
                            "expect \"Tak.\"\n"
                            "tap \"Færdig\"\n";

/* `look` stands for the ring. */
static void visitor_comes(const struct folder *folder, struct app *app, int after_s)
{
    char path[PATH_MAX], text[1024];
    snprintf(text, sizeof(text), "wait %ds\n%s", after_s, visit);
    program_write(folder_path(folder, "visit.script", path), text);
    const struct script_options options = {.path = path, .shots = folder->path};
    assert_int_equal(script_run(app, &options), ERR_OK);
}

/* How many entries in the outbox are sealed to this key. */
static int64_t sealed_to(const char *data, const unsigned char seal_public[SEAL_PUBLIC_BYTES])
{
    char path[PATH_MAX + 16];
    unsigned char id[SEAL_KEY_ID_BYTES];
    AUTO(db_auto) struct db *db = NULL;
    int64_t count = -1;
    seal_key_id(id, seal_public);
    snprintf(path, sizeof(path), "%s/outbox.db", data);
    assert_int_equal(db_open(&db, path, NULL, DB_READ_ONLY), ERR_OK);
    assert_int_equal(db_int(db, &count, "SELECT count(*) FROM entry WHERE seal_key = ?", "b", id, sizeof(id)), ERR_OK);
    return count;
}

static void a_running_screen_takes_the_new_sealing_key(void **state)
{
    const struct folder *folder = *state;
    char data[PATH_MAX], why[256], identity_path[PATH_MAX + 16];
    struct app *app = NULL;
    struct identity before, after;
    unsigned char unused[SEAL_SECRET_BYTES];
    program_data(folder, "data", data);
    const struct app_options options = {
        .data = data, .lang = "da", .width = 1080, .height = 1920, .mm_width = 268, .quiet = true};
    assert_int_equal(app_open(&app, &options, why, sizeof(why)), ERR_OK);
    visitor_comes(folder, app, 1);
    snprintf(identity_path, sizeof(identity_path), "%s/identity.json", data);
    assert_int_equal(identity_read(&before, identity_path), ERR_OK);
    assert_int_equal(sealed_to(data, before.seal_public), 1);
    after = before;
    after.keys_number = 2;
    seal_make_keys(after.seal_public, unused);
    assert_int_equal(identity_write(&after, identity_path), ERR_OK);
    visitor_comes(folder, app, 600);
    assert_int_equal(sealed_to(data, before.seal_public), 1);
    assert_int_equal(sealed_to(data, after.seal_public), 1);
    app_close(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {folder_test(a_running_screen_takes_the_new_sealing_key)};
    if (sodium_init() < 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
