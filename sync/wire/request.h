/* sync/wire/request.h - how a kiosk shows who it is, request by request.
 *
 * Headers: Forhal-Kiosk: its id; Forhal-Signature: base64 of the signature (SIGN_REQUEST) over
 * method, target ("/v1/feed?after=3&…") and body. No clock and no nonce: a feed page repeated to
 * an eavesdropper is public content, and an entry repeated is told by its id.
 *
 * A question for a page, which is asked again and again and mostly for nothing, may have a MAC (shared_key.h) over
 * method and target in the header Forhal-Mac instead of the signature. */
#pragma once

#include "sync/base/err.h"
#include "sync/wire/shared_key.h"
#include "sync/wire/sign.h"

#define REQUEST_HEADER_KIOSK     "Forhal-Kiosk"
#define REQUEST_HEADER_WANTED    "Forhal-Wanted" /* on the end of a wait: REQUEST_WANTED_HEARTBEAT */
#define REQUEST_WANTED_HEARTBEAT "heartbeat"
#define REQUEST_HEADER_SIGNATURE "Forhal-Signature" /* on answers: feed_sign() */
#define REQUEST_HEADER_MAC       "Forhal-Mac"

enum { REQUEST_SIGNATURE_TEXT_BYTES = 87 };

/* `body` may be NULL with 0 bytes. `purpose` is SIGN_REQUEST, or SIGN_ENROL when enrolling. */
void request_sign(char out[REQUEST_SIGNATURE_TEXT_BYTES], enum sign_purpose purpose, const char *method,
                  const char *target, const void *body, size_t body_bytes,
                  const unsigned char kiosk_secret[SIGN_SECRET_BYTES]);
/* ERR_OK or ERR_UNTRUSTED; `signature` may be NULL (no such header). */
MUST_USE enum err request_check(const char *signature, enum sign_purpose purpose, const char *method,
                                const char *target, const void *body, size_t body_bytes,
                                const unsigned char kiosk_public[SIGN_PUBLIC_BYTES]);

void request_mac(char out[MAC_TEXT_BYTES], const char *method, const char *target, const struct shared_key *key);
/* ERR_OK or ERR_UNTRUSTED; `mac` may be NULL (no such header). */
MUST_USE enum err request_check_mac(const char *mac, const char *method, const char *target,
                                    const struct shared_key *key);
