#define _POSIX_C_SOURCE 200809L
#include "sync/registry/staff/staff_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/base/letters.h"

static enum err insert(struct registry *registry, const char *who, const char *what, const char *target,
                       int64_t *out_line)
{
    return db_int(registry->db, out_line,
                  "INSERT INTO staff_log (at_s, who, what, target) VALUES (?, ?, ?, ?) RETURNING number", "ittt",
                  clock_wall_s(&registry->clock), who, what, target);
}

static enum err insert_run(struct registry *registry, int64_t line, int64_t first, int64_t last)
{
    return db_run(registry->db, "INSERT INTO staff_log_entry (line, first_entry, last_entry) VALUES (?, ?, ?)", "iii",
                  line, first, last);
}

/* A number in digits; moves on behind it, and behind `word` that follows. False: they are not there. */
static bool read_number(const char **at, const char *word, int64_t *out)
{
    char *end = NULL;
    if (**at < '0' || **at > '9') return false;
    *out = strtoll(*at, &end, 10);
    if (strncmp(end, word, strlen(word)) != 0) return false;
    *at = end + strlen(word);
    return true;
}

/* What the target of a line about entries, ideas or the inbox names: "7", "idea-7", "all", or "3 of 5 to 9", which says
 * no more than that they are between. */
static bool read_target(const char *what, const char *target, int64_t *out_first, int64_t *out_last)
{
    int64_t count = 0;
    const char *at = target;
    if (strncmp(what, "entry.", 6) != 0 && strncmp(what, "idea.", 5) != 0 && strncmp(what, "inbox.", 6) != 0) {
        return false;
    }
    if (strncmp(at, "idea-", 5) == 0) at += 5;
    *out_first = 1;
    *out_last = INT64_MAX;
    if (strcmp(at, "all") == 0) return true;
    if (read_number(&at, " of ", &count)) {
        return read_number(&at, " to ", out_first) && read_number(&at, "", out_last) && *at == '\0';
    }
    if (!read_number(&at, "", out_first) || *at != '\0') return false;
    *out_last = *out_first;
    return true;
}

enum err staff_log_add(struct registry *registry, const char *who, const char *what, const char *target)
{
    char cut[STAFF_LOG_TARGET_BYTES_MAX + 1];
    int64_t line = 0;
    int64_t first = 0;
    int64_t last = 0;
    letters_copy(cut, sizeof(cut), target);
    enum err err = insert(registry, who, what, cut, &line);
    if (err != ERR_OK || !read_target(what, target, &first, &last)) return err;
    return insert_run(registry, line, first, last);
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

enum err staff_log_add_entries(struct registry *registry, const char *who, const char *what, const char *target,
                               int64_t *entries, size_t count)
{
    char cut[STAFF_LOG_TARGET_BYTES_MAX + 1];
    int64_t line = 0;
    letters_copy(cut, sizeof(cut), target);
    if (count > 0) qsort(entries, count, sizeof(entries[0]), compare_numbers);
    enum err err = insert(registry, who, what, cut, &line);
    for (size_t at = 0; err == ERR_OK && at < count;) {
        size_t last = at;
        while (last + 1 < count && entries[last + 1] <= entries[last] + 1) last++;
        err = insert_run(registry, line, entries[at], entries[last]);
        at = last + 1;
    }
    return err;
}

static json_t *row_json(const struct rows *rows)
{
    char at[32];
    struct tm parts;
    time_t at_s = (time_t)rows_int(rows, 1);
    gmtime_r(&at_s, &parts);
    strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return json_pack("{s:I, s:s, s:s, s:s, s:s}", "number", (json_int_t)rows_int(rows, 0), "at", at, "who",
                     rows_text(rows, 2), "what", rows_text(rows, 3), "target", rows_text(rows, 4));
}

enum err staff_log_find(struct registry *registry, const struct staff_log_wanted *wanted, int64_t before, int64_t limit,
                        json_t **out, bool *out_more)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    AUTO(json_auto) json_t *list = json_array();
    const char *who = wanted->who != NULL ? wanted->who : "";
    const char *what = wanted->what != NULL ? wanted->what : "";
    if (before <= 0) before = INT64_MAX;
    *out_more = false;
    enum err err = db_query(
        registry->db, &rows,
        "SELECT number, at_s, who, what, target FROM staff_log WHERE number < ?1"
        " AND (?2 = '' OR who = ?2) AND (?3 = '' OR what = ?3 OR substr(what, 1, length(?3) + 1) = ?3 || '.')"
        " AND at_s >= ?4 AND at_s < ?5 AND (?7 = 0 OR EXISTS (SELECT 1 FROM staff_log_entry WHERE line = number"
        " AND ?7 BETWEEN first_entry AND last_entry)) ORDER BY number DESC LIMIT ?6",
        "ittiiii", before, who, what, wanted->from_s, wanted->before_s > 0 ? wanted->before_s : INT64_MAX, limit + 1,
        wanted->entry);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if ((int64_t)json_array_size(list) == limit) {
            *out_more = true;
            break;
        }
        if (json_array_append_new(list, row_json(rows)) != 0) return ERR_NOMEM;
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    *out = json_incref(list);
    return ERR_OK;
}

enum err staff_log_list(struct registry *registry, int64_t before, int64_t limit, json_t **out, bool *out_more)
{
    return staff_log_find(registry, &(struct staff_log_wanted){.who = NULL}, before, limit, out, out_more);
}
