#define _POSIX_C_SOURCE 200809L
#include "kiosk/app.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kiosk/app_inside.h"
#include "kiosk/content.h"
#include "kiosk/news.h"
#include "kiosk/sight.h"
#include "kiosk/standing.h"
#include "kiosk/ui.h"
#include "kiosk/volume.h"
#include "kiosk/water.h"
#include "sync/base/doorbell.h"
#include "sync/base/json.h"
#include "sync/base/log.h"
#include "sync/store/time_floor.h"

static void make_metrics(struct app *app)
{
    app->metrics = metrics_make(app->width, app->height, app->mm_width, app->distance_mm, app->model.large);
    metrics_set_reach(&app->metrics, app->reach_mm);
}

/* ---- content ---- */

const char *app_lang(const struct app *app)
{
    return app->model.language->code;
}

/* Tells the agent, which alone may touch the file, and keeps showing what is in memory. */
void app_report_damage(struct app *app)
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
    if (err == ERR_DAMAGED || err == ERR_INVALID) app_report_damage(app);
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
void app_look_at_news(struct app *app, int64_t now_ms)
{
    int hour = app->model.local.known ? app->model.local.minute / 60 : -1;
    if (app->catalog == NULL) return;
    if (app->news_revision == app->revision && app->news_hour == hour && app->news_language == app->model.language) {
        return;
    }
    struct news news;
    enum err err = news_read(&news, app->catalog, app_lang(app), &app->model.local);
    if (err == ERR_DAMAGED) app_report_damage(app);
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
    app_look_at_network_picture(app, now_ms);
}

/* Of ten thousand networks one is open: its picture alone is looked at. */
void app_look_at_network_picture(struct app *app, int64_t now_ms)
{
    struct picture_size size;
    if (app->model.network.picture.name == NULL) return;
    picture_cache_measure(app->pictures, app->model.network.picture.name, &size);
    app_event(app, &(struct event){.kind = EVENT_PICTURE, .now_ms = now_ms, .picture = &size});
}

void app_look(struct app *app, int64_t now_ms)
{
    look_at_identity(app, now_ms);
    look_at_content(app, now_ms);
    look_at_pictures(app, now_ms);
    app_look_at_news(app, now_ms);
}

bool app_doubts_clock(const struct app *app, int64_t wall_s)
{
    return time_floor_doubts(time_floor_read(app->dir.time_floor), wall_s);
}

void app_clock(struct app *app, struct local_time local, int64_t now_ms)
{
    app_event(app, &(struct event){.kind = EVENT_CLOCK, .now_ms = now_ms, .local = &local});
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
    app_speak_typed(app, event);
    app_carry_out(app, &effects);
    sodium_memzero(&effects, sizeof(effects)); /* a PIN may be in it */
}

bool app_wants_restart(const struct app *app)
{
    return app->restart;
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
        app_carry_out(app, &effects);
    }
    app->stale = false;
    app_speak_frame(app);
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

const struct feed_cursor *app_shown(const struct app *app)
{
    return app->told_ms >= 0 ? &app->told : NULL;
}

void app_ring(const struct app *app)
{
    doorbell_ring(app->dir.sync_bell);
}
