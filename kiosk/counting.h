/* kiosk/counting.h - what is counted of a visit: that there was one, its language, the aids that were on, which forms
 * were begun, finished, or left and at which screen. No identifier, no time but the day, and the counts of one visit
 * stand among those of the day (sync/model/tally.h).
 *
 * Looks at the model after each event; pure but for counting_store(). */
#pragma once

#include <stdbool.h>

#include "kiosk/model.h"
#include "sync/base/err.h"

enum { COUNTING_NAMES_MAX = 24, COUNTING_NAME_BYTES = 49 };

struct counting {
    bool visiting;
    bool in_form;
    bool service;            /* whoever looks after the kiosk: no visit */
    enum screen form_screen; /* the latest of the form */
    enum submission_kind form_kind;
    const struct language *language; /* the latest that was read */
    bool large, contrast, quiet, speech, low_reach;
    char names[COUNTING_NAMES_MAX][COUNTING_NAME_BYTES]; /* of this visit, each as often as it happened */
    size_t count;
};

/* After an event. True: the visit is over, and counting_store() has something to store. */
bool counting_look(struct counting *counting, const struct model *model);
/* Adds the visit to the file, under the model's day; without a day that is known it is not counted. What was gathered
 * is forgotten in every case. Errors: those of tally_read() and tally_write(). */
MUST_USE enum err counting_store(struct counting *counting, const struct model *model, const char *path);
