#include "kiosk/spans.h"

#include "kiosk/words.h"

enum { MINUTE_S = 60, HOUR_S = 60 * MINUTE_S, DAY_S = 24 * HOUR_S, DAYS_MAX = 99999 };

static unsigned long whole(int64_t seconds, int64_t unit)
{
    return (unsigned long)(seconds / unit);
}

const char *span_words(struct frame *frame, int64_t seconds)
{
    if (seconds < 0) seconds = 0;
    if (seconds > (int64_t)DAYS_MAX * DAY_S) seconds = (int64_t)DAYS_MAX * DAY_S;
    unsigned long count = whole(seconds, MINUTE_S);
    if (seconds < MINUTE_S) {
        count = whole(seconds, 1);
        return frame_textf(frame, WORDS_COUNT("%lu sekund", "%lu sekunder", count), count);
    }
    if (seconds < HOUR_S) return frame_textf(frame, WORDS_COUNT("%lu minut", "%lu minutter", count), count);
    count = whole(seconds, HOUR_S);
    if (seconds < 2 * DAY_S) return frame_textf(frame, WORDS_COUNT("%lu time", "%lu timer", count), count);
    count = whole(seconds, DAY_S);
    return frame_textf(frame, WORDS_COUNT("%lu dag", "%lu dage", count), count);
}
