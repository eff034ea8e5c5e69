/* sync/wire/sign.h - Ed25519 signatures, each good for one purpose only.
 *
 * What is signed is BLAKE2b-512 of the purpose's name and every part with its length in front,
 * so a signature for one purpose or one cut into parts never fits another. */
#pragma once

#include <stddef.h>

#include "sync/base/err.h"

enum {
    SIGN_PUBLIC_BYTES = 32,
    SIGN_SECRET_BYTES = 64,
    SIGN_SIGNATURE_BYTES = 64,
};

enum sign_purpose {
    SIGN_FEED,    /* registry's content key: a page of the feed */
    SIGN_RECEIPT, /* registry's receipt key: "I have this entry" */
    SIGN_ENTRY,   /* kiosk's key: "this entry was made at this kiosk" */
    SIGN_REQUEST, /* kiosk's key: "this request comes from this kiosk" */
    SIGN_ENROL,   /* kiosk's key: "I hold the secret half of the key I enrol with" */
    SIGN_TURN,    /* registry's receipt key: "this kiosk's turn is taken" */
    SIGN_ROTATE,  /* kiosk's new key: "I hold the secret half of the key that replaces the old one" */
    SIGN_ROTATED, /* registry's receipt key: "this is this kiosk's key from now on" */
    SIGN_KEYS,    /* registry's content keys, the one before and its own: "these are my keys now" */
    SIGN_FRESH,   /* registry's content key: "this page answers this very question" */
};

struct sign_part {
    const void *bytes;
    size_t bytes_count;
};

void sign_make_keys(unsigned char public_key[SIGN_PUBLIC_BYTES], unsigned char secret_key[SIGN_SECRET_BYTES]);

void sign_make(unsigned char out[SIGN_SIGNATURE_BYTES], enum sign_purpose purpose, const struct sign_part *parts,
               size_t parts_count, const unsigned char secret_key[SIGN_SECRET_BYTES]);

/* ERR_OK or ERR_UNTRUSTED. */
MUST_USE enum err sign_check(const unsigned char signature[SIGN_SIGNATURE_BYTES], enum sign_purpose purpose,
                             const struct sign_part *parts, size_t parts_count,
                             const unsigned char public_key[SIGN_PUBLIC_BYTES]);

/* The part for a NUL-terminated text, without the NUL. */
struct sign_part sign_text(const char *text);
