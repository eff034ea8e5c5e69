/* sync/registry/formats/csv.h - writes CSV (RFC 4180) as Danish Excel opens it with a double click: UTF-8 with a byte
 * order mark, and semicolons between fields, since the comma is the decimal sign there.
 *
 * What people typed stays text: a field that a program would take for a formula, a number or a date gets a no-break
 * space before it, which is seen as nothing, and which no program reads past. (An apostrophe would be seen; a tab is
 * read past.) */
#pragma once

#include "sync/base/str.h"

/* The byte order mark. */
void csv_begin(struct str *out);
/* Ends the line. */
void csv_end_row(struct str *out);
/* The next field of a line; `first` of them has no semicolon before it. `text` may be NULL: empty. */
void csv_field(struct str *out, bool first, const char *text);
