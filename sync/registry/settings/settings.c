#define _POSIX_C_SOURCE 200809L
#include "sync/registry/settings/settings.h"

#include <ctype.h>
#include <ini.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/base/file.h"
#include "sync/registry/settings/settings_table.h"
#include "sync/registry/settings/settings_value.h"

enum {
    SECRET_BYTES_MAX = 4096,
    ENVIRONMENT_NAME_BYTES = 128,
    DISTANCE_NEAR = 4, /* typing mistakes from one key to another that it was meant for */
    KEY_BYTES = 100
};

#define ENVIRONMENT_BEGINS "FORHAL_"
#define FILE_ENDS          "_file"

static void tell(struct settings_reader *reader, const char *where, const char *what)
{
    reader->problems++;
    if (reader->tell != NULL) reader->tell(reader->context, where, what);
}

enum err settings_init(struct settings *out)
{
    char problem[SETTINGS_WHAT_BYTES];
    enum err err = ERR_OK;
    memset(out, 0, sizeof(*out));
    for (size_t at = 0; at < settings_table_count && err == ERR_OK; at++) {
        err = setting_take(out, &settings_table[at], settings_table[at].standard, problem);
    }
    if (err != ERR_OK) settings_finish(out);
    return err;
}

void settings_finish(struct settings *settings)
{
    for (size_t at = 0; at < settings_table_count; at++) setting_finish(settings, &settings_table[at]);
}

char *settings_find(const char *folder, const char *asked)
{
    if (asked != NULL) return strdup(asked);
    char *own = file_join(folder, SETTINGS_FILE_NAME);
    if (own == NULL || access(own, F_OK) == 0) return own;
    free(own);
    return strdup(access(SETTINGS_SYSTEM_FILE, F_OK) == 0 ? SETTINGS_SYSTEM_FILE : "");
}

/* How many letters to change, add or leave out. */
static size_t distance(const char *a, const char *b)
{
    size_t row[KEY_BYTES];
    size_t length = strlen(b);
    if (length >= KEY_BYTES || strlen(a) >= KEY_BYTES) return KEY_BYTES;
    for (size_t at = 0; at <= length; at++) row[at] = at;
    for (size_t line = 0; a[line] != '\0'; line++) {
        size_t corner = row[0];
        row[0] = line + 1;
        for (size_t at = 0; at < length; at++) {
            size_t best = corner + (tolower((unsigned char)a[line]) != tolower((unsigned char)b[at]));
            if (row[at] + 1 < best) best = row[at] + 1;
            if (row[at + 1] + 1 < best) best = row[at + 1] + 1;
            corner = row[at + 1];
            row[at + 1] = best;
        }
    }
    return row[length];
}

/* The key that was probably meant; NULL: none is like it. The same key in another section is. */
static const struct setting *nearest(const char *section, const char *key)
{
    const struct setting *found = NULL;
    size_t best = DISTANCE_NEAR;
    for (size_t at = 0; at < settings_table_count; at++) {
        const struct setting *row = &settings_table[at];
        size_t away = distance(key, row->key);
        if (strcmp(section, row->section) != 0) away += strcmp(key, row->key) == 0 ? 1 : 2;
        if (away >= best || away >= strlen(row->key)) continue;
        best = away;
        found = row;
    }
    return found;
}

static void tell_unknown(struct settings_reader *reader, const char *section, const char *key, const char *where)
{
    char what[SETTINGS_WHAT_BYTES];
    const struct setting *near = nearest(section, key);
    if (strncmp(key, "FORHAL_", 7) == 0) {
        snprintf(what, sizeof(what),
                 "%.60s: this file is no list of environment variables any more; write key = value under [section], as "
                 "the example does",
                 key);
    } else if (near != NULL) {
        snprintf(what, sizeof(what), "[%.60s] %.60s: there is no such setting; did you mean %s under [%s]?", section,
                 key, near->key, near->section);
    } else {
        snprintf(what, sizeof(what), "[%.60s] %.60s: there is no such setting; take the line out", section, key);
    }
    tell(reader, where, what);
}

/* NULL, or a secret's row when `key` is "password_file". */
static const struct setting *row_of_secret_file(const char *section, const char *key)
{
    char name[KEY_BYTES];
    size_t length = strlen(key);
    size_t end = strlen(FILE_ENDS);
    if (length <= end || length >= sizeof(name) || strcmp(key + length - end, FILE_ENDS) != 0) return NULL;
    memcpy(name, key, length - end);
    name[length - end] = '\0';
    const struct setting *row = settings_row(section, name);
    return row != NULL && row->kind == SETTING_SECRET ? row : NULL;
}

static enum err take(struct settings *settings, struct settings_reader *reader, const struct setting *row,
                     const char *value, const char *where)
{
    char problem[SETTINGS_WHAT_BYTES];
    enum err err = setting_take(settings, row, value, problem);
    if (err == ERR_INVALID) tell(reader, where, problem);
    return err;
}

/* The file's first line. */
static enum err take_secret_file(struct settings *settings, struct settings_reader *reader, const struct setting *row,
                                 const char *path, const char *where)
{
    struct stat info;
    char what[SETTINGS_WHAT_BYTES] = "";
    AUTO(str_finish) struct str text = {0};
    if (path[0] == '\0') return ERR_OK;
    if (path[0] != '/') {
        snprintf(what, sizeof(what), "%s_file = %.200s: write the whole path, from / on", row->key, path);
    } else if (stat(path, &info) != 0) {
        snprintf(what, sizeof(what), "%s_file = %.200s: this file cannot be found, or its folder not be entered",
                 row->key, path);
    } else if ((info.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
        snprintf(what, sizeof(what), "%s_file = %.200s: others may read it, or the group write it; chmod 600 it",
                 row->key, path);
    } else if (file_read(&text, path, SECRET_BYTES_MAX) != ERR_OK) {
        snprintf(what, sizeof(what), "%s_file = %.200s: it cannot be read, or is larger than 4 KiB", row->key, path);
    }
    if (what[0] != '\0') {
        tell(reader, where, what);
        return ERR_INVALID;
    }
    if (text.length > 0) text.data[strcspn(text.data, "\r\n")] = '\0';
    return take(settings, reader, row, str_text(&text), where);
}

enum err settings_put(struct settings *settings, struct settings_reader *reader, const char *section, const char *key,
                      const char *value, const char *where)
{
    const struct setting *row = settings_row(section, key);
    if (row != NULL) return take(settings, reader, row, value, where);
    row = row_of_secret_file(section, key);
    if (row != NULL) return take_secret_file(settings, reader, row, value, where);
    tell_unknown(reader, section, key, where);
    return ERR_INVALID;
}

/* ---- the file ------------------------------------------------------------------------------ */

struct reading {
    struct settings *settings;
    struct settings_reader *reader;
    const char *path;
    const char *rest; /* of the file's text */
    int line;
    bool readable_by_others;
    bool out_of_memory;
    unsigned char seen[200]; /* by row: was it there already? */
};

static void where_now(const struct reading *reading, char out[SETTINGS_WHERE_BYTES])
{
    snprintf(out, SETTINGS_WHERE_BYTES, "%.200s:%d", reading->path, reading->line);
}

static void tell_line(struct reading *reading, const char *what)
{
    char where[SETTINGS_WHERE_BYTES];
    where_now(reading, where);
    tell(reading->reader, where, what);
}

/* libinih would only tell the first of these. */
static bool line_is_good(struct reading *reading, const char *line, size_t length, int room)
{
    size_t blank = strspn(line, " \t");
    if (length >= (size_t)room) {
        tell_line(reading, "this line is too long; 8000 bytes are the most");
        return false;
    }
    if (memchr(line, '\0', length) != NULL) return false;
    if (blank >= length || strchr("#;\r\n", line[blank]) != NULL) return true;
    if (line[blank] == '[') {
        if (memchr(line, ']', length) != NULL) return true;
        tell_line(reading, "a ] is missing at the end of the section's name");
        return false;
    }
    if (memchr(line, '=', length) != NULL) return true;
    tell_line(reading, "this line is no setting; write key = value, or # in front of a comment");
    return false;
}

/* As fgets(), from the text. */
static char *next_line(char *out, int room, void *context)
{
    struct reading *reading = context;
    if (reading->rest[0] == '\0') return NULL;
    const char *line = reading->rest;
    size_t length = strcspn(line, "\n");
    reading->rest += length + (line[length] == '\n' ? 1 : 0);
    reading->line++;
    if (!line_is_good(reading, line, length, room - 1)) length = 0;
    memcpy(out, line, length);
    out[length] = '\0';
    return out;
}

/* "a value" is a value. */
static const char *without_quotes(const char *value, char out[SETTINGS_VALUE_BYTES_MAX + 2])
{
    size_t length = strlen(value);
    if (length < 2 || length > SETTINGS_VALUE_BYTES_MAX || value[0] != '"' || value[length - 1] != '"') return value;
    memcpy(out, value + 1, length - 2);
    out[length - 2] = '\0';
    return out;
}

static int on_setting(void *context, const char *section, const char *key, const char *value)
{
    struct reading *reading = context;
    char bare[SETTINGS_VALUE_BYTES_MAX + 2];
    char where[SETTINGS_WHERE_BYTES];
    where_now(reading, where);
    const struct setting *row = settings_row(section, key);
    size_t number = row != NULL ? (size_t)(row - settings_table) : sizeof(reading->seen);
    if (number < sizeof(reading->seen) && reading->seen[number]++ > 0) {
        char what[SETTINGS_WHAT_BYTES];
        snprintf(what, sizeof(what), "%s.%s stands here a second time; take one of the two out", section, key);
        tell(reading->reader, where, what);
        return 1;
    }
    if (row != NULL && row->kind == SETTING_SECRET && value[0] != '\0' && reading->readable_by_others) {
        tell(reading->reader, where, "others may read this file, and a secret is in it; chmod 640 it, or name a file");
    }
    enum err err = settings_put(reading->settings, reading->reader, section, key, without_quotes(value, bare), where);
    if (err == ERR_NOMEM) reading->out_of_memory = true;
    sodium_memzero(bare, sizeof(bare));
    return 1;
}

/* libinih's own ways are process-wide; nothing else here uses it. */
static void set_up_library(void)
{
    ini_allow_multiline = false;
    ini_allow_inline_comments = false;
    ini_use_stack = true;
    ini_max_line = SETTINGS_VALUE_BYTES_MAX + 200;
}

enum err settings_read_file(struct settings *settings, struct settings_reader *reader, const char *path)
{
    struct stat info;
    AUTO(str_finish) struct str text = {0};
    size_t before = reader->problems;
    enum err err = file_read(&text, path, SETTINGS_FILE_BYTES_MAX);
    if (err != ERR_OK) {
        tell(reader, path, err == ERR_TOO_LARGE ? "this file is larger than 256 KiB" : "this file cannot be read");
        return err;
    }
    struct reading reading = {.settings = settings, .reader = reader, .path = path, .rest = str_text(&text)};
    reading.readable_by_others = stat(path, &info) == 0 && (info.st_mode & S_IROTH) != 0;
    if (strlen(str_text(&text)) != text.length) tell(reader, path, "this is no text: there are zero bytes in it");
    set_up_library();
    int result = ini_parse_stream(next_line, &reading, on_setting, &reading);
    if (result == -2 || reading.out_of_memory) return ERR_NOMEM;
    if (result > 0 && reader->problems == before) {
        reading.line = result;
        tell_line(&reading, "this line cannot be read");
    }
    return reader->problems == before ? ERR_OK : ERR_INVALID;
}

/* ---- the environment ----------------------------------------------------------------------- */

static bool begins_like_section(const char *name, const char **out_section, const char **out_key)
{
    for (size_t at = 0; at < settings_sections_count; at++) {
        size_t length = strlen(settings_sections[at].name);
        if (strncasecmp(name, settings_sections[at].name, length) != 0 || name[length] != '_') continue;
        *out_section = settings_sections[at].name;
        *out_key = name + length + 1;
        return true;
    }
    return false;
}

static enum err take_variable(struct settings *settings, struct settings_reader *reader, const char *variable)
{
    char name[ENVIRONMENT_NAME_BYTES];
    char key[ENVIRONMENT_NAME_BYTES];
    const char *section = "";
    const char *rest = "";
    const char *value = strchr(variable, '=');
    if (strncmp(variable, ENVIRONMENT_BEGINS, strlen(ENVIRONMENT_BEGINS)) != 0 || value == NULL) return ERR_OK;
    if (!begins_like_section(variable + strlen(ENVIRONMENT_BEGINS), &section, &rest)) return ERR_OK;
    size_t length = (size_t)(value - rest);
    if (length >= sizeof(key)) return ERR_OK;
    for (size_t at = 0; at < length; at++) key[at] = (char)tolower((unsigned char)rest[at]);
    key[length] = '\0';
    snprintf(name, sizeof(name), "%.*s", (int)(value - variable), variable);
    return settings_put(settings, reader, section, key, value + 1, name);
}

enum err settings_read_environment(struct settings *settings, struct settings_reader *reader, char *const *environment)
{
    enum err first = ERR_OK;
    for (size_t at = 0; environment != NULL && environment[at] != NULL; at++) {
        enum err err = take_variable(settings, reader, environment[at]);
        if (err == ERR_NOMEM) return err;
        if (err != ERR_OK) first = err;
    }
    return first;
}

/* ---- all together --------------------------------------------------------------------------- */

enum err settings_check(const struct settings *settings, struct settings_reader *reader)
{
    size_t before = reader->problems;
    const char *where = "settings";
    bool tls = settings->tls.certificate[0] != '\0';
    if (tls != (settings->tls.key[0] != '\0')) {
        tell(reader, where, "tls.certificate (--tls-cert) and tls.key (--tls-key) belong together; give both");
    }
    if (tls && settings->listen.behind_proxy) {
        tell(reader, where,
             "tls.certificate with listen.behind_proxy: TLS ends either here or at the proxy; give one of the two");
    }
    if (settings->mail.url[0] != '\0' && settings->mail.from[0] == '\0') {
        tell(reader, where, "mail.from is missing: say who the mails are from");
    }
    if (settings->alerts.to.count > 0 && settings->mail.url[0] == '\0') {
        tell(reader, where, "alerts.to needs a mail server: set mail.url");
    }
    if ((settings->mail.user[0] != '\0') != (settings->mail.password[0] != '\0')) {
        tell(reader, where, "mail.user and mail.password belong together; give both, or none");
    }
    if (settings->oidc.enabled && !settings->listen.behind_proxy && !tls) {
        tell(reader, where,
             "oidc.enabled without TLS: the proxy that signs people in stands in front, so set listen.behind_proxy ="
             " yes; without it staff's cookie would go over any line");
    }
    if (settings->oidc.enabled && strlen(settings->oidc.secret) < 32) {
        tell(reader, where, "oidc.secret has fewer than 32 letters; make one with: openssl rand -hex 32");
    }
    if (settings->oidc.enabled &&
        settings->oidc.administrators.count + settings->oidc.secretariat.count + settings->oidc.editors.count == 0) {
        tell(reader, where, "oidc.enabled, but no group has a role: set oidc.administrators, secretariat or editors");
    }
    if (!settings->oidc.enabled && !settings->oidc.local_sign_in) {
        tell(reader, where, "oidc.local_sign_in = no without oidc.enabled: nobody could sign in");
    }
    if (settings->limits.waiting > settings->limits.connections) {
        tell(reader, where, "limits.waiting is more than limits.connections: kiosks that wait are connections, too");
    }
    return reader->problems == before ? ERR_OK : ERR_INVALID;
}

static void write_comment(const char *text, struct str *out)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        str_addf(out, "# %.*s\n", (int)length, text);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

void settings_write_example(struct str *out)
{
    str_add(out,
            "# Settings of forhal-registry. A line that begins with # says nothing to it: what stands behind it is\n"
            "# what holds without it. `forhal-registry check --data DIR` tells every mistake in here;\n"
            "# `systemctl restart forhal-registry` applies it. The environment comes before this file\n"
            "# (FORHAL_MAIL_URL=…), the command line before both.\n");
    for (size_t section = 0; section < settings_sections_count; section++) {
        const char *name = settings_sections[section].name;
        str_add(out, "\n");
        write_comment(settings_sections[section].help, out);
        str_addf(out, "[%s]\n", name);
        for (size_t at = 0; at < settings_table_count; at++) {
            const struct setting *row = &settings_table[at];
            if (strcmp(row->section, name) != 0) continue;
            write_comment(row->help, out);
            str_addf(out, "#%s%s =%s%s\n", row->key, row->kind == SETTING_SECRET ? FILE_ENDS : "",
                     row->standard[0] != '\0' ? " " : "", row->standard);
        }
    }
}

void settings_write(const struct settings *settings, struct str *out)
{
    for (size_t at = 0; at < settings_table_count; at++) {
        const struct setting *row = &settings_table[at];
        str_addf(out, "%s.%s = ", row->section, row->key);
        setting_write(settings, row, out);
        str_add(out, "\n");
    }
}
