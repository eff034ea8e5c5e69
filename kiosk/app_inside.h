/* kiosk/app_inside.h - what the files of the app share; nobody else includes it.
 *
 * app.c opens it, looks at what the agent wrote, makes frames and tells how it is; app_effects.c carries out what
 * update() asks for; app_hands.c takes fingers, keys and time; app_aloud.c says what is shown. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/app.h"
#include "kiosk/corners.h"
#include "kiosk/counting.h"
#include "kiosk/explore.h"
#include "kiosk/pointer.h"
#include "kiosk/say.h"
#include "kiosk/service_pin.h"
#include "kiosk/stay.h"
#include "sync/store/catalog.h"
#include "sync/store/data_dir.h"
#include "sync/store/identity.h"
#include "sync/store/outbox.h"

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

/* app.c: the visitor's language; a damaged file, which is then closed; what is new, when it may have changed. */
const char *app_lang(const struct app *app);
void app_report_damage(struct app *app);
void app_look_at_news(struct app *app, int64_t now_ms);
/* Is the open network's own picture here, and how large is it? */
void app_look_at_network_picture(struct app *app, int64_t now_ms);

/* app_effects.c: they may lead to events, and these to more effects. */
void app_carry_out(struct app *app, const struct effects *effects);

/* app_aloud.c: what the frame says anew, what an event typed, how loud it is; and nothing of it is left. */
void app_speak_frame(struct app *app);
void app_speak_typed(struct app *app, const struct event *event);
void app_test_sound(struct app *app);
void app_forget_speech(struct app *app);
