/* tests/screens/test_water.c - the water at rest: when it moves, what takes turns on it, and that it costs
 * nothing when it stands still. */
#include "tests/screens/visit.h"

#include "kiosk/news.h"
#include "kiosk/paint.h"
#include "kiosk/ui.h"
#include "kiosk/water.h"

enum { FRAMES_A_SECOND_MAX = 30, WATCHED_S = 60 };

/* A Thursday. */
static const struct local_time thursday_noon = {
    .known = true, .year = 2026, .month = 11, .day = 26, .weekday = 3, .minute = 12 * 60};

static void hours(struct visit *visit, const char *text)
{
    json_t *json = visit_json(text);
    opening_hours_from_json(&visit->model.site.opening_hours, json);
    json_decref(json);
}

static void clock_shows(struct visit *visit, struct local_time local)
{
    visit_say(visit, (struct event){.kind = EVENT_CLOCK, .local = &local});
}

/* Lets the model be woken whenever it asks for it. Returns how often. */
static int watch(struct visit *visit, int64_t ms)
{
    int wakes = 0;
    int64_t until = visit->now_ms + ms;
    for (;;) {
        int64_t wake = model_next_wake_ms(&visit->model);
        if (wake < 0 || visit->now_ms + wake > until) break;
        assert_true(wake > 0);
        visit_wait(visit, wake);
        wakes++;
    }
    visit->now_ms = until;
    return wakes;
}

/* ---- when it moves ---- */

static void moving_water_wakes_up_less_than_thirty_times_a_second(void **state)
{
    struct visit *visit = *state;
    for (int second = 0; second < WATCHED_S; second++) {
        int wakes = watch(visit, 1000);
        assert_true(wakes > 0 && wakes <= FRAMES_A_SECOND_MAX);
    }
    int wakes = watch(visit, WATCHED_S * 1000);
    assert_true(wakes <= 12 * WATCHED_S); /* ten, and what gives way to the next */
}

static void quiet_water_never_wakes_up(void **state)
{
    struct visit *visit = *state;
    visit->model.quiet = visit->model.quiet_first = true;
    assert_int_equal(model_next_wake_ms(&visit->model), -1);
    assert_int_equal(water_ring_phase(&visit->model, 3), RINGS_STILL);
    visit_wait(visit, WATER_CARD_MS + WATER_FADE_MS);
    assert_int_equal(water_turn(&visit->model, WATER_CARD_MS).count, 0);
    assert_int_equal(water_turn(&visit->model, WATER_CARD_MS).faded, 0);
}

static void outside_opening_hours_it_stands_still_and_is_dimmed(void **state)
{
    struct visit *visit = *state;
    hours(visit, "{\"thursday\": {\"opens\": \"08:00\", \"closes\": \"16:00\"}}");
    clock_shows(visit, thursday_noon);
    assert_true(water_moves(&visit->model));
    assert_false(water_is_dimmed(&visit->model));
    struct local_time late = thursday_noon;
    late.minute = 16 * 60;
    clock_shows(visit, late);
    assert_false(water_moves(&visit->model));
    assert_true(water_is_dimmed(&visit->model));
    assert_int_equal(model_next_wake_ms(&visit->model), -1);
    late.known = false; /* a clock that can't be trusted */
    clock_shows(visit, late);
    assert_true(water_moves(&visit->model));
}

static void outside_opening_hours_a_touch_still_opens_the_board(void **state)
{
    struct visit *visit = *state;
    hours(visit, "{\"thursday\": null}");
    clock_shows(visit, thursday_noon);
    assert_true(water_is_dimmed(&visit->model));
    visit_tap(visit, ACTION_OPEN_BOARD);
    assert_int_equal(visit->model.screen, SCREEN_BOARD);
}

static void on_other_screens_nothing_moves(void **state)
{
    struct visit *visit = *state;
    visit_to_board(visit);
    assert_false(water_moves(&visit->model));
    assert_int_equal(water_next_wake_ms(&visit->model), -1);
}

static void under_the_thanks_it_comes_to_rest(void **state)
{
    struct visit *visit = *state;
    visit_to_thanks(visit);
    assert_true(water_moves(&visit->model));
    assert_true(watch(visit, WATER_THANKS_MS) <= FRAMES_A_SECOND_MAX * WATER_THANKS_MS / 1000);
    visit_hear(visit, EVENT_TIME);
    assert_false(water_moves(&visit->model));
    assert_true(model_next_wake_ms(&visit->model) > 10 * 1000);
}

/* ---- what takes turns ---- */

static void the_first_is_there_at_once_and_each_gives_way_softly(void **state)
{
    struct visit *visit = *state;
    struct turn turn = water_turn(&visit->model, WATER_CARD_MS);
    assert_int_equal(turn.count, 0);
    assert_int_equal(turn.faded, 0);
    int64_t began = visit->model.water_since_ms;
    int faded_ms = 0;
    uint8_t last = 0;
    for (int at = 0; at < WATER_CARD_MS * 3 / 2; at += WATER_TURN_STEP_MS) {
        visit->now_ms = began + at;
        visit_hear(visit, EVENT_TIME);
        turn = water_turn(&visit->model, WATER_CARD_MS);
        assert_int_equal(turn.count, at / WATER_CARD_MS);
        if (turn.count == 1 && last == 0 && turn.faded == 0 && at == WATER_CARD_MS) fail_msg("it jumped");
        last = turn.faded;
        faded_ms += turn.faded > 0 ? WATER_TURN_STEP_MS : 0;
    }
    assert_true(faded_ms > 0 && faded_ms <= 250 + WATER_TURN_STEP_MS);
}

static void rings_come_round_without_a_jump(void **state)
{
    struct visit *visit = *state;
    int before = water_ring_phase(&visit->model, 1);
    for (int step = 0; step < 2 * RING_PHASES; step++) {
        visit_wait(visit, WATER_STEP_MS);
        int phase = water_ring_phase(&visit->model, 1);
        assert_true(phase >= 1 && phase <= RING_PHASES);
        assert_int_equal(phase, before % RING_PHASES + 1);
        before = phase;
    }
}

static void a_glint_brightens_and_fades_a_step_at_a_time(void **state)
{
    struct visit *visit = *state;
    int most = 0;
    int before = water_glint(&visit->model, 2);
    for (int step = 0; step < 200; step++) {
        visit_wait(visit, WATER_STEP_MS);
        int bright = water_glint(&visit->model, 2);
        assert_true(bright >= 0 && bright <= WATER_GLINT_STEPS && abs(bright - before) <= 1);
        if (bright > most) most = bright;
        before = bright;
    }
    assert_int_equal(most, WATER_GLINT_STEPS);
}

static void coming_back_to_rest_it_begins_with_the_first(void **state)
{
    struct visit *visit = *state;
    visit_wait(visit, 3 * WATER_CARD_MS);
    visit_to_board(visit);
    visit_hear(visit, EVENT_KEY_ESCAPE);
    assert_int_equal(visit->model.screen, SCREEN_REST);
    assert_int_equal(water_turn(&visit->model, WATER_CARD_MS).count, 0);
}

/* ---- the frames ---- */

struct sheet {
    struct text *text;
    struct metrics metrics;
    struct frame *frame;
};

static void sheet_open(struct sheet *sheet)
{
    const char *missing = "";
    *sheet = (struct sheet){.metrics = metrics_make(1080, 1920, 268, 600, false)};
    assert_int_equal(text_open(&sheet->text, &missing), ERR_OK);
    sheet->frame = calloc(1, sizeof(*sheet->frame));
    assert_non_null(sheet->frame);
}

static void sheet_close(struct sheet *sheet)
{
    free(sheet->frame);
    text_close(sheet->text);
}

static uint64_t sheet_hash(struct sheet *sheet, const struct model *model)
{
    uint64_t hash = 0;
    ui_view(sheet->frame, model, &sheet->metrics, sheet->text);
    for (size_t at = 0; at < sheet->frame->items_count; at++) hash = hash * 31 + item_hash(&sheet->frame->items[at]);
    return hash;
}

static void between_two_steps_the_frame_is_the_same(void **state)
{
    struct visit *visit = *state;
    struct sheet sheet;
    sheet_open(&sheet);
    int frames = 0;
    uint64_t before = sheet_hash(&sheet, &visit->model);
    for (int ms = 0; ms < 1000; ms += 7) {
        visit_wait(visit, 7);
        uint64_t now = sheet_hash(&sheet, &visit->model);
        frames += now != before;
        before = now;
    }
    assert_true(frames > 5 && frames <= 11);
    sheet_close(&sheet);
}

static void a_still_screen_is_the_same_for_ever(void **state)
{
    struct visit *visit = *state;
    struct sheet sheet;
    sheet_open(&sheet);
    visit->model.quiet = visit->model.quiet_first = true;
    uint64_t before = sheet_hash(&sheet, &visit->model);
    for (int minute = 0; minute < 60; minute++) {
        visit_wait(visit, 60 * 1000 + 17);
        assert_true(sheet_hash(&sheet, &visit->model) == before);
    }
    sheet_close(&sheet);
}

static bool says(const struct frame *frame, const char *words)
{
    for (size_t at = 0; at < frame->items_count; at++) {
        if (frame->items[at].text != NULL && strstr(frame->items[at].text, words) != NULL) return true;
    }
    return false;
}

/* Only cells that changed are painted, and the picture is the one painted whole. */
static void a_moving_picture_is_the_one_painted_whole(void **state)
{
    struct visit *visit = *state;
    struct sheet sheet;
    struct painter *moving = NULL;
    struct damage damage;
    sheet_open(&sheet);
    struct canvas *once = canvas_create(sheet.metrics.width, sheet.metrics.height);
    struct canvas *whole = canvas_create(sheet.metrics.width, sheet.metrics.height);
    assert_true(once != NULL && whole != NULL && painter_create(&moving, sheet.text) == ERR_OK);
    uint64_t pixels = 0;
    enum { STEPS = 12 };
    for (int step = 0; step < STEPS; step++) {
        struct painter *fresh = NULL;
        (void)sheet_hash(&sheet, &visit->model);
        uint64_t before = painter_counts(moving).pixels;
        painter_paint(moving, once, sheet.frame, look_normal(), &damage);
        if (step > 0) pixels += painter_counts(moving).pixels - before;
        assert_int_equal(painter_create(&fresh, sheet.text), ERR_OK);
        painter_paint(fresh, whole, sheet.frame, look_normal(), &damage);
        painter_destroy(fresh);
        size_t bytes = (size_t)once->width * (size_t)once->height * sizeof(once->pixels[0]);
        assert_int_equal(memcmp(once->pixels, whole->pixels, bytes), 0);
        visit_wait(visit, 7 * WATER_STEP_MS);
    }
    assert_true(pixels < (uint64_t)(STEPS - 1) * (uint64_t)once->width * (uint64_t)once->height * 3 / 4);
    painter_destroy(moving);
    canvas_destroy(once);
    canvas_destroy(whole);
    sheet_close(&sheet);
}

/* With more active networks than drops fit, every one is seen sooner or later. */
static void all_active_networks_have_their_turn(void **state)
{
    struct visit *visit = *state;
    struct sheet sheet;
    enum { NETWORKS = 17 };
    sheet_open(&sheet);
    struct network_card *cards = calloc(NETWORKS, sizeof(*cards));
    assert_non_null(cards);
    for (int at = 0; at < NETWORKS; at++) {
        cards[at] = visit->model.board.cards[0];
        snprintf(cards[at].short_title, sizeof(cards[at].short_title), "Nr. %d.", at);
    }
    free(visit->model.board.cards);
    visit->model.board.cards = cards;
    visit->model.board.cards_count = NETWORKS;
    bool seen[NETWORKS] = {false};
    for (int turn = 0; turn < NETWORKS; turn++) {
        (void)sheet_hash(&sheet, &visit->model);
        for (int at = 0; at < NETWORKS; at++) seen[at] = seen[at] || says(sheet.frame, cards[at].short_title);
        visit_wait(visit, WATER_CARD_MS);
    }
    for (int at = 0; at < NETWORKS; at++) assert_true(seen[at]);
    sheet_close(&sheet);
}

/* A title of two lines takes no room from its own flower alone. */
static void flowers_beside_one_another_are_equally_large(void **state)
{
    struct visit *visit = *state;
    struct sheet sheet;
    enum { NETWORKS = 4 };
    sheet_open(&sheet);
    struct network_card *cards = calloc(NETWORKS, sizeof(*cards));
    assert_non_null(cards);
    for (int at = 0; at < NETWORKS; at++) {
        cards[at] = visit->model.board.cards[0];
        snprintf(cards[at].short_title, sizeof(cards[at].short_title), "%s", at == 1 ? "Fra barn til voksen" : "Bo");
    }
    free(visit->model.board.cards);
    visit->model.board.cards = cards;
    visit->model.board.cards_count = NETWORKS;
    visit->model.large = true;
    sheet.metrics = metrics_make(1080, 1350, 268, 600, true); /* where height is dear */
    (void)sheet_hash(&sheet, &visit->model);
    int flowers = 0;
    int high = 0;
    for (size_t at = 0; at < sheet.frame->items_count; at++) {
        const struct item *item = &sheet.frame->items[at];
        if (item->drawing != DRAW_FLOWER) continue;
        if (flowers++ == 0) high = item->bounds.h;
        assert_int_equal(item->bounds.h, high);
    }
    assert_true(flowers >= 2);
    sheet_close(&sheet);
}

/* ---- news ---- */

static void add_news(struct news *news, const char *id, const char *starts, const char *updated,
                     const struct local_time *now)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s*, s:{s:s, s:s*, s:i}}", "id", id, "kind", "welfare",
                             "status", "active", "title", id, "question", "Hvordan?", "updated", updated,
                             "founding_group", "state", "open", "starts", starts, "seats", 12);
    struct network network;
    assert_int_equal(network_from_json(&network, body), ERR_OK);
    news_add(news, &network, now);
    network_finish(&network);
    json_decref(body);
}

static void meetings_are_told_soonest_first_and_not_when_over(void **state)
{
    (void)state;
    struct news news = {.meetings_count = 0};
    add_news(&news, "over", "2026-11-26T11:59", NULL, &thursday_noon);
    add_news(&news, "third", "2026-12-24T10:00", NULL, &thursday_noon);
    add_news(&news, "first", "2026-11-26T16:30:00", NULL, &thursday_noon);
    add_news(&news, "second", "2026-12-01T16:30", NULL, &thursday_noon);
    add_news(&news, "none", NULL, NULL, &thursday_noon);
    add_news(&news, "nonsense", "snart", NULL, &thursday_noon);
    assert_int_equal(news.meetings_count, 3);
    assert_string_equal(news.meetings[0].short_title, "first");
    assert_int_equal(news.meetings[0].starts.minute, 16 * 60 + 30);
    assert_int_equal(news.meetings[0].seats, 12);
    assert_string_equal(news.meetings[1].short_title, "second");
    assert_string_equal(news.meetings[2].short_title, "third");
}

static void of_too_many_meetings_the_soonest_are_told(void **state)
{
    (void)state;
    struct news news = {.meetings_count = 0};
    for (int day = NEWS_MEETINGS_MAX + 2; day > 0; day--) {
        char starts[32];
        snprintf(starts, sizeof(starts), "2026-12-%02dT10:00", day);
        add_news(&news, "net", starts, NULL, &thursday_noon);
    }
    assert_int_equal(news.meetings_count, NEWS_MEETINGS_MAX);
    for (int at = 0; at < NEWS_MEETINGS_MAX; at++) assert_int_equal(news.meetings[at].starts.day, at + 1);
}

static void updates_are_told_for_about_a_month_latest_first(void **state)
{
    (void)state;
    struct news news = {.meetings_count = 0};
    add_news(&news, "old", NULL, "2026-10-25", &thursday_noon);
    add_news(&news, "month", NULL, "2026-10-26", &thursday_noon);
    add_news(&news, "today", NULL, "2026-11-26", &thursday_noon);
    add_news(&news, "tomorrow", NULL, "2026-11-27", &thursday_noon);
    add_news(&news, "no day", NULL, "2026-02-30", &thursday_noon);
    assert_int_equal(news.updates_count, 2);
    assert_string_equal(news.updates[0].short_title, "today");
    assert_string_equal(news.updates[1].short_title, "month");
    const struct local_time unknown = {.known = false};
    news = (struct news){.meetings_count = 0};
    add_news(&news, "old", NULL, "2014-05-01", &unknown);
    assert_int_equal(news.updates_count, 1);
}

static void the_card_tells_the_date_and_the_seats(void **state)
{
    struct visit *visit = *state;
    struct sheet sheet;
    sheet_open(&sheet);
    struct news news = {.meetings_count = 0};
    add_news(&news, "Torvet", "2026-12-03T16:30", "2026-11-20", &thursday_noon);
    visit_say(visit, (struct event){.kind = EVENT_NEWS, .news = &news});
    (void)sheet_hash(&sheet, &visit->model);
    assert_true(says(sheet.frame, "Torvet"));
    assert_true(says(sheet.frame, "dec."));
    assert_true(says(sheet.frame, "12\u00a0pladser"));
    visit_wait(visit, WATER_CARD_MS + WATER_FADE_MS);
    (void)sheet_hash(&sheet, &visit->model);
    assert_true(says(sheet.frame, "Nyt den 20. nov."));
    assert_false(says(sheet.frame, "12\u00a0pladser"));
    sheet_close(&sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        visit_test(moving_water_wakes_up_less_than_thirty_times_a_second),
        visit_test(quiet_water_never_wakes_up),
        visit_test(outside_opening_hours_it_stands_still_and_is_dimmed),
        visit_test(outside_opening_hours_a_touch_still_opens_the_board),
        visit_test(on_other_screens_nothing_moves),
        visit_test(under_the_thanks_it_comes_to_rest),
        visit_test(the_first_is_there_at_once_and_each_gives_way_softly),
        visit_test(rings_come_round_without_a_jump),
        visit_test(a_glint_brightens_and_fades_a_step_at_a_time),
        visit_test(coming_back_to_rest_it_begins_with_the_first),
        visit_test(between_two_steps_the_frame_is_the_same),
        visit_test(a_still_screen_is_the_same_for_ever),
        visit_test(a_moving_picture_is_the_one_painted_whole),
        visit_test(all_active_networks_have_their_turn),
        visit_test(flowers_beside_one_another_are_equally_large),
        cmocka_unit_test(meetings_are_told_soonest_first_and_not_when_over),
        cmocka_unit_test(of_too_many_meetings_the_soonest_are_told),
        cmocka_unit_test(updates_are_told_for_about_a_month_latest_first),
        visit_test(the_card_tells_the_date_and_the_seats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
