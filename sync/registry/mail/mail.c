#define _POSIX_C_SOURCE 200809L
#include "sync/registry/mail/mail.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"

/* `id` is the left half of the Message-ID. queued_s is 0 until the first look at the queue, since who queues has no
 * clock. `holder` sends it until claim_s; '' nobody. `why` of the latest try; `aside` is 1 when it is not tried any
 * more. */
const char mail_schema[] = "CREATE TABLE mail ("
                           "  number    INTEGER PRIMARY KEY AUTOINCREMENT,"
                           "  id        TEXT NOT NULL,"
                           "  recipient TEXT NOT NULL,"
                           "  subject   TEXT NOT NULL,"
                           "  text      TEXT NOT NULL,"
                           "  queued_s  INTEGER NOT NULL DEFAULT 0,"
                           "  next_s    INTEGER NOT NULL DEFAULT 0,"
                           "  tries     INTEGER NOT NULL DEFAULT 0,"
                           "  holder    TEXT NOT NULL DEFAULT '',"
                           "  claim_s   INTEGER NOT NULL DEFAULT 0,"
                           "  why       TEXT NOT NULL DEFAULT '',"
                           "  aside     INTEGER NOT NULL DEFAULT 0"
                           ") STRICT;"
                           "CREATE INDEX mail_due ON mail (aside, next_s);";

/* `entry` is what a mail to a citizen is about; NULL: a mail to staff. It goes with it. */
const char mail_entry_schema[] =
    "ALTER TABLE mail ADD COLUMN entry INTEGER REFERENCES entry (number) ON DELETE CASCADE;"
    "CREATE INDEX mail_entry ON mail (entry);";

enum { DAY_S = 24 * 60 * 60, DELAY_MAX_S = 6 * 60 * 60 };

static int64_t now_s(const struct registry *registry)
{
    return clock_wall_s(&registry->clock);
}

void mail_finish(struct mail *mail)
{
    if (mail->text != NULL) sodium_memzero(mail->text, strlen(mail->text));
    free(mail->text);
    sodium_memzero(mail, sizeof(*mail));
}

/* ---- queueing ---- */

static bool is_utf8(const char *text)
{
    json_t *string = json_string(text);
    bool good = string != NULL;
    json_decref(string);
    return good;
}

enum err mail_queue(struct db *db, const char *to, const char *subject, const char *text)
{
    return mail_queue_for(db, 0, to, subject, text);
}

enum err mail_queue_for(struct db *db, int64_t entry, const char *to, const char *subject, const char *text)
{
    unsigned char random[(MAIL_ID_BYTES - 1) / 2];
    char id[MAIL_ID_BYTES];
    int64_t waiting = 0;
    if (!mail_address_is_good(to) || subject[0] == '\0' || !is_utf8(subject) || !is_utf8(text)) return ERR_INVALID;
    if (strlen(subject) > MAIL_SUBJECT_BYTES_MAX || strlen(text) > MAIL_TEXT_BYTES_MAX) return ERR_TOO_LARGE;
    enum err err = db_int(db, &waiting, "SELECT count(*) FROM mail WHERE aside = 0", "");
    if (err == ERR_OK && waiting >= MAIL_WAITING_MAX) err = ERR_FULL;
    if (err != ERR_OK) return err;
    randombytes_buf(random, sizeof(random));
    sodium_bin2hex(id, sizeof(id), random, sizeof(random));
    return db_run(db, "INSERT INTO mail (id, entry, recipient, subject, text) VALUES (?, nullif(?, 0), ?, ?, ?)",
                  "tittt", id, entry, to, subject, text);
}

enum err mail_forget(struct db *db, int64_t entry)
{
    return db_run(db, "DELETE FROM mail WHERE entry = ?", "i", entry);
}

enum err mail_readdress(struct db *db, int64_t entry, const char *to)
{
    return db_run(db, "UPDATE mail SET recipient = ? WHERE entry = ?", "ti", to, entry);
}

/* ---- claiming ---- */

/* A time beyond what we ever set was written under another clock, and is over. */
#define DUE "aside = 0 AND (next_s <= ? OR next_s > ?) AND (claim_s <= ? OR claim_s > ?)"

/* A claim that is a day ahead can't be another machine's whose clock is a little off. */
#define DUE_BINDS(now) (now), (now) + DELAY_MAX_S, (now), (now) + DAY_S

static enum err read_mail(const struct rows *rows, struct mail *out)
{
    *out = (struct mail){.number = rows_int(rows, 0)};
    snprintf(out->id, sizeof(out->id), "%s", rows_text(rows, 1));
    snprintf(out->to, sizeof(out->to), "%s", rows_text(rows, 2));
    snprintf(out->subject, sizeof(out->subject), "%s", rows_text(rows, 3));
    out->text = strdup(rows_text(rows, 4));
    return out->text != NULL ? ERR_OK : ERR_NOMEM;
}

static enum err read_due(struct registry *registry, size_t room, struct mail *out, size_t *out_count)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    int64_t now = now_s(registry);
    enum err err =
        db_query(registry->db, &rows,
                 "SELECT number, id, recipient, subject, text FROM mail WHERE " DUE " ORDER BY next_s, number LIMIT ?",
                 "iiiii", DUE_BINDS(now), (int64_t)room);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) err = read_mail(rows, &out[(*out_count)++]);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err claim_inside(struct registry *registry, const char *holder, size_t room, struct mail *out,
                             size_t *out_count)
{
    int64_t now = now_s(registry);
    enum err err = db_run(registry->db, "UPDATE mail SET queued_s = ? WHERE queued_s = 0", "i", now);
    if (err == ERR_OK) err = read_due(registry, room, out, out_count);
    for (size_t at = 0; err == ERR_OK && at < *out_count; at++) {
        err = db_run(registry->db, "UPDATE mail SET holder = ?, claim_s = ? WHERE number = ?", "tii", holder,
                     now + MAIL_CLAIM_S, out[at].number);
    }
    return err;
}

enum err mail_claim(struct registry *registry, const char holder[MAIL_HOLDER_BYTES], size_t room, struct mail *out,
                    size_t *out_count)
{
    int64_t one = 0;
    int64_t now = now_s(registry);
    *out_count = 0;
    enum err err = db_int(registry->db, &one, "SELECT 1 FROM mail WHERE " DUE " LIMIT 1", "iiii", DUE_BINDS(now));
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = db_begin(registry->db);
    if (err == ERR_OK) err = claim_inside(registry, holder, room, out, out_count);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err == ERR_OK) return ERR_OK;
    for (size_t at = 0; at < *out_count; at++) mail_finish(&out[at]);
    *out_count = 0;
    return err;
}

/* ---- what came of it ---- */

enum err mail_sent(struct registry *registry, int64_t number)
{
    return db_run(registry->db, "DELETE FROM mail WHERE number = ?", "i", number);
}

enum err mail_put_aside(struct registry *registry, int64_t number, const char *why)
{
    return db_run(registry->db,
                  "UPDATE mail SET aside = 1, why = ?, holder = '', claim_s = 0, next_s = ? WHERE number = ?", "tii",
                  why, now_s(registry), number);
}

static int64_t delay_s(int64_t tries)
{
    static const int64_t delays[] = {60, 5 * 60, 15 * 60, 60 * 60, 3 * 60 * 60};
    int64_t count = sizeof(delays) / sizeof(delays[0]);
    return tries < count ? delays[tries] : DELAY_MAX_S;
}

enum err mail_later(struct registry *registry, int64_t number, const char *why)
{
    int64_t tries = 0;
    enum err err = db_int(registry->db, &tries, "SELECT tries FROM mail WHERE number = ?", "i", number);
    if (err == ERR_NOT_FOUND) return ERR_OK; /* forgotten meanwhile */
    if (err != ERR_OK) return err;
    return db_run(registry->db,
                  "UPDATE mail SET tries = tries + 1, next_s = ?, why = ?, holder = '', claim_s = 0 WHERE number = ?",
                  "iti", now_s(registry) + delay_s(tries), why, number);
}

enum err mail_release(struct registry *registry, int64_t number, const char holder[MAIL_HOLDER_BYTES])
{
    return db_run(registry->db, "UPDATE mail SET holder = '', claim_s = 0 WHERE number = ? AND holder = ?", "it",
                  number, holder);
}

enum err mail_expire(struct registry *registry, int aside_days)
{
    static const char is_old[] = "SELECT 1 FROM mail WHERE aside = 0 AND queued_s > 0 AND queued_s < ? LIMIT 1";
    static const char is_over[] = "SELECT 1 FROM mail WHERE aside = 1 AND next_s < ? LIMIT 1";
    int64_t one = 0;
    int64_t now = now_s(registry);
    int64_t old_s = now - (int64_t)MAIL_TRIED_DAYS * DAY_S;
    int64_t over_s = now - (int64_t)aside_days * DAY_S;
    enum err err = db_int(registry->db, &one, is_old, "i", old_s);
    if (err == ERR_OK) {
        err = db_run(registry->db,
                     "UPDATE mail SET aside = 1, next_s = ?, why = CASE why WHEN '' THEN 'not sent' ELSE why END"
                     " WHERE aside = 0 AND queued_s > 0 AND queued_s < ? AND claim_s <= ?",
                     "iii", now, old_s, now);
    }
    if ((err != ERR_OK && err != ERR_NOT_FOUND) || aside_days == 0) return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = db_int(registry->db, &one, is_over, "i", over_s);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    registry->scrub_due = true;
    return db_run(registry->db, "DELETE FROM mail WHERE aside = 1 AND next_s < ?", "i", over_s);
}

/* ---- for staff ---- */

static void time_text(char out[32], int64_t seconds)
{
    time_t at = (time_t)seconds;
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&at, &utc) != NULL) strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static enum err list_aside(struct registry *registry, json_t *list)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    char queued[32];
    enum err err = db_query(registry->db, &rows,
                            "SELECT number, recipient, subject, queued_s, why FROM mail WHERE aside = 1"
                            " ORDER BY number DESC LIMIT ?",
                            "i", (int64_t)MAIL_LIST_MAX);
    while (err == ERR_OK && (err = rows_next(rows)) == ERR_OK) {
        time_text(queued, rows_int(rows, 3));
        json_t *one =
            json_pack("{s:I, s:s, s:s, s:s, s:s}", "number", (json_int_t)rows_int(rows, 0), "to", rows_text(rows, 1),
                      "subject", rows_text(rows, 2), "queued", queued, "why", rows_text(rows, 4));
        if (json_array_append_new(list, one) != 0) return ERR_NOMEM;
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err mail_list(struct registry *registry, json_t **out)
{
    AUTO(json_auto) json_t *aside = json_array();
    int64_t waiting = 0;
    int64_t oldest_s = 0;
    char oldest[32];
    enum err err = db_int(registry->db, &waiting, "SELECT count(*) FROM mail WHERE aside = 0", "");
    if (err == ERR_OK) {
        err = db_int(registry->db, &oldest_s,
                     "SELECT coalesce(min(queued_s), 0) FROM mail WHERE aside = 0 AND queued_s > 0", "");
    }
    if (err == ERR_OK) err = list_aside(registry, aside);
    if (err != ERR_OK) return err;
    time_text(oldest, oldest_s);
    json_t *json = json_pack("{s:I, s:O}", "waiting", (json_int_t)waiting, "aside", aside);
    if (json == NULL) return ERR_NOMEM;
    if (oldest_s > 0 && json_object_set_new(json, "oldest", json_string(oldest)) != 0) {
        json_decref(json);
        return ERR_NOMEM;
    }
    *out = json;
    return ERR_OK;
}

enum err mail_try_again(struct registry *registry, int64_t number)
{
    enum err err = db_run(registry->db,
                          "UPDATE mail SET aside = 0, tries = 0, queued_s = ?, next_s = ?, why = ''"
                          " WHERE number = ? AND aside = 1",
                          "iii", now_s(registry), now_s(registry), number);
    if (err != ERR_OK) return err;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err mail_drop(struct registry *registry, int64_t number)
{
    enum err err = db_run(registry->db, "DELETE FROM mail WHERE number = ? AND aside = 1", "i", number);
    if (err != ERR_OK) return err;
    registry->scrub_due = true;
    return db_changes(registry->db) > 0 ? ERR_OK : ERR_NOT_FOUND;
}
