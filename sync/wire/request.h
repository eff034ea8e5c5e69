/* sync/wire/request.h - how a kiosk shows who it is, request by request.
 *
 * Headers: Forhal-Kiosk: its id; Forhal-Signature: base64 of the signature (SIGN_REQUEST) over
 * method, target ("/v1/feed?after=3&…") and body. No clock and no nonce: a feed page repeated to
 * an eavesdropper is public content, and an entry repeated is told by its id. */
#pragma once

#include "sync/base/err.h"
#include "sync/wire/sign.h"

#define REQUEST_HEADER_KIOSK     "Forhal-Kiosk"
#define REQUEST_HEADER_WANTED    "Forhal-Wanted" /* on the end of a wait: REQUEST_WANTED_HEARTBEAT */
#define REQUEST_WANTED_HEARTBEAT "heartbeat"
#define REQUEST_HEADER_SIGNATURE "Forhal-Signature" /* on answers: feed_sign() */

enum { REQUEST_SIGNATURE_TEXT_BYTES = 87 };

/* `body` may be NULL with 0 bytes. `purpose` is SIGN_REQUEST, or SIGN_ENROL when enrolling. */
void request_sign(char out[REQUEST_SIGNATURE_TEXT_BYTES], enum sign_purpose purpose, const char *method,
                  const char *target, const void *body, size_t body_bytes,
                  const unsigned char kiosk_secret[SIGN_SECRET_BYTES]);
/* ERR_OK or ERR_UNTRUSTED; `signature` may be NULL (no such header). */
MUST_USE enum err request_check(const char *signature, enum sign_purpose purpose, const char *method,
                                const char *target, const void *body, size_t body_bytes,
                                const unsigned char kiosk_public[SIGN_PUBLIC_BYTES]);
