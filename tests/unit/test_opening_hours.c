/* tests/unit/test_opening_hours.c - local time and when the building is open. */
#define _POSIX_C_SOURCE 200809L
#include "tests/screens/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sync/model/opening_hours.h"

static struct opening_hours hours_of(const char *text)
{
    json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    struct opening_hours hours;
    opening_hours_from_json(&hours, json);
    json_decref(json);
    return hours;
}

static bool is_open(const struct opening_hours *hours, const char *when)
{
    struct local_time time = local_time_from_text(when);
    assert_true(time.known);
    return opening_hours_are_open(hours, &time);
}

static void a_text_becomes_local_time_or_nothing(void **state)
{
    (void)state;
    struct local_time time = local_time_from_text("2026-11-26T16:30");
    assert_true(time.known);
    assert_int_equal(time.year, 2026);
    assert_int_equal(time.month, 11);
    assert_int_equal(time.day, 26);
    assert_int_equal(time.weekday, 3);
    assert_int_equal(time.minute, 16 * 60 + 30);
    assert_int_equal(local_time_from_text("2028-02-29T00:00:59").weekday, 1);
    static const char *const wrong[] = {"",
                                        "2026-11-26",
                                        "2026-13-26T16:30",
                                        "2026-11-31T16:30",
                                        "2026-02-29T16:30",
                                        "2026-00-10T16:30",
                                        "2026-11-00T16:30",
                                        "2026-11-26T16:60",
                                        "2026-11-26T24:01",
                                        "2026-11-26 16:30",
                                        "2026/11/26T16:30",
                                        "2026-11-26T16:30Z",
                                        "x026-11-26T16:30"};
    for (size_t at = 0; at < sizeof(wrong) / sizeof(wrong[0]); at++) {
        if (local_time_from_text(wrong[at]).known) fail_msg("\"%s\" was taken", wrong[at]);
    }
    assert_false(local_time_from_text(NULL).known);
}

static void weekdays_agree_with_the_c_library(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    tzset();
    for (int64_t day = 20000; day < 30000; day += 13) {
        struct local_time real = local_time_at(day * 24 * 60 * 60);
        char text[32];
        snprintf(text, sizeof(text), "%04d-%02d-%02dT00:00", real.year, real.month, real.day);
        assert_int_equal(local_time_from_text(text).weekday, real.weekday);
    }
}

static void a_clock_before_the_build_is_not_trusted(void **state)
{
    (void)state;
    assert_false(local_time_at(0).known);
    assert_false(local_time_at(1577880000).known); /* 1 January 2020 */
    assert_true(local_time_at((int64_t)time(NULL) + 2 * 24 * 60 * 60).known);
    const struct opening_hours closed = hours_of("{\"monday\": null, \"tuesday\": null, \"wednesday\": null, "
                                                 "\"thursday\": null, \"friday\": null, \"saturday\": null, "
                                                 "\"sunday\": null}");
    struct local_time untrusted = local_time_at(0);
    assert_true(opening_hours_are_open(&closed, &untrusted));
}

static void it_is_open_from_the_first_minute_to_before_the_last(void **state)
{
    (void)state;
    struct opening_hours hours = hours_of("{\"thursday\": {\"opens\": \"08:00\", \"closes\": \"16:30\"}, "
                                          "\"friday\": {\"opens\": \"00:00\", \"closes\": \"24:00\"}}");
    assert_false(is_open(&hours, "2026-11-26T07:59"));
    assert_true(is_open(&hours, "2026-11-26T08:00"));
    assert_true(is_open(&hours, "2026-11-26T16:29"));
    assert_false(is_open(&hours, "2026-11-26T16:30"));
    assert_true(is_open(&hours, "2026-11-27T23:59"));
}

static void a_day_without_hours_is_open_and_null_is_closed(void **state)
{
    (void)state;
    struct opening_hours hours = hours_of("{\"saturday\": null}");
    assert_true(is_open(&hours, "2026-11-27T03:00"));
    assert_false(is_open(&hours, "2026-11-28T12:00"));
    opening_hours_from_json(&hours, NULL);
    assert_true(is_open(&hours, "2026-11-28T12:00"));
}

static void closed_dates_are_closed_all_day(void **state)
{
    (void)state;
    struct opening_hours hours = hours_of("{\"closed\": [\"2026-12-24\", 7, \"nonsense\"]}");
    assert_int_equal(hours.closed_count, 1);
    assert_false(is_open(&hours, "2026-12-24T12:00"));
    assert_true(is_open(&hours, "2026-12-25T12:00"));
}

static void what_cannot_be_read_is_passed_over(void **state)
{
    (void)state;
    struct opening_hours hours =
        hours_of("{\"monday\": 7, \"tuesday\": {\"opens\": \"16:00\", \"closes\": \"08:00\"}, \"wednesday\": {}, "
                 "\"thursday\": {\"opens\": \"8\", \"closes\": \"16:00\"}, \"closed\": \"never\"}");
    for (int day = 0; day < WEEK_DAYS; day++) assert_false(hours.days[day].said);
    json_t *many = json_object();
    json_t *dates = json_array();
    for (int at = 0; at < OPENING_CLOSED_MAX + 1; at++) {
        char date[48];
        snprintf(date, sizeof(date), "20%02d-01-01", at % 100);
        json_array_append_new(dates, json_string(date));
    }
    json_object_set_new(many, "closed", dates);
    opening_hours_from_json(&hours, many);
    assert_int_equal(hours.closed_count, OPENING_CLOSED_MAX);
    json_decref(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_becomes_local_time_or_nothing),
        cmocka_unit_test(weekdays_agree_with_the_c_library),
        cmocka_unit_test(a_clock_before_the_build_is_not_trusted),
        cmocka_unit_test(it_is_open_from_the_first_minute_to_before_the_last),
        cmocka_unit_test(a_day_without_hours_is_open_and_null_is_closed),
        cmocka_unit_test(closed_dates_are_closed_all_day),
        cmocka_unit_test(what_cannot_be_read_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
