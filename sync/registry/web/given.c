#include "sync/registry/web/given.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sync/model/terms.h"
#include "sync/registry/server/routes.h"

void given_begin(struct given *given, struct page *page, enum submission_kind kind)
{
    *given = (struct given){.page = page, .kind = kind};
    given->submission.kind = kind;
    given->submission.comes_as = COMES_AS_COUNT;
    given->submission.side = SIDE_COUNT;
    form_token_make(page->service->registry, kind, given->token_text);
}

void given_finish(struct given *given)
{
    told_network_finish(&given->about);
    submission_finish(&given->submission);
    sodium_memzero(given->code, sizeof(given->code));
    sodium_memzero(given->token_text, sizeof(given->token_text));
    sodium_memzero(given->question, sizeof(given->question));
}

bool given_has_field(const struct given *given, enum given_field field)
{
    bool correct = given->kind == SUBMISSION_CORRECT;
    switch (field) {
    case GIVEN_COMES_AS:
    case GIVEN_BRINGS: return given->kind == SUBMISSION_SEAT;
    case GIVEN_TITLE:
    case GIVEN_TEXT: return given->kind == SUBMISSION_IDEA || (correct && given->corrected == SUBMISSION_IDEA);
    case GIVEN_SIDE: return given->kind == SUBMISSION_IDEA;
    case GIVEN_NAME:
    case GIVEN_CONTACT:
    case GIVEN_COUNT: break;
    }
    return true;
}

const char *given_field_name(enum given_field field)
{
    static const char *const names[GIVEN_COUNT] = {"comes_as", "title", "text", "side", "name", "contact", "brings"};
    return names[field];
}

char *given_field_text(struct given *given, enum given_field field, size_t *out_bytes_max)
{
    struct submission *submission = &given->submission;
    switch (field) {
    case GIVEN_TITLE: *out_bytes_max = sizeof(submission->title); return submission->title;
    case GIVEN_TEXT: *out_bytes_max = sizeof(submission->text); return submission->text;
    case GIVEN_NAME: *out_bytes_max = sizeof(submission->name); return submission->name;
    case GIVEN_CONTACT: *out_bytes_max = sizeof(submission->contact); return submission->contact;
    case GIVEN_BRINGS: *out_bytes_max = sizeof(submission->brings); return submission->brings;
    case GIVEN_COMES_AS:
    case GIVEN_SIDE:
    case GIVEN_COUNT: break;
    }
    return NULL;
}

bool given_is_optional(const struct given *given, enum given_field field)
{
    if (field == GIVEN_BRINGS || given->kind == SUBMISSION_CORRECT) return true;
    return given->kind == SUBMISSION_IDEA && field != GIVEN_TITLE && field != GIVEN_TEXT;
}

const char *given_only_what_is_other(void)
{
    return WORDS("Skriv det, der skal rettes. Resten bliver, som det var.");
}

/* ---- reading what was sent ---- */

static const char *empty_problem(enum given_field field)
{
    switch (field) {
    case GIVEN_TITLE: return WORDS("Giv din idé en overskrift på nogle få ord.");
    case GIVEN_TEXT: return WORDS("Fortæl kort, hvad ideen går ud på.");
    case GIVEN_NAME: return WORDS("Skriv det navn, vi må kalde dig.");
    default: break;
    }
    return NULL;
}

/* What is wrong with a text, in the reader's language; NULL for nothing. */
static const char *text_problem(const struct given *given, enum given_field field, const char *text)
{
    const char *problem = cpr_problem(text);
    if (problem != NULL) return words_get(problem);
    if (text[0] == '\0' && given_is_optional(given, field)) return NULL;
    if (field == GIVEN_CONTACT) {
        problem = contact_problem(text);
        return problem != NULL ? words_get(problem) : NULL;
    }
    return text[0] == '\0' ? empty_problem(field) : NULL;
}

/* Asks once about what looks like a slip; who sends the same again means it. */
static const char *slip_question(struct given *given, const struct fields *fields)
{
    char meant[CONTACT_BYTES_MAX + 1];
    const char *contact = given->submission.contact;
    if (strcmp(fields_text(fields, "asked"), contact) == 0 || !contact_slip(meant, contact)) return NULL;
    snprintf(given->question, sizeof(given->question), WORDS("Mente du %s? Ret det, eller send igen."), meant);
    return given->question;
}

static void read_text(struct given *given, const struct fields *fields, enum given_field field)
{
    size_t bytes_max = 0;
    char *text = given_field_text(given, field, &bytes_max);
    bool fits = fields_copy(fields, given_field_name(field), text, bytes_max);
    bool lines = field == GIVEN_TEXT || field == GIVEN_BRINGS;
    given->overlong[field] = fits ? NULL : fields_text(fields, given_field_name(field));
    for (char *at = text; !lines && *at != '\0'; at++) {
        if (*at == '\n') *at = ' ';
    }
    given->problems[field] = fits ? text_problem(given, field, text) : WORDS("Der er ikke plads til så mange tegn.");
    if (field == GIVEN_CONTACT && given->problems[field] == NULL) {
        given->problems[field] = slip_question(given, fields);
    }
}

/* True: all of it may be sent. */
static bool read_fields(struct given *given, const struct fields *fields)
{
    bool good = true;
    for (int at = 0; at < GIVEN_COUNT; at++) {
        enum given_field field = (enum given_field)at;
        size_t bytes_max = 0;
        if (!given_has_field(given, field)) continue;
        if (given_field_text(given, field, &bytes_max) != NULL) read_text(given, fields, field);
        if (field == GIVEN_COMES_AS) {
            given->submission.comes_as = comes_as_from_name(fields_text(fields, "comes_as"));
            if (given->submission.comes_as == COMES_AS_COUNT) given->problems[at] = WORDS("Vælg, hvem du kommer som.");
        }
        if (field == GIVEN_SIDE) {
            given->submission.side = side_from_name(fields_text(fields, "side"));
            if (given->submission.side == SIDE_COUNT) given->problems[at] = WORDS("Vælg, hvem den hjælper mest.");
        }
        good = good && given->problems[at] == NULL;
    }
    return good;
}

static bool corrects_nothing(const struct given *given)
{
    const struct submission *submission = &given->submission;
    return given->kind == SUBMISSION_CORRECT && submission->title[0] == '\0' && submission->text[0] == '\0' &&
           submission->name[0] == '\0' && submission->contact[0] == '\0';
}

/* What tells a person from a program, and an old page from a new one. NULL: all is well. */
static const char *form_problem(struct given *given, const struct fields *fields)
{
    const struct registry *registry = given->page->service->registry;
    const char *text = fields_text(fields, "form");
    enum form_token_state state = form_token_read(&given->token, registry, given->kind, text);
    if (state == FORM_TOKEN_GOOD || state == FORM_TOKEN_TOO_SOON) {
        snprintf(given->token_text, sizeof(given->token_text), "%s", text); /* the same form, shown again */
    }
    if (fields_text(fields, "website")[0] != '\0') {
        return WORDS("Et skjult felt var udfyldt, måske af telefonen selv. Det er tomt nu: send igen.");
    }
    if (state == FORM_TOKEN_TOO_SOON) return WORDS("Det gik hurtigere, end nogen kan skrive. Send igen om lidt.");
    if (state != FORM_TOKEN_GOOD) return WORDS("Siden har stået åben længe. Se det igennem, og send igen.");
    if (strcmp(fields_text(fields, "notice"), given->page->site.notice_version) != 0) {
        return WORDS("Teksten om, hvordan vi passer på dine oplysninger, er ny. Læs den, og send igen.");
    }
    return corrects_nothing(given) ? given_only_what_is_other() : NULL;
}

bool given_read(struct given *given, const struct fields *fields)
{
    bool good = read_fields(given, fields);
    given->problem = form_problem(given, fields);
    return good && given->problem == NULL;
}
