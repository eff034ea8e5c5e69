/* kiosk/focus.h - the order in which a frame is read, and the item that has the ring.
 *
 * For whoever goes from thing to thing: three keys (next, previous, choose), a switch, or a finger that listens.
 * The order comes from where things stand and not from the order in which a screen added them: content (with the
 * heading), the keys of the keyboard, the footer, the bar; in each of them from top to bottom, and where things
 * stand side by side as the language is read, from right to left in Arabic and Urdu. What is scrolled out of sight
 * is in it. Pure: the frame goes in, nothing else. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kiosk/frame.h"

/* The items in the order of reading, as indices in frame->items; returns how many. `all`: everything that says
 * something; else what can be pressed. Disabled ones are told but not pressed. */
size_t frame_reading_order(const struct frame *frame, bool all, uint16_t out[FRAME_ITEMS_MAX]);

/* Tells an item of a frame from the others, and finds it again in the next frame though it moved: never 0. Made of
 * what it does, or of its words when it does nothing; the n-th of several that are alike. */
uint64_t focus_id(const struct frame *frame, const struct item *item);
/* The item with this id, or NULL. */
const struct item *focus_find(const struct frame *frame, uint64_t id);
/* The item `step` (1 or -1) after the one with this id, round and round; the first (or last) when that is not there.
 * NULL when there is none at all. */
const struct item *frame_next_focus(const struct frame *frame, uint64_t id, int step, bool all);
/* The smallest item at (x, y) that says something, or NULL. */
const struct item *focus_at(const struct frame *frame, int x, int y);
/* What EVENT_SCROLL must say so that the item can be seen; 0 when it can. */
int focus_scroll(const struct frame *frame, const struct item *item);

struct ui;
/* Draws the ring around the item with this id, if it is in the frame; in a frame that is mirrored already. */
void focus_ring(struct ui *ui, uint64_t id);
