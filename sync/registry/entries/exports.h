/* sync/registry/entries/exports.h - what staff take with them: the inbox as a table, and the meetings of Founding
 * Groups. */
#pragma once

#include <stdint.h>

#include "sync/base/err.h"
#include "sync/base/str.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/registry.h"

enum {
    EXPORT_ROWS_MAX = 3000, /* in one file: others wait meanwhile */
    EXPORT_LOOKS_MAX = 60,  /* lists asked for it */
    EXPORT_BYTES_MAX = 24 * 1024 * 1024,
    EXPORT_MEETINGS_MAX = 500,
};

/* The entries of a view as CSV (csv.h) with a head of Danish names; count_max is not looked at. Their numbers are added
 * to `orders`, an array. *out_next is the cursor with which the next part begins, 0 when this was all. The caller calls
 * str_finish(). Errors: those of inbox_list(). */
MUST_USE enum err exports_inbox(struct registry *registry, const struct inbox_view *view, struct str *out,
                                json_t *orders, int64_t *out_next);
/* The meetings as iCalendar (RFC 5545), those that were held, too, and how many have a seat: no names. The caller calls
 * str_finish(). */
MUST_USE enum err exports_meetings(struct registry *registry, struct str *out);
