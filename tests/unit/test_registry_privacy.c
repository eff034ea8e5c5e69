/* tests/unit/test_registry_privacy.c - everything about one person: found, handed over, corrected
 * or refused (erased: test_registry_proofs.c); the notice by its versions; and who looked. */
#include "tests/unit/privacy_house.h"
#include "tests/unit/registry_past.h"
#include "tests/unit/web_content.h"

#include <pthread.h>

#include "sync/registry/content/building.h"
#include "sync/registry/content/notices.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/mail/mail.h"
#include "sync/registry/privacy/corrections.h"
#include "sync/registry/privacy/holds.h"
#include "sync/registry/privacy/needle.h"
#include "sync/registry/server/routes.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/registry/web/html.h"

/* ---- what is looked for ---- */

static bool in(const char *typed, const char *text)
{
    struct needle needle;
    assert_int_equal(needle_read(&needle, typed), ERR_OK);
    enum err err = needle_find(&needle, text);
    needle_finish(&needle);
    return err == ERR_OK;
}

static void names_and_numbers_are_found_as_people_write_them(void **state)
{
    (void)state;
    assert_true(in("åse", "Åse Ørsted"));
    assert_true(in("AASE", "Åse Ørsted"));
    assert_true(in("oersted", "Åse Ørsted"));
    assert_true(in("ørst", "Aase Oersted"));
    assert_true(in("rené", "Rene Lund"));
    assert_true(in("rene", "RENÉ LUND"));
    assert_true(in("karoline@EXAMPLE", "Karoline@example.dk"));
    assert_false(in("Anne", "Anna"));
    assert_true(in("28 12 34 56", "+45 28123456"));
    assert_true(in("+45 28 12 34 56", "28.12.34.56"));
    assert_true(in("004528123456", "+4528123456"));
    assert_true(in("123456", "ring 28 12 34 56 efter fire"));
    assert_false(in("28123457", "28123456"));
    assert_false(in("4528", "28 12"));
    struct needle needle;
    static const char *const bad[] = {"", " ", "a", "1", "  b  "};
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        assert_int_equal(needle_read(&needle, bad[at]), ERR_INVALID);
    }
    char long_text[300];
    memset(long_text, 'a', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    assert_int_equal(needle_read(&needle, long_text), ERR_INVALID);
}

/* ---- search ---- */

static void search(struct answer *out, struct house *house, const struct staff *staff, const char *key,
                   const char *typed)
{
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", key, typed, "reason", "Har spurgt om indsigt");
    char *body = json_dumps(json, JSON_COMPACT);
    staff_http(out, house, staff, "POST", "/v1/staff/privacy/search", body);
    free(body);
}

/* How many of a kind were found, and the first one's reasons as one text. */
static size_t found_where(const struct answer *answer, const char *where, char why[200])
{
    size_t count = 0;
    size_t at;
    json_t *one;
    why[0] = '\0';
    json_array_foreach (json_object_get(answer->json, "found"), at, one) {
        size_t nth;
        json_t *reason;
        if (strcmp(json_text_at(one, "where"), where) != 0) continue;
        if (count++ > 0) continue;
        json_array_foreach (json_object_get(one, "why"), nth, reason) {
            snprintf(why + strlen(why), 200 - strlen(why), "%s ", json_string_value(reason));
        }
    }
    return count;
}

static void everything_about_somebody_is_found_and_says_why(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char code[RECEIPT_CODE_TEXT_BYTES];
    char why[200];
    const char *problem = NULL;
    struct reply reply = {.status = ANSWER_READ, .text = "Tak, vi ringer til Karoline."};
    web_import(house, "Spørg Karoline i køkkenet");
    privacy_staff(house, "Karoline Staff", ROLE_SECRETARIAT, &anna);
    struct submission seat;
    seat_make(&seat, "maden");
    snprintf(seat.name, sizeof(seat.name), "%s", GIVEN_NAME);
    snprintf(seat.contact, sizeof(seat.contact), "28 12 34 56");
    privacy_give(house, &seat, code);
    struct submission wish = {.kind = SUBMISSION_WITHDRAW, .lang = "da"};
    snprintf(wish.code, sizeof(wish.code), "%s", code);
    receipt_code_hash(wish.receipt_hash, code);
    privacy_give(house, &wish, NULL);
    submission_make(&seat, "maden");
    privacy_give(house, &seat, NULL);
    assert_int_equal(answers_reply(house->registry, 3, &reply, &problem), ERR_OK);

    AUTO(answer_finish) struct answer by_name = {0};
    search(&by_name, house, &anna, "text", "karoline");
    assert_int_equal(by_name.status, 200);
    assert_int_equal(found_where(&by_name, "entry", why), 2); /* and what was asked for under its receipt */
    assert_string_equal(why, "name ");
    assert_int_equal(found_where(&by_name, "site", why), 1);
    assert_int_equal(found_where(&by_name, "network", why), 2);
    assert_int_equal(found_where(&by_name, "answer", why), 2); /* its own, and one that speaks of her */
    assert_int_equal(found_where(&by_name, "staff", why), 1);
    assert_null(strstr(str_text(&by_name.body), "Ørsted\",\"contact\":\"aase"));

    assert_int_equal(mail_queue(house->registry->db, "gert@example.dk", "Til Gert", "Hej"), ERR_OK);
    AUTO(answer_finish) struct answer by_mail = {0};
    search(&by_mail, house, &anna, "text", "gert@example");
    assert_int_equal(found_where(&by_mail, "mail", why), 1);
    assert_int_equal(hold_put(house->registry, 3, "2027-12-24", "Sag om Gerda", "Anna", &problem), ERR_OK);
    AUTO(answer_finish) struct answer by_reason = {0};
    search(&by_reason, house, &anna, "text", "gerda");
    assert_int_equal(found_where(&by_reason, "decision", why), 1);
    AUTO(answer_finish) struct answer by_phone = {0};
    search(&by_phone, house, &anna, "text", "+4528123456");
    assert_int_equal(found_where(&by_phone, "entry", why), 2);
    assert_string_equal(why, "contact ");
    AUTO(answer_finish) struct answer by_code = {0};
    search(&by_code, house, &anna, "code", code);
    assert_int_equal(found_where(&by_code, "entry", why), 2);
    assert_int_equal(found_where(&by_code, "answer", why), 1);
    AUTO(answer_finish) struct answer nobody = {0};
    search(&nobody, house, &anna, "text", "Findes Ikke");
    assert_int_equal(json_array_size(json_object_get(nobody.json, "found")), 0);

    /* That it was searched, and why, and which entries were shown; not for whom. */
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE what = 'privacy.search'"
                                          " AND target = 'Har spurgt om indsigt'"),
                     6);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE target LIKE '%2812%'"
                                          " OR target LIKE '%Findes%'"),
                     0);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log_entry WHERE first_entry = 1 AND last_entry"
                                          " = 2"),
                     3);
}

static void what_cannot_be_searched_is_refused(void **state)
{
    struct house *house = *state;
    struct staff anna;
    static const char *const bad[] = {
        "{\"reason\":\"Indsigt\"}",
        "{\"text\":\"a\",\"reason\":\"Indsigt\"}",
        "{\"text\":\"Karoline\"}",
        "{\"text\":\"Karoline\",\"reason\":\"x\"}",
        "{\"text\":\"Karoline\",\"reason\":\"Om karoline\"}", /* the reason would keep the name */
        "{\"text\":\"Karoline\",\"code\":\"X\",\"reason\":\"Indsigt\"}",
        "{\"code\":\"AAAA-AAAA-AAAA-AAAB\",\"reason\":\"Indsigt\"}",
    };
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_http(&answer, house, &anna, "POST", "/v1/staff/privacy/search", bad[at]);
        assert_refused(&answer, 400, "bad_request");
    }
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE who = 'Anna'"), 0);
}

/* ---- hand over ---- */

static void what_is_handed_over_is_whole_and_readable(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char type[256];
    web_import(house, NULL);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    struct submission seat;
    seat_make(&seat, "maden");
    snprintf(seat.name, sizeof(seat.name), "Ida <script>alert(1)</script> & søn");
    privacy_give(house, &seat, NULL);
    AUTO(answer_finish) struct answer json = {0};
    staff_http(&json, house, &anna, "POST", "/v1/staff/privacy/export",
               "{\"orders\":[1,77],\"reason\":\"Indsigt\",\"form\":\"json\"}");
    assert_int_equal(json.status, 200);
    const json_t *entry = json_array_get(json_object_get(json.json, "entries"), 0);
    assert_int_equal(json_array_size(json_object_get(json.json, "entries")), 1);
    assert_string_equal(json_text_at(entry, "name"), seat.name);
    assert_string_equal(json_text_at(entry, "erased_at_the_latest"), "2027-11-21");
    assert_string_equal(json_text_at(json_object_get(entry, "answer"), "status"), "wanted");
    const json_t *notice = json_array_get(json_object_get(json_object_get(json.json, "notices"), "2026-1"), 0);
    assert_string_equal(json_text_at(notice, "version"), "2026-1");
    assert_int_equal(json_array_size(json_object_get(json.json, "retention")), RETENTION_KIND_COUNT);
    AUTO(answer_finish) struct answer page = {0};
    staff_http(&page, house, &anna, "POST", "/v1/staff/privacy/export",
               "{\"orders\":[1],\"reason\":\"Indsigt\",\"form\":\"page\"}");
    assert_int_equal(page.status, 200);
    assert_string_equal(answer_header(&page, "Content-Type", type), "text/html; charset=utf-8");
    assert_string_equal(answer_header(&page, "Cache-Control", type), "no-store");
    assert_non_null(strstr(str_text(&page.body), "Ida &lt;script&gt;"));
    assert_null(strstr(str_text(&page.body), "<script"));
    assert_non_null(strstr(str_text(&page.body), "Erklæring, version 2026-1"));
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE what = 'privacy.export'"), 2);
    static const char *const bad[] = {
        "{\"orders\":[],\"reason\":\"Indsigt\",\"form\":\"json\"}",
        "{\"orders\":[1],\"reason\":\"Indsigt\",\"form\":\"pdf\"}",
        "{\"orders\":[1],\"form\":\"json\"}",
        "{\"reason\":\"Indsigt\"}",
    };
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        staff_http(&answer, house, &anna, "POST", "/v1/staff/privacy/export", bad[at]);
        assert_refused(&answer, 400, "bad_request");
    }
}

/* ---- correct ---- */

static void a_correction_leaves_nothing_of_what_was_there(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char code[RECEIPT_CODE_TEXT_BYTES];
    const char *problem = NULL;
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    int64_t idea = privacy_give_idea(house, NULL);
    assert_int_equal(ideas_publish(house->registry, idea, NULL, NULL, &problem), ERR_OK);
    AUTO(answer_finish) struct answer done = {0};
    staff_http(&done, house, &anna, "POST", "/v1/staff/privacy/correct",
               "{\"order\":1,\"name\":\"Karla Amalie Oersted\",\"contact\":\"28123456\"}");
    assert_int_equal(done.status, 200);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE number = 1"
                                          " AND name = 'Karla Amalie Oersted' AND contact = '28123456'"),
                     1);
    AUTO(json_auto) json_t *answer = privacy_answer(house, code);
    assert_string_equal(json_text_at(answer, "note"), "Sekretariatet har rettet det, du gav.");
    AUTO(answer_finish) struct answer words = {0};
    staff_http(&words, house, &anna, "POST", "/v1/staff/privacy/correct",
               "{\"order\":2,\"name\":\"\",\"contact\":\"\",\"title\":\"Et andet værksted\"}");
    assert_int_equal(words.status, 200);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM item WHERE type = 'idea' AND body IS NOT NULL"), 0);
    if (!house_on_postgres()) {
        assert_int_equal(privacy_bytes(house, "Karoline"), 0);
        assert_int_equal(privacy_bytes(house, GIVEN_CONTACT), 0);
        assert_int_equal(privacy_bytes(house, "Fælles værksted"), 0);
    }
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE what = 'entry.correct'"), 2);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log WHERE target LIKE '%Karla%'"), 0);
    static const char *const bad[] = {
        "{\"order\":1}",
        "{\"order\":1,\"name\":\"\"}",
        "{\"order\":1,\"contact\":\"ingen\"}",
        "{\"order\":1,\"name\":\"Karla 070761-4285\"}",
        "{\"order\":2,\"title\":\"\"}",
        "{\"name\":\"Karla\"}",
    };
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        AUTO(answer_finish) struct answer refused = {0};
        staff_http(&refused, house, &anna, "POST", "/v1/staff/privacy/correct", bad[at]);
        assert_refused(&refused, 400, "bad_request");
    }
    AUTO(answer_finish) struct answer none = {0};
    staff_http(&none, house, &anna, "POST", "/v1/staff/privacy/correct", "{\"order\":9,\"name\":\"Karla\"}");
    assert_refused(&none, 404, "not_found");
}

static void correct(struct answer *out, struct house *house, const struct staff *staff, int64_t base, const char *more)
{
    char body[200];
    snprintf(body, sizeof(body), "{\"order\":1,\"base\":%d,%s}", (int)base, more);
    staff_http(out, house, staff, "POST", "/v1/staff/privacy/correct", body);
}

static int64_t found_version(struct house *house, const struct staff *staff)
{
    AUTO(answer_finish) struct answer found = {0};
    staff_http(&found, house, staff, "POST", "/v1/staff/privacy/search",
               "{\"text\":\"28123456\",\"reason\":\"Indsigt\"}");
    const json_t *one = json_array_get(json_object_get(found.json, "found"), 0);
    assert_true(json_is_integer(json_object_get(one, "version")));
    return json_int_at(one, "version", -1);
}

static void a_correction_overwrites_no_colleagues(void **state)
{
    struct house *house = *state;
    struct staff anna, bo;
    char code[RECEIPT_CODE_TEXT_BYTES];
    AUTO(answer_finish) struct answer first = {0}, late = {0}, lost = {0}, mine = {0}, bad = {0};
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_staff(house, "Bo", ROLE_SECRETARIAT, &bo);
    privacy_give_interest(house, GIVEN_NAME, "28123456", code);
    int64_t seen = found_version(house, &anna);
    correct(&first, house, &anna, seen, "\"name\":\"Karla Oersted\"");
    assert_int_equal(first.status, 200);
    correct(&late, house, &bo, seen, "\"name\":\"Karen Oersted\"");
    assert_refused(&late, 409, "conflict");
    const json_t *current = json_object_get(late.json, "current");
    assert_string_equal(json_text_at(current, "name"), "Karla Oersted");
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE name = 'Karla Oersted'"), 1);
    correct(&lost, house, &anna, seen, "\"name\":\"Karla Oersted\""); /* only its answer was lost */
    assert_int_equal(lost.status, 200);
    assert_int_equal(found_version(house, &bo), json_int_at(current, "version", -1));
    correct(&bad, house, &bo, -1, "\"name\":\"Karen Oersted\"");
    assert_refused(&bad, 400, "bad_request");
    correct(&mine, house, &bo, json_int_at(current, "version", -1), "\"name\":\"Karen Oersted\"");
    assert_int_equal(mine.status, 200);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM entry WHERE name = 'Karen Oersted'"), 1);
}

/* The thread that looks through everything has a snapshot of its own for a second or more: the one that serves does
 * not stand still until the log can be cut, which it is as soon as nobody reads it. */
static void who_reads_at_length_holds_up_nobody(void **state)
{
    enum { SOON_MS = 1000 };
    struct house *house = *state;
    struct clock clock = clock_system();
    char code[RECEIPT_CODE_TEXT_BYTES];
    const char *problem = NULL;
    struct db *reader = NULL;
    struct rows *rows = NULL;
    if (house_on_postgres()) skip(); /* nothing waits there */
    house_import(house, 1);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    assert_int_equal(db_again(house->registry->db, &reader), ERR_OK);
    assert_int_equal(db_query(reader, &rows, "SELECT name FROM entry", ""), ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    AUTO(json_auto) json_t *change = json_pack("{s:s}", "name", "Karla Oersted");
    int64_t begun_ms = clock_monotonic_ms(&clock);
    assert_int_equal(correction_put(house->registry, 1, change, NULL, "Anna", &problem), ERR_OK);
    assert_true(clock_monotonic_ms(&clock) - begun_ms < SOON_MS);
    assert_true(house->registry->scrub_due);
    rows_close(rows);
    registry_scrub(house->registry);
    assert_false(house->registry->scrub_due);
    assert_int_equal(privacy_bytes(house, "Karoline"), 0);
    db_close(reader);
}

/* ---- refuse ---- */

static void a_refusal_is_told_under_the_code(void **state)
{
    struct house *house = *state;
    struct staff anna;
    char code[RECEIPT_CODE_TEXT_BYTES];
    const char *problem = NULL;
    struct reply reply = {.status = ANSWER_READ, .text = "Tak"};
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    AUTO(answer_finish) struct answer done = {0};
    staff_http(&done, house, &anna, "POST", "/v1/staff/privacy/refuse",
               "{\"order\":1,\"reason\":\"Der er en klagesag, vi skal kunne svare på.\"}");
    assert_int_equal(done.status, 200);
    /* It stays when staff answer something else. */
    assert_int_equal(answers_reply(house->registry, 1, &reply, &problem), ERR_OK);
    AUTO(json_auto) json_t *answer = privacy_answer(house, code);
    assert_string_equal(json_text_at(answer, "note"), "Du har bedt om at få det slettet. Det kan vi ikke: Der er en "
                                                      "klagesag, vi skal kunne svare på.");
    assert_string_equal(json_text_at(answer, "text"), "Tak");
    AUTO(answer_finish) struct answer page = {0};
    char body[64];
    snprintf(body, sizeof(body), "code=%s", code);
    http(&page, house->url, "POST", "/follow", body, strlen(body),
         (const char *const[]){"Content-Type: application/x-www-form-urlencoded", NULL});
    AUTO(answer_finish) struct answer found = {0};
    search(&found, house, &anna, "text", "Karoline");
    assert_non_null(strstr(str_text(&found.body), "klagesag"));
    AUTO(answer_finish) struct answer empty = {0};
    staff_http(&empty, house, &anna, "POST", "/v1/staff/privacy/refuse", "{\"order\":1,\"reason\":\"\"}");
    assert_refused(&empty, 400, "bad_request");
    AUTO(answer_finish) struct answer none = {0};
    staff_http(&none, house, &anna, "POST", "/v1/staff/privacy/refuse", "{\"order\":5,\"reason\":\"Nej\"}");
    assert_refused(&none, 404, "not_found");
}

/* ---- the notice ---- */

/* The house has said so much that there is no room for a longer notice: nothing is published that no feed can carry. */
static void a_notice_too_many_says_how_much_it_is(void **state)
{
    struct house *house = *state;
    struct staff boss;
    AUTO(json_auto) json_t *site = NULL;
    AUTO(json_auto) json_t *current = NULL;
    char problem[SITE_PROBLEM_BYTES];
    web_import(house, NULL);
    privacy_staff(house, "Boss", ROLE_ADMINISTRATOR, &boss);
    assert_int_equal(items_find(house->registry->db, "site", "site", &site), ERR_OK);
    json_t *notice = json_object_get(site, "notice");
    json_t *kiosks = json_array();
    AUTO(json_auto) json_t *places = json_pack("[{s:s, s:s, s:o}]", "id", "hall", "name", "Foyer", "kiosks", kiosks);
    size_t room = FEED_ITEM_BYTES_MAX - json_dumpb(site, NULL, 0, JSON_COMPACT);
    for (int at = 0; json_dumpb(places, NULL, 0, JSON_COMPACT) + 100 < room; at++) {
        char id[41];
        if (json_array_size(kiosks) == 1000) {
            snprintf(id, sizeof(id), "hall-%d", at);
            kiosks = json_array();
            json_array_append_new(places, json_pack("{s:s, s:s, s:o}", "id", id, "name", "Foyer", "kiosks", kiosks));
        }
        snprintf(id, sizeof(id), "%040d", at);
        json_array_append_new(kiosks, json_string(id));
    }
    assert_int_equal(building_change(house->registry, BUILDING_PLACES, json_null(), places, &current, problem), ERR_OK);
    json_object_set_new(notice, "version", json_string("2026-9"));
    json_object_del(notice, "translations");
    json_t *sections = json_array();
    for (int at = 0; at < 8; at++) {
        json_array_append_new(sections, json_pack("{s:s, s:s}", "heading", "Hvem passer på det?", "text",
                                                  "Det gør vi. Det gør vi. Det gør vi. Det gør vi. Det gør vi. Slut."));
    }
    json_object_set_new(notice, "sections", sections);
    char *text = json_dumps(notice, JSON_COMPACT);
    AUTO(answer_finish) struct answer full = {0};
    staff_http(&full, house, &boss, "POST", "/v1/staff/notices", text);
    free(text);
    assert_refused(&full, 409, "site_full");
    const char *message = json_text_at(json_object_get(full.json, "error"), "message");
    assert_non_null(
        strstr(message, "må tilsammen fylde 128 KiB, og med dette fylder de 129 KiB. Mest fylder stederne"));
}

static void every_notice_is_kept_by_its_version(void **state)
{
    struct house *house = *state;
    struct staff anna, boss;
    struct test_kiosk kiosk;
    struct receipt receipt;
#define SECTION "{\"heading\":\"Hvem?\",\"text\":\"Os\"}"
    static const char new_notice[] =
        "{\"version\":\"2026-2\",\"title\":\"Sådan\",\"intro\":\"Kort\",\"sections\":[" SECTION "," SECTION "," SECTION
        "," SECTION "," SECTION "," SECTION "," SECTION "," SECTION "]}";
    web_import(house, NULL);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_staff(house, "Boss", ROLE_ADMINISTRATOR, &boss);
    kiosk_make(house, &kiosk);
    AUTO(answer_finish) struct answer not_hers = {0};
    staff_http(&not_hers, house, &anna, "POST", "/v1/staff/notices", new_notice);
    assert_refused(&not_hers, 403, "not_allowed");
    AUTO(answer_finish) struct answer done = {0};
    staff_http(&done, house, &boss, "POST", "/v1/staff/notices", new_notice);
    assert_int_equal(done.status, 200);
    AUTO(answer_finish) struct answer again = {0};
    staff_http(&again, house, &boss, "POST", "/v1/staff/notices", new_notice);
    assert_int_equal(again.status, 200); /* its answer may have been lost */
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM notice WHERE version = '2026-2'"), 1);
    AUTO(json_auto) json_t *other = json_loads(new_notice, 0, NULL);
    json_object_set_new(other, "title", json_string("Anderledes"));
    AUTO(answer_finish) struct answer used = {0};
    char *other_text = json_dumps(other, JSON_COMPACT);
    staff_http(&used, house, &boss, "POST", "/v1/staff/notices", other_text);
    free(other_text);
    assert_refused(&used, 409, "version_used");
    AUTO(answer_finish) struct answer bad = {0};
    staff_http(&bad, house, &boss, "POST", "/v1/staff/notices", "{\"version\":\"3\",\"title\":\"\"}");
    assert_refused(&bad, 400, "bad_request");
    /* A kiosk that still shows the old one: taken, under the old one. */
    struct submission submission;
    AUTO(entry_finish) struct entry entry = {0};
    submission_make(&submission, "maden");
    entry_with(&entry, &kiosk, &submission);
    send_one(house, &kiosk, &entry, &receipt);
    assert_int_equal(receipt.verdict, VERDICT_CREATED);
    AUTO(answer_finish) struct answer list = {0};
    staff_http(&list, house, &anna, "GET", "/v1/staff/notices", NULL);
    assert_int_equal(list.status, 200);
    const json_t *notices = json_object_get(list.json, "notices");
    assert_int_equal(json_array_size(notices), 2);
    const json_t *newest = json_array_get(notices, 0);
    const json_t *oldest = json_array_get(notices, 1);
    assert_string_equal(json_text_at(newest, "version"), "2026-2");
    assert_string_equal(json_text_at(newest, "who"), "Boss");
    assert_true(json_true_at(newest, "shown"));
    assert_int_equal(json_int_at(newest, "entries", -1), 0);
    assert_false(json_true_at(oldest, "shown"));
    assert_int_equal(json_int_at(oldest, "entries", -1), 1);
    /* The pages show the new one, and the feed carries it. */
    AUTO(answer_finish) struct answer page = {0};
    http(&page, house->url, "GET", "/notice", NULL, 0, NULL);
    assert_non_null(strstr(str_text(&page.body), "Hvem?"));
    /* The content file comes again: its notice is shown, and both stay known. */
    web_import(house, NULL);
    assert_int_equal(privacy_count(house, "SELECT count(DISTINCT version) FROM notice"), 2);
}

/* ---- who looked ---- */

static void the_log_is_asked_by_entry_and_by_person(void **state)
{
    struct house *house = *state;
    struct staff anna, boss;
    house_import(house, 1);
    privacy_staff(house, "Anna", ROLE_SECRETARIAT, &anna);
    privacy_staff(house, "Boss", ROLE_ADMINISTRATOR, &boss);
    for (int at = 0; at < 5; at++) privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, NULL);
    AUTO(answer_finish) struct answer first = {0};
    staff_http(&first, house, &anna, "GET", "/v1/staff/entries?limit=2", NULL);
    AUTO(answer_finish) struct answer second = {0};
    staff_http(&second, house, &boss, "GET", "/v1/staff/entries?after=2", NULL);
    AUTO(answer_finish) struct answer third = {0};
    staff_http(&third, house, &anna, "POST", "/v1/staff/entries", "{\"order\":4,\"status\":\"read\"}");
    static const struct {
        const char *target;
        size_t lines;
    } asked[] = {{"/v1/staff/log?entry=1", 1},         {"/v1/staff/log?entry=4", 2},
                 {"/v1/staff/log?entry=9", 0},         {"/v1/staff/log?who=Anna", 2},
                 {"/v1/staff/log?who=Boss", 1},        {"/v1/staff/log", 4}, /* and the import */
                 {"/v1/staff/log?who=Anna&entry=4", 1}};
    for (size_t at = 0; at < sizeof(asked) / sizeof(asked[0]); at++) {
        AUTO(answer_finish) struct answer log = {0};
        staff_http(&log, house, &boss, "GET", asked[at].target, NULL);
        assert_int_equal(log.status, 200);
        assert_int_equal(json_array_size(json_object_get(log.json, "log")), asked[at].lines);
    }
    AUTO(answer_finish) struct answer bad = {0};
    staff_http(&bad, house, &boss, "GET", "/v1/staff/log?entry=x", NULL);
    assert_refused(&bad, 400, "bad_request");
}

struct long_search {
    struct house *house;
    struct staff staff;
    long status;
    atomic_bool over;
};

static void *search_for_nobody(void *context)
{
    struct long_search *one = context;
    AUTO(answer_finish) struct answer answer = {0};
    search(&answer, one->house, &one->staff, "text", "Zacharias");
    one->status = answer.status;
    atomic_store(&one->over, true);
    return NULL;
}

static void fill_archive(struct db *db, int entries)
{
    enum { TEXT_BYTES = 1400 };
    unsigned char receipt[RECEIPT_CODE_HASH_BYTES] = {1};
    char text[TEXT_BYTES + 1];
    memset(text, 'a', TEXT_BYTES);
    text[TEXT_BYTES] = '\0';
    assert_int_equal(db_begin(db), ERR_OK);
    for (int at = 0; at < entries; at++) past_add_entry(db, "web", "idea", "Anna", receipt);
    assert_int_equal(db_run(db, "UPDATE entry SET text = ?", "t", text), ERR_OK);
    assert_int_equal(db_commit(db), ERR_OK);
}

/* How many others are answered while it looks. */
static int answered_during(struct long_search *one)
{
    pthread_t thread;
    int answered = 0;
    atomic_store(&one->over, false);
    assert_int_equal(pthread_create(&thread, NULL, search_for_nobody, one), 0);
    while (!atomic_load(&one->over)) {
        AUTO(answer_finish) struct answer answer = {0};
        http(&answer, one->house->url, "GET", "/v1/health", NULL, 0, NULL);
        assert_int_equal(answer.status, 200);
        if (!atomic_load(&one->over)) answered++;
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(one->status, 200);
    return answered;
}

/* A whole archive is looked through: whoever else asks is answered meanwhile. In the serving thread it would let one
 * or two by, those that came first, however large the archive; a fast machine needs a larger one to have more. */
static void a_long_search_is_nobodys_wait(void **state)
{
    enum { ENTRIES = 8000, TIMES_MAX = 5, ANSWERED = 4 };
    struct house *house = *state;
    struct long_search one = {.house = house};
    int answered = 0;
    house_import(house, 1);
    privacy_staff(house, "Boss", ROLE_ADMINISTRATOR, &one.staff);
    for (int times = 0; times < TIMES_MAX && answered < ANSWERED; times++) {
        fill_archive(house->registry->db, ENTRIES);
        answered = answered_during(&one);
    }
    assert_true(answered >= ANSWERED);
}

static void runs_of_entries_are_noted_exactly(void **state)
{
    struct house *house = *state;
    int64_t numbers[] = {9, 1, 2, 3, 7, 9, 8, 20};
    assert_int_equal(staff_log_add_entries(house->registry, "Anna", "privacy.search", "Indsigt", numbers, 8), ERR_OK);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log_entry"), 3);
    assert_int_equal(privacy_count(house, "SELECT last_entry FROM staff_log_entry WHERE first_entry = 7"), 9);
    assert_int_equal(staff_log_add(house->registry, "Anna", "entry.read", "3 of 30 to 39"), ERR_OK);
    assert_int_equal(staff_log_add(house->registry, "Anna", "idea.publish", "idea-50"), ERR_OK);
    assert_int_equal(staff_log_add(house->registry, "Anna", "entry.read", "all"), ERR_OK);
    assert_int_equal(staff_log_add(house->registry, "Anna", "user.add", "7"), ERR_OK);
    assert_int_equal(privacy_count(house, "SELECT count(*) FROM staff_log_entry"), 6);
}

/* Every route for staff there is, asked by somebody who may: what shows anything of a citizen's has a line in the log
 * about that entry. Generated from the table, so that a new route is asked too. */
static void whatever_shows_something_personal_is_in_the_log(void **state)
{
    struct house *house = *state;
    struct staff boss;
    size_t count = 0;
    size_t showed = 0;
    char code[RECEIPT_CODE_TEXT_BYTES];
    static const char *const bodies[][2] = {
        {"/v1/staff/privacy/search", "{\"text\":\"Karoline\",\"reason\":\"Indsigt\"}"},
        {"/v1/staff/privacy/export", "{\"orders\":[1],\"reason\":\"Indsigt\",\"form\":\"json\"}"},
    };
    house_import(house, 1);
    privacy_staff(house, "Boss", ROLE_ADMINISTRATOR, &boss);
    privacy_give_interest(house, GIVEN_NAME, GIVEN_CONTACT, code);
    int64_t idea = privacy_give_idea(house, NULL);
    const struct route *routes = routes_staff(&count);
    for (size_t at = 0; at < count; at++) {
        char target[128];
        const char *body = NULL;
        AUTO(answer_finish) struct answer answer = {0};
        size_t length = strlen(routes[at].path);
        if (strncmp(routes[at].path, "/v1/staff/", strlen("/v1/staff/")) != 0) continue;
        for (size_t nth = 0; nth < sizeof(bodies) / sizeof(bodies[0]); nth++) {
            if (strcmp(bodies[nth][0], routes[at].path) == 0) body = bodies[nth][1];
        }
        bool looks = strcmp(routes[at].method, "GET") == 0;
        if (body == NULL && !looks) body = "{}";
        snprintf(target, sizeof(target), "%s%s", routes[at].path, routes[at].path[length - 1] == '/' ? "1" : "");
        assert_int_equal(db_run(house->registry->db, "DELETE FROM staff_log", ""), ERR_OK);
        staff_http(&answer, house, &boss, routes[at].method, target, looks ? NULL : body);
        bool personal = strstr(str_text(&answer.body), "Karoline") != NULL ||
                        strstr(str_text(&answer.body), GIVEN_CONTACT) != NULL ||
                        strstr(str_text(&answer.body), "reparerer cykler") != NULL;
        if (!personal) continue;
        showed++;
        if (privacy_count(house, "SELECT count(*) FROM staff_log_entry JOIN staff_log ON line = number"
                                 " WHERE who = 'Boss' AND (1 BETWEEN first_entry AND last_entry OR 2 BETWEEN"
                                 " first_entry AND last_entry)") < 1) {
            fail_msg("%s %s shows what a citizen gave, and the staff log has no line about it", routes[at].method,
                     target);
        }
    }
    assert_true(showed >= 4); /* entries, ideas, search, export */
    assert_int_equal(idea, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_numbers_are_found_as_people_write_them),
        house_test(everything_about_somebody_is_found_and_says_why),
        house_test(what_cannot_be_searched_is_refused),
        house_test(what_is_handed_over_is_whole_and_readable),
        house_test(a_correction_leaves_nothing_of_what_was_there),
        house_test(a_correction_overwrites_no_colleagues),
        house_test(who_reads_at_length_holds_up_nobody),
        house_test(a_refusal_is_told_under_the_code),
        house_test(a_notice_too_many_says_how_much_it_is),
        house_test(every_notice_is_kept_by_its_version),
        house_test(the_log_is_asked_by_entry_and_by_person),
        house_test(a_long_search_is_nobodys_wait),
        house_test(runs_of_entries_are_noted_exactly),
        house_test(whatever_shows_something_personal_is_in_the_log),
    };
    html_wipe_on_free();
    return cmocka_run_group_tests_name("registry privacy", tests, house_begin, NULL);
}
