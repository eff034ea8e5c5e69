#define _DEFAULT_SOURCE
#include "sync/registry/privacy/holds.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/model/answer.h"
#include "sync/registry/entries/answers.h"

enum { DAY_S = 24 * 3600 };

static int number_of(const char *digits, size_t count)
{
    int number = 0;
    for (size_t at = 0; at < count; at++) number = 10 * number + (digits[at] - '0');
    return number;
}

/* The end of a day by UTC; 0 when it is none. */
static int64_t end_of_day(const char *text)
{
    static const char form[] = "0000-00-00";
    char again[sizeof(form)];
    for (size_t at = 0; at < sizeof(form); at++) {
        bool digit = text[at] >= '0' && text[at] <= '9';
        if (form[at] == '0' ? !digit : text[at] != form[at]) return 0;
    }
    struct tm day = {
        .tm_year = number_of(text, 4) - 1900, .tm_mon = number_of(text + 5, 2) - 1, .tm_mday = number_of(text + 8, 2)};
    time_t begin = timegm(&day);
    /* The 31st of February has become another day. */
    strftime(again, sizeof(again), "%Y-%m-%d", &day);
    return strcmp(again, text) == 0 ? (int64_t)begin + DAY_S : 0;
}

static enum err check_reason(const char *reason, const char **out_problem)
{
    if (reason != NULL && answers_text_problem(reason, HOLD_REASON_BYTES_MAX) == NULL) return ERR_OK;
    *out_problem = "Skriv en begrundelse på højst 400 tegn, uden CPR-nummer.";
    return ERR_INVALID;
}

static enum err is_there(struct registry *registry, int64_t number)
{
    int64_t one = 0;
    return db_int(registry->db, &one, "SELECT 1 FROM entry WHERE number = ?", "i", number);
}

enum err hold_put(struct registry *registry, int64_t number, const char *until, const char *reason, const char *who,
                  const char **out_problem)
{
    int64_t now_s = clock_wall_s(&registry->clock);
    int64_t until_s = until != NULL ? end_of_day(until) : 0;
    enum err err = check_reason(reason, out_problem);
    if (err != ERR_OK) return err;
    if (until_s <= now_s || until_s > now_s + (int64_t)HOLD_DAYS_MAX * DAY_S) {
        *out_problem = "Vælg en dag, der kommer, og højst fem år frem.";
        return ERR_INVALID;
    }
    err = db_begin(registry->db);
    if (err == ERR_OK) err = is_there(registry, number);
    if (err == ERR_OK) {
        err = db_run(registry->db,
                     "INSERT INTO hold (entry, until_s, reason, who, at_s) VALUES (?, ?, ?, ?, ?) ON CONFLICT (entry)"
                     " DO UPDATE SET until_s = excluded.until_s, reason = excluded.reason, who = excluded.who,"
                     " at_s = excluded.at_s",
                     "iitti", number, until_s, reason, who, now_s);
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

enum err hold_end(struct registry *registry, int64_t number)
{
    enum err err = db_run(registry->db, "DELETE FROM hold WHERE entry = ?", "i", number);
    if (err != ERR_OK) return err;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err refusal_put(struct registry *registry, int64_t number, const char *reason, const char *who,
                     const char **out_problem)
{
    char note[ANSWER_NOTE_BYTES_MAX + 1];
    enum err err = check_reason(reason, out_problem);
    if (err != ERR_OK) return err;
    snprintf(note, sizeof(note), "Du har bedt om at få det slettet. Det kan vi ikke: %s", reason);
    err = db_begin(registry->db);
    if (err == ERR_OK) err = answers_note_inside(registry, number, note);
    if (err == ERR_OK) {
        err = db_run(registry->db,
                     "INSERT INTO refusal (entry, reason, who, at_s) VALUES (?, ?, ?, ?) ON CONFLICT (entry)"
                     " DO UPDATE SET reason = excluded.reason, who = excluded.who, at_s = excluded.at_s",
                     "itti", number, reason, who, clock_wall_s(&registry->clock));
    }
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}
