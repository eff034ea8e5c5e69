/* kiosk/glimpse.h - a picture of what is on the glass, for staff who ask for one.
 *
 * The agent leaves the request in the run folder (RUN/look.asked) and rings. It is answered when nobody has touched the
 * screen for a moment, or after GLIMPSE_PATIENCE_MS at the latest, so that a visitor doesn't feel it: with RUN/look.png
 * and RUN/look.json {"look":ID}, or with {"look":ID,"refused":WORD} when what is shown then may hold something personal
 * (sight.h). What nobody fetches is deleted after GLIMPSE_KEPT_MS. Belongs to the loop that paints. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/canvas.h"
#include "sync/store/run_dir.h"

enum {
    GLIMPSE_WIDTH_PX = 720, /* at most, and less where the file would be too large */
    GLIMPSE_WIDTH_LEAST_PX = 180,
    GLIMPSE_BYTES_MAX = 512 * 1024, /* as the registry takes it */
    GLIMPSE_CALM_MS = 2000,
    GLIMPSE_PATIENCE_MS = 20 * 1000,
    GLIMPSE_WAIT_MS = 500, /* looked at this often while one is wanted */
    GLIMPSE_KEPT_MS = 10 * 60 * 1000,
    GLIMPSE_ID_BYTES = 17,
};

struct glimpse {
    const struct run_dir *run; /* borrowed */
    char id[GLIMPSE_ID_BYTES]; /* "": none is wanted */
    int64_t wanted_ms;
    int64_t given_ms; /* -1: nothing lies in the folder */
};

/* Deletes what an earlier screen left. */
void glimpse_begin(struct glimpse *glimpse, const struct run_dir *run);
/* Somebody rang, or a minute has passed: takes a request that lies there, deletes what nobody fetched. */
void glimpse_look(struct glimpse *glimpse, int64_t now_ms);
/* Is it time to answer? `touched_ms` is when the screen was touched last, -1 for never. */
bool glimpse_is_due(const struct glimpse *glimpse, int64_t touched_ms, int64_t now_ms);
/* ms until that is to be asked again; -1: never. */
int64_t glimpse_due_ms(const struct glimpse *glimpse);
/* Answers with what `canvas` holds, or, with `refusal`, why not; a canvas of NULL is the refusal "nothing". The caller
 * rings the agent. */
void glimpse_answer(struct glimpse *glimpse, const struct canvas *canvas, const char *refusal, int64_t now_ms);
/* Nothing stays. */
void glimpse_end(const struct glimpse *glimpse);

/* A picture of `from` that is `width` wide: each dot is the average of what lies under it. NULL without memory. The
 * caller calls canvas_destroy(). */
struct canvas *glimpse_scale(const struct canvas *from, int width);
