/* sync/registry/formats/mail_header.h - what a mail's header lines are made of (RFC 5322, RFC 2047). Pure.
 *
 * libcurl's MIME API writes bodies and sends header lines as they are given; so what is not ASCII is encoded here, and
 * nothing that could end a line gets through any of these functions. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sync/base/str.h"

enum { MAIL_ADDRESS_BYTES_MAX = 254, MAIL_DATE_BYTES = sizeof("Sat, 21 Nov 2026 07:00:00 +0000") };

/* One address that a server can be told as it is: something@domain in ASCII, without blanks, quotes, brackets, commas
 * or control characters. Letters like æ are not (SMTPUTF8 is not spoken). */
bool mail_address_is_good(const char *text);
/* Why it is none, as an English clause: constant text; NULL: it is one. Whether anybody reads there is not asked, nor
 * is a dot in the domain: a town's own server may have a short name. */
const char *mail_address_problem(const char *text);
/* Adds free text as a header holds it: as it is when it is plain ASCII, else as encoded words of whole letters with
 * folded lines between them. Control characters become blanks. */
void mail_header_add_text(struct str *out, const char *text);
/* The same for the name beside an address, where more letters would mean something: always as encoded words. */
void mail_header_add_name(struct str *out, const char *text);
/* "Sat, 21 Nov 2026 07:00:00 +0000"; "" for a time that has no such form. */
void mail_date(char out[MAIL_DATE_BYTES], int64_t wall_s);
