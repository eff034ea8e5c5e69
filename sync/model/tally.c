#include "sync/model/tally.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/file.h"
#include "sync/base/json.h"

enum { DAY_BYTES = 11, DEPTH_MAX = 4 };

static bool day_is_good(const char *day)
{
    static const char form[] = "0000-00-00";
    for (size_t at = 0; at < sizeof(form); at++) {
        bool digit = day[at] >= '0' && day[at] <= '9';
        if (form[at] == '0' ? !digit : day[at] != form[at]) return false;
    }
    return true;
}

static bool name_is_good(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= TALLY_NAME_BYTES_MAX && strspn(name, "abcdefghijklmnopqrstuvwxyz._") == length;
}

static bool counts_are_good(const json_t *counts)
{
    const char *name;
    json_t *count;
    if (!json_is_object(counts) || json_object_size(counts) > TALLY_COUNTS_MAX) return false;
    json_object_foreach ((json_t *)counts, name, count) {
        if (!name_is_good(name) || !json_is_integer(count)) return false;
        if (json_integer_value(count) < 0 || json_integer_value(count) > TALLY_COUNT_MAX) return false;
    }
    return true;
}

static bool days_are_good(const json_t *days)
{
    const char *day;
    json_t *counts;
    if (!json_is_object(days) || json_object_size(days) > TALLY_DAYS_MAX) return false;
    json_object_foreach ((json_t *)days, day, counts) {
        if (!day_is_good(day) || !counts_are_good(counts)) return false;
    }
    return true;
}

enum err tally_parse(struct tally *out, const char *bytes, size_t bytes_count)
{
    AUTO(json_auto) json_t *json = NULL;
    *out = (struct tally){0};
    enum err err = json_parse(&json, bytes, bytes_count, TALLY_BYTES_MAX, DEPTH_MAX, NULL);
    if (err != ERR_OK) return err;
    json_t *days = json_object_get(json, "days");
    if (!days_are_good(days)) return ERR_INVALID;
    out->days = json_incref(days);
    return ERR_OK;
}

enum err tally_read(struct tally *out, const char *path)
{
    AUTO(str_finish) struct str text = {0};
    *out = (struct tally){0};
    enum err err = file_read(&text, path, TALLY_BYTES_MAX);
    if (err == ERR_NOT_FOUND) {
        out->days = json_object();
        return out->days != NULL ? ERR_OK : ERR_NOMEM;
    }
    if (err == ERR_OK) err = tally_parse(out, str_text(&text), text.length);
    return err == ERR_INVALID || err == ERR_TOO_LARGE ? ERR_DAMAGED : err;
}

void tally_finish(struct tally *tally)
{
    json_decref(tally->days);
    *tally = (struct tally){0};
}

static void drop_oldest(json_t *days)
{
    const char *day;
    const char *oldest = NULL;
    json_t *counts;
    json_object_foreach (days, day, counts) {
        if (oldest == NULL || strcmp(day, oldest) < 0) oldest = day;
    }
    char copy[DAY_BYTES];
    snprintf(copy, sizeof(copy), "%s", oldest != NULL ? oldest : "");
    json_object_del(days, copy);
}

enum err tally_add(struct tally *tally, const char *day, const char *name)
{
    if (!day_is_good(day) || !name_is_good(name)) return ERR_OK;
    json_t *counts = json_object_get(tally->days, day);
    if (counts == NULL) {
        counts = json_object();
        if (json_object_set_new(tally->days, day, counts) != 0) return ERR_NOMEM;
    }
    int64_t count = json_int_at(counts, name, 0);
    bool room = count > 0 || json_object_size(counts) < TALLY_COUNTS_MAX;
    if (!room || count >= TALLY_COUNT_MAX) return ERR_OK;
    if (json_object_set_new(counts, name, json_integer(count + 1)) != 0) return ERR_NOMEM;
    while (json_object_size(tally->days) > TALLY_DAYS_MAX) drop_oldest(tally->days);
    return ERR_OK;
}

enum err tally_text(const struct tally *tally, const char *from, struct str *out, char out_newest[DAY_BYTES])
{
    AUTO(json_auto) json_t *days = json_object();
    const char *day;
    json_t *counts;
    str_init(out, TALLY_BYTES_MAX);
    out_newest[0] = '\0';
    json_object_foreach (tally->days, day, counts) {
        if (strcmp(day, from) < 0) continue;
        if (json_object_set(days, day, counts) != 0) return ERR_NOMEM;
        if (strcmp(day, out_newest) > 0) snprintf(out_newest, DAY_BYTES, "%s", day);
    }
    AUTO(json_auto) json_t *json = json_pack("{s:O}", "days", days);
    char *text = json != NULL ? json_dumps(json, JSON_COMPACT) : NULL;
    if (text == NULL) return ERR_NOMEM;
    str_add(out, text);
    free(text);
    return str_ok(out) ? ERR_OK : ERR_TOO_LARGE;
}

enum err tally_changed(struct tally *out, const struct tally *now, const struct tally *before)
{
    const char *day;
    json_t *counts;
    out->days = json_object();
    if (out->days == NULL) return ERR_NOMEM;
    json_object_foreach (now->days, day, counts) {
        if (json_equal(counts, json_object_get(before->days, day)) != 0) continue;
        if (json_object_set(out->days, day, counts) != 0) return ERR_NOMEM;
    }
    return ERR_OK;
}

enum err tally_write(const struct tally *tally, const char *path)
{
    AUTO(str_finish) struct str text;
    char newest[DAY_BYTES];
    enum err err = tally_text(tally, "", &text, newest);
    return err == ERR_OK ? file_write(path, str_text(&text), text.length, 0600) : err;
}
