/* tests/unit/test_registry_fleet.c - heartbeats, what they mean, and pictures of a kiosk's screen that staff ask for.
 */
#include "tests/unit/registry_past.h"
#include "tests/unit/staff_house.h"

#include "sync/base/file.h"
#include "sync/model/picture.h"
#include "sync/registry/fleet/fleet.h"
#include "sync/registry/fleet/looks.h"
#include "sync/registry/staff/users.h"

/* ---- what a heartbeat means ---- */

/* A kiosk with nothing to be said about it. */
static struct fleet_state good_state(void)
{
    struct fleet_state state = {.heard_s = HOUSE_NOW_S};
    heartbeat_clear(&state.beat);
    state.beat.wall_s = HOUSE_NOW_S;
    state.beat.watchdog_s = 180;
    state.beat.waiting = state.beat.set_aside = 0;
    state.beat.certificate_days = 60;
    state.beat.has_screen = true;
    state.beat.screen_age_s = 30;
    state.beat.screen.watchdog_s = 15;
    state.beat.screen.presented_ms = 4000;
    state.beat.screen.touch_devices = 1;
    state.beat.screen.touched_s = 3600;
    state.beat.screen.up_s = 86400;
    state.beat.screen.resident_kib = 30000;
    state.beat.board.cpu_mc = 50000;
    state.beat.board.throttled = 0;
    state.beat.board.under_voltage = 0;
    state.beat.board.disk_free_mib = 9000;
    state.beat.board.hardware_watchdog_s = 14;
    state.beat.board.memory_available_mib = 2000;
    return state;
}

static void assert_words(const struct fleet_state *state, int64_t later_s, const char *wanted)
{
    AUTO(str_finish) struct str words;
    str_init(&words, 512);
    fleet_words(&words, fleet_judge(state, HOUSE_NOW_S + later_s));
    assert_string_equal(str_text(&words), wanted);
}

#define assert_judged(member, value, wanted)                                                                           \
    do {                                                                                                               \
        struct fleet_state judged = good_state();                                                                      \
        judged.member = (value);                                                                                       \
        assert_words(&judged, 0, wanted);                                                                              \
    } while (0)

static void every_trouble_has_its_word(void **state)
{
    (void)state;
    struct fleet_state good = good_state();
    assert_words(&good, 0, "fresh");
    assert_words(&good, FLEET_SILENT_S, "fresh");
    assert_words(&good, FLEET_SILENT_S + 1, "silent");
    assert_words(&good, -FLEET_SILENT_S, "fresh");
    assert_words(&good, -FLEET_SILENT_S - 1, "silent");
    assert_judged(beat.has_screen, false, "no screen");
    assert_judged(beat.screen_age_s, FLEET_SCREEN_SILENT_S + 1, "frozen screen");
    assert_judged(beat.screen.presented_ms, FLEET_PRESENTED_MS + 1, "frozen screen");
    assert_judged(frozen_s, HOUSE_NOW_S - 60, "frozen screen");
    assert_judged(behind_s, HOUSE_NOW_S - FLEET_BEHIND_S, "fresh");
    assert_judged(behind_s, HOUSE_NOW_S - FLEET_BEHIND_S - 1, "behind");
    assert_judged(beat.wall_s, 1000, "doubtful clock");
    assert_judged(beat.wall_s, HOUSE_NOW_S + FLEET_CLOCK_OFF_S + 1, "doubtful clock");
    assert_judged(beat.screen.touch_devices, 0, "no touch device");
    assert_judged(beat.screen.touched_s, FLEET_TOUCH_SILENT_S + 1, "touch silent");
    assert_judged(beat.oldest_s, FLEET_OUTBOX_OLD_S + 1, "outbox old");
    assert_judged(beat.set_aside, 1, "entries set aside");
    assert_judged(beat.board.disk_free_mib, FLEET_DISK_LOW_MIB - 1, "disk low");
    assert_judged(beat.board.cpu_mc, FLEET_HOT_MC, "hot");
    assert_judged(beat.board.throttled, THROTTLED_NOW, "hot");
    assert_judged(beat.board.throttled, THROTTLED_NOW << THROTTLED_SINCE_START, "fresh"); /* it was, and is over */
    assert_judged(beat.board.under_voltage, 1, "under-voltage");
    assert_judged(beat.screen.watchdog_s, 0, "watchdog not armed");
    assert_judged(beat.watchdog_s, 0, "watchdog not armed");
    assert_judged(beat.board.hardware_watchdog_s, 0, "watchdog not armed");
    assert_judged(beat.certificate_days, FLEET_CERTIFICATE_DAYS - 1, "certificate ends");
    assert_judged(beat.screen.resident_kib, FLEET_SCREEN_LARGE_KIB + 1, "memory");
    assert_judged(beat.board.memory_available_mib, FLEET_MEMORY_LOW_MIB - 1, "memory");
    snprintf(good.beat.clock, sizeof(good.beat.clock), CLOCK_DOUBTFUL);
    good.beat.board.under_voltage = 1;
    assert_words(&good, 0, "doubtful clock, under-voltage");
}

static void a_colour_is_that_of_the_worst_word(void **state)
{
    (void)state;
    assert_string_equal(fleet_colour_name(fleet_words_colour(0)), "green");
    for (unsigned word = 1; word <= (unsigned)FLEET_MEMORY; word <<= 1) {
        bool red = word == FLEET_SILENT || word == FLEET_NO_SCREEN || word == FLEET_FROZEN || word == FLEET_NO_TOUCH;
        assert_string_equal(fleet_colour_name(fleet_words_colour(word)), red ? "red" : "yellow");
        assert_string_equal(fleet_colour_name(fleet_words_colour(word | FLEET_SILENT)), "red");
    }
}

/* What a kiosk doesn't know is no trouble. */
static void what_is_unknown_is_no_trouble(void **state)
{
    (void)state;
    struct fleet_state unknown = {.heard_s = HOUSE_NOW_S};
    heartbeat_clear(&unknown.beat);
    unknown.beat.has_screen = true;
    assert_words(&unknown, 0, "fresh");
    /* Never touched since it began counts from there. */
    unknown.beat.screen.up_s = FLEET_TOUCH_SILENT_S + 1;
    assert_words(&unknown, 0, "touch silent");
}

/* ---- over the wire ---- */

static void beat_http(struct answer *out, struct house *house, const struct test_kiosk *kiosk,
                      const struct heartbeat *beat)
{
    AUTO(str_finish) struct str body;
    assert_int_equal(heartbeat_write(&body, beat), ERR_OK);
    kiosk_http(out, house->url, kiosk, "POST", "/v1/heartbeat", str_text(&body), NULL);
}

static void told(struct house *house, const struct test_kiosk *kiosk, const struct heartbeat *beat)
{
    AUTO(answer_finish) struct answer answer = {0};
    beat_http(&answer, house, kiosk, beat);
    assert_int_equal(answer.status, 200);
    answer_check_headers(&answer);
    assert_null(json_object_get(answer.json, "look"));
}

/* A cookie of somebody who is signed in. */
static void sign_in(struct house *house, char cookie[256])
{
    static const char password[] = "en meget lang adgangskode";
    AUTO(answer_finish) struct answer answer = {0};
    char header[256];
    assert_int_equal(user_add(house->registry, "anne", password), ERR_OK);
    assert_int_equal(user_set_password_only(house->registry, "anne"), ERR_OK);
    AUTO(json_auto) json_t *json = json_pack("{s:s, s:s}", "name", "anne", "password", password);
    char *body = json_dumps(json, JSON_COMPACT);
    http(&answer, house->url, "POST", "/v1/session", body, strlen(body), NULL);
    free(body);
    assert_int_equal(answer.status, 200);
    answer_header(&answer, "Set-Cookie", header);
    snprintf(cookie, 256, "Cookie: %.*s", (int)strcspn(header, ";"), header);
}

/* As a browser does it: the cookie is replaced when the registry gives another, and the CSRF token goes along. */
static void browser_http(struct answer *out, struct house *house, char cookie[256], const char *method,
                         const char *target, const char *body)
{
    char csrf[128];
    AUTO(answer_finish) struct answer session = {0};
    http(&session, house->url, "GET", "/v1/session", NULL, 0, (const char *const[]){cookie, NULL});
    staff_cookie(&session, cookie);
    const char *token = json_text_at(session.json, "csrf");
    snprintf(csrf, sizeof(csrf), "Forhal-Csrf: %.80s", token != NULL ? token : "none");
    http(out, house->url, method, target, body, body != NULL ? strlen(body) : 0,
         (const char *const[]){cookie, csrf, NULL});
}

static const char *first_word(const struct answer *answer)
{
    const json_t *kiosk = json_array_get(json_object_get(answer->json, "kiosks"), 0);
    return json_string_value(json_array_get(json_object_get(kiosk, "words"), 0));
}

static void assert_staff_sees(struct house *house, char cookie[256], const char *word)
{
    AUTO(answer_finish) struct answer answer = {0};
    browser_http(&answer, house, cookie, "GET", "/v1/staff/kiosks", NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(first_word(&answer), word);
}

static void pass(struct house *house, int seconds)
{
    atomic_fetch_add(&house->wall_s, seconds);
    atomic_fetch_add(&house->monotonic_ms, (int64_t)seconds * 1000);
}

static struct heartbeat beat_now(struct house *house)
{
    struct heartbeat beat = good_state().beat;
    beat.wall_s = atomic_load(&house->wall_s);
    return beat;
}

static void a_kiosk_that_shows_old_content_is_behind(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char cookie[256];
    char generation[REGISTRY_GENERATION_TEXT_BYTES];
    int64_t head = 0;
    house_import(house, 3);
    kiosk_make(house, &kiosk);
    sign_in(house, cookie);
    assert_staff_sees(house, cookie, "never heard");
    assert_int_equal(registry_head(house->registry, generation, &head), ERR_OK);
    struct heartbeat beat = beat_now(house);
    snprintf(beat.screen.generation, sizeof(beat.screen.generation), "%s", generation);
    snprintf(beat.generation, sizeof(beat.generation), "%s", generation);
    beat.sequence = head;
    beat.screen.sequence = head - 1; /* fetched, but not shown */
    for (int minute = 0; minute <= 11; minute++) {
        beat.wall_s = atomic_load(&house->wall_s);
        beat.screen.up_s += 60;
        beat.screen.frames = minute;
        told(house, &kiosk, &beat);
        assert_staff_sees(house, cookie, minute * 60 > FLEET_BEHIND_S ? "behind" : "fresh");
        pass(house, 60);
    }
    beat.wall_s = atomic_load(&house->wall_s);
    beat.screen.up_s += 60;
    beat.screen.frames = 99;
    beat.screen.sequence = head;
    told(house, &kiosk, &beat);
    assert_staff_sees(house, cookie, "fresh");
    pass(house, FLEET_SILENT_S + 1);
    assert_staff_sees(house, cookie, "silent");
}

static void frames_that_stand_still_are_frozen(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char cookie[256];
    kiosk_make(house, &kiosk);
    sign_in(house, cookie);
    struct heartbeat beat = beat_now(house);
    beat.screen.frames = 700;
    told(house, &kiosk, &beat);
    assert_staff_sees(house, cookie, "fresh");
    told(house, &kiosk, &beat); /* the same minute of the screen, told twice */
    assert_staff_sees(house, cookie, "fresh");
    beat.screen.up_s += 60;
    told(house, &kiosk, &beat);
    assert_staff_sees(house, cookie, "frozen screen");
    told(house, &kiosk, &beat);
    assert_staff_sees(house, cookie, "frozen screen");
    beat.screen.up_s = 5; /* started anew */
    beat.screen.frames = 3;
    told(house, &kiosk, &beat);
    assert_staff_sees(house, cookie, "fresh");
    beat.screen.watchdog_s = FACT_UNKNOWN; /* a still screen need not present anything then */
    beat.screen.up_s = 65;
    told(house, &kiosk, &beat);
    assert_staff_sees(house, cookie, "fresh");
}

static void bad_heartbeats_are_refused(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk stranger = {.id = "nobody"};
    kiosk_make(house, &kiosk);
    sign_make_keys(stranger.sign_public, stranger.sign_secret);
    const struct {
        const struct test_kiosk *who;
        const char *body;
        long status;
        const char *code;
    } tries[] = {
        {&stranger, "{}", 401, "unknown_kiosk"},
        {&kiosk, "", 400, "bad_request"},
        {&kiosk, "[]", 400, "bad_request"},
        {&kiosk, "{\"screen\":7}", 400, "bad_request"},
        {&kiosk, "{\"a\":[[[[[]]]]]}", 413, "too_large"},
    };
    for (size_t at = 0; at < sizeof(tries) / sizeof(tries[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        kiosk_http(&answer, house->url, tries[at].who, "POST", "/v1/heartbeat", tries[at].body, NULL);
        assert_refused(&answer, tries[at].status, tries[at].code);
    }
    char *large = calloc(1, HEARTBEAT_BYTES_MAX + 2);
    memset(large, ' ', HEARTBEAT_BYTES_MAX + 1);
    large[0] = '{';
    large[1] = '}';
    AUTO(answer_finish) struct answer answer = {0};
    kiosk_http(&answer, house->url, &kiosk, "POST", "/v1/heartbeat", large, NULL);
    assert_refused(&answer, 413, "too_large");
    free(large);
    assert_int_equal(atomic_load(&house->reports), 0);
}

/* ---- the table ---- */

static void a_quiet_hour_costs_few_commits(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosks[3];
    struct fleet *fleet = NULL;
    for (int at = 0; at < 3; at++) kiosk_make(house, &kiosks[at]);
    assert_int_equal(fleet_open(&fleet, house->registry), ERR_OK);
    struct heartbeat beat = beat_now(house);
    for (int minute = 0; minute < 60; minute++) {
        beat.wall_s = atomic_load(&house->wall_s);
        beat.screen.up_s += 60;
        beat.screen.frames++;
        for (int at = 0; at < 3; at++) assert_int_equal(fleet_take(fleet, kiosks[at].id, &beat), ERR_OK);
        pass(house, 60);
    }
    /* Of 180 heartbeats. */
    if (house->registry->shared) {
        assert_in_range(fleet_commits(fleet), 58, 61); /* each minute's together */
    } else {
        assert_in_range(fleet_commits(fleet), 11, 14);
    }
    size_t before = fleet_commits(fleet);
    beat.board.under_voltage = 1; /* news are written at once */
    beat.wall_s = atomic_load(&house->wall_s);
    assert_int_equal(fleet_take(fleet, kiosks[0].id, &beat), ERR_OK);
    assert_int_equal(fleet_commits(fleet), before + 1);
    beat.board.under_voltage = 0; /* but not more often than every ten seconds */
    assert_int_equal(fleet_take(fleet, kiosks[0].id, &beat), ERR_OK);
    assert_int_equal(fleet_commits(fleet), before + 1);
    fleet_close(fleet); /* what is left is written */
    assert_int_equal(fleet_open(&fleet, house->registry), ERR_OK);
    const struct fleet_state *found = fleet_find(fleet, kiosks[0].id);
    assert_non_null(found);
    assert_int_equal(found->beat.board.under_voltage, 0);
    assert_int_equal(found->heard_s, atomic_load(&house->wall_s));
    assert_null(fleet_find(fleet, "nobody"));
    /* One whose kiosk is not in the table is not stored, and holds up nothing. */
    assert_int_equal(fleet_take(fleet, "gone", &beat), ERR_OK);
    fleet_close(fleet);
}

static void an_earlier_database_gets_the_tables(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char look[LOOK_ID_TEXT_BYTES];
    kiosk_make(house, &kiosk);
    struct db *db = past_begin(house, past_before("CREATE TABLE kiosk_look"));
    past_add_kiosk(db, &kiosk);
    db_close(db);
    past_end(house);
    assert_int_equal(looks_ask(house->registry, kiosk.id, look), ERR_OK);
}

/* ---- two processes on one database ---- */

struct process {
    struct registry *registry;
    struct fleet *fleet;
};

static void process_begin(struct process *out, struct house *house)
{
    assert_int_equal(registry_open(&out->registry, house->data, house_clock(house)), ERR_OK);
    assert_int_equal(fleet_open(&out->fleet, out->registry), ERR_OK);
}

static void process_end(struct process *process)
{
    fleet_close(process->fleet);
    registry_close(process->registry);
}

/* What this process shows of the one kiosk there is. */
static void assert_shows(struct process *process, const char *wanted, int64_t heard_s_ago)
{
    AUTO(json_auto) json_t *list = NULL;
    assert_int_equal(fleet_list(process->fleet, &list), ERR_OK);
    assert_int_equal(json_array_size(list), 1);
    const json_t *kiosk = json_array_get(list, 0);
    assert_string_equal(json_string_value(json_array_get(json_object_get(kiosk, "words"), 0)), wanted);
    if (heard_s_ago < 0) return;
    assert_int_equal(json_integer_value(json_object_get(kiosk, "heard_s_ago")), heard_s_ago);
}

static void what_another_process_heard_is_shown(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct process one;
    struct process two;
    kiosk_make(house, &kiosk);
    process_begin(&one, house);
    process_begin(&two, house);
    int wait_s = (one.registry->shared ? FLEET_STORE_SHARED_MS : FLEET_STORE_MS) / 1000;
    struct heartbeat beat = beat_now(house);
    assert_shows(&two, "never heard", -1);
    assert_int_equal(fleet_take(one.fleet, kiosk.id, &beat), ERR_OK); /* the first is written at once */
    assert_shows(&two, "fresh", 0);
    pass(house, 60);
    beat = beat_now(house);
    beat.board.under_voltage = 1; /* so is what is new */
    assert_int_equal(fleet_take(two.fleet, kiosk.id, &beat), ERR_OK);
    assert_shows(&one, "under-voltage", 0);
    pass(house, 60);
    beat = beat_now(house);
    beat.board.under_voltage = 1;
    size_t commits = fleet_commits(two.fleet);
    assert_int_equal(fleet_take(two.fleet, kiosk.id, &beat), ERR_OK); /* the same may wait, and not for long */
    assert_int_equal(fleet_commits(two.fleet), commits);
    assert_shows(&one, "under-voltage", 60);
    pass(house, wait_s);
    assert_int_equal(fleet_settle(two.fleet), ERR_OK);
    assert_shows(&one, "under-voltage", wait_s);
    process_end(&one);
    process_end(&two);
}

static void the_latest_heartbeat_counts_whoever_heard_it(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct process one;
    struct process two;
    kiosk_make(house, &kiosk);
    process_begin(&one, house);
    process_begin(&two, house);
    struct heartbeat beat = beat_now(house);
    assert_int_equal(fleet_take(one.fleet, kiosk.id, &beat), ERR_OK);
    assert_int_equal(fleet_take(one.fleet, kiosk.id, &beat), ERR_OK); /* waits to be written */
    pass(house, 1);
    beat = beat_now(house);
    beat.board.under_voltage = 1;
    assert_int_equal(fleet_take(two.fleet, kiosk.id, &beat), ERR_OK);
    pass(house, FLEET_STORE_MS / 1000);
    assert_int_equal(fleet_settle(one.fleet), ERR_OK);
    assert_shows(&one, "under-voltage", FLEET_STORE_MS / 1000);
    process_end(&one); /* what it had kept doesn't go over the newer one */
    assert_shows(&two, "under-voltage", FLEET_STORE_MS / 1000);
    process_end(&two);
    process_begin(&one, house);
    assert_shows(&one, "under-voltage", FLEET_STORE_MS / 1000);
    /* A clock that was an hour ahead, and was put right. */
    atomic_fetch_sub(&house->wall_s, 3600);
    beat = beat_now(house);
    assert_int_equal(fleet_take(one.fleet, kiosk.id, &beat), ERR_OK);
    assert_shows(&one, "fresh", 0);
    process_end(&one);
    process_begin(&two, house);
    assert_shows(&two, "fresh", 0);
    process_end(&two);
}

/* ---- pictures of the screen ---- */

static void read_png(struct str *out)
{
    assert_int_equal(file_read(out, "assets/content/pictures/dinghy.png", PICTURE_BYTES_MAX), ERR_OK);
}

static void give(struct answer *out, struct house *house, const struct test_kiosk *kiosk, const char *look,
                 const void *body, size_t bytes)
{
    char target[128];
    char signature[REQUEST_SIGNATURE_TEXT_BYTES];
    char who[160];
    char signed_by[160];
    snprintf(target, sizeof(target), "/v1/look?id=%s", look);
    request_sign(signature, SIGN_REQUEST, "POST", target, body, bytes, kiosk->sign_secret);
    snprintf(who, sizeof(who), "Forhal-Kiosk: %s", kiosk->id);
    snprintf(signed_by, sizeof(signed_by), "Forhal-Signature: %s", signature);
    http(out, house->url, "POST", target, body, bytes, (const char *const[]){who, signed_by, NULL});
}

/* Staff ask, the kiosk hears of it. */
static void ask_for_look(struct house *house, const struct test_kiosk *kiosk, char cookie[256],
                         char look[LOOK_ID_TEXT_BYTES])
{
    AUTO(answer_finish) struct answer asked = {0};
    AUTO(answer_finish) struct answer heard = {0};
    char body[128];
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\"}", kiosk->id);
    browser_http(&asked, house, cookie, "POST", "/v1/staff/kiosks/look", body);
    assert_int_equal(asked.status, 200);
    snprintf(look, LOOK_ID_TEXT_BYTES, "%s", json_text_at(asked.json, "look"));
    struct heartbeat beat = beat_now(house);
    beat_http(&heard, house, kiosk, &beat);
    assert_int_equal(heard.status, 200);
    assert_string_equal(json_text_at(heard.json, "look"), look);
}

static void staff_sees_look(struct answer *out, struct house *house, char cookie[256], const char *look)
{
    char target[128];
    snprintf(target, sizeof(target), "/v1/staff/looks/%s", look);
    browser_http(out, house, cookie, "GET", target, NULL);
}

static void staff_see_what_a_kiosk_shows(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char cookie[256];
    char look[LOOK_ID_TEXT_BYTES];
    char value[256];
    AUTO(str_finish) struct str png;
    AUTO(answer_finish) struct answer early = {0};
    AUTO(answer_finish) struct answer given = {0};
    AUTO(answer_finish) struct answer again = {0};
    AUTO(answer_finish) struct answer seen = {0};
    AUTO(answer_finish) struct answer late = {0};
    read_png(&png);
    kiosk_make(house, &kiosk);
    sign_in(house, cookie);
    ask_for_look(house, &kiosk, cookie, look);
    staff_sees_look(&early, house, cookie, look);
    assert_refused(&early, 409, "look_awaited");
    give(&given, house, &kiosk, look, str_text(&png), png.length);
    assert_int_equal(given.status, 200);
    give(&again, house, &kiosk, look, str_text(&png), png.length); /* once is enough */
    assert_refused(&again, 404, "look_unknown");
    staff_sees_look(&seen, house, cookie, look);
    assert_int_equal(seen.status, 200);
    assert_string_equal(answer_header(&seen, "Content-Type", value), "image/png");
    assert_string_equal(answer_header(&seen, "Cache-Control", value), "no-store");
    assert_int_equal(seen.body.length, png.length);
    assert_memory_equal(str_text(&seen.body), str_text(&png), png.length);
    struct heartbeat beat = beat_now(house);
    told(house, &kiosk, &beat); /* nothing more is asked for */
    pass(house, LOOK_KEPT_S + 1);
    staff_sees_look(&late, house, cookie, look);
    assert_refused(&late, 404, "not_found");
    int64_t rows = -1;
    assert_int_equal(db_int(house->registry->db, &rows, "SELECT count(*) FROM kiosk_look", ""), ERR_OK);
    assert_int_equal(rows, 0);
}

static bool file_holds(const struct house *house, const char *name, const struct str *bytes)
{
    char path[PATH_MAX];
    AUTO(str_finish) struct str text = {0};
    if (file_read(&text, folder_path(house->folder, name, path), 64 * 1024 * 1024) != ERR_OK) return false;
    return text.length > 0 && memmem(str_text(&text), text.length, bytes->data + bytes->length / 2, 64) != NULL;
}

/* Whoever watches the service is enough for it to be deleted, from the log too. */
static void a_picture_is_wiped_after_ten_minutes(void **state)
{
    if (house_on_postgres()) skip(); /* its files, and its log, are another program's */
    struct house *house = *state;
    struct test_kiosk kiosk;
    char cookie[256];
    char look[LOOK_ID_TEXT_BYTES];
    AUTO(str_finish) struct str png;
    AUTO(answer_finish) struct answer given = {0};
    AUTO(answer_finish) struct answer health = {0};
    read_png(&png);
    kiosk_make(house, &kiosk);
    sign_in(house, cookie);
    ask_for_look(house, &kiosk, cookie, look);
    give(&given, house, &kiosk, look, str_text(&png), png.length);
    assert_int_equal(given.status, 200);
    assert_true(file_holds(house, "registry/registry.db", &png) || file_holds(house, "registry/registry.db-wal", &png));
    pass(house, LOOK_KEPT_S + 1);
    http(&health, house->url, "GET", "/v1/health", NULL, 0, NULL);
    assert_int_equal(health.status, 200);
    assert_false(file_holds(house, "registry/registry.db", &png));
    assert_false(file_holds(house, "registry/registry.db-wal", &png));
}

static void a_kiosk_may_refuse(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char cookie[256];
    char look[LOOK_ID_TEXT_BYTES];
    static const char word[] = "{\"refused\":\"private\"}";
    AUTO(answer_finish) struct answer given = {0};
    AUTO(answer_finish) struct answer seen = {0};
    kiosk_make(house, &kiosk);
    sign_in(house, cookie);
    ask_for_look(house, &kiosk, cookie, look);
    give(&given, house, &kiosk, look, word, sizeof(word) - 1);
    assert_int_equal(given.status, 200);
    staff_sees_look(&seen, house, cookie, look);
    assert_refused(&seen, 409, "look_refused");
}

static void wrong_pictures_are_refused(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    struct test_kiosk other;
    char cookie[256];
    char look[LOOK_ID_TEXT_BYTES];
    AUTO(str_finish) struct str png;
    read_png(&png);
    kiosk_make(house, &kiosk);
    kiosk_make(house, &other);
    sign_in(house, cookie);
    ask_for_look(house, &kiosk, cookie, look);
    char *large = calloc(1, PICTURE_BYTES_MAX + 1);
    memcpy(large, str_text(&png), png.length);
    const struct {
        const struct test_kiosk *who;
        const char *look;
        const char *body;
        size_t bytes;
        long status;
        const char *code;
    } tries[] = {
        {&kiosk, look, "", 0, 400, "bad_request"},
        {&kiosk, look, "GIF89a", 6, 400, "bad_request"},
        {&kiosk, look, "{\"refused\":\"A Sentence\"}", 24, 400, "bad_request"},
        {&kiosk, look, "{\"refused\":\"\"}", 14, 400, "bad_request"},
        {&kiosk, look, "{}", 2, 400, "bad_request"},
        {&kiosk, look, "{", 1, 400, "not_json"},
        {&kiosk, look, large, PICTURE_BYTES_MAX + 1, 413, "too_large"},
        {&kiosk, "../../etc", str_text(&png), png.length, 400, "bad_request"},
        {&kiosk, "0123456789abcdef", str_text(&png), png.length, 404, "look_unknown"},
        {&other, look, str_text(&png), png.length, 404, "look_unknown"}, /* another kiosk's */
    };
    for (size_t at = 0; at < sizeof(tries) / sizeof(tries[0]); at++) {
        AUTO(answer_finish) struct answer answer = {0};
        give(&answer, house, tries[at].who, tries[at].look, tries[at].body, tries[at].bytes);
        assert_refused(&answer, tries[at].status, tries[at].code);
    }
    free(large);
    AUTO(answer_finish) struct answer still = {0};
    staff_sees_look(&still, house, cookie, look);
    assert_refused(&still, 409, "look_awaited");
    assert_int_equal(atomic_load(&house->reports), 0);
}

static void only_staff_may_look(void **state)
{
    struct house *house = *state;
    struct test_kiosk kiosk;
    char cookie[256];
    static const char *const targets[] = {"/v1/staff/kiosks", "/v1/staff/looks/0123456789abcdef"};
    kiosk_make(house, &kiosk);
    for (size_t at = 0; at < 2; at++) {
        AUTO(answer_finish) struct answer answer = {0};
        http(&answer, house->url, "GET", targets[at], NULL, 0, NULL);
        assert_refused(&answer, 401, "sign_in_needed");
    }
    AUTO(answer_finish) struct answer asked = {0};
    http(&asked, house->url, "POST", "/v1/staff/kiosks/look", "{}", 2, NULL);
    assert_refused(&asked, 401, "sign_in_needed");
    sign_in(house, cookie);
    AUTO(answer_finish) struct answer nobody = {0};
    browser_http(&nobody, house, cookie, "POST", "/v1/staff/kiosks/look", "{\"kiosk\":\"nobody\"}");
    assert_refused(&nobody, 404, "not_found");
    AUTO(answer_finish) struct answer unsaid = {0};
    browser_http(&unsaid, house, cookie, "POST", "/v1/staff/kiosks/look", "{}");
    assert_refused(&unsaid, 400, "bad_request");
    char body[128];
    snprintf(body, sizeof(body), "{\"kiosk\":\"%s\"}", kiosk.id);
    assert_int_equal(kiosk_revoke(house->registry, kiosk.id), ERR_OK);
    AUTO(answer_finish) struct answer revoked = {0};
    browser_http(&revoked, house, cookie, "POST", "/v1/staff/kiosks/look", body);
    assert_refused(&revoked, 404, "not_found");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_trouble_has_its_word),
        cmocka_unit_test(a_colour_is_that_of_the_worst_word),
        cmocka_unit_test(what_is_unknown_is_no_trouble),
        house_test(a_kiosk_that_shows_old_content_is_behind),
        house_test(frames_that_stand_still_are_frozen),
        house_test(bad_heartbeats_are_refused),
        house_test(a_quiet_hour_costs_few_commits),
        house_test(an_earlier_database_gets_the_tables),
        house_test(what_another_process_heard_is_shown),
        house_test(the_latest_heartbeat_counts_whoever_heard_it),
        house_test(staff_see_what_a_kiosk_shows),
        house_test(a_picture_is_wiped_after_ten_minutes),
        house_test(a_kiosk_may_refuse),
        house_test(wrong_pictures_are_refused),
        house_test(only_staff_may_look),
    };
    return cmocka_run_group_tests_name("registry fleet", tests, house_begin, NULL);
}
