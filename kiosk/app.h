/* kiosk/app.h - the model, its frame and the files it lives on: what loop.c (a window) and
 * script.c (a replayed visit) both drive.
 *
 * Carries out the model's effects: reads the catalog, seals and stores what a visitor sends.
 * Nothing here waits for the network, or for the disk longer than one commit. One thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/frame.h"
#include "kiosk/model.h"
#include "kiosk/paint.h"
#include "sync/base/err.h"
#include "sync/model/screen_state.h"

/* Who speaks; without functions nobody does. Called from the thread that drives the app. */
struct app_voice {
    void *context;
    void (*say)(void *context, const char *text, const char *lang, int softer_db); /* instead of what is being said */
    void (*forget)(void *context);                                                 /* the visit is over */
};

struct app_options {
    const char *data; /* the data folder; must be there or can be made */
    const char *lang; /* "da" */
    int width, height;
    int mm_width;    /* of the glass; 0: not known */
    int distance_mm; /* from the eye; 0: 600 */
    bool quiet;      /* no motion */
    struct app_voice voice;
    bool one_pointer; /* a mouse in a window: the corners of the service page one after the other (corners.h) */
    int reach_mm;     /* how high low reach lets things be; 0: 300 */
};

struct app;

/* Reads what is on disk; having no content yet is no error. On ERR_OK the caller releases *out with
 * app_close(). On error *out is NULL and `why` says in words what is missing; it stays as it was for ERR_NOMEM at the
 * very beginning. Errors: those of data_dir_init() and text_open(), ERR_NOMEM. */
MUST_USE enum err app_open(struct app **out, const struct app_options *options, char *why, size_t why_bytes);
void app_close(struct app *app);

/* Three keys, or a switch: from thing to thing, and press it. */
enum pad_key { PAD_NEXT, PAD_PREVIOUS, PAD_CHOOSE };

enum pointer_kind { POINTER_DOWN, POINTER_MOVE, POINTER_UP, POINTER_CANCEL };

/* Every finger by its number, besides app_pointer() for the first one: for the two corners of the service page. */
void app_finger(struct app *app, int64_t id, enum pointer_kind kind, int x, int y, int64_t now_ms);
/* Somebody asked on the service page that the kiosk end and be started anew. */
bool app_wants_restart(const struct app *app);

/* Input and time. `now_ms` never goes back. */
void app_event(struct app *app, const struct event *event);
void app_pointer(struct app *app, enum pointer_kind kind, int x, int y, int64_t now_ms);
void app_pad(struct app *app, enum pad_key key, int64_t now_ms);
/* The item that has the ring (focus.h), or 0; and whether it is on the screen. */
uint64_t app_focus(const struct app *app);
bool app_has_focus(struct app *app);
/* What was said latest; "" after the visit. */
const char *app_spoken(const struct app *app);
void app_time(struct app *app, int64_t now_ms);
/* Is the wall's clock behind what has passed for certain? Then it is given as not known. */
bool app_doubts_clock(const struct app *app, int64_t wall_s);
/* What the clock on the wall shows; asked for about once a minute. */
void app_clock(struct app *app, struct local_time local, int64_t now_ms);
/* The doorbell rang, or it is time to look: reads identity and catalog again. */
void app_look(struct app *app, int64_t now_ms);
/* Opens what is only needed later (the outbox), after the first picture is on the glass. */
void app_settle(struct app *app);
void app_resize(struct app *app, int width, int height, int64_t now_ms);

/* What is shown and since when, for screen.json and the heartbeat; the rest of *out stays as it is. */
void app_tell(struct app *app, int64_t now_ms, struct screen_state *out);
struct feed_cursor;
/* Up to where the feed's content is shown; NULL: none is. Borrowed until the next call that changes *app. */
const struct feed_cursor *app_shown(const struct app *app);
/* Why a picture of what is shown may not be given (sight.h), or NULL. */
const char *app_sight_refusal(struct app *app);
/* Wakes the agent. */
void app_ring(const struct app *app);

/* The frame of the model as it is now. Borrowed until the next call of anything here. */
const struct frame *app_frame(struct app *app);
/* Paints what changed since the last paint. */
void app_paint(struct app *app, struct canvas *canvas, struct damage *damage);
/* The whole canvas must be painted next time (another surface, a window uncovered). */
void app_paint_whole(struct app *app);
/* ms until app_time() is due; -1: never. */
int64_t app_next_wake_ms(const struct app *app);
/* Where the agent rings (for loop.c to listen) and where the frame is written with --debug. */
const char *app_bell_path(const struct app *app);
const char *app_frame_path(const struct app *app);
struct paint_counts app_paint_counts(const struct app *app);
const struct look *app_look_used(const struct app *app);
const struct metrics *app_metrics(const struct app *app);
struct text *app_text(struct app *app);
