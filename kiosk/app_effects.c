#define _POSIX_C_SOURCE 200809L
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include "kiosk/app_inside.h"
#include "kiosk/content.h"
#include "kiosk/given.h"
#include "kiosk/lookup.h"
#include "kiosk/service_facts.h"
#include "kiosk/volume.h"
#include "sync/base/clock.h"
#include "sync/base/doorbell.h"
#include "sync/base/log.h"
#include "sync/store/catalog_created.h"

/* ---- what is shown ---- */

/* Content in another language. What can't be read just now stays as it is shown. */
static void load_content(struct app *app)
{
    struct event event = {.kind = EVENT_CONTENT, .now_ms = app->model.now_ms};
    enum err err = app->catalog != NULL ? content_read(&event, app->catalog, &app->model) : ERR_NOT_FOUND;
    if (err == ERR_DAMAGED || err == ERR_INVALID) app_report_damage(app);
    if (err == ERR_OK && event.cards_count > 0) {
        app->content_language = app->model.language;
        app_event(app, &event);
    } else {
        content_drop(&event);
    }
    app_look_at_news(app, app->model.now_ms);
}

static void load_cards(struct app *app, size_t first)
{
    struct event event;
    enum err err = app->catalog != NULL ? content_read_cards(&event, app->catalog, &app->model, first) : ERR_NOT_FOUND;
    if (err == ERR_DAMAGED) app_report_damage(app);
    if (err != ERR_OK) event = (struct event){.kind = EVENT_NO_CARDS, .now_ms = app->model.now_ms};
    app_event(app, &event);
}

static void load_network(struct app *app, const char *id)
{
    struct event event = {.kind = EVENT_NETWORK, .now_ms = app->model.now_ms};
    enum err err =
        app->catalog != NULL ? catalog_network(app->catalog, id, app_lang(app), &event.network) : ERR_UNAVAILABLE;
    if (err == ERR_OK &&
        (err = catalog_related(app->catalog, &event.network, app_lang(app), &event.related)) != ERR_OK) {
        network_finish(&event.network);
    }
    if (err == ERR_DAMAGED) app_report_damage(app);
    if (err != ERR_OK) {
        event = (struct event){
            .kind = EVENT_NETWORK_GONE, .now_ms = app->model.now_ms, .err = err == ERR_NOT_FOUND ? ERR_OK : err};
    }
    app_event(app, &event);
    if (err == ERR_OK) app_look_at_network_picture(app, app->model.now_ms);
}

static void load_created(struct app *app)
{
    struct event event = {.kind = EVENT_CREATED, .now_ms = app->model.now_ms};
    enum err err = ERR_OK;
    if (app->catalog != NULL) err = catalog_created(app->catalog, app_lang(app), &event.created, &event.created_count);
    if (err == ERR_DAMAGED) app_report_damage(app);
    app_event(app, &event); /* nothing, when it can't be read: the screen says so */
}

static void search(struct app *app, const char *typed)
{
    struct event event = {.kind = EVENT_FOUND, .now_ms = app->model.now_ms};
    enum err err = ERR_NOT_FOUND;
    struct network_card *found = calloc(MODEL_FOUND_MAX, sizeof(*found));
    if (found != NULL && app->catalog != NULL) {
        err = catalog_search(app->catalog, app_lang(app), typed, found, MODEL_FOUND_MAX, &event.cards_count);
    }
    if (err == ERR_DAMAGED) app_report_damage(app);
    if (err == ERR_OK) {
        event.cards = found;
        found = NULL; /* the model owns it now */
    }
    free(found);
    app_event(app, &event);
}

/* ---- what is given ---- */

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
    if (lookup_follow(&event, &app->model, app->catalog, app->outbox, network_title) == ERR_DAMAGED)
        app_report_damage(app);
    app_event(app, &event);
}

static void find_similar(struct app *app)
{
    AUTO(str_finish) struct str text;
    struct similar_item items[SIMILAR_SHOWN_MAX];
    size_t count = 0;
    lookup_idea_text(&text, &app->model);
    if (app->catalog == NULL || !str_ok(&text)) return;
    enum err err = catalog_similar(app->catalog, app_lang(app), str_text(&text), items, SIMILAR_SHOWN_MAX, &count);
    if (err == ERR_DAMAGED) app_report_damage(app);
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

/* ---- the whole ---- */

/* As long as the index is open, it keeps the words that were looked for latest. */
static void forget_searches(struct app *app)
{
    if (app->catalog == NULL) return;
    catalog_close(app->catalog);
    enum err err = catalog_open(&app->catalog, app->dir.content, CATALOG_READER);
    if (err == ERR_DAMAGED) app_report_damage(app); /* anything else: it is looked for again within a minute */
}

static void wipe(struct app *app)
{
    app_forget_speech(app);
    forget_searches(app);
    text_wipe(app->text);
    picture_cache_forget(app->pictures);
    frame_wipe(&app->frame);
    app->pointer = (struct pointer){0};
    app->explore = (struct explore){0};
    app->stay = (struct stay){0};
    app->stale = true;
}

void app_carry_out(struct app *app, const struct effects *effects)
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
        case EFFECT_TEST_SOUND: app_test_sound(app); break;
        case EFFECT_RESTART: app->restart = true; break;
        }
    }
}
