/* tests/e2e/test_identity.c - a kiosk is accepted, copied, revoked, renamed and gets a new key: the real programs. */
#include "tests/unit/folder.h"

#include <sodium.h>

#include "sync/base/file.h"
#include "sync/base/json.h"
#include "sync/store/identity.h"
#include "tests/e2e/proc.h"
#include "tests/e2e/town.h"

enum { WAIT_MS_MAX = 60000, OUTPUT_BYTES = 1 << 16 };

/* What a command says, which must end with this status; the caller frees. */
static char *said(struct town *town, int status, bool registry, const char *const words[])
{
    AUTO(str_finish) struct str output;
    int ended = registry ? town_registry(town, words, &output) : town_sync(town, words, &output);
    if (ended != status) print_message("%s %s: %s\n", words[0], words[1], str_text(&output));
    assert_int_equal(ended, status);
    char *text = strdup(str_text(&output));
    assert_non_null(text);
    return text;
}

#define STAFF(status, ...)                                                                                             \
    said(town, status, true, (const char *const[]){__VA_ARGS__, "--data", town->registry_data, NULL})
#define KIOSK(status, ...)                                                                                             \
    said(town, status, false, (const char *const[]){__VA_ARGS__, "--data", town->kiosk_data, NULL})

static void must_hold(char *text, const char *needle)
{
    if (strstr(text, needle) == NULL) print_message("\"%s\" is not in: %s\n", needle, text);
    assert_non_null(strstr(text, needle));
    free(text);
}

static void play(struct town *town, const char *data, const char *visit)
{
    char program[TOWN_PATH_BYTES], script[PATH_MAX];
    AUTO(str_finish) struct str output;
    proc_program(program, sizeof(program), "forhal-kiosk");
    snprintf(script, sizeof(script), "%s/visit.script", town->folder);
    assert_int_equal(file_write(script, visit, strlen(visit), 0600), ERR_OK);
    const char *const argv[] = {program, "--data", data, "--script", script, NULL};
    int status = proc_run(argv, town->command_log, WAIT_MS_MAX, &output);
    if (status != 0) print_message("%s\n", str_text(&output));
    assert_int_equal(status, 0);
}

static void read_id(const struct town *town, char out[KIOSK_ID_BYTES_MAX + 1])
{
    struct identity identity;
    assert_int_equal(identity_read(&identity, town->dir.identity), ERR_OK);
    snprintf(out, KIOSK_ID_BYTES_MAX + 1, "%s", identity.kiosk_id);
    identity_finish(&identity);
}

/* The text after `name` up to the line's end. */
static void value_of(const char *text, const char *name, char *out, size_t out_bytes)
{
    const char *at = strstr(text, name);
    assert_non_null(at);
    at += strlen(name);
    snprintf(out, out_bytes, "%.*s", (int)strcspn(at, "\n"), at);
}

static void a_kiosk_without_an_invitation_is_accepted(void **state)
{
    struct town *town = *state;
    char code[32], fingerprint[64], visit[256];
    free(STAFF(0, "kiosk", "pending"));
    char *first = KIOSK(1, "enrol", "--registry", town->url, "--wait", "1");
    value_of(first, "code: ", code, sizeof(code));
    value_of(first, "fingerprint: ", fingerprint, sizeof(fingerprint));
    must_hold(first, "has not accepted this kiosk yet; forhal-sync run goes on asking");
    assert_int_equal(strncmp(code, fingerprint, 9), 0);
    must_hold(KIOSK(1, "status"), fingerprint);
    must_hold(KIOSK(1, "status", "--json"), "\"pending\"");
    snprintf(visit, sizeof(visit), "expect \"%s\"\nexpect \"%.19s\"\n", code, fingerprint);
    play(town, town->kiosk_data, visit);
    must_hold(STAFF(0, "kiosk", "pending"), fingerprint);
    must_hold(STAFF(0, "stats"), "pending 1");
    /* Clear words for what goes wrong. */
    must_hold(STAFF(2, "kiosk", "accept", code), "--name NAME");
    must_hold(STAFF(2, "kiosk", "accept", "hello there", "--name", "Foyer"), "is no code");
    must_hold(STAFF(1, "kiosk", "accept", "0000-0000", "--name", "Foyer"), "nobody waits under 0000-0000");
    must_hold(STAFF(1, "kiosk", "refuse", "0000-0000"), "nobody waits under 0000-0000");
    free(STAFF(0, "kiosk", "refuse", code));
    must_hold(KIOSK(1, "enrol", "--registry", town->url, "--wait", "30"), "the town hall said no");
    snprintf(visit, sizeof(visit), "expect \"Rådhuset har sagt nej til skærmen\"\nexpect \"%s\"\n", code);
    play(town, town->kiosk_data, visit);
    /* The agent that runs hears it by itself. */
    assert_int_equal(data_dir_init(&town->dir, town->kiosk_data), ERR_OK);
    town_start_agent(town, "1");
    must_hold(STAFF(0, "kiosk", "accept", code, "--name", "Foyer"), "Foyer");
    must_hold(STAFF(0, "kiosk", "accept", fingerprint, "--name", "Hall"), "accepted before");
    for (int passed_ms = 0; passed_ms < WAIT_MS_MAX && town_networks(town, NULL, 0) != 12; passed_ms += 100) {
        town_ring(town);
        proc_pause(100);
    }
    assert_int_equal(town_networks(town, NULL, 0), 12);
    must_hold(STAFF(1, "kiosk", "refuse", code), "is a kiosk already");
    must_hold(KIOSK(0, "status"), "kiosk:     Foyer");
    must_hold(KIOSK(1, "enrol", "--registry", town->url), "enrolled already");
    char id[KIOSK_ID_BYTES_MAX + 1];
    read_id(town, id);
    free(STAFF(0, "kiosk", "rename", id, "--name", "Foyer øst"));
    must_hold(STAFF(0, "kiosk", "list"), "Foyer øst");
    must_hold(STAFF(1, "kiosk", "rename", "nobody", "--name", "x"), "no kiosk has the id");
    must_hold(STAFF(2, "kiosk", "rename", id), "--name");
    must_hold(STAFF(0, "kiosk", "accept", id), "is not forked");
}

static void a_revoked_kiosk_says_so_and_keeps_its_outbox(void **state)
{
    struct town *town = *state;
    char id[KIOSK_ID_BYTES_MAX + 1];
    AUTO(str_finish) struct str before = {0};
    AUTO(str_finish) struct str after = {0};
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    read_id(town, id);
    town_put_in(town, 2);
    free(STAFF(0, "kiosk", "revoke", id));
    town_import(town, "Ikke for denne skærm");
    assert_int_equal(file_read(&before, town->dir.outbox, OUTPUT_BYTES), ERR_OK);
    for (int at = 0; at < 2; at++) assert_int_equal(town_once(town), 1);
    assert_int_equal(file_read(&after, town->dir.outbox, OUTPUT_BYTES), ERR_OK);
    assert_int_equal(after.length, before.length);
    assert_memory_equal(after.data, before.data, before.length);
    assert_int_equal(town_waiting(town), 2);
    assert_int_equal(town_ledger(town), 0);
    char title[400] = "";
    assert_int_equal(town_networks(town, title, sizeof(title)), 12);
    assert_string_not_equal(title, "Ikke for denne skærm");
    must_hold(KIOSK(0, "status"), "REVOKED: ");
    must_hold(KIOSK(0, "status", "--json"), "\"refusal\": \"revoked\"");
    play(town, town->kiosk_data,
         "tap \"Rør ved vandet\"\ntap \"Frivilligt arbejde\"\n"
         "expect \"Skærmen er taget ud af brug, så den kan ikke tage imod.\"\n");
    must_hold(STAFF(0, "kiosk", "list"), "revoked");
}

static void copy_folder(struct town *town, const char *to)
{
    AUTO(str_finish) struct str output;
    const char *const argv[] = {"/bin/cp", "-a", town->kiosk_data, to, NULL};
    assert_int_equal(proc_run(argv, town->command_log, WAIT_MS_MAX, &output), 0);
}

static int once_in(struct town *town, const char *data)
{
    AUTO(str_finish) struct str output;
    return town_sync(town, (const char *const[]){"once", "--data", data, "--stall-seconds", "1", NULL}, &output);
}

static void a_copied_card_waits_for_staff(void **state)
{
    struct town *town = *state;
    char id[KIOSK_ID_BYTES_MAX + 1], copy[TOWN_PATH_BYTES + 16];
    town_enrol(town, town->url);
    assert_int_equal(town_once(town), 0);
    read_id(town, id);
    town_put_in(town, 1);
    snprintf(copy, sizeof(copy), "%s-copy", town->kiosk_data);
    copy_folder(town, copy); /* with an entry in its outbox, too */
    assert_int_equal(town_once(town), 0);
    assert_int_equal(town_ledger(town), 1);
    assert_int_equal(once_in(town, copy), 1);
    must_hold(said(town, 0, false, (const char *const[]){"status", "--data", copy, NULL}), "FORKED: ");
    must_hold(STAFF(0, "kiosk", "list"), "forked ");
    must_hold(STAFF(0, "stats"), "forked 1");
    town_put_in(town, 1);
    assert_int_equal(town_once(town), 0); /* whose turn it was goes on */
    assert_int_equal(town_ledger(town), 2);
    must_hold(STAFF(0, "kiosk", "accept", id), "the next machine that comes");
    assert_int_equal(once_in(town, copy), 0);
    assert_int_equal(town_ledger(town), 2); /* the entry they both held came once */
    must_hold(STAFF(0, "kiosk", "list"), "active ");
    town_put_in(town, 1);
    assert_int_equal(town_once(town), 1); /* and now the first one waits */
    assert_int_equal(town_waiting(town), 1);
    free(STAFF(0, "kiosk", "accept", id));
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
}

static void a_new_key_at_any_time(void **state)
{
    struct town *town = *state;
    char id[KIOSK_ID_BYTES_MAX + 1], old[TOWN_PATH_BYTES + 16];
    town_enrol(town, town->url);
    read_id(town, id);
    snprintf(old, sizeof(old), "%s-old", town->kiosk_data);
    copy_folder(town, old);
    town_put_in(town, 1);
    must_hold(KIOSK(0, "rotate-key"), "new key, fingerprint: ");
    town_put_in(town, 1);
    assert_int_equal(town_once(town), 0);
    town_assert_exactly_once(town);
    /* An old copy of the card is told, and staff too. */
    assert_int_equal(once_in(town, old), 1);
    must_hold(said(town, 0, false, (const char *const[]){"status", "--data", old, NULL}), "OLD COPY");
    must_hold(STAFF(0, "kiosk", "list"), "forked ");
    free(STAFF(0, "kiosk", "rotate", id));
    must_hold(STAFF(1, "kiosk", "rotate", "nobody"), "no kiosk has the id");
    AUTO(str_finish) struct str before = {0};
    AUTO(str_finish) struct str after = {0};
    assert_int_equal(file_read(&before, town->dir.identity, OUTPUT_BYTES), ERR_OK);
    town_put_in(town, 1);
    assert_int_equal(town_once(town), 0);
    assert_int_equal(file_read(&after, town->dir.identity, OUTPUT_BYTES), ERR_OK);
    assert_string_not_equal(str_text(&before), str_text(&after));
    /* While the agent runs the command only asks it. */
    town_start_agent(town, "60");
    char line[256];
    assert_int_equal(proc_wait_line(&town->agent, 0, "kiosk " /* ID of URL */, line, sizeof(line), WAIT_MS_MAX),
                     ERR_OK);
    proc_pause(500);
    size_t from = proc_log_bytes(&town->agent);
    must_hold(KIOSK(0, "rotate-key"), "at work there makes the new key");
    assert_int_equal(proc_wait_line(&town->agent, from, "has a new key", line, sizeof(line), WAIT_MS_MAX), ERR_OK);
    town_put_in(town, 1);
    for (int passed_ms = 0; passed_ms < WAIT_MS_MAX && town_waiting(town) > 0; passed_ms += 100) {
        town_ring(town);
        proc_pause(100);
    }
    town_assert_exactly_once(town);
}

int main(void)
{
    if (sodium_init() < 0) return 1;
    const struct CMUnitTest tests[] = {
        town_test(a_kiosk_without_an_invitation_is_accepted),
        town_test(a_revoked_kiosk_says_so_and_keeps_its_outbox),
        town_test(a_copied_card_waits_for_staff),
        town_test(a_new_key_at_any_time),
    };
    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
