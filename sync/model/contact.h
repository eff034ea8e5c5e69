/* sync/model/contact.h - is this a way to reach a person? And is there a CPR number in it? */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum contact_kind {
    CONTACT_EMAIL,
    CONTACT_PHONE,
    CONTACT_EMPTY,            /* nothing was written */
    CONTACT_PHONE_TOO_SHORT,  /* only digits, fewer than eight (Danish) */
    CONTACT_PHONE_TOO_LONG,   /* more than eight without a country code, or more than fifteen */
    CONTACT_EMAIL_UNFINISHED, /* has an @ but not a name before it and a domain after it */
    CONTACT_UNKNOWN,          /* neither */
};

enum { CONTACT_BYTES_MAX = 120, CONTACT_SHOWN_BYTES = CONTACT_BYTES_MAX + 1 };

/* What `text` is. For a telephone number `normal` (may be NULL) gets it as "+4528123456"; for an
 * e-mail address the address without blanks around it. Form only: nobody is asked. */
enum contact_kind contact_check(const char *text, char normal[CONTACT_BYTES_MAX + 1]);
/* CONTACT_EMAIL or CONTACT_PHONE. */
bool contact_is_usable(enum contact_kind kind);
/* How many digits `text` holds, for "two are missing". */
size_t contact_digits(const char *text);

/* Does it begin as a telephone number does, and hold nothing that only an address has? False for an empty text. */
bool contact_looks_like_phone(const char *text);
/* As a person reads it, into `out`: "+45 28 12 34 56", "+46 701 234 567"; anything else without the blanks around it.
 */
void contact_read_back(char out[CONTACT_SHOWN_BYTES], const char *text);
/* Is there a common slip in an e-mail address: a comma for a dot, ".con", "gmial.com"? True: `out` has what was
 * probably meant, which is good in form. It is for a question to the person, never for a correction. */
bool contact_slip(char out[CONTACT_BYTES_MAX + 1], const char *text);

/* Does the text hold a Danish CPR number: DDMMYY and four digits, in the figures of any keyboard (sync/model/digit.h),
 * with blanks, dots or hyphens of any kind, or nothing, between day, month, year and the four; standing alone, a date
 * that exists, and either the old modulus 11 fits or the serial belongs to a birth year after 2007, since when the
 * modulus no longer has to? To let telephone numbers pass, a bare ten-digit run must fit the modulus. */
bool cpr_is_in(const char *text);
/* Where the first one stands, and how long it is; NULL: there is none. */
const char *cpr_find(const char *text, size_t *out_bytes);
