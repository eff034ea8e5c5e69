/* sync/registry/staff/sessions.h - that staff are signed in.
 *
 * A session is a random token in a cookie; only its hash is kept. It is half until the second factor was given, and
 * then opens nothing but what completes it. A whole one has another token and another CSRF token than the half one had.
 * Used once a SESSION_ROTATE_S it gets a new token; the one before is good for SESSION_GRACE_S more, for what was under
 * way. It ends SESSION_SECONDS after it began, SESSION_IDLE_S after it was last used, SESSION_HALF_S after it began
 * while it is half, with its user's password, role or second factor, and when the user is disabled. Times are the
 * registry's clock. */
#pragma once

#include <jansson.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>

#include "sync/registry/staff/users.h"

enum {
    SESSION_SECONDS = 12 * 3600,
    SESSION_IDLE_S = 30 * 60,
    SESSION_HALF_S = 15 * 60,
    SESSION_ROTATE_S = 10 * 60,
    SESSION_GRACE_S = 60,
    SESSION_SEEN_S = 60, /* how exactly "last used" is kept */
    SESSION_HASH_BYTES = 32,
    SESSION_CSRF_BYTES = 32,
    SESSIONS_LISTED_MAX = 100,
    SESSION_ID_BYTES = 33,         /* 16 bytes in hexadecimal and the NUL */
    SESSION_TOKEN_TEXT_BYTES = 44, /* 32 bytes as URL-safe base64 and the NUL */
};

struct session {
    struct user user;
    bool half;
    int64_t proof_s;                        /* when who it is was last shown (session_proof.h); 0: never */
    unsigned char hash[SESSION_HASH_BYTES]; /* of its newest token: its key in the table */
    char csrf[SESSION_TOKEN_TEXT_BYTES];
};

/* 32 random bytes as text, and the hash under which such a text is kept. */
void token_make(char out[SESSION_TOKEN_TEXT_BYTES]);
void token_hash(unsigned char out[SESSION_HASH_BYTES], const char *token);

/* Begins one for a user who has just given the password. Errors: ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err session_begin(struct registry *registry, const char *name, bool half,
                                char out_token[SESSION_TOKEN_TEXT_BYTES], struct session *out);
/* Whose session it is. `renewed` is the token to use from now on, or "". Errors: ERR_REFUSED (unknown or over), those
 * of db_query(). */
MUST_USE enum err session_find(struct registry *registry, const char *token, struct session *out,
                               char renewed[SESSION_TOKEN_TEXT_BYTES]);
/* The second factor was given: makes it whole, under a new token; the old one is over at once. ERR_REFUSED: it has
 * ended meanwhile. */
MUST_USE enum err session_complete(struct registry *registry, struct session *session,
                                   char out_token[SESSION_TOKEN_TEXT_BYTES]);
/* Ends it; one that has ended is none. Errors: those of db_run(). */
MUST_USE enum err session_end(struct registry *registry, const struct session *session);
/* The user's, the latest used first: [{"id","begun":TIME,"seen":TIME,"half":BOOL,"present":BOOL}]. An id stays the same
 * as long as the session and tells nothing that opens it. Errors: those of db_query(). */
MUST_USE enum err sessions_of(struct registry *registry, const struct session *present, json_t **out);
/* Ends the one of the user's that has this id. ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err session_end_one(struct registry *registry, const char *name, const char *id);
/* All of a user's, save this one, or NULL. Errors: those of db_run(). */
MUST_USE enum err sessions_end_of(struct registry *registry, const char *name, const struct session *save);
