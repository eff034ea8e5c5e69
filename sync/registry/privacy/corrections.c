#include "sync/registry/privacy/corrections.h"

#include <stdio.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/submission.h"
#include "sync/registry/entries/answers.h"
#include "sync/registry/entries/history.h"
#include "sync/registry/entries/inbox.h"

/* The words of submission_problem(), as staff read them. */
static const char *danish(const char *problem)
{
    static const struct {
        const char *word, *sentence;
    } words[] = {
        {"name_missing", "Navnet mangler."},
        {"contact_unusable", "Skriv en mailadresse eller et telefonnummer på otte cifre."},
        {"cpr_number", "Der står et CPR-nummer. Det må vi ikke gemme."},
        {"title_missing", "Titlen mangler."},
        {"text_missing", "Teksten mangler."},
    };
    for (size_t at = 0; at < sizeof(words) / sizeof(words[0]); at++) {
        if (strcmp(words[at].word, problem) == 0) return words[at].sentence;
    }
    return "Det kan ikke rettes sådan.";
}

static enum err read_entry(struct registry *registry, int64_t number, struct submission *out)
{
    AUTO(rows_auto) struct rows *rows = NULL;
    enum err err = db_query(registry->db, &rows,
                            "SELECT kind, network, name, contact, comes_as, brings, title, text, side, notice, lang"
                            " FROM entry WHERE number = ? AND kind IN ('interest', 'seat', 'idea')",
                            "i", number);
    if (err == ERR_OK) err = rows_next(rows);
    if (err != ERR_OK) return err;
    *out = (struct submission){.kind = submission_kind_from_name(rows_text(rows, 0)),
                               .comes_as = comes_as_from_name(rows_text(rows, 4)),
                               .side = side_from_name(rows_text(rows, 8))};
    snprintf(out->network, sizeof(out->network), "%s", rows_text(rows, 1));
    snprintf(out->name, sizeof(out->name), "%s", rows_text(rows, 2));
    snprintf(out->contact, sizeof(out->contact), "%s", rows_text(rows, 3));
    snprintf(out->brings, sizeof(out->brings), "%s", rows_text(rows, 5));
    snprintf(out->title, sizeof(out->title), "%s", rows_text(rows, 6));
    snprintf(out->text, sizeof(out->text), "%s", rows_text(rows, 7));
    snprintf(out->notice, sizeof(out->notice), "%s", rows_text(rows, 9));
    snprintf(out->lang, sizeof(out->lang), "%s", rows_text(rows, 10));
    return ERR_OK;
}

static const char nothing_new[] = "Der er ikke rettet noget.";

/* False: it is too long. */
static bool take(const json_t *change, const char *key, char *to, size_t room, bool *out_changed)
{
    const char *text = json_text_at(change, key);
    if (text == NULL || strcmp(text, to) == 0) return true;
    if (strlen(text) >= room) return false;
    snprintf(to, room, "%s", text);
    *out_changed = true;
    return true;
}

static enum err apply(const json_t *change, struct submission *submission, bool *out_words, const char **out_problem)
{
    bool changed = false;
    bool idea = submission->kind == SUBMISSION_IDEA;
    bool fits = take(change, "name", submission->name, sizeof(submission->name), &changed) &&
                take(change, "contact", submission->contact, sizeof(submission->contact), &changed);
    if (submission->kind == SUBMISSION_SEAT) {
        fits = fits && take(change, "brings", submission->brings, sizeof(submission->brings), &changed);
    }
    fits = fits && (!idea || (take(change, "title", submission->title, sizeof(submission->title), out_words) &&
                              take(change, "text", submission->text, sizeof(submission->text), out_words)));
    if (!fits) *out_problem = "Det er for langt.";
    if (fits && !changed && !*out_words) *out_problem = nothing_new;
    return *out_problem == NULL ? ERR_OK : ERR_INVALID;
}

/* What is said when something happened to it since `base`: nothing but this very correction, whose answer was lost? */
static enum err check_base(struct registry *registry, int64_t number, const struct submission *there,
                           const json_t *change, const int64_t *base, const char *who, bool *out_done)
{
    struct submission same = *there;
    const char *problem = NULL;
    bool own = false;
    bool words = false;
    *out_done = false;
    enum err err = history_check(registry, number, base);
    if (err != ERR_CONFLICT) return err;
    err = history_is_own(registry, number, *base, who, &own);
    if (err == ERR_OK) (void)apply(change, &same, &words, &problem);
    *out_done = err == ERR_OK && own && problem == nothing_new;
    submission_finish(&same);
    return err == ERR_OK && !*out_done ? ERR_CONFLICT : err;
}

/* An idea that lost its giver by age gets none again: nothing would take that away. */
static enum err check_giver(struct registry *registry, int64_t number, const char **out_problem)
{
    int64_t one = 0;
    enum err err =
        db_int(registry->db, &one, "SELECT 1 FROM entry WHERE number = ? AND anonymous_s IS NOT NULL", "i", number);
    if (err != ERR_OK) return err == ERR_NOT_FOUND ? ERR_OK : err;
    *out_problem = "Navn og kontakt er slettet, fordi tiden er gået, og kommer ikke igen.";
    return ERR_INVALID;
}

static enum err correct_inside(struct registry *registry, int64_t number, const json_t *change, const int64_t *base,
                               const char *who, const char **out_problem)
{
    struct submission submission = {.kind = SUBMISSION_INTEREST};
    bool words = false;
    bool done = false;
    enum err err = read_entry(registry, number, &submission);
    if (err == ERR_OK) err = check_base(registry, number, &submission, change, base, who, &done);
    if (done) {
        submission_finish(&submission);
        return ERR_OK;
    }
    if (err == ERR_OK) err = apply(change, &submission, &words, out_problem);
    if (err == ERR_OK && (submission.name[0] != '\0' || submission.contact[0] != '\0')) {
        err = check_giver(registry, number, out_problem);
    }
    const char *problem = err == ERR_OK ? submission_problem(&submission) : NULL;
    if (problem != NULL) {
        *out_problem = danish(problem);
        err = ERR_INVALID;
    }
    if (err == ERR_OK) {
        err =
            db_run(registry->db,
                   "UPDATE entry SET name = ?, contact = ?, brings = ?, title = ?, text = ? WHERE number = ?", "ttttti",
                   submission.name, submission.contact, submission.brings, submission.title, submission.text, number);
    }
    if (err == ERR_OK) err = answers_contact_inside(registry, number);
    if (err == ERR_OK && words) err = answers_take_down_inside(registry, number);
    if (err == ERR_OK && words) err = inbox_changed(registry, number);
    if (err == ERR_OK) err = history_add(registry, number, who, "corrected", NULL, NULL);
    if (err == ERR_OK) err = answers_note_inside(registry, number, "Sekretariatet har rettet det, du gav.");
    submission_finish(&submission);
    return err;
}

enum err correction_put(struct registry *registry, int64_t number, const json_t *change, const int64_t *base,
                        const char *who, const char **out_problem)
{
    *out_problem = NULL;
    enum err err = db_begin(registry->db);
    if (err == ERR_OK) err = correct_inside(registry, number, change, base, who, out_problem);
    if (err == ERR_OK) err = db_commit(registry->db);
    db_rollback(registry->db);
    if (err != ERR_OK) return err;
    registry->scrub_due = true;
    registry_scrub(registry);
    return ERR_OK;
}
