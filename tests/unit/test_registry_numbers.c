/* tests/unit/test_registry_numbers.c - counts by day: read with bounds, handed in once, shown without small ones. */
#include "tests/unit/privacy_house.h"

#include "sync/model/tally.h"
#include "sync/registry/fleet/numbers.h"

/* ---- the file ---- */

static enum err parse(const char *text)
{
    struct tally tally;
    enum err err = tally_parse(&tally, text, strlen(text));
    tally_finish(&tally);
    return err;
}

static void bad_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "[]",
        "{}",
        "{\"days\":[]}",
        "{\"days\":{\"2026-11-2\":{}}}",
        "{\"days\":{\"2026-11-21T\":{}}}",
        "{\"days\":{\"2026-11-21\":[]}}",
        "{\"days\":{\"2026-11-21\":{\"visits\":-1}}}",
        "{\"days\":{\"2026-11-21\":{\"visits\":1.5}}}",
        "{\"days\":{\"2026-11-21\":{\"visits\":1000001}}}",
        "{\"days\":{\"2026-11-21\":{\"Visits\":1}}}",
        "{\"days\":{\"2026-11-21\":{\"\":1}}}",
        "{\"days\":{\"2026-11-21\":{\"aid;drop\":1}}}",
        "{\"days\":{\"2026-11-21\":{\"a.name.that.is.much.too.long.for.a.count.of.anything\":1}}}",
        "{\"days\":{\"2026-11-21\":{\"visits\":1,\"visits\":2}}}",
    };
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) assert_int_not_equal(parse(bad[at]), ERR_OK);
    assert_int_equal(parse("{\"days\":{\"2026-11-21\":{\"visits\":3,\"left.idea.not_saved\":1}}}"), ERR_OK);
    assert_int_equal(parse("{\"days\":{}}"), ERR_OK);
}

static void the_newest_days_are_kept(void **state)
{
    (void)state;
    struct tally tally = {.days = json_object()};
    AUTO(str_finish) struct str text = {0};
    char day[32];
    char newest[11];
    for (int at = 1; at <= 9; at++) {
        for (int month = 1; month <= 9; month++) {
            snprintf(day, sizeof(day), "2026-%02d-%02d", month, at);
            assert_int_equal(tally_add(&tally, day, "visits"), ERR_OK);
        }
    }
    assert_int_equal(json_object_size(tally.days), TALLY_DAYS_MAX);
    assert_non_null(json_object_get(tally.days, "2026-09-09"));
    assert_null(json_object_get(tally.days, "2026-01-01"));
    assert_int_equal(tally_text(&tally, "2026-09-08", &text, newest), ERR_OK);
    assert_string_equal(newest, "2026-09-09");
    assert_string_equal(str_text(&text), "{\"days\":{\"2026-09-08\":{\"visits\":1},\"2026-09-09\":{\"visits\":1}}}");
    tally_finish(&tally);
}

/* ---- handing in ---- */

static void hand_in(struct answer *out, struct house *house, const struct test_kiosk *kiosk, const char *body)
{
    kiosk_http(out, house->url, kiosk, "POST", "/v1/numbers", body, NULL);
}

static void numbers_are_taken_once(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk, other;
    kiosk_make(house, &kiosk);
    kiosk_make(house, &other);
    static const char *const bodies[] = {
        "{\"days\":{\"2026-11-20\":{\"visits\":7},\"2026-11-21\":{\"visits\":2,\"language.da\":2}}}",
        "{\"days\":{\"2026-11-20\":{\"visits\":7},\"2026-11-21\":{\"visits\":2,\"language.da\":2}}}",
        "{\"days\":{\"2026-11-21\":{\"visits\":5,\"language.da\":5}}}",
        "{\"days\":{\"2026-11-21\":{\"visits\":4}}}", /* an answer that was lost comes late */
        "{\"days\":{\"1970-01-01\":{\"visits\":9},\"2031-01-01\":{\"visits\":9},\"2026-02-31\":{\"visits\":9}}}",
    };
    for (size_t at = 0; at < sizeof(bodies) / sizeof(bodies[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        hand_in(&answer, house, &kiosk, bodies[at]);
        assert_int_equal(answer.status, 200);
    }
    AUTO(answer_finish) struct answer second = {0};
    hand_in(&second, house, &other, bodies[2]);
    assert_int_equal(second.status, 200);
    assert_int_equal(privacy_count(house, "SELECT CAST(sum(count) AS INTEGER) FROM tally WHERE what = 'visits'"), 17);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM tally"), 5);
    AUTO(answer_finish) struct answer bad = {0};
    hand_in(&bad, house, &kiosk, "{\"days\":{\"x\":{}}}");
    assert_refused(&bad, 400, "bad_request");
    AUTO(answer_finish) struct answer deep = {0};
    hand_in(&deep, house, &kiosk, "{\"days\":{\"2026-11-21\":{\"a\":[[[[1]]]]}}}");
    assert_refused(&deep, 413, "too_large");
    AUTO(answer_finish) struct answer nobody = {0};
    http(&nobody, house->url, "POST", "/v1/numbers", bodies[0], strlen(bodies[0]), NULL);
    assert_int_equal(nobody.status, 401);
}

/* ---- what staff see ---- */

static const json_t *named(const json_t *list, const char *name)
{
    size_t at;
    json_t *one;
    json_array_foreach (list, at, one) {
        if (strcmp(json_text_at(one, "name"), name) == 0) return json_object_get(one, "count");
    }
    fail_msg("no %s", name);
    return NULL;
}

static void small_counts_point_at_nobody(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct staff anna;
    house_import(house, 2);
    kiosk_make(house, &kiosk);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    AUTO(answer_finish) struct answer handed = {0};
    hand_in(&handed, house, &kiosk,
            "{\"days\":{\"2026-11-21\":{\"visits\":40,\"language.da\":30,\"language.en\":8,\"language.ur\":2,"
            "\"aid.large\":9,\"aid.speech\":1,\"begun.idea\":12,\"finished.idea\":5,\"left.idea.form\":6,"
            "\"left.idea.review\":1}}}");
    assert_int_equal(handed.status, 200);
    for (int at = 0; at < 6; at++) privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    AUTO(answer_finish) struct answer answer = {0};
    staff_http(&answer, house, &anna, "GET", "/v1/staff/numbers?from=2026-11-01&to=2026-11-30", NULL);
    assert_int_equal(answer.status, 200);
    const json_t *languages = json_object_get(answer.json, "languages");
    assert_int_equal(json_integer_value(named(languages, "da")), 30);
    assert_string_equal(json_string_value(named(languages, "ur")), "few");
    assert_string_equal(json_string_value(named(languages, "en")), "few"); /* or 40 - 30 - 8 tells */
    const json_t *aids = json_object_get(answer.json, "aids");
    assert_int_equal(json_integer_value(named(aids, "large")), 9);
    assert_string_equal(json_string_value(named(aids, "speech")), "few");
    const json_t *form = json_array_get(json_object_get(answer.json, "forms"), 0);
    assert_int_equal(json_int_at(form, "begun", 0), 12);
    assert_string_equal(json_string_value(named(json_object_get(form, "left"), "review")), "few");
    const json_t *interest = json_array_get(json_object_get(answer.json, "interest"), 0);
    assert_string_equal(json_text_at(interest, "network"), "network-0");
    assert_int_equal(json_int_at(json_array_get(json_object_get(interest, "months"), 0), "count", 0), 6);
    assert_null(strstr(str_text(&answer.body), "Karoline"));
    AUTO(answer_finish) struct answer csv = {0};
    char type[256];
    staff_http(&csv, house, &anna, "GET", "/v1/staff/numbers?from=2026-11-01&to=2026-11-30&form=csv", NULL);
    assert_int_equal(csv.status, 200);
    assert_string_equal(answer_header(&csv, "Content-Type", type), "text/csv; charset=utf-8");
    assert_non_null(strstr(str_text(&csv.body), "\"sprog\";\"ur\";\"\";\"under 5\"\r\n"));
    assert_non_null(strstr(str_text(&csv.body), "\"besøg\";;\"2026-11-21\";40\r\n"));
    static const char *const bad[] = {"", "?from=2026-11-01", "?from=2026-11-30&to=2026-11-01",
                                      "?from=2026-02-30&to=2026-11-01", "?from=2020-01-01&to=2026-11-01"};
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        char target[100];
        AUTO(answer_finish) struct answer refused = {0};
        snprintf(target, sizeof(target), "/v1/staff/numbers%s", bad[at]);
        staff_http(&refused, house, &anna, "GET", target, NULL);
        assert_refused(&refused, 400, "bad_request");
    }
}

static void ideas_are_answered_in_time_or_not(void **state)
{
    struct house *house = *state;
    struct staff anna;
    house_import(house, 1);
    for (int at = 0; at < 3; at++) privacy_give_idea(house, NULL);
    atomic_fetch_add(&house->wall_s, 13LL * PRIVACY_DAY_S);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    AUTO(answer_finish) struct answer first = {0};
    staff_http(&first, house, &anna, "POST", "/v1/staff/entries", "{\"order\":1,\"status\":\"read\"}");
    assert_int_equal(first.status, 200);
    AUTO(answer_finish) struct answer none = {0}; /* what was refused is in the staff log, too, and is no answer */
    staff_http(&none, house, &anna, "POST", "/v1/staff/entries", "{\"order\":3,\"status\":\"granted\"}");
    assert_refused(&none, 400, "bad_request");
    atomic_fetch_add(&house->wall_s, 2LL * PRIVACY_DAY_S);
    privacy_staff(house, "Berit", ROLE_SECRETARIAT, &anna);
    AUTO(answer_finish) struct answer late = {0};
    staff_http(&late, house, &anna, "POST", "/v1/staff/ideas", "{\"order\":2,\"status\":\"read\"}");
    assert_int_equal(late.status, 200);
    AUTO(json_auto) json_t *report = NULL;
    assert_int_equal(numbers_report(house->registry, "2026-11-01", "2026-12-31", &report), ERR_OK);
    const json_t *ideas = json_object_get(report, "ideas");
    assert_int_equal(json_int_at(ideas, "given", 0), 3);
    assert_int_equal(json_int_at(ideas, "answered", 0), 2);
    assert_int_equal(json_int_at(ideas, "in_time", 0), 1);
}

/* What a spreadsheet would take for a formula is text. */
static void a_title_is_no_formula(void **state)
{
    (void)state;
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto)
    json_t *report = json_pack("{s:[{s:s, s:s, s:[{s:s, s:i}]}]}", "interest", "network", "n", "title",
                               "\xef\xbc\x9d"
                               "1+1;\"x\"",
                               "months", "month", "2026-11", "count", 7);
    assert_int_equal(numbers_csv(report, &text), ERR_OK);
    assert_non_null(strstr(str_text(&text), "\"interesse\";\"\xc2\xa0\xef\xbc\x9d"
                                            "1+1;\"\"x\"\"\";\"2026-11\";7\r\n"));
}

static void the_visits_of_all_kiosks_are_added_up(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosks[2];
    struct staff anna;
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    for (int at = 0; at < 2; at++) {
        AUTO(answer_finish) struct answer handed = {0};
        kiosk_make(house, &kiosks[at]);
        hand_in(&handed, house, &kiosks[at],
                "{\"days\":{\"2026-11-20\":{\"visits\":7,\"language.da\":7},\"2026-11-21\":{\"visits\":9}}}");
        assert_int_equal(handed.status, 200);
    }
    AUTO(answer_finish) struct answer answer = {0};
    staff_http(&answer, house, &anna, "GET", "/v1/staff/numbers?from=2026-11-20&to=2026-11-20", NULL);
    assert_int_equal(json_int_at(answer.json, "kiosks", 0), 2);
    const json_t *days = json_object_get(answer.json, "days");
    assert_int_equal(json_array_size(days), 1);
    assert_int_equal(json_int_at(json_array_get(days, 0), "visits", 0), 14);
    assert_int_equal(json_integer_value(named(json_object_get(answer.json, "languages"), "da")), 14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_numbers_are_refused),
        cmocka_unit_test(the_newest_days_are_kept),
        house_test(numbers_are_taken_once),
        house_test(the_visits_of_all_kiosks_are_added_up),
        house_test(small_counts_point_at_nobody),
        house_test(ideas_are_answered_in_time_or_not),
        cmocka_unit_test(a_title_is_no_formula),
    };
    return cmocka_run_group_tests_name("registry numbers", tests, house_begin, NULL);
}
