/* sync/registry/formats/calendar.h - writes an iCalendar file (RFC 5545), line by line: values are escaped, lines
 * folded.
 */
#pragma once

#include <stdbool.h>

#include "sync/base/str.h"

/* "20261126T163000" of "2026-11-26T16:30". False: another form. */
bool calendar_time(char out[16], const char *local);

/* The head, with the rules of Danish time, which the meetings' times are in. */
void calendar_begin(struct str *out, const char *name);
void calendar_end(struct str *out);
/* NAME:value. `name` is constant text and may hold parameters; nothing of `value` can begin another line. */
void calendar_line(struct str *out, const char *name, const char *value);
