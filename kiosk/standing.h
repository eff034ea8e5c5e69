/* kiosk/standing.h - how the registry stands to this kiosk: accepted, asked, or refused, and why. Nothing personal.
 *
 * Read from agent.json (sync/agent/state.h), which forhal-sync writes. What can't be read is STANDING_GOOD: the screen
 * then goes by what is in the data folder, as always. */
#pragma once

/* As sync/wire/fingerprint.h makes them: "XXXX-XXXX", and eight such groups. */
enum { STANDING_CODE_BYTES = 10, STANDING_FINGERPRINT_BYTES = 40 };

enum standing_kind {
    STANDING_GOOD,
    STANDING_PENDING, /* asks to be accepted: code and fingerprint are to be compared */
    STANDING_SAID_NO, /* the same, and staff have said no so far */
    STANDING_REVOKED, /* for good: nothing that is given here would ever arrive */
    STANDING_FORKED,  /* another machine has the same identity; staff decide */
    STANDING_KIND_COUNT
};

struct standing {
    enum standing_kind kind;
    char code[STANDING_CODE_BYTES]; /* "" unless the kiosk asks to be accepted, as the next */
    char fingerprint[STANDING_FINGERPRINT_BYTES];
};

/* `path` is that of agent.json. */
void standing_read(struct standing *out, const char *path);
