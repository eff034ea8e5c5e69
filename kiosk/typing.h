/* kiosk/typing.h - what a key does to the focused field: shift, layers, the caret.
 *
 * A part of the model (model.h), for our keyboard and a real one. */
#pragma once

#include "kiosk/model.h"

/* Is there a field to type into on this screen? */
bool typing_is_on(const struct model *model);
/* Types into it; nothing elsewhere. `text` may be NULL. */
void typing_put(struct model *model, const char *text);
/* The caret goes into this enum form_field; others are passed over. */
void typing_focus(struct model *model, int field);
/* As it is seen: in a text that runs to the left, "left" is onwards. */
void typing_move_caret(struct model *model, int to_the_right);
/* Shift was pressed: once, locked, off. */
void typing_shift(struct model *model);
/* Shift as it is wanted after what was just done. */
void typing_after_key(struct model *model);
/* The keys with which the focused field begins. */
enum keyboard_layer typing_first_layer(const struct model *model);
