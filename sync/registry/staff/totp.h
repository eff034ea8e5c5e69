/* sync/registry/staff/totp.h - the second factor: codes of an app on the user's telephone (RFC 6238, by liboath), and
 * ten recovery codes for when the telephone is lost.
 *
 * Six digits, half a minute, SHA-1, which every app can do. The half minute before and the one after are taken too. A
 * code is good once: no code of a half minute that is not later than the last one taken. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "sync/registry/staff/sessions.h"
#include "sync/registry/staff/users.h"

enum {
    TOTP_SECRET_BYTES = 20,
    TOTP_DIGITS = 6,
    TOTP_STEP_S = 30,
    TOTP_URI_BYTES = 512,
    RECOVERY_CODES = 10,
    RECOVERY_CODE_TEXT_BYTES = 20, /* XXXX-XXXX-XXXX-XXXX, 80 bits, and the NUL */
};

/* Which half minute a code is of, later than `after`. ERR_REFUSED: of none. ERR_EXISTS: of one that is not later.
 * ERR_INVALID: it is not six digits. */
MUST_USE enum err totp_check(const unsigned char secret[TOTP_SECRET_BYTES], int64_t now_s, const char *code,
                             int64_t after, int64_t *out_step);

/* Begins a set-up: a new secret, as the address that an app reads from a QR code. Beginning again replaces it. Errors:
 * ERR_CONFLICT (the user has a second factor), ERR_NOT_FOUND, ERR_NOMEM, those of db_run(). */
MUST_USE enum err totp_begin(struct registry *registry, const char *name, char out_uri[TOTP_URI_BYTES]);
/* Proves the set-up with its first code, and makes the recovery codes, a list of texts that is shown this once. Errors:
 * ERR_REFUSED or ERR_EXISTS (another code), ERR_INVALID, ERR_NOT_FOUND (no set-up was begun), those of db_run(). */
MUST_USE enum err totp_finish(struct registry *registry, const char *name, const char *code, json_t **out_recovery);
/* The same for whose `session` it is, with all that belongs to it in one transaction: other sessions end, this one is
 * whole under the token `out_token`, and the staff log says so. Nobody is left with a second factor and without its
 * recovery codes, or locked out, by a power cut in between. Further errors: ERR_REFUSED, too, when the session has
 * ended. */
MUST_USE enum err totp_finish_session(struct registry *registry, struct session *session, const char *code,
                                      json_t **out_recovery, char out_token[SESSION_TOKEN_TEXT_BYTES]);
/* Takes a code. ERR_REFUSED (wrong), ERR_EXISTS (this one or a later one was taken before), ERR_INVALID, those of
 * db_run(). */
MUST_USE enum err totp_take(struct registry *registry, const char *name, const char *code);
/* Takes a recovery code; how it is written (small letters, without dashes) does not count. ERR_REFUSED, those of
 * db_run(). */
MUST_USE enum err recovery_take(struct registry *registry, const char *name, const char *code);
MUST_USE enum err recovery_left(struct registry *registry, const char *name, int64_t *out_count);
/* The user has none any more and must set one up; ends the sessions. ERR_NOT_FOUND, those of db_run(). */
MUST_USE enum err totp_reset(struct registry *registry, const char *name);
