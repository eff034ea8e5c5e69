/* tests/unit/test_registry_retention.c - what is kept how long, what then goes, and what its giver is told. */
#include "tests/unit/privacy_house.h"

#include "sync/registry/database/erased_log.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/privacy/corrections.h"
#include "sync/registry/privacy/holds.h"
#include "sync/registry/privacy/retention_clock.h"
#include "sync/registry/staff/staff_log.h"

static void restart(struct house *house)
{
    server_stop(house->server);
    house->server = NULL;
    registry_close(house->registry);
    house->registry = NULL;
    assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
}

static void assert_told(struct house *house, const char *code, const char *status, const char *note)
{
    AUTO(json_auto) json_t *answer = privacy_answer(house, code);
    assert_string_equal(json_text_at(answer, "status"), status);
    if (note == NULL) assert_null(json_text_at(answer, "note"));
    if (note != NULL) assert_string_equal(json_text_at(answer, "note"), note);
}

static void it_goes_on_its_day_and_not_before(void **state)
{
    struct house *house = *state;
    char code[RECEIPT_CODE_TEXT_BYTES];
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    assert_int_equal(privacy_expire(house), 1);
    privacy_days(house, 364);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    assert_told(house, code, "received", NULL);
    privacy_days(house, 1);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM erased"), 1);
    assert_told(house, code, "erased", "Slettet efter 365 dage. Længere gemmer vi det ikke.");
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE who = '(retention)'"
                                          " AND what = 'entry.expire' AND target = '1'"),
                     1);
    if (!house_on_postgres()) {
        assert_int_equal(privacy_bytes(house, "Karoline"), 0);
        assert_int_equal(privacy_bytes(house, GIVEN_CONTACT), 0);
    }
    struct erased_log log;
    assert_int_equal(erased_log_read(&log, house->registry->erased_path), ERR_OK);
    assert_int_equal(log.count, 1);
    erased_log_finish(&log);
}

/* It was off for a week: what is told is how long it really was. */
static void the_days_that_are_told_are_those_it_was_kept(void **state)
{
    struct house *house = *state;
    char code[RECEIPT_CODE_TEXT_BYTES];
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    privacy_expire(house);
    privacy_days(house, 360);
    privacy_expire(house);
    atomic_fetch_add(&house->wall_s, 12 * PRIVACY_DAY_S);
    privacy_expire(house);
    assert_told(house, code, "erased", "Slettet efter 372 dage. Længere gemmer vi det ikke.");
}

static void a_late_kiosk_cannot_bring_it_back(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    AUTO(entry_finish) struct entry entry = {0};
    house_import(house, 1);
    kiosk_make(house, &kiosk);
    entry_of(&entry, &kiosk, "network-0");
    send_one(house, &kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    privacy_expire(house);
    privacy_days(house, 365);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
    send_one(house, &kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_GONE);
    assert_int_equal(entries_stored(house), 0);
}

static void a_backup_cannot_bring_it_back(void **state)
{
    struct house *house = *state;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char path[PATH_MAX];
    AUTO(str_finish) struct str backup = {0};
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    privacy_expire(house);
    folder_path(house->folder, "registry/registry.db", path);
    restart(house); /* the log is in the file */
    if (house_on_postgres()) {
        postgres_back_up(house);
    } else {
        registry_close(house->registry);
        assert_int_equal(file_read(&backup, path, (size_t)16 << 20), ERR_OK);
        assert_non_null(memmem(str_text(&backup), backup.length, "Karoline", strlen("Karoline")));
        assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    }
    privacy_days(house, 365);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
    if (house_on_postgres()) {
        postgres_put_back(house);
    } else {
        registry_close(house->registry);
        assert_int_equal(file_write(path, str_text(&backup), backup.length, 0600), ERR_OK);
        assert_int_equal(registry_open(&house->registry, house->data, house_clock(house)), ERR_OK);
    }
    restart(house);
    assert_int_equal(entries_stored(house), 0);
    if (!house_on_postgres()) assert_int_equal(privacy_bytes(house, "Karoline"), 0);
    assert_told(house, code, "erased", NULL);
}

/* What hangs on the wall stays, in the words that staff published. */
static void an_idea_on_the_wall_loses_its_giver(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char other[RECEIPT_CODE_TEXT_BYTES];
    house_import(house, 1);
    int64_t shown = privacy_give_idea(house, code);
    privacy_give_idea(house, other);
    assert_int_equal(ideas_publish(house->registry, shown, "Værksted", "For alle.", &problem), ERR_OK);
    struct submission support = {.kind = SUBMISSION_SUPPORT, .lang = "da", .notice = "1"};
    ideas_id(support.idea, shown);
    privacy_give(house, &support, NULL);
    privacy_expire(house);
    privacy_days(house, 365);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE name = '' AND contact = '' AND title ="
                                          " 'Værksted' AND text = 'For alle.' AND anonymous_s IS NOT NULL"),
                     1);
    assert_told(house, code, "received",
                "Dit navn og din kontakt er slettet efter 365 dage. Ideen hænger her stadig, uden navn.");
    assert_told(house, other, "erased", "Slettet efter 365 dage. Længere gemmer vi det ikke.");
    AUTO(json_auto) json_t *idea = NULL;
    assert_int_equal(items_find(house->registry->db, "idea", "idea-1", &idea), ERR_OK);
    assert_int_equal(json_int_at(idea, "supports", 0), 1); /* it has gone, and counts */
    assert_int_equal(ideas_publish(house->registry, shown, "Et værksted", NULL, &problem), ERR_OK);
    json_decref(idea);
    assert_int_equal(items_find(house->registry->db, "idea", "idea-1", &idea), ERR_OK);
    assert_int_equal(json_int_at(idea, "supports", 0), 1);
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(ideas_list(house->registry, &list), ERR_OK);
    assert_int_equal(json_int_at(json_array_get(list, 0), "supports", 0), 1);
    if (!house_on_postgres()) assert_int_equal(privacy_bytes(house, "reparerer cykler"), 0);
    privacy_days(house, 30);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
}

/* The name that has gone does not come back by a correction, to stay for good; and the words do not outlive the wall.
 */
static void an_idea_without_its_giver_gets_none_and_goes_with_the_wall(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    char code[RECEIPT_CODE_TEXT_BYTES];
    house_import(house, 1);
    int64_t shown = privacy_give_idea(house, code);
    assert_int_equal(ideas_publish(house->registry, shown, NULL, NULL, &problem), ERR_OK);
    privacy_expire(house);
    privacy_days(house, 365);
    privacy_expire(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE name = ''"), 1);
    struct submission correction = {.kind = SUBMISSION_CORRECT, .lang = "da", .notice = "1"};
    snprintf(correction.code, sizeof(correction.code), "%s", code);
    receipt_code_hash(correction.receipt_hash, code);
    snprintf(correction.name, sizeof(correction.name), "%s", GIVEN_NAME);
    snprintf(correction.contact, sizeof(correction.contact), "%s", GIVEN_CONTACT);
    privacy_give(house, &correction, NULL);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE name <> '' OR contact <> ''"), 0);
    AUTO(json_auto) json_t *change = json_pack("{s:s}", "name", GIVEN_NAME);
    assert_int_equal(correction_put(house->registry, shown, change, NULL, "Anna", &problem), ERR_INVALID);
    assert_string_equal(problem, "Navn og kontakt er slettet, fordi tiden er gået, og kommer ikke igen.");
    AUTO(json_auto) json_t *words = json_pack("{s:s}", "title", "Andre ord");
    assert_int_equal(correction_put(house->registry, shown, words, NULL, "Anna", &problem), ERR_OK); /* off the wall */
    privacy_expire(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE kind = 'idea'"), 1);
    assert_int_equal(ideas_publish(house->registry, shown, NULL, NULL, &problem), ERR_OK);
    privacy_days(house, 60);
    privacy_expire(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE kind = 'idea'"), 1);
    assert_int_equal(ideas_unpublish(house->registry, shown), ERR_OK);
    privacy_days(house, 29);
    privacy_expire(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE kind = 'idea'"), 1);
    privacy_days(house, 1);
    privacy_expire(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE kind = 'idea'"), 0);
    assert_told(house, code, "erased", "Slettet efter 455 dage. Længere gemmer vi det ikke.");
}

static void what_is_held_stays_until_its_day(void **state)
{
    struct house *house = *state;
    const char *problem = NULL;
    house_import(house, 1);
    int64_t number = privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    assert_int_equal(hold_put(house->registry, number, "2026-02-31", "Klagesag", "Anna", &problem), ERR_INVALID);
    assert_int_equal(hold_put(house->registry, number, "2026-11-20", "Klagesag", "Anna", &problem), ERR_INVALID);
    assert_int_equal(hold_put(house->registry, number, "2099-01-01", "Klagesag", "Anna", &problem), ERR_INVALID);
    assert_int_equal(hold_put(house->registry, number, "2027-12-24", " ", "Anna", &problem), ERR_INVALID);
    assert_int_equal(hold_put(house->registry, number, "2027-12-24", "Sagen 070761-4285", "Anna", &problem),
                     ERR_INVALID);
    assert_int_equal(hold_put(house->registry, 99, "2027-12-24", "Klagesag", "Anna", &problem), ERR_NOT_FOUND);
    assert_int_equal(hold_put(house->registry, number, "2027-12-24", "Klagesag", "Anna", &problem), ERR_OK);
    privacy_expire(house);
    privacy_days(house, 390);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    privacy_days(house, 30); /* 2028-01-15 */
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM hold"), 0);
}

static void staff_see_what_goes_next(void **state)
{
    struct house *house = *state;
    struct staff anna;
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    privacy_give_idea(house, NULL);
    privacy_expire(house);
    privacy_days(house, 336);
    privacy_give_interest(house, "En anden", GIVEN_CONTACT, NULL);
    privacy_staff(house, "Berit", ROLE_SECRETARIAT, &anna);
    AUTO(answer_finish) struct answer held = {0};
    staff_http(&held, house, &anna, "POST", "/v1/staff/privacy/holds",
               "{\"order\":2,\"until\":\"2028-01-31\",\"reason\":\"Klagesag\"}");
    assert_int_equal(held.status, 200);
    AUTO(answer_finish) struct answer answer = {0};
    staff_http(&answer, house, &anna, "GET", "/v1/staff/privacy/retention", NULL);
    assert_int_equal(answer.status, 200);
    const json_t *due = json_object_get(answer.json, "due");
    assert_int_equal(json_array_size(due), 2);
    assert_int_equal(json_int_at(json_array_get(due, 0), "order", 0), 1);
    assert_string_equal(json_text_at(json_array_get(due, 0), "goes"), "2027-11-21");
    assert_string_equal(json_text_at(json_object_get(json_array_get(due, 1), "hold"), "until"), "2028-02-01");
    assert_null(strstr(str_text(&answer.body), "Karoline"));
    AUTO(answer_finish) struct answer released = {0};
    staff_http(&released, house, &anna, "POST", "/v1/staff/privacy/holds", "{\"order\":2,\"release\":true}");
    assert_int_equal(released.status, 200);
    AUTO(answer_finish) struct answer again = {0};
    staff_http(&again, house, &anna, "POST", "/v1/staff/privacy/holds", "{\"order\":2,\"release\":true}");
    assert_int_equal(again.status, 404);
}

/* More than one step of them; each of them once. */
static void many_go_in_bounded_steps(void **state)
{
    struct house *house = *state;
    struct registry *second = NULL;
    struct settings settings;
    bool more = false;
    house_import(house, 1);
    for (int at = 0; at < 2 * RETENTION_STEP_MAX + 3; at++) {
        privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    }
    privacy_expire(house);
    privacy_days(house, 365);
    assert_int_equal(settings_init(&settings), ERR_OK);
    const struct retention retention = retention_from(&settings);
    settings_finish(&settings);
    /* Two registries on one database take turns. */
    assert_int_equal(registry_open(&second, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(retention_step(house->registry, &retention, &more), ERR_OK);
    assert_true(more);
    assert_int_equal(entries_stored(house), RETENTION_STEP_MAX + 3);
    assert_int_equal(retention_step(second, &retention, &more), ERR_OK);
    assert_int_equal(entries_stored(house), 3);
    assert_int_equal(retention_step(house->registry, &retention, &more), ERR_OK);
    assert_false(more);
    assert_int_equal(retention_step(second, &retention, &more), ERR_OK);
    registry_close(second);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE what = 'entry.expire'"),
                     2 * RETENTION_STEP_MAX + 3);
}

/* The battery of the clock is empty, or a year was typed wrongly: nothing goes for a day, and then only if it stays so.
 */
static void a_clock_that_leaps_empties_nothing(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    privacy_expire(house);
    atomic_fetch_add(&house->wall_s, 3000LL * PRIVACY_DAY_S);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    atomic_fetch_sub(&house->wall_s, 3000LL * PRIVACY_DAY_S);
    atomic_fetch_add(&house->monotonic_ms, RETENTION_DOUBT_MS + 1);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    atomic_fetch_add(&house->wall_s, 400LL * PRIVACY_DAY_S);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    atomic_fetch_add(&house->monotonic_ms, RETENTION_DOUBT_MS);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
}

/* It is shut down every night, and the database remembers. */
static void a_doubt_outlives_a_restart(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    privacy_expire(house);
    atomic_fetch_add(&house->wall_s, 400 * PRIVACY_DAY_S);
    for (int day = 0; day < 3; day++) {
        privacy_expire(house);
        assert_int_equal(entries_stored(house), 1);
        atomic_fetch_add(&house->monotonic_ms, RETENTION_DOUBT_MS / 3);
        atomic_fetch_add(&house->wall_s, PRIVACY_DAY_S);
        privacy_expire(house);
        if (day < 2) assert_int_equal(entries_stored(house), 1);
        restart(house);
    }
    assert_int_equal(entries_stored(house), 0);
}

static void what_came_under_a_clock_ahead_goes_in_its_time(void **state)
{
    struct house *house = *state;
    char code[RECEIPT_CODE_TEXT_BYTES];
    house_import(house, 1);
    privacy_expire(house);
    atomic_fetch_add(&house->wall_s, 3000 * PRIVACY_DAY_S);
    privacy_expire(house);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    atomic_fetch_sub(&house->wall_s, 2999 * PRIVACY_DAY_S);
    privacy_expire(house);
    privacy_days(house, 364);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    privacy_days(house, 1);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
    assert_told(house, code, "erased", "Slettet efter 365 dage. Længere gemmer vi det ikke.");
}

static void what_came_under_a_clock_behind_goes_in_its_time(void **state)
{
    static const int64_t behind_s[] = {1796000000 - 86400, 500 * PRIVACY_DAY_S};
    struct house *house = *state;
    house_import(house, 1);
    privacy_expire(house);
    for (int at = 0; at < 2; at++) {
        atomic_fetch_sub(&house->wall_s, behind_s[at]);
        privacy_expire(house);
        privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
        atomic_fetch_add(&house->wall_s, behind_s[at]);
        for (int day = 0; day < 364; day += 26) {
            privacy_expire(house);
            assert_int_equal(entries_stored(house), 1);
            privacy_days(house, 26);
        }
        privacy_days(house, 1);
        privacy_expire(house);
        assert_int_equal(entries_stored(house), 0);
    }
}

/* The clock was ahead from the beginning, and everybody believed it. */
static void a_clock_that_is_put_right_after_years_keeps_nothing_for_ever(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    atomic_fetch_add(&house->wall_s, 3000 * PRIVACY_DAY_S);
    privacy_expire(house);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    privacy_expire(house);
    atomic_fetch_sub(&house->wall_s, 3000 * PRIVACY_DAY_S);
    privacy_expire(house);
    atomic_fetch_add(&house->monotonic_ms, RETENTION_DOUBT_MS);
    privacy_expire(house);
    privacy_days(house, 364);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    privacy_days(house, 1);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
}

/* A dead battery, for days: 1970 is never believed, and nothing of what is there is counted by it. */
static void nineteen_seventy_is_never_believed(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    privacy_expire(house);
    int64_t back_s = atomic_load(&house->wall_s) - 1000;
    atomic_fetch_sub(&house->wall_s, back_s);
    privacy_expire(house);
    atomic_fetch_add(&house->monotonic_ms, 10LL * RETENTION_DOUBT_MS);
    privacy_expire(house);
    atomic_fetch_add(&house->wall_s, back_s + 10 * PRIVACY_DAY_S);
    privacy_expire(house);
    privacy_days(house, 354);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 1);
    privacy_days(house, 1);
    privacy_expire(house);
    assert_int_equal(entries_stored(house), 0);
}

static void requests_and_the_log_have_their_times_too(void **state)
{
    struct house *house = *state;
    char code[RECEIPT_CODE_TEXT_BYTES];
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    struct submission wish = {.kind = SUBMISSION_WITHDRAW, .lang = "da"};
    snprintf(wish.code, sizeof(wish.code), "%s", code);
    receipt_code_hash(wish.receipt_hash, code);
    privacy_give(house, &wish, NULL);
    assert_int_equal(staff_log_add(house->registry, "Anna", "entry.read", "1"), ERR_OK);
    privacy_expire(house);
    privacy_days(house, 90);
    privacy_expire(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE kind = 'withdraw'"), 0);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE who = 'Anna'"), 1);
    privacy_days(house, 640);
    privacy_expire(house);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE who = 'Anna'"), 0);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log_entry WHERE line NOT IN"
                                          " (SELECT number FROM staff_log)"),
                     0);
}

/* Nothing of it is left to chance: whoever asks for health sets it going. */
static void the_service_does_it(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    privacy_expire(house);
    privacy_days(house, 365);
    AUTO(answer_finish) struct answer answer = {0};
    http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(answer.status, 200);
    assert_int_equal(entries_stored(house), 0);
}

/* What people were promised does not happen: whoever runs the registry hears of it, once a minute. */
static void what_keeps_it_from_going_is_told(void **state)
{
    struct house *house = *state;
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    privacy_expire(house);
    privacy_days(house, 365);
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE hold RENAME TO elsewhere", ""), ERR_OK);
    for (int times = 0; times < 3; times++) {
        AUTO(answer_finish) struct answer answer = {0};
        http(&answer, house->url, "GET", "/v1/health", NULL, 0, NULL);
        assert_int_equal(answer.status, 200);
    }
    assert_int_equal(atomic_load(&house->reports), 1);
    assert_int_equal(entries_stored(house), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(it_goes_on_its_day_and_not_before),
        house_test(the_days_that_are_told_are_those_it_was_kept),
        house_test(a_late_kiosk_cannot_bring_it_back),
        house_test(a_backup_cannot_bring_it_back),
        house_test(an_idea_on_the_wall_loses_its_giver),
        house_test(an_idea_without_its_giver_gets_none_and_goes_with_the_wall),
        house_test(what_is_held_stays_until_its_day),
        house_test(staff_see_what_goes_next),
        house_test(many_go_in_bounded_steps),
        house_test(a_clock_that_leaps_empties_nothing),
        house_test(a_doubt_outlives_a_restart),
        house_test(what_came_under_a_clock_ahead_goes_in_its_time),
        house_test(what_came_under_a_clock_behind_goes_in_its_time),
        house_test(a_clock_that_is_put_right_after_years_keeps_nothing_for_ever),
        house_test(nineteen_seventy_is_never_believed),
        house_test(requests_and_the_log_have_their_times_too),
        house_test(the_service_does_it),
        house_test(what_keeps_it_from_going_is_told),
    };
    return cmocka_run_group_tests_name("registry retention", tests, house_begin, NULL);
}
