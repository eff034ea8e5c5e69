/* sync/store/data_dir.h - what lies where in a kiosk's data folder (--data DIR), and who makes it.
 *
 *   identity.json        who the kiosk is (0600)                                  forhal-sync
 *   turn.json            the latest turn, which tells a copy of the card (0600)   forhal-sync
 *   rotate.asked         "make the kiosk a new key"                               forhal-sync rotate-key
 *   content.db           the catalog: what the screen shows                       forhal-sync
 *   content.suspect      "the screen could not read content.db"                   forhal-kiosk
 *   outbox.db            what citizens said, sealed                               both
 *   outbox.db.damaged-N  outboxes that were set aside                             forhal-sync
 *   outbox.db.epoch      how many ever were: order goes on above them             forhal-sync
 *   kiosk.bell           rings the screen, and sync.bell the agent (doorbell.h)   who listens
 *   trust.json           whose TLS certificates are believed (0600)               forhal-sync enrol and trust
 *   time.floor           the latest moment that has passed for certain            forhal-sync
 *   agent.json           how the wire is, for forhal-sync status and the screen   forhal-sync
 *   service.pin          the hash of the service page's PIN (0600)                forhal-kiosk --set-pin
 *   service.tries        wrong PINs since the latest right one (0600)             forhal-kiosk
 *   numbers.json         visits by day, without anything about anybody (0600)     forhal-kiosk
 *   volume               the loudness a visit begins with (0600)                  forhal-kiosk, on the service page
 *   pictures/            pictures of pages and networks (0700)                    forhal-sync
 *   frame.json           the present frame, with --debug, on SIGUSR1              forhal-kiosk
 * What is only true now, as screen.json, is in the run folder: sync/store/run_dir.h. */
#pragma once

#include "sync/base/err.h"

struct data_dir {
    char *folder;
    char *identity;
    char *content;
    char *content_suspect;
    char *outbox;
    char *kiosk_bell;
    char *sync_bell;
    char *trust;
    char *time_floor;
    char *agent_state;
    char *frame;
    char *pictures;
    char *turn;
    char *rotate_asked;
    char *numbers;
};

/* Makes the folder (0700) if needed and the names. ERR_IO, ERR_NOMEM; then call
 * data_dir_finish() all the same or not at all. */
MUST_USE enum err data_dir_init(struct data_dir *out, const char *folder);
void data_dir_finish(struct data_dir *dir);
