/* kiosk/speak.h - text to sound: eSpeak NG makes the voice, SDL plays it.
 *
 * A thread of its own does both, so that nobody waits for them; it and eSpeak's libraries come with the first
 * utterance, so that a kiosk that never speaks pays nothing. There is one utterance at a time: a new one stops the
 * old at once. After SPEAK_IDLE_MS of silence the sound card is let go of. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"

enum { SPEAK_BYTES_MAX = 2048, SPEAK_IDLE_MS = 5000 };

struct speaker;

/* ERR_NOMEM. */
MUST_USE enum err speaker_create(struct speaker **out);
void speaker_destroy(struct speaker *speaker);

/* Says `text` (UTF-8, cut at SPEAK_BYTES_MAX) with the voice of `lang`, `softer_db` below full loudness, instead of
 * what is being said. "" only stops. Returns at once; without a voice or a sound card nothing is heard. */
void speaker_say(struct speaker *speaker, const char *text, const char *lang, int softer_db);
/* The visit is over: stops, wipes what was said, and gives eSpeak back with all it remembers. */
void speaker_forget(struct speaker *speaker);

/* For tests. */
struct speaker_counts {
    uint64_t utterances; /* begun */
    uint64_t samples;    /* made, at 22050 a second */
    uint64_t loud;       /* of those, not silent */
    int peak;            /* the largest of them, 0 to 32767, since the latest utterance began */
    bool talking;
    bool failed; /* no voice or no sound card at the latest try */
};
struct speaker_counts speaker_counts(struct speaker *speaker);
