/* kiosk/aids.h - what a visitor may turn on for this visit, besides large letters, contrast and quiet.
 *
 * Part of the model; all of it goes back at the end of a visit. Pure. */
#pragma once

#include <stdbool.h>

#include "kiosk/frame.h"

/* Loudness of the voice: steps of 4 dB, 24 dB in all (EN 301 549, 5.1.3.10 asks for 18). */
enum { VOLUME_STEPS = 7, VOLUME_FIRST = 4, VOLUME_STEP_DB = 4 };

struct aids {
    bool speech;      /* reading aloud */
    bool low_reach;   /* everything in the lowest part of the screen */
    bool headphones;  /* plugged in: what was typed may be said */
    int volume;       /* 0 (softest) to VOLUME_STEPS - 1 */
    int volume_first; /* of a new visit: chosen on the service page */
    uint64_t focus;   /* focus_id() of the item that has the ring; 0: none */
    unsigned told;    /* how often a finger asked what has the ring */
    unsigned repeats; /* how often "Gentag" was asked for */
};

/* Before the first visit. */
void aids_init(struct aids *aids);
/* As at the beginning of a visit; headphones and volume_first stay what they are. */
void aids_reset(struct aids *aids);
/* Something is not as at the beginning: there is a visitor. */
bool aids_are_on(const struct aids *aids);
/* One of the bar's and the strip's actions. False when it is not for the aids. */
bool aids_act(struct aids *aids, enum action_kind kind);
