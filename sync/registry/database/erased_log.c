#define _POSIX_C_SOURCE 200809L
#include "sync/registry/database/erased_log.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/base/file.h"

enum {
    SUM_BYTES = 8,
    SUM_TEXT_BYTES = 2 * SUM_BYTES + 1,
    FILE_BYTES_MAX = ERASED_LINES_MAX * (ERASED_LINE_BYTES_MAX + 1),
};

size_t erased_name_bytes(char kind)
{
    return kind == 'i' ? 16 : kind == 'e' || kind == 'w' ? ERASED_NAME_BYTES_MAX : 0;
}

static int line_compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct erased_line));
}

static struct erased_line line_of(char kind, const void *name)
{
    struct erased_line line = {.kind = kind};
    memcpy(line.name, name, erased_name_bytes(kind));
    return line;
}

enum err erased_batch_add(struct erased_batch *batch, char kind, const void *name)
{
    const struct erased_line line = line_of(kind, name);
    for (size_t at = 0; at < batch->count; at++) {
        if (line_compare(&batch->lines[at], &line) == 0) return ERR_OK;
    }
    if (batch->count == ERASED_BATCH_MAX) return ERR_FULL;
    batch->lines[batch->count++] = line;
    return ERR_OK;
}

static void sum_of(char out[SUM_TEXT_BYTES], const char *text, size_t bytes)
{
    unsigned char hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, bytes, NULL, 0);
    sodium_bin2hex(out, SUM_TEXT_BYTES, hash, SUM_BYTES);
}

static void line_write(struct str *out, const struct erased_line *line)
{
    char text[1 + 2 * ERASED_NAME_BYTES_MAX + 1];
    char sum[SUM_TEXT_BYTES];
    text[0] = line->kind;
    sodium_bin2hex(text + 1, sizeof(text) - 1, line->name, erased_name_bytes(line->kind));
    sum_of(sum, text, strlen(text));
    str_addf(out, "\n%s %s", text, sum);
}

enum reading { READ_GOOD, READ_TORN, READ_DAMAGED };

/* A line that is too short was cut off, and so was one with a hole of zeros. */
static enum reading line_read(struct erased_line *out, const char *text, size_t bytes)
{
    size_t name_bytes = erased_name_bytes(text[0]);
    size_t whole = 1 + 2 * name_bytes + SUM_TEXT_BYTES;
    if (memchr(text, '\0', bytes) != NULL) return READ_TORN;
    if (name_bytes == 0) return READ_DAMAGED;
    if (bytes != whole) return bytes < whole ? READ_TORN : READ_DAMAGED;
    char sum[SUM_TEXT_BYTES];
    size_t got = 0;
    *out = (struct erased_line){.kind = text[0]};
    sum_of(sum, text, 1 + 2 * name_bytes);
    if (text[1 + 2 * name_bytes] != ' ' || memcmp(sum, text + 2 + 2 * name_bytes, SUM_TEXT_BYTES - 1) != 0 ||
        sodium_hex2bin(out->name, name_bytes, text + 1, 2 * name_bytes, NULL, &got, NULL) != 0 || got != name_bytes) {
        return READ_DAMAGED;
    }
    return READ_GOOD;
}

static size_t count_lines(const char *text, size_t bytes)
{
    size_t count = 1;
    for (size_t at = 0; at < bytes; at++) count += text[at] == '\n';
    return count;
}

static void sort_once_each(struct erased_log *log)
{
    size_t kept = 0;
    if (log->count > 0) qsort(log->lines, log->count, sizeof(log->lines[0]), line_compare);
    for (size_t at = 0; at < log->count; at++) {
        if (kept > 0 && line_compare(&log->lines[kept - 1], &log->lines[at]) == 0) continue;
        log->lines[kept++] = log->lines[at];
    }
    log->count = kept;
}

enum err erased_log_parse(struct erased_log *out, const char *text, size_t text_bytes)
{
    *out = (struct erased_log){0};
    size_t lines = count_lines(text, text_bytes);
    if (lines > ERASED_LINES_MAX + 1) return ERR_TOO_LARGE;
    struct erased_log log = {.lines = calloc(lines, sizeof(struct erased_line))};
    if (log.lines == NULL) return ERR_NOMEM;
    for (size_t at = 0; at < text_bytes;) {
        const char *end = memchr(text + at, '\n', text_bytes - at);
        size_t bytes = end != NULL ? (size_t)(end - text) - at : text_bytes - at;
        if (bytes > 0) {
            switch (line_read(&log.lines[log.count], text + at, bytes)) {
            case READ_GOOD: log.count++; break;
            case READ_TORN: log.torn++; break;
            case READ_DAMAGED: log.damaged++; break;
            }
        }
        at += bytes + 1;
    }
    sort_once_each(&log);
    *out = log;
    return ERR_OK;
}

enum err erased_log_read(struct erased_log *out, const char *path)
{
    *out = (struct erased_log){0};
    AUTO(str_finish) struct str text;
    enum err err = file_read(&text, path, FILE_BYTES_MAX);
    if (err == ERR_NOT_FOUND) return ERR_OK;
    return err == ERR_OK ? erased_log_parse(out, str_text(&text), text.length) : err;
}

void erased_log_finish(struct erased_log *log)
{
    free(log->lines);
    *log = (struct erased_log){0};
}

bool erased_log_has(const struct erased_log *log, const struct erased_line *line)
{
    if (log->count == 0) return false;
    return bsearch(line, log->lines, log->count, sizeof(log->lines[0]), line_compare) != NULL;
}

enum err erased_log_add(const char *path, const struct erased_batch *batch)
{
    if (batch->count == 0) return ERR_OK;
    AUTO(str_finish) struct str text;
    str_init(&text, ERASED_BATCH_MAX * (ERASED_LINE_BYTES_MAX + 1));
    for (size_t at = 0; at < batch->count; at++) line_write(&text, &batch->lines[at]);
    return str_ok(&text) ? file_append(path, str_text(&text), text.length, 0600) : ERR_NOMEM;
}

static enum err keep_damaged(const char *path)
{
    char beside[4096];
    AUTO(str_finish) struct str bytes;
    int length = snprintf(beside, sizeof(beside), "%s.damaged", path);
    enum err err = file_read(&bytes, path, FILE_BYTES_MAX);
    if (err != ERR_OK) return err;
    if (length < 0 || (size_t)length >= sizeof(beside)) return ERR_TOO_LARGE;
    if (access(beside, F_OK) == 0) return ERR_OK;
    return file_write(beside, str_text(&bytes), bytes.length, 0600);
}

enum err erased_log_mend(const char *path, const struct erased_log *log, const struct erased_batch *batch)
{
    AUTO(str_finish) struct str text;
    str_init(&text, FILE_BYTES_MAX + ERASED_BATCH_MAX * (ERASED_LINE_BYTES_MAX + 1));
    for (size_t at = 0; at < log->count; at++) line_write(&text, &log->lines[at]);
    for (size_t at = 0; at < batch->count; at++) line_write(&text, &batch->lines[at]);
    if (!str_ok(&text)) return ERR_NOMEM;
    enum err err = log->damaged > 0 ? keep_damaged(path) : ERR_OK;
    return err == ERR_OK ? file_write(path, str_text(&text), text.length, 0600) : err;
}
