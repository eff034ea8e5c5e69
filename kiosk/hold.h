/* kiosk/hold.h - a finger that stays on a key: its variants, or one word after the other deleted.
 *
 * Pure state, driven by update.c: what is due is asked for with the time, so a held key behaves the same under a
 * virtual clock. It names the letter under the finger, so hold_wipe() belongs to the end of a visit. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kiosk/frame.h"

enum {
    KEY_HOLD_MS = 500,      /* until a held key does something of its own */
    KEY_HOLD_WORD_MS = 400, /* between two words: slow enough to stop in time (ACCESSIBILITY 10) */
    HOLD_LETTER_BYTES = 16,
};

enum hold_does { HOLD_NOTHING, HOLD_OPEN, HOLD_DELETE_WORD };

struct hold {
    enum hold_does next; /* what falls due */
    int64_t due_ms;
    bool down;                      /* the finger that held the key has not lifted */
    bool spent;                     /* it has done something: lifting types and deletes nothing more */
    bool open;                      /* the row of variants is shown */
    char letter[HOLD_LETTER_BYTES]; /* whose variants */
};

/* The finger is on `action` now; `has_variants` says that holding it leads to some. */
void hold_press(struct hold *hold, struct action action, bool has_variants, int64_t now_ms);
/* It slid off, and may come back: nothing is due any more, an open row stays. */
void hold_off(struct hold *hold);
/* It lifted on `action` (kind ACTION_NONE: on nothing). True when that is all it does; false when the action is to be
 * carried out. A row closes, unless the finger lifted from the key that opened it. */
bool hold_lift(struct hold *hold, struct action action);
/* What is due now; sets when the next is. */
enum hold_does hold_time(struct hold *hold, int64_t now_ms);
/* ms until something is due, or -1. */
int64_t hold_wake_ms(const struct hold *hold, int64_t now_ms);
/* Nothing more is due: there is nothing left to delete. */
void hold_stop(struct hold *hold);
/* Wipes it: no row, nothing due. */
void hold_wipe(struct hold *hold);
