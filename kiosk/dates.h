/* kiosk/dates.h - dates in words (sync/base/date.h) in a frame. */
#pragma once

#include "kiosk/frame.h"

/* `local` is "2026-11-26T16:30", perhaps with seconds: "torsdag den 26. november 2026 kl. 16.30". The text
 * itself when it has another form or names no day there is. In the frame's memory, in the language of words_use(). */
const char *dates_words(struct frame *frame, const char *local);
