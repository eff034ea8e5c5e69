#define _POSIX_C_SOURCE 200809L
#include "sync/base/log.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The one mutable global of the house, set before anything else runs: the name of the program. */
static struct {
    const char *program;
    bool journal;
    enum log_format format;
    int least; /* of rank_of() */
} log_state = {.program = "forhal", .least = 1};

enum { LINE_BYTES = 4096, TIME_BYTES = 40 };

static int rank_of(enum log_level level)
{
    return level == LOG_LEVEL_DEBUG ? 0 : (int)level + 1;
}

static const char *name_of(enum log_level level)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};
    return names[rank_of(level)];
}

void log_open(const char *program)
{
    log_state.program = program;
    log_state.journal = getenv("JOURNAL_STREAM") != NULL;
}

void log_set(enum log_format format, enum log_level least)
{
    log_state.format = format;
    log_state.least = rank_of(least);
}

static void time_now(char out[TIME_BYTES])
{
    struct timespec now;
    struct tm utc;
    char text[24] = "";
    clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &utc) != NULL) strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out, TIME_BYTES, "%s.%03ldZ", text, now.tv_nsec / 1000000);
}

/* A line of its own in every case, whatever is in it. */
static size_t add_quoted(char *out, size_t length, const char *text)
{
    bool bare = text[0] != '\0' && strpbrk(text, " \"=\\") == NULL;
    for (const char *here = text; bare && *here != '\0'; here++) bare = (unsigned char)*here > ' ';
    if (bare) return length + (size_t)snprintf(out + length, LINE_BYTES - length, "%.900s", text);
    out[length++] = '"';
    for (const char *here = text; *here != '\0' && length < LINE_BYTES - 8; here++) {
        if (*here == '"' || *here == '\\') out[length++] = '\\';
        out[length++] = (char)((unsigned char)*here < ' ' ? ' ' : *here);
    }
    out[length++] = '"';
    out[length] = '\0';
    return length;
}

static size_t add_field(char *out, size_t length, const struct log_field *field)
{
    if (length + 64 > LINE_BYTES) return length;
    length += (size_t)snprintf(out + length, LINE_BYTES - length, " %.30s=", field->name);
    if (field->text != NULL && length + strlen(field->text) + 16 < LINE_BYTES) {
        return add_quoted(out, length, field->text);
    }
    return length + (size_t)snprintf(out + length, LINE_BYTES - length, "%" PRId64, field->number);
}

static void as_text(char out[LINE_BYTES], const char *text, const struct log_field *fields, size_t count)
{
    size_t length = (size_t)snprintf(out, LINE_BYTES, "%s: %s", log_state.program, text);
    for (size_t at = 0; at < count; at++) length = add_field(out, length, &fields[at]);
}

static void as_logfmt(char out[LINE_BYTES], enum log_level level, const char *text, const struct log_field *fields,
                      size_t count)
{
    char now[TIME_BYTES];
    time_now(now);
    size_t length =
        (size_t)snprintf(out, LINE_BYTES, "ts=%s level=%s program=%s msg=", now, name_of(level), log_state.program);
    length = add_quoted(out, length, text);
    for (size_t at = 0; at < count; at++) length = add_field(out, length, &fields[at]);
}

/* What is no UTF-8 (the name of a file) becomes question marks. */
static json_t *json_of(const char *text)
{
    json_t *string = json_string(text);
    if (string != NULL) return string;
    char plain[LOG_TEXT_BYTES];
    snprintf(plain, sizeof(plain), "%s", text);
    for (char *here = plain; *here != '\0'; here++) {
        if ((unsigned char)*here >= 0x80) *here = '?';
    }
    return json_string(plain);
}

static bool as_json(char out[LINE_BYTES], enum log_level level, const char *text, const struct log_field *fields,
                    size_t count)
{
    char now[TIME_BYTES];
    time_now(now);
    json_t *line = json_pack("{s:s, s:s, s:s, s:o*}", "ts", now, "level", name_of(level), "program", log_state.program,
                             "msg", json_of(text));
    for (size_t at = 0; at < count; at++) {
        const struct log_field *field = &fields[at];
        json_object_set_new(line, field->name,
                            field->text != NULL ? json_of(field->text) : json_integer(field->number));
    }
    size_t length = line != NULL ? json_dumpb(line, out, LINE_BYTES - 1, JSON_COMPACT) : 0;
    json_decref(line);
    bool whole = length > 0 && length < LINE_BYTES;
    if (whole) out[length] = '\0';
    return whole;
}

void log_fields(enum log_level level, const char *text, const struct log_field *fields, size_t fields_count)
{
    static const char *const priorities[] = {"<6>", "<4>", "<3>", "<7>"};
    char line[LINE_BYTES];
    if (rank_of(level) < log_state.least) return;
    if (fields_count > LOG_FIELDS_MAX) fields_count = LOG_FIELDS_MAX;
    if (log_state.format == LOG_FORMAT_LOGFMT) {
        as_logfmt(line, level, text, fields, fields_count);
    } else if (log_state.format != LOG_FORMAT_JSON || !as_json(line, level, text, fields, fields_count)) {
        as_text(line, text, fields, fields_count);
    }
    fprintf(stderr, "%s%s\n", log_state.journal ? priorities[level] : "", line);
}

void log_line(enum log_level level, const char *format, ...)
{
    char text[LOG_TEXT_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    log_fields(level, text, NULL, 0);
}
