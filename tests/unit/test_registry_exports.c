/* tests/unit/test_registry_exports.c - what staff take along: the inbox as a table, meetings as a calendar. */
#include "tests/unit/inbox_desk.h"

#include <libical/ical.h>

#include "sync/registry/entries/exports.h"
#include "sync/registry/formats/csv.h"

static void a_field_stays_text(void **state)
{
    (void)state;
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"Anna", "\"Anna\""},
        {"", ""},
        {"=1+1", "\"\xc2\xa0=1+1\""},
        {"+4528123456", "\"\xc2\xa0+4528123456\""},
        {"-2", "\"\xc2\xa0-2\""},
        {"@SUM(A1)", "\"\xc2\xa0@SUM(A1)\""},
        {"\t=1+1", "\"\xc2\xa0\t=1+1\""},
        {" =1+1", "\"\xc2\xa0 =1+1\""},
        {"＝1+1", "\"\xc2\xa0＝1+1\""},
        {"\xe2\x80\x8b=1", "\"\xc2\xa0\xe2\x80\x8b=1\""},
        {"0045", "\"\xc2\xa0"
                 "0045\""},
        {"a;b\"c\nd", "\"a;b\"\"c\nd\""},
        {"a=1", "\"a=1\""},
    };
    for (size_t at = 0; at < sizeof(cases) / sizeof(cases[0]); at++) {
        AUTO(str_finish) struct str out;
        str_init(&out, 1000);
        csv_field(&out, true, cases[at].text);
        assert_string_equal(str_text(&out), cases[at].wanted);
    }
}

static void what_is_seen_can_be_taken_along(void **state)
{
    struct house *house = *state;
    struct staff anna;
    open_group(house, 2);
    give_seat(house, "=cmd|'/c calc'!A1", "+4528123456");
    give_idea(house, "Bænke; mange", "Linje 1\nLinje \"2\"");
    staff_begin(house, "Anna", &anna);
    AUTO(answer_finish) struct answer csv = {0};
    char value[256];
    staff_ask(&csv, house, &anna, "POST", "/v1/staff/inbox.csv", "{}", 200);
    assert_string_equal(answer_header(&csv, "Content-Type", value), "text/csv; charset=utf-8");
    assert_string_equal(answer_header(&csv, "Content-Disposition", value), "attachment; filename=\"indbakke.csv\"");
    const char *text = str_text(&csv.body);
    static const char head[] = "\xef\xbb\xbf\"Nummer\";\"Modtaget\";";
    assert_memory_equal(text, head, sizeof(head) - 1);
    assert_non_null(strstr(text, "\r\n1;\"\xc2\xa0"
                                 "2026-11-21T07:00:00Z\";\"Plads\";\"maden\";\"Maden\";\"Ønsket\";\"\xc2\xa0=cmd|"));
    assert_non_null(strstr(text, "\"Bænke; mange\";\"Linje 1\nLinje \"\"2\"\"\""));
    int64_t logged = 0;
    assert_int_equal(db_int(house->registry->db, &logged,
                            "SELECT count(*) FROM staff_log WHERE what = 'entry.export' AND target = '2'", ""),
                     ERR_OK);
    assert_int_equal(logged, 1);
    AUTO(answer_finish) struct answer ideas = {0};
    staff_ask(&ideas, house, &anna, "POST", "/v1/staff/inbox.csv", "{\"kinds\":\"idea\"}", 200);
    assert_null(strstr(str_text(&ideas.body), "\"Plads\""));
}

/* More than one list of them. */
static void a_long_table_is_whole(void **state)
{
    struct house *house = *state;
    struct inbox_view view = {.kinds = "", .network = "", .state = "", .search = ""};
    AUTO(str_finish) struct str text = {0};
    AUTO(json_auto) json_t *orders = json_array();
    int64_t next = -1;
    house_import(house, 1);
    for (int at = 0; at < INBOX_LIST_MAX + 3; at++) give_idea(house, "Noget", "Noget andet");
    assert_int_equal(exports_inbox(house->registry, &view, &text, orders, &next), ERR_OK);
    assert_int_equal(next, 0);
    assert_int_equal(json_array_size(orders), INBOX_LIST_MAX + 3);
    for (size_t at = 0; at < json_array_size(orders); at++) {
        assert_int_equal(json_integer_value(json_array_get(orders, at)), at + 1);
    }
}

/* libical reads it. */
static void meetings_can_be_read_by_a_calendar(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char value[256];
    open_group(house, 2);
    give_seat(house, "Zeppelin", "+4528123456");
    staff_begin(house, "Anna", &anna);
    AUTO(answer_finish) struct answer answer = {0};
    staff_ask(&answer, house, &anna, "GET", "/v1/staff/meetings.ics", NULL, 200);
    assert_string_equal(answer_header(&answer, "Content-Type", value), "text/calendar; charset=utf-8");
    icalcomponent *calendar = icalparser_parse_string(str_text(&answer.body));
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_isa(calendar), ICAL_VCALENDAR_COMPONENT);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    assert_int_equal(icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), 1);
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_summary(event), "Founding Group: Maden");
    assert_string_equal(icalcomponent_get_description(event),
                        "0 af 2 pladser er givet. Venteliste: 0. Venter på svar: 1.");
    struct icaltimetype starts = icalcomponent_get_dtstart(event);
    assert_int_equal(starts.hour, 16);
    assert_int_equal(starts.day, 26);
    icalcomponent_free(calendar);
    icaltimezone_free_builtin_timezones();
    assert_null(strstr(str_text(&answer.body), "Zeppelin"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_stays_text),
        house_test(what_is_seen_can_be_taken_along),
        house_test(a_long_table_is_whole),
        house_test(meetings_can_be_read_by_a_calendar),
    };
    return cmocka_run_group_tests_name("registry exports", tests, house_begin, NULL);
}
