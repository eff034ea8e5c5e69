#include "sync/base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* The one mutable global of the house, set before anything else runs: the name of the program. */
static struct {
    const char *program;
    bool journal;
} log_state = {.program = "forhal"};

void log_open(const char *program)
{
    log_state.program = program;
    log_state.journal = getenv("JOURNAL_STREAM") != NULL;
}

void log_line(enum log_level level, const char *format, ...)
{
    static const char *const priorities[] = {"<6>", "<4>", "<3>"};
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    fprintf(stderr, "%s%s: %s\n", log_state.journal ? priorities[level] : "", log_state.program, text);
}
