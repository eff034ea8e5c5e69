/* sync/registry/fleet/looks.h - pictures of a kiosk's screen that staff asked for.
 *
 * Staff ask (here, or with `forhal-registry kiosk look`, a process of its own); its wait for news is ended
 * with REQUEST_HEADER_WANTED, upon which it sends a heartbeat; in the answer to that, or to any other, it hears of it,
 * and hands in a picture or says why not: it never gives one of a screen that may hold anything personal. One at a time
 * for each kiosk; asked for and handed in, it is kept for LOOK_KEPT_S at most, in the database alone, which overwrites
 * what it deletes (registry_scrub() does the log). */
#pragma once

#include <stddef.h>

#include "sync/base/err.h"
#include "sync/registry/registry.h"
#include "sync/wire/heartbeat.h"

enum { LOOK_KEPT_S = 10 * 60 };

enum look_state { LOOK_WAITED_FOR, LOOK_IS_HERE, LOOK_IS_REFUSED };

struct look {
    enum look_state state;
    char refused[SCREEN_STATE_WORD_BYTES]; /* the kiosk's word: "private", "asking", "typing", … */
    char *picture;                         /* owned: a PNG file; NULL unless LOOK_IS_HERE */
    size_t picture_bytes;
};

void look_finish(struct look *look);

/* Asks `kiosk` for a picture of its screen; while one is waited for it is that one. Errors: ERR_NOT_FOUND (no such
 * kiosk, or revoked), those of db_run(). */
MUST_USE enum err looks_ask(struct registry *registry, const char *kiosk, char out[LOOK_ID_TEXT_BYTES]);
/* Somebody asked `kiosk` for a picture, and its wait for news has not been ended for that yet: now it is, once.
 * ERR_NOT_FOUND: nothing to tell. Errors: those of db_run(). */
MUST_USE enum err looks_tell(struct registry *registry, const char *kiosk);
/* What `kiosk` is to be told; ERR_NOT_FOUND: nothing. */
MUST_USE enum err looks_wanted(struct registry *registry, const char *kiosk, char out[LOOK_ID_TEXT_BYTES]);
/* The kiosk has answered: with a picture, or, without (NULL), with a word. ERR_NOT_FOUND: nobody asked, or it is too
 * late. ERR_INVALID, ERR_TOO_LARGE: not such a picture or word. */
MUST_USE enum err looks_take(struct registry *registry, const char *kiosk, const char *id, const void *picture,
                             size_t picture_bytes, const char *refused);
/* How it stands. On ERR_OK the caller calls look_finish(). ERR_NOT_FOUND: there is none, or no more. */
MUST_USE enum err looks_find(struct registry *registry, const char *id, struct look *out);
/* It has been seen. Forgetting what is not there is ERR_OK. */
MUST_USE enum err looks_forget(struct registry *registry, const char *id);
/* Deletes those that are too old, or, on a disk that is full or busy, leaves that to the next call. Called now and
 * then; costs a small query. */
void looks_expire(struct registry *registry);
