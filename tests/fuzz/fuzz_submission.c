/* What was in a sealed entry: it comes from a kiosk's key, and a kiosk may be stolen. */
#include <sodium.h>
#include <string.h>

#include "sync/model/submission.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct submission submission;
    if (sodium_init() < 0) abort();
    if (submission_from_json(&submission, (const char *)bytes, count) != ERR_OK) return 0;
    PROMISE(submission.kind < SUBMISSION_KIND_COUNT);
    PROMISE(strlen(submission.name) <= SUBMISSION_NAME_BYTES_MAX &&
            strlen(submission.text) <= SUBMISSION_TEXT_BYTES_MAX);
    /* What is acceptable is written and read back the same. */
    struct str text;
    enum err err = submission_to_json(&text, &submission);
    PROMISE((err == ERR_OK) == (submission_problem(&submission) == NULL));
    if (err == ERR_OK) {
        struct submission again;
        PROMISE(submission_from_json(&again, str_text(&text), text.length) == ERR_OK);
        PROMISE(again.kind == submission.kind && strcmp(again.name, submission.name) == 0);
        PROMISE(strcmp(again.text, submission.text) == 0 && strcmp(again.contact, submission.contact) == 0);
        submission_finish(&again);
    }
    str_finish(&text);
    submission_finish(&submission);
    return 0;
}
