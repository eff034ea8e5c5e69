#define _POSIX_C_SOURCE 200809L
#include "kiosk/app.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/content.h"
#include "kiosk/corners.h"
#include "kiosk/counting.h"
#include "kiosk/explore.h"
#include "kiosk/focus.h"
#include "kiosk/given.h"
#include "kiosk/lookup.h"
#include "kiosk/pointer.h"
#include "kiosk/say.h"
#include "kiosk/service_facts.h"
#include "kiosk/service_pin.h"
#include "kiosk/sight.h"
#include "kiosk/stay.h"
#include "kiosk/ui.h"
#include "kiosk/volume.h"
#include "kiosk/water.h"
#include "sync/base/clock.h"
#include "sync/base/doorbell.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/store/catalog.h"
#include "sync/store/catalog_created.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"
#include "sync/store/time_floor.h"

struct app {
    struct data_dir dir;
    struct identity identity;
    struct catalog *catalog;                 /* NULL while there is none */
    int64_t revision;                        /* of what the model has */
    const struct language *content_language; /* and in which it was read */
    struct feed_cursor told;                 /* how far it goes, and when that was last seen to be so; -1: never */
    int64_t told_ms;
    int64_t news_revision; /* of what its news were read from, and when */
    int news_hour;
    const struct language *news_language;
    struct outbox *outbox; /* NULL until app_settle() or the first submission */
    struct text *text;
    struct painter *painter;
    struct picture_cache *pictures;
    int64_t pictures_revision; /* of the pages whose pictures the model knows */
    struct metrics metrics;
    int width, height, mm_width, distance_mm, reach_mm;
    bool stale; /* the frame is not the model's any more */
    struct pointer pointer;
    struct app_voice voice;
    struct say say;
    struct utterance spoken;
    uint64_t utterances;
    struct explore explore; /* instead of the pointer while it reads aloud */
    struct stay stay;
    struct corners corners;
    bool one_pointer;
    struct service_lock lock;
    bool lock_known; /* it has been read */
    bool restart;
    uint64_t chosen; /* the latest thing pressed by key */
    int64_t chosen_ms;
    struct counting counting;
    bool uncounted; /* a visit's numbers could not be stored, which has been told */
    struct model model;
    struct frame frame;
};

static void make_metrics(struct app *app)
{
    app->metrics = metrics_make(app->width, app->height, app->mm_width, app->distance_mm, app->model.large);
    metrics_set_reach(&app->metrics, app->reach_mm);
}

/* ---- content ---- */

static const char *lang_of(const struct app *app)
{
    return app->model.language->code;
}

/* Tells the agent, which alone may touch the file, and keeps showing what is in memory. */
static void report_damage(struct app *app)
{
    int fd = open(app->dir.content_suspect, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
    catalog_close(app->catalog);
    app->catalog = NULL;
    doorbell_ring(app->dir.sync_bell);
}

static void look_at_content(struct app *app, int64_t now_ms)
{
    /* Opened and read anew each time: the agent may have put another file in its place, and a damaged one
     * is noticed before a visitor meets it. */
    catalog_close(app->catalog);
    app->catalog = NULL;
    int64_t revision = 0;
    struct event event = {.kind = EVENT_CONTENT, .now_ms = now_ms};
    enum err err = catalog_open(&app->catalog, app->dir.content, CATALOG_READER);
    if (err == ERR_OK) err = catalog_revision(app->catalog, &revision);
    struct feed_cursor cursor = {.sequence = 0};
    if (err == ERR_OK) err = catalog_cursor(app->catalog, &cursor); /* before what it is of: never too far */
    if (err == ERR_OK) err = content_read(&event, app->catalog, &app->model);
    if (err == ERR_DAMAGED || err == ERR_INVALID) report_damage(app);
    if (err == ERR_OK && event.cards_count > 0) {
        app->told = cursor;
        app->told_ms = now_ms;
    }
    /* In another language: when a visitor chose one, or left, it could not be read. */
    bool other = revision != app->revision || app->content_language != app->model.language;
    if (err == ERR_OK && event.cards_count > 0 && other) {
        app->revision = revision;
        app->content_language = app->model.language;
        app_event(app, &event);
    } else {
        content_drop(&event); /* nothing new, or it can't be read just now: what is shown stays */
    }
}

static void look_at_identity(struct app *app, int64_t now_ms)
{
    struct standing standing;
    if (identity_read(&app->identity, app->dir.identity) != ERR_OK) app->identity.enrolled = false;
    standing_read(&standing, app->dir.agent_state);
    app_event(app, &(struct event){.kind = EVENT_STANDING, .now_ms = now_ms, .standing = &standing});
    bool takes = app->identity.enrolled && standing.kind != STANDING_REVOKED;
    app_event(app, &(struct event){.kind = EVENT_ENROLLED, .now_ms = now_ms, .amount = takes});
}

/* Read anew when the content or the language is another, and once an hour: meetings begin and are over. */
static void look_at_news(struct app *app, int64_t now_ms)
{
    int hour = app->model.local.known ? app->model.local.minute / 60 : -1;
    if (app->catalog == NULL) return;
    if (app->news_revision == app->revision && app->news_hour == hour && app->news_language == app->model.language) {
        return;
    }
    struct news news;
    enum err err = news_read(&news, app->catalog, lang_of(app), &app->model.local);
    if (err == ERR_DAMAGED) report_damage(app);
    if (err != ERR_OK) return; /* what is told stays */
    app->news_revision = app->revision;
    app->news_hour = hour;
    app->news_language = app->model.language;
    app_event(app, &(struct event){.kind = EVENT_NEWS, .now_ms = now_ms, .news = &news});
}

/* Read anew when the content is another or some have come. */
static void look_at_pictures(struct app *app, int64_t now_ms)
{
    AUTO(json_auto) json_t *names = NULL;
    struct picture_sizes sizes;
    if (app->pictures_revision == app->revision && !picture_cache_is_stale(app->pictures)) return;
    if (picture_names(&names, app->model.pages) != ERR_OK) return;
    app->pictures_revision = app->revision;
    picture_cache_look(app->pictures, names, &sizes);
    app_event(app, &(struct event){.kind = EVENT_PICTURES, .now_ms = now_ms, .pictures = &sizes});
}

void app_look(struct app *app, int64_t now_ms)
{
    look_at_identity(app, now_ms);
    look_at_content(app, now_ms);
    look_at_pictures(app, now_ms);
    look_at_news(app, now_ms);
}

bool app_doubts_clock(const struct app *app, int64_t wall_s)
{
    return time_floor_doubts(time_floor_read(app->dir.time_floor), wall_s);
}

void app_clock(struct app *app, struct local_time local, int64_t now_ms)
{
    app_event(app, &(struct event){.kind = EVENT_CLOCK, .now_ms = now_ms, .local = &local});
}

/* ---- effects ---- */

/* Content in another language. What can't be read just now stays as it is shown. */
static void load_content(struct app *app)
{
    struct event event = {.kind = EVENT_CONTENT, .now_ms = app->model.now_ms};
    enum err err = app->catalog != NULL ? content_read(&event, app->catalog, &app->model) : ERR_NOT_FOUND;
    if (err == ERR_DAMAGED || err == ERR_INVALID) report_damage(app);
    if (err == ERR_OK && event.cards_count > 0) {
        app->content_language = app->model.language;
        app_event(app, &event);
    } else {
        content_drop(&event);
    }
    look_at_news(app, app->model.now_ms);
}

static void load_cards(struct app *app, size_t first)
{
    struct event event;
    enum err err = app->catalog != NULL ? content_read_cards(&event, app->catalog, &app->model, first) : ERR_NOT_FOUND;
    if (err == ERR_DAMAGED) report_damage(app);
    if (err != ERR_OK) event = (struct event){.kind = EVENT_NO_CARDS, .now_ms = app->model.now_ms};
    app_event(app, &event);
}

static void load_network(struct app *app, const char *id)
{
    struct event event = {.kind = EVENT_NETWORK, .now_ms = app->model.now_ms};
    enum err err =
        app->catalog != NULL ? catalog_network(app->catalog, id, lang_of(app), &event.network) : ERR_UNAVAILABLE;
    if (err == ERR_OK &&
        (err = catalog_related(app->catalog, &event.network, lang_of(app), &event.related)) != ERR_OK) {
        network_finish(&event.network);
    }
    if (err == ERR_DAMAGED) report_damage(app);
    if (err != ERR_OK) {
        event = (struct event){
            .kind = EVENT_NETWORK_GONE, .now_ms = app->model.now_ms, .err = err == ERR_NOT_FOUND ? ERR_OK : err};
    }
    app_event(app, &event);
}

static void load_created(struct app *app)
{
    struct event event = {.kind = EVENT_CREATED, .now_ms = app->model.now_ms};
    enum err err = ERR_OK;
    if (app->catalog != NULL) err = catalog_created(app->catalog, lang_of(app), &event.created, &event.created_count);
    if (err == ERR_DAMAGED) report_damage(app);
    app_event(app, &event); /* nothing, when it can't be read: the screen says so */
}

static void search(struct app *app, const char *typed)
{
    struct event event = {.kind = EVENT_FOUND, .now_ms = app->model.now_ms};
    enum err err = ERR_NOT_FOUND;
    struct network_card *found = calloc(MODEL_FOUND_MAX, sizeof(*found));
    if (found != NULL && app->catalog != NULL) {
        err = catalog_search(app->catalog, lang_of(app), typed, found, MODEL_FOUND_MAX, &event.cards_count);
    }
    if (err == ERR_DAMAGED) report_damage(app);
    if (err == ERR_OK) {
        event.cards = found;
        found = NULL; /* the model owns it now */
    }
    free(found);
    app_event(app, &event);
}

static void submit(struct app *app, const char *network)
{
    char code[RECEIPT_CODE_TEXT_BYTES];
    struct submission submission;
    receipt_code_make(code);
    given_form(&submission, &app->model, network, code);
    enum err err = ERR_OK;
    if (app->outbox == NULL) err = outbox_open(&app->outbox, app->dir.outbox);
    if (err == ERR_OK) err = outbox_submit(app->outbox, &app->identity, &submission);
    submission_finish(&submission);
    struct event event = {.kind = EVENT_SAVED, .now_ms = app->model.now_ms, .text = code};
    if (err != ERR_OK) {
        event = (struct event){.kind = EVENT_NOT_SAVED, .now_ms = app->model.now_ms, .err = err};
        outbox_close(app->outbox); /* a fresh look next time: the agent may have set a damaged one aside */
        app->outbox = NULL;
    }
    app_event(app, &event);
    sodium_memzero(code, sizeof(code));
    doorbell_ring(app->dir.sync_bell);
}

static void room(struct app *app)
{
    enum err err = ERR_OK;
    if (app->outbox == NULL && access(app->dir.outbox, F_OK) == 0) err = outbox_open(&app->outbox, app->dir.outbox);
    if (err == ERR_OK) err = outbox_room(app->outbox, app->dir.folder);
    if (err == ERR_UNAVAILABLE) err = ERR_OK; /* somebody else is writing just now */
    app_event(app, &(struct event){.kind = EVENT_ROOM, .now_ms = app->model.now_ms, .err = err});
}

/* ---- ideas, and what became of things: lookup.h ---- */

static void follow(struct app *app)
{
    struct event event;
    char network_title[CATALOG_TITLE_BYTES];
    if (app->outbox == NULL && outbox_open(&app->outbox, app->dir.outbox) != ERR_OK) app->outbox = NULL;
    if (lookup_follow(&event, &app->model, app->catalog, app->outbox, network_title) == ERR_DAMAGED) report_damage(app);
    app_event(app, &event);
}

static void find_similar(struct app *app)
{
    AUTO(str_finish) struct str text;
    struct similar_item items[SIMILAR_SHOWN_MAX];
    size_t count = 0;
    lookup_idea_text(&text, &app->model);
    if (app->catalog == NULL || !str_ok(&text)) return;
    enum err err = catalog_similar(app->catalog, lang_of(app), str_text(&text), items, SIMILAR_SHOWN_MAX, &count);
    if (err == ERR_DAMAGED) report_damage(app);
    if (err != ERR_OK) return; /* a help that isn't there */
    app_event(app, &(struct event){
                       .kind = EVENT_SIMILAR, .now_ms = app->model.now_ms, .amount = (int)count, .similar = items});
}

static void give(struct app *app, const char *target)
{
    struct submission submission;
    given_wish(&submission, &app->model, target);
    enum err err = ERR_OK;
    if (app->outbox == NULL) err = outbox_open(&app->outbox, app->dir.outbox);
    if (err == ERR_OK) err = outbox_submit(app->outbox, &app->identity, &submission);
    submission_finish(&submission);
    if (err != ERR_OK) {
        outbox_close(app->outbox); /* as in submit() */
        app->outbox = NULL;
    }
    app_event(app, &(struct event){.kind = EVENT_GIVEN, .now_ms = app->model.now_ms, .err = err});
    doorbell_ring(app->dir.sync_bell);
}

/* ---- the service page ---- */

/* `pin` NULL: only how it stands. */
static void service(struct app *app, const char *pin)
{
    struct service_facts facts = {.tries_left = 0};
    int64_t now_ms = app->model.now_ms;
    if (!app->lock_known) service_lock_read(&app->lock, app->dir.folder, now_ms); /* a lock begins anew */
    app->lock_known = true;
    enum pin_answer answer = pin != NULL ? service_pin_try(&app->lock, app->dir.folder, pin, now_ms)
                                         : service_pin_state(&app->lock, app->dir.folder, now_ms);
    switch (answer) {
    case PIN_NONE: facts.gate = SERVICE_NO_PIN; break;
    case PIN_LOCKED: facts.gate = SERVICE_LOCKED; break;
    case PIN_WRONG: facts.gate = pin != NULL ? SERVICE_WRONG : SERVICE_CLOSED; break;
    case PIN_RIGHT: facts.gate = SERVICE_OPEN; break;
    }
    facts.minutes = service_lock_minutes(&app->lock, now_ms);
    facts.tries_left = SERVICE_TRIES - app->lock.tries;
    if (facts.gate == SERVICE_OPEN) {
        struct clock clock = clock_system();
        app_settle(app);
        service_facts_read(&facts, &app->dir, app->outbox, clock_wall_s(&clock));
        facts.enrolled = app->identity.enrolled;
    }
    app_event(app, &(struct event){.kind = EVENT_SERVICE_FACTS, .now_ms = now_ms, .facts = &facts});
}

static void keep_volume(struct app *app)
{
    enum err err = volume_write(app->dir.folder, app->model.aids.volume_first);
    if (err != ERR_OK) log_line(LOG_LEVEL_WARNING, "the volume could not be kept: %s", err_text(err));
}

/* ---- reading aloud ---- */

static void speak(struct app *app)
{
    app->utterances++;
    int softer_db = (VOLUME_STEPS - 1 - app->model.aids.volume) * VOLUME_STEP_DB;
    if (app->voice.say != NULL) app->voice.say(app->voice.context, app->spoken.text, app->spoken.lang, softer_db);
}

static void test_sound(struct app *app)
{
    const char *lang = app->model.language_first->code;
    words_use(lang);
    snprintf(app->spoken.text, sizeof(app->spoken.text), "%s", WORDS("Sådan lyder skærmen, når den læser op."));
    snprintf(app->spoken.lang, sizeof(app->spoken.lang), "%s", lang);
    speak(app);
}

static void speak_frame(struct app *app)
{
    struct utterance utterance;
    if (say_frame(&app->say, &app->frame, &app->model.aids, &utterance)) {
        app->spoken = utterance;
        speak(app);
    }
    sodium_memzero(&utterance, sizeof(utterance));
}

static void speak_typed(struct app *app, const struct event *event)
{
    const char *typed = event->kind == EVENT_TYPE                                      ? event->text
                        : event->kind == EVENT_TAP && event->action.kind == ACTION_KEY ? event->action.target
                                                                                       : NULL;
    const struct model *model = &app->model;
    if (model->screen != SCREEN_FORM && model->screen != SCREEN_SEARCH) return;
    struct utterance utterance;
    if (say_typed(&app->say, model->language->code, typed, &model->aids, &utterance)) {
        app->spoken = utterance;
        speak(app);
    }
    sodium_memzero(&utterance, sizeof(utterance));
}

static void forget_speech(struct app *app)
{
    say_forget(&app->say);
    app->say.on = app->model.aids.speech;
    sodium_memzero(&app->spoken, sizeof(app->spoken));
    if (app->voice.forget != NULL) app->voice.forget(app->voice.context);
}

const char *app_spoken(const struct app *app)
{
    return app->spoken.text;
}

/* As long as the index is open, it keeps the words that were looked for latest. */
static void forget_searches(struct app *app)
{
    if (app->catalog == NULL) return;
    catalog_close(app->catalog);
    enum err err = catalog_open(&app->catalog, app->dir.content, CATALOG_READER);
    if (err == ERR_DAMAGED) report_damage(app); /* anything else: it is looked for again within a minute */
}

static void wipe(struct app *app)
{
    forget_speech(app);
    forget_searches(app);
    text_wipe(app->text);
    picture_cache_forget(app->pictures);
    frame_wipe(&app->frame);
    app->pointer = (struct pointer){0};
    app->explore = (struct explore){0};
    app->stay = (struct stay){0};
    app->stale = true;
}

static void carry_out(struct app *app, const struct effects *effects)
{
    for (size_t at = 0; at < effects->count; at++) {
        const struct effect *effect = &effects->list[at];
        switch (effect->kind) {
        case EFFECT_LOAD_CONTENT: load_content(app); break;
        case EFFECT_LOAD_CARDS: load_cards(app, effect->first); break;
        case EFFECT_LOAD_NETWORK: load_network(app, effect->target); break;
        case EFFECT_SEARCH: search(app, effect->target); break;
        case EFFECT_LOAD_CREATED: load_created(app); break;
        case EFFECT_SUBMIT: submit(app, effect->target); break;
        case EFFECT_ROOM: room(app); break;
        case EFFECT_FOLLOW: follow(app); break;
        case EFFECT_SIMILAR: find_similar(app); break;
        case EFFECT_GIVE: give(app, effect->target); break;
        case EFFECT_WIPE: wipe(app); break;
        case EFFECT_SERVICE_LOOK: service(app, NULL); break;
        case EFFECT_SERVICE_PIN: service(app, effect->target); break;
        case EFFECT_KEEP_VOLUME: keep_volume(app); break;
        case EFFECT_TEST_SOUND: test_sound(app); break;
        case EFFECT_RESTART: app->restart = true; break;
        }
    }
}

/* A number less is no harm to anybody: nobody is told but the log, once. */
static void count_visit(struct app *app)
{
    if (!counting_look(&app->counting, &app->model)) return;
    enum err err = counting_store(&app->counting, &app->model, app->dir.numbers);
    if (err == ERR_DAMAGED) unlink(app->dir.numbers);
    if (err != ERR_OK && !app->uncounted) log_line(LOG_LEVEL_WARNING, "%s: %s", app->dir.numbers, err_text(err));
    app->uncounted = err != ERR_OK;
}

void app_event(struct app *app, const struct event *event)
{
    struct effects effects;
    update(&app->model, event, &effects);
    count_visit(app);
    app->stale = true;
    speak_typed(app, event);
    carry_out(app, &effects);
    sodium_memzero(&effects, sizeof(effects)); /* a PIN may be in it */
}

static void answer_finger(struct app *app, enum explore_answer answer, int64_t now_ms);

/* The finger has stayed long enough: it chooses nothing when it lifts. */
static void cancel_finger(struct app *app, int64_t now_ms)
{
    struct pointer_events events = {.count = 0};
    pointer_cancel(&app->pointer, now_ms, &events);
    for (size_t at = 0; at < events.count; at++) app_event(app, &events.list[at]);
}

static void turn_speech_on(struct app *app, int64_t now_ms)
{
    cancel_finger(app, now_ms);
    app_event(app, &(struct event){.kind = EVENT_TAP, .now_ms = now_ms, .action = {.kind = ACTION_SPEECH}});
    (void)app_frame(app);
}

void app_time(struct app *app, int64_t now_ms)
{
    app_event(app, &(struct event){.kind = EVENT_TIME, .now_ms = now_ms});
    if (corners_time(&app->corners, now_ms)) {
        cancel_finger(app, now_ms);
        app_event(app, &(struct event){.kind = EVENT_SERVICE, .now_ms = now_ms});
    }
    if (!app->model.aids.speech && stay_time(&app->stay, now_ms)) turn_speech_on(app, now_ms);
    if (app->model.aids.speech) answer_finger(app, explore_time(&app->explore, now_ms), now_ms);
}

/* While it reads aloud a finger listens, and chooses with two short taps. */
static void explore_pointer(struct app *app, enum pointer_kind kind, int x, int y, int64_t now_ms)
{
    enum explore_answer answer = EXPLORE_NOTHING;
    switch (kind) {
    case POINTER_DOWN:
        if (app->voice.say != NULL) app->voice.say(app->voice.context, "", app->model.language->code, 0);
        explore_down(&app->explore, x, y, metrics_px(&app->metrics, 40), now_ms);
        if (app->model.asking_idle) { /* a touch answers, and nothing else */
            app->explore = (struct explore){0};
            app_event(app,
                      &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = app->model.aids.focus, .amount = 1});
        }
        break;
    case POINTER_MOVE: answer = explore_move(&app->explore, x, y); break;
    case POINTER_UP: answer = explore_up(&app->explore, now_ms); break;
    case POINTER_CANCEL: app->explore = (struct explore){0}; break;
    }
    answer_finger(app, answer, now_ms);
}

void app_pointer(struct app *app, enum pointer_kind kind, int x, int y, int64_t now_ms)
{
    if (kind == POINTER_DOWN) stay_down(&app->stay, app_frame(app), &app->metrics, x, y, now_ms);
    if (kind == POINTER_MOVE) stay_move(&app->stay, x, y);
    if (kind == POINTER_UP || kind == POINTER_CANCEL) stay_up(&app->stay);
    if (app->one_pointer && (kind != POINTER_MOVE || app->corners.pressed != 0)) {
        corners_pointer(&app->corners, &app->metrics, kind == POINTER_DOWN || kind == POINTER_MOVE, x, y, now_ms);
    }
    /* A finger that went down before it was turned on is still the pointer's. */
    if (app->model.aids.speech && !app->pointer.down) {
        explore_pointer(app, kind, x, y, now_ms);
        return;
    }
    struct pointer_events events = {.count = 0};
    const struct frame *frame = app_frame(app);
    switch (kind) {
    case POINTER_DOWN: pointer_down(&app->pointer, frame, x, y, now_ms, &events); break;
    case POINTER_MOVE: pointer_move(&app->pointer, frame, x, y, now_ms, &events); break;
    case POINTER_UP: pointer_up(&app->pointer, frame, x, y, now_ms, &events); break;
    case POINTER_CANCEL: pointer_cancel(&app->pointer, now_ms, &events); break;
    }
    for (size_t at = 0; at < events.count; at++) app_event(app, &events.list[at]);
}

void app_finger(struct app *app, int64_t id, enum pointer_kind kind, int x, int y, int64_t now_ms)
{
    bool down = kind == POINTER_DOWN || kind == POINTER_MOVE;
    corners_finger(&app->corners, &app->metrics, id, down, x, y, now_ms);
}

bool app_wants_restart(const struct app *app)
{
    return app->restart;
}

/* ---- three keys ---- */

static void focus_on(struct app *app, const struct item *item, int64_t now_ms)
{
    const struct frame *frame = app_frame(app);
    uint64_t id = item != NULL ? focus_id(frame, item) : app->model.aids.focus;
    int scroll = item != NULL ? focus_scroll(frame, item) : 0;
    app_event(app, &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = id});
    if (scroll != 0) app_event(app, &(struct event){.kind = EVENT_SCROLL, .now_ms = now_ms, .amount = scroll});
}

/* What was pressed, is still there and brought nothing new may be another now: "valgt", "slået til". */
static void tell_again(struct app *app, uint64_t id, int64_t now_ms)
{
    if (!app->model.aids.speech || app->model.aids.focus != id) return;
    if (focus_find(app_frame(app), id) == NULL) return;
    app_event(app, &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = id, .amount = 1});
}

/* A double strike counts once, as with a finger (EN 301 549, 5.8). */
static void choose_focused(struct app *app, int64_t now_ms)
{
    uint64_t id = app->model.aids.focus;
    const struct item *item = focus_find(app_frame(app), id);
    if (item == NULL || item->action.kind == ACTION_NONE || item->disabled) return;
    int64_t limit = item->role == ROLE_KEY ? DOUBLE_STRIKE_KEY_MS : DOUBLE_STRIKE_MS;
    if (id == app->chosen && now_ms - app->chosen_ms < limit) return;
    app->chosen = id;
    app->chosen_ms = now_ms;
    char target[CATALOG_ID_BYTES];
    snprintf(target, sizeof(target), "%s", item->action.target != NULL ? item->action.target : "");
    struct event event = {.kind = EVENT_TAP, .now_ms = now_ms, .action = item->action};
    event.action.target = target; /* the frame is made anew on the way */
    uint64_t said = app->utterances;
    app_event(app, &event);
    sodium_memzero(target, sizeof(target));
    (void)app_frame(app);
    if (app->utterances == said) tell_again(app, id, now_ms);
}

static void answer_finger(struct app *app, enum explore_answer answer, int64_t now_ms)
{
    if (answer == EXPLORE_PRESS) choose_focused(app, now_ms);
    if (answer != EXPLORE_TELL) return;
    const struct frame *frame = app_frame(app);
    const struct item *item = focus_at(frame, app->explore.x, app->explore.y);
    uint64_t id = item != NULL ? focus_id(frame, item) : 0;
    /* Moving on the same thing says it once, touching it anew says it again. */
    if (item == NULL || (app->explore.moved && id == app->model.aids.focus)) return;
    app_event(app, &(struct event){.kind = EVENT_FOCUS, .now_ms = now_ms, .id = id, .amount = 1});
}

void app_pad(struct app *app, enum pad_key key, int64_t now_ms)
{
    app_time(app, now_ms);
    if (app->model.asking_idle) { /* any key answers */
        focus_on(app, NULL, now_ms);
    } else if (key == PAD_CHOOSE) {
        choose_focused(app, now_ms);
    } else {
        const struct model *model = &app->model;
        focus_on(app, frame_next_focus(app_frame(app), model->aids.focus, key == PAD_NEXT ? 1 : -1, model->aids.speech),
                 now_ms);
    }
}

uint64_t app_focus(const struct app *app)
{
    return app->model.aids.focus;
}

bool app_has_focus(struct app *app)
{
    return focus_find(app_frame(app), app->model.aids.focus) != NULL;
}

/* ---- opening ---- */

enum err app_open(struct app **out, const struct app_options *options, char *why, size_t why_bytes)
{
    *out = NULL;
    struct app *app = calloc(1, sizeof(*app));
    if (app == NULL) return ERR_NOMEM;
    app->width = options->width;
    app->height = options->height;
    app->mm_width = options->mm_width;
    app->distance_mm = options->distance_mm;
    app->voice = options->voice;
    app->reach_mm = options->reach_mm;
    app->one_pointer = options->one_pointer;
    app->told_ms = -1;
    model_init(&app->model, options->lang, options->quiet);
    make_metrics(app);
    const char *missing = "";
    enum err err = data_dir_init(&app->dir, options->data);
    if (err != ERR_OK) {
        snprintf(why, why_bytes, "the data folder %s can't be used: %s", options->data, err_text(err));
    } else if ((err = text_open(&app->text, &missing)) != ERR_OK) {
        snprintf(why, why_bytes, "the font %s is missing: apt-get install fonts-inter fonts-noto-core", missing);
    } else if ((err = painter_create(&app->painter, app->text)) != ERR_OK ||
               (err = picture_cache_create(&app->pictures, app->dir.pictures)) != ERR_OK) {
        snprintf(why, why_bytes, "%s", err_text(err));
    }
    if (err != ERR_OK) {
        app_close(app);
        return err;
    }
    painter_set_pictures(app->painter, app->pictures);
    app_event(app, &(struct event){.kind = EVENT_VOLUME, .amount = volume_read(app->dir.folder)});
    app->stale = true; /* there is no frame yet */
    *out = app;
    return ERR_OK;
}

void app_close(struct app *app)
{
    if (app == NULL) return;
    outbox_close(app->outbox);
    catalog_close(app->catalog);
    painter_destroy(app->painter);
    picture_cache_destroy(app->pictures);
    text_close(app->text);
    model_finish(&app->model);
    frame_wipe(&app->frame);
    sodium_memzero(&app->spoken, sizeof(app->spoken));
    say_forget(&app->say);
    identity_finish(&app->identity);
    data_dir_finish(&app->dir);
    free(app);
}

void app_settle(struct app *app)
{
    if (app->outbox == NULL && outbox_open(&app->outbox, app->dir.outbox) != ERR_OK) app->outbox = NULL;
}

void app_resize(struct app *app, int width, int height, int64_t now_ms)
{
    app->width = width;
    app->height = height;
    app_time(app, now_ms);
}

/* ---- showing ---- */

const struct frame *app_frame(struct app *app)
{
    if (!app->stale) return &app->frame;
    /* A frame can move the model: what scrolled past the end comes back, and of a long list what is to be seen
     * is loaded. More than twice is not needed; the bound is for a catalog that can't be read. */
    for (int pass = 0; pass < 3 && app->stale; pass++) {
        make_metrics(app);
        ui_view(&app->frame, &app->model, &app->metrics, app->text);
        int scroll = app->model.scroll[app->model.screen];
        const struct event made = {.kind = EVENT_FRAME,
                                   .now_ms = app->model.now_ms,
                                   .amount = app->frame.scroll_max,
                                   .x = app->frame.scroll_view.h * 8 / 10,
                                   .y = app->frame.list_pitch,
                                   .first = app->frame.list_first,
                                   .cards_count = app->frame.list_count};
        struct effects effects;
        update(&app->model, &made, &effects);
        app->stale = scroll != app->model.scroll[app->model.screen];
        carry_out(app, &effects);
    }
    app->stale = false;
    speak_frame(app);
    return &app->frame;
}

const struct look *app_look_used(const struct app *app)
{
    return app->model.high_contrast ? look_high_contrast() : look_normal();
}

void app_paint(struct app *app, struct canvas *canvas, struct damage *damage)
{
    const struct frame *frame = app_frame(app);
    painter_paint(app->painter, canvas, frame, app_look_used(app), damage);
}

void app_paint_whole(struct app *app)
{
    painter_forget(app->painter);
}

int64_t app_next_wake_ms(const struct app *app)
{
    int64_t due[] = {model_next_wake_ms(&app->model), app->model.aids.speech
                                                          ? explore_due_ms(&app->explore, app->model.now_ms)
                                                          : stay_due_ms(&app->stay, app->model.now_ms)};
    int64_t corners = corners_due_ms(&app->corners, app->model.now_ms);
    if (corners >= 0 && (due[1] < 0 || corners < due[1])) due[1] = corners;
    return due[0] < 0 || (due[1] >= 0 && due[1] < due[0]) ? due[1] : due[0];
}

const char *app_bell_path(const struct app *app)
{
    return app->dir.kiosk_bell;
}

const char *app_frame_path(const struct app *app)
{
    return app->dir.frame;
}

struct paint_counts app_paint_counts(const struct app *app)
{
    return painter_counts(app->painter);
}

const struct metrics *app_metrics(const struct app *app)
{
    return &app->metrics;
}

struct text *app_text(struct app *app)
{
    return app->text;
}

/* ---- telling how it is ---- */

const char *app_sight_refusal(struct app *app)
{
    return sight_refusal(&app->model, app_frame(app));
}

static const char *doing(const struct model *model)
{
    if (!model->content_ready) return "empty";
    if (model->asking_idle) return "asking";
    if (model->screen != SCREEN_REST) return "used";
    return water_is_dimmed(model) ? "closed" : "resting";
}

void app_tell(struct app *app, int64_t now_ms, struct screen_state *out)
{
    const char *refusal = app_sight_refusal(app);
    snprintf(out->shown, sizeof(out->shown), "%s", refusal != NULL ? SCREEN_STATE_PRIVATE : app->frame.screen);
    snprintf(out->doing, sizeof(out->doing), "%s", doing(&app->model));
    if (app->told_ms >= 0) {
        snprintf(out->generation, sizeof(out->generation), "%s", app->told.generation);
        out->sequence = app->told.sequence;
        out->content_s = (now_ms - app->told_ms) / 1000;
    }
    out->caches_kib = (int64_t)((painter_kept_bytes(app->painter) + picture_cache_bytes(app->pictures)) / 1024);
    out->width_px = app->width;
    out->height_px = app->height;
    if (app->mm_width <= 0) return;
    out->width_mm = app->mm_width;
    out->height_mm = ((int64_t)app->height * app->mm_width + app->width / 2) / app->width; /* dots are square */
}

void app_ring(const struct app *app)
{
    doorbell_ring(app->dir.sync_bell);
}
