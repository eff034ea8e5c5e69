/* tests/unit/test_registry_staff_log.c - what staff looked at and did is written down, or is not done. */
#include "tests/unit/staff_house.h"

#include "sync/registry/staff/staff_log.h"

static void what_staff_do_is_in_the_log(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    send_one(house, &kiosk, &entry, &receipt);
    staff_administrator(house, "anna", &staff, uri);
    staff_gets(house, &staff, "GET", "/v1/staff/entries", 200);
    AUTO(answer_finish) struct answer answered = {0};
    staff_http(&answered, house, &staff, "POST", "/v1/staff/entries", "{\"order\":1,\"status\":\"read\"}");
    assert_int_equal(answered.status, 200);
    AUTO(answer_finish) struct answer log = {0};
    staff_http(&log, house, &staff, "GET", "/v1/staff/log?limit=2", NULL);
    assert_int_equal(log.status, 200);
    AUTO(json_auto)
    json_t *wanted =
        json_pack("{s:[{s:i, s:s, s:s, s:s, s:s}, {s:i, s:s, s:s, s:s, s:s}], s:b}", "log", "number", 5, "at",
                  "2026-11-21T07:00:00Z", "who", "anna", "what", "entry.answer", "target", "1", "number", 4, "at",
                  "2026-11-21T07:00:00Z", "who", "anna", "what", "entry.read", "target", "1 of 1 to 1", "more", 1);
    assert_true(json_equal(log.json, wanted));
    assert_null(strstr(str_text(&log.body), "ster"));
    AUTO(answer_finish) struct answer rest = {0};
    staff_http(&rest, house, &staff, "GET", "/v1/staff/log?before=3", NULL);
    assert_int_equal(json_array_size(json_object_get(rest.json, "log")), 2);
    assert_true(json_is_false(json_object_get(rest.json, "more")));
    staff_gets(house, &staff, "GET", "/v1/staff/log?limit=501", 400);
    staff_gets(house, &staff, "GET", "/v1/staff/log?before=x", 400);
}

static void what_cannot_be_noted_is_not_shown(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct receipt receipt;
    struct staff staff;
    char uri[TOTP_URI_BYTES];
    AUTO(entry_finish) struct entry entry = {0};
    kiosk_make(house, &kiosk);
    house_import(house, 1);
    entry_of(&entry, &kiosk, "network-0");
    send_one(house, &kiosk, &entry, &receipt);
    staff_administrator(house, "anna", &staff, uri);
    assert_int_equal(db_run(house->registry->db, "ALTER TABLE staff_log RENAME TO staff_log_gone", ""), ERR_OK);
    AUTO(answer_finish) struct answer entries = {0};
    staff_http(&entries, house, &staff, "GET", "/v1/staff/entries", NULL);
    assert_refused(&entries, 503, "unavailable");
}

static void a_long_target_is_cut_between_letters(void **state)
{
    struct house *house = *state;
    char target[STAFF_LOG_TARGET_BYTES_MAX + 2];
    AUTO(json_auto) json_t *list = NULL;
    bool more = true;
    memset(target, 'a', sizeof(target));
    memcpy(target + STAFF_LOG_TARGET_BYTES_MAX - 1, "ø", 3);
    assert_int_equal(staff_log_add(house->registry, "anna", "test", target), ERR_OK);
    assert_int_equal(staff_log_list(house->registry, 0, 1, &list, &more), ERR_OK);
    assert_false(more);
    assert_int_equal(strlen(json_text_at(json_array_get(list, 0), "target")), STAFF_LOG_TARGET_BYTES_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(what_staff_do_is_in_the_log),
        house_test(what_cannot_be_noted_is_not_shown),
        house_test(a_long_target_is_cut_between_letters),
    };
    return cmocka_run_group_tests_name("registry staff log", tests, house_begin, NULL);
}
