#define _POSIX_C_SOURCE 200809L
#include "sync/registry/entries/history.h"

#include <time.h>

enum err history_add(struct registry *registry, int64_t entry, const char *who, const char *what, const char *status,
                     const char *text)
{
    return db_run(registry->db,
                  "INSERT INTO entry_event (entry, at_s, who, what, status, text) VALUES (?, ?, ?, ?, ?, ?)", "iitttt",
                  entry, clock_wall_s(&registry->clock), who, what, status != NULL ? status : "",
                  text != NULL ? text : "");
}

enum err history_version(struct registry *registry, int64_t entry, int64_t *out)
{
    return db_int(registry->db, out, "SELECT coalesce(max(number), 0) FROM entry_event WHERE entry = ?", "i", entry);
}

enum err history_check(struct registry *registry, int64_t entry, const int64_t *base)
{
    int64_t now = 0;
    if (base == NULL) return ERR_OK;
    enum err err = history_version(registry, entry, &now);
    return err == ERR_OK && now != *base ? ERR_CONFLICT : err;
}

enum err history_is_own(struct registry *registry, int64_t entry, int64_t base, const char *who, bool *out)
{
    int64_t others = 0;
    int64_t all = 0;
    enum err err =
        db_int(registry->db, &others, "SELECT count(*) FROM entry_event WHERE entry = ? AND number > ? AND who <> ?",
               "iit", entry, base, who);
    if (err == ERR_OK) {
        err = db_int(registry->db, &all, "SELECT count(*) FROM entry_event WHERE entry = ? AND number > ?", "ii", entry,
                     base);
    }
    *out = err == ERR_OK && all > 0 && others == 0;
    return err;
}

static json_t *event_of(const struct rows *rows)
{
    char at[32] = "";
    time_t seconds = (time_t)rows_int(rows, 0);
    struct tm utc;
    if (gmtime_r(&seconds, &utc) != NULL) strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &utc);
    json_t *event = json_pack("{s:s, s:s, s:s}", "at", at, "who", rows_text(rows, 1), "what", rows_text(rows, 2));
    static const char *const more[] = {"status", "text"};
    for (int column = 0; event != NULL && column < 2; column++) {
        const char *text = rows_text(rows, 3 + column);
        if (text[0] != '\0') (void)json_object_set_new(event, more[column], json_string(text));
    }
    return event;
}

enum err history_list(struct registry *registry, int64_t entry, json_t **out)
{
    json_t *list = json_array();
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = list != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK) {
        err = db_query(registry->db, &rows,
                       "SELECT at_s, who, what, status, text FROM (SELECT * FROM entry_event WHERE entry = ?"
                       " ORDER BY number DESC LIMIT ?) AS newest ORDER BY number",
                       "ii", entry, (int64_t)HISTORY_LIST_MAX);
    }
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        if (json_array_append_new(list, event_of(rows)) != 0) err = ERR_NOMEM;
    }
    if (err == ERR_NOT_FOUND) {
        *out = list;
        return ERR_OK;
    }
    json_decref(list);
    return err;
}
