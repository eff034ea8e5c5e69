/* tests/window/kiosk.h - forhal-kiosk as a process: started, looked at, touched, stopped.
 *
 * What is on the screen is asked with SIGUSR1 and read from frame.json; where to touch comes from
 * there too. Every wait ends: KIOSK_WAIT_MS at most. */
#pragma once

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "tests/window/display.h"

enum { KIOSK_WAIT_MS = 30000, KIOSK_ARGUMENTS_MAX = 16 };

struct kiosk {
    pid_t pid; /* -1: not running */
    struct display *display;
    char data[128];
    char log[160];
};

/* Makes a data folder with content, enrolled; `out` is the build folder. */
bool kiosk_make_data(const char *out, const char *content, const char *data);

/* Starts it in the data folder, with further arguments (NULL at the end; may be NULL), and waits for
 * its first picture. false, with its log on standard error, when that does not come. */
bool kiosk_start(struct kiosk *kiosk, struct display *display, const char *out, const char *data,
                 const char *const *more);
/* Without waiting, for --script. */
bool kiosk_run(struct kiosk *kiosk, struct display *display, const char *out, const char *data,
               const char *const *more);
/* SIGTERM and its exit status; -1 when a signal ended it or it had to be killed. */
int kiosk_stop(struct kiosk *kiosk);
bool kiosk_alive(const struct kiosk *kiosk);

/* The frame as it is now: the caller owns it. NULL when it did not come in time. */
json_t *kiosk_frame(struct kiosk *kiosk);
/* Asks until the frame shows the screen of this name (see the frame's "screen"). */
json_t *kiosk_wait_screen(struct kiosk *kiosk, const char *screen);
/* Asks until `is_so(frame, context)`. */
json_t *kiosk_wait(struct kiosk *kiosk, bool (*is_so)(const json_t *frame, const char *context), const char *context);

/* The item one can touch that does `action`, with this target (NULL: any); NULL when there is none. */
const json_t *frame_action(const json_t *frame, const char *action, const char *target);
bool frame_says(const json_t *frame, const char *text);
bool frame_is(const json_t *frame, const char *screen);
struct area item_area(const json_t *item);

/* Looks at the frame and touches the middle of that item. */
bool kiosk_tap(struct kiosk *kiosk, const char *action, const char *target);
/* Types with the keyboard on the screen, whose keys are in `frame`: letters a-z and A-Z, which count as
 * the same, digits, blanks. Two equal ones in a row would count as a double strike. */
bool kiosk_type(struct kiosk *kiosk, const json_t *frame, const char *text);
