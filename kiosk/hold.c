#include "kiosk/hold.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static void close_row(struct hold *hold)
{
    hold->open = false;
    sodium_memzero(hold->letter, sizeof(hold->letter));
}

void hold_press(struct hold *hold, struct action action, bool has_variants, int64_t now_ms)
{
    hold->next = HOLD_NOTHING;
    if (hold->down && hold->spent) return; /* sliding along an open row, or back to it */
    hold->down = true;
    hold->due_ms = now_ms + KEY_HOLD_MS;
    if (action.kind == ACTION_KEY_BACKSPACE) hold->next = HOLD_DELETE_WORD;
    bool letter = action.kind == ACTION_KEY && has_variants && strlen(action.target) < HOLD_LETTER_BYTES;
    if (!letter || hold->open) return; /* with a row open, a finger is choosing from it, or closing it */
    hold->next = HOLD_OPEN;
    snprintf(hold->letter, sizeof(hold->letter), "%s", action.target);
}

void hold_off(struct hold *hold)
{
    hold->next = HOLD_NOTHING;
}

bool hold_lift(struct hold *hold, struct action action)
{
    bool spent = hold->down && hold->spent;
    bool same = hold->open && action.kind == ACTION_KEY && strcmp(hold->letter, action.target) == 0;
    hold->next = HOLD_NOTHING;
    hold->down = false;
    hold->spent = false;
    if (spent && same) return true; /* now a variant can be tapped */
    bool was_row = hold->open;
    close_row(hold);
    return spent && !(was_row && action.kind == ACTION_KEY);
}

enum hold_does hold_time(struct hold *hold, int64_t now_ms)
{
    if (hold->next == HOLD_NOTHING || now_ms < hold->due_ms) return HOLD_NOTHING;
    enum hold_does does = hold->next;
    hold->spent = true;
    if (does == HOLD_OPEN) {
        hold->open = true;
        hold->next = HOLD_NOTHING;
    }
    hold->due_ms = now_ms + KEY_HOLD_WORD_MS;
    return does;
}

int64_t hold_wake_ms(const struct hold *hold, int64_t now_ms)
{
    if (hold->next == HOLD_NOTHING) return -1;
    return hold->due_ms > now_ms ? hold->due_ms - now_ms : 1;
}

void hold_stop(struct hold *hold)
{
    hold->next = HOLD_NOTHING;
}

void hold_wipe(struct hold *hold)
{
    sodium_memzero(hold, sizeof(*hold));
}
