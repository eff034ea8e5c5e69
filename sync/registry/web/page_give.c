/* The forms: interest in a network, a seat in its Founding Group, an idea, and a correction of one of them. What is
 * sent goes into the ledger under the same rules as what comes from a screen, once for each form that was shown, and
 * its receipt code stands on the page that thanks. What somebody typed is on no page that is kept, and in no log. */
#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sync/base/json.h"
#include "sync/model/answer.h"
#include "sync/model/contact.h"
#include "sync/model/receipt_code.h"
#include "sync/model/terms.h"
#include "sync/registry/items.h"
#include "sync/registry/ledger.h"
#include "sync/registry/web/form_token.h"
#include "sync/registry/web/networks.h"
#include "sync/registry/web/page.h"
#include "sync/registry/web/pages.h"

/* The fields, in the order in which they are asked for. */
enum give_field { GIVE_COMES_AS, GIVE_TITLE, GIVE_TEXT, GIVE_SIDE, GIVE_NAME, GIVE_CONTACT, GIVE_BRINGS, GIVE_COUNT };

struct giving {
    struct page *page;
    enum submission_kind kind;
    struct told_network about;              /* of an idea or a correction nothing */
    enum submission_kind corrected;         /* of a correction: what it corrects */
    char code[RECEIPT_CODE_TEXT_BYTES];     /* … and under which code; otherwise "" */
    struct submission submission;           /* comes_as and side: their COUNT while nothing is chosen */
    const char *problems[GIVE_COUNT];       /* in the reader's language, or NULL */
    const char *problem;                    /* of the whole form, or NULL */
    char question[CONTACT_BYTES_MAX + 200]; /* "Mente du …?", among the problems while it is asked */
    char token_text[FORM_TOKEN_TEXT_BYTES];
    struct form_token token;
};

static void giving_finish(struct giving *giving)
{
    told_network_finish(&giving->about);
    submission_finish(&giving->submission);
    sodium_memzero(giving->code, sizeof(giving->code));
    sodium_memzero(giving->token_text, sizeof(giving->token_text));
    sodium_memzero(giving->question, sizeof(giving->question));
}

static bool has_field(const struct giving *giving, enum give_field field)
{
    bool correct = giving->kind == SUBMISSION_CORRECT;
    switch (field) {
    case GIVE_COMES_AS:
    case GIVE_BRINGS: return giving->kind == SUBMISSION_SEAT;
    case GIVE_TITLE:
    case GIVE_TEXT: return giving->kind == SUBMISSION_IDEA || (correct && giving->corrected == SUBMISSION_IDEA);
    case GIVE_SIDE: return giving->kind == SUBMISSION_IDEA;
    case GIVE_NAME:
    case GIVE_CONTACT:
    case GIVE_COUNT: break;
    }
    return true;
}

static const char *field_name(enum give_field field)
{
    static const char *const names[GIVE_COUNT] = {"comes_as", "title", "text", "side", "name", "contact", "brings"};
    return names[field];
}

static const char *field_label(const struct giving *giving, enum give_field field)
{
    bool idea = giving->kind == SUBMISSION_IDEA;
    switch (field) {
    case GIVE_COMES_AS: return WORDS("Hvem kommer du som?");
    case GIVE_TITLE: return WORDS("Overskrift");
    case GIVE_TEXT: return WORDS("Din idé");
    case GIVE_SIDE: return WORDS("Hvem hjælper den mest?");
    case GIVE_NAME: return idea ? WORDS("Navn, hvis du vil") : WORDS("Navn");
    case GIVE_CONTACT: return idea ? WORDS("E-mail eller telefon, hvis du vil") : WORDS("E-mail eller telefon");
    case GIVE_BRINGS: return WORDS("Det, du ved, kan eller har lyst til");
    case GIVE_COUNT: break;
    }
    return "";
}

/* A text field's place in the submission; NULL for a choice. */
static char *field_text(struct giving *giving, enum give_field field, size_t *out_bytes_max)
{
    struct submission *submission = &giving->submission;
    switch (field) {
    case GIVE_TITLE: *out_bytes_max = sizeof(submission->title); return submission->title;
    case GIVE_TEXT: *out_bytes_max = sizeof(submission->text); return submission->text;
    case GIVE_NAME: *out_bytes_max = sizeof(submission->name); return submission->name;
    case GIVE_CONTACT: *out_bytes_max = sizeof(submission->contact); return submission->contact;
    case GIVE_BRINGS: *out_bytes_max = sizeof(submission->brings); return submission->brings;
    case GIVE_COMES_AS:
    case GIVE_SIDE:
    case GIVE_COUNT: break;
    }
    return NULL;
}

static bool is_optional(const struct giving *giving, enum give_field field)
{
    if (field == GIVE_BRINGS || giving->kind == SUBMISSION_CORRECT) return true;
    return giving->kind == SUBMISSION_IDEA && field != GIVE_TITLE && field != GIVE_TEXT;
}

/* ---- showing the form ---- */

static void problem_line(struct html *html, enum give_field field, const char *problem)
{
    if (problem == NULL) return;
    html_open(html, "p");
    html_attributef(html, "id", "%s-error", field_name(field));
    html_attribute(html, "class", "error");
    html_textf(html, "▲ %s", problem);
    html_close(html);
}

static void text_attributes(struct giving *giving, enum give_field field, size_t bytes_max)
{
    struct html *html = giving->page->html;
    const char *name = field_name(field);
    html_attribute(html, "id", name);
    html_attribute(html, "name", name);
    html_attributef(html, "maxlength", "%zu", bytes_max - 1);
    html_attribute(html, "dir", "auto");
    if (!is_optional(giving, field)) html_attribute(html, "required", "required");
    if (field == GIVE_NAME) html_attribute(html, "autocomplete", "name");
    if (field == GIVE_CONTACT) {
        html_attribute(html, "autocapitalize", "none");
        html_attribute(html, "spellcheck", "false");
    }
    if (giving->problems[field] == NULL) return;
    html_attribute(html, "aria-invalid", "true");
    html_attributef(html, "aria-describedby", "%s-error", name);
}

static void text_field(struct giving *giving, enum give_field field)
{
    struct html *html = giving->page->html;
    size_t bytes_max = 0;
    const char *text = field_text(giving, field, &bytes_max);
    html_open(html, "label");
    html_attribute(html, "for", field_name(field));
    html_text(html, field_label(giving, field));
    html_close(html);
    problem_line(html, field, giving->problems[field]);
    bool lines = field == GIVE_TEXT || field == GIVE_BRINGS;
    html_open(html, lines ? "textarea" : "input");
    text_attributes(giving, field, bytes_max);
    if (lines) {
        html_attribute(html, "rows", "5");
        html_text(html, text);
    } else {
        html_attribute(html, "type", "text");
        html_attribute(html, "value", text);
    }
    html_close(html);
}

static void choice(struct html *html, const char *name, const char *value, const char *label, bool chosen)
{
    html_open(html, "label");
    html_attribute(html, "class", "choice");
    html_open(html, "input");
    html_attribute(html, "type", "radio");
    html_attribute(html, "name", name);
    html_attribute(html, "value", value);
    html_attribute(html, "required", "required");
    html_attribute(html, "checked", chosen ? "checked" : NULL);
    html_close(html);
    html_text(html, label);
    html_close(html);
}

static void choices(struct giving *giving, enum give_field field)
{
    struct html *html = giving->page->html;
    const struct submission *submission = &giving->submission;
    html_open(html, "fieldset");
    html_attribute(html, "id", field_name(field));
    html_open(html, "legend");
    html_text(html, field_label(giving, field));
    html_close(html);
    problem_line(html, field, giving->problems[field]);
    for (int at = 0; field == GIVE_COMES_AS && at < COMES_AS_COUNT; at++) {
        choice(html, "comes_as", comes_as_name((enum comes_as)at), comes_as_words((enum comes_as)at),
               (int)submission->comes_as == at);
    }
    for (int at = 0; field == GIVE_SIDE && at < SIDE_COUNT; at++) {
        choice(html, "side", side_name((enum side)at), side_words((enum side)at), (int)submission->side == at);
    }
    html_close(html);
}

static void hidden(struct html *html, const char *name, const char *value)
{
    html_open(html, "input");
    html_attribute(html, "type", "hidden");
    html_attribute(html, "name", name);
    html_attribute(html, "value", value);
    html_close(html);
}

/* Nobody sees this field, and who can't see at all is told; what fills it in is a program. */
static void trap(struct html *html)
{
    html_open(html, "div");
    html_attribute(html, "class", "apart");
    html_attribute(html, "aria-hidden", "true");
    html_open(html, "label");
    html_attribute(html, "for", "website");
    html_text(html, WORDS("Lad dette felt være tomt"));
    html_close(html);
    html_open(html, "input");
    html_attribute(html, "id", "website");
    html_attribute(html, "name", "website");
    html_attribute(html, "type", "text");
    html_attribute(html, "tabindex", "-1");
    html_attribute(html, "autocomplete", "off");
    html_close(html);
    html_close(html);
}

/* Before the first field, as on the screens: in short, with the whole of it one tap away. */
static void notice(struct page *page)
{
    struct html *html = page->html;
    const struct site *site = &page->site;
    html_open(html, "details");
    html_open(html, "summary");
    page_mark_danish(page, site->notice_title, page->danish.notice_title);
    html_text(html, site->notice_title);
    html_close(html);
    for (size_t at = 0; at < site->notice_count; at++) {
        page_content(page, "h3", site->notice[at].heading, page->danish.notice[at].heading);
        page_content(page, "p", site->notice[at].text, page->danish.notice[at].text);
    }
    html_close(html);
}

/* What is wrong, in a list of ways to it, where whoever listens hears it first. */
static void problems(struct giving *giving)
{
    struct html *html = giving->page->html;
    bool any = giving->problem != NULL;
    for (int at = 0; at < GIVE_COUNT; at++) any = any || giving->problems[at] != NULL;
    if (!any) return;
    html_open(html, "div");
    html_attribute(html, "class", "note wrong");
    html_attribute(html, "role", "alert");
    if (giving->problem != NULL) html_element(html, "p", giving->problem);
    html_open(html, giving->problem != NULL ? "div" : "ul");
    for (int at = 0; giving->problem == NULL && at < GIVE_COUNT; at++) {
        if (giving->problems[at] == NULL) continue;
        html_open(html, "li");
        html_open(html, "a");
        html_attributef(html, "href", "#%s", field_name((enum give_field)at));
        html_text(html, giving->problems[at]);
        html_close(html);
        html_close(html);
    }
    html_close(html);
    html_close(html);
}

static const char *heading_words(const struct giving *giving)
{
    switch (giving->kind) {
    case SUBMISSION_SEAT: return WORDS("Ønsk en plads");
    case SUBMISSION_IDEA: return WORDS("Hvad er din idé?");
    case SUBMISSION_CORRECT: return WORDS("Hvad skal der stå?");
    default: break;
    }
    return WORDS("Jeg er interesseret");
}

static void path_of(const struct giving *giving, char out[PAGE_PATH_BYTES_MAX])
{
    const char *kind = submission_kind_name(giving->kind);
    if (giving->about.in_language.id == NULL) {
        snprintf(out, PAGE_PATH_BYTES_MAX, "%s", kind);
    } else {
        snprintf(out, PAGE_PATH_BYTES_MAX, "%s/%s", kind, giving->about.in_language.id);
    }
}

static const char *only_what_is_other(void)
{
    return WORDS("Skriv det, der skal rettes. Resten bliver, som det var.");
}

static void about_line(struct giving *giving)
{
    struct html *html = giving->page->html;
    html_open(html, "p");
    html_attribute(html, "class", "lead");
    if (giving->kind == SUBMISSION_IDEA) {
        html_text(html, WORDS("Sekretariatet læser alle idéer. Din idé kan blive vist her. Navn og kontakt bliver det "
                              "aldrig."));
    } else if (giving->kind == SUBMISSION_CORRECT) {
        html_text(html, only_what_is_other());
    } else {
        page_mark_danish(giving->page, giving->about.in_language.title, giving->about.danish.title);
        html_text(html, giving->about.in_language.title);
    }
    html_close(html);
}

static void show(struct giving *giving, unsigned int status)
{
    struct page *page = giving->page;
    char path[PAGE_PATH_BYTES_MAX];
    path_of(giving, path);
    if (!page_open(page, heading_words(giving), path)) return;
    struct html *html = page->html;
    html_element(html, "h1", heading_words(giving));
    about_line(giving);
    problems(giving);
    page_danish_note(page, page->site.notice_danish);
    page_content(page, "p", page->site.notice_intro, page->danish.notice_intro);
    notice(page);
    html_open(html, "form");
    html_attribute(html, "method", "post");
    html_attribute(html, "novalidate", "novalidate"); /* our words say what is wrong, in the reader's language */
    page_address(page, "action", path);
    hidden(html, "form", giving->token_text);
    hidden(html, "notice", page->site.notice_version);
    if (giving->code[0] != '\0') hidden(html, "code", giving->code);
    if (giving->question[0] != '\0') hidden(html, "asked", giving->submission.contact);
    for (int at = 0; at < GIVE_COUNT; at++) {
        enum give_field field = (enum give_field)at;
        size_t bytes_max = 0;
        if (!has_field(giving, field)) continue;
        if (field_text(giving, field, &bytes_max) != NULL)
            text_field(giving, field);
        else
            choices(giving, field);
    }
    trap(html);
    html_open(html, "button");
    html_attribute(html, "type", "submit");
    html_attribute(html, "class", "button");
    html_text(html, WORDS("Send til sekretariatet"));
    html_close(html);
    html_close(html);
    page_answer(page, status, PAGE_SECRET);
}

/* ---- reading what was sent ---- */

static const char *empty_problem(enum give_field field)
{
    switch (field) {
    case GIVE_TITLE: return WORDS("Giv din idé en overskrift på nogle få ord.");
    case GIVE_TEXT: return WORDS("Fortæl kort, hvad ideen går ud på.");
    case GIVE_NAME: return WORDS("Skriv det navn, vi må kalde dig.");
    default: break;
    }
    return NULL;
}

/* What is wrong with a text, in the reader's language; NULL for nothing. */
static const char *text_problem(const struct giving *giving, enum give_field field, const char *text)
{
    const char *problem = cpr_problem(text);
    if (problem != NULL) return words_get(problem);
    if (text[0] == '\0' && is_optional(giving, field)) return NULL;
    if (field == GIVE_CONTACT) {
        problem = contact_problem(text);
        return problem != NULL ? words_get(problem) : NULL;
    }
    return text[0] == '\0' ? empty_problem(field) : NULL;
}

/* Asks once about what looks like a slip; who sends the same again means it. */
static const char *slip_question(struct giving *giving, const struct fields *fields)
{
    char meant[CONTACT_BYTES_MAX + 1];
    const char *contact = giving->submission.contact;
    if (strcmp(fields_text(fields, "asked"), contact) == 0 || !contact_slip(meant, contact)) return NULL;
    snprintf(giving->question, sizeof(giving->question), WORDS("Mente du %s? Ret det, eller send igen."), meant);
    return giving->question;
}

static void read_text(struct giving *giving, const struct fields *fields, enum give_field field)
{
    size_t bytes_max = 0;
    char *text = field_text(giving, field, &bytes_max);
    bool fits = fields_copy(fields, field_name(field), text, bytes_max);
    bool lines = field == GIVE_TEXT || field == GIVE_BRINGS;
    for (char *at = text; !lines && *at != '\0'; at++) {
        if (*at == '\n') *at = ' ';
    }
    giving->problems[field] = fits ? text_problem(giving, field, text) : WORDS("Der er ikke plads til så mange tegn.");
    if (field == GIVE_CONTACT && giving->problems[field] == NULL) {
        giving->problems[field] = slip_question(giving, fields);
    }
}

/* True: all of it may be sent. */
static bool read_fields(struct giving *giving, const struct fields *fields)
{
    bool good = true;
    for (int at = 0; at < GIVE_COUNT; at++) {
        enum give_field field = (enum give_field)at;
        size_t bytes_max = 0;
        if (!has_field(giving, field)) continue;
        if (field_text(giving, field, &bytes_max) != NULL) read_text(giving, fields, field);
        if (field == GIVE_COMES_AS) {
            giving->submission.comes_as = comes_as_from_name(fields_text(fields, "comes_as"));
            if (giving->submission.comes_as == COMES_AS_COUNT)
                giving->problems[at] = WORDS("Vælg, hvem du kommer som.");
        }
        if (field == GIVE_SIDE) {
            giving->submission.side = side_from_name(fields_text(fields, "side"));
            if (giving->submission.side == SIDE_COUNT) giving->problems[at] = WORDS("Vælg, hvem den hjælper mest.");
        }
        good = good && giving->problems[at] == NULL;
    }
    return good;
}

static bool corrects_nothing(const struct giving *giving)
{
    const struct submission *submission = &giving->submission;
    return giving->kind == SUBMISSION_CORRECT && submission->title[0] == '\0' && submission->text[0] == '\0' &&
           submission->name[0] == '\0' && submission->contact[0] == '\0';
}

/* What tells a person from a program, and an old page from a new one. NULL: all is well. */
static const char *form_problem(struct giving *giving, const struct fields *fields)
{
    const struct registry *registry = giving->page->service->registry;
    const char *text = fields_text(fields, "form");
    enum form_token_state state = form_token_read(&giving->token, registry, giving->kind, text);
    if (state == FORM_TOKEN_GOOD || state == FORM_TOKEN_TOO_SOON) {
        snprintf(giving->token_text, sizeof(giving->token_text), "%s", text); /* the same form, shown again */
    }
    if (fields_text(fields, "website")[0] != '\0') {
        return WORDS("Et skjult felt var udfyldt, måske af telefonen selv. Det er tomt nu: send igen.");
    }
    if (state == FORM_TOKEN_TOO_SOON) return WORDS("Det gik hurtigere, end nogen kan skrive. Send igen om lidt.");
    if (state != FORM_TOKEN_GOOD) return WORDS("Siden har stået åben længe. Se det igennem, og send igen.");
    if (strcmp(fields_text(fields, "notice"), giving->page->site.notice_version) != 0) {
        return WORDS("Teksten om, hvordan vi passer på dine oplysninger, er ny. Læs den, og send igen.");
    }
    return corrects_nothing(giving) ? only_what_is_other() : NULL;
}

/* ---- the thanks ---- */

static const char *thanks_words(enum submission_kind kind)
{
    switch (kind) {
    case SUBMISSION_SEAT: return WORDS("Tak. Din plads er ønsket.");
    case SUBMISSION_IDEA: return WORDS("Tak. Din idé er gemt.");
    case SUBMISSION_CORRECT: return WORDS("Din rettelse er gemt");
    default: break;
    }
    return WORDS("Tak. Din interesse er gemt.");
}

/* Where it is seen once, and what it is good for. */
static void show_code(struct page *page, const char *code)
{
    struct html *html = page->html;
    html_element(html, "h2", WORDS("Din kode"));
    html_open(html, "p");
    html_attribute(html, "class", "given");
    html_attribute(html, "dir", "ltr");
    html_text(html, code);
    html_close(html);
    html_open(html, "p");
    html_textf(html,
               WORDS("Sekretariatet får besked og svarer dig. Skriv koden af, eller tag et billede af den. Med den kan "
                     "du se svaret under Hvad skete der? og slette det, du gav. Eller ring på %s og sig koden."),
               page->site.contact_phone);
    html_close(html);
}

static void thank(struct giving *giving, const char *code, bool another)
{
    struct page *page = giving->page;
    const char *heading = thanks_words(giving->kind);
    if (!page_open(page, heading, NULL)) return;
    struct html *html = page->html;
    html_element(html, "h1", heading);
    if (another) {
        html_open(html, "p");
        html_attribute(html, "class", "note");
        html_text(html, WORDS("Vi har allerede det, du sendte første gang. Det nye er ikke gemt."));
        html_close(html);
    }
    if (giving->kind != SUBMISSION_CORRECT) show_code(page, code);
    html_open(html, "form");
    html_attribute(html, "method", "post");
    page_address(page, "action", "follow");
    hidden(html, "code", code);
    html_open(html, "button");
    html_attribute(html, "type", "submit");
    html_attribute(html, "class", "button");
    html_text(html, WORDS("Hvad skete der?"));
    html_close(html);
    html_close(html);
    page_answer(page, MHD_HTTP_OK, PAGE_SECRET);
}

static void hand_in(struct giving *giving)
{
    struct page *page = giving->page;
    struct registry *registry = page->service->registry;
    struct submission *submission = &giving->submission;
    char code[RECEIPT_CODE_TEXT_BYTES];
    enum verdict verdict = VERDICT_REJECTED;
    const char *problem = NULL;
    if (giving->kind == SUBMISSION_CORRECT) {
        snprintf(code, sizeof(code), "%s", giving->code);
        snprintf(submission->code, sizeof(submission->code), "%s", giving->code);
    } else {
        form_token_code(registry, &giving->token, code);
    }
    receipt_code_hash(submission->receipt_hash, code);
    if (giving->about.in_language.id != NULL) {
        snprintf(submission->network, sizeof(submission->network), "%s", giving->about.in_language.id);
    }
    snprintf(submission->notice, sizeof(submission->notice), "%s", page->site.notice_version);
    snprintf(submission->lang, sizeof(submission->lang), "%s", page->language->code);
    enum err err = ledger_take(registry, giving->token.id, submission, &verdict, &problem);
    if (err != ERR_OK) {
        service_failed(page->service, page->call, err);
    } else if (verdict == VERDICT_REJECTED) {
        giving->problem = WORDS("Det kunne vi ikke tage imod. Se det igennem, og send igen.");
        show(giving, MHD_HTTP_UNPROCESSABLE_CONTENT);
    } else {
        if (verdict == VERDICT_CREATED) page_count(page, page->service->web_forms);
        thank(giving, code, verdict == VERDICT_CONFLICT);
    }
    sodium_memzero(code, sizeof(code));
}

/* ---- the whole ---- */

static void begin(struct giving *giving, struct page *page, enum submission_kind kind)
{
    *giving = (struct giving){.page = page, .kind = kind};
    giving->submission.kind = kind;
    giving->submission.comes_as = COMES_AS_COUNT;
    giving->submission.side = SIDE_COUNT;
    form_token_make(page->service->registry, kind, giving->token_text);
}

/* What a code is about may be corrected until it was taken back. On false the call has been answered. */
static bool find_corrected(struct giving *giving, const struct fields *fields)
{
    struct page *page = giving->page;
    unsigned char hash[RECEIPT_CODE_HASH_BYTES];
    char name[RECEIPT_CODE_NAME_BYTES];
    AUTO(json_auto) json_t *body = NULL;
    AUTO(outcome_finish) struct outcome outcome = {.document = NULL};
    bool right = receipt_code_read(giving->code, fields_text(fields, "code")) == ERR_OK;
    enum err err = ERR_NOT_FOUND;
    if (right) {
        receipt_code_hash(hash, giving->code);
        receipt_code_name(name, hash);
        err = items_find(page->service->registry->db, "answer", name, &body);
    }
    if (err == ERR_OK) err = outcome_from_json(&outcome, body);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        service_failed(page->service, page->call, err);
        return false;
    }
    bool may = err == ERR_OK && outcome.status != ANSWER_ERASED && outcome.status != ANSWER_WITHDRAWN;
    giving->corrected = outcome.kind;
    if (may) return true;
    if (err == ERR_NOT_FOUND) page_count(page, page->service->web_codes);
    page_problem(page, MHD_HTTP_NOT_FOUND, WORDS("Hvad skete der?"),
                 WORDS("Koden passer ikke. Sammenlign den med din egen, gruppe for gruppe."));
    return false;
}

/* Finds what it is about. On false the call has been answered. */
static bool find_about(struct giving *giving)
{
    struct page *page = giving->page;
    char id[NETWORK_ID_BYTES_MAX + 1] = "";
    size_t length = 0;
    if (giving->kind == SUBMISSION_IDEA) return true;
    const char *word = call_word(page->call, &length);
    if (length < sizeof(id)) snprintf(id, sizeof(id), "%.*s", (int)length, word);
    enum err err = networks_find(page->service->registry->db, id, page->language->code, &giving->about);
    if (err != ERR_OK && err != ERR_NOT_FOUND) {
        service_failed(page->service, page->call, err);
        return false;
    }
    const struct network *network = &giving->about.in_language;
    bool open = err == ERR_OK && network_status_is_open(network->status) &&
                (giving->kind != SUBMISSION_SEAT || network->group_state == GROUP_OPEN);
    /* Who has the form before the network ends was asked in good faith: what is sent is taken. */
    if (err == ERR_OK && (open || strcmp(page->call->method, MHD_HTTP_METHOD_POST) == 0)) return true;
    page_problem(page, MHD_HTTP_NOT_FOUND, WORDS("Her er ikke åbent"),
                 WORDS("Netværket tager ikke imod flere. Her finder du de andre."));
    return false;
}

static void answer_form(struct service *service, struct call *call, enum submission_kind kind)
{
    struct page page;
    if (page_begin(&page, service, call)) {
        struct giving giving;
        begin(&giving, &page, kind);
        if (find_about(&giving)) show(&giving, MHD_HTTP_OK);
        giving_finish(&giving);
    }
    page_finish(&page);
}

static void take_form(struct giving *giving, const struct fields *fields)
{
    bool good = read_fields(giving, fields);
    giving->problem = form_problem(giving, fields);
    if (good && giving->problem == NULL) {
        hand_in(giving);
    } else {
        show(giving, MHD_HTTP_UNPROCESSABLE_CONTENT);
    }
}

static void answer_sent(struct service *service, struct call *call, enum submission_kind kind)
{
    struct page page;
    struct fields fields = {.memory = NULL};
    if (page_begin(&page, service, call) && page_may_go_on(&page, service->web_forms) && page_fields(&page, &fields)) {
        struct giving giving;
        begin(&giving, &page, kind);
        if (find_about(&giving)) take_form(&giving, &fields);
        giving_finish(&giving);
    }
    fields_finish(&fields);
    page_finish(&page);
}

void web_interest_form(struct service *service, struct call *call)
{
    answer_form(service, call, SUBMISSION_INTEREST);
}

void web_interest_sent(struct service *service, struct call *call)
{
    answer_sent(service, call, SUBMISSION_INTEREST);
}

void web_seat_form(struct service *service, struct call *call)
{
    answer_form(service, call, SUBMISSION_SEAT);
}

void web_seat_sent(struct service *service, struct call *call)
{
    answer_sent(service, call, SUBMISSION_SEAT);
}

void web_idea_form(struct service *service, struct call *call)
{
    answer_form(service, call, SUBMISSION_IDEA);
}

void web_idea_sent(struct service *service, struct call *call)
{
    answer_sent(service, call, SUBMISSION_IDEA);
}

/* First with a code alone, from the page that tells what became of it. */
static void correct(struct giving *giving, const struct fields *fields)
{
    if (!find_corrected(giving, fields)) return;
    if (fields_text(fields, "form")[0] == '\0') {
        show(giving, MHD_HTTP_OK);
    } else {
        take_form(giving, fields);
    }
}

void web_correct(struct service *service, struct call *call)
{
    struct page page;
    struct fields fields = {.memory = NULL};
    if (page_begin(&page, service, call) && page_may_go_on(&page, service->web_codes) &&
        page_may_go_on(&page, service->web_forms) && page_fields(&page, &fields)) {
        struct giving giving;
        begin(&giving, &page, SUBMISSION_CORRECT);
        correct(&giving, &fields);
        giving_finish(&giving);
    }
    fields_finish(&fields);
    page_finish(&page);
}
