/* tests/unit/test_registry_alerts.c - who is told by mail that something is wrong with a kiosk, and when; a kiosk that
 * waits and is asked for a picture; what staff change of the building, down to a kiosk's own store. */
#include "tests/unit/registry_past.h"
#include "tests/unit/staff_house.h"

#include <pthread.h>

#include "sync/model/site.h"
#include "sync/registry/content/building.h"
#include "sync/registry/fleet/alerts.h"
#include "sync/registry/fleet/looks.h"
#include "sync/registry/fleet/turns.h"
#include "sync/registry/mail/mail.h"
#include "sync/registry/staff/staff_log.h"
#include "sync/store/catalog.h"

#define TO "drift@example.dk"

/* ---- alerts ---- */

struct watch {
    struct house *house;
    struct fleet *fleet;
    struct settings settings;
    struct alerts *alerts;
    struct test_kiosk kiosk;
};

static void put(struct settings *settings, const char *key, const char *value)
{
    struct settings_reader reader = {.context = NULL};
    assert_int_equal(settings_put(settings, &reader, "alerts", key, value, "test"), ERR_OK);
}

static void watch_begin(struct watch *watch, struct house *house)
{
    *watch = (struct watch){.house = house};
    kiosk_make(house, &watch->kiosk);
    assert_int_equal(fleet_open(&watch->fleet, house->registry), ERR_OK);
    assert_int_equal(settings_init(&watch->settings), ERR_OK);
    put(&watch->settings, "to", TO ", leder@example.dk");
    put(&watch->settings, "silent_minutes", "30");
    put(&watch->settings, "entry_minutes", "240");
    assert_int_equal(alerts_create(&watch->alerts, house->registry, watch->fleet, &watch->settings), ERR_OK);
}

static void watch_finish(struct watch *watch)
{
    alerts_destroy(watch->alerts);
    fleet_close(watch->fleet);
    settings_finish(&watch->settings);
}

static void pass(struct watch *watch, int64_t seconds)
{
    atomic_fetch_add(&watch->house->wall_s, seconds);
    atomic_fetch_add(&watch->house->monotonic_ms, seconds * 1000 > ALERT_LOOK_MS ? seconds * 1000 : ALERT_LOOK_MS);
    alerts_tidy(watch->alerts);
}

static struct heartbeat good_beat(void)
{
    struct heartbeat beat;
    heartbeat_clear(&beat);
    beat.waiting = beat.set_aside = 0;
    beat.certificate_days = 60;
    return beat;
}

static void hear(struct watch *watch, const struct heartbeat *beat)
{
    assert_int_equal(fleet_take(watch->fleet, watch->kiosk.id, beat), ERR_OK);
}

static int64_t mails(struct watch *watch)
{
    int64_t count = -1;
    assert_int_equal(
        db_int(watch->house->registry->db, &count, "SELECT count(*) FROM mail WHERE recipient = ?", "t", TO), ERR_OK);
    return count;
}

/* The newest mail says it. */
static void assert_told(struct watch *watch, const char *words)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    assert_int_equal(db_query(watch->house->registry->db, &rows,
                              "SELECT text FROM mail WHERE recipient = ? ORDER BY number DESC LIMIT 1", "t", TO),
                     ERR_OK);
    assert_int_equal(rows_next(rows), ERR_OK);
    if (strstr(rows_text(rows, 0), words) == NULL) fail_msg("\"%s\" is not in: %s", words, rows_text(rows, 0));
}

static void silence_is_told_once_and_its_end_once(void **state)
{
    AUTO(watch_finish) struct watch watch;
    struct heartbeat beat = good_beat();
    watch_begin(&watch, *state);
    hear(&watch, &beat);
    pass(&watch, 29 * 60);
    assert_int_equal(mails(&watch), 0);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 1);
    assert_told(&watch, "Foyer har ikke givet lyd fra sig");
    for (int minute = 0; minute < 90; minute++) pass(&watch, 60);
    assert_int_equal(mails(&watch), 1);
    hear(&watch, &beat);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 2);
    assert_told(&watch, "Foyer giver lyd fra sig igen");
    /* A line that comes and goes: nothing for an hour. */
    pass(&watch, 31 * 60);
    assert_int_equal(mails(&watch), 2);
    hear(&watch, &beat);
    pass(&watch, 5 * 60);
    assert_int_equal(mails(&watch), 2);
    pass(&watch, 60 * 60);
    assert_int_equal(mails(&watch), 3);
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(alerts_list(watch.alerts, &list), ERR_OK);
    const json_t *first = json_array_get(json_object_get(list, "alerts"), 0);
    assert_string_equal(json_text_at(first, "kind"), "silent");
    assert_string_equal(json_text_at(first, "name"), "Foyer");
    assert_int_equal(kiosk_revoke(watch.house->registry, watch.kiosk.id), ERR_OK);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 3); /* nothing is wanted of it any more, and it is not heard of again */
    AUTO(json_auto) json_t *none = NULL;
    assert_int_equal(alerts_list(watch.alerts, &none), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(none, "alerts")), 0);
}

static void a_closed_house_is_no_silence(void **state)
{
    AUTO(watch_finish) struct watch watch;
    struct content_summary summary;
    struct heartbeat beat = good_beat();
    setenv("TZ", "UTC", 1);
    tzset();
    AUTO(json_auto)
    json_t *document = json_loads("{\"site\":{\"name\":\"S\",\"opening_hours\":{\"saturday\":{\"opens\":\"06:00\","
                                  "\"closes\":\"08:00\"},\"sunday\":{\"opens\":\"10:00\",\"closes\":\"12:00\"}}},"
                                  "\"networks\":[],\"pages\":[]}",
                                  0, NULL);
    watch_begin(&watch, *state);
    assert_int_equal(content_import(watch.house->registry, document, &summary), ERR_OK);
    atomic_fetch_add(&watch.house->wall_s, 55 * 60); /* 07:55 on a Saturday */
    hear(&watch, &beat);
    pass(&watch, 10 * 60);
    for (int hour = 0; hour < 26; hour++) pass(&watch, 3600); /* 10:05 on Sunday: five minutes of it are open */
    assert_int_equal(mails(&watch), 0);
    pass(&watch, 26 * 60);
    assert_int_equal(mails(&watch), 1);
    /* Closing time is no end of it. */
    for (int hour = 0; hour < 5; hour++) pass(&watch, 3600);
    assert_int_equal(mails(&watch), 1);
}

static void what_waits_and_what_ends_is_told(void **state)
{
    AUTO(watch_finish) struct watch watch;
    struct heartbeat beat = good_beat();
    struct turn turn;
    enum turn_answer answer;
    watch_begin(&watch, *state);
    beat.waiting = 1;
    beat.oldest_s = 239 * 60;
    hear(&watch, &beat);
    pass(&watch, 30);
    assert_int_equal(mails(&watch), 0);
    pass(&watch, 30);
    assert_int_equal(mails(&watch), 1);
    assert_told(&watch, "ikke er nået frem");
    beat.waiting = 0;
    beat.oldest_s = FACT_UNKNOWN;
    beat.certificate_days = 13;
    memset(&turn, 1, sizeof(turn));
    assert_int_equal(turn_take(watch.house->registry, watch.kiosk.id, &turn, &answer), ERR_OK);
    assert_int_equal(turn_note_fork(watch.house->registry, watch.kiosk.id), ERR_OK);
    hear(&watch, &beat);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 2); /* one mail for all three */
    assert_told(&watch, "har fået sendt det");
    assert_told(&watch, "certifikat");
    assert_told(&watch, "to maskiner");
    beat.certificate_days = 90;
    hear(&watch, &beat);
    assert_int_equal(turn_adopt(watch.house->registry, watch.kiosk.id), ERR_OK);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 3);
    assert_told(&watch, "holder");
    /* 0 in the settings: no such alert. */
    put(&watch.settings, "silent_minutes", "0");
    put(&watch.settings, "entry_minutes", "0");
    put(&watch.settings, "certificate_days", "0");
    beat.waiting = 1;
    beat.oldest_s = 86400;
    beat.certificate_days = 1;
    hear(&watch, &beat);
    pass(&watch, 86400);
    assert_int_equal(mails(&watch), 3);
    put(&watch.settings, "certificate_days", "30");
    beat.certificate_days = 29;
    hear(&watch, &beat);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 4);
}

/* Somebody who copies it all, or whose password another one has, looks more often than people at work do. */
static void who_looks_unusually_often_is_told(void **state)
{
    AUTO(watch_finish) struct watch watch;
    AUTO(json_auto) json_t *list = NULL;
    struct heartbeat beat = good_beat();
    watch_begin(&watch, *state);
    put(&watch.settings, "silent_minutes", "0");
    put(&watch.settings, "looks", "20");
    hear(&watch, &beat);
    for (int at = 0; at < 19; at++) {
        assert_int_equal(staff_log_add(watch.house->registry, "anna", "entry.read", "1"), ERR_OK);
        assert_int_equal(staff_log_add(watch.house->registry, "bo", "network.save", "haven"), ERR_OK);
    }
    assert_int_equal(staff_log_add(watch.house->registry, "bo", "network.save", "haven"), ERR_OK);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 0);
    assert_int_equal(staff_log_add(watch.house->registry, "anna", "privacy.search", "x"), ERR_OK);
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 1);
    assert_told(&watch, "anna har set på det, borgere har skrevet, usædvanligt mange gange");
    pass(&watch, 60);
    assert_int_equal(mails(&watch), 1);
    /* Her colleagues don't read it on their page. */
    assert_int_equal(alerts_list(watch.alerts, &list), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(list, "alerts")), 0);
    pass(&watch, ALERT_LOOKS_S);
    assert_int_equal(mails(&watch), 2);
    assert_told(&watch, "anna ser ikke usædvanligt meget mere");
    put(&watch.settings, "looks", "0");
    for (int at = 0; at < 40; at++) {
        assert_int_equal(staff_log_add(watch.house->registry, "anna", "entry.read", "1"), ERR_OK);
    }
    pass(&watch, 2 * ALERT_REST_S);
    assert_int_equal(mails(&watch), 2);
}

/* Whichever comes first writes the mail. */
static void two_registries_tell_once(void **state)
{
    AUTO(watch_finish) struct watch watch;
    struct heartbeat beat = good_beat();
    AUTO(registry_auto) struct registry *other = NULL;
    AUTO(fleet_auto) struct fleet *fleet = NULL;
    struct alerts *alerts = NULL;
    watch_begin(&watch, *state);
    beat.certificate_days = 1;
    hear(&watch, &beat);
    assert_int_equal(registry_open(&other, watch.house->data, house_clock(watch.house)), ERR_OK);
    assert_int_equal(fleet_open(&fleet, other), ERR_OK);
    assert_int_equal(alerts_create(&alerts, other, fleet, &watch.settings), ERR_OK);
    pass(&watch, 60);
    alerts_tidy(alerts);
    assert_int_equal(mails(&watch), 1);
    alerts_destroy(alerts);
}

static void a_disk_is_low_until_there_is_room_again(void **state)
{
    (void)state;
    struct settings settings;
    assert_int_equal(settings_init(&settings), ERR_OK);
    assert_false(alert_disk_is_low(&settings, 600, 10000, false));
    assert_true(alert_disk_is_low(&settings, 499, 5000, false));
    assert_true(alert_disk_is_low(&settings, 4999, 100000, false));
    assert_false(alert_disk_is_low(&settings, 5000, 100000, false));
    assert_true(alert_disk_is_low(&settings, 9999, 100000, true));
    assert_false(alert_disk_is_low(&settings, 10000, 100000, true));
    put(&settings, "disk_percent", "0");
    assert_false(alert_disk_is_low(&settings, 500, 100000, false));
    put(&settings, "disk_mib", "2000");
    assert_true(alert_disk_is_low(&settings, 1999, 100000, false));
    assert_false(alert_disk_is_low(&settings, 2000, 100000, false));
    settings_finish(&settings);
}

/* Another machine's, which may be no more. */
static void a_disk_that_is_gone_is_not_low_for_ever(void **state)
{
    AUTO(watch_finish) struct watch watch;
    AUTO(json_auto) json_t *some = NULL;
    AUTO(json_auto) json_t *none = NULL;
    watch_begin(&watch, *state);
    assert_int_equal(db_run(watch.house->registry->db,
                            "INSERT INTO alert (kind, about, begun_s) VALUES ('disk', 'the one before', ?)", "i",
                            (int64_t)atomic_load(&watch.house->wall_s)),
                     ERR_OK);
    pass(&watch, 60);
    assert_int_equal(alerts_list(watch.alerts, &some), ERR_OK);
    size_t before = json_array_size(json_object_get(some, "alerts"));
    assert_true(before >= 1);
    int64_t told = mails(&watch);
    struct heartbeat beat = good_beat();
    atomic_fetch_add(&watch.house->wall_s, ALERT_DISK_OTHERS_S);
    hear(&watch, &beat);
    pass(&watch, 60);
    assert_int_equal(alerts_list(watch.alerts, &none), ERR_OK);
    assert_int_equal(json_array_size(json_object_get(none, "alerts")), before - 1);
    assert_int_equal(mails(&watch), told); /* that there is room again would not be true */
}

static void alerts_come_with_a_migration(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk = {.id = "k1"};
    sign_make_keys(kiosk.sign_public, kiosk.sign_secret);
    struct db *db = past_begin(house, past_before("CREATE TABLE alert"));
    past_add_kiosk(db, &kiosk);
    assert_int_equal(db_run(db, "INSERT INTO kiosk_look (kiosk, look, asked_s) VALUES ('k1', '0011223344556677', ?)",
                            "i", (int64_t)HOUSE_NOW_S),
                     ERR_OK);
    db_close(db);
    past_end(house);
    assert_int_equal(looks_tell(house->registry, "k1"), ERR_OK);
    assert_int_equal(looks_tell(house->registry, "k1"), ERR_NOT_FOUND);
}

/* ---- a kiosk that waits is asked for a picture ---- */

struct wait {
    struct house *house;
    struct test_kiosk kiosk;
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head;
    struct answer answer;
};

static void *wait_for_news(void *context)
{
    struct wait *wait = context;
    char target[200];
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld&wait=50", wait->generation,
             (long long)wait->head);
    kiosk_http(&wait->answer, wait->house->url, &wait->kiosk, "GET", target, NULL, NULL);
    return NULL;
}

static void a_wish_ends_the_wait_of_its_kiosk(void **state)
{
    struct house *house = *state;
    struct wait one = {.house = house};
    struct wait other = {.house = house};
    pthread_t first, second;
    char look[LOOK_ID_TEXT_BYTES];
    char value[256];
    const struct clock clock = clock_system();
    enum { SOON_MS = 30000, STEP_MS = 10 };
    house_import(house, 1);
    kiosk_make(house, &one.kiosk);
    kiosk_make(house, &other.kiosk);
    assert_int_equal(registry_head(house->registry, one.generation, &one.head), ERR_OK);
    memcpy(other.generation, one.generation, sizeof(other.generation));
    other.head = one.head;
    pthread_create(&first, NULL, wait_for_news, &one);
    pthread_create(&second, NULL, wait_for_news, &other);
    while (server_waiting(house->server) < 2) {
        nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
    }
    int64_t asked_ms = clock_monotonic_ms(&clock);
    /* As `forhal-registry kiosk look` does it, in a process of its own. */
    AUTO(registry_auto) struct registry *command = NULL;
    assert_int_equal(registry_open(&command, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(looks_ask(command, one.kiosk.id, look), ERR_OK);
    pthread_join(first, NULL);
    assert_true(clock_monotonic_ms(&clock) - asked_ms < SOON_MS);
    assert_int_equal(one.answer.status, 200);
    assert_string_equal(answer_header(&one.answer, REQUEST_HEADER_WANTED, value), REQUEST_WANTED_HEARTBEAT);
    assert_int_equal(server_waiting(house->server), 1); /* nobody else's */
    answer_finish(&one.answer);
    /* Once: whoever does not care about it waits as before. */
    pthread_create(&first, NULL, wait_for_news, &one);
    for (int passed_ms = 0; server_waiting(house->server) < 2; passed_ms += STEP_MS) {
        assert_true(passed_ms < SOON_MS);
        nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
    }
    house_import(house, 2); /* both hear of the news, and of nothing else */
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    answer_finish(&one.answer);
    assert_string_equal(answer_header(&other.answer, REQUEST_HEADER_WANTED, value), "");
    answer_finish(&other.answer);
}

/* ---- the building ---- */

/* What a kiosk's own store has of the site, after it fetched what is new. */
static void fetch(struct house *house, const struct test_kiosk *kiosk, struct catalog *catalog, struct site *out)
{
    AUTO(answer_finish) struct answer answer = {0};
    AUTO(json_auto) json_t *body = NULL;
    struct feed_cursor cursor;
    struct feed_page page;
    char target[200];
    char signature[256];
    assert_int_equal(catalog_cursor(catalog, &cursor), ERR_OK);
    snprintf(target, sizeof(target), "/v1/feed?generation=%s&after=%lld", cursor.generation,
             (long long)cursor.sequence);
    kiosk_http(&answer, house->url, kiosk, "GET", target, NULL, NULL);
    assert_int_equal(answer.status, 200);
    answer_header(&answer, REQUEST_HEADER_SIGNATURE, signature);
    assert_int_equal(
        feed_page_read(&page, str_text(&answer.body), answer.body.length, signature, kiosk->content_public), ERR_OK);
    page.fresh = true;
    assert_int_equal(catalog_apply(catalog, &page, NULL), ERR_OK);
    feed_page_finish(&page);
    assert_int_equal(catalog_item(catalog, "site", "site", &body), ERR_OK);
    assert_int_equal(site_from_json_in(out, body, "en"), ERR_OK);
}

static void change(struct house *house, enum building_part part, const char *base, const char *value, enum err wanted)
{
    AUTO(json_auto) json_t *before = json_loads(base, JSON_DECODE_ANY, NULL);
    AUTO(json_auto) json_t *after = json_loads(value, JSON_DECODE_ANY, NULL);
    AUTO(json_auto) json_t *current = NULL;
    char problem[SITE_PROBLEM_BYTES];
    assert_int_equal(building_change(house->registry, part, before, after, &current, problem), wanted);
    assert_true((current != NULL) == (wanted == ERR_CONFLICT));
    if (wanted == ERR_INVALID) assert_true(problem[0] != '\0');
    if (wanted == ERR_TOO_LARGE)
        assert_non_null(strstr(problem, "må tilsammen fylde 128 KiB, og med dette fylder de 1"));
    if (wanted == ERR_TOO_LARGE) assert_non_null(strstr(problem, "Mest fylder stederne"));
}

static void what_staff_change_is_what_a_kiosk_shows(void **state)
{
    static const char hours[] = "{\"monday\":{\"opens\":\"08:00\",\"closes\":\"16:00\"},\"closed\":[\"2026-12-24\"],"
                                "\"altered\":[{\"date\":\"2026-11-30\",\"opens\":\"10:00\",\"closes\":\"12:00\"}]}";
    static const char said[] = "[{\"text\":\"Vi holder lukket på mandag\",\"from\":\"2026-11-21T07:00\","
                               "\"until\":\"2026-11-30T12:00\",\"translations\":{\"en\":\"Closed on Monday\"}},"
                               "{\"text\":\"Elevatoren virker ikke\"}]";
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct site site;
    struct content_summary summary;
    AUTO(catalog_auto) struct catalog *catalog = NULL;
    char path[PATH_MAX];
    kiosk_make(house, &kiosk);
    change(house, BUILDING_HOURS, "null", hours, ERR_NOT_FOUND);
    json_error_t problem;
    AUTO(json_auto) json_t *document = json_load_file("assets/content/albertslund-2014.json", 0, &problem);
    assert_int_equal(content_import(house->registry, document, &summary), ERR_OK);
    folder_path(house->folder, "content.db", path);
    assert_int_equal(catalog_open(&catalog, path, CATALOG_WRITER), ERR_OK);
    fetch(house, &kiosk, catalog, &site);
    assert_int_equal(site.announcements_count, 0);
    site_finish(&site);
    change(house, BUILDING_HOURS, "null", hours, ERR_OK);
    change(house, BUILDING_HOURS, "null", hours, ERR_OK); /* the answer may have been lost */
    change(house, BUILDING_HOURS, "null", "{}", ERR_CONFLICT);
    change(house, BUILDING_ANNOUNCEMENTS, "null", said, ERR_OK);
    fetch(house, &kiosk, catalog, &site);
    struct local_time at = local_time_from_text("2026-11-30T09:00"); /* a Monday with other hours */
    assert_false(opening_hours_are_open(&site.opening_hours, &at));
    at = local_time_from_text("2026-11-30T11:00");
    assert_true(opening_hours_are_open(&site.opening_hours, &at));
    assert_int_equal(site.announcements_count, 2);
    assert_string_equal(site.announcements[0].text, "Closed on Monday");
    assert_true(announcement_is_on(&site.announcements[0], &at));
    assert_true(site.announcements[1].danish);
    at = local_time_from_text("2026-11-30T12:00");
    assert_false(announcement_is_on(&site.announcements[0], &at));
    assert_true(announcement_is_on(&site.announcements[1], &at));
    at = local_time_from_text("2026-11-21T06:59");
    assert_false(announcement_is_on(&site.announcements[0], &at));
    at.known = false; /* a doubtful clock ends nothing */
    assert_true(announcement_is_on(&site.announcements[0], &at));
    site_finish(&site);
    /* At other places only: the same page for all, and each kiosk finds out. */
    assert_int_equal(catalog_set_kiosk(catalog, kiosk.id), ERR_OK);
    static const char places[] = "[{\"id\":\"library\",\"name\":\"Biblioteket\",\"kiosks\":[\"other\"]}]";
    change(house, BUILDING_PLACES, "null", places, ERR_OK);
    change(house, BUILDING_PLACES, places, "[{\"id\":\"Not an id\",\"name\":\"B\",\"kiosks\":[]}]", ERR_INVALID);
    fetch(house, &kiosk, catalog, &site);
    AUTO(json_auto) json_t *library = json_pack("[s]", "library");
    assert_false(catalog_shows(catalog, site.document, library));
    site_finish(&site);
    /* What no page of the feed could carry. */
    AUTO(str_finish) struct str large;
    str_init(&large, 1024 * 1024);
    for (int place = 0; place < 4; place++) {
        str_addf(&large, "%s{\"id\":\"p%d\",\"name\":\"B\",\"kiosks\":[\"other\"", place == 0 ? "[" : ",", place);
        for (int number = 0; number < 999; number++) str_addf(&large, ",\"%040d\"", number);
        str_add(&large, "]}");
    }
    str_add(&large, "]");
    assert_true(str_ok(&large) && large.length > FEED_ITEM_BYTES_MAX);
    change(house, BUILDING_PLACES, places, str_text(&large), ERR_TOO_LARGE);
    /* Somebody who began from what is no more, and what is not right. */
    change(house, BUILDING_HOURS, "null", "{}", ERR_CONFLICT);
    change(house, BUILDING_HOURS, hours, "{\"monday\":{\"opens\":\"25:00\",\"closes\":\"16:00\"}}", ERR_INVALID);
    change(house, BUILDING_ANNOUNCEMENTS, said, "[{\"text\":\"\"}]", ERR_INVALID);
    change(house, BUILDING_ANNOUNCEMENTS, said, "null", ERR_OK);
    fetch(house, &kiosk, catalog, &site);
    assert_int_equal(site.announcements_count, 0);
    assert_int_equal(site.opening_hours.altered_count, 1); /* the other part stayed */
    site_finish(&site);
    /* It goes out and comes in as any content. */
    AUTO(json_auto) json_t *exported = NULL;
    assert_int_equal(content_export(house->registry, &exported), ERR_OK);
    assert_int_equal(content_check(exported, NULL, NULL), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(silence_is_told_once_and_its_end_once),
        house_test(a_closed_house_is_no_silence),
        house_test(what_waits_and_what_ends_is_told),
        house_test(who_looks_unusually_often_is_told),
        house_test(two_registries_tell_once),
        cmocka_unit_test(a_disk_is_low_until_there_is_room_again),
        house_test(a_disk_that_is_gone_is_not_low_for_ever),
        house_test(alerts_come_with_a_migration),
        house_test(a_wish_ends_the_wait_of_its_kiosk),
        house_test(what_staff_change_is_what_a_kiosk_shows),
    };
    return cmocka_run_group_tests_name("registry alerts", tests, house_begin, NULL);
}
