/* kiosk/spans.h - how long something took or ago it is, as it is said: "40 sekunder", "3 timer". */
#pragma once

#include <stdint.h>

#include "kiosk/frame.h"

/* In the largest unit that leaves at least one, days at most (two days and more), rounded down. In the frame's
 * memory, in the language of words_use(). Below 0 is 0. */
const char *span_words(struct frame *frame, int64_t seconds);
