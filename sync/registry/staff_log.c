#define _POSIX_C_SOURCE 200809L
#include "sync/registry/staff_log.h"

#include <stdio.h>
#include <time.h>

#include "sync/base/json.h"

enum err staff_log_add(struct registry *registry, const char *who, const char *what, const char *target)
{
    char cut[STAFF_LOG_TARGET_BYTES_MAX + 1];
    int length = snprintf(cut, sizeof(cut), "%s", target);
    /* No half letter at the end, which PostgreSQL would not take. */
    size_t end = length < (int)sizeof(cut) ? (size_t)length : sizeof(cut) - 1;
    if (end < (size_t)length) {
        while (end > 0 && ((unsigned char)target[end] & 0xc0) == 0x80) end--;
    }
    cut[end] = '\0';
    return db_run(registry->db, "INSERT INTO staff_log (at_s, who, what, target) VALUES (?, ?, ?, ?)", "ittt",
                  clock_wall_s(&registry->clock), who, what, cut);
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
        " AND at_s >= ?4 AND at_s < ?5 ORDER BY number DESC LIMIT ?6",
        "ittiii", before, who, what, wanted->from_s, wanted->before_s > 0 ? wanted->before_s : INT64_MAX, limit + 1);
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
