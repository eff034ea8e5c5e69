/* tests/e2e/test_keys.c - an operator changes keys and puts backups back while everything runs. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/file.h"
#include "sync/store/identity.h"
#include "tests/e2e/town.h"

enum { NETWORKS = 12, PATIENCE_MS = 60000, LOOK_EVERY_MS = 50 };

static int64_t number_of(const struct town *town)
{
    struct identity identity;
    assert_int_equal(identity_read(&identity, town->dir.identity), ERR_OK);
    int64_t number = identity.keys_number;
    identity_finish(&identity);
    return number;
}

static void must(struct town *town, const char *const words[], const char *says)
{
    AUTO(str_finish) struct str output;
    int status = town_registry(town, words, &output);
    if (status != 0 || strstr(str_text(&output), says) == NULL) {
        fail_msg("%s %s: %d, %s", words[0], words[1], status, str_text(&output));
    }
}

static void must_not(struct town *town, const char *const words[], int status, const char *says)
{
    AUTO(str_finish) struct str output;
    assert_int_equal(town_registry(town, words, &output), status);
    if (strstr(str_text(&output), says) == NULL) fail_msg("%s: %s", words[0], str_text(&output));
}

static void keys_change_under_a_registry_that_serves(void **state)
{
    struct town *town = *state;
    const char *data = town->registry_data;
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    town_put_in(town, 3);
    must(town, (const char *const[]){"keys", "rotate", "--seal", "--data", data, NULL}, "number 2");
    must(town, (const char *const[]){"keys", "rotate", "--data", data, NULL}, "number 3");
    assert_int_equal(number_of(town), 1);
    assert_int_equal(town_once(town), 0);
    assert_int_equal(number_of(town), 3);
    town_put_in(town, 3);
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
    must(town, (const char *const[]){"keys", "list", "--data", data, NULL}, "opens old entries");
    must(town, (const char *const[]){"keys", "forget", "--data", data, NULL}, "0 old sealing keys forgotten");
    must_not(town, (const char *const[]){"keys", "forget", "--days", "0", "--data", data, NULL}, 2, "--days");
    must_not(town, (const char *const[]){"keys", "list", "--seal", "--data", data, NULL}, 2, "does not take");
    town_start_registry(town); /* as after a start of the machine */
    town_put_in(town, 2);
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
}

static void an_agent_that_runs_hears_of_new_keys(void **state)
{
    struct town *town = *state;
    town_enrol(town, town->url);
    town_start_agent(town, "1");
    must(town, (const char *const[]){"keys", "rotate", "--data", town->registry_data, NULL}, "number 2");
    for (int waited = 0; number_of(town) != 2 && waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
        proc_pause(LOOK_EVERY_MS);
        if (waited % 1000 == 0) town_ring(town);
    }
    assert_int_equal(number_of(town), 2);
}

static void after_a_restore_kiosks_fetch_anew(void **state)
{
    struct town *town = *state;
    char title[400];
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    must(town, (const char *const[]){"restore", "--data", town->registry_data, NULL}, "kiosks fetch it anew");
    town_import(town, "Efter genskabelsen");
    assert_int_equal(town_once(town), 0);
    assert_int_equal(town_networks(town, title, sizeof(title)), NETWORKS);
    assert_string_equal(title, "Efter genskabelsen");
    must_not(town, (const char *const[]){"restore", "--above", "x", "--data", town->registry_data, NULL}, 2, "--above");
    must(town, (const char *const[]){"restore", "--above", "90000000000", "--data", town->registry_data, NULL},
         "generation 90000000001-");
    assert_int_equal(town_once(town), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        town_test(keys_change_under_a_registry_that_serves),
        town_test(an_agent_that_runs_hears_of_new_keys),
        town_test(after_a_restore_kiosks_fetch_anew),
    };
    if (sodium_init() < 0) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
