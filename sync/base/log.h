/* sync/base/log.h - lines on standard error, for the programs' own files (main.c and what only
 * a program links). Library code neither logs nor exits.
 *
 * Never what a citizen typed, never a key, a code or a password: say the entry's id. */
#pragma once

#include "sync/base/err.h"

enum log_level { LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* Writes "program: text\n", with journald's <priority> in front when standard error is the
 * journal. `program` is set once by main(); it is kept, not copied. */
void log_open(const char *program);
void log_line(enum log_level level, const char *format, ...) PRINTF(2, 3);
