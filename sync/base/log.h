/* sync/base/log.h - lines on standard error, for the programs' own files (main.c and what only
 * a program links). Library code neither logs nor exits.
 *
 * Never what a citizen typed, never a key, a code or a password: say the entry's id.
 * Threads: any may write a line; log_open() and log_set() belong to the start. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sync/base/err.h"

enum log_level { LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, LOG_LEVEL_DEBUG };
enum log_format {
    LOG_FORMAT_TEXT,   /* program: text key=value */
    LOG_FORMAT_LOGFMT, /* ts=… level=… program=… msg="…" key=value */
    LOG_FORMAT_JSON,   /* {"ts":…,"level":…,"program":…,"msg":…,"key":…} */
};

enum { LOG_FIELDS_MAX = 12, LOG_TEXT_BYTES = 1024 };

/* A named value of a line. */
struct log_field {
    const char *name; /* letters and _ */
    const char *text; /* NULL: the number */
    int64_t number;
};

/* Who speaks in every line, and with journald's <priority> in front where systemd has set $JOURNAL_STREAM. Called once
 * by main(); `program` is kept, not copied. */
void log_open(const char *program);
/* Another form, and nothing below `least` (debug, info, warning, error in this order). Without it: text, and info. */
void log_set(enum log_format format, enum log_level least);
/* A line, cut at LOG_TEXT_BYTES. */
void log_line(enum log_level level, const char *format, ...) PRINTF(2, 3);
/* `text` with values beside it; at most LOG_FIELDS_MAX are taken. */
void log_fields(enum log_level level, const char *text, const struct log_field *fields, size_t fields_count);
