/* sync/store/run_dir.h - what lies where in a kiosk's run folder (--run DIR): what is only true now.
 *
 *   screen.json   how the screen is (sync/model/screen_state.h); by forhal-kiosk's loop alone
 *   look.asked    the id of a picture of the screen that staff ask for; by forhal-sync, taken by forhal-kiosk
 *   look.png      that picture (0600); by forhal-kiosk, taken by forhal-sync
 *   look.json     {"look":ID} that it is there, or why there is none; by forhal-kiosk, taken by forhal-sync
 *
 * Shared by both programs, and in RAM: the units make /run/forhal (board/README.md), so that nothing of this ever
 * wears the card or outlives a restart. Without --run it is $RUNTIME_DIRECTORY, and without that the data folder. */
#pragma once

#include "sync/base/err.h"

struct run_dir {
    char *folder;
    char *screen;
    char *look_asked;
    char *look_picture;
    char *look_told;
};

/* `run` and `data` as on the command line; `run` may be NULL. Makes the folder (0700) if its parent is there. ERR_IO,
 * ERR_NOMEM; then *out is empty, and run_dir_finish() may be called or not. */
MUST_USE enum err run_dir_init(struct run_dir *out, const char *run, const char *data);
void run_dir_finish(struct run_dir *dir);
