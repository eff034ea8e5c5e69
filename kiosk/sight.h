/* kiosk/sight.h - may this screen be seen by somebody who isn't here?
 *
 * Staff may ask for a picture of the screen (glimpse.h). A screen that can hold anything of a visitor's (what was
 * typed, a receipt code, an answer, what somebody chose about themselves) is never given. Each screen has its decision
 * in a table; one without a decision counts as private, and a test fails. Pure. */
#pragma once

#include "kiosk/frame.h"
#include "kiosk/model.h"

enum sight { SIGHT_UNDECIDED, SIGHT_OPEN, SIGHT_PRIVATE };

enum sight sight_of_screen(enum screen screen);

/* NULL: what the frame shows may be seen. Otherwise why not, as a word for the wire: "private" (the screen), "asking"
 * ("are you still there?" lies over it), "typing" (a field or a key is on it, whatever the screen). */
const char *sight_refusal(const struct model *model, const struct frame *frame);
