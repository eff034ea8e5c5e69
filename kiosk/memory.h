/* kiosk/memory.h - how much memory this process uses, for scripts that look whether it grows.
 *
 * Of glibc and Linux. Under AddressSanitizer the heap is not glibc's and counts as 0. */
#pragma once

#include <stddef.h>

#include "sync/base/err.h"

struct memory {
    size_t heap_bytes;     /* handed out by malloc and not yet given back */
    size_t resident_bytes; /* pages in RAM, files included */
};

/* ERR_IO when /proc can't be read; then *out is as it was. */
MUST_USE enum err memory_measure(struct memory *out);
