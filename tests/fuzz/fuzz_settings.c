/* The registry's settings, as a hand may write them: the file, and the environment. */
#define _GNU_SOURCE /* memfd_create */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sync/registry/settings/settings_value.h"
#include "tests/fuzz/fuzz.h"

enum { VARIABLES_MAX = 64, WRITTEN_BYTES_MAX = 1024 * 1024 };

static void hear(void *context, const char *where, const char *what)
{
    size_t *told = context;
    PROMISE(where[0] != '\0' && strlen(where) < SETTINGS_WHERE_BYTES);
    PROMISE(what[0] != '\0' && strlen(what) < SETTINGS_WHAT_BYTES);
    ++*told;
}

static bool is_full(const struct settings *settings)
{
    return settings->alerts.to.count > SETTINGS_LIST_MAX || settings->moderation.words.count > SETTINGS_LIST_MAX ||
           settings->listen.proxies.count > SETTINGS_LIST_MAX;
}

static bool ends_in(const char *text, char last)
{
    size_t length = strlen(text);
    return length > 0 && text[length - 1] == last;
}

/* What was taken, written and taken again is the same. */
static void check_rows(const struct settings *settings)
{
    struct settings again;
    char problem[SETTINGS_WHAT_BYTES];
    PROMISE(settings_init(&again) == ERR_OK);
    for (size_t at = 0; at < settings_table_count; at++) {
        const struct setting *row = &settings_table[at];
        AUTO(str_finish) struct str first;
        AUTO(str_finish) struct str second;
        str_init(&first, WRITTEN_BYTES_MAX);
        str_init(&second, WRITTEN_BYTES_MAX);
        setting_write(settings, row, &first);
        PROMISE(str_ok(&first));
        if (row->kind == SETTING_SECRET || first.length > SETTINGS_VALUE_BYTES_MAX) continue;
        PROMISE(setting_take(&again, row, str_text(&first), problem) == ERR_OK);
        setting_write(&again, row, &second);
        PROMISE(strcmp(str_text(&first), str_text(&second)) == 0);
    }
    settings_finish(&again);
}

static void check(const struct settings *settings, struct settings_reader *reader)
{
    AUTO(str_finish) struct str written;
    PROMISE(!is_full(settings));
    PROMISE(!ends_in(settings->public.url, '/') && !ends_in(settings->mail.url, '/'));
    check_rows(settings);
    size_t before = reader->problems;
    PROMISE((settings_check(settings, reader) == ERR_OK) == (reader->problems == before));
    str_init(&written, WRITTEN_BYTES_MAX);
    settings_write(settings, &written);
    PROMISE(str_ok(&written));
}

static void read_as_file(const uint8_t *bytes, size_t count)
{
    char path[64];
    size_t told = 0;
    struct settings settings;
    struct settings_reader reader = {.tell = hear, .context = &told};
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0) abort();
    PROMISE(write(fd, bytes, count) == (ssize_t)count);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    PROMISE(settings_init(&settings) == ERR_OK);
    enum err err = settings_read_file(&settings, &reader, path);
    PROMISE(err == ERR_OK || err == ERR_INVALID || err == ERR_TOO_LARGE);
    PROMISE((err == ERR_OK) == (told == 0) && told == reader.problems);
    check(&settings, &reader);
    settings_finish(&settings);
    close(fd);
}

/* A line is a variable. */
static void read_as_environment(const uint8_t *bytes, size_t count)
{
    char *variables[VARIABLES_MAX + 1] = {NULL};
    size_t told = 0;
    struct settings settings;
    struct settings_reader reader = {.tell = hear, .context = &told};
    char *text = malloc(count + 1);
    if (text == NULL) abort();
    memcpy(text, bytes, count);
    text[count] = '\0';
    char *rest = text;
    for (size_t at = 0; at < VARIABLES_MAX && rest != NULL; at++) variables[at] = strsep(&rest, "\n");
    PROMISE(settings_init(&settings) == ERR_OK);
    enum err err = settings_read_environment(&settings, &reader, variables);
    PROMISE(err == ERR_OK || err == ERR_INVALID);
    PROMISE((err == ERR_OK) == (told == 0));
    check(&settings, &reader);
    settings_finish(&settings);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (sodium_init() < 0) abort();
    read_as_file(bytes, count);
    read_as_environment(bytes, count);
    return 0;
}
