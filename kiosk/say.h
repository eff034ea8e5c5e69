/* kiosk/say.h - what the screen says, decided from its frames.
 *
 * The latest thing always takes the place of what is being said: never two at once. On a new screen its heading and
 * how many things there are to choose; what is wrong, and every other alert, at once; where the ring goes, what is
 * there: its words, what kind of thing it is, its state. What was typed is said only into headphones; without them a
 * key that was pressed is "bogstav" or "tegn" and a field says that something stands in it. All in the language of
 * the screen; content that is Danish there, since it is not translated, with the Danish voice. Pure: no sound is made
 * here. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kiosk/aids.h"
#include "kiosk/frame.h"

enum { SAY_BYTES_MAX = 2048 };

struct utterance {
    char text[SAY_BYTES_MAX]; /* "": be silent */
    char lang[8];             /* one of languages[] */
};

/* What was said, to tell what is new. Holds the latest utterance for "Gentag". Zeroed at first. */
struct say {
    bool on;
    uint64_t screen, alerts, focus; /* hashes */
    int volume;
    unsigned told, repeats;
    struct utterance last;
};

/* True when `out` must be said, in place of what is being said. Call it with every frame that is shown. */
bool say_frame(struct say *say, const struct frame *frame, const struct aids *aids, struct utterance *out);
/* The same for a text that was typed, one letter as a rule. False when reading aloud is off. */
bool say_typed(struct say *say, const char *lang, const char *typed, const struct aids *aids, struct utterance *out);
/* What is said about one item. */
void say_item(const struct frame *frame, const struct item *item, const struct aids *aids, struct utterance *out);
/* The visit is over: nothing of it stays. */
void say_forget(struct say *say);
