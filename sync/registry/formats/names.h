/* sync/registry/formats/names.h - is this a name that can be shown in one line? */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* 1 … bytes_max bytes of UTF-8 without control characters. */
bool name_is_good(const char *name, size_t bytes_max);
