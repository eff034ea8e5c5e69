/* kiosk/script.h - replays a visit from a text file, under a virtual clock and without a window.
 *
 * A line is a verb and what it needs; # begins a comment:
 *   tap "label"      presses what is called so        hold "label"   keeps the finger on it for 1 s
 *   type "text"      through the on-screen keyboard   swipe up|down  scrolls by a hand's breadth
 *   wait 500ms|2s    lets time pass                   expect "text"  it can be read on the screen
 *   refuse "text"    it can not                       shot NAME      the screen as NAME.png
 *   frame NAME       the frame as NAME.json           audit          no findings on this screen
 *   scroll up|down   swipes, if anything scrolls
 *   text NAME        the frame as NAME.txt, for golden tests
 *   repeat N … end   does the lines between N times; not one within another
 *   paint            paints the screen and keeps it   memory mark|same   notes memory; it has not grown since
 *   key next|previous|choose  one of the three keys
 *   pick "label"     the three keys: on and on until it has the ring, then choose
 *   say "text"       it was said latest           headphones in|out
 *   touch "label"    a finger listens there       doubletap      presses what was told latest
 *   stay "label"     keeps the finger on it for 3.2 s
 *   corners          two fingers in the upper corners for 5 s
 *   look             reads catalog and identity again, as when the agent rings */
#pragma once

#include "kiosk/app.h"
#include "sync/base/err.h"

enum {
    SCRIPT_BYTES_MAX = 256 * 1024,
    SCRIPT_LINE_BYTES_MAX = 1024,
    SCRIPT_REPEAT_MAX = 10000,
    SCRIPT_HEAP_GROWTH_MAX = 128 * 1024, /* what `memory same` takes for the same: caches of the fonts fill slowly */
    SCRIPT_RESIDENT_GROWTH_MAX = 1024 * 1024,
};

struct script_options {
    const char *path;  /* the script; also named in errors */
    const char *shots; /* folder for shot, frame and text; NULL: the present one */
    bool audit;        /* audit every picture on the way; ends with "N frames, M findings" */
};

/* Runs it to its end or to the first line that fails (with `audit`, findings too are a failure), which is written to
 * standard error as "FILE:LINE: what is wrong" with, where it helps, the labels that are there. ERR_OK, or ERR_INVALID
 * (a line failed), ERR_NOT_FOUND (no such file), ERR_TOO_LARGE (beyond SCRIPT_BYTES_MAX), ERR_IO, ERR_NOMEM. */
MUST_USE enum err script_run(struct app *app, const struct script_options *options);
