/* sync/model/receipt_code.h - the code a visitor takes home: K7F2-9QXM-3DPA-W6TH.
 *
 * Fifteen random symbols of Crockford's base 32 (75 bits: nobody guesses one) and a sixteenth
 * that checks them, so that a typing error is told from an unknown code. Weighted sum modulo
 * 31 (a prime: every single wrong symbol but one pair, and every swap of neighbours but rare
 * ones, is found). Only its hash ever leaves the person who holds it: see receipt_code_hash(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "sync/base/err.h"

enum {
    RECEIPT_CODE_SYMBOLS = 16,
    RECEIPT_CODE_TEXT_BYTES = 20, /* with three hyphens and the NUL */
    RECEIPT_CODE_HASH_BYTES = 32,
    RECEIPT_CODE_NAME_BYTES = 65, /* the hash as lower-case hex, and the NUL */
    RECEIPT_CODE_GROUPS = 4,
};

/* A new random code as "XXXX-XXXX-XXXX-XXXX". */
void receipt_code_make(char out[RECEIPT_CODE_TEXT_BYTES]);

/* The code that always follows from these bytes, which must be as hard to guess: 15 of them. */
enum { RECEIPT_CODE_SEED_BYTES = 15 };
void receipt_code_from_seed(char out[RECEIPT_CODE_TEXT_BYTES], const unsigned char seed[RECEIPT_CODE_SEED_BYTES]);

/* Reads what a person typed: hyphens and spaces are passed over, small letters are large, O is
 * 0, I and L are 1. Gives the standard form. ERR_INVALID: wrong length or letter, or the check
 * symbol does not fit. */
MUST_USE enum err receipt_code_read(char out[RECEIPT_CODE_TEXT_BYTES], const char *typed);

/* BLAKE2b-256 of the standard form, with a prefix of its own: the name under which answers come
 * down the feed, and what the registry stores. `code` is in the standard form. */
void receipt_code_hash(unsigned char out[RECEIPT_CODE_HASH_BYTES], const char *code);
/* The hash as text: the id of the answer on the feed. */
void receipt_code_name(char out[RECEIPT_CODE_NAME_BYTES], const unsigned char hash[RECEIPT_CODE_HASH_BYTES]);

/* For a code of the right length whose check symbol does not fit: the group (0 to 3) in which the error likely is,
 * because there and in no other group a look-alike (8 for B, 5 for S …) or a swap of neighbours makes it fit;
 * -1 when nothing can be said. A hint, no proof: another error may happen to look so. */
int receipt_code_doubtful_group(const char *typed);
