#define _POSIX_C_SOURCE 200809L
#include "sync/registry/entries/answers.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sync/base/json.h"
#include "sync/registry/content/items.h"
#include "sync/registry/entries/erasures.h"
#include "sync/registry/entries/history.h"
#include "sync/registry/entries/ideas.h"
#include "sync/registry/entries/inbox.h"
#include "sync/registry/entries/joins.h"
#include "sync/registry/entries/seats.h"
#include "sync/registry/mail/mail.h"

/* An entry that something is said about. */
struct subject {
    int64_t number;
    enum submission_kind kind;
    char network[NETWORK_ID_BYTES_MAX + 1];
    char receipt[RECEIPT_CODE_NAME_BYTES];
};

void answers_today(const struct registry *registry, char out[IDEA_DATE_BYTES])
{
    time_t now_s = (time_t)clock_wall_s(&registry->clock);
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&now_s, &utc) != NULL) strftime(out, IDEA_DATE_BYTES, "%Y-%m-%d", &utc);
}

const char *answers_text_problem(const char *text, size_t bytes_max)
{
    if (text[strspn(text, " \t\r\n")] == '\0') return "it is empty";
    if (strlen(text) > bytes_max) return "it is too long";
    if (cpr_is_in(text)) return "there is a CPR number in it";
    for (const char *at = text; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' && *at != '\n') return "there are control characters in it";
    }
    return NULL;
}

/* The receipt's name, from its bytes in a row. */
static enum err subject_of_row(struct subject *out, const struct rows *rows)
{
    size_t bytes = 0;
    const void *receipt = rows_blob(rows, 3, &bytes);
    if (bytes != RECEIPT_CODE_HASH_BYTES) return ERR_DAMAGED;
    out->number = rows_int(rows, 0);
    out->kind = submission_kind_from_name(rows_text(rows, 1));
    snprintf(out->network, sizeof(out->network), "%s", rows_text(rows, 2));
    receipt_code_name(out->receipt, receipt);
    return ERR_OK;
}

static enum err subject_of_number(struct db *db, int64_t number, struct subject *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT number, kind, network, receipt FROM entry"
                            " WHERE number = ? AND kind IN ('interest', 'seat', 'idea')",
                            "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    return err == ERR_OK ? subject_of_row(out, rows) : err;
}

/* The first one: a code is made for one entry only. */
static enum err subject_of_receipt(struct db *db, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES],
                                   struct subject *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(db, &rows,
                            "SELECT number, kind, network, receipt FROM entry"
                            " WHERE receipt = ? AND kind IN ('interest', 'seat', 'idea') ORDER BY number LIMIT 1",
                            "b", receipt, (size_t)RECEIPT_CODE_HASH_BYTES);
    if (err == ERR_OK) err = rows_next(rows);
    return err == ERR_OK ? subject_of_row(out, rows) : err;
}

static enum err add_text(json_t *body, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0') return ERR_OK;
    return json_object_set_new(body, key, json_string(text)) == 0 ? ERR_OK : ERR_INVALID;
}

/* `corrected` and `note` are kept from one status to the next. */
static enum err put_answer(struct registry *registry, const struct subject *subject, const struct reply *reply,
                           const char *corrected, const char *note)
{
    char today[IDEA_DATE_BYTES];
    answers_today(registry, today);
    const char *network = reply->network != NULL ? reply->network : subject->network;
    AUTO(json_auto)
    json_t *body =
        json_pack("{s:s, s:s, s:s, s:s}", "id", subject->receipt, "kind", submission_kind_name(subject->kind), "status",
                  answer_status_name(reply->status), "at", today);
    enum err err = body != NULL ? ERR_OK : ERR_NOMEM;
    if (err == ERR_OK && reply->status != ANSWER_ERASED) err = add_text(body, "network", network);
    if (err == ERR_OK) err = add_text(body, "text", reply->text);
    if (err == ERR_OK) err = add_text(body, "corrected", corrected);
    if (err == ERR_OK) err = add_text(body, "note", note);
    if (err == ERR_OK && reply->place > 0) json_object_set_new(body, "place", json_integer(reply->place));
    if (err == ERR_OK && reply->joined > 0) {
        char id[IDEA_ID_BYTES_MAX + 1];
        ideas_id(id, reply->joined);
        json_object_set_new(body, "joined", json_string(id));
    }
    if (err == ERR_OK) err = items_put(registry->db, "answer", subject->receipt, 0, body);
    return err == ERR_OK && subject->number > 0 ? inbox_settle_state(registry, subject->number) : err;
}

enum err answers_find(struct registry *registry, int64_t number, json_t **out)
{
    struct subject subject = {0};
    enum err err = subject_of_number(registry->db, number, &subject);
    return err == ERR_OK ? items_find(registry->db, "answer", subject.receipt, out) : err;
}

enum err answers_say(struct registry *registry, int64_t number, const struct reply *reply)
{
    struct subject subject = {0};
    AUTO(json_auto) json_t *before = NULL;
    enum err err = subject_of_number(registry->db, number, &subject);
    if (err == ERR_OK) err = items_find(registry->db, "answer", subject.receipt, &before);
    if (err == ERR_NOT_FOUND && subject.number != 0) err = ERR_OK;
    if (err != ERR_OK) return err;
    return put_answer(registry, &subject, reply, json_text_at(before, "corrected"), json_text_at(before, "note"));
}

/* ---- the staff ---- */

static enum err network_is_known(struct db *db, const char *id, const char **out_problem)
{
    int64_t one = 0;
    enum err err =
        db_int(db, &one, "SELECT 1 FROM item WHERE type = 'network' AND id = ? AND body IS NOT NULL", "t", id);
    if (err != ERR_NOT_FOUND) return err;
    *out_problem = "there is no network with this id";
    return ERR_INVALID;
}

static enum err check_reply(struct db *db, const struct subject *subject, const struct reply *reply,
                            const char **out_problem)
{
    bool idea = subject->kind == SUBMISSION_IDEA;
    bool needs_network = idea && idea_status_has_network((enum idea_status)reply->status);
    if (!answer_status_is_for_staff(reply->status, subject->kind)) {
        *out_problem = "an entry of this kind can't have this status";
    } else if (reply->text != NULL && answers_text_problem(reply->text, IDEA_ANSWER_BYTES_MAX) != NULL) {
        *out_problem = answers_text_problem(reply->text, IDEA_ANSWER_BYTES_MAX);
    } else if (needs_network && reply->network == NULL) {
        *out_problem = "say which network it was invited to or became";
    } else if (!needs_network && reply->network != NULL) {
        *out_problem = "only an idea that was invited to a network, or became one, has a network";
    } else if (reply->reason != NULL && answers_text_problem(reply->reason, IDEA_ANSWER_BYTES_MAX) != NULL) {
        *out_problem = answers_text_problem(reply->reason, IDEA_ANSWER_BYTES_MAX);
    } else if (reply->place < 0 || reply->place > ANSWER_PLACE_MAX ||
               (reply->place > 0 && reply->status != ANSWER_WAITING_LIST)) {
        *out_problem = "only the waiting list has places, from 1 to 9999";
    } else {
        return needs_network ? network_is_known(db, reply->network, out_problem) : ERR_OK;
    }
    return ERR_INVALID;
}

static enum err note_reply(struct registry *registry, int64_t number, const struct reply *reply)
{
    const char *who = reply->who != NULL ? reply->who : HISTORY_REGISTRY;
    enum err err = history_add(registry, number, who, "answered", answer_status_name(reply->status), reply->text);
    if (err != ERR_OK || reply->reason == NULL) return err;
    return history_add(registry, number, who, "out_of_turn", NULL, reply->reason);
}

static bool is_text(const json_t *body, const char *key, const char *text)
{
    const char *there = json_text_at(body, key);
    return strcmp(there != NULL ? there : "", text != NULL ? text : "") == 0;
}

bool answers_says(const json_t *answer, const struct reply *reply)
{
    return is_text(answer, "status", answer_status_name(reply->status)) && is_text(answer, "text", reply->text) &&
           (reply->network == NULL || is_text(answer, "network", reply->network)) &&
           (reply->place == 0 || json_int_at(answer, "place", 0) == reply->place);
}

enum err answers_reply_inside(struct registry *registry, int64_t number, const struct reply *reply,
                              const char **out_problem)
{
    struct subject subject = {0};
    AUTO(json_auto) json_t *before = NULL;
    enum err err = subject_of_number(registry->db, number, &subject);
    if (err == ERR_OK) err = check_reply(registry->db, &subject, reply, out_problem);
    if (err == ERR_OK) err = items_find(registry->db, "answer", subject.receipt, &before);
    if (err != ERR_OK && err != ERR_NOT_FOUND) return err;
    if (subject.number == 0) return ERR_NOT_FOUND;
    enum answer_status status = answer_status_from_name(json_text_at(before, "status"));
    if (status == ANSWER_WITHDRAWN || status == ANSWER_ERASED) return ERR_REFUSED;
    if (json_text_at(before, "joined") != NULL) {
        *out_problem = ANSWERS_JOINED;
        return ERR_CONFLICT;
    }
    err = history_check(registry, number, reply->base);
    if (err == ERR_CONFLICT) {
        bool own = false;
        err = reply->who != NULL ? history_is_own(registry, number, *reply->base, reply->who, &own) : ERR_OK;
        if (err != ERR_OK || (own && answers_says(before, reply))) return err;
        *out_problem = ANSWERS_CHANGED;
        return ERR_CONFLICT;
    }
    if (err != ERR_OK) return err;
    bool seat = subject.kind == SUBMISSION_SEAT;
    bool grants = seat && reply->status == ANSWER_GRANTED && status != ANSWER_GRANTED;
    err = grants ? seats_may_grant(registry, subject.network, number, reply, out_problem) : ERR_OK;
    if (err == ERR_OK) {
        err = put_answer(registry, &subject, reply, json_text_at(before, "corrected"), json_text_at(before, "note"));
    }
    if (err == ERR_OK) err = note_reply(registry, number, reply);
    if (err == ERR_OK && seat) err = seats_tell(registry, subject.network, number, status, reply->status);
    if (err == ERR_OK && seat && reply->place == 0)
        err = seats_settle(registry, subject.network, status, reply->status);
    if (err == ERR_OK && subject.kind == SUBMISSION_IDEA) err = ideas_refresh(registry, number);
    if (err == ERR_OK && subject.kind == SUBMISSION_IDEA) err = joins_refresh(registry, number);
    return err;
}

enum err answers_reply(struct registry *registry, int64_t number, const struct reply *reply, const char **out_problem)
{
    *out_problem = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = answers_reply_inside(registry, number, reply, out_problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    return err;
}

/* ---- who gave it ---- */

static enum err was_asked(struct db *db, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES], const char *kind,
                          bool *out)
{
    int64_t one = 0;
    enum err err = db_int(db, &one, "SELECT 1 FROM asked WHERE receipt = ? AND kind = ?", "bt", receipt,
                          (size_t)RECEIPT_CODE_HASH_BYTES, kind);
    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err answers_begin(struct registry *registry, const struct submission *submission, bool *out_erased)
{
    bool withdrawn = false;
    struct subject subject = {.kind = submission->kind};
    struct reply reply = {.status = answer_status_first(submission->kind)};
    snprintf(subject.network, sizeof(subject.network), "%s", submission->network);
    receipt_code_name(subject.receipt, submission->receipt_hash);
    enum err err = was_asked(registry->db, submission->receipt_hash, "erase", out_erased);
    if (err == ERR_OK) err = was_asked(registry->db, submission->receipt_hash, "withdraw", &withdrawn);
    if (withdrawn) reply.status = ANSWER_WITHDRAWN;
    if (*out_erased) reply.status = ANSWER_ERASED;
    return err == ERR_OK ? put_answer(registry, &subject, &reply, NULL, NULL) : err;
}

/* Nobody's idea hangs on the wall after its giver took it back, or before staff have read a correction. */
static enum err take_down(struct registry *registry, const struct subject *subject)
{
    char id[IDEA_ID_BYTES_MAX + 1];
    if (subject->kind != SUBMISSION_IDEA) return ERR_OK;
    ideas_id(id, subject->number);
    enum err err = items_bury(registry->db, "idea", id);
    return err == ERR_OK ? joins_refresh(registry, subject->number) : err; /* its title is public no more */
}

/* What it was before its giver took it back; ANSWER_STATUS_COUNT when nothing is known. */
static enum err status_before(struct registry *registry, const struct subject *subject, enum answer_status *out)
{
    AUTO(json_auto) json_t *body = NULL;
    enum err err = items_find(registry->db, "answer", subject->receipt, &body);
    *out = answer_status_from_name(json_text_at(body, "status"));
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Others may have a seat now. */
static enum err leave(struct registry *registry, const struct subject *subject, enum answer_status before,
                      enum answer_status after)
{
    return subject->kind == SUBMISSION_SEAT ? seats_settle(registry, subject->network, before, after) : ERR_OK;
}

static enum err withdraw(struct registry *registry, const struct subject *subject)
{
    struct reply reply = {.status = ANSWER_WITHDRAWN};
    enum answer_status before = ANSWER_STATUS_COUNT;
    enum err err = status_before(registry, subject, &before);
    if (err == ERR_OK && subject->kind == SUBMISSION_IDEA) err = joins_dissolve(registry, subject->number);
    if (err == ERR_OK) err = put_answer(registry, subject, &reply, NULL, NULL);
    if (err == ERR_OK) err = history_add(registry, subject->number, HISTORY_GIVER, "withdrawn", NULL, NULL);
    if (err == ERR_OK) err = mail_forget(registry->db, subject->number); /* it would tell of what is no more */
    if (err == ERR_OK) err = take_down(registry, subject);
    return err == ERR_OK ? leave(registry, subject, before, ANSWER_WITHDRAWN) : err;
}

static enum err note_id(struct registry *registry, int64_t number)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    size_t bytes = 0;
    enum err err = db_query(registry->db, &rows, "SELECT id FROM entry WHERE number = ?", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    const void *id = rows_blob(rows, 0, &bytes);
    return bytes == ENTRY_ID_BYTES ? erasures_erase(registry, id) : ERR_DAMAGED;
}

enum err answers_contact_inside(struct registry *registry, int64_t number)
{
    char address[CONTACT_BYTES_MAX + 1];
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows, "SELECT contact FROM entry WHERE number = ?", "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    bool email = contact_check(rows_text(rows, 0), address) == CONTACT_EMAIL;
    err = email ? mail_readdress(registry->db, number, address) : mail_forget(registry->db, number);
    sodium_memzero(address, sizeof(address));
    return err;
}

/* Its id stays, so that a late repeat can't bring it back, mails go with the row; and the answer, which says nothing
 * but that it is gone. */
static enum err erase(struct registry *registry, const struct subject *subject, const char *note)
{
    struct reply reply = {.status = ANSWER_ERASED};
    enum answer_status before = ANSWER_STATUS_COUNT;
    enum err err = status_before(registry, subject, &before);
    if (err == ERR_OK) err = note_id(registry, subject->number);
    if (err == ERR_OK && subject->kind == SUBMISSION_IDEA) err = joins_dissolve(registry, subject->number);
    if (err == ERR_OK) err = db_run(registry->db, "DELETE FROM entry WHERE number = ?", "i", subject->number);
    if (err == ERR_OK) err = take_down(registry, subject);
    if (err == ERR_OK) err = put_answer(registry, subject, &reply, NULL, note);
    return err == ERR_OK ? leave(registry, subject, before, ANSWER_ERASED) : err;
}

/* Who has no name any more by age (retention.h) gets none by a correction: it would stay for good. */
static enum err correct(struct registry *registry, const struct subject *subject, const struct submission *request)
{
    bool idea = subject->kind == SUBMISSION_IDEA;
    const char *title = idea ? request->title : "";
    const char *text = idea ? request->text : "";
    char today[IDEA_DATE_BYTES];
    AUTO(json_auto) json_t *body = NULL;
    answers_today(registry, today);
    enum err err =
        db_run(registry->db,
               "UPDATE entry SET name = CASE WHEN anonymous_s IS NULL THEN coalesce(nullif(?1, ''), name) ELSE '' END,"
               " contact = CASE WHEN anonymous_s IS NULL THEN coalesce(nullif(?2, ''), contact) ELSE '' END, title = "
               "coalesce(nullif(?3, ''), title), text = coalesce(nullif(?4, ''), text), notice = ?5"
               " WHERE number = ?6",
               "ttttti", request->name, request->contact, title, text, request->notice, subject->number);
    if (err == ERR_OK && (title[0] != '\0' || text[0] != '\0')) err = take_down(registry, subject);
    if (err == ERR_OK && request->contact[0] != '\0') err = answers_contact_inside(registry, subject->number);
    if (err == ERR_OK) err = inbox_corrected(registry, subject->number);
    if (err == ERR_OK) err = items_find(registry->db, "answer", subject->receipt, &body);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    if (json_object_set_new(body, "corrected", json_string(today)) != 0) return ERR_NOMEM;
    return items_put(registry->db, "answer", subject->receipt, 0, body);
}

enum err answers_ask_again(struct registry *registry, const unsigned char receipt[RECEIPT_CODE_HASH_BYTES],
                           enum submission_kind kind)
{
    bool known = false;
    struct subject subject = {0};
    enum err err = was_asked(registry->db, receipt, submission_kind_name(kind), &known);
    if (err != ERR_OK || known) return err;
    err = erasures_ask(registry, receipt, kind);
    if (err == ERR_OK) err = subject_of_receipt(registry->db, receipt, &subject);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    return kind == SUBMISSION_ERASE ? erase(registry, &subject, NULL) : withdraw(registry, &subject);
}

enum err answers_erase_again(struct registry *registry, const unsigned char id[ENTRY_ID_BYTES])
{
    int64_t number = 0;
    struct subject subject = {0};
    enum err err = db_int(registry->db, &number, "SELECT 1 FROM erased WHERE id = ?", "b", id, (size_t)ENTRY_ID_BYTES);
    if (err != ERR_NOT_FOUND) return err;
    err = db_int(registry->db, &number, "SELECT number FROM entry WHERE id = ?", "b", id, (size_t)ENTRY_ID_BYTES);
    if (err == ERR_NOT_FOUND) return erasures_erase(registry, id);
    if (err == ERR_OK) err = subject_of_number(registry->db, number, &subject);
    if (err == ERR_NOT_FOUND) return ERR_OK; /* an id that was drawn twice, and for a support: not what was erased */
    return err == ERR_OK ? erase(registry, &subject, NULL) : err;
}

enum err answers_request(struct registry *registry, const struct submission *request)
{
    struct subject subject = {0};
    enum err err =
        request->kind != SUBMISSION_CORRECT ? erasures_ask(registry, request->receipt_hash, request->kind) : ERR_OK;
    if (err == ERR_OK) err = subject_of_receipt(registry->db, request->receipt_hash, &subject);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    registry->scrub_due = registry->scrub_due || request->kind != SUBMISSION_WITHDRAW;
    switch (request->kind) {
    case SUBMISSION_WITHDRAW: return withdraw(registry, &subject);
    case SUBMISSION_ERASE: return erase(registry, &subject, NULL);
    case SUBMISSION_CORRECT: return correct(registry, &subject, request);
    default: return ERR_OK;
    }
}

/* ---- by staff, or by age ---- */

enum err answers_erase_inside(struct registry *registry, int64_t number, const char *note)
{
    struct subject subject = {0};
    enum err err = subject_of_number(registry->db, number, &subject);
    if (err == ERR_OK) return erase(registry, &subject, note);
    if (err != ERR_NOT_FOUND) return err;
    /* A support or a request, which nobody follows. */
    err = note_id(registry, number);
    return err == ERR_OK ? db_run(registry->db, "DELETE FROM entry WHERE number = ?", "i", number) : err;
}

enum err answers_note_inside(struct registry *registry, int64_t number, const char *note)
{
    struct subject subject = {0};
    AUTO(json_auto) json_t *body = NULL;
    enum err err = subject_of_number(registry->db, number, &subject);
    if (err == ERR_OK) err = items_find(registry->db, "answer", subject.receipt, &body);
    if (err == ERR_OK) err = add_text(body, "note", note);
    return err == ERR_OK ? items_put(registry->db, "answer", subject.receipt, 0, body) : err;
}

enum err answers_take_down_inside(struct registry *registry, int64_t number)
{
    struct subject subject = {0};
    enum err err = subject_of_number(registry->db, number, &subject);
    return err == ERR_OK ? take_down(registry, &subject) : err;
}
