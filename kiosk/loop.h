/* kiosk/loop.h - the window's life: waits for a finger, the doorbell or the clock, and shows what changed.
 *
 * One thread paints and decides. A second one only waits for the doorbell and SIGUSR1 and wakes the
 * first. On a still screen nothing is painted and nothing wakes up, but for the watchdog's round,
 * which sends one pixel to the display and only then says that all is well. */
#pragma once

#include <stdbool.h>

#include "kiosk/app.h"
#include "sync/base/err.h"

struct loop_options {
    struct app_options app;
    const char *run; /* the run folder (sync/store/run_dir.h), or NULL */
    bool window;
    const char *headphones; /* the input switch of the jack, or NULL: not known */
    bool debug;             /* SIGUSR1 writes frame.json; counts and times go to standard error */
};

/* Runs until it is told to stop (SIGTERM, SIGINT, the window closed). ERR_OK, or why it could not begin,
 * with a sentence on standard error. */
MUST_USE enum err loop_run(const struct loop_options *options);
