/* sync/registry/formats/report.h - telling what is wrong in a document, and where, beyond what its schema says. */
#pragma once

#include <stdbool.h>

#include "sync/registry/formats/pointer.h"
#include "sync/registry/formats/schema.h"

enum { REPORT_POINTER_BYTES_MAX = 1024, REPORT_WHAT_BYTES = 256 };

struct report {
    schema_report *tell;
    void *context; /* borrowed, for `tell` */
    bool invalid;  /* something was told */
};

/* Tells that at `place` there is what `format` says: a clause as schema_report has them. It is cut at
 * REPORT_WHAT_BYTES, and half letters in it, which "%.64s" makes, are mended. */
void report_at(struct report *report, const struct place *place, const char *format, ...) PRINTF(3, 4);
