/* Numbers of visits as they come over the wire, and as they lie on the kiosk. */
#include <string.h>

#include "sync/model/tally.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct tally tally;
    struct tally again;
    char newest[11];
    AUTO(str_finish) struct str text = {0};
    if (tally_parse(&tally, (const char *)bytes, count) == ERR_OK) {
        PROMISE(json_object_size(tally.days) <= TALLY_DAYS_MAX);
        PROMISE(tally_add(&tally, "2026-11-21", "visits") == ERR_OK);
        PROMISE(json_object_size(tally.days) <= TALLY_DAYS_MAX);
        PROMISE(tally_text(&tally, "", &text, newest) == ERR_OK && strlen(newest) == 10);
        PROMISE(tally_parse(&again, str_text(&text), text.length) == ERR_OK);
        tally_finish(&again);
    }
    tally_finish(&tally);
    return 0;
}
