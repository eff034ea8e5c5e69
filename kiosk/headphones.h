/* kiosk/headphones.h - are headphones plugged in? A Linux input switch (SW_HEADPHONE_INSERT), or what looks like one.
 *
 * Only with headphones is it said aloud what somebody types. Where it can't be known, there are none. */
#pragma once

#include <stdbool.h>

#include "sync/base/err.h"

struct headphones {
    int fd; /* -1: not open */
    bool in;
};

/* Opens `path` (/dev/input/event7, or a pipe in a test) without waiting, and asks how the switch stands now.
 * ERR_NOT_FOUND, ERR_IO; then it is closed and out. */
MUST_USE enum err headphones_open(struct headphones *out, const char *path);
/* Reads what came, at most HEADPHONES_EVENTS_MAX events; other input is passed over. True when it changed. A device
 * that is gone, or says nonsense, counts as out and is closed. */
enum { HEADPHONES_EVENTS_MAX = 64 };
bool headphones_read(struct headphones *headphones);
void headphones_close(struct headphones *headphones);
