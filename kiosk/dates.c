#include "kiosk/dates.h"

#include <string.h>

#include "sync/base/date.h"

const char *dates_words(struct frame *frame, const char *local)
{
    char words[DATE_WORDS_BYTES];
    return date_in_words(words, local) ? frame_text(frame, words, strlen(words)) : local;
}
