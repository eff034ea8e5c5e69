/* sync/registry/server/waiters.h - kiosks that wait for news: connections put to sleep until the content changes.
 *
 * One that waits costs memory and a descriptor, no thread. A thread of ours wakes them: when the head of the content
 * is another than the one they have seen, when their time is over, when they hung up, and all of them at the end.
 * Also one whom staff asked for a picture of its screen (looks.h), as a part of the same look.
 * Who is woken is asked about anew by libmicrohttpd, as if the request had just come, and answered then.
 *
 * The content may be changed by another process (forhal-registry content import), so the thread looks at the head
 * itself, through a connection of its own, every WAITERS_LOOK_MS while somebody waits, and at once after
 * waiters_look(). PostgreSQL tells of it, over machines too, and is then looked at twice a minute only. One indexed
 * read of a row is some microseconds; inotify on SQLite's log would wake us for each entry too, and a doorbell would
 * have to be rung by every command, now and later. A look passes by those whose time is not up, unless the head or who is wanted
 * is another. While nobody waits the thread sleeps. Threads: the serving thread
 * adds and ends; anybody may look; begin and end belong to who starts the server. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"
#include "sync/registry/keys/nonce_proofs.h"
#include "sync/registry/registry.h"
#include "sync/wire/feed.h"

enum {
    WAITERS_LOOK_MS = 250,
    WAITERS_FAREWELL_MS = 2000, /* how long waiters_dismiss() gives them to take their answers */
};

struct waiters;
struct MHD_Connection;
struct loop;

/* What the waking thread found out about one that waited. */
struct wait_end {
    bool wanted; /* staff ask for something */
    bool known;  /* it was looked up, and has not been revoked: nobody needs to look again */
};

/* `registry` is used here only, to find its file; `loop`, whose connections they are, must outlive it. At most `most`
 * wait at a time. Errors: ERR_IO, ERR_NOMEM, those of db_open(). */
MUST_USE enum err waiters_create(struct waiters **out, struct registry *registry, struct loop *loop, size_t most);
/* After waiters_dismiss() and loop_stop(). Takes NULL. */
void waiters_destroy(struct waiters *waiters);

/* From within the handler of `connection`, which then gives MHD_YES and is called again when the wait is over. `kiosk`
 * is who waits, and was asked for its signature; it and `seen`, `proof` and `end` stay where they are until then: the
 * proof may have been made. False: too many wait, there is something else to tell it, or the end has come; answer now. */
bool waiters_add(struct waiters *waiters, struct MHD_Connection *connection, const struct feed_cursor *seen,
                 const char *kiosk, int64_t wait_ms, struct nonce_proof *proof, struct wait_end *end);
/* Which page those who have seen `seen` are answered with: nonce_proofs.h. */
void waiters_tell(struct waiters *waiters, const struct feed_cursor *seen, int64_t page, const char *page_signature,
                  const unsigned char content_secret[SIGN_SECRET_BYTES]);
/* One that had been added has taken its answer, or is gone. */
void waiters_end(struct waiters *waiters);
/* Something may have changed. */
void waiters_look(struct waiters *waiters);
/* Wakes all, lets nobody wait from now on, and gives them a moment to be answered. Takes NULL. */
void waiters_dismiss(struct waiters *waiters);

/* Were so many woken since this was asked last that their answers should share what is read for them? */
bool waiters_woke_many(struct waiters *waiters);

/* How many wait. */
size_t waiters_count(struct waiters *waiters);
